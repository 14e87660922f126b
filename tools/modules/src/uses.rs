//! Which modules of the same parent use each other.

use crate::references::Path;
use crate::tree::{Module, spaced};
use std::collections::BTreeMap;

/// Among the children of one parent: `(user, used)` → the evidence, `module uses path`.
pub type Among = BTreeMap<(String, String), String>;

/// By the path of the parent.
pub type Uses = BTreeMap<Path, Among>;

/// All uses in a crate. A module uses the one in which a name is defined, wherever it imports the name from; likewise for a
/// macro, and for a method of the type `hub`, whose methods are defined in many modules, called on `self` or on a value of that
/// name.
pub fn of(root: &Module, hub: Option<&str>) -> Uses {
    let mut unnamed = Unnamed::new();
    define(root, hub, &mut Vec::new(), &mut unnamed);
    let mut uses = Uses::new();
    collect((root, &unnamed), root, &mut Vec::new(), &mut uses);
    uses
}

/// Code that uses a module without a path to it, as [`spaced`] writes it, and that module.
type Unnamed = BTreeMap<String, Path>;

fn define(module: &Module, hub: Option<&str>, place: &mut Path, unnamed: &mut Unnamed) {
    for name in &module.macros {
        unnamed.insert(spaced(&format!("{name}!")), place.clone());
    }
    if let Some(hub) = hub {
        let value = hub.to_lowercase();
        for name in module.methods.get(hub).into_iter().flatten() {
            for on in ["self", &value] {
                unnamed.insert(spaced(&format!("{on}.{name}(")), place.clone());
            }
        }
    }
    for (name, child) in &module.children {
        place.push(name.clone());
        define(child, hub, place, unnamed);
        place.pop();
    }
}

fn collect(known: (&Module, &Unnamed), module: &Module, place: &mut Path, uses: &mut Uses) {
    let (root, unnamed) = known;
    let named = module.references.iter().filter_map(|reference| {
        let target = root.place_of(reference)?;
        Some((target, reference.join("::")))
    });
    let others = unnamed
        .iter()
        .filter(|(tokens, _)| module.code.contains(tokens.as_str()))
        .map(|(tokens, target)| (target.clone(), tokens.replace(' ', "")));
    for (target, shown) in named.chain(others) {
        let common = place
            .iter()
            .zip(&target)
            .take_while(|(one, other)| one == other)
            .count();
        if let (Some(from), Some(to)) = (place.get(common), target.get(common)) {
            let parent = place.get(..common).unwrap_or_default().to_vec();
            let example = format!("{} uses {}", place.join("::"), shown);
            uses.entry(parent)
                .or_default()
                .entry((from.clone(), to.clone()))
                .or_insert(example);
        }
    }
    for (name, child) in &module.children {
        place.push(name.clone());
        collect(known, child, place, uses);
        place.pop();
    }
}
