//! Modules that the tests combine.

use init_core::plan::Chosen;
use init_core::{Initialize, Plan};

#[derive(Initialize)]
pub(crate) struct Linear {
    #[init(parameter)]
    pub(crate) weight: [[f32; 4]; 4],
    #[init(parameter)]
    pub(crate) bias: [f32; 4],
}

impl Linear {
    pub(crate) fn new() -> Self {
        Self {
            weight: [[9.0; 4]; 4],
            bias: [9.0; 4],
        }
    }
}

/// The initializer of a path.
pub(crate) fn initializer<'p>(plan: &'p Plan, path: &str) -> &'p str {
    plan.get(path)
        .unwrap_or_else(|| panic!("no `{path}`"))
        .initializer()
}

/// The glob of the rule that chose the initializer of a path.
pub(crate) fn chosen_by(plan: &Plan, path: &str) -> Option<String> {
    match plan.get(path).map(init_core::plan::Entry::chosen_by) {
        Some(Chosen::Rule { at, .. }) => Some(at.clone()),
        _ => None,
    }
}
