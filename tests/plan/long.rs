//! Words and paths of a megabyte in a plan.

use init_core::{Initialize, Plan};

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
        let error = Plan::from_json(&json.replace(from, &to)).unwrap_err();
        let text = error.to_string();
        assert!(text.len() < 2 << 10, "{} bytes", text.len());
        assert!(text.contains(" at line ") && error.line() > 0, "{text}");
    }
}
