//! The values of initializers that are not random, against those of their sources:
//! `tests/python/catalogue.py` wrote them.

use init_core::{Initialize, Reset, Rules};

use crate::data::{cases, number, parse, shape};

/// A parameter that a rule initializes.
#[derive(Initialize)]
struct Ruled<T: init_core::values::Element> {
    #[init(parameter, shape = self.shape.as_slice())]
    tensor: Vec<T>,
    #[init(skip)]
    shape: Vec<usize>,
}

/// The entries of an attribute as a rule in JSON.
fn rule(declared: &str) -> String {
    let entries = declared.split(", ").enumerate();
    let entries: Vec<String> = entries
        .map(|(place, entry)| match entry.split_once(" = ") {
            Some((key, value)) => format!("{key:?}: {value}"),
            None if place == 0 => format!("\"initializer\": {entry:?}"),
            None => format!("{entry:?}: true"),
        })
        .collect();
    format!(
        "{{\"rules\": [{{\"at\": \"**\", {}}}]}}",
        entries.join(", ")
    )
}

/// Whether a number is that of the source, which rounds its angles: within `ulp` of its size, and of
/// 1 where it is near 0.
fn is_near(found: f64, wanted: f64, ulp: f64) -> bool {
    (found - wanted).abs() <= (ulp * wanted.abs()).max(1e-14)
}

#[test]
fn values_are_those_of_their_sources() {
    let data = parse(include_str!("../data/catalogue.json"));
    let cases = cases(&data);
    assert!(cases.len() > 60, "{}", cases.len());
    for case in cases {
        let declared = case["declared"].as_str().unwrap();
        let what = format!("{declared} of {}", case["source"]);
        let values = case["values"].as_array().unwrap();
        let wanted: Vec<f64> = values.iter().map(number).collect();
        let rules = Rules::from_json(&rule(declared)).unwrap_or_else(|e| panic!("{what}: {e}"));
        let reset = || Reset::seed(1).rules(&rules);

        let shape = shape(case);
        let mut wide = Ruled {
            tensor: vec![f64::NAN; wanted.len()],
            shape: shape.clone(),
        };
        reset()
            .run(&mut wide)
            .unwrap_or_else(|e| panic!("{what}: {e}"));
        let mut narrow = Ruled {
            tensor: vec![f32::NAN; wanted.len()],
            shape,
        };
        reset().run(&mut narrow).unwrap();
        for (place, wanted) in wanted.into_iter().enumerate() {
            let found = wide.tensor[place];
            assert!(
                is_near(found, wanted, 64.0 * f64::EPSILON),
                "{what} at {place}: {found:?} is not {wanted:?}"
            );
            let found = f64::from(narrow.tensor[place]);
            assert!(
                is_near(found, wanted, f64::from(f32::EPSILON)),
                "{what} at {place}: {found:?} is not {wanted:?}"
            );
        }
    }
}
