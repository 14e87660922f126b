//! The distribution of the statuses, and the policy for everybody.

mod last_day;
mod policy;
mod ring;
mod undo;

use crate::api::policy::{ChangePolicy, SecurityCourse, SecurityOverview, UndoPolicy};
use crate::components::{Failure, PageHead, Submission, Success, flash_signal, follow, page_of};
use crate::flash::Flash;
use crate::i18n::named;
use crate::live::{keep_current, read_after, unless_dialog};
use crate::reading::First;
use domain::{EventKind, Role, Timestamp};
use last_day::LastDay;
use leptos::prelude::*;
use policy::{ChangeDialog, PolicyCard};
use ring::Distribution;
use undo::Undo;
use wire::path;
use wire::view::{Overview, SecurityDay};

/// `/account/security`.
pub struct SecurityPage;

impl SecurityPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let change = Submission::of_dialog::<ChangePolicy>();
        let overview = First::of(|| SecurityOverview {});
        let course = First::of(|| SecurityCourse {});
        let flash = flash_signal();
        follow(change, flash, || path::SECURITY.to_owned());
        let undo = Submission::to::<UndoPolicy>();
        follow(undo, flash, || path::SECURITY.to_owned());
        page_of(overview, move |overview| {
            view! { <Shown overview=overview course=course change=change undo=undo flash=flash/> }
                .into_any()
        })
    }
}

#[component]
fn Shown(
    overview: Overview,
    course: First<SecurityCourse>,
    change: Submission,
    undo: Submission,
    flash: RwSignal<Option<Flash>>,
) -> impl IntoView {
    let changes = crate::host::role() == Role::Admin;
    let shown = RwSignal::new(overview);
    read_after(
        shown,
        || SecurityOverview {},
        move || change.version() + undo.version(),
        || (),
    );
    keep_current(
        shown,
        || SecurityOverview {},
        |event| !matches!(event.kind, EventKind::Log | EventKind::Sessions),
    );
    let distribution = Memo::new(move |_| shown.with(|overview| overview.distribution));
    let service = Memo::new(move |_| shown.with(|overview| overview.service_accounts));
    // Attempts, which may be many, must not render the form anew while somebody is in it.
    let policy = Memo::new(move |_| without_attempts(shown.get()));
    let attempts = Memo::new(move |_| shown.with(|overview| overview.attempts.clone()));
    let message = move || {
        flash.get().map(|flash| match flash {
            Flash::PolicyRequired if policy.with(|overview| overview.in_time == 0) => {
                tr_count!(security::NOW_REQUIRED, distribution.get().pending)
            }
            Flash::PolicyOptional => policy.with(now_optional),
            other => tr!(named::flash(other)),
        })
    };
    view! {
        <PageHead title=tr!(frame::SECURITY) account=true>
            <a class="btn" href=path::REMIND_USERS>
                {tr!(remind_users::TITLE)}
            </a>
            <a class="btn" href=path::EXEMPTIONS>
                {tr!(exemptions::LINK)}
            </a>
            <a class="btn" href=path::REPORT>
                {tr!(report::LINK)}
            </a>
        </PageHead>
        <Success text=Signal::derive(message)/>
        {move || changes.then(|| view! { <ChangeDialog overview=unless_dialog(shown) action=change/> })}
        <div class="columns columns--even">
            {move || view! { <Distribution distribution=distribution.get() service_accounts=service.get()/> }}
            {move || view! { <PolicyCard overview=policy.get() changes=changes>{changes.then(|| view! { <Undo overview=policy.get() action=undo/> })}</PolicyCard> }}
        </div>
        {course
            .render(|course| match course {
                Ok(html) => view! { <Course html=html/> }.into_any(),
                Err(error) => view! { <Failure error=error/> }.into_any(),
            })}
        {move || view! { <LastDay day=attempts.get()/> }}
    }
}

/// How far the organisation is, and each group, and its course: it follows what others do.
#[component]
fn Course(html: String) -> impl IntoView {
    let shown = RwSignal::new(html);
    keep_current(
        shown,
        || SecurityCourse {},
        |event| {
            !matches!(
                event.kind,
                EventKind::Log | EventKind::Sessions | EventKind::Attempts
            )
        },
    );
    view! { <div class="stack stack--wide" inner_html=move || shown.get()></div> }
}

/// 2FA is optional now; what became of the requirements of single users.
fn now_optional(overview: &Overview) -> String {
    let lifted = overview.last_change.as_ref().map_or(0, |last| last.lifted);
    match (lifted, overview.consequences.individual) {
        (0, 0) => tr!(named::flash(Flash::PolicyOptional)),
        (0, kept) => tr_count!(security::NOW_OPTIONAL_KEPT, kept),
        (lifted, _) => tr_count!(security::NOW_OPTIONAL_LIFTED, lifted),
    }
}

/// What the form is about.
fn without_attempts(overview: Overview) -> Overview {
    Overview {
        attempts: SecurityDay::default(),
        now: Timestamp::from_unix(0),
        ..overview
    }
}
