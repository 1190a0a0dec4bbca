use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(
        truncated_normal,
        std_of = "truncated",
        low = -1.0,
        high = 1.0,
        absolute
    )]
    weight: [[f32; 300]; 10],
}

fn main() {}
