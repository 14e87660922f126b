//! The individual rule of the user, and the button that ends it.

use super::exemption::own_exemption;
use super::sections::Fact;
use crate::components::{Foresee, FormAlert, Minute, PostForm, Submission, Until, first_name};
use crate::entry_text::who;
use crate::i18n::named;
use crate::rule_text::rule_reason;
use domain::{ExemptionKind, OverrideRule, Policy, Rule, Timestamp};
use leptos::prelude::*;
use wire::PreviewedForm;
use wire::view::{UserDetail, UserRow};

/// The rule with author, beginning, end and reason, and what applies once it has ended. Why ending was refused stays, though there is
/// no rule any more.
#[component]
pub fn OwnRule(
    user: UserDetail,
    action: Submission,
    /// Whether there is the button.
    changes: bool,
    /// Whether the account is the viewer's own: nobody lifts their own requirement.
    own: bool,
) -> impl IntoView {
    let after = user.after_rule;
    let card = match (user.row.rule, after) {
        (Rule::Override(rule), Some(after)) => {
            let kind = user.exempt_kind.filter(|_| rule == OverrideRule::Exempt);
            let own = changes && own && rule == OverrideRule::Required;
            let action = (changes && !own).then_some(action);
            Some(
                view! { <Card row=user.row rule=rule kind=kind after=after action=action own=own/> },
            )
        }
        _ => None,
    };
    view! {
        <FormAlert error=action.error()/>
        {card}
    }
}

#[component]
fn Card(
    row: UserRow,
    rule: OverrideRule,
    kind: Option<ExemptionKind>,
    after: Rule,
    /// The button, where there is one.
    action: Option<Submission>,
    /// Whether there is none since it would be about the viewer.
    own: bool,
) -> impl IntoView {
    let (title, end) = match rule {
        OverrideRule::Exempt => (tr!(user::rule::EXEMPT), tr!(user::rule::END)),
        OverrideRule::Required => (tr!(user::rule::REQUIRED), tr!(user::rule::LIFT)),
    };
    let then = then(rule, after, &first_name(&row.name));
    let exempt = rule == OverrideRule::Exempt;
    let kind = kind.map(|kind| {
        let kind = tr!(named::exemption_kind(kind));
        view! { <Fact name=tr!(user::exemption::KIND)>{kind}</Fact> }
    });
    let by = row
        .rule_by
        .map(|by| view! { <Fact name=tr!(user::rule::BY)>{who(&by)}</Fact> });
    let since = row
        .rule_since
        .map(|at| view! { <Fact name=tr!(user::rule::SINCE)><Minute at=at/></Fact> });
    let until = exempt.then(|| until(row.rule_until));
    // The helpdesk is told neither the reason nor that there is none.
    let reads = crate::host::role().reads_everything();
    let reason = (exempt && reads).then(|| {
        let reason = row
            .rule_reason
            .map_or_else(|| tr!(user::rule::NO_REASON), |reason| rule_reason(&reason));
        view! { <Fact name=tr!(user::rule::REASON)>{reason}</Fact> }
    });
    view! {
        <section class="card" aria-labelledby="rule-title">
            <h2 id="rule-title">{title}</h2>
            <dl class="facts">{kind} {by} {since} {until} {reason}</dl>
            <p class="muted">{then}</p>
            {own.then(own_exemption)}
            {action
                .map(|action| {
                    view! {
                        <PostForm to=action>
                            <input type="hidden" name="id" value=row.id.to_string()/>
                            <input type="hidden" name="rule" value=rule.as_str()/>
                            <button class="btn" type="submit" aria-disabled=action.waits()>
                                {end}
                            </button>
                            <Foresee form=PreviewedForm::RuleEnd/>
                        </PostForm>
                    }
                })}
        </section>
    }
}

fn until(until: Option<Timestamp>) -> impl IntoView {
    let name = tr!(user::rule::UNTIL);
    match until {
        Some(end) => view! { <Fact name=name><Until at=end/></Fact> }.into_any(),
        None => view! { <Fact name=name>{tr!(user::rule::NO_END)}</Fact> }.into_any(),
    }
}

/// What applies to the user of this name after the rule.
fn then(rule: OverrideRule, after: Rule, name: &str) -> String {
    match (rule, after) {
        (OverrideRule::Exempt, Rule::Policy(Policy::Required)) => {
            tr!(user::rule::THEN_REQUIRED, name = name)
        }
        (OverrideRule::Exempt, Rule::Policy(Policy::Optional)) => {
            tr!(user::rule::THEN_OPTIONAL, name = name)
        }
        (OverrideRule::Exempt, Rule::Group) => tr!(user::rule::THEN_GROUP, name = name),
        (OverrideRule::Exempt, Rule::Override(_)) => {
            tr!(user::rule::THEN_INDIVIDUAL, name = name)
        }
        (OverrideRule::Required, Rule::Policy(Policy::Required)) => {
            tr!(user::rule::WITHOUT_REQUIRED, name = name)
        }
        (OverrideRule::Required, Rule::Group) => tr!(user::rule::WITHOUT_GROUP, name = name),
        (OverrideRule::Required, _) => tr!(user::rule::WITHOUT_OPTIONAL, name = name),
    }
}
