//! Adding a user.

use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::{FirstLink, Language, Policy, Role};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// The form, and what decides its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUserForm {
    /// The policy.
    pub policy: Policy,
    /// Whether the invitation can be mailed.
    pub mails: bool,
    /// What the fields begin with.
    pub fields: NewUserFields,
}

/// The fields of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUserFields {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The language.
    pub language: Language,
    /// Whether 2FA is to be required of the user.
    pub required: bool,
    /// How the user gets the link to a first password.
    pub link: FirstLink,
}

/// The name under which the fields are kept for the page that returns with an error.
const FORM: &str = "new-user";

impl NewUserFields {
    fn keep(&self) {
        let required = if self.required { "on" } else { "" };
        let texts = [
            self.name.as_str(),
            &self.email,
            self.role.as_str(),
            self.language.as_str(),
            required,
            self.link.as_str(),
        ];
        crate::host::keep_form(FORM, &texts);
    }

    fn kept() -> Option<Self> {
        let kept = crate::host::kept_form(FORM);
        let text = |place: usize| kept.get(place).map(String::as_str);
        Some(Self {
            name: text(0)?.to_owned(),
            email: text(1)?.to_owned(),
            role: Role::parse(text(2)?)?,
            language: Language::parse(text(3)?)?,
            required: text(4)? == "on",
            link: FirstLink::parse(text(5)?)?,
        })
    }
}

/// The form for a new user, with what was typed where a form without script was refused.
#[server(prefix = "/api", endpoint = "users/new", input = GetUrl, output = Answer)]
pub async fn read_new_user() -> Result<NewUserForm, AppError> {
    crate::ssr::run(async |backend, me| {
        let policy = backend.policy(me.admin()?).await?;
        let mails = backend.settings().mails;
        let empty = || NewUserFields {
            name: String::new(),
            email: String::new(),
            role: Role::User,
            language: me.language(),
            required: false,
            link: if mails {
                FirstLink::Mailed
            } else {
                FirstLink::Shown
            },
        };
        Ok(NewUserForm {
            policy,
            mails,
            fields: NewUserFields::kept().unwrap_or_else(empty),
        })
    })
    .await
}

impl Question for ReadNewUser {
    type Shown = NewUserForm;
}

/// Adds the user; answers with where to go. That page shows the link once, if it is to be shown.
#[server(prefix = "/api", endpoint = "users/add", output = Answer)]
pub async fn add_user(
    name: String,
    email: String,
    role: Role,
    language: Language,
    #[server(default)] required: Option<String>,
    link: FirstLink,
) -> Result<String, AppError> {
    use crate::flash::Flash;
    use crate::hand_over::HandedOver;

    let fields = NewUserFields {
        name,
        email,
        role,
        language,
        required: required.is_some(),
        link,
    };
    let typed = fields.clone();
    crate::ssr::run(async move |backend, me| {
        let new = backend::users::UserToAdd {
            name: &fields.name,
            email: &fields.email,
            role,
            language,
            required: fields.required,
            link,
        };
        let added = backend.add_user(me.fresh_admin()?, new).await?;
        let page = wire::path::user(added.id);
        Ok(match added.link {
            Some(link) => {
                let secret = HandedOver {
                    text: link.url,
                    expires: link.expires,
                };
                crate::ssr::show_once_at(&page, "invite", &[secret], Flash::Added)
            }
            None => crate::ssr::redirect_or_return_to(
                &page,
                match fields.link {
                    FirstLink::Mailed => Flash::Invited,
                    FirstLink::Shown | FirstLink::Later => Flash::Added,
                },
            ),
        })
    })
    .await
    .inspect_err(|_| typed.keep())
}
