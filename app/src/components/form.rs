//! Fields and their errors.

use super::error_text::{concerns, error_text};
use super::icon::{Icon, icons};
use crate::error::AppError;
use crate::i18n::named;
use domain::Language;
use leptos::prelude::*;

/// The error of a form. Its element is always there, so that screen readers announce a change.
#[component]
pub fn FormAlert(
    /// Its id, for the field that starts with the focus: screen readers do not announce text that is there on load.
    #[prop(default = None)]
    id: Option<&'static str>,
    /// The error of the form's action.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    view! {
        <div role="alert" id=id>
            {move || {
                error
                    .get()
                    .map(|error| {
                        view! {
                            <div class="alert">
                                <Icon path=icons::WARNING/>
                                <div>
                                    <p class="alert__title">{error_text(&error)}</p>
                                </div>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// A field for one line of text.
#[component]
pub fn Field(
    /// The label.
    #[prop(into)]
    label: String,
    /// The name of the input.
    name: &'static str,
    /// The id of the input; its name unless several forms of a page share one.
    #[prop(default = None)]
    id: Option<&'static str>,
    /// The type of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// The value of `autocomplete`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The keyboard of a phone.
    #[prop(default = None)]
    inputmode: Option<&'static str>,
    /// Further classes of the input.
    #[prop(default = "")]
    class: &'static str,
    /// The initial value.
    #[prop(optional, into)]
    value: String,
    /// Whether something must be typed.
    #[prop(default = true)]
    required: bool,
    /// A line below it.
    #[prop(default = None, into)]
    hint: Option<String>,
    /// Whether the cursor starts here.
    #[prop(optional)]
    autofocus: bool,
    /// The id of the [`FormAlert`] that belongs to it.
    #[prop(default = None)]
    alert: Option<&'static str>,
    /// The error of the form's action.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let invalid = move || error.with(|e| concerns(e.as_ref(), name));
    let hint_id = hint.as_ref().map(|_| format!("{id}-hint"));
    let described = hint_id.clone().or_else(|| alert.map(str::to_owned));
    view! {
        <div class="field">
            <label class="field__label" for=id>
                {label}
            </label>
            <input
                class=format!("input {class}")
                id=id
                name=name
                type=kind
                autocomplete=autocomplete
                inputmode=inputmode
                autocapitalize=(name == "code").then_some("characters")
                value=value
                required=required
                autofocus=autofocus
                aria-invalid=move || invalid().then_some("true")
                aria-describedby=described
            />
            {hint.map(|text| view! { <p class="field__hint" id=hint_id>{text}</p> })}
        </div>
    }
}

/// The single field for a code of an authenticator app or a recovery code.
#[component]
pub fn CodeField(
    /// The label.
    #[prop(into)]
    label: String,
    /// The id of the input.
    #[prop(default = "code")]
    id: &'static str,
    /// The line below it also offers a recovery code, which has letters.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Whether the cursor starts here.
    #[prop(optional)]
    autofocus: bool,
    /// The id of the [`FormAlert`] that belongs to it.
    #[prop(default = None)]
    alert: Option<&'static str>,
    /// The large form, where it is the only question of the page.
    #[prop(optional)]
    large: bool,
    /// The error of the form's action.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let class = if large { "input--code" } else { "" };
    let inputmode = if hint.is_some() { "text" } else { "numeric" };
    Field(
        FieldProps::builder()
            .label(label)
            .name("code")
            .id(Some(id))
            .autocomplete("one-time-code")
            .inputmode(Some(inputmode))
            .class(class)
            .hint(hint)
            .autofocus(autofocus)
            .alert(alert)
            .error(error)
            .build(),
    )
}

/// The two fields for a new password.
#[component]
pub fn NewPasswordFields(
    /// The error of the form's action.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    view! {
        <Field
            label=tr!(field::NEW_PASSWORD)
            name="password"
            id=Some("new-password")
            kind="password"
            autocomplete="new-password"
            hint=tr!(password::RULES, min = domain::password::MIN_LENGTH)
            error=error
        />
        <Field
            label=tr!(field::REPEATED)
            name="repeated"
            kind="password"
            autocomplete="new-password"
            error=error
        />
    }
}

/// A checkbox.
#[component]
pub fn Check(
    /// Its label.
    #[prop(into)]
    label: String,
    /// The name of the input and its id.
    name: &'static str,
    /// Whether it is checked initially.
    #[prop(optional)]
    checked: bool,
    /// The label in bold.
    #[prop(optional)]
    strong: bool,
    /// Whether it must be checked.
    #[prop(optional)]
    required: bool,
    /// A line below it.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let class = if strong {
        "check check--strong"
    } else {
        "check"
    };
    let hint_id = hint.as_ref().map(|_| format!("{name}-hint"));
    view! {
        <div class=class>
            <input
                type="checkbox"
                id=name
                name=name
                checked=checked
                required=required
                aria-describedby=hint_id.clone()
            />
            <label for=name>{label}</label>
            {hint.map(|text| view! { <p class="field__hint" id=hint_id>{text}</p> })}
        </div>
    }
}

/// A list to choose from: pairs of value and text.
#[component]
pub fn SelectField(
    /// The label.
    #[prop(into)]
    label: String,
    /// The name of the input and its id.
    name: &'static str,
    /// Value and text of each choice.
    choices: Vec<(&'static str, String)>,
    /// The value chosen initially.
    #[prop(into)]
    chosen: String,
) -> impl IntoView {
    view! {
        <div class="field field--short">
            <label class="field__label" for=name>
                {label}
            </label>
            <span class="select">
                <select id=name name=name>
                    {choices
                        .into_iter()
                        .map(|(value, text)| {
                            view! {
                                <option value=value selected=value == chosen>
                                    {text}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <Icon path=icons::CHEVRON/>
            </span>
        </div>
    }
}

/// The choice of a language in which there are pages, each by its own name.
#[component]
pub fn LanguageSelect(
    /// The language chosen initially.
    chosen: Language,
) -> impl IntoView {
    let choices = Language::choices(chosen)
        .map(|l| (l.as_str(), named::offered_language(l)))
        .collect();
    view! {
        <SelectField
            label=tr!(field::LANGUAGE)
            name="language"
            choices=choices
            chosen=chosen.as_str()
        />
    }
}

/// A hidden field with the page that was asked for.
#[component]
pub fn Next() -> impl IntoView {
    let query = leptos_router::hooks::use_query_map();
    let next = move || query.with(|q| q.get("next").unwrap_or_default());
    view! { <input type="hidden" name="next" value=next/> }
}
