use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    rows: Vec<[f32; 3]>,
}

fn main() {}
