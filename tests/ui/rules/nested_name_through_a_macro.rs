use init_core::Initialize;

macro_rules! net {
    ($glob:literal) => {
        #[derive(Initialize)]
        struct Net {
            #[init(at = $glob, zeros)]
            fc: Linear,
        }
    };
}
net!("wieght");

#[derive(Initialize)]
struct Linear {
    #[init(parameter)]
    weight: [[f32; 4]; 4],
}

fn main() {}
