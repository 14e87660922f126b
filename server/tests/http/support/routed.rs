//! Every route of the router itself: axum offers no list of them, but its `Debug` writes one.

use std::collections::{BTreeMap, BTreeSet};

/// The methods for which a route can have a handler of its own, as `Debug` names them.
const METHODS: [&str; 9] = [
    "get", "head", "delete", "options", "patch", "post", "put", "trace", "connect",
];

/// `METHOD path` of every route, from what `format!("{router:?}")` gives; `*` stands for a service
/// that answers any method.
///
/// # Panics
/// If that text does not have the expected form.
pub fn routes(router: &str) -> BTreeSet<String> {
    let (own, fallback) = router.split_once("fallback_router: ").expect("two parts");
    of_part(own).into_iter().chain(of_part(fallback)).collect()
}

fn of_part(part: &str) -> Vec<String> {
    let (_, handlers) = part.split_once("routes: {").expect("routes");
    let (handlers, paths) = handlers.split_once("node: Node { paths: {").expect("paths");
    let (paths, rest) = paths.split_once("\"} }").expect("an end of the paths");
    assert!(!rest.contains("RouteId("), "routes elsewhere: {rest}");
    let paths: BTreeMap<&str, &str> = entries(paths)
        .into_iter()
        .map(|(id, path)| (id, path.trim_matches(['"', ',', ' '])))
        .collect();
    let handlers = entries(handlers);
    assert_eq!(handlers.len(), paths.len(), "each route has a path");
    let named = |(id, endpoint): &(&str, &str)| {
        let path = paths[id];
        let methods = methods(endpoint);
        methods.into_iter().map(move |m| format!("{m} {path}"))
    };
    handlers.iter().flat_map(named).collect()
}

/// The entries of a map whose keys are `RouteId(n)`.
fn entries(text: &str) -> Vec<(&str, &str)> {
    text.split("RouteId(")
        .skip(1)
        .map(|part| part.split_once("): ").expect("a value"))
        .collect()
}

fn methods(endpoint: &str) -> Vec<String> {
    let taken = |method: &&&str| {
        let field = format!(" {method}: ");
        endpoint
            .split_once(&field)
            .is_some_and(|(_, handler)| !handler.starts_with("None"))
    };
    let own: Vec<String> = METHODS
        .iter()
        .filter(taken)
        .map(|m| m.to_uppercase())
        .collect();
    if own.is_empty() {
        vec!["*".to_owned()]
    } else {
        own
    }
}
