//! Words and paths of a megabyte in a plan.

use std::collections::BTreeMap;

use init_core::{Initialize, Plan, Report, Reset};

fn long(text: &str) -> String {
    text.repeat((1 << 20) / text.len())
}

#[derive(Initialize)]
struct Net {
    #[init(zeros)]
    weight: [f32; 2],
}

/// A plan with such words is refused in a kilobyte, with the line and column.
#[test]
fn what_is_very_long_in_a_plan_is_not_repeated() {
    let json = Net { weight: [9.0; 2] }.plan().unwrap().to_json().unwrap();
    let long = long("long");
    let mut tried = 0;
    for (from, to) in [
        ("\"weight\"", format!("{{\"{long}\": 1}}")),
        ("\"f32\"", format!("\"{long}\"")),
        ("\"constant\"", format!("\"{long}\"")),
        ("\"field\"", format!("\"{long}\"")),
        ("[2]", format!("\"{long}\"")),
        ("\"stream\": \"", format!("\"stream\": \"{long}")),
        ("\"stream\":\"", format!("\"stream\":\"{long}")),
    ] {
        if !json.contains(from) {
            continue;
        }
        tried += 1;
        let error = Plan::from_json(&json.replace(from, &to)).unwrap_err();
        let text = error.to_string();
        assert!(text.len() < 2 << 10, "{} bytes", text.len());
        assert!(text.contains(" at line ") && error.line() > 0, "{text}");
    }
    // The stream is one entry, with or without a space.
    assert_eq!(tried, 6);
}

/// Such a path is written whole, and no other row of the table is made as wide.
#[test]
fn a_very_long_path_is_shown_whole_and_alone() {
    let names = (0..100).map(|k| format!("layer{k}")).chain([long("name")]);
    let mut map: BTreeMap<String, Net> =
        names.map(|name| (name, Net { weight: [9.0; 2] })).collect();
    let plan = Reset::seed(1).run(&mut map).unwrap();
    let report = Report::measure(&plan, &map).unwrap();
    for shown in [plan.to_string(), report.to_string()] {
        assert!(shown.contains(&long("name")));
        assert!(shown.len() < 4 << 20, "{} bytes", shown.len());
    }
}
