//! The differences of two plans, each kind in turn.

use init_core::initializer::{
    constant, dirac, kaiming_normal, normal, orthogonal, uniform, xavier_normal, zeros,
};
use init_core::plan::{Aspect, ChangeKind, Diff, Difference};
use init_core::tensor::DType;
use init_core::walk::Declared;
use init_core::{Initialize, Initializer, Plan, Reset, Rules};

use crate::model::{Model, Planned, Row, plan};

fn diff(earlier: &[Row<'_>], later: &[Row<'_>]) -> Diff {
    plan("Net", later).diff(&plan("Net", earlier))
}

/// The one change of a parameter `w` of f32.
fn change(
    earlier: &(&[usize], Declared<'_>),
    later: &(&[usize], Declared<'_>),
) -> (Vec<Aspect>, bool) {
    let diff = diff(&[("w", earlier.0, &earlier.1)], &[("w", later.0, &later.1)]);
    let [change] = diff.changes() else {
        panic!("{diff}");
    };
    assert_eq!(change.kind(), ChangeKind::Changed);
    assert_eq!(change.changes_values(), diff.changes_values());
    let aspects = change.differences().iter().map(Difference::aspect);
    (aspects.collect(), change.changes_values())
}

#[test]
fn the_same_plan_has_no_differences() {
    let (normal, zeros) = (normal(), zeros());
    let w = ("w", &[3, 2][..], &Declared::new(&normal));
    let b = ("b", &[3][..], &Declared::new(&zeros));
    // Neither does another order.
    let same = diff(&[w, b], &[b, w]);
    assert!(same.is_empty() && !same.changes_values() && same.changes().is_empty());
    assert_eq!(same.to_string(), "no differences");
}

/// A tensor before and after, in what it differs, and whether its values do.
type Case<'c> = (
    (&'c [usize], Declared<'c>),
    (&'c [usize], Declared<'c>),
    &'c [Aspect],
    bool,
);

fn check(cases: &[Case<'_>]) {
    for (earlier, later, aspects, values) in cases {
        let expected = (aspects.to_vec(), *values);
        assert_eq!(change(earlier, later), expected, "{earlier:?} {later:?}");
        // And back.
        assert_eq!(change(later, earlier), expected, "{later:?} {earlier:?}");
    }
}

fn new(initializer: &dyn Initializer) -> Declared<'_> {
    Declared::new(initializer)
}

#[test]
fn other_numbers_are_other_values_and_another_name_is_not() {
    let plain = normal();
    let flat = uniform().low(-0.5).high(0.5);
    let half = normal().std(0.5);
    let next = normal().std(0.5 + f64::EPSILON);
    let (kaiming, xavier) = (kaiming_normal(), xavier_normal());
    let (zeros, zero, minus) = (zeros(), constant(0), constant(-0.0));
    let (w, both) = (&[2, 8][..], &[Aspect::Initializer, Aspect::Law][..]);
    check(&[
        ((w, new(&plain)), (w, new(&half)), both, true),
        ((w, new(&half)), (w, new(&next)), both, true),
        ((w, new(&plain)), (w, new(&flat)), both, true),
        // √2 / √8 = 0.5.
        (
            (w, new(&half)),
            (w, new(&kaiming)),
            &[Aspect::Initializer, Aspect::Fans],
            false,
        ),
        ((w, new(&kaiming)), (w, new(&xavier)), both, true),
        (
            (&[3], new(&zeros)),
            (&[3], new(&zero)),
            &[Aspect::Initializer],
            false,
        ),
        // Another bit.
        ((&[3], new(&zero)), (&[3], new(&minus)), both, true),
        (
            (&[3], new(&zeros)),
            (&[3], new(&zeros).buffer()),
            &[Aspect::Buffer],
            false,
        ),
    ]);
}

#[test]
fn values_stand_by_their_index_in_canonical_order() {
    let (plain, zeros, matrix) = (normal(), zeros(), orthogonal());
    let (w, t, both) = (&[4, 9][..], &[9, 4][..], &[Aspect::Shape, Aspect::Axes][..]);
    let square = &[5, 5][..];
    check(&[
        // Another number of values; the same in another shape.
        (
            (w, new(&plain)),
            (&[4, 8], new(&plain)),
            &[Aspect::Shape],
            true,
        ),
        (
            (w, new(&plain)),
            (&[4, 3, 3], new(&plain)),
            &[Aspect::Shape],
            false,
        ),
        ((w, new(&matrix)), (t, new(&matrix)), &[Aspect::Shape], true),
        (
            (w, new(&matrix)),
            (&[4, 3, 3], new(&matrix)),
            &[Aspect::Shape],
            true,
        ),
        // Stored transposed, and the same matrix; or the same memory read otherwise.
        ((w, new(&plain)), (t, new(&plain).layout("io")), both, false),
        (
            (w, new(&matrix)),
            (t, new(&matrix).layout("io")),
            both,
            false,
        ),
        (
            (w, new(&plain)),
            (w, new(&plain).layout("io")),
            &[Aspect::Axes],
            true,
        ),
        (
            (square, new(&plain)),
            (square, new(&plain).layout("io")),
            &[Aspect::Axes],
            true,
        ),
        (
            (w, new(&zeros)),
            (w, new(&zeros).layout("io")),
            &[Aspect::Axes],
            false,
        ),
    ]);
}

#[test]
fn options_change_values_where_they_change_the_law() {
    let (plain, kaiming, xavier) = (normal(), kaiming_normal(), xavier_normal());
    let dirac = dirac();
    let (w, conv) = (&[8, 8][..], &[8, 4, 3][..]);
    check(&[
        (
            (w, new(&plain)),
            (w, new(&plain).groups(2)),
            &[Aspect::Axes],
            false,
        ),
        (
            (conv, new(&dirac)),
            (conv, new(&dirac).groups(2)),
            &[Aspect::Axes],
            true,
        ),
        (
            (w, new(&xavier)),
            (w, new(&xavier).split(2)),
            &[Aspect::Axes, Aspect::Law, Aspect::Fans],
            true,
        ),
        (
            (w, new(&kaiming)),
            (w, new(&kaiming).fan_out(4)),
            &[Aspect::Axes, Aspect::Fans],
            false,
        ),
    ]);
}

fn single(path: &str, stream: Option<&str>, dtype: DType, law: &dyn Initializer) -> Plan {
    let parameter = Planned {
        path: path.into(),
        stream: stream.map(Into::into),
        shape: vec![4],
        dtype,
        declared: &Declared::new(law),
    };
    let model = Model {
        module: "Net",
        parameters: vec![parameter],
    };
    model.plan().unwrap()
}

#[test]
fn streams_and_types() {
    let (normal, zeros) = (normal(), zeros());
    let plain = |law| single("weight", None, DType::F32, law);
    let renamed = single("w", Some("weight"), DType::F32, &normal);
    assert_eq!(
        renamed.diff(&plain(&normal)).to_string(),
        "`weight` → `w`: the same values under a new path\n1 renamed, and no value"
    );
    let wider = single("w", Some("weight"), DType::F64, &normal);
    assert_eq!(
        wider.diff(&plain(&normal)).to_string(),
        "`weight` → `w`: other values under a new path\n  type: f32 → f64\n\
         1 renamed, and the values of 1 parameter"
    );
    // FNV-1a of "weight" and of "b".
    let moved = single("weight", Some("b"), DType::F32, &normal);
    let diff = moved.diff(&plain(&normal));
    let stream = |text: &str| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    };
    let (from, to) = (stream("weight"), stream("b"));
    assert_eq!(
        diff.to_string(),
        format!(
            "`weight`: other values\n  stream: {from:016x} → {to:016x}\n\
             1 changed, and the values of 1 parameter"
        )
    );
    // A constant comes from no stream.
    let moved = single("weight", Some("b"), DType::F32, &zeros);
    assert!(!moved.diff(&plain(&zeros)).changes_values());
    // Without its stream it is another parameter.
    let other = single("w", None, DType::F32, &normal).diff(&plain(&normal));
    assert_eq!(
        other.to_string(),
        "`w`: new\n`weight`: gone\n1 added, 1 removed, and the values of 2 parameters"
    );
    assert_eq!(other.changes()[1].kind(), ChangeKind::Removed);
    assert_eq!(other.changes()[1].earlier_path(), None);
}

