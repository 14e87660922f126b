//! The frame of pages after the sign-in: navigation, who is signed in, sign-out.

use super::attention::Attention;
use super::drop_down::DropDown;
use super::heading::Heading;
use super::icon::{Icon, icons};
use super::session_end::EndOfSession;
use super::sign_out::SignOut;
use super::step_up_dialog::StepUpDialog;
use crate::api::session::{ReadViewer, Viewer};
use crate::live::{Announcer, LiveBadge, NewsRegion, follow_events, note_navigation};
use crate::reading::{First, reread};
use domain::name::initials;
use domain::{Event, EventKind};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::{A, Outlet};
use wire::path;

/// The name with its logo: a shield in two halves. Its link to [`path::ROOT`] is written out: markup without expressions is a text
/// in the browser's program, not code.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/" rel="external">
            <svg class="brand__mark" viewBox="0 0 24 24" aria-hidden="true">
                <path class="brand__half" d="M11.25 1.75 3.5 4.5v7c0 4.9 3.1 8.7 7.75 10.6Z"></path>
                <path
                    class="brand__half brand__half--second"
                    d="M12.75 1.75 20.5 4.5v7c0 4.9-3.1 8.7-7.75 10.6Z"
                ></path>
            </svg>
            "Bouclier"
        </a>
    }
}

/// Navigation beside the page, or above it on a phone. Loaded with the first page inside it.
pub struct Frame;

impl Frame {
    /// Renders the frame.
    pub(crate) fn render() -> AnyView {
        let headers = First::of(|| ReadViewer {}).render(|viewer| {
            let viewer = viewer.ok();
            viewer
                .map(|viewer| view! { <Headers viewer=viewer/> })
                .into_any()
        });
        let announcer = Announcer::new();
        provide_context(announcer);
        note_navigation();
        let end = RwSignal::new(None);
        view! {
            <a class="skip" href="#main" rel="external">
                {tr!(frame::SKIP)}
            </a>
            <div class="frame">
                {headers}
                <StepUpDialog/>
                <NewsRegion announcer=announcer/>
                <main class="main" id="main" tabindex="-1">
                    <EndOfSession end=end/>
                    <div class="page">
                        <Attention end=end/>
                        <Outlet/>
                    </div>
                </main>
            </div>
        }
        .into_any()
    }
}

/// The user's own name, kept up to date when another window changes it.
fn own_name(viewer: &Viewer) -> RwSignal<String> {
    let (user, name) = (viewer.user, RwSignal::new(viewer.name.clone()));
    let read = move |_| async move {
        let Some(viewer) = reread(ReadViewer {}).await else {
            return false;
        };
        // The page may be gone by now.
        name.try_set(viewer.name);
        true
    };
    let concerns = move |event: Event| match event.kind {
        EventKind::User => event.user == Some(user),
        kind => kind == EventKind::Reload,
    };
    follow_events(concerns, read);
    name
}

#[component]
fn Headers(viewer: Viewer) -> impl IntoView {
    let name = own_name(&viewer);
    let narrow = viewer.clone();
    let (session, after) = (viewer.session.to_string(), viewer.position.to_string());
    let opener = view! {
        <Icon path=icons::MENU/>
        {tr!(frame::MENU)}
    };
    view! {
        <script
            type="module"
            src=crate::host::live_path()
            nonce=use_nonce()
            data-session=session
            data-after=after
            data-role=viewer.role.as_str()
            data-look=viewer.table_look.clone()
        ></script>
        <header class="topbar">
            <Brand/>
            <DropDown class="topbar__menu" panel="topbar__panel" label=opener.into_any()>
                <Navigation viewer=narrow name=name label=tr!(frame::MENU)/>
            </DropDown>
        </header>
        <header class="sidebar">
            <div class="sidebar__inner">
                <Brand/>
                <Navigation viewer=viewer name=name label=tr!(frame::NAVIGATION)/>
            </div>
        </header>
    }
}

#[component]
fn Navigation(viewer: Viewer, name: RwSignal<String>, label: String) -> impl IntoView {
    let link = |href: &'static str, icon: &'static str, text: String| {
        view! {
            <li>
                <A href=href attr:class="nav__link">
                    <Icon path=icon/>
                    {text}
                </A>
            </li>
        }
    };
    let role = viewer.role;
    let account = role.sees_users().then(|| {
        let others = role.reads_everything().then(|| {
            [
                link(path::GROUPS, icons::GROUPS, tr!(frame::GROUPS)),
                link(path::SECURITY, icons::SECURITY, tr!(frame::SECURITY)),
                link(
                    path::ORGANISATION,
                    icons::ORGANISATION,
                    tr!(frame::ORGANISATION),
                ),
                link(path::AUDIT, icons::LOG, tr!(frame::AUDIT)),
            ]
            .collect_view()
        });
        view! {
            <div>
                <p class="nav__heading">{tr!(frame::ACCOUNT)}</p>
                <ul class="nav__list">
                    {link(path::USERS, icons::USERS, tr!(frame::USERS))} {others}
                </ul>
            </div>
        }
    });
    view! {
        <nav class="nav" aria-label=label>
            {account}
            <div class="nav__foot">
                <div class="whoami">
                    <span class="avatar" aria-hidden="true">
                        {move || name.with(|name| initials(name))}
                    </span>
                    <span>
                        <span class="visually-hidden">{tr!(frame::SIGNED_IN_AS)}</span>
                        <span class="whoami__name">{name}</span>
                        <span class="whoami__address">{viewer.email}</span>
                    </span>
                </div>
                <A href=path::ME attr:class="nav__link">
                    <Icon path=icons::ACCOUNT/>
                    {tr!(frame::ME)}
                </A>
                <SignOut class="nav__link" icon=true/>
            </div>
        </nav>
    }
}

/// The heading of a page with the way to it.
#[component]
pub fn PageHead(
    /// The heading, and the title of the document.
    #[prop(into)]
    title: String,
    /// The page above, by address and name.
    #[prop(optional)]
    above: Option<(&'static str, String)>,
    /// The initials of a person, beside the heading.
    #[prop(optional, into)]
    avatar: Option<String>,
    /// Whether the page belongs to « Account ».
    #[prop(optional)]
    account: bool,
    /// The actions, beside the heading.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let above = above.map(|(href, name)| view! { <li><a href=href>{name}</a></li> });
    let breadcrumb = account.then(|| {
        view! {
            <nav class="breadcrumb" aria-label=tr!(frame::BREADCRUMB)>
                <ol>
                    <li>{tr!(frame::ACCOUNT)}</li>
                    {above}
                    <li>
                        <span aria-current="page">{title.clone()}</span>
                    </li>
                </ol>
            </nav>
        }
    });
    view! {
        <Title text=title.clone()/>
        <header class="page-head">
            <div class="page-head__person">
                {avatar
                    .map(|letters| {
                        view! {
                            <span class="avatar avatar--lg" aria-hidden="true">
                                {letters}
                            </span>
                        }
                    })}
                <div class="page-head__title">
                    {breadcrumb}
                    <Heading text=title/>
                </div>
            </div>
            <div class="page-head__actions">
                <LiveBadge/>
                {children.map(|children| children())}
            </div>
        </header>
    }
}
