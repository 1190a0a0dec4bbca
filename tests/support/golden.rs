//! The cases whose bits are committed in `tests/data/golden.txt`, and the text of that file.

#[path = "golden_catalogue.rs"]
mod catalogue;
#[path = "golden_complex.rs"]
mod complex;
#[path = "golden_model.rs"]
mod model;
#[path = "golden_schemes.rs"]
mod schemes;
#[path = "single.rs"]
mod single;

use float8::{F8E4M3, F8E5M2};
use half::{bf16, f16};
use init_core::error::Problem;
use init_core::initializer::{
    StdOf, constant, delta_orthogonal, dirac, identity, kaiming_normal, lecun_normal, normal,
    orthogonal, sample, sparse, truncated_normal, uniform, with, xavier_uniform,
};
use init_core::parameter::Flat;
use init_core::plan::{Entry, Follows};
use init_core::tensor::DType;
use init_core::values::Element;
use init_core::walk::{Component, Declared, Trail, Visitor, Walk};
use init_core::{Initialize, Initializer, Parameter, Reset, Stream};
use rand::Rng;
use rand_distr::Distribution;

use self::single::Single;

const HEADER: &str = "\
# The golden bits of the value contract, version 1 (docs/value-contract.md). They never change.
#
# One line for each tensor:
#
# path | stream | type | shape | declared | hash | first eight elements | last four elements
#
# The key is the 32 bytes 00 01 02 … 1f. Elements are in row-major order of the shape, as bits in
# hexadecimal; the hash is FNV-1a, 64 bits, of the little-endian bytes of all of them. Where the
# path alone does not give the stream, a component `stream` stands for another.
#
# `sample = Fraction` is (next_u64 >> 11) · 2^-53. `with = …` at `words` is next_u32, at `mixed`
# ((uniform() + normal()) + below(1000)) + index[0], drawn from left to right.
";

const KEY: [u8; 32] = {
    let mut key = [0; 32];
    let mut place = 0;
    while place < 32 {
        key[place] = place as u8;
        place += 1;
    }
    key
};

/// No multiple of a tile.
const SMALL: usize = 300;

/// Enough for several threads, and no multiple of what one of them takes.
const LARGE: usize = 2 * 65_536 + 77;

/// The whole file.
pub(crate) fn text() -> String {
    let mut text = HEADER.to_owned();
    elementary::<f32>(&mut text);
    elementary::<f64>(&mut text);
    elementary::<f16>(&mut text);
    elementary::<bf16>(&mut text);
    matrices(&mut text);
    layouts(&mut text);
    drawn(&mut text);
    add(&mut text, &mut model::net());
    widened::<f32>(&mut text);
    widened::<f64>(&mut text);
    coarse::<F8E4M3>(&mut text);
    coarse::<F8E5M2>(&mut text);
    parts(&mut text);
    add(&mut text, &mut model::following());
    padding(&mut text);
    schemes::gains(&mut text);
    schemes::axes(&mut text);
    schemes::stacks(&mut text);
    schemes::widths(&mut text);
    schemes::compositions(&mut text);
    catalogue::layers(&mut text);
    catalogue::stacks(&mut text);
    complex::numbers(&mut text);
    text
}