#[test]
fn numbers_that_round_to_the_same_are_shown_in_full() {
    let (small, tiny) = (normal().std(0.5), normal().std(0.5 + f64::EPSILON));
    let diff = diff(
        &[("w", &[2], &Declared::new(&small))],
        &[("w", &[2], &Declared::new(&tiny))],
    );
    assert!(
        diff.to_string()
            .contains("std: 0.5 } → 0.5000000000000002 }"),
        "{diff}"
    );
}

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = 0.02)]
    weight: [[f32; 4]; 3],
    #[init(zeros)]
    bias: [f32; 3],
}

fn linear() -> Linear {
    Linear {
        weight: [[0.0; 4]; 3],
        bias: [0.0; 3],
    }
}

#[test]
fn rules_and_partial_resets() {
    let model = linear();
    let plain = model.plan().unwrap();
    let same = Rules::new().at("weight", normal().std(0.02));
    let ruled = Reset::new().rules(&same).dry_run(&model).unwrap();
    let diff = ruled.diff(&plain);
    assert!(!diff.is_empty() && !diff.changes_values());
    assert_eq!(
        diff.to_string(),
        "`weight`: the same values\n  \
         chosen by: field's attribute → rule `at = \"weight\"`\n  \
         over: none → `normal, std = 0.02`\n\
         1 changed, and no value"
    );
    // Globs that messages shorten to the same text.
    let [one, other] = ["w*ght", "we*ght"].map(|name| {
        let glob = "**.".repeat(40) + name + &".**".repeat(40);
        let rules = Rules::new().at(glob, normal().std(0.02));
        Reset::new().rules(&rules).dry_run(&model).unwrap()
    });
    assert_eq!(one.diff(&other).changes().len(), 1);
    let partial = Reset::new().except("bias").dry_run(&model).unwrap();
    assert_eq!(
        partial.diff(&plain).to_string(),
        "`bias`: left as it is, and was initialized\n1 kept, and the values of 1 parameter"
    );
    assert_eq!(
        plain.diff(&partial).to_string(),
        "`bias`: initialized, and was left as it is\n1 initialized, and the values of 1 parameter"
    );
    assert!(partial.diff(&partial).is_empty());
}
