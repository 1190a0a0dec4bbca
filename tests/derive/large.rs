//! Models of thousands of parameters, and structs of hundreds of fields.

use init_core::Initialize;

use super::{paths, reset};

#[derive(Initialize, Clone)]
struct Layer {
    #[init(normal, std = 0.02)]
    weight: [f32; 4],
    #[init(constant = layer.index as f64)]
    bias: [f32; 1],
}

#[derive(Initialize)]
struct Model {
    towers: [Vec<Layer>; 4],
}

#[test]
fn ten_thousand_parameters_have_paths_and_values_of_their_own() {
    let tower = || {
        vec![
            Layer {
                weight: [0.0; 4],
                bias: [-1.0]
            };
            1250
        ]
    };
    let mut model = Model {
        towers: [tower(), tower(), tower(), tower()],
    };
    let mut found = paths(&model);
    assert_eq!(found.len(), 10_000);
    assert_eq!(found.last().unwrap(), "towers.3.1249.bias");
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 10_000);
    reset(&mut model);
    assert_eq!(model.towers[3][1249].bias, [1249.0]);
    let mut first: Vec<u32> = model
        .towers
        .iter()
        .flatten()
        .map(|layer| layer.weight[0].to_bits())
        .collect();
    first.sort_unstable();
    first.dedup();
    // 5000 of 2^32 values: a few may meet by chance.
    assert!(first.len() > 4990, "{} different first values", first.len());
}

/// Ninety fields.
macro_rules! wide {
    ($($group:ident)*) => {
        #[derive(Initialize, Default)]
        struct Wide {
            $($group: Four,)*
        }

        #[derive(Initialize, Default)]
        struct Flat {
            $(#[init(ones)] $group: [f32; 1],)*
        }
    };
}
wide! {
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
    d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
    g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9 i0 i1 i2 i3 i4 i5 i6 i7 i8 i9
}

#[derive(Initialize, Default)]
struct Four(
    #[init(ones)] [f32; 1],
    #[init(ones)] [f32; 1],
    #[init(ones)] [f32; 1],
    #[init(ones)] [f32; 1],
);

#[test]
fn a_struct_of_ninety_fields_works() {
    assert_eq!(paths(&Wide::default()).len(), 360);
    let mut flat = Flat::default();
    assert_eq!(paths(&flat).len(), 90);
    reset(&mut flat);
    assert_eq!((flat.a0, flat.i9), ([1.0], [1.0]));
}
