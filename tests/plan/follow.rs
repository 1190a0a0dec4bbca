//! Parameters that follow from others, in the plan and in the report: what it tells, warns of and
//! refuses.

use init_core::initializer::{norm_of, zeros};
use init_core::plan::Plan;
use init_core::{Error, ErrorKind, Initialize, Report, Reset, Rule, Rules};

#[derive(Initialize)]
struct Pair {
    #[init(norm_of = "v", axis = 0)]
    g: [[f32; 1]; 2],
    #[init(kaiming_normal)]
    v: [[f32; 3]; 2],
    #[init(same_as = "v")]
    copy: [[f32; 3]; 2],
}

fn pair() -> Pair {
    Pair {
        g: [[0.0]; 2],
        v: [[0.0; 3]; 2],
        copy: [[0.0; 3]; 2],
    }
}

#[test]
fn the_plan_tells_what_they_follow_from() {
    let plan = pair().plan().unwrap();
    assert_eq!(
        plan.get("g").unwrap().to_string(),
        "`g`: f32 [2, 1], 2 values in a `Pair`\n  norm_of = \"v\", axis = 0: made\n  \
         the norm of the new values of `v`, for each index of axis 0"
    );
    assert_eq!(
        plan.get("copy").unwrap().to_string(),
        "`copy`: f32 [2, 3], 6 values in a `Pair`\n  kaiming_normal: std 0.8165\n  \
         the same new values as `v`"
    );
    assert!(plan.to_string().contains("kaiming_normal (same as \"v\")"));
    assert!(plan.to_markdown().contains("the same new values as"));
}

#[test]
fn a_stored_plan_has_them() {
    let plan = pair().plan().unwrap();
    let json = plan.to_json().unwrap();
    assert!(json.contains("\"norm_of\""), "{json}");
    assert_eq!(Plan::from_json(&json).unwrap(), plan);
}

#[test]
fn another_source_is_another_value() {
    let earlier = pair().plan().unwrap();
    let rules = Rules::new().at("v", zeros());
    let later = Reset::seed(1).rules(&rules).dry_run(&pair()).unwrap();
    let diff = later.diff(&earlier);
    let changed = diff
        .changes()
        .iter()
        .filter(|change| change.changes_values());
    let paths: Vec<&str> = changed.map(init_core::plan::Change::path).collect();
    assert_eq!(paths, ["g", "v", "copy"]);
    assert!(earlier.diff(&earlier).is_empty());
}

