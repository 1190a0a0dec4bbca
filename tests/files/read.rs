//! Files on disk, and their names in a plan.

use std::fs;
use std::path::PathBuf;

use init_core::{ErrorKind, Initialize, Reset, Rules};

#[derive(Initialize)]
struct BatchNorm2d {
    #[init(parameter)]
    weight: [f32; 4],
    #[init(parameter)]
    bias: [f32; 4],
}

#[derive(Initialize)]
struct Net {
    #[init(parameter)]
    conv1: [[f32; 4]; 4],
    bn1: BatchNorm2d,
}

fn net() -> Net {
    Net {
        conv1: [[9.0; 4]; 4],
        bn1: BatchNorm2d {
            weight: [9.0; 4],
            bias: [9.0; 4],
        },
    }
}

/// A file of this name and text, in the tests' own directory.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_plan_shows_file_and_line_of_each_rule() {
    let path = file(
        "rules.toml",
        "# The network's rules.\n[[rules]]\nat = \"conv*\"\ninitializer = \"kaiming_normal\"\n\n\
         [[rules]]\nat = \"**.weight\"\nmodule = \"BatchNorm*\"\nrank = 1\ninitializer = \"ones\"\n\n\
         [[rules]]\nat = \"**.bias\"\nconstant = 0.5\n",
    );
    let rules = Rules::read(&path).unwrap();
    let mut net = net();
    let plan = Reset::seed(5).rules(&rules).run(&mut net).unwrap();
    assert_eq!((net.bn1.weight, net.bn1.bias), ([1.0; 4], [0.5; 4]));
    let source = |name: &str| plan.get(name).unwrap().chosen_by().to_string();
    let path = path.display();
    assert_eq!(
        source("conv1"),
        format!("rule `at = \"conv*\"` of `{path}:3`")
    );
    assert_eq!(
        source("bn1.weight"),
        format!("rule `at = \"**.weight\", module = \"BatchNorm*\", rank = 1` of `{path}:7`")
    );
    assert_eq!(
        source("bn1.bias"),
        format!("rule `at = \"**.bias\"` of `{path}:13`")
    );
}

#[test]
fn of_two_rules_of_a_file_the_later_wins() {
    let rules = r#"{"rules": [
        {"at": "**", "initializer": "ones"},
        {"at": "**.bias", "initializer": "zeros"}
    ]}"#;
    let rules = Rules::read(file("later.json", rules)).unwrap();
    let mut net = net();
    Reset::seed(5).rules(&rules).run(&mut net).unwrap();
    assert_eq!(net.conv1, [[1.0; 4]; 4]);
    assert_eq!(net.bn1.bias, [0.0; 4]);
}

#[test]
fn a_rule_that_reaches_nothing_is_named_with_its_place() {
    let rules = Rules::from_toml("[[rules]]\nat = \"bn2.bias\"\ninitializer = \"zeros\"").unwrap();
    let error = net_with(&rules);
    assert!(
        error.contains("`at = \"bn2.bias\"` of `<toml>:2`"),
        "{error}"
    );
}

fn net_with(rules: &Rules<'_>) -> String {
    let error = Reset::seed(5).rules(rules).run(&mut net()).unwrap_err();
    error.to_string()
}

#[test]
fn errors_name_the_file() {
    let path = file("wrong.toml", "[[rules]]\nat = '**'\ninitializer = 'zero'\n");
    let error = Rules::read(&path).unwrap_err();
    assert!(error.has(ErrorKind::File));
    assert_eq!(
        error.to_string(),
        format!(
            "{}:3:15: unknown initializer `zero`\n  help: did you mean `zeros`?",
            path.display()
        )
    );
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let error = Rules::read("rules.yaml").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the name `rules.yaml` ends neither in `.toml` nor in `.json`\n  \
         help: rename it, or pass its contents to `Rules::from_toml` or `Rules::from_json`"
    );
}

#[test]
fn no_rules_in_the_list_are_no_rules() {
    assert!(Rules::from_toml("rules = []").unwrap().is_empty());
    assert!(Rules::from_json("{\"rules\": []}").unwrap().is_empty());
}
