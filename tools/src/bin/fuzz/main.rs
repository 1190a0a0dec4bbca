//! Damaged inputs from fixed seeds: checkpoints, files of rules and stored plans. Each is read as it
//! declares or refused, in bounded time and memory, by a message of bounded length, and what is
//! refused leaves the model as it was.
//!
//! `scripts/fuzz` runs it. A number is that of the inputs of each kind, and the names of kinds run
//! those alone: `checkpoints rules plans load`. The exit status says whether all is well.

mod checkpoints;
mod damage;
mod document;
mod folder;
mod load;
mod model;
mod plans;
mod random;
mod reader;
mod rules;
mod tally;

use std::env;
use std::process::ExitCode;
use std::thread;

use tally::Tally;

/// A kind of input, by the name that an argument gives it.
type Kind = (&'static str, fn(&mut Tally));

const KINDS: [Kind; 4] = [
    ("checkpoints", checkpoints::check),
    ("rules", rules::check),
    ("plans", plans::check),
    ("load", load::check),
];

/// How many inputs there are of each kind.
const ROUNDS: usize = 200_000;

fn main() -> ExitCode {
    // The stack of a thread is the one that most programs read files with.
    let run = thread::spawn(run).join();
    match run {
        Ok(Ok(code)) => code,
        Ok(Err(message)) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
        Err(_) => ExitCode::FAILURE,
    }
}

fn run() -> Result<ExitCode, String> {
    let mut rounds = ROUNDS;
    let mut chosen = Vec::new();
    for argument in env::args().skip(1) {
        match argument.as_str() {
            name if KINDS.iter().any(|kind| kind.0 == name) => chosen.push(argument),
            number => {
                let unknown = |_| format!("unknown argument `{number}`");
                rounds = number.parse().map_err(unknown)?;
            }
        }
    }
    let mut tally = Tally::new(rounds);
    for (name, check) in KINDS {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == name) {
            check(&mut tally);
        }
    }
    Ok(tally.finish())
}
