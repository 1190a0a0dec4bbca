use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(kaiming_normal, fan_in = String::new())]
    weight: [[f32; 10]; 10],
}

fn main() {}