fn elementary<T: Element + Default>(text: &mut String) {
    let tail = |low: f64, high: f64| truncated_normal().low(low).high(high);
    let laws: [&dyn Initializer; 22] = [
        &constant(0.1),
        &constant(-1e-6),
        &uniform(),
        &uniform().low(-0.1).high(0.3),
        &uniform().low(100).high(101),
        &normal(),
        &normal().mean(0.1).std(0.02),
        &normal().std(1e-44),
        &normal().mean(1.1).std(0),
        &tail(-2.0, 2.0).std(0.02),
        &tail(-3.0, 3.0),
        &tail(-1.0, 3.0).mean(0.3).std(0.7),
        &tail(0.0, f64::INFINITY),
        &tail(f64::NEG_INFINITY, 1.5),
        &tail(f64::NEG_INFINITY, f64::INFINITY),
        &tail(2.5, 3.0),
        &tail(1.0, 1.001),
        &tail(5.0, 7.0),
        &tail(4.5, f64::INFINITY),
        &tail(f64::NEG_INFINITY, -6.0),
        &tail(-30.0, -20.0),
        &tail(-0.05, 0.03).absolute().std(0.02),
    ];
    for law in laws {
        tensor::<T>(text, "w", &[SMALL], &Declared::new(law));
    }
    let large: [&dyn Initializer; 7] = [
        &uniform().low(-1).high(1),
        &normal().std(0.02),
        &tail(-2.0, 2.0),
        &tail(-3.0, f64::INFINITY),
        &tail(0.0, 4.0),
        &tail(4.0, f64::INFINITY),
        &tail(3.9, f64::INFINITY),
    ];
    for law in large {
        tensor::<T>(text, "large", &[LARGE], &Declared::new(law));
    }
    tensor::<T>(text, "q", &[9, 5], &Declared::new(&orthogonal().gain(1.5)));
    tensor::<T>(text, "s", &[9, 5], &Declared::new(&sparse().sparsity(0.3)));
}

/// Types that have no value in some of the intervals above.
fn coarse<T: Element + Default>(text: &mut String) {
    let laws: [&dyn Initializer; 9] = [
        &constant(0.1),
        &constant(-1e-6),
        &uniform(),
        &uniform().low(-0.1).high(0.3),
        &normal().mean(0.1).std(0.02),
        &normal().std(1e-3),
        &truncated_normal().std(0.02),
        &truncated_normal().low(0).high(f64::INFINITY),
        &truncated_normal().low(1.0).high(1.001),
    ];
    for law in laws {
        tensor::<T>(text, "w", &[SMALL], &Declared::new(law));
    }
    tensor::<T>(text, "large", &[LARGE], &Declared::new(&normal()));
    let spread = uniform().low(-1).high(1);
    tensor::<T>(text, "large", &[LARGE], &Declared::new(&spread));
    tensor::<T>(text, "q", &[9, 5], &Declared::new(&orthogonal().gain(1.5)));
}

/// Truncated normals whose std is asked for of what is left.
fn widened<T: Element + Default>(text: &mut String) {
    let law = |std: f64, low: f64, high: f64| {
        let law = truncated_normal().low(low).high(high);
        law.std(std).std_of(StdOf::Truncated)
    };
    for law in [
        law(0.02, -2.0, 2.0),
        law(0.7, -1.0, 3.0).mean(0.3),
        law(0.5, f64::NEG_INFINITY, 1.5),
        law(2.0, f64::NEG_INFINITY, f64::INFINITY),
        law(1.0, 5.0, 7.0),
        law(0.02, -0.04, 0.04).absolute(),
        law(0.577, -1.0, 1.0).absolute(),
        law(0.7, -1.0, 3.0).mean(0.3).absolute(),
        law(0.5, 0.0, f64::INFINITY).absolute(),
        law(0.125, f64::NEG_INFINITY, 4.0).mean(10).absolute(),
        law(0.003, 6.0, 6.5).mean(-1).absolute(),
    ] {
        tensor::<T>(text, "w", &[SMALL], &Declared::new(&law));
    }
}

/// Orthogonal matrices in one tensor, of even and of odd numbers of values.
fn parts(text: &mut String) {
    let one = orthogonal().per_part();
    let scaled = orthogonal().gain(1.5).per_part();
    tensor::<f32>(text, "rnn", &[16, 4], &Declared::new(&one).split(4));
    tensor::<f64>(text, "rnn", &[16, 4], &Declared::new(&one));
    tensor::<f64>(text, "rnn", &[9, 5], &Declared::new(&one).split(3));
    tensor::<f64>(text, "rnn", &[3, 5, 5], &Declared::new(&one).layout("*oi"));
    let both = Declared::new(&scaled).layout("xi*o").split(2);
    tensor::<f32>(text, "rnn", &[3, 2, 5, 6], &both);
    tensor::<f64>(text, "rnn", &[150, 60], &Declared::new(&scaled).split(2));
}

