use init_core::Initialize;

#[derive(Initialize)]
enum Head {
    Dense {
        #[init(normal, name = "bias")]
        weight: [f32; 4],
        #[init(zeros)]
        bias: [f32; 4],
    },
}

fn main() {}
