use init_core::Initialize;

macro_rules! std_of {
    ($count:expr) => {{
        if $count == 0 {
            return;
        }
        0.5
    }};
}

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = std_of!(self.count))]
    weight: [f32; 4],
    #[init(skip)]
    count: usize,
}

fn main() {}
