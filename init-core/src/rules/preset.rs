//! Presets: what a framework or an architecture gives its layers, as rules.

mod table;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use init_grammar::message::{Message, Notation};
use init_grammar::{nearest, short};

use self::table::PRESETS;
use super::Rules;
use super::file::{Data, Entry, File, Value};
use crate::error::{Error, ErrorKind, Problem};

/// A set of rules for whole models, in the words of a file of rules, which it displays.
///
/// | preset | of |
/// |---|---|
/// | `pytorch` | the layers of `torch.nn` |
/// | `keras` | the layers of Keras 3 |
/// | `flax` | the layers of Flax |
/// | `gpt2` | GPT-2 of Hugging Face transformers, and nanoGPT |
/// | `llama` | Llama 3 of torchtitan |
/// | `vit` | vision transformers of timm |
/// | `resnet` | ResNet of torchvision |
///
/// A preset never changes, as the bits of a law never do: another law would have another name.
///
/// ```
/// use init_core::rules::Preset;
///
/// let preset = Preset::named("gpt2").unwrap();
/// assert_eq!(preset.name(), "gpt2");
/// assert!(preset.to_string().contains("depth_scaling = \"count\""));
/// // The text is a file of rules, to start from.
/// println!("{preset}");
/// ```
#[derive(Debug)]
pub struct Preset {
    name: &'static str,
    source: &'static str,
    /// In groups, since presets share some; the rule that wins last.
    rules: &'static [&'static [Row]],
}

/// A rule: words and values, as TOML has them.
type Row = &'static [(&'static str, &'static str)];

impl Preset {
    /// The preset of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// All presets.
    pub fn all() -> &'static [Self] {
        PRESETS
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The package and version that it equals, and the place there.
    pub fn source(&self) -> &'static str {
        self.source
    }

    fn rows(&self) -> impl Iterator<Item = &'static Row> {
        self.rules.iter().copied().flatten()
    }

    /// The rules, judged and built as those of a file.
    pub(super) fn build(&self) -> Result<Rules<'static>, Error> {
        let name = format!("preset {}", self.name);
        let tables = self.rows().map(|row| {
            let entries = row.iter().map(|&(word, written)| entry(word, written));
            value("", Data::Table(entries.collect()))
        });
        let rules = value("", Data::List(tables.collect()));
        let root = Entry {
            word: "rules".to_owned(),
            place: 0,
            value: rules,
        };
        let root = value("", Data::Table([root].into()));
        let built = File::new(&name, "", Notation::Toml).judged(&root)?;
        Ok(built
            .into_iter()
            .map(|rule| rule.origin(name.clone()).by_default())
            .collect())
    }
}

fn entry(word: &str, written: &'static str) -> Entry<'static> {
    let data = match written.strip_prefix('"') {
        Some(text) => Data::Text(text.trim_end_matches('"').into()),
        None if written == "true" => Data::Flag(true),
        None => Data::Number(written.parse().unwrap_or(f64::NAN), written.parse().ok()),
    };
    Entry {
        word: word.into(),
        place: 0,
        value: value(written, data),
    }
}

fn value<'t>(written: &'t str, data: Data<'t>) -> Value<'t> {
    Value {
        written,
        place: 0,
        data,
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "# {}: {}", self.name, self.source)?;
        for row in self.rows() {
            f.write_str("\n\n[[rules]]")?;
            for (word, value) in *row {
                write!(f, "\n{word} = {value}")?;
            }
        }
        writeln!(f)
    }
}

impl Rules<'static> {
    /// The rules of a [`Preset`], for what nobody else initializes: a rule of your own wins wherever
    /// it stands, so does the attribute of a field, but not the default of a library's layer. A rule
    /// of a preset that reaches nothing is no error.
    ///
    /// ```
    /// use init_core::{Initialize, Reset, Rules, initializer::zeros};
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(parameter)]
    ///     weight: [[f32; 64]; 10],
    ///     #[init(parameter)]
    ///     bias: [f32; 10],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Net { fc: Linear, head: Linear }
    ///
    /// let layer = || Linear { weight: [[0.0; 64]; 10], bias: [0.0; 10] };
    /// let mut net = Net { fc: layer(), head: layer() };
    /// let rules = Rules::preset("pytorch")?.at("head.weight", zeros());
    /// let plan = Reset::seed(42).rules(&rules).run(&mut net)?;
    /// let chosen = |path| plan.get(path).unwrap().chosen_by().to_string();
    /// assert_eq!(chosen("fc.weight"), "rule `at = \"**.weight\"` of `preset pytorch`");
    /// assert_eq!(chosen("head.weight"), "rule `at = \"head.weight\"`");
    /// assert_eq!(plan.get("fc.bias").unwrap().law().bounds(), Some((-0.125, 0.125)));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Rule`] for a name that no preset has.
    pub fn preset(name: &str) -> Result<Self, Error> {
        if let Some(preset) = Preset::named(name) {
            return preset.build();
        }
        let problem = Problem::of(ErrorKind::Rule, unknown(name));
        Err(Error::of_file([problem].into()))
    }
}

/// A name that no preset has.
pub(super) fn unknown(name: &str) -> Message {
    let names = PRESETS.iter().map(Preset::name);
    let help = if let Some(near) = nearest(name, names.clone()) {
        format!("did you mean `{near}`?")
    } else {
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        format!("write one of {}", names.join(", "))
    };
    Message::new(format!("unknown preset `{}`", short(name)), help)
}
