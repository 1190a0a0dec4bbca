use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", normal, std = self.std())]
enum Head {
    Dense {
        #[init(parameter)]
        bias: [f32; 4],
    },
}

fn main() {}
