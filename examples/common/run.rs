//! What the examples have in common: plan a model, reset it, measure what it holds.

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use init_core::{Initialize, Report, Reset};

/// How many standard errors a tensor may lie from what its plan promised. Chance takes one
/// beyond in about 250 million.
const TOLERANCE: f64 = 6.0;

/// Plans and resets `model` and measures every tensor. The example fails unless the model has
/// as many parameters and values as its paper's, each tensor distributed as planned.
pub(crate) fn run(mut model: impl Initialize, parameters: usize, values: usize) -> ExitCode {
    match try_run(&mut model, parameters, values) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn try_run(
    model: &mut impl Initialize,
    parameters: usize,
    values: usize,
) -> Result<(), Box<dyn Error>> {
    let seed = seed()?;
    let mut out = io::stdout().lock();
    let plan = model.plan()?;
    writeln!(out, "{plan}\n")?;
    if (plan.parameters(), plan.values()) != (parameters, values) {
        return Err(format!("expected {parameters} parameters with {values} values").into());
    }

    let start = Instant::now();
    Reset::seed(seed).run(model)?;
    let resetting = start.elapsed();

    let start = Instant::now();
    let report = Report::measure(&plan, model)?;
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

/// The seed of `--seed N`; 0 without it.
fn seed() -> Result<u64, String> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => Ok(0),
        [flag, seed] if flag == "--seed" => seed
            .parse()
            .map_err(|error| format!("`--seed {seed}`: {error}")),
        _ => Err("the only argument is `--seed N`".into()),
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
