//! Which modules of the same parent use each other.

use crate::references::Path;
use crate::tree::Module;
use std::collections::BTreeMap;

/// Among the children of one parent: `(user, used)` → what shows it, `module uses path`.
pub type Among = BTreeMap<(String, String), String>;

/// By the path of the parent.
pub type Uses = BTreeMap<Path, Among>;

/// All of a crate. A module uses the one in which a name is defined, wherever it takes the name from.
pub fn of(root: &Module) -> Uses {
    let mut uses = Uses::new();
    collect(root, root, &mut Vec::new(), &mut uses);
    uses
}

fn collect(root: &Module, module: &Module, place: &mut Path, uses: &mut Uses) {
    for reference in &module.references {
        let Some(target) = root.place_of(reference) else {
            continue;
        };
        let common = place
            .iter()
            .zip(&target)
            .take_while(|(one, other)| one == other)
            .count();
        if let (Some(from), Some(to)) = (place.get(common), target.get(common)) {
            let parent = place.get(..common).unwrap_or_default().to_vec();
            let example = format!("{} uses {}", place.join("::"), reference.join("::"));
            uses.entry(parent)
                .or_default()
                .entry((from.clone(), to.clone()))
                .or_insert(example);
        }
    }
    for (name, child) in &module.children {
        place.push(name.clone());
        collect(root, child, place, uses);
        place.pop();
    }
}
