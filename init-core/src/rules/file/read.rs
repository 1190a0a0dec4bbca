//! Rules from text: TOML, JSON, files.

use alloc::format;
use std::fs;
use std::path::Path;

use init_grammar::message::Notation;

use super::{File, Parse, json, toml};
use crate::error::{Error, ErrorKind, Problem, shown_path};
use crate::rules::Rules;

impl Rules<'static> {
    /// Rules as TOML: one table `[[rules]]` each, in which `at` is the glob, `module` and `rank`
    /// narrow it, and `initializer` with its keys and options such as `groups` are as in the attribute.
    /// `constant` takes its value instead of `initializer`, and a word without a value in an attribute
    /// is `true`. Above them `preset = "gpt2"` has a [`Preset`](super::super::Preset) initialize what
    /// they leave.
    ///
    /// ```
    /// use init_core::{Initialize, Reset, Rules};
    ///
    /// #[derive(Initialize)]
    /// struct Net {
    ///     #[init(parameter)]
    ///     weight: [[f32; 8]; 8],
    ///     #[init(parameter)]
    ///     bias: [f32; 8],
    /// }
    ///
    /// let rules = Rules::from_toml(
    ///     r#"
    ///     [[rules]]
    ///     at = "**.weight"
    ///     initializer = "kaiming_normal"
    ///     mode = "fan_out"
    ///
    ///     [[rules]]
    ///     at = "**.bias"
    ///     constant = 0.5
    ///     "#,
    /// )?;
    /// let mut net = Net { weight: [[0.0; 8]; 8], bias: [0.0; 8] };
    /// let plan = Reset::seed(1).rules(&rules).run(&mut net)?;
    /// assert_eq!(net.bias, [0.5; 8]);
    /// let weight = plan.get("weight").unwrap();
    /// assert_eq!(weight.chosen_by().to_string(), "rule `at = \"**.weight\"` of `<toml>:3`");
    ///
    /// let error = Rules::from_toml("[[rules]]\nat = '**'\ninitializer = 'one'").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "<toml>:3:15: unknown initializer `one`\n  help: did you mean `ones`?",
    /// );
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong in the text, with line and column, of kind
    /// [`ErrorKind::File`]; the messages are those of the attribute.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        File::new("<toml>", text, Notation::Toml).rules(toml::parse)
    }

    /// Rules as JSON: an object whose `rules` are a list of objects, each with the entries that
    /// [`from_toml`](Rules::from_toml) has.
    ///
    /// ```
    /// use init_core::Rules;
    ///
    /// let rules = Rules::from_json(
    ///     r#"{"rules": [
    ///         {"at": "**.weight", "rank": 4, "initializer": "kaiming_normal", "mode": "fan_out"},
    ///         {"at": "**", "module": "BatchNorm*", "initializer": "ones"},
    ///         {"at": "**.bias", "initializer": "zeros"}
    ///     ]}"#,
    /// )?;
    /// assert!(!rules.is_empty());
    ///
    /// let error = Rules::from_json(r#"{"rules": [{"at": "**", "initializer": "normal", "sd": 1}]}"#);
    /// let text = error.unwrap_err().to_string();
    /// assert!(text.starts_with("<json>:1:50: ") && text.contains("did you mean `std`?"), "{text}");
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_toml`](Rules::from_toml).
    pub fn from_json(text: &str) -> Result<Self, Error> {
        File::new("<json>", text, Notation::Json).rules(json::parse)
    }

    /// Rules from a file whose name ends in `.toml` or `.json`. A plan shows each with the name
    /// of the file and the line: `rules.toml:3`.
    ///
    /// ```
    /// use init_core::{ErrorKind, Rules};
    ///
    /// let error = Rules::read("no/such/rules.toml").unwrap_err();
    /// assert!(error.has(ErrorKind::File));
    /// assert!(error.to_string().starts_with("`no/such/rules.toml` cannot be read: "));
    /// ```
    ///
    /// # Errors
    /// As [`from_toml`](Rules::from_toml), and where the file cannot be read or is of another
    /// kind.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = shown_path(path);
        let extension = path.extension().and_then(|extension| extension.to_str());
        let (notation, parse): (_, Parse) = match extension {
            Some("toml") => (Notation::Toml, toml::parse),
            Some("json") => (Notation::Json, json::parse),
            _ => {
                let problem = Problem::new(
                    ErrorKind::File,
                    format!("the name `{name}` ends neither in `.toml` nor in `.json`"),
                )
                .help(
                    "rename it, or pass its contents to `Rules::from_toml` or `Rules::from_json`",
                );
                return Err(Error::of_file([problem].into()));
            }
        };
        let text = fs::read_to_string(path).map_err(|error| {
            let message = format!("`{name}` cannot be read: {error}");
            Error::of_file([Problem::new(ErrorKind::File, message)].into())
        })?;
        File::new(&name, &text, notation).rules(parse)
    }
}
