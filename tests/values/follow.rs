//! Values that follow from other parameters: norms and equal ones.

use half::bf16;
use init_core::initializer::norm_of;
use init_core::{Initialize, Reset, Rule, Rules};
use ndarray::Array1;

/// √Σx² of f64s that are added in order.
fn norm(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |sum, x| sum + x * x).sqrt()
}

#[derive(Initialize, Clone)]
struct WeightNorm {
    #[init(norm_of = "v", axis = 0)]
    rows: [[f32; 1]; 6],
    #[init(norm_of = "v", axis = 1)]
    columns: [f64; 50],
    #[init(norm_of = "v")]
    all: f32,
    #[init(normal, std = 0.3)]
    v: [[f32; 50]; 6],
    #[init(norm_of = "v", axis = 0)]
    narrow: [bf16; 6],
    #[init(norm_of = "transposed", axis = 0)]
    of_layout: [f32; 5],
    #[init(kaiming_normal, layout = "io")]
    transposed: [[f64; 7]; 5],
}

fn weight_norm(value: f32) -> WeightNorm {
    WeightNorm {
        rows: [[value]; 6],
        columns: [value.into(); 50],
        all: value,
        v: [[value; 50]; 6],
        narrow: [bf16::from_f32(value); 6],
        of_layout: [value; 5],
        transposed: [[value.into(); 7]; 5],
    }
}

#[test]
fn norms_are_those_of_the_new_values() {
    // What memory held has no part in it.
    for old in [0.0, 5.0, f32::NAN] {
        let mut layer = weight_norm(old);
        Reset::seed(3).run(&mut layer).unwrap();
        let wide = |x: &f32| f64::from(*x);
        for (row, v) in layer.v.iter().enumerate() {
            let expected = norm(v.iter().map(wide));
            assert_eq!(layer.rows[row][0].to_bits(), (expected as f32).to_bits());
            assert_eq!(layer.narrow[row], bf16::from_f64(expected));
        }
        for (column, found) in layer.columns.iter().enumerate() {
            let expected = norm(layer.v.iter().map(|row| wide(&row[column])));
            assert_eq!(found.to_bits(), expected.to_bits());
        }
        let all = norm(layer.v.as_flattened().iter().map(wide));
        assert_eq!(layer.all.to_bits(), (all as f32).to_bits());
        for (index, row) in layer.transposed.iter().enumerate() {
            assert_eq!(layer.of_layout[index], norm(row.iter().copied()) as f32);
        }
    }
}

/// The weight alone, under the path that it has beside its norms.
#[derive(Initialize)]
struct Alone {
    #[init(normal, std = 0.3)]
    v: [[f32; 50]; 6],
}

#[test]
fn a_norm_changes_no_bit_of_its_weight() {
    let (mut both, mut alone) = (weight_norm(0.0), Alone { v: [[0.0; 50]; 6] });
    Reset::seed(3).run(&mut both).unwrap();
    Reset::seed(3).run(&mut alone).unwrap();
    assert_eq!(both.v, alone.v);
}

#[test]
fn a_partial_reset_gives_the_norms_of_a_full_one() {
    let (mut full, mut part) = (weight_norm(0.0), weight_norm(7.0));
    Reset::seed(3).run(&mut full).unwrap();
    Reset::seed(3).only("rows").run(&mut part).unwrap();
    assert_eq!(part.rows, full.rows);
    assert_eq!(part.v, weight_norm(7.0).v);
}

#[derive(Initialize, Clone, PartialEq, Debug)]
struct Layer {
    #[init(norm_of = "v", axis = 0)]
    g: [f32; 4],
    #[init(kaiming_normal)]
    v: [[f32; 8]; 4],
    #[init(orthogonal)]
    q: [[f64; 5]; 5],
    #[init(with = |index, stream| stream.uniform() + index[0] as f64)]
    drawn: [f32; 9],
    #[init(uniform, low = layer.index as f64 + 1.0, high = layer.index as f64 + 2.0)]
    depth: f32,
}

fn layer() -> Layer {
    Layer {
        g: [9.0; 4],
        v: [[9.0; 8]; 4],
        q: [[9.0; 5]; 5],
        drawn: [9.0; 9],
        depth: 9.0,
    }
}

#[derive(Initialize)]
struct Contrast {
    #[init(same_as = "query")]
    key: Vec<Layer>,
    query: Vec<Layer>,
    #[init(same_as = "key")]
    ema: Vec<Layer>,
    #[init(same_as = "scale")]
    first: f64,
    #[init(uniform)]
    scale: f64,
    #[init(same_as = "query.1.drawn")]
    deep: [f32; 9],
    #[init(norm_of = "key.0.q", axis = 1)]
    norm: [f64; 5],
}

fn contrast() -> Contrast {
    Contrast {
        key: vec![layer(); 2],
        query: vec![layer(); 2],
        ema: vec![layer(); 2],
        first: 3.0,
        scale: 4.0,
        deep: [5.0; 9],
        norm: [6.0; 5],
    }
}

