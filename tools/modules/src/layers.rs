//! Whether layers use only what is below them.

use std::collections::BTreeMap;

/// Layers by the names in them, the lowest first. A name that ends in `*` stands for all names with that prefix.
pub type Layers = Vec<Vec<String>>;

/// The violations: names in no layer, layers with a name that does not exist, and uses of something above. Names of one layer may
/// use each other.
pub fn faults<'a>(
    layers: &Layers,
    names: impl Iterator<Item = &'a String>,
    uses: &BTreeMap<(String, String), String>,
) -> Vec<String> {
    let names: Vec<&String> = names.collect();
    let mut faults = Vec::new();
    for name in &names {
        if layer_of(layers, name).is_none() {
            faults.push(format!("`{name}` is in no layer"));
        }
    }
    for entry in layers.iter().flatten() {
        if !names.iter().any(|name| stands_for(entry, name)) {
            faults.push(format!("there is no `{entry}`"));
        }
    }
    for ((from, to), example) in uses {
        let (above, below) = (layer_of(layers, from), layer_of(layers, to));
        if let (Some(from_layer), Some(to_layer)) = (above, below)
            && to_layer > from_layer
        {
            faults.push(format!(
                "`{from}` uses `{to}`, which is above it: {example}"
            ));
        }
    }
    faults
}

fn layer_of(layers: &Layers, name: &str) -> Option<usize> {
    let holds = |layer: &Vec<String>| layer.iter().any(|entry| stands_for(entry, name));
    layers.iter().position(holds)
}

fn stands_for(entry: &str, name: &str) -> bool {
    match entry.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => entry == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(layers: &[&[&str]], names: &[&str], uses: &[(&str, &str)]) -> Vec<String> {
        let layers = layers
            .iter()
            .map(|layer| layer.iter().map(ToString::to_string).collect())
            .collect();
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let uses = uses
            .iter()
            .map(|(from, to)| (((*from).to_owned(), (*to).to_owned()), "shown".to_owned()))
            .collect();
        faults(&layers, names.iter(), &uses)
    }

    #[test]
    fn what_is_used_is_below_or_beside() {
        let layers: &[&[&str]] = &[&["error"], &["read", "write"]];
        let names = ["error", "read", "write"];
        assert_eq!(
            found(layers, &names, &[("read", "error"), ("read", "write")]),
            [""; 0]
        );
        assert_eq!(
            found(layers, &names, &[("error", "write")]),
            ["`error` uses `write`, which is above it: shown"]
        );
    }

    #[test]
    fn each_name_has_a_layer_and_each_layer_names_what_exists() {
        assert_eq!(
            found(&[&["error", "old"]], &["error", "new"], &[]),
            ["`new` is in no layer", "there is no `old`"]
        );
    }

    #[test]
    fn a_name_with_a_star_stands_for_all_that_begin_like_it() {
        let layers: &[&[&str]] = &[&["helpers"], &["m*"]];
        let names = ["helpers", "m0001", "m0002"];
        assert_eq!(found(layers, &names, &[("m0001", "helpers")]), [""; 0]);
        assert_eq!(found(layers, &names, &[("helpers", "m0002")]).len(), 1);
    }
}
