//! The list of exemptions.

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::ExemptionKind;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use wire::ExemptionQuery;
use wire::view::ExemptionList;

/// One page of the exemptions that apply: of a kind, if one is asked for, and after a position as an address has it.
#[server(prefix = "/api", endpoint = "exemptions", input = GetUrl, output = Answer)]
pub async fn read_exemptions(
    #[server(default)] kind: Option<ExemptionKind>,
    #[server(default)] after: String,
) -> Result<ExemptionList, AppError> {
    crate::ssr::run(async move |backend, me| {
        let after = after.parse().ok();
        let query = ExemptionQuery { kind, after };
        backend.exemptions(me.reader()?, query).await
    })
    .await
}

impl ReadExemptions {
    /// The question for a query.
    pub fn of(query: ExemptionQuery) -> Self {
        let after = query.after.map(|after| after.to_string());
        Self {
            kind: query.kind,
            after: after.unwrap_or_default(),
        }
    }
}

impl Question for ReadExemptions {
    type Shown = ExemptionList;

    fn arguments(&self) -> Arguments {
        let kind = self.kind.map(|kind| format!("kind={kind}&"));
        Arguments::Query(format!("{}after={}", kind.unwrap_or_default(), self.after))
    }
}
