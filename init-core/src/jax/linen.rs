//! Keys by the path of a module: those of `flax.linen`.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use sha1_smol::Sha1;

use super::key::Key;

/// The keys of a model of Linen, parameter by parameter.
#[derive(Debug, Clone)]
pub(super) struct Linen {
    root: Key,
    /// How many parameters each module has handed over.
    counts: BTreeMap<String, u32>,
}

impl Linen {
    pub(super) fn new(root: Key) -> Self {
        Self {
            root,
            counts: BTreeMap::new(),
        }
    }

    /// The key of the parameter at a path, the next one of its module: the root with the hash of the
    /// names of the modules around it and of its number in the last one.
    pub(super) fn next(&mut self, path: &str) -> Key {
        let module = module(path);
        let mut hash = Sha1::from(&module);
        let count = self.counts.entry(module).or_default();
        *count += 1;
        let number = count.to_be_bytes();
        let zeros = (count.leading_zeros() / 8) as usize;
        hash.update(&number[zeros..]);
        let [a, b, c, d, ..] = hash.digest().bytes();
        self.root.fold_in(u32::from_be_bytes([a, b, c, d]))
    }
}

/// The names of the modules around a parameter, with nothing between them. An entry of a list has the name
/// of the list and its index: `layers_0`.
fn module(path: &str) -> String {
    let mut names: Vec<&str> = path.split('.').collect();
    // The parameter may be an entry of a list.
    while names.pop().is_some_and(is_index) && !names.is_empty() {}
    let mut module = String::new();
    for name in names {
        if is_index(name) && !module.is_empty() {
            module.push('_');
        }
        module.push_str(name);
    }
    module
}

fn is_index(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::module;

    #[test]
    fn modules_have_the_names_of_linen() {
        assert_eq!(module("kernel"), "");
        assert_eq!(module("attn.query.kernel"), "attnquery");
        assert_eq!(module("layers.0.kernel"), "layers_0");
        assert_eq!(module("Block.1.Dense_0.bias"), "Block_1Dense_0");
        assert_eq!(module("net.scales.3"), "net");
    }
}
