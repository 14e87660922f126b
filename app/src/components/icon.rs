//! Line icons of 20 by 20. Beside a text, an icon is hidden from screen readers.

use leptos::prelude::*;

/// An icon.
#[component]
pub fn Icon(
    /// One of [`icons`].
    path: &'static str,
    /// 16 pixels instead of 20.
    #[prop(optional)]
    small: bool,
    /// A name for screen readers, if no text beside it says the same.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let class = if small { "icon icon--sm" } else { "icon" };
    let role = label.as_ref().map(|_| "img");
    let hidden = label.is_none().then_some("true");
    view! {
        <svg
            class=class
            viewBox="0 0 20 20"
            role=role
            aria-label=label
            aria-hidden=hidden
            inner_html=path
        ></svg>
    }
}

/// The paths of the icons.
pub mod icons {
    macro_rules! icons {
        ($($name:ident = $path:literal;)+) => { $(
            #[doc = stringify!($name)]
            pub const $name: &str = concat!("<path d=\"", $path, "\"></path>");
        )+ };
    }
    icons! {
        USERS = "M12.75 16.5v-1a3.25 3.25 0 0 0-3.25-3.25H5A3.25 3.25 0 0 0 1.75 15.5v1M7.25 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM18.25 16.5v-1a3.25 3.25 0 0 0-2.4-3.14M12.9 3.6a3 3 0 0 1 0 5.8";
        GROUPS = "M3 3.5h5v5H3ZM12 3.5h5v5h-5ZM7.5 11.5h5v5h-5Z";
        SECURITY = "M5.25 9h9.5a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5h-9.5a1.5 1.5 0 0 1-1.5-1.5v-5A1.5 1.5 0 0 1 5.25 9ZM6.5 9V6.5a3.5 3.5 0 0 1 7 0V9M10 12.25v1.5";
        ACCOUNT = "M10 9.75a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5ZM3.75 17a6.25 6.25 0 0 1 12.5 0";
        SIGN_OUT = "M8 17H5a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 5 3h3M13 13.5l3.5-3.5L13 6.5M16.5 10H8";
        ORGANISATION = "M4 17V4.5A1.5 1.5 0 0 1 5.5 3h6A1.5 1.5 0 0 1 13 4.5V17M13 8h1.5A1.5 1.5 0 0 1 16 9.5V17M2.5 17h15M7 6.5h3M7 9.75h3M7 13h3";
        LOG = "M5.5 2.75h9A1.5 1.5 0 0 1 16 4.25v11.5a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 15.75V4.25a1.5 1.5 0 0 1 1.5-1.5ZM7 6.5h6M7 10h6M7 13.5h3.5";
        SEARCH = "M8.75 14.5a5.75 5.75 0 1 0 0-11.5 5.75 5.75 0 0 0 0 11.5ZM17 17l-4.1-4.1";
        MENU = "M3 5.5h14M3 10h14M3 14.5h14";
        CLOSE = "m5.5 5.5 9 9M14.5 5.5l-9 9";
        COPY = "M8.5 7h7A1.5 1.5 0 0 1 17 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 15.5v-7A1.5 1.5 0 0 1 8.5 7ZM4.5 13A1.5 1.5 0 0 1 3 11.5v-7A1.5 1.5 0 0 1 4.5 3h7A1.5 1.5 0 0 1 13 4.5";
        DOWNLOAD = "M10 3v9.5M6 9l4 4 4-4M3.5 16.75h13";
        PRINT = "M6 7V3h8v4M6 14H4.5A1.5 1.5 0 0 1 3 12.5v-4A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.5v4a1.5 1.5 0 0 1-1.5 1.5H14M6 12h8v5H6Z";
        ADD = "M10 4v12M4 10h12";
        CHECK = "m4 10.5 4 4 8-9";
        WARNING = "M10 3.25 2.25 16.5h15.5ZM10 8.25v3.5M10 14.25v.01";
        EXTERNAL = "M11.75 3.5h4.75v4.75M16.5 3.5l-7 7M14.5 12v3a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V7A1.5 1.5 0 0 1 5 5.5h3";
        CHEVRON = "m5.5 8 4.5 4.5L14.5 8";
        CHEVRON_LEFT = "M12 5.5 7.5 10l4.5 4.5";
        CHEVRON_RIGHT = "m8 5.5 4.5 4.5L8 14.5";
        SORT = "M10 16V4M5.5 8.5 10 4l4.5 4.5";
        PHONE = "M7 2.5h6A1.5 1.5 0 0 1 14.5 4v12a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 16V4A1.5 1.5 0 0 1 7 2.5ZM9.25 14.75h1.5";
        SCREEN = "M4 3.5h12A1.5 1.5 0 0 1 17.5 5v7.5A1.5 1.5 0 0 1 16 14H4a1.5 1.5 0 0 1-1.5-1.5V5A1.5 1.5 0 0 1 4 3.5ZM7 17h6";
        KEY = "M6.75 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM9.25 10.5 16.5 3.5M13 7l2.5 2.5";
        MAIL = "M4 4.5h12A1.5 1.5 0 0 1 17.5 6v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 14V6A1.5 1.5 0 0 1 4 4.5ZM3 6.25l7 5 7-5";
        TRASH = "M3.5 5.5h13M8 5.5V3.25h4V5.5M5 5.5l.75 10A1.5 1.5 0 0 0 7.25 17h5.5a1.5 1.5 0 0 0 1.5-1.5l.75-10M8.5 9v4.5M11.5 9v4.5";
        RESET = "M3.5 10a6.5 6.5 0 1 0 2-4.7M3.5 3.5v3.25h3.25";
        OFFLINE = "M2 2l16 16M6 11.6a5.7 5.7 0 0 1 2.6-1.4M3 8.2a9.6 9.6 0 0 1 3-1.9M9.4 5.5A9.6 9.6 0 0 1 17 8.2M12.6 10.7c.5.2 1 .5 1.4.9M10 15.5v.01";
        PAUSE = "M10 17.25a7.25 7.25 0 1 0 0-14.5 7.25 7.25 0 0 0 0 14.5ZM5 15 15 5";
    }
}
