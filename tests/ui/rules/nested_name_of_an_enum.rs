use init_core::Initialize;

#[derive(Initialize)]
enum Head {
    Dense {
        #[init(parameter)]
        weight: [f32; 4],
    },
    Scale(#[init(ones)] f32),
}

#[derive(Initialize)]
struct Net {
    #[init(at = "wieght", zeros)]
    head: Head,
}

fn main() {}
