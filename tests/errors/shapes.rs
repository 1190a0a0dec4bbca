//! Cases 29 to 33 and 47: axes of length 0, ranks, groups, overflow, lengths, layouts, memory
//! for matrices.

use init_core::initializer::{
    constant, dirac, identity, kaiming_uniform, lecun_normal, normal, orthogonal, sparse,
    truncated_normal, uniform, variance_scaling, with, xavier_normal,
};
use init_core::parameter::Flat;
use init_core::tensor::DType;
use init_core::walk::Declared;
use init_core::{ErrorKind, Initialize, Initializer, Stream};

use crate::foreign::Foreign;
use crate::{Guarded, UNTOUCHED, Watched, refused};

/// The message of a tensor of this shape.
fn refused_shape(shape: &[usize], initializer: &dyn Initializer) -> String {
    refused(Foreign::new(shape), &Declared::new(initializer))
}

/// Every initializer, on the ranks that it works on.
fn by_rank() -> Vec<(Box<dyn Initializer>, std::ops::RangeInclusive<usize>)> {
    vec![
        (Box::new(constant(2)), 1..=5),
        (Box::new(uniform()), 1..=5),
        (Box::new(normal()), 1..=5),
        (Box::new(truncated_normal()), 1..=5),
        (Box::new(with(|_: &[usize], _: &mut Stream| 1.0)), 1..=5),
        (Box::new(variance_scaling()), 2..=5),
        (Box::new(xavier_normal()), 2..=5),
        (Box::new(kaiming_uniform()), 2..=5),
        (Box::new(lecun_normal()), 2..=5),
        (Box::new(orthogonal()), 2..=5),
        (Box::new(identity()), 2..=2),
        (Box::new(sparse().sparsity(0.5)), 2..=2),
        (Box::new(dirac()), 3..=5),
    ]
}

/// Case 29: whichever axes are empty, there is nothing to write and nothing wrong.
#[test]
fn axes_of_length_zero_are_no_error() {
    for (initializer, ranks) in by_rank() {
        for rank in ranks {
            for empty in 1..1_u32 << rank {
                let length = |axis: usize| if empty >> axis & 1 == 1 { 0 } else { 4 };
                let shape: Vec<usize> = (0..rank).map(length).collect();
                let declared = Declared::new(&*initializer);
                let mut model = Guarded::new(Foreign::new(&shape), &declared);
                let plan = model
                    .plan()
                    .unwrap_or_else(|error| panic!("{shape:?}: {error}"));
                assert_eq!(plan.value_count(), 6);
                assert!(plan.get("tensor").unwrap().is_empty());
                model
                    .try_reset_parameters(&mut init_core::hidden::doc::rng())
                    .unwrap();
                let mut nothing: [f32; 0] = [];
                let mut flat = Flat::new(nothing.as_mut_slice(), shape.as_slice());
                declared
                    .fill(&mut flat, &mut init_core::hidden::doc::rng())
                    .unwrap();
            }
        }
    }
}

/// An empty tensor is empty however long its other axes are.
#[test]
fn an_empty_axis_beside_huge_ones_is_no_error() {
    for (initializer, ranks) in by_rank() {
        if !ranks.contains(&3) {
            continue;
        }
        let huge = usize::MAX;
        for shape in [[0, huge, 2], [huge, 0, 2], [2, huge, 0], [huge, huge, 0]] {
            let declared = Declared::new(&*initializer);
            let mut model = Guarded::new(Foreign::new(&shape), &declared);
            let plan = model
                .plan()
                .unwrap_or_else(|error| panic!("{shape:?}: {error}"));
            assert_eq!(plan.value_count(), 6);
            model
                .try_reset_parameters(&mut init_core::hidden::doc::rng())
                .unwrap();
            let mut nothing: [f32; 0] = [];
            let mut flat = Flat::new(nothing.as_mut_slice(), shape);
            declared
                .fill(&mut flat, &mut init_core::hidden::doc::rng())
                .unwrap();
        }
    }
}

