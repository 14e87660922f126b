//! The report for auditors.

use crate::api::report::ReadReport;
use crate::components::{Export, PageHead, page_of};
use crate::reading::First;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::{ReportQuery, path};

/// `/account/report`: the address holds the period. It is a document of one moment: nothing of it changes while it is open.
pub struct ReportPage;

impl ReportPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_query_map();
        let asked =
            Memo::new(move |_| params.with(|p| ReportQuery::from_params(|name| p.get(name))));
        let report = First::of(move || ReadReport::of(asked.get()));
        page_of(report, |shown| {
            let period = ReportQuery {
                from: Some(shown.from),
                to: Some(shown.to),
            };
            view! {
                <PageHead title=tr!(report::TITLE) above=(path::SECURITY, tr!(frame::SECURITY)) account=true>
                    <Export page=path::REPORT params=period.params()/>
                </PageHead>
                <div class="stack report" inner_html=shown.html></div>
            }
            .into_any()
        })
    }
}
