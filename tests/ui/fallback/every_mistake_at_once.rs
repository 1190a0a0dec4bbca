use init_core::Initialize;

#[derive(Initialize)]
#[init(crat = ::init_core)]
struct Model {
    #[init(kaiming_norml)]
    weight: [[f32; 300]; 10],
    #[init(normal, sdt = 0.02, std = "1")]
    bias: [f32; 10],
    #[init(zeros, ones)]
    scale: [f32; 10],
    #[init]
    shift: [f32; 10],
}

fn main() {}
