use std::sync::Arc;

use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    linear: Arc<Linear>,
}

#[derive(Initialize)]
struct Linear;

fn main() {}
