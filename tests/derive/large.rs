//! Models of thousands of parameters, and structs of hundreds of fields.

#![allow(
    clippy::large_stack_arrays,
    reason = "two hundred rules are more than sixteen kilobytes"
)]

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

#[derive(Initialize, Clone)]
struct Entry(#[init(parameter, name = "")] [f32; 1]);

/// Two hundred rules, more attributes than the compiler expands by default.
macro_rules! ruled {
    ($($value:literal $at:literal)*) => {
        #[derive(Initialize)]
        $(#[init(at = $at, constant = $value)])*
        struct Ruled {
            list: Vec<Entry>,
        }
    };
}
ruled! {
    0 "*.0" 1 "*.1" 2 "*.2" 3 "*.3" 4 "*.4" 5 "*.5" 6 "*.6" 7 "*.7"
    8 "*.8" 9 "*.9" 10 "*.10" 11 "*.11" 12 "*.12" 13 "*.13" 14 "*.14" 15 "*.15"
    16 "*.16" 17 "*.17" 18 "*.18" 19 "*.19" 20 "*.20" 21 "*.21" 22 "*.22" 23 "*.23"
    24 "*.24" 25 "*.25" 26 "*.26" 27 "*.27" 28 "*.28" 29 "*.29" 30 "*.30" 31 "*.31"
    32 "*.32" 33 "*.33" 34 "*.34" 35 "*.35" 36 "*.36" 37 "*.37" 38 "*.38" 39 "*.39"
    40 "*.40" 41 "*.41" 42 "*.42" 43 "*.43" 44 "*.44" 45 "*.45" 46 "*.46" 47 "*.47"
    48 "*.48" 49 "*.49" 50 "*.50" 51 "*.51" 52 "*.52" 53 "*.53" 54 "*.54" 55 "*.55"
    56 "*.56" 57 "*.57" 58 "*.58" 59 "*.59" 60 "*.60" 61 "*.61" 62 "*.62" 63 "*.63"
    64 "*.64" 65 "*.65" 66 "*.66" 67 "*.67" 68 "*.68" 69 "*.69" 70 "*.70" 71 "*.71"
    72 "*.72" 73 "*.73" 74 "*.74" 75 "*.75" 76 "*.76" 77 "*.77" 78 "*.78" 79 "*.79"
    80 "*.80" 81 "*.81" 82 "*.82" 83 "*.83" 84 "*.84" 85 "*.85" 86 "*.86" 87 "*.87"
    88 "*.88" 89 "*.89" 90 "*.90" 91 "*.91" 92 "*.92" 93 "*.93" 94 "*.94" 95 "*.95"
    96 "*.96" 97 "*.97" 98 "*.98" 99 "*.99" 100 "*.100" 101 "*.101" 102 "*.102" 103 "*.103"
    104 "*.104" 105 "*.105" 106 "*.106" 107 "*.107" 108 "*.108" 109 "*.109" 110 "*.110" 111 "*.111"
    112 "*.112" 113 "*.113" 114 "*.114" 115 "*.115" 116 "*.116" 117 "*.117" 118 "*.118" 119 "*.119"
    120 "*.120" 121 "*.121" 122 "*.122" 123 "*.123" 124 "*.124" 125 "*.125" 126 "*.126" 127 "*.127"
    128 "*.128" 129 "*.129" 130 "*.130" 131 "*.131" 132 "*.132" 133 "*.133" 134 "*.134" 135 "*.135"
    136 "*.136" 137 "*.137" 138 "*.138" 139 "*.139" 140 "*.140" 141 "*.141" 142 "*.142" 143 "*.143"
    144 "*.144" 145 "*.145" 146 "*.146" 147 "*.147" 148 "*.148" 149 "*.149" 150 "*.150" 151 "*.151"
    152 "*.152" 153 "*.153" 154 "*.154" 155 "*.155" 156 "*.156" 157 "*.157" 158 "*.158" 159 "*.159"
    160 "*.160" 161 "*.161" 162 "*.162" 163 "*.163" 164 "*.164" 165 "*.165" 166 "*.166" 167 "*.167"
    168 "*.168" 169 "*.169" 170 "*.170" 171 "*.171" 172 "*.172" 173 "*.173" 174 "*.174" 175 "*.175"
    176 "*.176" 177 "*.177" 178 "*.178" 179 "*.179" 180 "*.180" 181 "*.181" 182 "*.182" 183 "*.183"
    184 "*.184" 185 "*.185" 186 "*.186" 187 "*.187" 188 "*.188" 189 "*.189" 190 "*.190" 191 "*.191"
    192 "*.192" 193 "*.193" 194 "*.194" 195 "*.195" 196 "*.196" 197 "*.197" 198 "*.198" 199 "*.199"
}

#[test]
fn a_struct_of_two_hundred_rules_works() {
    let mut model = Ruled {
        list: vec![Entry([-1.0]); 200],
    };
    reset(&mut model);
    for (place, entry) in model.list.iter().enumerate() {
        assert_eq!(entry.0, [place as f32]);
    }
}
