use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(lecun_normal, shape = (64,))]
    bias: Vec<f32>,
}

fn main() {}
