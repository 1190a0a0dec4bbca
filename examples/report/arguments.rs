//! What is written after the example's name.

use std::env;
use std::error::Error;

use init_core::Rules;

const USAGE: &str =
    "the arguments are resnext50|gpt2|FILE.safetensors [--rules FILE] [--out FILE.html] [--seed N]";

pub(crate) struct Arguments {
    /// A network of the examples, or a file.
    pub(crate) what: String,
    pub(crate) out: Option<String>,
    pub(crate) seed: u64,
    rules: Option<String>,
}

impl Arguments {
    pub(crate) fn read() -> Result<Self, Box<dyn Error>> {
        let mut words = env::args().skip(1);
        let what = words.next().filter(|word| !word.starts_with("--"));
        let mut arguments = Self {
            what: what.ok_or(USAGE)?,
            out: None,
            seed: 0,
            rules: None,
        };
        while let Some(key) = words.next() {
            let value = words
                .next()
                .ok_or_else(|| format!("`{key}` needs a value; {USAGE}"))?;
            match key.as_str() {
                "--out" => arguments.out = Some(value),
                "--rules" => arguments.rules = Some(value),
                "--seed" => {
                    arguments.seed = value
                        .parse()
                        .map_err(|error| format!("`--seed {value}`: {error}"))?;
                }
                _ => return Err(format!("unknown argument `{key}`; {USAGE}").into()),
            }
        }
        Ok(arguments)
    }

    /// The rules of the file.
    pub(crate) fn rules(&self) -> Result<Option<Rules<'static>>, init_core::Error> {
        self.rules.as_ref().map(Rules::read).transpose()
    }
}
