//! JSON with one parameter a line, so that a stored plan can be read and compared as text.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use init_grammar::shortened;
use serde::de::Error;

use super::VERSION;
use crate::plan::Plan;
use crate::show::text_table::json_lines;

/// The longest message, which may repeat what was found.
const LONGEST: usize = 1000;

impl Plan {
    /// The plan as JSON, one parameter a line, in the format of [`Plan`]: a file to commit beside a
    /// test, which [`diff`](Plan::diff) compares with the model's plan.
    ///
    /// # Errors
    /// None that a plan is known to cause; those of `serde_json`.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let entries = json_lines(&self.entries)?;
        let warnings = json_lines(&self.warnings)?;
        let kept = serde_json::to_string(&self.kept)?;
        let values_of = match &self.values_of {
            Some(framework) => format!("\"values_of\": {},\n", serde_json::to_string(framework)?),
            None => String::new(),
        };
        Ok(format!(
            "{{\n\"version\": {VERSION},\n{values_of}\"entries\": {entries},\n\"kept\": {kept},\n\"warnings\": {warnings}\n}}\n"
        ))
    }

    /// Reads a plan from JSON, equal to the one that was written.
    ///
    /// ```
    /// use init_core::{Initialize, Plan};
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(kaiming_uniform)]
    ///     weight: [[f32; 7]; 3],
    /// }
    ///
    /// let plan = Linear { weight: [[0.0; 7]; 3] }.plan()?;
    /// assert_eq!(Plan::from_json(&plan.to_json()?)?, plan);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where the text is not JSON, a key is missing, or the content is not a valid plan, with the
    /// line and column.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json).map_err(|error| {
            let message = error.to_string();
            match shortened(&message, LONGEST) {
                Cow::Borrowed(_) => error,
                // The end has the line and column, which are read from there.
                Cow::Owned(short) => serde_json::Error::custom(short),
            }
        })
    }
}