#[test]
fn the_report_finds_one_that_does_not_follow() {
    let worst = |change: fn(&mut Pair)| {
        let mut pair = pair();
        let plan = Reset::seed(1).run(&mut pair).unwrap();
        change(&mut pair);
        let report = Report::measure(&plan, &pair).unwrap();
        let broken = report.entries().iter().filter(|measured| {
            (measured.deviation()).is_some_and(|deviation| deviation.largest().is_infinite())
        });
        broken
            .map(|measured| measured.path().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(worst(|_| ()).is_empty());
    assert_eq!(worst(|pair| pair.g[1][0] += 1e-6), ["g"]);
    assert_eq!(worst(|pair| pair.copy[0][2] = -pair.copy[0][2]), ["copy"]);
    assert_eq!(worst(|pair| pair.v[0].swap(0, 1)), ["copy"]);
}

/// The one problem of a model, with its kind.
fn refused(model: &dyn Initialize) -> (ErrorKind, String) {
    only(&model.plan().unwrap_err())
}

fn only(error: &Error) -> (ErrorKind, String) {
    let [problem] = error.problems() else {
        panic!("{error}");
    };
    (problem.kind(), problem.to_string())
}

#[derive(Initialize)]
struct Inner {
    #[init(normal)]
    v: [[f32; 3]; 2],
    #[init(ones)]
    w: [f32; 5],
}

fn inner() -> Inner {
    Inner {
        v: [[0.0; 3]; 2],
        w: [0.0; 5],
    }
}

#[test]
fn references_that_lead_nowhere_are_refused() {
    #[derive(Initialize)]
    struct Missing {
        inner: Inner,
        #[init(norm_of = "inner.vv")]
        g: f32,
    }
    let found = refused(&Missing {
        inner: inner(),
        g: 0.0,
    });
    assert_eq!(
        found.1,
        "`g`: it is the norm of `inner.vv`, which is not a parameter\n  \
         help: did you mean `inner.v`?"
    );
    assert_eq!(found.0, ErrorKind::Reference);
}

#[test]
fn references_in_a_circle_are_refused() {
    #[derive(Initialize)]
    struct Circle {
        #[init(same_as = "b")]
        a: [f32; 2],
        #[init(same_as = "a")]
        b: [f32; 2],
    }
    let error = Circle {
        a: [0.0; 2],
        b: [0.0; 2],
    };
    assert_eq!(
        error.plan().unwrap_err().to_string(),
        "2 problems\n\
         error: `a`: it is the same as `b`, which follows from this one\n  \
         help: give one of them an initializer in place of `same_as`\n\
         error: `b`: it is the same as `a`, which follows from this one\n  \
         help: give one of them an initializer in place of `same_as`\n\
         note: nothing was written"
    );
}

#[test]
fn a_norm_of_a_norm_is_refused() {
    #[derive(Initialize)]
    struct Twice {
        #[init(normal)]
        v: [f32; 4],
        #[init(norm_of = "v")]
        g: f32,
        #[init(norm_of = "g")]
        h: f32,
    }
    let found = refused(&Twice {
        v: [0.0; 4],
        g: 0.0,
        h: 0.0,
    });
    assert_eq!(
        found.1,
        "`h`: it is the norm of `g`, which is a norm itself\n  \
         help: write the path of the weight, e.g. that of `v`"
    );
}

#[test]
fn shapes_and_types_that_do_not_fit_are_refused() {
    #[derive(Initialize)]
    struct Shapes {
        inner: Inner,
        #[init(norm_of = "inner.v")]
        no_axis: [f32; 2],
        #[init(norm_of = "inner.v", axis = 1)]
        other_axis: [f32; 2],
        #[init(norm_of = "inner.v", axis = 2)]
        beyond: [f32; 2],
        #[init(norm_of = "inner.w")]
        too_many: [f32; 2],
        #[init(same_as = "inner.w")]
        shape: [f32; 4],
        #[init(same_as = "inner.w")]
        dtype: [f64; 5],
    }
    let model = Shapes {
        inner: inner(),
        no_axis: [0.0; 2],
        other_axis: [0.0; 2],
        beyond: [0.0; 2],
        too_many: [0.0; 2],
        shape: [0.0; 4],
        dtype: [0.0; 5],
    };
    let error = model.plan().unwrap_err();
    let said: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "`no_axis`: it is one norm of all values of `inner.v`, of shape [2, 3], but has shape [2]\n  \
             help: write `axis = 0` for a norm of each index",
            "`other_axis`: it is the norm of `inner.v`, of shape [2, 3], for each of 3 indices of axis 1, but has shape [2]\n  \
             help: write `axis = 0` for a norm of each index",
            "`beyond`: it is the norm of `inner.v` along axis 2, but `inner.v` has shape [2, 3]\n  \
             help: count axes from 0, in the tensor's own order",
            "`too_many`: it is one norm of all values of `inner.w`, of shape [5], but has shape [2]\n  \
             help: give it the shape [1]",
            "`shape`: it is the same as `inner.w`, of shape [5], but has shape [4]\n  \
             help: give both the same shape, or an initializer each",
            "`dtype`: it is the same as `inner.w`, of type f32, but has type f64\n  \
             help: give both the same type, or an initializer each",
        ]
    );
}

