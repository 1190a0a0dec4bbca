//! Values of keys: any Rust expression, which may read `self` and `layer`.

use init_core::initializer::{Normal, normal};
use init_core::{ErrorKind, Initialize, Stream};

use super::{paths, planned, reset, std_of};

#[derive(Initialize)]
struct Configured {
    #[init(normal, mean = self.config.mean, std = self.std(2.0))]
    weight: [f32; 4],
    #[init(constant = self.weight.len() as f64)]
    bias: [f32; 2],
    #[init(ones, shape = self.shape())]
    flat: Vec<f32>,
    #[init(skip)]
    config: Config,
}

struct Config {
    mean: f64,
    width: usize,
}

impl Configured {
    fn std(&self, factor: f64) -> f64 {
        factor / self.config.width as f64
    }

    fn shape(&self) -> (usize, usize) {
        (self.config.width, 2)
    }
}

#[test]
fn an_expression_reads_fields_and_methods_of_self() {
    let mut model = Configured {
        weight: [0.0; 4],
        bias: [0.0; 2],
        flat: vec![0.0; 8],
        config: Config {
            mean: 1.0,
            width: 4,
        },
    };
    assert_eq!(
        planned(&model),
        [
            "weight [4] normal, mean = 1.0, std = 0.5",
            "bias [2] constant = 4.0",
            "flat [4, 2] ones",
        ]
    );
    reset(&mut model);
    assert_eq!(model.bias, [4.0; 2]);
}

#[derive(Initialize)]
struct Block {
    #[init(normal, std = 0.02 / (2.0 * layer.count as f64).sqrt())]
    projection: [f32; 4],
    #[init(constant = layer.index as f64)]
    bias: [f32; 1],
}

#[derive(Initialize)]
struct Stack {
    blocks: Vec<Block>,
}

fn block() -> Block {
    Block {
        projection: [0.0; 4],
        bias: [9.0],
    }
}

#[test]
fn layer_is_the_place_in_the_nearest_list() {
    let mut model = Stack {
        blocks: vec![block(), block()],
    };
    assert_eq!(std_of(&model, "blocks.1.projection"), 0.01);
    reset(&mut model);
    assert_eq!([model.blocks[0].bias, model.blocks[1].bias], [[0.0], [1.0]]);
}

#[test]
fn layer_outside_any_list_is_an_error_of_the_plan() {
    let error = block().plan().unwrap_err();
    assert!(error.has(ErrorKind::Layer), "{error}");
}

#[derive(Initialize)]
struct ReadsAFieldCalledLayer {
    #[init(constant = self.layer.value)]
    bias: [f32; 1],
    #[init(skip)]
    layer: Settings,
}

struct Settings {
    value: f64,
}

#[test]
fn a_field_called_layer_is_not_the_layer_of_a_list() {
    let mut model = ReadsAFieldCalledLayer {
        bias: [0.0],
        layer: Settings { value: 3.0 },
    };
    reset(&mut model);
    assert_eq!(model.bias, [3.0]);
}

mod layer {
    pub(super) const WIDTH: f64 = 5.0;
}

#[derive(Initialize)]
struct ReadsAModuleCalledLayer {
    #[init(constant = layer::WIDTH)]
    bias: [f32; 1],
    #[init(constant = self::layer::WIDTH + crate::expressions::layer::WIDTH)]
    scale: [f32; 1],
}

#[test]
fn a_rust_module_called_layer_is_not_the_layer_of_a_list() {
    let mut model = ReadsAModuleCalledLayer {
        bias: [0.0],
        scale: [0.0],
    };
    reset(&mut model);
    assert_eq!((model.bias, model.scale), ([5.0], [10.0]));
}

#[derive(Initialize)]
struct Drawn {
    #[init(with = |index: &[usize], _: &mut Stream| self.table[index[0]])]
    table_of: [f64; 3],
    #[init(with = ramp)]
    ramp: [[f64; 2]; 2],
    #[init(with = move |_: &[usize], stream: &mut Stream| -> f64 { stream.uniform() })]
    noise: [f64; 4],
    #[init(sample = rand_distr::Exp::new(self.rate).unwrap())]
    waits: [f64; 4],
    #[init(sample = &self.law)]
    borrowed: [f64; 4],
    #[init(skip)]
    table: [f64; 3],
    #[init(skip)]
    rate: f64,
    #[init(skip)]
    law: rand_distr::Exp1,
}

fn ramp(index: &[usize], _: &mut Stream) -> f64 {
    (10 * index[0] + index[1]) as f64
}

#[test]
fn closures_functions_and_distributions_are_values() {
    let mut model = Drawn {
        table_of: [0.0; 3],
        ramp: [[0.0; 2]; 2],
        noise: [9.0; 4],
        waits: [-1.0; 4],
        borrowed: [-1.0; 4],
        table: [1.0, 2.0, 3.0],
        rate: 2.0,
        law: rand_distr::Exp1,
    };
    reset(&mut model);
    assert_eq!(model.table_of, model.table);
    assert_eq!(model.ramp, [[0.0, 1.0], [10.0, 11.0]]);
    assert!(model.noise.iter().all(|value| (0.0..1.0).contains(value)));
    assert!(
        model
            .waits
            .iter()
            .chain(&model.borrowed)
            .all(|&value| value >= 0.0)
    );
}

/// The author's own scheme.
fn tiny() -> Normal {
    normal().std(1e-3)
}

#[derive(Initialize)]
struct Own {
    #[init(initializer = tiny())]
    weight: [f32; 4],
    #[init(initializer = if self.wide { tiny() } else { normal() })]
    other: [f32; 4],
    #[init(initializer = &self.law)]
    third: [f32; 4],
    #[init(skip)]
    wide: bool,
    #[init(skip)]
    law: Normal,
}

