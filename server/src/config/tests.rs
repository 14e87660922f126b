use super::*;

fn around() -> Surroundings {
    Surroundings {
        working_dir: PathBuf::from("/srv"),
        arguments: Vec::new(),
    }
}

fn check(given: &[(&str, &str)]) -> Result<Config, String> {
    let options = Options::given(given).unwrap();
    Config::from_options(&options, &around()).map_err(|e| e.to_string())
}

fn refusal(given: &[(&str, &str)]) -> String {
    check(given).expect_err("this cannot work")
}

#[test]
fn without_options_the_defaults_hold() {
    let config = check(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.data_dir, Path::new("/srv/data"));
    assert_eq!(
        config.database_url.as_str(),
        "sqlite:///srv/data/bouclier.sqlite"
    );
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:3000");
    assert_eq!(config.secret_key_file, Path::new("/srv/data/secret.key"));
    assert_eq!(config.trusted_proxies, TrustedProxies::default());
    assert_eq!(config.log, "info");
    assert_eq!(config.log_format, LogFormat::Text);
    assert!(!config.access_log);
    assert_eq!(config.metrics_listen, None);
    assert_eq!(config.site_dir, None);
    assert_eq!(
        (config.session_idle_minutes, config.session_hours),
        (60, 12)
    );
    assert_eq!(config.max_streams, 10_000);
}

#[test]
fn options_set_to_nothing_are_not_set() {
    let config = check(&[
        ("listen", ""),
        ("database-url", ""),
        ("database-connections", ""),
        ("public-url", ""),
        ("data-dir", ""),
        ("secret-key-file", ""),
        ("trusted-proxies", ""),
        ("smtp-url", ""),
        ("log", ""),
        ("log-format", ""),
        ("access-log", ""),
        ("metrics-listen", ""),
        ("site-dir", ""),
        ("session-idle-minutes", ""),
        ("session-hours", ""),
        ("max-streams", ""),
        ("drain-seconds", ""),
    ]);
    let default = check(&[]).unwrap();
    assert_eq!(format!("{:?}", config.unwrap()), format!("{default:?}"));
}

#[test]
fn every_option_takes_effect() {
    let config = check(&[
        ("listen", "0.0.0.0:8080"),
        ("database-url", "sqlite://b.sqlite"),
        ("database-connections", "20"),
        ("public-url", "https://bouclier.exemple.fr/"),
        ("data-dir", "/var/lib/bouclier"),
        ("secret-key-file", "keys/one"),
        ("trusted-proxies", "10.0.0.0/8"),
        ("smtp-url", "smtps://u:p@mail.exemple.fr:465"),
        ("log", "warn,backend=debug"),
        ("log-format", "json"),
        ("access-log", "on"),
        ("metrics-listen", "10.0.0.5:9464"),
        ("site-dir", "site"),
        ("session-idle-minutes", "15"),
        ("session-hours", "8"),
        ("max-streams", "500"),
        ("drain-seconds", "20"),
    ])
    .unwrap();
    assert_eq!(config.listen.to_string(), "0.0.0.0:8080");
    assert_eq!(config.database_url.as_str(), "sqlite:///srv/b.sqlite");
    assert_eq!(config.database_connections, 20);
    assert_eq!(config.public_url.as_str(), "https://bouclier.exemple.fr");
    assert_eq!(config.data_dir, Path::new("/var/lib/bouclier"));
    assert_eq!(config.secret_key_file, Path::new("/srv/keys/one"));
    let proxy = "10.1.2.3".parse().unwrap();
    assert!(config.trusted_proxies.contains(proxy));
    assert_eq!(config.log, "warn,backend=debug");
    assert_eq!(config.log_format, LogFormat::Json);
    assert!(config.access_log);
    let metrics = config.metrics_listen.unwrap();
    assert_eq!(metrics.to_string(), "10.0.0.5:9464");
    assert_eq!(config.site_dir.as_deref(), Some(Path::new("/srv/site")));
    assert_eq!((config.session_idle_minutes, config.session_hours), (15, 8));
    assert_eq!(config.max_streams, 500);
    assert_eq!(config.drain_seconds, 20);
}

#[test]
fn a_bad_address_to_listen_on_is_refused() {
    for bad in ["localhost:3000", "127.0.0.1", ":3000", "127.0.0.1:99999"] {
        assert_eq!(
            refusal(&[("listen", bad)]),
            format!("--listen {bad:?} is not an IP address with a port, e.g. 127.0.0.1:3000")
        );
    }
}