fn matrices(text: &mut String) {
    let law = orthogonal();
    for shape in [
        &[1, 1][..],
        &[4, 4],
        &[5, 12],
        &[12, 5],
        &[6, 2, 3],
        &[8, 2, 3, 3],
        &[49, 48],
        &[48, 49],
        &[97, 130],
        &[300, 260],
    ] {
        tensor::<f64>(text, "q", shape, &Declared::new(&law));
    }
    let delta = delta_orthogonal().gain(0.5);
    for shape in [&[6, 4, 3][..], &[5, 5, 3, 4], &[70, 60, 1, 3, 2]] {
        tensor::<f32>(text, "q", shape, &Declared::new(&delta));
    }
    let few = sparse().sparsity(0.1).std(0.5);
    tensor::<f64>(text, "s", &[7, 3], &Declared::new(&few));
    tensor::<f32>(text, "s", &[1000, 129], &Declared::new(&few));
    tensor::<f32>(text, "e", &[3, 4], &Declared::new(&identity().gain(2)));
    let law = dirac();
    tensor::<f32>(text, "e", &[6, 2, 3], &Declared::new(&law).groups(3));
}

fn layouts(text: &mut String) {
    let kaiming = kaiming_normal();
    let lecun = lecun_normal();
    let xavier = xavier_uniform();
    let matrix = orthogonal();
    let weights = [
        (&[7, 40][..], Declared::new(&kaiming)),
        (&[40, 7], Declared::new(&kaiming).layout("io")),
        (&[3, 3, 4, 8], Declared::new(&xavier).layout("hwio")),
        (&[8, 4, 3, 3], Declared::new(&xavier).layout("oihw")),
        (&[8, 4, 3, 3], Declared::new(&lecun).groups(2)),
        (&[8, 4, 3], Declared::new(&lecun).layout("iox").groups(2)),
        (&[3, 8, 4], Declared::new(&kaiming).layout("*io")),
        (&[12, 8], Declared::new(&xavier).split(3)),
        (&[12, 8], Declared::new(&xavier).fan_in(5).fan_out(7)),
        (&[5, 9], Declared::new(&matrix).layout("io")),
        (&[2, 6, 3], Declared::new(&matrix).layout("xoi")),
    ];
    for (shape, declared) in weights {
        tensor::<f32>(text, "w", shape, &declared);
    }
}

/// Tables with rows of zeros, and the identity of a convolution with a gain.
fn padding(text: &mut String) {
    let law = normal().std(0.02);
    let matrix = orthogonal();
    tensor::<f32>(
        text,
        "table",
        &[50, 6],
        &Declared::new(&law).padding_index(0),
    );
    let several = Declared::new(&law).padding_index([3, 0, 9]);
    tensor::<bf16>(text, "table", &[10, 31], &several);
    let stacked = Declared::new(&law).layout("i*o").padding_index([1, 4]);
    tensor::<f64>(text, "table", &[7, 3, 5], &stacked);
    tensor::<f64>(
        text,
        "table",
        &[6, 4],
        &Declared::new(&matrix).padding_index(5),
    );
    let law = dirac().gain(0.5);
    tensor::<f32>(text, "e", &[6, 2, 3], &Declared::new(&law).groups(3));
}

/// A distribution whose values are known.
#[derive(Debug)]
struct Fraction;