#[test]
fn equal_parts_have_the_values_of_their_original() {
    let mut model = contrast();
    Reset::seed(4).run(&mut model).unwrap();
    assert_eq!(model.key, model.query);
    assert_eq!(model.ema, model.query);
    assert_ne!(model.query[0].v, model.query[1].v);
    assert!((2.0..3.0).contains(&model.key[1].depth));
    assert_eq!(model.first.to_bits(), model.scale.to_bits());
    assert_eq!(model.deep, model.query[1].drawn);
    // The columns of an orthogonal matrix.
    let near_one = |norm: &f64| (norm - 1.0).abs() < 1e-12;
    assert!(model.norm.iter().all(near_one), "{:?}", model.norm);
}

/// The original alone.
#[derive(Initialize)]
struct Query {
    query: Vec<Layer>,
}

#[test]
fn an_equal_part_changes_no_bit_of_its_original() {
    let (mut model, mut alone) = (
        contrast(),
        Query {
            query: vec![layer(); 2],
        },
    );
    Reset::seed(4).run(&mut model).unwrap();
    Reset::seed(4).run(&mut alone).unwrap();
    assert_eq!(model.query, alone.query);
    let mut part = contrast();
    Reset::seed(4).only("ema.**").run(&mut part).unwrap();
    assert_eq!(part.ema, alone.query);
    assert_eq!(part.query, contrast().query);
}

#[derive(Initialize)]
#[init(at = "target.**", same_as = "online")]
#[init(at = "**.v", normal)]
#[init(at = "**.g", norm_of = "v")]
struct Agent {
    target: Open,
    online: Open,
}

#[derive(Initialize, Debug, PartialEq)]
struct Open {
    #[init(parameter)]
    g: f32,
    #[init(parameter)]
    v: [f32; 20],
}

fn agent() -> Agent {
    let open = || Open {
        g: 1.0,
        v: [1.0; 20],
    };
    Agent {
        target: open(),
        online: open(),
    }
}

#[test]
fn rules_give_them_too() {
    let mut model = agent();
    Reset::seed(5).run(&mut model).unwrap();
    assert_eq!(model.target, model.online);
    let expected = norm(model.online.v.iter().map(|&x| f64::from(x)));
    assert_eq!(model.online.g, expected as f32);

    let toml = "[[rules]]\nat = 'target.**'\nsame_as = 'online'\n\n\
                [[rules]]\nat = '**.g'\nnorm_of = 'v'\naxis = 0";
    for rules in [
        Rules::new()
            .rule(Rule::at("target.**").same_as("online"))
            .at("**.g", norm_of("v").axis(0)),
        Rules::from_toml(toml).unwrap(),
    ] {
        let error = Reset::seed(5).rules(&rules).run(&mut agent()).unwrap_err();
        // The rule at the root wins: 20 norms are too many for one value.
        assert_eq!(error.problems().len(), 2, "{error}");
        assert!(error.has(init_core::ErrorKind::Reference), "{error}");
    }
}

/// Long enough for several threads, and no multiple of what one of them takes.
#[derive(Initialize)]
struct Long {
    #[init(norm_of = "v", axis = 0)]
    rows: [f32; 3],
    #[init(normal, shape = (3, 70_001))]
    v: Vec<f32>,
    #[init(same_as = "v", shape = (3, 70_001))]
    copy: Vec<f32>,
}

#[test]
fn a_long_tensor_has_them_for_any_number_of_threads() {
    for threads in [1, 3] {
        let mut long = Long {
            rows: [0.0; 3],
            v: vec![0.0; 3 * 70_001],
            copy: vec![0.0; 3 * 70_001],
        };
        Reset::seed(6).threads(threads).run(&mut long).unwrap();
        assert_eq!(long.v, long.copy);
        for (row, found) in long.v.chunks(70_001).zip(long.rows) {
            assert_eq!(found, norm(row.iter().map(|&x| f64::from(x))) as f32);
        }
    }
}

#[test]
fn nan_is_written_to_them_too() {
    let mut model = contrast();
    Reset::nan().run(&mut model).unwrap();
    assert!(model.first.is_nan() && model.ema[1].g[3].is_nan() && model.norm[0].is_nan());
}

#[test]
fn lists_of_parameters_have_the_norms_of_their_entries() {
    #[derive(Initialize)]
    struct Lists {
        #[init(norm_of = "v")]
        g: Vec<Array1<f32>>,
        #[init(normal)]
        v: Vec<Array1<f32>>,
    }
    let mut lists = Lists {
        g: vec![Array1::zeros(1); 2],
        v: vec![Array1::zeros(3); 2],
    };
    Reset::seed(7).run(&mut lists).unwrap();
    for (g, v) in lists.g.iter().zip(&lists.v) {
        assert_eq!(g[0], norm(v.iter().map(|&x| f64::from(x))) as f32);
    }
}

#[test]
fn depth_divides_no_norm() {
    #[derive(Initialize)]
    struct Block {
        #[init(normal)]
        direction: [[f32; 3]; 4],
        #[init(norm_of = "direction", axis = 0, depth_scaling = "count")]
        magnitude: [f32; 4],
    }
    #[derive(Initialize)]
    struct Net {
        blocks: [Block; 2],
    }
    let block = || Block {
        direction: [[0.0; 3]; 4],
        magnitude: [0.0; 4],
    };
    let net = Net {
        blocks: [block(), block()],
    };
    let error = net.plan().unwrap_err();
    assert_eq!(
        error.problems()[0].to_string(),
        "`blocks.0.magnitude`: `depth_scaling` divides values, but a norm is that of another parameter\n  \
         help: give `depth_scaling` to the parameter whose norm it is, or leave it out"
    );
}
