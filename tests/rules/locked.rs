//! A part of the model that is locked elsewhere: what could be in it is not said to be missing.

use std::sync::{Arc, Mutex};

use init_core::initializer::ones;
use init_core::safetensors::{Load, save};
use init_core::{Error, ErrorKind, Initialize, Reset, Rules};

use crate::support::Linear;

#[derive(Initialize)]
#[init(at = "locked.weight", zeros)]
struct Net {
    locked: Arc<Mutex<Linear>>,
    #[init(at = "**", zeros)]
    head: Linear,
}

/// The kinds of problems, and the paths at which they are.
fn found(error: &Error) -> Vec<(ErrorKind, &str)> {
    let problems = error.problems().iter();
    problems
        .map(|problem| (problem.kind(), problem.path().unwrap_or_default()))
        .collect()
}

#[test]
fn a_rule_that_may_reach_what_is_locked_is_not_blamed() {
    let layer = Arc::new(Mutex::new(Linear::new()));
    let mut net = Net {
        locked: layer.clone(),
        head: Linear::new(),
    };
    let rules = Rules::new()
        .at("locked.bias", ones())
        .at("**.gamma", ones())
        .at("heed.bias", ones());
    let held = layer.lock().unwrap();
    let error = Reset::seed(1).rules(&rules).run(&mut net).unwrap_err();
    // The one that leads elsewhere is.
    assert_eq!(
        found(&error),
        [(ErrorKind::Rule, ""), (ErrorKind::Busy, "locked")],
        "{error}"
    );
    assert!(
        error.problems()[0].message().contains("heed.bias"),
        "{error}"
    );
    drop(held);
    let error = Reset::seed(1).rules(&rules).run(&mut net).unwrap_err();
    assert_eq!(found(&error), [(ErrorKind::Rule, ""); 2], "{error}");
}

#[test]
fn a_poisoned_lock_blames_no_rule_either() {
    let layer = Arc::new(Mutex::new(Linear::new()));
    let mut net = Net {
        locked: layer.clone(),
        head: Linear::new(),
    };
    let holder = std::thread::spawn(move || {
        let _held = layer.lock().unwrap();
        panic!("holds it");
    });
    assert!(holder.join().is_err());
    let error = Reset::seed(1).run(&mut net).unwrap_err();
    assert_eq!(found(&error), [(ErrorKind::Poisoned, "locked")], "{error}");
}

#[test]
fn globs_and_names_of_what_is_locked_are_not_blamed() {
    let layer = Arc::new(Mutex::new(Linear::new()));
    let mut net = Net {
        locked: layer.clone(),
        head: Linear::new(),
    };
    let _held = layer.lock().unwrap();
    let error = Reset::seed(1)
        .only("locked.weight")
        .except("haed.bias")
        .loaded(["locked.bias", "head.gamma"])
        .run(&mut net)
        .unwrap_err();
    let expected = [
        (ErrorKind::Selection, ""),
        (ErrorKind::Selection, ""),
        (ErrorKind::Busy, "locked"),
    ];
    assert_eq!(found(&error), expected, "{error}");
    let [glob, name, _] = error.problems() else {
        unreachable!()
    };
    assert!(
        glob.message().contains("haed.bias") && name.message().contains("head.gamma"),
        "{error}"
    );
}

#[test]
fn a_strict_load_does_not_call_what_is_locked_surplus() {
    let layer = Arc::new(Mutex::new(Linear::new()));
    let mut net = Net {
        locked: layer.clone(),
        head: Linear::new(),
    };
    let file = std::env::temp_dir().join(format!("init-locked-{}.safetensors", std::process::id()));
    save(&net, &file).unwrap();
    let held = layer.lock().unwrap();
    let error = Load::new().strict().run(&mut net, &file).unwrap_err();
    assert_eq!(found(&error), [(ErrorKind::Busy, "locked")], "{error}");
    drop(held);
    let loaded = Load::new().strict().run(&mut net, &file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(loaded.names().len(), 4);
}
