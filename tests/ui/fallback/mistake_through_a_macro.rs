use init_core::Initialize;

macro_rules! linear {
    ($name:ident, $init:ident, $mode:literal) => {
        #[derive(Initialize)]
        struct $name {
            #[init($init, mode = $mode)]
            weight: [[f32; 300]; 10],
        }
    };
}
linear!(Linear, kaiming_normal, "fanout");

fn main() {
    Linear { weight: [[0.0; 300]; 10] }.plan().unwrap();
}