#[test]
fn a_source_that_is_left_as_it_is_is_told() {
    let plan = Reset::seed(1).only("copy").dry_run(&pair()).unwrap();
    let [warning] = plan.warnings() else {
        panic!("{plan}");
    };
    assert_eq!(
        warning.to_string(),
        "`copy`: it is the same as `v` as a full reset makes it, but `v` is left as it is\n  \
         help: reset `v` too, with the same key"
    );
    // A loaded source is not what a reset makes.
    let mut model = pair();
    model.v = [[2.0; 3]; 2];
    let error = Reset::seed(1).loaded(["v", "copy"]).run(&mut model);
    assert_eq!(
        error.unwrap_err().to_string(),
        "`g`: it is the norm of `v` as a reset makes it, but `v` is loaded\n  \
         help: leave it out with `.except(\"g\")` and compute it from what was loaded\n\
         note: nothing was written"
    );
    assert_eq!(model.g, [[0.0]; 2]);
    Reset::seed(1)
        .loaded(["v", "copy"])
        .except("g")
        .run(&mut model)
        .unwrap();
}

#[test]
fn a_problem_of_the_source_is_told_once() {
    #[derive(Initialize)]
    struct Uncovered {
        #[init(parameter)]
        v: [f32; 4],
        #[init(norm_of = "v")]
        g: f32,
        #[init(same_as = "v")]
        copy: [f32; 4],
    }
    let found = refused(&Uncovered {
        v: [0.0; 4],
        g: 0.0,
        copy: [0.0; 4],
    });
    assert_eq!(found.0, ErrorKind::Uncovered);
}

#[test]
fn a_norm_that_its_type_cannot_hold_is_found_before_anything_is_written() {
    #[derive(Initialize)]
    struct Large {
        #[init(ones)]
        first: f32,
        #[init(constant = 1e38)]
        v: [f32; 16],
        #[init(norm_of = "v")]
        g: f32,
    }
    let mut large = Large {
        first: 0.0,
        v: [0.0; 16],
        g: 0.0,
    };
    let (kind, text) = only(&Reset::seed(1).run(&mut large).unwrap_err());
    assert_eq!(kind, ErrorKind::NotRepresentable);
    assert!(text.contains("is beyond the largest f32 of `g`"), "{text}");
    assert_eq!((large.first, large.v), (0.0, [0.0; 16]));
}

#[test]
fn rules_that_give_equal_values_have_one_place() {
    let refused = |rule: Rule<'_>| {
        let rules: Rules<'_> = [rule].into_iter().collect();
        let error = Reset::seed(1).rules(&rules).dry_run(&pair()).unwrap_err();
        error.problems()[0].to_string()
    };
    assert_eq!(
        refused(Rule::at("**").same_as("v")),
        "the rule `at = \"**\"` has `same_as`, and reaches no single place\n  \
         help: begin the glob with a path, e.g. `at = \"target.**\"`, in whose place `v` is"
    );
    assert_eq!(
        refused(Rule::at("g").same_as("v").initializer(zeros())),
        "the rule `at = \"g\"` has an initializer beside `same_as`\n  \
         help: leave one of them out"
    );
}

#[test]
fn a_tensor_alone_has_no_other() {
    let mut value = 0.0_f32;
    let field = init_core::walk::Declared::new(&norm_of("v"))
        .fill(&mut value, &mut init_core::hidden::doc::rng());
    let (kind, _) = only(&field.unwrap_err());
    assert_eq!(kind, ErrorKind::Reference);
}

#[test]
fn a_stream_that_two_have_is_refused_with_the_word_for_equal_values() {
    #[derive(Initialize)]
    struct Streams {
        #[init(normal)]
        q: [f32; 4],
        #[init(normal, stream = "q")]
        k: [f32; 4],
    }
    let (kind, text) = refused(&Streams {
        q: [0.0; 4],
        k: [0.0; 4],
    });
    assert_eq!(kind, ErrorKind::DuplicateStream);
    assert!(text.contains("write `same_as = \"…\"`"), "{text}");
}
