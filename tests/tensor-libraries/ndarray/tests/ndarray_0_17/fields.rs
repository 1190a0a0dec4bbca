//! Fields of a derived struct: the bits of plain memory under the same paths.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use common::suite::refusal;
use half::bf16;
use init_core::initializer::{normal, uniform};
use init_core::plan::Entry;
use init_core::values::Element;
use init_core::{Initialize, Plan, Reset};
use ndarray::{
    ArcArray2, Array, Array1, Array2, Array4, ArrayD, ArrayRef2, ArrayViewMut2, Axis, CowArray,
    Dimension, Ix2, ShapeBuilder, Slice,
};

const SEED: u64 = 9;

#[track_caller]
fn reset(model: &mut dyn Initialize) -> Plan {
    let plan = Reset::seed(SEED).run(model);
    plan.unwrap_or_else(|error| panic!("{error}"))
}

#[derive(Initialize)]
struct Arrays<'a> {
    #[init(kaiming_normal, layout = "hwio")]
    convolution: Array4<f32>,
    #[init(uniform)]
    bias: Array1<f64>,
    #[init(normal, std = 0.02)]
    list: Vec<Array2<f32>>,
    #[init(truncated_normal)]
    optional: Option<ArrayD<f32>>,
    #[init(ones)]
    absent: Option<Array1<f32>>,
    #[init(orthogonal)]
    shared: ArcArray2<f32>,
    #[init(normal)]
    copied: CowArray<'a, f32, Ix2>,
    #[init(normal)]
    view: ArrayViewMut2<'a, f32>,
    #[init(normal)]
    reference: &'a mut ArrayRef2<f32>,
    #[init(uniform)]
    locked: Arc<Mutex<Array1<bf16>>>,
}

/// What a list of arrays is in plain memory.
#[derive(Initialize, Default)]
struct Pair(
    #[init(normal, std = 0.02)] [[f32; 4]; 6],
    #[init(normal, std = 0.02)] [[f32; 5]; 2],
);

#[derive(Initialize)]
struct Memory {
    #[init(kaiming_normal, layout = "hwio", shape = (3, 3, 4, 8))]
    convolution: Vec<f32>,
    #[init(uniform, shape = 50)]
    bias: Vec<f64>,
    list: Pair,
    #[init(truncated_normal, shape = (2, 3, 4))]
    optional: Vec<f32>,
    #[init(orthogonal, shape = (12, 7))]
    shared: Vec<f32>,
    #[init(normal, shape = (9, 40))]
    copied: Vec<f32>,
    #[init(normal, shape = (40, 9))]
    view: Vec<f32>,
    #[init(normal, shape = (8, 35))]
    reference: Vec<f32>,
    #[init(uniform, shape = 33)]
    locked: Vec<bf16>,
}

#[test]
fn a_struct_of_arrays_has_the_bits_of_a_struct_of_memory() {
    let mut memory = Memory {
        convolution: vec![0.0; 3 * 3 * 4 * 8],
        bias: vec![0.0; 50],
        list: Pair::default(),
        optional: vec![0.0; 24],
        shared: vec![0.0; 84],
        copied: vec![0.0; 360],
        view: vec![0.0; 360],
        reference: vec![0.0; 280],
        locked: vec![bf16::ZERO; 33],
    };
    reset(&mut memory);

    let borrowed = Array2::zeros((9, 40).f());
    let mut larger = Array2::zeros((41, 18));
    let mut referenced = Array2::zeros((8, 70));
    let mut every_second = referenced.slice_axis_mut(Axis(1), Slice::new(0, None, -2));
    let mut arrays = Arrays {
        convolution: Array4::zeros((3, 3, 4, 8).f()),
        bias: Array1::zeros(50),
        list: vec![Array2::zeros((6, 4)), Array2::zeros((2, 5).f())],
        optional: Some(ArrayD::zeros(vec![2, 3, 4])),
        absent: None,
        shared: Array2::zeros((12, 7)).into_shared(),
        copied: borrowed.view().into(),
        view: larger.slice_each_axis_mut(|axis| match axis.axis {
            Axis(0) => Slice::from(1..),
            _ => Slice::new(0, None, -2),
        }),
        reference: &mut every_second,
        locked: Arc::new(Mutex::new(Array1::from_elem(33, bf16::ZERO))),
    };
    let plan = reset(&mut arrays);
    let paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    assert_eq!(
        paths,
        [
            "convolution",
            "bias",
            "list.0",
            "list.1",
            "optional",
            "shared",
            "copied",
            "view",
            "reference",
            "locked"
        ]
    );

    let same = |array: &mut dyn Iterator<Item = &f32>, memory: &[f32]| {
        assert!(
            array
                .map(|v| v.to_bits())
                .eq(memory.iter().map(|v| v.to_bits()))
        );
    };
    same(&mut arrays.convolution.iter(), &memory.convolution);
    assert_eq!(arrays.bias.to_vec(), memory.bias);
    same(&mut arrays.list[0].iter(), memory.list.0.as_flattened());
    same(&mut arrays.list[1].iter(), memory.list.1.as_flattened());
    same(&mut arrays.optional.unwrap().iter(), &memory.optional);
    same(&mut arrays.shared.iter(), &memory.shared);
    same(&mut arrays.copied.iter(), &memory.copied);
    same(&mut arrays.view.iter(), &memory.view);
    same(&mut arrays.reference.iter(), &memory.reference);
    assert_eq!(arrays.locked.lock().unwrap().to_vec(), memory.locked);
    assert_eq!(borrowed, Array2::<f32>::zeros((9, 40)));
}

