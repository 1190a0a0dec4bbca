//! What the examples have in common: plan a model, reset it, measure what it holds.

use std::env;
use std::error::Error;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;
use std::str::FromStr;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use init_core::{Initialize, Report, Reset};

/// How many standard errors a tensor may lie from what its plan promised. Chance takes one
/// beyond in about 250 million.
const TOLERANCE: f64 = 6.0;

/// A model, and how many parameters and values it must have.
pub(crate) type Expected<M> = (M, usize, usize);

/// Makes a model from the arguments (`--seed N`, and `--key N` for each of `keys`), plans and
/// resets it and measures every tensor. The example fails unless the model has as many
/// parameters and values as expected, each tensor distributed as planned.
pub(crate) fn run<M: Initialize>(
    keys: &[&str],
    model: impl FnOnce(&Arguments) -> Result<Expected<M>, Box<dyn Error>>,
) -> ExitCode {
    let result =
        Arguments::read(keys).and_then(|arguments| try_run(&arguments, model(&arguments)?));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn try_run<M: Initialize>(
    arguments: &Arguments,
    (mut model, parameters, values): Expected<M>,
) -> Result<(), Box<dyn Error>> {
    let seed = arguments.get("seed", 0)?;
    let mut out = io::stdout().lock();
    let plan = model.plan()?;
    writeln!(out, "{plan}\n")?;
    if (plan.parameter_count(), plan.value_count()) != (parameters, values) {
        return Err(format!("expected {parameters} parameters with {values} values").into());
    }

    let bar = ProgressBar::new(0);
    let start = Instant::now();
    Reset::seed(seed)
        .progress(|progress| {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
        })
        .run(&mut model)?;
    let resetting = start.elapsed();
    bar.finish_and_clear();

    let start = Instant::now();
    let report = Report::measure(&plan, &model)?;
    let measuring = start.elapsed();
    writeln!(out, "{report}\n")?;
    writeln!(out, "seed {seed}")?;
    writeln!(out, "reset in {}", speed(values, resetting))?;
    writeln!(out, "measured in {}", speed(values, measuring))?;

    if let Some(worst) = report.worst()
        && let Some(deviation) = worst.deviation()
        && deviation.largest() > TOLERANCE
    {
        let (path, errors) = (worst.path(), deviation.largest());
        return Err(format!("`{path}` deviates by {errors:.2} standard errors").into());
    }
    Ok(())
}

/// What stands behind the example's name: `--key value` pairs.
pub(crate) struct Arguments(Vec<(String, String)>);

impl Arguments {
    fn read(keys: &[&str]) -> Result<Self, Box<dyn Error>> {
        let words: Vec<String> = env::args().skip(1).collect();
        let mut pairs = Vec::new();
        for pair in words.chunks(2) {
            let key = pair[0]
                .strip_prefix("--")
                .filter(|key| *key == "seed" || keys.contains(key));
            let (Some(key), Some(value)) = (key, pair.get(1)) else {
                let all: Vec<String> = ["seed"]
                    .iter()
                    .chain(keys)
                    .map(|key| format!("`--{key} N`"))
                    .collect();
                return Err(format!("the arguments are {}", all.join(", ")).into());
            };
            pairs.push((key.to_owned(), value.clone()));
        }
        Ok(Self(pairs))
    }

    /// The number behind `--key`, or the default.
    pub(crate) fn get<T: FromStr<Err: Display>>(
        &self,
        key: &str,
        default: T,
    ) -> Result<T, Box<dyn Error>> {
        match self.0.iter().rfind(|(name, _)| name == key) {
            None => Ok(default),
            Some((_, value)) => value
                .parse()
                .map_err(|error| format!("`--{key} {value}`: {error}").into()),
        }
    }
}

fn speed(values: usize, time: Duration) -> String {
    let millions = values as f64 / 1e6;
    let seconds = time.as_secs_f64();
    format!(
        "{seconds:.3} s, {:.0} million values per second",
        millions / seconds
    )
}
