//! A report to look at: of two networks, or of any checkpoint against the rules of a file.
//!
//! ```sh
//! cargo run --release --example report -- resnext50 --out resnext50.html
//! cargo run --release --example report -- gpt2 --out gpt2.html
//! cargo run --release --example report -- model.safetensors --rules rules.toml --out model.html
//! ```
//!
//! A checkpoint is a file of safetensors, or the index of several. Without rules nothing is promised, and
//! the report shows what is there.

#![expect(
    clippy::duplicate_mod,
    reason = "both networks are examples, which take the same file"
)]

mod arguments;
mod checkpoint;
mod decode;
#[path = "../gpt2.rs"]
#[expect(dead_code, reason = "an example of its own")]
mod gpt2;
#[path = "../resnext50.rs"]
#[expect(dead_code, reason = "an example of its own")]
mod resnext50;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use console::Style;
use indicatif::{ProgressBar, ProgressStyle};
use init_core::{Initialize, Plan, Report, Reset, Rule, Rules};

use arguments::Arguments;
use checkpoint::{Checkpoint, Nothing};

/// The deviation, in standard errors, from which a line is red. Chance takes one tensor beyond in about
/// 500 million.
const OUTLIER: f64 = 6.0;

fn main() -> ExitCode {
    match Arguments::read().and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let report = match arguments.what.as_str() {
        "resnext50" => of_model(resnext50::ResNeXt::imagenet(), arguments)?,
        "gpt2" => of_model(gpt2::Gpt2::new(&gpt2::Config::SMALLEST), arguments)?,
        file => of_checkpoint(Path::new(file), arguments)?,
    };
    print(&report);
    if let Some(out) = &arguments.out {
        fs::write(out, report.to_html()).map_err(|error| format!("`{out}`: {error}"))?;
        println!("{out} is the page");
    }
    Ok(())
}

/// Initializes a model and measures it.
fn of_model(mut model: impl Initialize, arguments: &Arguments) -> Result<Report, Box<dyn Error>> {
    let rules = arguments.rules()?.unwrap_or_default();
    let bar = ProgressBar::new(0).with_style(style("reset"));
    let plan = Reset::seed(arguments.seed)
        .rules(&rules)
        .progress(|progress| {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
        })
        .run(&mut model)?;
    bar.finish_and_clear();
    let spinner = ProgressBar::new_spinner().with_message("measure");
    spinner.enable_steady_tick(Duration::from_millis(100));
    let report = Report::with_histograms(&plan, &model)?;
    spinner.finish_and_clear();
    Ok(report)
}

/// Measures the tensors of a checkpoint against the plan that the rules make of them.
fn of_checkpoint(path: &Path, arguments: &Arguments) -> Result<Report, Box<dyn Error>> {
    let bar = ProgressBar::new(0).with_style(style("measure"));
    let model = Checkpoint::open(path, &bar)?.into_model();
    let plan = plan(&model, arguments.rules()?)?;
    let report = Report::with_histograms(&plan, &model)?;
    bar.finish_and_clear();
    Ok(report)
}

fn plan(model: &impl Initialize, rules: Option<Rules<'_>>) -> Result<Plan, init_core::Error> {
    let nothing = || Rules::new().rule(Rule::at("**").initializer(Nothing));
    Reset::seed(0)
        .rules(&rules.unwrap_or_else(nothing))
        .dry_run(model)
}

/// The table, with lines of colour where the output is a terminal.
fn print(report: &Report) {
    let (bad, warning) = (Style::new().red(), Style::new().yellow());
    let text = format!("{report:#}");
    // The first line has the headings, then each entry has one.
    let mut lines = text.lines();
    println!(
        "{}",
        Style::new()
            .bold()
            .apply_to(lines.next().unwrap_or_default())
    );
    for (measured, line) in report.entries().iter().zip(&mut lines) {
        let deviation = measured.deviation();
        if deviation.is_some_and(|deviation| deviation.largest() > OUTLIER) {
            println!("{}", bad.apply_to(line));
        } else {
            println!("{line}");
        }
    }
    for line in lines {
        if line.starts_with("warning") {
            println!("{}", warning.apply_to(line));
        } else {
            println!("{line}");
        }
    }
}

fn style(what: &str) -> ProgressStyle {
    let template = format!("{what} {{wide_bar}} {{percent:>3}} %, {{eta}} left");
    ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
