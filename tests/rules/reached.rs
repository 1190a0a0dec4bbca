//! Rules that reach nothing, and the messages about them.

use init_core::error::Problem;
use init_core::initializer::zeros;
use init_core::{ErrorKind, Initialize, Reset, Rule, Rules};

use crate::support::Linear;

#[derive(Initialize)]
struct Net {
    body: Vec<Linear>,
    head: Linear,
    extra: Option<Linear>,
}

fn net(body: usize) -> Net {
    Net {
        body: (0..body).map(|_| Linear::new()).collect(),
        head: Linear::new(),
        extra: None,
    }
}

/// The message and help of the one problem of a model with these rules beside one for all.
fn said(mut model: Net, rule: Rule<'_>) -> String {
    model.extra = Some(Linear::new());
    let rules = Rules::new()
        .at("**", zeros())
        .rule(rule.initializer(zeros()));
    let error = Reset::seed(1).rules(&rules).dry_run(&model).unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert_eq!(error.problems()[0].kind(), ErrorKind::Rule);
    error.problems()[0].to_string()
}

#[test]
fn a_rule_that_reaches_nothing_is_an_error_with_what_was_meant() {
    for (glob, help) in [
        ("head.wieght", "help: did you mean `at = \"head.weight\"`?"),
        ("**.wieght", "help: did you mean `at = \"**.weight\"`?"),
        ("body.*.baias", "help: did you mean `at = \"body.*.bias\"`?"),
        ("weight", "help: did you mean `at = \"**.weight\"`?"),
        (
            "head",
            "help: `head` is a module: write `at = \"head.**\"` for all that it holds",
        ),
        (
            "body.7.weight",
            "note: the nearest paths are `body.0.weight`, `body.1.weight`, `body.0.bias`",
        ),
    ] {
        let text = said(net(2), Rule::at(glob));
        assert_eq!(
            text,
            format!("the rule `at = {glob:?}` reaches no parameter\n  {help}")
        );
    }
}

#[test]
fn the_module_and_the_rank_are_explained_when_they_leave_nothing() {
    assert_eq!(
        said(net(1), Rule::at("**.weight").module("Liner")),
        "the rule `at = \"**.weight\", module = \"Liner\"` reaches no parameter\n  \
         help: did you mean `module = \"Linear\"`?\n  \
         note: the parameters that \"**.weight\" matches are in `Linear`"
    );
    assert_eq!(
        said(net(1), Rule::at("**").rank(4)),
        "the rule `at = \"**\", rank = 4` reaches no parameter\n  \
         note: the parameters that \"**\" matches have rank 1 and 2"
    );
}

#[test]
fn what_is_empty_in_the_way_makes_it_a_warning() {
    let rules = |glob| Rules::new().at("**", zeros()).at(glob, zeros());
    for (model, glob, empty) in [
        (net(1), "extra.weight", "extra"),
        (net(0), "body.*.bias", "body"),
        (net(0), "body.0.bias", "body"),
    ] {
        let rules = rules(glob);
        let plan = Reset::seed(1).rules(&rules).dry_run(&model).unwrap();
        let warning = &plan.warnings()[0];
        assert_eq!(
            warning.message(),
            format!("the rule `at = {glob:?}` reaches no parameter")
        );
        let note = format!("`{empty}` is empty in this model");
        assert_eq!(warning.notes().next(), Some(note.as_str()));
    }
    // What is empty elsewhere is not in the way.
    let error = Reset::seed(1)
        .rules(&rules("head.gamma"))
        .dry_run(&net(0))
        .unwrap_err();
    assert!(error.has(ErrorKind::Rule));
}

#[test]
fn a_rule_of_a_type_must_reach_something_in_one_of_its_instances() {
    #[derive(Initialize)]
    #[init(at = "**", zeros)]
    #[init(at = "inner.weight", ones)]
    struct Block {
        inner: Option<Linear>,
    }
    #[derive(Initialize)]
    struct Two {
        a: Block,
        b: Block,
    }
    let with = || Block {
        inner: Some(Linear::new()),
    };
    let without = || Block { inner: None };
    let plan = Two {
        a: without(),
        b: with(),
    }
    .plan()
    .unwrap();
    assert!(
        plan.warnings().iter().all(|w| w.kind() != ErrorKind::Rule),
        "{plan}"
    );
    let plan = Two {
        a: without(),
        b: without(),
    }
    .plan()
    .unwrap();
    let warnings: Vec<_> = plan.warnings().iter().map(|w| w.path()).collect();
    assert_eq!(warnings, [Some("a"), Some("a")]);
}

#[test]
fn a_bad_glob_or_a_rule_without_initializer_is_an_error() {
    for (glob, message) in [
        ("", "the glob \"\" is empty"),
        ("a..b", "the glob \"a..b\" has an empty component"),
        (
            "**bias",
            "the glob \"**bias\" has `**` beside other characters",
        ),
        (
            "head/weight",
            "the glob \"head/weight\" holds `/`, which is not allowed in a glob",
        ),
    ] {
        let rules = Rules::new().at("**", zeros()).at(glob, zeros());
        let error = Reset::seed(1).rules(&rules).dry_run(&net(1)).unwrap_err();
        assert_eq!(error.problems()[0].message(), message);
        assert!(error.problems()[0].help_text().is_some());
    }
    let rules = Rules::new().at("**", zeros()).rule(Rule::at("head.bias"));
    let error = Reset::seed(1).rules(&rules).dry_run(&net(1)).unwrap_err();
    assert_eq!(
        error.problems()[0].message(),
        "the rule `at = \"head.bias\"` has no initializer"
    );
}

#[test]
fn a_parameter_that_no_rule_reaches_is_an_error_and_nothing_is_written() {
    let rules = Rules::new().at("**.weight", zeros());
    let mut model = net(1);
    let error = Reset::seed(1).rules(&rules).run(&mut model).unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(|p| p.path().unwrap()).collect();
    assert_eq!(paths, ["body.0.bias", "head.bias"]);
    assert_eq!(model.head.weight, [[9.0; 4]; 4]);
}

#[test]
fn what_another_variant_would_hold_makes_it_a_warning() {
    #[derive(Initialize)]
    enum Norm {
        Batch {
            #[init(parameter)]
            gamma: [f32; 4],
        },
        Group(Linear),
        Nothing,
    }
    #[derive(Initialize)]
    #[init(at = "**", zeros)]
    #[init(at = "norm.gamma", ones)]
    #[init(at = "norm.0.weight", ones)]
    struct Net {
        norm: Norm,
        head: Linear,
    }
    let net = |norm| Net {
        norm,
        head: Linear::new(),
    };
    for (norm, absent) in [
        (
            Norm::Batch { gamma: [9.0; 4] },
            &["`norm.0` is empty in this model"][..],
        ),
        (
            Norm::Group(Linear::new()),
            &["`norm.gamma` is empty in this model"],
        ),
        (
            Norm::Nothing,
            &[
                "`norm.gamma` is empty in this model",
                "`norm.0` is empty in this model",
            ],
        ),
    ] {
        let plan = net(norm).plan().unwrap();
        let notes = plan.warnings().iter().flat_map(Problem::notes);
        let notes: Vec<&str> = notes.filter(|note| note.contains("is empty")).collect();
        assert_eq!(notes, absent);
    }
    // A name that no variant has is still an error.
    let rules = Rules::new().at("norm.beta", zeros());
    let error = Reset::seed(1)
        .rules(&rules)
        .dry_run(&net(Norm::Nothing))
        .unwrap_err();
    assert!(error.has(ErrorKind::Rule));
}
