use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(parameter)]
    weight: [[f32; 4]; 4],
}

#[derive(Initialize)]
#[init(at = "**.weight", xavier_uniform, fan_in = 4 * layer.count)]
struct Net {
    layers: Vec<Linear>,
}

fn main() {}
