use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(constant = self.text.parse::<f64>()?)]
    weight: [f32; 4],
    #[init(skip)]
    text: String,
}

fn main() {}
