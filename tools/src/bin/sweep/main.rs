//! What `docs/statistics.md` states of the values, found anew: the maps on all their words, and
//! billions of values by their bins, tails, bounds and correlations.
//!
//! `scripts/sweep` runs all, `scripts/sweep --quick` a sample of it in seconds, and the names of
//! sections run those alone: `normal uniform truncated bins edges tails bounds independence`. The
//! exit status says whether all is well. `--words SEED` writes the words themselves to the
//! standard output, for other programs to test.

#![allow(
    clippy::large_stack_arrays,
    reason = "the buffers of a sweep are small beside the stack of a thread"
)]

use std::env;
use std::process::ExitCode;

use table::Table;

mod bins;
mod bounds;
mod chance;
mod draw;
mod edges;
mod independence;
mod normal_map;
mod table;
mod tails;
mod truncated_map;
mod uniform_map;
#[path = "../../../../tests/support/watched.rs"]
mod watched;
mod words;

/// A part of the whole, by the name that an argument gives it.
type Section = (&'static str, fn(&mut Table));

const SECTIONS: [Section; 8] = [
    ("normal", normal_map::check),
    ("uniform", uniform_map::check),
    ("truncated", truncated_map::check),
    ("bins", bins::check),
    ("edges", edges::check),
    ("tails", tails::check),
    ("bounds", bounds::check),
    ("independence", independence::check),
];

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let mut quick = false;
    let mut chosen = Vec::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => quick = true,
            "--words" => {
                let seed = arguments.next().and_then(|seed| seed.parse().ok());
                let seed = seed.ok_or("`--words` needs a seed")?;
                words::print(seed).map_err(|error| error.to_string())?;
                return Ok(ExitCode::SUCCESS);
            }
            name if SECTIONS.iter().any(|section| section.0 == name) => {
                chosen.push(argument);
            }
            _ => return Err(format!("unknown argument `{argument}`")),
        }
    }
    let mut table = Table::new(quick);
    for (name, check) in SECTIONS {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == name) {
            check(&mut table);
        }
    }
    Ok(table.finish())
}
