//! One line for each kind of input, and what was found.

use std::alloc::System;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use cap::Cap;
use init_core::Error;

use crate::random::Random;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// The longest text of an error that displays 20 problems, and of one problem, in bytes.
const LONGEST: usize = 16 << 10;
const LONGEST_PROBLEM: usize = 5 << 10;

/// The work for one input, in bytes that are allocated: so much, and so much for each of its bytes.
const WORK: usize = 8 << 20;
const WORK_OF_BYTE: usize = 400;

/// The time for one input, on a machine that has much else to do.
const TIME: Duration = Duration::from_secs(10);

/// An input: files by their names.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// What became of an input.
pub(crate) enum Verdict {
    Accepted,
    /// Refused, with this message.
    Refused(String),
}

impl Verdict {
    /// What refused an input, if each of its problems is of bounded length.
    pub(crate) fn refused(error: &Error) -> Result<Self, String> {
        for problem in error.problems() {
            let length = problem.to_string().len();
            if length > LONGEST_PROBLEM {
                return Err(format!("a problem of {length} bytes"));
            }
        }
        Ok(Self::Refused(error.to_string()))
    }
}

/// Counts inputs and findings.
pub(crate) struct Tally {
    rounds: usize,
    inputs: usize,
    findings: usize,
    start: Instant,
}

/// The figures of one kind of input.
#[derive(Default)]
struct Line {
    accepted: usize,
    refused: usize,
    slowest: Duration,
    /// The longest message, and the most bytes allocated.
    longest: usize,
    work: usize,
}

impl Tally {
    pub(crate) fn new(rounds: usize) -> Self {
        println!(
            "{:<24} {:>8} {:>9} {:>8} {:>11} {:>16} {:>15}",
            "kind", "inputs", "accepted", "refused", "slowest", "longest message", "most allocated"
        );
        // A panic is a finding, and is printed as one.
        panic::set_hook(Box::new(|_| {}));
        Self {
            rounds,
            inputs: 0,
            findings: 0,
            start: Instant::now(),
        }
    }

    /// Makes inputs and judges each; what the judge returns as an error is a finding.
    pub(crate) fn section(
        &mut self,
        name: &str,
        make: impl Fn(&mut Random) -> Files,
        judge: impl Fn(&Files) -> Result<Verdict, String>,
    ) {
        self.share(name, 1, make, judge);
    }

    /// The same for one of `share` rounds.
    pub(crate) fn share(
        &mut self,
        name: &str,
        share: usize,
        make: impl Fn(&mut Random) -> Files,
        judge: impl Fn(&Files) -> Result<Verdict, String>,
    ) {
        let mut line = Line::default();
        let rounds = self.rounds.div_ceil(share);
        for round in 0..rounds {
            let files = make(&mut Random::new(name, round));
            let before = MEMORY.total_allocated();
            let start = Instant::now();
            let verdict = panic::catch_unwind(AssertUnwindSafe(|| judge(&files)));
            let verdict =
                verdict.unwrap_or_else(|panic| Err(format!("a panic: {}", text(&*panic))));
            let (time, work) = (start.elapsed(), MEMORY.total_allocated() - before);
            if let Err(finding) = line.add(&files, verdict, time, work) {
                self.findings += 1;
                println!(
                    "FOUND {name} {round}: {finding}; {}",
                    kept(name, round, &files)
                );
            }
        }
        self.inputs += rounds;
        println!(
            "{name:<24} {:>8} {:>9} {:>8} {:>8.1} ms {:>10} bytes {:>11} KiB",
            rounds,
            line.accepted,
            line.refused,
            line.slowest.as_secs_f64() * 1e3,
            line.longest,
            line.work >> 10,
        );
    }

    pub(crate) fn finish(self) -> ExitCode {
        println!(
            "\n{} inputs, {} findings, {:.0} s",
            self.inputs,
            self.findings,
            self.start.elapsed().as_secs_f64()
        );
        if self.findings == 0 && self.inputs > 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

impl Line {
    /// Adds one input, unless it breaks a bound or was judged to be a finding.
    fn add(
        &mut self,
        files: &Files,
        verdict: Result<Verdict, String>,
        time: Duration,
        work: usize,
    ) -> Result<(), String> {
        self.slowest = self.slowest.max(time);
        self.work = self.work.max(work);
        match verdict? {
            Verdict::Accepted => self.accepted += 1,
            Verdict::Refused(message) => {
                self.refused += 1;
                self.longest = self.longest.max(message.len());
                if message.len() > LONGEST {
                    return Err(format!("a message of {} bytes", message.len()));
                }
            }
        }
        let bytes: usize = files.values().map(Vec::len).sum();
        if work > WORK + WORK_OF_BYTE * bytes {
            return Err(format!("{work} bytes allocated for {bytes} of input"));
        }
        if time > TIME {
            return Err(format!("{time:?}"));
        }
        Ok(())
    }
}

/// The message of a panic.
fn text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    text.or(owned).unwrap_or("without a message")
}

/// Where the files of a finding have been written.
fn kept(name: &str, round: usize, files: &Files) -> String {
    let folder: PathBuf =
        env::temp_dir().join(format!("init-fuzz-{}-{round}", name.replace(' ', "-")));
    let write = || {
        fs::create_dir_all(&folder)?;
        (files.iter()).try_for_each(|(name, bytes)| fs::write(folder.join(name), bytes))
    };
    match write() {
        Ok(()) => format!("see {}", folder.display()),
        Err(error) => format!("its files cannot be written: {error}"),
    }
}
