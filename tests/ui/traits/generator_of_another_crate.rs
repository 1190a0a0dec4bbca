use init_core::{Initialize, Reset};

#[derive(Initialize)]
struct Net {
    #[init(normal)]
    weight: [f32; 4],
}

struct Fast(u64);

fn main() {
    let mut net = Net { weight: [0.0; 4] };
    net.reset_parameters(&mut Fast(7));
    Reset::new().run(&mut net, &mut Fast(7)).unwrap();
}
