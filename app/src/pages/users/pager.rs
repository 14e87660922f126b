//! Pagination.

use crate::components::{Icon, icons};
use crate::format::number;
use leptos::prelude::*;
use std::sync::Arc;
use wire::cursor::RowKey;
use wire::{Cursor, UserQuery};

/// Links to the pages around the current one; nothing if there is only one page.
#[component]
pub fn Pager(
    /// Users on all pages.
    total: u64,
    /// The current filters and page.
    query: UserQuery,
    /// The query in the address: links start from it, even while its answer is loading.
    asked: Memo<UserQuery>,
    /// The sort keys of the first and the last row of the current page.
    ends: Option<(RowKey, RowKey)>,
) -> impl IntoView {
    let size = query.size.rows();
    let pages = total.div_ceil(size);
    let current = match &query.cursor {
        // The number of a page that starts from a row may have changed meanwhile.
        Some(Cursor::End) => pages,
        // Beyond the last page the last one is shown.
        _ => query.page.min(pages),
    };
    (pages > 1).then(|| {
        let first = (current - 1) * size + 1;
        let last = (current * size).min(total);
        let query = UserQuery {
            page: current,
            ..query
        };
        let rendered = Arc::new((query, ends));
        let href = |page| {
            let rendered = Arc::clone(&rendered);
            move || {
                let (query, ends) = &*rendered;
                let target = query.to_page(page, pages, ends.as_ref());
                asked.read().paged_like(&target).href()
            }
        };
        let step = |page: u64, label: String, icon: &'static str| {
            (1..=pages).contains(&page).then(|| {
                view! {
                    <li class="pager__step">
                        <a href=href(page) aria-label=label>
                            <Icon path=icon/>
                        </a>
                    </li>
                }
            })
        };
        let numbers = shown(current, pages).into_iter().map(|page| match page {
            Some(page) => {
                let here = (page == current).then_some("page");
                let label = tr!(pager::PAGE, page = number(page));
                view! {
                    <li>
                        <a
                            href=href(page)
                            aria-label=label
                            aria-current=here
                        >
                            {number(page)}
                        </a>
                    </li>
                }
                .into_any()
            }
            None => view! { <li aria-hidden="true"><span>"…"</span></li> }.into_any(),
        });
        view! {
            <nav class="pager" aria-label=tr!(pager::LABEL)>
                <span>
                    {tr!(pager::RANGE, first = number(first), last = number(last), total = number(total))}
                </span>
                <ul class="pager__list">
                    {step(current - 1, tr!(pager::PREVIOUS), icons::CHEVRON_LEFT)}
                    {numbers.collect_view()}
                    {step(current + 1, tr!(pager::NEXT), icons::CHEVRON_RIGHT)}
                </ul>
            </nav>
        }
    })
}

/// The first page, the last one and those around the current one; `None` where some are left out.
fn shown(current: u64, pages: u64) -> Vec<Option<u64>> {
    let mut shown = Vec::new();
    let mut before = 0;
    let around = current.saturating_sub(1)..=current.saturating_add(1);
    for page in std::iter::once(1)
        .chain(around)
        .chain(std::iter::once(pages))
    {
        if page > before && page <= pages {
            if page > before + 1 {
                shown.push(None);
            }
            shown.push(Some(page));
            before = page;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn the_ends_and_the_neighbours_are_shown_and_gaps_are_marked() {
        assert_eq!(shown(1, 2), [Some(1), Some(2)]);
        assert_eq!(shown(1, 9), [Some(1), Some(2), None, Some(9)]);
        assert_eq!(
            shown(5, 9),
            [Some(1), None, Some(4), Some(5), Some(6), None, Some(9)]
        );
        assert_eq!(shown(9, 9), [Some(1), None, Some(8), Some(9)]);
    }
}
