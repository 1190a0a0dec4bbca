//! The properties of a parameter of every library.

use half::{bf16, f16};
use init_core::initializer::{
    constant, kaiming_uniform, normal, ones, orthogonal, sparse, truncated_normal, uniform, zeros,
};
use init_core::parameter::Flat;
use init_core::tensor::DType;
use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut};
use init_core::{Initialize, Initializer, Parameter, Reset};

/// A tensor library.
pub trait Library {
    /// A parameter of any shape and type.
    type Tensor: Parameter;

    /// A tensor in the memory that the library chooses, all [`UNTOUCHED`]; `None` where it has
    /// none of this type.
    fn tensor(shape: &[usize], dtype: DType) -> Option<Self::Tensor>;

    /// The same in other memory: column-major, with gaps, or on another device, whichever of
    /// these the library has. Each must be writable.
    fn elsewhere(_shape: &[usize], _dtype: DType) -> Vec<Self::Tensor> {
        Vec::new()
    }

    /// The elements in logical order, by the library's own means.
    fn elements(tensor: &Self::Tensor) -> Vec<f64>;
}

/// The value of a tensor before it is written; no law of the suite gives it.
pub const UNTOUCHED: f64 = -77.0;

const KEY: [u8; 32] = [7; 32];
const FLOATS: [DType; 4] = [DType::F32, DType::F64, DType::F16, DType::Bf16];
const SHAPES: [&[usize]; 12] = [
    &[],
    &[1],
    &[7],
    &[0],
    &[3, 0],
    &[0, 4],
    &[5, 3],
    &[70, 90],
    &[4, 3, 2],
    &[8, 3, 3, 3],
    &[2, 3, 2, 2, 2],
    &[1001, 300],
];

/// Writes the suite's tests for a library.
#[macro_export]
macro_rules! suite {
    ($library:ty) => {
        $crate::suite!(
            $library,
            every_element_has_the_value_of_its_logical_index,
            matrices_have_the_values_of_plain_memory,
            halves_are_rounded_once_and_held_between_the_bounds,
            a_transposed_layout_holds_the_transposed_values,
            a_tensor_that_is_kept_is_not_touched,
            reading_gives_the_elements
        );
    };
    ($library:ty, $($test:ident),*) => {$(
        #[test]
        fn $test() {
            $crate::suite::$test::<$library>();
        }
    )*};
}

/// One parameter, `layer.weight`.
#[derive(Debug)]
pub struct Model<'d, P> {
    /// The parameter.
    pub weight: P,
    /// What is declared for it.
    pub declared: Declared<'d>,
}

impl<P: Parameters> Initialize for Model<'_, P> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        visitor.enter(Component::field("layer"));
        let component = Component::field("weight");
        self.weight.visit(&component, &self.declared, visitor);
        visitor.leave();
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        visitor.enter(Component::field("layer"));
        let component = Component::field("weight");
        self.weight.visit_mut(&component, &self.declared, visitor);
        visitor.leave();
    }
}

fn reset<P: Parameters>(weight: P, declared: Declared<'_>) -> P {
    let mut model = Model { weight, declared };
    let plan = Reset::key(KEY).run(&mut model);
    plan.unwrap_or_else(|error| panic!("{error}"));
    model.weight
}

/// What plain memory of a type holds under the same key and path, in the tensor's own order.
fn plain(shape: &[usize], dtype: DType, declared: Declared<'_>) -> Vec<f64> {
    let length = shape.iter().product();
    if dtype == DType::F64 {
        let mut memory = vec![UNTOUCHED; length];
        reset(Flat::new(memory.as_mut_slice(), shape), declared);
        memory
    } else {
        let mut memory = vec![UNTOUCHED as f32; length];
        reset(Flat::new(memory.as_mut_slice(), shape), declared);
        memory.into_iter().map(f64::from).collect()
    }
}

/// All tensors that the library has of a shape and type.
fn tensors<L: Library>(shape: &[usize], dtype: DType) -> Vec<L::Tensor> {
    let mut tensors = L::elsewhere(shape, dtype);
    tensors.extend(L::tensor(shape, dtype));
    tensors
}

#[track_caller]
fn assert_same(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.to_bits(), expected.to_bits(), "{what}, at {place}");
    }
}

/// Laws that fit any shape.
fn elementary() -> Vec<Box<dyn Initializer>> {
    vec![
        Box::new(zeros()),
        Box::new(ones()),
        Box::new(constant(0.3)),
        Box::new(uniform().low(-1.0).high(1.0)),
        Box::new(normal().mean(0.5).std(2.0)),
        Box::new(truncated_normal().std(0.75)),
    ]
}

#[track_caller]
fn check<L: Library>(shape: &[usize], dtype: DType, law: &dyn Initializer) {
    let expected = plain(shape, dtype, Declared::new(law));
    for tensor in tensors::<L>(shape, dtype) {
        let tensor = reset(tensor, Declared::new(law));
        let what = format!("{} of {dtype} {shape:?}", law.describe());
        assert_same(&L::elements(&tensor), &expected, &what);
    }
}

/// The values of every elementary law are those of plain memory, bit for bit, for every shape
/// and memory.
///
/// # Panics
/// If they are not.
pub fn every_element_has_the_value_of_its_logical_index<L: Library>() {
    let there = L::tensor(&[1], DType::F32);
    assert!(there.is_some(), "a library has f32");
    for law in elementary() {
        for shape in SHAPES {
            check::<L>(shape, DType::F32, &*law);
            check::<L>(shape, DType::F64, &*law);
        }
    }
}

