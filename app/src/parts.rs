//! The groups of pages that load together: the main part of the browser's program has the pages on which admins land, and each other
//! group is a part of its own. A part for each page would make the browser fetch one more file for each *set* of pages that share
//! something, and files that are compressed apart weigh more than one: the main part and those pages as three files were a
//! fifteenth more.
//!
//! What several groups share is one file for each set of them. Three groups make seven files at the most, of which a page needs four.
//!
//! Add a new page to `people` or `rest`, so that it costs nothing on the page where admins land.

use crate::components::{Frame, StepUpForm};
use crate::pages::*;
use leptos::prelude::*;
use leptos_router::LazyRoute;

macro_rules! groups {
    ($($(#[$doc:meta])* $pages:ident $(in $part:ident by $preload:ident)?: $($page:ident)+;)+) => {$(
        $(#[$doc])*
        #[allow(clippy::enum_variant_names, reason = "they are the names of the pages")]
        #[derive(Debug, Clone, Copy)]
        enum $pages {
            $($page,)+
        }

        impl $pages {
            fn render(self) -> AnyView {
                match self {
                    $(Self::$page => $page::render(),)+
                }
            }
        }

        routes! { $pages [$($part $preload)?] $($page)+ }
    )+};
}

macro_rules! routes {
    ($pages:ident [] $($page:ident)+) => {$(
        impl LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                $pages::$page.render()
            }
        }
    )+};
    ($pages:ident [$part:ident $preload:ident] $($page:ident)+) => {
        #[leptos::lazy]
        fn $part(page: $pages) -> AnyView {
            page.render()
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
    };
}

groups! {
    /// The first page of an admin: in the main part.
    Console: Frame UsersPage;
    /// Adding and editing people, oneself too, their groups and exemptions, the organisation, previews, the report, and the log.
    People in people by __preload_people: AuditPage BulkPage EditUserPage ExemptionsPage FiltersPage GroupsPage ImportPage InviteUsersPage MailsPage MePage NewUserPage OrganisationPage PreviewPage ReportPage;
    /// Pages of somebody who comes by a link, or before there is a console.
    Entry in entry by __preload_entry: AuthenticatorAppsPage EnrolPage InvitationPage SecureAccountPage SetUpPage;
    /// All other pages.
    Rest in rest by __preload_rest: SecurityPage StepUpForm StepUpPage UserPage;
}

/// The form that asks for a fresh proof: with the pages that have sensitive actions.
pub async fn step_up_form() -> AnyView {
    crate::host::await_part("rest").await;
    rest(Rest::StepUpForm).await
}
