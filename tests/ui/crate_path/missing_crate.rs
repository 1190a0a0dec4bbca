use init_core::Initialize;

#[derive(Initialize)]
#[init(crate = ::not_there)]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
