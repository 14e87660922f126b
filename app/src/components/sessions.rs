//! One session in a list.

use super::icon::{Icon, icons};
use super::moment::{Ago, Day};
use domain::Timestamp;
use domain::user_agent::{Device, describe};
use leptos::prelude::*;
use wire::view::SessionView;

/// The name of a browser on a system: « Firefox · Linux ».
pub fn device_name(user_agent: &str) -> String {
    let device = describe(user_agent);
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => tr!(session::DEVICE, browser = browser, system = system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => tr!(session::UNKNOWN_DEVICE),
    }
}

/// One session, with its actions.
#[component]
pub fn SessionItem(
    /// The session.
    session: SessionView,
    /// The moment at which the page was read.
    now: Timestamp,
    /// Its actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let Device { mobile, .. } = describe(&session.user_agent);
    let current = session.current.then(|| {
        view! { <span class="badge">{tr!(session::CURRENT)}</span> }
    });
    view! {
        <li class="item">
            <Icon path=if mobile { icons::PHONE } else { icons::SCREEN }/>
            <div>
                <p class="item__title">{device_name(&session.user_agent)} " " {current}</p>
                <p class="item__text">
                    {session.address} {tr!(session::SINCE)} <Day at=session.since/>
                    {tr!(session::SEPARATOR)}
                    <Ago at=session.last_seen now=now/>
                </p>
            </div>
            {children.map(|children| children())}
        </li>
    }
}