/// Any type of element, any number of axes.
#[derive(Initialize)]
struct Generic<T: Element, D: Dimension> {
    #[init(normal)]
    weight: Array<T, D>,
}

#[test]
fn a_struct_may_be_generic_over_elements_and_axes() {
    let mut matrix = Generic {
        weight: Array2::<f64>::zeros((20, 30)),
    };
    let mut dynamic = Generic {
        weight: ArrayD::<f64>::zeros(vec![20, 30]),
    };
    reset(&mut matrix);
    reset(&mut dynamic);
    assert_eq!(matrix.weight.into_dyn(), dynamic.weight);
    assert!(dynamic.weight.iter().all(|&value| value != 0.0));
}

#[derive(Initialize)]
struct Tied {
    #[init(normal)]
    embedding: Rc<RefCell<Array2<f32>>>,
    #[init(normal)]
    head: Rc<RefCell<Array2<f32>>>,
}

#[test]
fn a_shared_cell_is_one_parameter_and_one_in_use_is_an_error() {
    let embedding = Rc::new(RefCell::new(Array2::zeros((6, 4))));
    let head = Rc::clone(&embedding);
    let mut tied = Tied { embedding, head };
    let borrowed = Rc::clone(&tied.head);
    let guard = borrowed.borrow();
    let message = refusal(&mut tied);
    assert!(message.starts_with("`embedding`: "), "{message}");
    assert_eq!(*guard, Array2::<f32>::zeros((6, 4)));
    drop(guard);
    assert_eq!(reset(&mut tied).entries()[0].aliases(), ["head"]);
    assert!(borrowed.borrow().iter().all(|&value| value != 0.0));
}

/// Two owners of an array that copies on write hold values, not memory.
#[derive(Initialize)]
struct Apart {
    #[init(normal)]
    first: ArcArray2<f32>,
    #[init(normal)]
    second: ArcArray2<f32>,
}

#[test]
fn arrays_that_copy_on_write_are_parameters_of_their_own() {
    let first = Array2::zeros((6, 4)).into_shared();
    let second = first.clone();
    let mut apart = Apart { first, second };
    assert_eq!(reset(&mut apart).parameter_count(), 2);
    assert_ne!(apart.first, apart.second);
}

#[derive(Initialize)]
struct Wrong {
    #[init(ones)]
    sound: Array1<f32>,
    layer: Layer,
}

#[derive(Initialize)]
struct Layer {
    #[init(kaiming_normal)]
    weight: Array1<f32>,
}

#[test]
fn a_vector_has_no_fans() {
    let mut wrong = Wrong {
        sound: Array1::zeros(3),
        layer: Layer {
            weight: Array1::zeros(5),
        },
    };
    assert_eq!(
        refusal(&mut wrong),
        "`layer.weight`: `kaiming_normal` needs at least 2 axes to count fans, found shape [5]\n  \
         help: write `zeros`, `constant = …`, `uniform` or `normal`, or give `fan_in = …` and \
         `fan_out = …`\n\
         note: nothing was written"
    );
    assert_eq!(wrong.sound, Array1::<f32>::zeros(3));
    assert_eq!(wrong.layer.weight, Array1::<f32>::zeros(5));
}

/// A function that is handed any array fills it.
#[test]
fn an_array_behind_a_reference_is_filled() {
    fn fill(mut array: &mut ArrayRef2<f32>) {
        let mut rng = init_core::hidden::doc::rng();
        normal().fill(&mut array, &mut rng).unwrap();
    }
    let mut array = Array2::zeros((5, 3));
    fill(&mut array);
    let mut view = Array2::zeros((3, 5));
    fill(&mut view.view_mut().reversed_axes());
    assert_eq!(array, view.t());
    assert!(array.iter().all(|&value| value != 0.0));
}

/// Wider in column-major order than what is read at once.
#[test]
fn an_array_of_many_columns_is_read_in_logical_order() {
    for columns in [15, 16, 8192, 8193] {
        let mut array = Array2::<f32>::zeros((18, columns).f());
        let mut rng = init_core::hidden::doc::rng();
        uniform().fill(&mut array, &mut rng).unwrap();
        let mut found = Vec::new();
        let read = init_core::Parameter::read(&array, &mut |piece| found.extend_from_slice(piece));
        read.unwrap();
        assert!(found.into_iter().eq(array.iter().map(|&v| f64::from(v))));
    }
}
