//! Addresses of `wire::path` as the router takes them.

use leptos_router::{
    ParamSegment, PartialPathMatch, PathSegment, PossibleRouteMatch, StaticSegment,
};

/// The address of a page, or its template: what the router's macro `path!` makes of a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At(pub &'static str);

impl At {
    fn segments(self) -> impl Iterator<Item = &'static str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }
}

impl PossibleRouteMatch for At {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        let (mut rest, mut params) = (path, Vec::new());
        for segment in self.segments() {
            let found = match segment.strip_prefix(':') {
                Some(name) => ParamSegment(name).test(rest),
                None => StaticSegment(segment).test(rest),
            }?;
            rest = found.remaining();
            params.extend(found.params());
        }
        let matched = path.strip_suffix(rest)?;
        Some(PartialPathMatch::new(rest, params, matched))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        for segment in self.segments() {
            match segment.strip_prefix(':') {
                Some(name) => ParamSegment(name).generate_path(path),
                None => StaticSegment(segment).generate_path(path),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos_router::path;

    fn matched(route: &impl PossibleRouteMatch, path: &str) -> Option<String> {
        let found = route.test(path)?;
        Some(format!("{found:?}"))
    }

    fn generated(route: &impl PossibleRouteMatch) -> Vec<PathSegment> {
        let mut path = Vec::new();
        route.generate_path(&mut path);
        path
    }

    #[test]
    fn an_address_is_a_route_as_the_macro_of_the_router_makes_one_of_it() {
        let routes: [(At, Box<dyn PossibleRouteMatch + Send + Sync>); 5] = [
            (At("/"), Box::new(path!("/"))),
            (At("/me"), Box::new(path!("/me"))),
            (At("/account/users"), Box::new(path!("/account/users"))),
            (At("/set-up/:token"), Box::new(path!("/set-up/:token"))),
            (
                At("/account/users/:id"),
                Box::new(path!("/account/users/:id")),
            ),
        ];
        for (route, expected) in routes {
            assert_eq!(generated(&route), generated(&expected), "{route:?}");
            assert!(!expected.optional());
            for path in [
                "",
                "/",
                "/me",
                "/me/",
                "/me/x",
                "/mex",
                "/m",
                "/account",
                "/account/users",
                "/account/users/",
                "/account/users/7",
                "/account/users/7/",
                "/account/users/7/x",
                "/account/usersx",
                "//account/users",
                "/set-up",
                "/set-up/é",
            ] {
                let same = matched(&route, path);
                assert_eq!(same, matched(&expected, path), "{route:?} {path:?}");
            }
        }
    }
}
