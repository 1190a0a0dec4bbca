use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(kaiming_normal, mode = "fanout", nonlinearity = "leakyrelu", sd = 1.0, layout = "oo")]
    weight: [[f32; 300]; 10],
}

fn main() {}
