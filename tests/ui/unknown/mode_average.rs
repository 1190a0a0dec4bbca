use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(variance_scaling, mode = "average")]
    weight: [[f32; 300]; 10],
}

fn main() {}