#[test]
fn an_initializer_is_any_value_that_implements_the_trait() {
    let model = Own {
        weight: [0.0; 4],
        other: [0.0; 4],
        third: [0.0; 4],
        wide: false,
        law: tiny(),
    };
    let stds = ["weight", "other", "third"].map(|path| std_of(&model, path));
    assert_eq!(stds, [1e-3, 1.0, 1e-3]);
}

const STD: f32 = 0.5;

#[derive(Initialize)]
struct Forms {
    #[init(constant = 1)]
    integer: [f32; 1],
    #[init(constant = -1.5)]
    negative: [f32; 1],
    #[init(constant = STD)]
    of_f32: [f32; 1],
    #[init(constant = 3_u8)]
    of_u8: [f32; 1],
    #[init(constant = { let half = 0.5; half * 4.0 })]
    block: [f32; 1],
    #[init(constant = const { 2.0 * 3.0 })]
    const_block: [f32; 1],
    #[init(constant = if self.integer.is_empty() { 1.0 } else { 7.0 })]
    branch: [f32; 1],
    #[init(constant = match self.integer.len() { 1 => 8.0, _ => 0.0 })]
    matched: [f32; 1],
    #[init(constant = f64::max(9.0, 1.0))]
    call: [f32; 1],
    #[init(constant = [10.0, 11.0][0])]
    index: [f32; 1],
    #[init(constant = "12".parse::<f64>().unwrap())]
    parsed: [f32; 1],
    #[init(constant = (1.0, 13.0).1)]
    tuple: [f32; 1],
    #[init(constant = (self.integer.len() + 13) as f64)]
    cast: [f32; 1],
    #[init(constant = stringify!(fifteen_letters).len() as f64)]
    in_a_macro: [f32; 1],
}

#[test]
fn a_number_is_any_expression_that_converts_to_f64() {
    let one = [0.0_f32];
    let mut model = Forms {
        integer: one,
        negative: one,
        of_f32: one,
        of_u8: one,
        block: one,
        const_block: one,
        branch: one,
        matched: one,
        call: one,
        index: one,
        parsed: one,
        tuple: one,
        cast: one,
        in_a_macro: one,
    };
    reset(&mut model);
    assert_eq!(
        [model.integer, model.negative, model.of_f32, model.of_u8],
        [[1.0], [-1.5], [0.5], [3.0]]
    );
    assert_eq!(
        [model.block, model.const_block, model.branch, model.matched],
        [[2.0], [6.0], [7.0], [8.0]]
    );
    assert_eq!(
        [model.call, model.index, model.parsed, model.tuple],
        [[9.0], [10.0], [12.0], [13.0]]
    );
    assert_eq!([model.cast, model.in_a_macro], [[14.0], [15.0]]);
}

#[derive(Initialize)]
struct Shapes {
    #[init(zeros, shape = 6)]
    vector: Vec<f32>,
    #[init(zeros, shape = (6,))]
    tuple_of_one: Vec<f32>,
    #[init(zeros, shape = ())]
    scalar: Vec<f32>,
    #[init(zeros, shape = (1, 2, 3))]
    tuple: Vec<f32>,
    #[init(zeros, shape = [self.sides[0], self.sides[1]])]
    array: Vec<f32>,
    #[init(zeros, shape = &self.sides)]
    of_a_field: Vec<f32>,
    #[init(zeros, shape = self.sides.as_slice())]
    slice: Vec<f32>,
    #[init(zeros, shape = self.sides.clone())]
    owned: Vec<f32>,
    #[init(skip)]
    sides: Vec<usize>,
}

#[test]
fn a_shape_is_a_number_a_tuple_an_array_a_slice_or_a_vector() {
    let six = || vec![0.0; 6];
    let model = Shapes {
        vector: six(),
        tuple_of_one: six(),
        scalar: vec![0.0],
        tuple: six(),
        array: six(),
        of_a_field: six(),
        slice: six(),
        owned: six(),
        sides: vec![2, 3],
    };
    let plan = model.plan().unwrap();
    let shapes: Vec<&[usize]> = plan
        .entries()
        .iter()
        .map(init_core::plan::Entry::shape)
        .collect();
    let pair: &[usize] = &[2, 3];
    assert_eq!(
        shapes,
        [&[6][..], &[6], &[], &[1, 2, 3], pair, pair, pair, pair]
    );
}

#[derive(Initialize)]
struct Axes {
    #[init(kaiming_normal, layout = "hwio", groups = self.groups)]
    grouped: [[[[f32; 8]; 2]; 3]; 3],
    #[init(xavier_uniform, split = self.groups + 1)]
    fused: [[f32; 4]; 12],
    #[init(lecun_normal, fan_in = self.fan, fan_out = 7.5)]
    explicit: [f32; 4],
    #[init(skip)]
    groups: usize,
    #[init(skip)]
    fan: usize,
}

#[test]
fn axes_are_declared_by_expressions() {
    let model = Axes {
        grouped: [[[[0.0; 8]; 2]; 3]; 3],
        fused: [[0.0; 4]; 12],
        explicit: [0.0; 4],
        groups: 2,
        fan: 16,
    };
    let plan = model.plan().unwrap();
    let fans = |path: &str| {
        let fans = plan.get(path).unwrap().fans().unwrap();
        (fans.fan_in, fans.fan_out)
    };
    assert_eq!(fans("grouped"), (2.0 * 9.0, 8.0 / 2.0 * 9.0));
    assert_eq!(fans("fused"), (4.0, 4.0));
    assert_eq!(fans("explicit"), (16.0, 7.5));
    assert_eq!(paths(&model), ["grouped", "fused", "explicit"]);
}