/// Case 30.
#[test]
fn fans_need_two_axes() {
    let help = "\n  help: write `zeros`, `constant = …`, `uniform` or `normal`, or give \
                `fan_in = …` and `fan_out = …`";
    let cases: [(&str, &dyn Initializer); 4] = [
        ("variance_scaling", &variance_scaling()),
        ("xavier_normal", &xavier_normal()),
        ("kaiming_uniform", &kaiming_uniform()),
        ("lecun_normal", &lecun_normal()),
    ];
    for (name, initializer) in cases {
        for (shape, text) in [(&[][..], "[]"), (&[5], "[5]"), (&[1], "[1]")] {
            assert_eq!(
                refused_shape(shape, initializer),
                format!("`{name}` needs at least 2 axes to count fans, found shape {text}{help}")
            );
        }
    }
    // One explicit fan is not both.
    let one = refused(
        Foreign::new(&[5]),
        &Declared::new(&xavier_normal()).fan_in(4),
    );
    assert!(one.starts_with("`xavier_normal` needs at least 2 axes to count fans"));
}

/// Case 30.
#[test]
fn matrices_and_kernels_need_their_ranks() {
    let needs = |word: &str, axes: &str, shape: &[usize]| {
        format!(
            "`{word}` needs {axes}, beside those of a stack; found shape {shape:?}\n  \
             help: write another initializer, such as `zeros` or `normal`"
        )
    };
    assert_eq!(
        refused_shape(&[5], &orthogonal()),
        needs("orthogonal", "at least 2 axes", &[5])
    );
    for shape in [&[][..], &[5], &[2, 2, 2]] {
        assert_eq!(
            refused_shape(shape, &identity()),
            needs("identity", "2 axes", shape)
        );
        assert_eq!(
            refused_shape(shape, &sparse().sparsity(0.5)),
            needs("sparse", "2 axes", shape)
        );
    }
    for shape in [&[][..], &[5], &[2, 2], &[1; 6]] {
        assert_eq!(
            refused_shape(shape, &dirac()),
            needs("dirac", "3 to 5 axes", shape)
        );
    }
}

#[test]
fn a_stack_does_not_count_among_the_axes_of_a_matrix() {
    for initializer in [&identity() as &dyn Initializer, &sparse().sparsity(0.5)] {
        let declared = Declared::new(initializer).layout("*oix");
        let stacked = refused(Foreign::new(&[3, 4, 4, 2]), &declared);
        assert!(
            stacked.contains("needs 2 axes, beside those of a stack; found shape [3, 4, 4, 2]")
        );
    }
}

/// Case 31.
#[test]
fn groups_and_split_must_divide_their_axis() {
    let normal = normal();
    let message = |declared| refused(Foreign::new(&[64, 8, 3, 3]), &declared);
    let expected = |entry: &str, letter: &str, length: usize| {
        let key = entry.split(' ').next().unwrap();
        format!(
            "`{entry}` does not divide the `{letter}` axis of length {length}\n  \
             help: write a `{key}` that divides {length}"
        )
    };
    for parts in [0, 3, 65, 128] {
        let groups = Declared::new(&normal).groups(parts);
        assert_eq!(
            message(groups),
            expected(&format!("groups = {parts}"), "o", 64)
        );
        let split = Declared::new(&normal).split(parts);
        assert_eq!(
            message(split),
            expected(&format!("split = {parts}"), "o", 64)
        );
        let transposed = Declared::new(&normal).layout("iohw").groups(parts);
        assert_eq!(
            message(transposed),
            expected(&format!("groups = {parts}"), "i", 64)
        );
    }
    let transposed = Declared::new(&normal).layout("iohw").split(3);
    assert_eq!(message(transposed), expected("split = 3", "o", 8));
    let dense = Declared::new(&normal).layout("io").groups(3);
    assert_eq!(
        refused(Foreign::new(&[9, 4]), &dense),
        expected("groups = 3", "o", 4)
    );
}

/// Case 32.
#[test]
fn a_shape_that_overflows_is_refused() {
    let half = 1 << (usize::BITS - 1);
    for shape in [
        &[usize::MAX, 2][..],
        &[half, 2],
        &[1 << 22; 3],
        &[usize::MAX; 5],
    ] {
        assert_eq!(
            refused_shape(shape, &normal()),
            format!("the shape {shape:?} has more values than can be counted")
        );
    }
    assert_eq!(
        refused_shape(&[half, 2, 3], &orthogonal()),
        format!("the shape [{half}, 2, 3] has more values than can be counted")
    );
}