impl Distribution<f64> for Fraction {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        (rng.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

fn drawn(text: &mut String) {
    let words = with(|_: &[usize], stream: &mut Stream| f64::from(stream.next_u32()));
    let mixed = with(|index: &[usize], stream: &mut Stream| {
        let sum = stream.uniform() + stream.normal();
        sum + f64::from(stream.below(1000)) + index[0] as f64
    });
    tensor::<f64>(text, "words", &[4], &Declared::new(&words));
    tensor::<f64>(text, "mixed", &[5, 60], &Declared::new(&mixed));
    tensor::<f32>(text, "mixed", &[5, 60], &Declared::new(&mixed).layout("io"));
    tensor::<f64>(text, "d", &[SMALL], &Declared::new(&sample(Fraction)));
    tensor::<f16>(text, "d", &[SMALL], &Declared::new(&sample(Fraction)));
}

/// Adds the line of one tensor.
fn tensor<T: Clone + Default>(
    text: &mut String,
    path: &str,
    shape: &[usize],
    declared: &Declared<'_>,
) where
    for<'t> Flat<&'t mut [T]>: Parameter,
{
    let mut values = vec![T::default(); shape.iter().product()];
    let tensor = Flat::new(values.as_mut_slice(), shape);
    let mut model = Single {
        path: &[path],
        tensor,
        declared,
    };
    add(text, &mut model);
}

/// Adds a line for each parameter of a model.
fn add(text: &mut String, model: &mut dyn Initialize) {
    let plan = Reset::key(KEY)
        .run(model)
        .unwrap_or_else(|error| panic!("{error}"));
    let mut lines = Lines {
        trail: Trail::new(),
        entries: plan.entries().iter(),
        text,
    };
    model.visit_parameters(&mut lines);
    assert!(lines.entries.next().is_none(), "every entry has its line");
}

/// Writes a line for each parameter of a walk.
struct Lines<'a> {
    trail: Trail,
    entries: std::slice::Iter<'a, Entry>,
    text: &'a mut String,
}

impl Walk for Lines<'_> {
    fn trail(&mut self) -> &mut Trail {
        &mut self.trail
    }

    fn fail(&mut self, _: Option<&Component<'_>>, problem: Problem) {
        panic!("{problem:?}");
    }
}

impl Visitor for Lines<'_> {
    fn parameter(&mut self, _: &Component<'_>, tensor: &dyn Parameter, declared: &Declared<'_>) {
        let entry = self.entries.next().expect("an entry for every parameter");
        let mut bytes = Vec::new();
        let mut elements = Vec::new();
        let mut note = |value| {
            let (bits, size) = bits(value, entry.dtype());
            bytes.extend_from_slice(&bits.to_le_bytes()[..size]);
            elements.push(format!("{bits:0width$x}", width = 2 * size));
        };
        tensor
            .read(&mut |piece| piece.iter().for_each(|&value| note(value)))
            .unwrap_or_else(|problem| panic!("{problem:?}"));
        let said = match entry.follows() {
            Some(Follows::SameAs { path, .. }) => format!("same_as = {path:?}"),
            _ => declared.describe(),
        };
        let line = format!(
            "{} | {:016x} | {} | {:?} | {} | {:016x} | {} | {}\n",
            entry.path(),
            entry.stream(),
            entry.dtype(),
            entry.shape(),
            said.split(", shape").next().unwrap_or(""),
            fnv(&bytes),
            elements[..elements.len().min(8)].join(" "),
            elements[elements.len().saturating_sub(4)..].join(" "),
        );
        self.text.push_str(&line);
    }
}

/// The bits of a value of a type, and their number in bytes.
fn bits(value: f64, dtype: DType) -> (u64, usize) {
    match dtype {
        DType::F32 | DType::C64 => ((value as f32).to_bits().into(), 4),
        DType::F16 => (f16::from_f64(value).to_bits().into(), 2),
        DType::Bf16 => (bf16::from_f64(value).to_bits().into(), 2),
        DType::F8E4M3 => (F8E4M3::from_f64(value).to_bits().into(), 1),
        DType::F8E5M2 => (F8E5M2::from_f64(value).to_bits().into(), 1),
        _ => (value.to_bits(), 8),
    }
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
