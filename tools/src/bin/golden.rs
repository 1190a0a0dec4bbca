//! The golden bits of the value contract, as this machine makes them.
//!
//! ```sh
//! cargo run --release -p init-tools --bin golden | diff - tests/data/golden.txt
//! ```

use std::io::{self, Write};

#[path = "../../../tests/support/golden.rs"]
mod golden;

fn main() -> io::Result<()> {
    io::stdout().lock().write_all(golden::text().as_bytes())
}
