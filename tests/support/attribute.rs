//! The words of an attribute, read at run time: as the rule of a file.

use init_core::plan::Entry;
use init_core::{Initialize, Reset, Rules};

/// A parameter that a rule initializes.
#[derive(Initialize)]
pub(crate) struct Weight {
    #[init(parameter, shape = self.shape.as_slice())]
    pub(crate) weight: Vec<f32>,
    #[init(skip)]
    shape: Vec<usize>,
}

impl Weight {
    pub(crate) fn new(shape: &[usize]) -> Self {
        Self {
            weight: vec![0.0; shape.iter().product()],
            shape: shape.to_vec(),
        }
    }
}

/// The plan of a parameter of this shape with an attribute.
pub(crate) fn planned(attribute: &str, shape: &[usize]) -> Entry {
    let plan = Reset::seed(1)
        .rules(&rules(attribute))
        .dry_run(&Weight::new(shape));
    let plan = plan.unwrap_or_else(|error| panic!("`{attribute}` {shape:?}: {error}"));
    plan.entries()[0].clone()
}

/// A rule for every parameter, with the entries of an attribute.
pub(crate) fn rules(attribute: &str) -> Rules<'static> {
    let mut toml = String::from("[[rules]]\nat = \"**\"\n");
    for entry in entries(attribute) {
        let line = match entry.split_once('=') {
            Some((word, value)) => {
                format!("{word} = {}", value.replace('(', "[").replace(')', "]"))
            }
            None if init_grammar::initializer(&entry).is_some() => {
                format!("initializer = \"{entry}\"")
            }
            None => format!("{entry} = true"),
        };
        toml.push_str(&line);
        toml.push('\n');
    }
    Rules::from_toml(&toml).unwrap_or_else(|error| panic!("`{attribute}`: {error}"))
}

/// What the commas outside parentheses separate.
fn entries(attribute: &str) -> Vec<String> {
    let mut depth = 0;
    let parts = attribute.split(|letter: char| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    });
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(String::from)
        .collect()
}
