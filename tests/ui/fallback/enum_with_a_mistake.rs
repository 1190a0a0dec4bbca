use init_core::Initialize;

#[derive(Initialize)]
enum Norm {
    Layer {
        #[init(onse)]
        scale: [f32; 10],
    },
    None,
}

fn main() {
    Norm::None.plan().unwrap();
    Norm::Layer { scale: [0.0; 10] }.plan().unwrap();
}
