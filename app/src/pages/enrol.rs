//! Enrolling an authenticator app, in four steps.

mod steps;

use crate::api::enrolment::{BeginEnrolment, ConfirmEnrolment, FinishEnrolment, ReadEnrolment};
use crate::api::session::{ReadViewer, Viewer};
use crate::components::{
    FormAlert, GateCard, Heading, SignOut, StepUpDialog, page_of, refusal_of_another,
};
use crate::i18n::{Key, key};
use crate::reading::First;
use domain::{Gate, Proof};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use steps::{Code, Pick, Recovery, Scan};
use wire::path;
use wire::return_to::ReturnTo;
use wire::view::Enrolment;

/// `/enrol`: the server knows the progress; the parameter `step` of the address decides between the
/// QR code and the code field.
pub struct EnrolPage;

/// The step shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Application,
    Qr,
    Code,
    Recovery,
}

const STEPS: [(Step, Key); 4] = [
    (Step::Application, key::enrol::step::APPLICATION),
    (Step::Qr, key::enrol::step::QR),
    (Step::Code, key::enrol::step::CODE),
    (Step::Recovery, key::enrol::step::RECOVERY),
];

impl EnrolPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let viewer = First::of(|| ReadViewer {});
        let why = viewer.render(|viewer| {
            let why = viewer.ok().and_then(|viewer| why(&viewer));
            why.map(|text| view! { <p class="message message--plain">{text}</p> })
                .into_any()
        });
        let content = page_of(First::of(|| ReadEnrolment {}), |enrolment| {
            view! { <Enrol enrolment=enrolment/> }.into_any()
        });
        let query = use_query_map();
        // Who activates it of their own accord may do so another time.
        let later = viewer.render(move |viewer| {
            let may = |viewer: Viewer| viewer.gate == Gate::Open && viewer.proof == Proof::Password;
            let next = query.with_untracked(|q| q.get("next").unwrap_or_default());
            let back =
                ReturnTo::parse(&next).map_or(path::ME.to_owned(), |next| next.as_str().to_owned());
            viewer
                .is_ok_and(may)
                .then(|| view! { <a class="link" href=back rel="external">{tr!(enrol::LATER)}</a> })
                .into_any()
        });
        view! {
            <StepUpDialog/>
            <GateCard title=tr!(enrol::TITLE) wide=true>
                {why}
                {content}
                <div class="gate__foot">
                    {later}
                    <SignOut class="link"/>
                </div>
            </GateCard>
        }
        .into_any()
    }
}

/// Why nothing else is open: said each time, since a page that was asked for leads here.
fn why(viewer: &Viewer) -> Option<String> {
    match (viewer.gate, viewer.replacing, viewer.proof) {
        (Gate::Enrolment, true, _) => Some(tr!(enrol::WHY_REPLACING)),
        // With a factor, its recovery codes are still to be saved.
        (Gate::Enrolment, false, Proof::Password) => Some(tr!(enrol::WHY_REQUIRED)),
        _ => None,
    }
}

#[component]
fn Enrol(enrolment: Enrolment) -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| q.get("step").unwrap_or_default()));
    let suffix = Memo::new(move |_| {
        let next = query.with(|q| q.get("next").unwrap_or_default());
        let next = wire::return_to::ReturnTo::parse(&next);
        next.map(|n| format!("&next={}", wire::path::encode(n.as_str())))
            .unwrap_or_default()
    });
    move || {
        let step = step_of(&enrolment, &asked.get());
        let suffix = suffix.get();
        let content = match (step, enrolment.clone()) {
            (_, Enrolment::Save(sheet)) => view! { <Recovery sheet=sheet/> }.into_any(),
            (_, Enrolment::Done) => view! { <Done/> }.into_any(),
            (Step::Qr, Enrolment::Confirm(pending)) => {
                view! { <Scan pending=pending suffix=suffix/> }.into_any()
            }
            (Step::Code, Enrolment::Confirm(_)) => view! { <Code suffix=suffix/> }.into_any(),
            (_, Enrolment::Begin) => view! { <Pick begun=false suffix=suffix/> }.into_any(),
            (_, Enrolment::Confirm(_)) => view! { <Pick begun=true suffix=suffix/> }.into_any(),
        };
        let lost = refusal_of_another(&[path_of(step)]);
        view! {
            <Stepper current=step/>
            {lost.map(|error| view! { <FormAlert error=Some(error)/> })}
            {content}
        }
    }
}

/// The server function of the form that a step shows.
const fn path_of(step: Step) -> &'static str {
    match step {
        Step::Application | Step::Qr => BeginEnrolment::PATH,
        Step::Code => ConfirmEnrolment::PATH,
        Step::Recovery => FinishEnrolment::PATH,
    }
}

fn step_of(enrolment: &Enrolment, asked: &str) -> Step {
    match (enrolment, asked) {
        (Enrolment::Confirm(_), "qr") => Step::Qr,
        (Enrolment::Confirm(_), "code") => Step::Code,
        (Enrolment::Begin | Enrolment::Confirm(_), _) => Step::Application,
        (Enrolment::Save(_) | Enrolment::Done, _) => Step::Recovery,
    }
}

#[component]
fn Stepper(current: Step) -> impl IntoView {
    use crate::components::{Icon, icons};
    let items = STEPS.iter().zip(1..).map(|((step, key), number)| {
        let done = *step < current;
        view! {
            <li
                class=if done { "step step--done" } else { "step" }
                aria-current=(*step == current).then_some("step")
            >
                <span class="step__number">
                    {if done {
                        view! { <Icon path=icons::CHECK label=tr!(enrol::STEP_DONE)/> }.into_any()
                    } else {
                        number.into_any()
                    }}
                </span>
                <span class="step__label">{tr!(*key)}</span>
            </li>
        }
    });
    view! {
        <ol class="steps" aria-label=tr!(enrol::STEPS)>
            {items.collect_view()}
        </ol>
    }
}

/// There is nothing to enrol.
#[component]
fn Done() -> impl IntoView {
    view! {
        <div class="gate__head">
            <Heading text=tr!(enrol::DONE_TITLE)/>
            <p>{tr!(enrol::DONE_TEXT)}</p>
        </div>
        <a class="btn btn--primary btn--block" href=path::ME rel="external">
            {tr!(frame::ME)}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::view::{Pending, QrCode, RecoverySheet};

    #[test]
    fn the_address_chooses_between_steps_only_as_far_as_the_enrolment_has_come() {
        let pending = Pending {
            secret: String::new(),
            url: String::new(),
            qr: QrCode {
                size: 0,
                path: String::new(),
            },
        };
        let confirm = Enrolment::Confirm(pending);
        assert_eq!(step_of(&Enrolment::Begin, "code"), Step::Application);
        assert_eq!(step_of(&confirm, ""), Step::Application);
        assert_eq!(step_of(&confirm, "qr"), Step::Qr);
        assert_eq!(step_of(&confirm, "code"), Step::Code);
        assert_eq!(step_of(&confirm, "recovery"), Step::Application);
        let sheet = RecoverySheet {
            codes: Vec::new(),
            account: String::new(),
            organisation: String::new(),
            site: String::new(),
            made: domain::Timestamp::from_unix(0),
        };
        assert_eq!(step_of(&Enrolment::Save(sheet), "qr"), Step::Recovery);
    }
}
