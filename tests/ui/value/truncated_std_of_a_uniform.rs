use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(
        truncated_normal,
        std = 0.6,
        std_of = "truncated",
        low = -1,
        high = 1.0,
        absolute
    )]
    weight: [[f32; 300]; 10],
}

fn main() {}
