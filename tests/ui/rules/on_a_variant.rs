use init_core::Initialize;

#[derive(Initialize)]
enum Head {
    #[init(at = "**", zeros)]
    Dense {
        #[init(parameter)]
        bias: [f32; 4],
    },
}

fn main() {}