#[test]
fn a_bad_address_for_the_metrics_is_refused() {
    assert_eq!(
        refusal(&[("metrics-listen", "9464")]),
        "--metrics-listen \"9464\" is not an IP address with a port, e.g. 127.0.0.1:9464"
    );
}

#[test]
fn a_listener_open_to_the_network_needs_an_https_address() {
    for listen in ["0.0.0.0:3000", "[::]:3000", "192.0.2.1:3000"] {
        for url in ["", "http://127.0.0.1:3000"] {
            let message = refusal(&[("listen", listen), ("public-url", url)]);
            assert!(message.contains("is open to the network"), "{message}");
        }
        let https = check(&[("listen", listen), ("public-url", "https://exemple.fr")]);
        assert!(https.is_ok());
    }
}

#[test]
fn a_public_address_in_plain_http_or_with_a_path_is_refused() {
    assert_eq!(
        refusal(&[("public-url", "http://exemple.fr")]),
        "--public-url \"http://exemple.fr\" is plain http: use https:// (plain http is for this machine only)"
    );
    assert_eq!(
        refusal(&[("public-url", "https://exemple.fr/console")]),
        "--public-url \"https://exemple.fr/console\" is not https://HOST[:PORT] without a path"
    );
}

#[test]
fn other_databases_are_refused_and_no_password_is_repeated() {
    for bad in [
        "postgres://u:secret@h:port/b",
        "postgres://u:secret@h/b?sslmode=maybe",
    ] {
        assert_eq!(
            refusal(&[("database-url", bad)]),
            "--database-url is not postgres://USER:PASSWORD@HOST[:PORT]/DATABASE",
            "{bad}"
        );
    }
    for bad in ["mysql://u:secret@h/b", "sqlite::memory:"] {
        assert_eq!(
            refusal(&[("database-url", bad)]),
            "--database-url is neither sqlite://FILE with a file that can be written nor postgres://…"
        );
    }
}

#[test]
fn no_password_of_the_database_is_shown_with_the_configuration() {
    let config = check(&[("database-url", "postgresql://u:pass@h/b")]).unwrap();
    assert_eq!(config.database_url.as_str(), "postgres://u:pass@h/b");
    assert!(!format!("{config:?}").contains("pass"));
}

#[test]
fn a_bad_entry_among_the_proxies_is_refused_by_name() {
    assert_eq!(
        refusal(&[("trusted-proxies", "10.0.0.0/8,proxy")]),
        "--trusted-proxies: \"proxy\" is not an IP address or a network like 10.0.0.0/8"
    );
    let wide = refusal(&[("trusted-proxies", "10.0.0.0/8,0.0.0.0/0")]);
    assert!(wide.contains("\"0.0.0.0/0\" is too large"), "{wide}");
}

#[test]
fn a_mail_server_of_another_kind_is_refused() {
    for bad in ["mail.exemple.fr", "http://mail.exemple.fr", "smtp:"] {
        let message = refusal(&[("smtp-url", bad)]);
        assert!(
            message.starts_with("--smtp-url is not smtp[s]://"),
            "{bad}: {message}"
        );
    }
}

#[test]
fn a_bad_log_filter_is_refused() {
    assert_eq!(
        refusal(&[("log", "bouclier=loud")]),
        "--log \"bouclier=loud\" is not a list like \"info\" or \"warn,bouclier=debug\""
    );
}

#[test]
fn a_word_that_is_none_of_the_two_is_refused() {
    assert_eq!(
        refusal(&[("log-format", "JSON")]),
        "--log-format \"JSON\" is neither text nor json"
    );
    assert_eq!(
        refusal(&[("access-log", "yes")]),
        "--access-log \"yes\" is neither off nor on"
    );
}

#[test]
fn session_times_are_whole_numbers_in_bounds() {
    for bad in ["0", "-1", "1441", "1.5", "an hour"] {
        assert_eq!(
            refusal(&[("session-idle-minutes", bad)]),
            format!("--session-idle-minutes {bad:?} is not a whole number from 1 to 1440")
        );
    }
    assert_eq!(
        refusal(&[("session-hours", "745")]),
        "--session-hours \"745\" is not a whole number from 1 to 744"
    );
}

#[test]
fn the_other_numbers_have_their_bounds_too() {
    for bad in ["1", "1001"] {
        assert_eq!(
            refusal(&[("database-connections", bad)]),
            format!("--database-connections {bad:?} is not a whole number from 2 to 1000")
        );
    }
    assert_eq!(check(&[]).unwrap().drain_seconds, 0);
    assert_eq!(
        refusal(&[("drain-seconds", "301")]),
        "--drain-seconds \"301\" is not a whole number from 0 to 300"
    );
}
