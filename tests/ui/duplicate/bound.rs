use init_core::Initialize;

#[derive(Initialize)]
#[init(bound = "", bound = "")]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
