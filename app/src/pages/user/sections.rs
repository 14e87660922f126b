//! The cards of the page.

use super::exemption::{ExemptionFields, own_exemption};
use super::neighbours::address;
use crate::api::account::exemption_form;
use crate::components::{
    Ago, Check, Day, Draft, DropDown, Foresee, FormAlert, Icon, PostForm, Submission, first_name,
    icons, localise_markup,
};

use crate::i18n::named;
use domain::{ExemptionKind, OverrideRule, Policy, Rule, UserId};
use leptos::prelude::*;
use wire::view::{MemberGroup, Namesake, UserDetail, UserRow};
use wire::{PreviewedForm, path};

/// The menu of actions on the account: each entry opens a dialog.
#[component]
pub fn Menu(
    /// The user.
    id: UserId,
    /// Whether there is a password, so that a link is for another one. Signals, so that a change leaves the focus where it is.
    has_password: Memo<bool>,
    /// Whether there is a factor to stand in for or to reset, or was one before a reset.
    takes_code: Memo<bool>,
    /// Whether the account is deactivated.
    disabled: Memo<bool>,
    /// Whether the account is the viewer's own: nobody gives themselves a code or a link.
    own: bool,
    /// Whether the one who looks may change the account, and not only help its user.
    changes: bool,
) -> impl IntoView {
    let others = !own;
    let item = move |dialog: &'static str, icon: &'static str, label: String| {
        view! {
            <a
                href=path::with(&address(id), "dialog", dialog)
                data-noscroll=true
                class="menu__item"
            >
                <Icon path=icon/>
                {label}
            </a>
        }
    };
    let link = move || {
        let label = if has_password.get() {
            tr!(user::menu::NEW_PASSWORD)
        } else {
            tr!(user::menu::INVITE)
        };
        item("invite", icons::MAIL, label)
    };
    let disable = move || {
        let label = if disabled.get() {
            tr!(user::menu::ENABLE)
        } else {
            tr!(user::menu::DISABLE)
        };
        item("disable", icons::PAUSE, label)
    };
    let opener = view! { {tr!(user::menu::LABEL)} <Icon path=icons::CHEVRON/> };
    view! {
        <DropDown class="menu" button="btn" panel="menu__panel" label=opener.into_any()>
            {(others && changes)
                .then(|| {
                    view! {
                        <a href=path::edit_user(id) class="menu__item">
                            <Icon path=icons::ACCOUNT/>
                            {tr!(user::menu::EDIT)}
                        </a>
                    }
                })}
            {others.then_some(link)}
            {move || {
                (others && takes_code.get())
                    .then(|| item("access-code", icons::KEY, tr!(user::menu::ACCESS_CODE)))
            }}
            {move || {
                (others && takes_code.get())
                    .then(|| item("reset", icons::RESET, tr!(user::menu::RESET)))
            }}
            {changes
                .then(|| {
                    view! {
                        {item("role", icons::USERS, tr!(user::menu::ROLE))}
                        <hr class="menu__separator"/>
                        {disable}
                        {item("delete", icons::TRASH, tr!(user::menu::DELETE))}
                    }
                })}
        </DropDown>
    }
}

