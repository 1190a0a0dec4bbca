use init_core::Initialize;

#[derive(Initialize)]
enum Head {
    Dense {
        #[init(parameter)]
        weight: [f32; 4],
        #[init(constant = weight[0])]
        bias: [f32; 4],
    },
}

fn main() {}
