//! One line for each check, and what the whole comes to.

use std::process::ExitCode;
use std::time::Instant;

use crate::chance;

/// The critical value of a statistic that is standard normal where all is well: chance goes
/// beyond, on either side, once in 150,000.
const CRITICAL: f64 = 4.5;

/// Prints checks as they are made.
pub(crate) struct Table {
    quick: bool,
    start: Instant,
    checks: usize,
    failures: usize,
}

impl Table {
    pub(crate) fn new(quick: bool) -> Self {
        Self {
            quick,
            start: Instant::now(),
            checks: 0,
            failures: 0,
        }
    }

    /// Whether a sample is to stand for the whole.
    pub(crate) fn is_quick(&self) -> bool {
        self.quick
    }

    /// How many values to draw, a power of two: 2^-10 of them where it is to be quick.
    pub(crate) fn count(&self, full: usize) -> usize {
        if self.quick { full >> 10 } else { full }
    }

    pub(crate) fn section(&self, title: &str) {
        println!(
            "\n{title}  ({:.0} s)\n{:<58} {:>14}  {:>13}  {:>10}",
            self.start.elapsed().as_secs_f64(),
            "check",
            "n",
            "statistic",
            "critical"
        );
    }

    fn line(&mut self, name: &str, n: u64, statistic: &str, critical: &str, ok: bool) {
        let verdict = if ok { "ok" } else { "FAIL" };
        println!("{name:<58} {n:>14}  {statistic:>13}  {critical:>10}  {verdict}");
        self.checks += 1;
        self.failures += usize::from(!ok);
    }

    /// A magnitude that has a bound.
    pub(crate) fn at_most(&mut self, name: &str, n: u64, value: f64, bound: f64) {
        let [value_text, bound_text] = [value, bound].map(|x| {
            if x == 0.0 || x.abs() >= 1e-2 {
                format!("{x:.3}")
            } else {
                format!("{x:.1e}")
            }
        });
        self.line(name, n, &value_text, &bound_text, value.abs() <= bound);
    }

    /// A count of what must not be.
    pub(crate) fn none(&mut self, name: &str, n: u64, found: u64) {
        self.line(name, n, &found.to_string(), "0", found == 0);
    }

    /// A statistic that is standard normal, with its probability on both sides.
    pub(crate) fn normal(&mut self, name: &str, n: u64, z: f64) {
        self.largest(name, n, z, 1);
    }

    /// The largest in magnitude of `many` statistics that are standard normal.
    pub(crate) fn largest(&mut self, name: &str, n: u64, z: f64, many: usize) {
        let critical = if many == 1 {
            CRITICAL
        } else {
            chance::exceeded_with(chance::upper(CRITICAL) / many as f64)
        };
        let p = (2.0 * chance::upper(z.abs()) * many as f64).min(1.0);
        self.line(
            &format!("{name}, p = {p:.2}"),
            n,
            &format!("z = {z:.2}"),
            &format!("{critical:.2}"),
            z.abs() <= critical,
        );
    }

    pub(crate) fn finish(self) -> ExitCode {
        println!(
            "\n{} checks, {} failed, {:.0} s",
            self.checks,
            self.failures,
            self.start.elapsed().as_secs_f64()
        );
        if self.failures == 0 && self.checks > 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