/// The section « Sécurité » with the checkbox.
#[component]
pub fn Security(
    row: UserRow,
    policy: Policy,
    /// Whether 2FA is required of the user alone, or would be if the user were not exempt for a time.
    individual: bool,
    /// Who is exempt, if the user is.
    kind: Option<ExemptionKind>,
    /// The fields about the time to comply, as markup.
    time_fields: String,
    /// The names of the user’s groups that require it.
    groups: Vec<String>,
    /// Whether the account is the viewer's own: nobody exempts themselves.
    own: bool,
    action: Submission,
    draft: Draft,
) -> impl IntoView {
    let error = action.error();
    let by_group = !groups.is_empty();
    let below = if by_group { Policy::Required } else { policy };
    let ahead = below == Policy::Optional && !individual;
    let required = row.status.is_required();
    let exempt = row.rule == Rule::Override(OverrideRule::Exempt);
    if own && (required || exempt) {
        return view! {
            <section class="card" aria-labelledby="security-title">
                <h2 id="security-title">{tr!(frame::SECURITY)}</h2>
                <FormAlert error=error/>
                {own_exemption()}
            </section>
        }
        .into_any();
    }
    let typed: Option<[String; 3]> = crate::host::kept_form(&exemption_form(row.id))
        .try_into()
        .ok();
    let checked = required && typed.is_none();
    let exemption = (!own).then(|| {
        view! {
            <ExemptionFields
                row=row.clone()
                kind=kind
                suspends=individual
                ahead=ahead
                typed=typed
                error=error
            />
        }
    });
    // Only where checking the box makes a rule of its own; nobody gives time to themselves.
    let time = (!required && ahead && !own).then(|| {
        localise_markup(|| ());
        view! { <div class="time-to-comply" inner_html=time_fields></div> }
    });
    let name = first_name(&row.name);
    let hint = match (policy, row.rule) {
        _ if by_group && exempt => {
            tr!(
                user::security::HINT_GROUP_EXEMPT,
                groups = groups.join(", "),
                name = name
            )
        }
        (_, Rule::Group) => {
            tr!(
                user::security::HINT_GROUP,
                groups = groups.join(", "),
                name = name
            )
        }
        (Policy::Required, Rule::Override(OverrideRule::Exempt)) => {
            tr!(user::security::HINT_EXEMPT, name = name)
        }
        (Policy::Required, _) => tr!(user::security::HINT_POLICY, name = name),
        (Policy::Optional, Rule::Override(OverrideRule::Required)) => {
            tr!(user::security::HINT_REQUIRED, name = name)
        }
        (Policy::Optional, _) if individual => tr!(user::security::HINT_SUSPENDED, name = name),
        (Policy::Optional, _) => tr!(user::security::HINT_OPTIONAL, name = name),
    };
    let hint = format!("{hint} {}", tr!(user::security::HINT, name = name));
    view! {
        <section
            class="card"
            aria-labelledby="security-title"
            on:input=move |_| draft.edit()
            on:submit=move |_| draft.send()
        >
            <h2 id="security-title">{tr!(frame::SECURITY)}</h2>
            <FormAlert error=error/>
            <PostForm to=action>
                <input type="hidden" name="id" value=row.id.to_string()/>
                <input type="hidden" name="policy" value=below.as_str()/>
                <Check
                    label=tr!(user::security::CHECKBOX)
                    name="required"
                    checked=checked
                    strong=true
                    hint=hint
                />
                {exemption}
                {time}
                <button class="btn btn--primary" type="submit" aria-disabled=action.waits()>
                    {tr!(action::SAVE)}
                </button>
                <Foresee form=PreviewedForm::Requirement/>
            </PostForm>
        </section>
    }
    .into_any()
}

/// The second factor and its recovery codes.
#[component]
pub fn Factors(user: UserDetail) -> impl IntoView {
    let now = user.now;
    let content = match user.factor {
        None => view! { <p class="muted">{tr!(user::factors::NONE)}</p> }.into_any(),
        Some(factor) => {
            let used = factor.last_used.map(|at| {
                view! { {tr!(factor::USED)} " " <Ago at=at now=now/> }
            });
            view! {
                <ul class="items">
                    <li class="item">
                        <Icon path=icons::PHONE/>
                        <div>
                            <p class="item__title">{tr!(factor::APP)}</p>
                            <p class="item__text">
                                {tr!(factor::ADDED)} " " <Day at=factor.since/> {used}
                            </p>
                        </div>
                    </li>
                    <li class="item">
                        <Icon path=icons::KEY/>
                        <div>
                            <p class="item__title">{tr!(factor::RECOVERY)}</p>
                            <p class="item__text">{tr_count!(factor::LEFT, factor.recovery_left)}</p>
                        </div>
                    </li>
                </ul>
            }
            .into_any()
        }
    };
    view! {
        <section class="card" aria-labelledby="factors-title">
            <h2 id="factors-title">{tr!(user::factors::TITLE)}</h2>
            {content}
        </section>
    }
}

