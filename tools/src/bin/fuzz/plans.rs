//! Stored plans.

use init_core::initializer::{kaiming_normal, sparse, truncated_normal, uniform, zeros};
use init_core::plan::Entry;
use init_core::tensor::DType;
use init_core::values::Law;
use init_core::{Plan, Reset, Rules};
use serde_json::Value;

use crate::damage;
use crate::model::Net;
use crate::random::Random;
use crate::tally::{Files, Tally, Verdict};

pub(crate) fn check(tally: &mut Tally) {
    let plans = plans();
    let stored = plans
        .iter()
        .map(|plan| plan.to_json().expect("a plan as JSON"));
    let texts: Vec<String> = stored.collect();
    tally.section(
        "plans",
        |random| damaged(random, &texts),
        |files| judge(files, &plans, &texts),
    );
}

/// The model's own plan, and those of rules.
fn plans() -> Vec<Plan> {
    let net = Net::new(1);
    let weights = Rules::new().at("**.weight", kaiming_normal().a(0.5));
    let constants = Rules::new().at("**", zeros());
    let cut = truncated_normal().std(1e-30).low(f64::NEG_INFINITY);
    let rules = [
        Rules::new(),
        weights.at("half", uniform()),
        constants.at("layers.*.weight", sparse().sparsity(0.5)),
        Rules::new().at("layers.*.bias", cut),
    ];
    let plan = |rules| Reset::seed(1).rules(rules).dry_run(&net).expect("a plan");
    rules.iter().map(plan).collect()
}

/// One of the texts, under the number of its plan.
fn damaged(random: &mut Random, texts: &[String]) -> Files {
    let place = random.below(texts.len());
    let mut text = texts[place].clone().into_bytes();
    for _ in 0..random.below(3) {
        match serde_json::from_slice::<Value>(&text) {
            Ok(mut value) if !random.one_in(3) => {
                damage::json(random, &mut value);
                text = value.to_string().into_bytes();
            }
            _ => damage::text(random, &mut text),
        }
    }
    Files::from([(place.to_string(), text)])
}

/// A plan that is read is stored and read again as the same, can be shown, and differs from the
/// original in what decides values or not at all.
fn judge(files: &Files, plans: &[Plan], texts: &[String]) -> Result<Verdict, String> {
    let (place, text) = files.first_key_value().ok_or("no plan")?;
    let place: usize = place.parse().map_err(|_| "no number of a plan")?;
    let plan = match Plan::from_json(&String::from_utf8_lossy(text)) {
        Ok(plan) => plan,
        Err(error) => return Ok(Verdict::Refused(error.to_string())),
    };
    let stored = plan
        .to_json()
        .map_err(|error| format!("not stored: {error}"))?;
    let again = Plan::from_json(&stored).map_err(|error| format!("not read again: {error}"))?;
    if again != plan {
        return Err("it is another one when it is read again".into());
    }
    let diff = plan.diff(&plans[place]);
    let is_known = stored == texts[place];
    if is_known && !diff.is_empty() || !same(&plan, &plans[place]) && diff.is_empty() {
        return Err(format!("the difference is said to be {diff}"));
    }
    let shown = plan.to_string().len() + plan.to_markdown().len() + diff.to_string().len();
    if shown == 0 {
        return Err("nothing is shown".into());
    }
    Ok(Verdict::Accepted)
}

/// Whether two plans decide the same values.
fn same(one: &Plan, other: &Plan) -> bool {
    let told = |entry: &Entry| other.get(entry.path()).map(decides) == Some(decides(entry));
    one.entries().len() == other.entries().len() && one.entries().iter().all(told)
}

/// What decides the values of a parameter; 0 and -0 are two constants.
fn decides(entry: &Entry) -> (u64, Vec<usize>, DType, Law, u64, String) {
    let constant = match entry.law() {
        Law::Constant(value) => value.to_bits(),
        _ => 0,
    };
    let (shape, dtype) = (entry.shape().to_vec(), entry.dtype());
    let (law, initializer) = (*entry.law(), entry.initializer().into());
    (entry.stream(), shape, dtype, law, constant, initializer)
}
