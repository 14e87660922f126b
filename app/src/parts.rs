//! The groups of pages that load together: one part of the browser's program for each group. A part for each page would
//! make the browser fetch one more file for each *set* of pages that share something.
//!
//! A group of pages that has its own file names the pages of `rest` beside its own: what they all share is then one file, and what the
//! group adds another. Without them the splitter makes one more file of each set of groups, and `/account/users` grows by a tenth.
//!
//! Add a new page to `people` or `rest`, so that it costs nothing on the page where admins land.

use crate::components::{Frame, StepUpForm};
use crate::pages::*;
use leptos::prelude::*;
use leptos_router::LazyRoute;

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident, $pages:ident, $preload:ident: $($page:ident)+ $(, beside $($other:ident)+)?;)+) => {$(
        $(#[$doc])*
        #[allow(clippy::enum_variant_names, reason = "they are the names of the pages")]
        #[allow(dead_code, reason = "the pages beside those of a group are shown by their own group")]
        #[derive(Debug, Clone, Copy)]
        enum $pages {
            $($page,)+
            $($($other,)+)?
        }

        #[leptos::lazy]
        fn $part(page: $pages) -> AnyView {
            match page {
                $($pages::$page => $page::render(),)+
                $($($pages::$other => $other::render(),)+)?
            }
        }

        $(impl LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                crate::host::await_part(stringify!($part)).await;
                $part($pages::$page).await
            }

            async fn preload() {
                crate::host::begin_part(stringify!($part));
                #[cfg(target_arch = "wasm32")]
                {
                    $preload().await;
                    crate::host::await_part(stringify!($part)).await;
                }
            }
        })+
    )+};
}

parts! {
    /// The first page of an admin.
    console, Console, __preload_console: Frame UsersPage;
    /// Adding and editing people, and the organisation.
    people, People, __preload_people: EditUserPage ImportPage InviteUsersPage NewUserPage OrganisationPage,
        beside AuditPage ExemptionsPage MePage SecurityPage StepUpForm StepUpPage UserPage;
    /// Pages of somebody who comes by a link, or before there is a console.
    entry, Entry, __preload_entry: ApplicationsPage EnrolPage InvitationPage SecureAccountPage SetUpPage,
        beside AuditPage EditUserPage ExemptionsPage ImportPage InviteUsersPage MePage NewUserPage OrganisationPage SecurityPage StepUpForm StepUpPage UserPage;
    /// All other pages.
    rest, Rest, __preload_rest: AuditPage ExemptionsPage MePage SecurityPage StepUpForm StepUpPage UserPage;
}

/// The form that asks for a fresh proof: with the pages that have sensitive actions.
pub async fn step_up_form() -> AnyView {
    crate::host::await_part("rest").await;
    rest(Rest::StepUpForm).await
}