/// The same for what is made as a whole or counts fans.
///
/// # Panics
/// If it is not so.
pub fn matrices_have_the_values_of_plain_memory<L: Library>() {
    let laws: [Box<dyn Initializer>; 3] = [
        Box::new(kaiming_uniform()),
        Box::new(orthogonal()),
        Box::new(sparse().sparsity(0.25)),
    ];
    for law in laws {
        check::<L>(&[70, 90], DType::F32, &*law);
        check::<L>(&[70, 90], DType::F64, &*law);
    }
}

/// f16 and bf16 are the f32 values rounded to nearest even, then held between the bounds.
///
/// # Panics
/// If they are not.
pub fn halves_are_rounded_once_and_held_between_the_bounds<L: Library>() {
    for law in elementary() {
        for shape in SHAPES {
            let exact = plain(shape, DType::F32, Declared::new(&*law));
            let is_uniform = law.describe().starts_with("uniform");
            for dtype in [DType::F16, DType::Bf16] {
                let rounded = |&value: &f64| {
                    let value = value as f32;
                    let (rounded, below_one) = match dtype {
                        DType::F16 => (f16::from_f32(value).to_f64(), 1.0 - 2.0_f64.powi(-11)),
                        _ => (bf16::from_f32(value).to_f64(), 1.0 - 2.0_f64.powi(-8)),
                    };
                    if is_uniform {
                        rounded.min(below_one)
                    } else {
                        rounded
                    }
                };
                let expected: Vec<f64> = exact.iter().map(rounded).collect();
                for tensor in tensors::<L>(shape, dtype) {
                    let tensor = reset(tensor, Declared::new(&*law));
                    let what = format!("{} of {dtype} {shape:?}", law.describe());
                    assert_same(&L::elements(&tensor), &expected, &what);
                }
            }
        }
    }
}

/// A weight of layout `io` holds the transpose of one of layout `oi`.
///
/// # Panics
/// If it does not.
pub fn a_transposed_layout_holds_the_transposed_values<L: Library>() {
    let (o, i) = (70, 33);
    let laws: [Box<dyn Initializer>; 3] = [
        Box::new(normal()),
        Box::new(kaiming_uniform()),
        Box::new(orthogonal()),
    ];
    for law in laws {
        for dtype in FLOATS {
            let Some(tensor) = L::tensor(&[o, i], dtype) else {
                continue;
            };
            let straight = L::elements(&reset(tensor, Declared::new(&*law)));
            let transpose = (0..i * o).map(|place| straight[place % o * i + place / o]);
            let expected: Vec<f64> = transpose.collect();
            for tensor in tensors::<L>(&[i, o], dtype) {
                let tensor = reset(tensor, Declared::new(&*law).layout("io"));
                let what = format!("{} of {dtype}, turned", law.describe());
                assert_same(&L::elements(&tensor), &expected, &what);
            }
        }
    }
}

/// A partial reset leaves the rest as it is.
///
/// # Panics
/// If it does not.
pub fn a_tensor_that_is_kept_is_not_touched<L: Library>() {
    for dtype in FLOATS {
        for weight in tensors::<L>(&[5, 3], dtype) {
            let law = normal();
            let declared = Declared::new(&law);
            let mut model = Model { weight, declared };
            let plan = Reset::key(KEY).except("layer.*").run(&mut model);
            let plan = plan.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(plan.kept().collect::<Vec<_>>(), ["layer.weight"]);
            assert_eq!(L::elements(&model.weight), [UNTOUCHED; 15]);
        }
    }
}

/// What a parameter reads is what the library reads.
///
/// # Panics
/// If it is not.
pub fn reading_gives_the_elements<L: Library>() {
    let law = normal();
    for dtype in FLOATS {
        for shape in SHAPES {
            for tensor in tensors::<L>(shape, dtype) {
                let tensor = reset(tensor, Declared::new(&law));
                let mut found = Vec::new();
                let read = tensor.read(&mut |piece| found.extend_from_slice(piece));
                read.expect("a tensor can be read");
                let what = format!("{dtype} {shape:?}");
                assert_same(&found, &L::elements(&tensor), &what);
            }
        }
    }
}

/// Plans and resets a model, which must both be refused in the same words, and returns them.
///
/// # Panics
/// If they are not.
#[track_caller]
pub fn refusal(model: &mut dyn Initialize) -> String {
    let planned = model.plan().expect_err("a plan that is refused");
    let reset = Reset::key(KEY)
        .run(model)
        .expect_err("a reset that is refused");
    assert_eq!(planned.to_string(), reset.to_string());
    assert!(reset.written().is_empty());
    reset.to_string()
}

#[derive(Initialize)]
struct Net<T> {
    #[init(ones)]
    first: T,
    layer: Layer<T>,
}

#[derive(Initialize)]
struct Layer<T> {
    #[init(kaiming_normal)]
    weight: T,
}

/// Refuses a weight, `layer.weight`, beside a sound parameter, which stays as it is.
///
/// # Panics
/// If it is not so.
#[track_caller]
pub fn refused<L: Library>(weight: L::Tensor) -> String {
    let mut net = Net {
        first: L::tensor(&[3], DType::F32).expect("a library has f32"),
        layer: Layer { weight },
    };
    let refusal = refusal(&mut net);
    assert_eq!(L::elements(&net.first), [UNTOUCHED; 3]);
    assert!(refusal.ends_with("note: nothing was written"), "{refusal}");
    refusal
}
