//! Reading the JSON files.

use serde_json::Value;

pub(crate) fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("the data file is JSON")
}

pub(crate) fn cases(data: &Value) -> &Vec<Value> {
    data["cases"].as_array().expect("an array of cases")
}

pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

pub(crate) fn shape(case: &Value) -> Vec<usize> {
    let lengths = case["shape"].as_array().expect("a shape");
    lengths
        .iter()
        .map(|length| usize::try_from(length.as_u64().expect("a length")).expect("it fits"))
        .collect()
}

/// The entries of an object of numbers.
pub(crate) fn figures(value: &Value) -> Vec<(&str, f64)> {
    let figures = value.as_object().expect("an object of figures");
    assert!(!figures.is_empty());
    figures
        .iter()
        .map(|(name, figure)| (name.as_str(), number(figure)))
        .collect()
}
