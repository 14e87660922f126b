//! The browsers that the user has signed in with.

use crate::components::{Ago, Day, Icon, PostForm, Submission, device_name, icons};
use domain::Timestamp;
use domain::user_agent::describe;
use leptos::prelude::*;
use wire::view::KnownDevice;

/// The card with the known devices; each can be forgotten.
#[component]
pub fn Devices(devices: Vec<KnownDevice>, now: Timestamp, action: Submission) -> impl IntoView {
    let content = if devices.is_empty() {
        view! { <p class="muted">{tr!(me::devices::NONE)}</p> }.into_any()
    } else {
        let item = |device| view! { <Item device=device now=now action=action/> };
        view! { <ul class="items">{devices.into_iter().map(item).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="devices-title">
            <h2 id="devices-title">{tr!(me::devices::TITLE)}</h2>
            <p class="muted">{tr!(me::devices::TEXT)}</p>
            {content}
        </section>
    }
}

#[component]
fn Item(device: KnownDevice, now: Timestamp, action: Submission) -> impl IntoView {
    let name = device_name(&device.user_agent);
    let label = tr!(me::devices::FORGET_ONE, device = name.clone());
    let id = device.id.to_string();
    let is_phone = describe(&device.user_agent).mobile;
    let current = device
        .current
        .then(|| view! { <span class="badge">{tr!(me::devices::CURRENT)}</span> });
    view! {
        <li class="item">
            <Icon path=if is_phone { icons::PHONE } else { icons::SCREEN }/>
            <div>
                <p class="item__title">{name} " " {current}</p>
                <p class="item__text">
                    {tr!(me::devices::SINCE)} <Day at=device.since/> {tr!(me::devices::LAST)}
                    <Ago at=device.last_seen now=now/>
                </p>
            </div>
            <PostForm to=action class="">
                <input type="hidden" name="id" value=id/>
                <button class="btn btn--small" type="submit" aria-label=label>
                    {tr!(me::devices::FORGET)}
                </button>
            </PostForm>
        </li>
    }
}