/// Warns of a name that could be taken for that of an admin.
#[component]
pub fn NamesakeWarning(
    /// The admin.
    admin: Namesake,
    /// The address of the user on this page.
    email: String,
) -> impl IntoView {
    view! {
        <div class="alert">
            <Icon path=icons::WARNING/>
            <div>
                <p class="alert__title">{tr!(user::namesake::TITLE)}</p>
                <p>
                    {tr!(user::namesake::ADMIN)} " "
                    <a class="link" href=path::user(admin.id)>
                        {admin.name}
                    </a>
                    " (" {admin.email} ")"
                </p>
                <p>{tr!(user::namesake::THIS, email = email)}</p>
            </div>
        </div>
    }
}

/// The same of this user, for the dialogs, which stand before the page: anything given there opens an account.
pub fn namesake(user: &UserDetail) -> Option<AnyView> {
    let admin = user.namesake.clone()?;
    let email = user.row.email.clone();
    Some(view! { <NamesakeWarning admin=admin email=email/> }.into_any())
}

/// Name, address and role.
#[component]
pub fn Profile(
    user: UserDetail,
    /// Whether the pages of the groups may be opened.
    links: bool,
    /// Whether the groups have a card of their own.
    cards: bool,
) -> impl IntoView {
    let row = user.row;
    let seen = match row.last_sign_in {
        Some(at) => view! { <Ago at=at now=user.now/> }.into_any(),
        None => tr!(time::NEVER).into_any(),
    };
    let password = if user.has_password {
        tr!(user::PASSWORD_SET)
    } else {
        tr!(user::PASSWORD_NONE)
    };
    view! {
        <aside class="card" aria-labelledby="profile-title">
            <h2 id="profile-title">{tr!(user::PROFILE)}</h2>
            <dl class="facts">
                <Fact name=tr!(users::column::EMAIL)>{row.email}</Fact>
                <Fact name=tr!(users::column::ROLE)>{tr!(named::role(row.role))}</Fact>
                {(!cards).then(|| view! { <Fact name=tr!(user::GROUPS)>{groups(user.groups, links)}</Fact> })}
                <Fact name=tr!(users::column::LANGUAGE)>
                    {tr!(named::language(row.language))}
                </Fact>
                <Fact name=tr!(field::PASSWORD)>{password}</Fact>
                <Fact name=tr!(user::CREATED)>
                    <Day at=user.created/>
                </Fact>
                <Fact name=tr!(users::column::LAST_SIGN_IN)>{seen}</Fact>
            </dl>
        </aside>
    }
}

/// The groups, with links to their pages, where members come and go; or that there is none.
fn groups(groups: Vec<MemberGroup>, links: bool) -> AnyView {
    if !links {
        let names: Vec<String> = groups.into_iter().map(|group| group.name).collect();
        let none = names.is_empty().then(|| tr!(user::NO_GROUP));
        return none.unwrap_or_else(|| names.join(", ")).into_any();
    }
    if groups.is_empty() {
        return view! { <a href=path::GROUPS>{tr!(user::NO_GROUP)}</a> }.into_any();
    }
    let links = groups.into_iter().enumerate().map(|(at, group)| {
        let comma = (at > 0).then_some(", ");
        view! { {comma} <a href=path::group(group.id)>{group.name}</a> }
    });
    links.collect_view().into_any()
}

/// A line of a list of facts.
#[component]
pub fn Fact(
    /// What it is.
    name: String,
    /// The fact.
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