/// Case 32: each custom draw has 2^20 blocks for itself, from 2^63 on.
#[test]
fn more_custom_draws_than_the_contract_has_room_for_are_refused() {
    let law = with(|_: &[usize], _: &mut Stream| 0.0);
    let most = 1_usize << 43;
    assert_eq!(
        refused_shape(&[most + 1], &law),
        format!(
            "at most {most} values can be drawn one by one, found shape [{}]",
            most + 1
        )
    );
    let declared = Declared::new(&law);
    assert!(
        Guarded::new(Foreign::new(&[1 << 21, 1 << 22]), &declared)
            .plan()
            .is_ok()
    );
}

/// Case 33, as far as the tensor's own types can tell.
#[test]
fn storage_of_another_length_is_refused() {
    let law = normal();
    let mut rng = init_core::hidden::doc::rng();
    for (length, shape, product) in [
        (6, &[2, 4][..], "8"),
        (9, &[2, 4], "8"),
        (0, &[1], "1"),
        (1, &[0], "0"),
        (0, &[], "1"),
        (6, &[usize::MAX, 2], "too many"),
    ] {
        let mut memory = vec![UNTOUCHED; length];
        let mut flat = Flat::new(memory.as_mut_slice(), shape);
        let error = law.fill(&mut flat, &mut rng).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the shape {shape:?} has {product} values, but the storage holds \
                 {length}\n  help: make the storage as long as the shape requires, or correct the \
                 shape\nnote: nothing was written"
            )
        );
        assert_eq!(memory, vec![UNTOUCHED; length]);
    }
}

#[test]
fn a_declared_shape_that_is_not_the_tensors_own_is_refused() {
    assert_eq!(
        refused([[UNTOUCHED; 2]; 3], &Declared::new(&normal()).shape((2, 3))),
        "the field declares the shape [2, 3], but the tensor has [3, 2]\n  \
         help: leave `shape` out: the tensor knows its own"
    );
}

#[test]
fn layouts_must_fit_the_tensor() {
    let normal = normal();
    let message = |layout: &str| {
        let declared = Declared::new(&normal).layout(layout.to_string());
        refused(Foreign::new(&[4, 4, 3]), &declared)
    };
    for (layout, named) in [("oi", 2), ("oihw", 4)] {
        assert_eq!(
            message(layout),
            format!(
                "layout \"{layout}\" names {named} axes, but the tensor has 3: [4, 4, 3]\n  \
                 help: write one letter for each axis, e.g. \"oihw\" for a convolution"
            )
        );
    }
    for (layout, what) in [
        ("", "names no `o` axis"),
        ("hwx", "names no `o` axis"),
        ("ohw", "names no `i` axis"),
        ("oihh", "names the axis `h` twice"),
        ("OIW", "holds `O`, which is not a lower-case letter or `*`"),
        ("oi1", "holds `1`, which is not a lower-case letter or `*`"),
        ("o i", "holds ` `, which is not a lower-case letter or `*`"),
        ("oié", "holds `é`, which is not a lower-case letter or `*`"),
    ] {
        assert_eq!(
            message(layout),
            format!(
                "layout \"{layout}\" {what}\n  help: write one letter for each axis: `o`, `i`, \
                 and others for the rest, e.g. \"oihw\""
            )
        );
    }
}

/// Case 47: a matrix is made in memory of its own, which no plan can promise.
#[test]
fn a_matrix_without_memory_is_an_error_not_an_abort() {
    let law = orthogonal();
    let declared = Declared::new(&law);
    let side = 1 << 30;
    let mut model = Guarded::new(
        Asks {
            shape: [side, side],
        },
        &declared,
    );
    let error = Watched::new().failed(&mut model);
    assert!(error.has(ErrorKind::OutOfMemory));
    assert_eq!(
        error.to_string(),
        format!(
            "`tensor`: no memory for the {} values of a matrix that is made on the host\n\
             note: nothing was written",
            side * side
        )
    );
    assert_eq!(model.before, [UNTOUCHED; 3]);
}

/// A tensor without memory that asks for its first value.
struct Asks {
    shape: [usize; 2],
}

impl init_core::Parameter for Asks {
    fn shape(&self) -> std::borrow::Cow<'_, [usize]> {
        std::borrow::Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        DType::F32
    }

    fn write(
        &mut self,
        values: &init_core::values::Values<'_>,
    ) -> Result<(), init_core::error::Problem> {
        values.range(0, &mut [0.0_f32])
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), init_core::error::Problem> {
        Ok(())
    }
}
