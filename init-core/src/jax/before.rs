//! Keys that are taken without a parameter.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use init_grammar::short;

use crate::error::{ErrorKind, Problem};
use crate::plan::{Entry, Plan};

/// How many keys are taken before the first parameter of a module.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Before(BTreeMap<String, u32>);

impl Before {
    pub(super) fn add(&mut self, path: &str, count: u32) {
        *self.0.entry(path.into()).or_default() += count;
    }

    /// How many are taken before the parameter at a path.
    pub(super) fn take(&mut self, path: &str) -> u32 {
        let mut count = 0;
        self.0.retain(|module, before| {
            let is_first = is_in(path, module);
            count += if is_first { *before } else { 0 };
            !is_first
        });
        count
    }

    /// Checks that there is a parameter at each path.
    pub(super) fn check(&self, plan: &Plan) -> Result<(), Problem> {
        let paths = || plan.entries().iter().map(Entry::path).chain(plan.kept());
        let unknown = self
            .0
            .keys()
            .find(|module| !paths().any(|path| is_in(path, module)));
        unknown.map_or(Ok(()), |module| {
            let message = format!(
                "keys are taken before `{}`, which the model does not have",
                short(module)
            );
            Err(Problem::new(ErrorKind::Foreign, message)
                .help("give `before` the path of a parameter, or of a module with parameters"))
        })
    }
}

/// Whether a parameter is in a module.
fn is_in(path: &str, module: &str) -> bool {
    let rest = path.strip_prefix(module);
    rest.is_some_and(|rest| module.is_empty() || rest.is_empty() || rest.starts_with('.'))
}
