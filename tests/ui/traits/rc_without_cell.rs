use std::rc::Rc;

use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    bias: Rc<[f32; 10]>,
}

fn main() {}
