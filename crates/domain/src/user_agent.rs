//! The browser and system that a `User-Agent` header (RFC 9110 §10.1.5) names: enough for people to
//! tell their own sessions apart, and no more.

/// A browser, as far as the header identifies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    /// The browser.
    pub browser: Option<&'static str>,
    /// The operating system.
    pub system: Option<&'static str>,
    /// Whether it is a phone or a tablet.
    pub mobile: bool,
}

/// The markers are searched in this order: most browsers also claim to be others.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: &[(&str, &str, bool)] = &[
    ("iPhone", "iPhone", true),
    ("iPad", "iPad", true),
    ("Android", "Android", true),
    ("Windows", "Windows", false),
    ("Mac OS X", "macOS", false),
    ("CrOS", "ChromeOS", false),
    ("Linux", "Linux", false),
];

/// Reads the header.
pub fn describe(user_agent: &str) -> Device {
    let browser = BROWSERS.iter().find(|(mark, _)| user_agent.contains(mark));
    let system = SYSTEMS
        .iter()
        .find(|(mark, _, _)| user_agent.contains(mark));
    Device {
        browser: browser.map(|(_, name)| *name),
        system: system.map(|(_, name, _)| *name),
        mobile: system.is_some_and(|(_, _, mobile)| *mobile),
    }
}

/// The identity of a device for its user: browser and system, without versions, which change by
/// themselves. For an unknown browser, the letters of its name.
pub fn fingerprint(user_agent: &str) -> String {
    let device = describe(user_agent);
    let browser = device.browser.map_or_else(
        || user_agent.chars().filter(|c| c.is_alphabetic()).collect(),
        str::to_owned,
    );
    format!("{browser}/{}", device.system.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_version_is_the_same_device_and_another_browser_or_system_is_not() {
        let firefox = |system: &str, version: u8| {
            fingerprint(&format!(
                "Mozilla/5.0 ({system}; rv:{version}.0) Firefox/{version}.0"
            ))
        };
        assert_eq!(firefox("X11; Linux", 140), firefox("X11; Linux", 141));
        assert_ne!(firefox("X11; Linux", 140), firefox("Windows NT 10.0", 140));
        assert_ne!(fingerprint("curl/8.0"), fingerprint("Agent/8.0"));
        assert_eq!(fingerprint("Agent/8.0"), fingerprint("Agent/9.1"));
        assert_eq!(fingerprint(""), "/");
    }

    #[test]
    fn usual_browsers_are_told_apart() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                (Some("Firefox"), Some("Linux"), false),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
                (Some("Safari"), Some("iPhone"), true),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/150.0.0.0 Safari/537.36 Edg/150.0",
                (Some("Edge"), Some("Windows"), false),
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/150.0.0.0 Mobile Safari/537.36",
                (Some("Chrome"), Some("Android"), true),
            ),
            ("curl/8.0", (Some("curl"), None, false)),
            ("", (None, None, false)),
        ];
        for (header, expected) in cases {
            let device = describe(header);
            assert_eq!(
                (device.browser, device.system, device.mobile),
                expected,
                "{header}"
            );
        }
    }
}
