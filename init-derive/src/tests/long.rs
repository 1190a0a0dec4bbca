//! Words and values of a hundred kilobytes: the message about each is short.

use super::{messages, parsed};

/// Whether the derive refuses this, by messages of some kilobytes at most.
#[track_caller]
fn refused(source: &str) -> bool {
    let messages = messages(&crate::derive(&parsed(source)));
    for message in &messages {
        assert!(message.len() < 8 << 10, "{} bytes", message.len());
    }
    !messages.is_empty()
}

#[test]
fn what_is_very_long_is_not_repeated() {
    let long = "long".repeat(1 << 15);
    let dotted = "a.".repeat(1 << 16);
    let ticks = "`".repeat(1 << 17);
    let sum = "1.0 + ".repeat(1 << 10) + "1.0";
    // syn reads a number in the square of its digits.
    let digits = "9".repeat(1 << 11);
    let mut count = 0;
    for attribute in [
        long.clone(),
        format!("{long} = 1"),
        format!("zeros, {long}"),
        format!("normal, {long} = {sum}"),
        format!("normal, std = \"{long}\""),
        format!("normal, std = -{digits}.0"),
        format!("constant = {digits}.0"),
        format!("uniform, std = {sum}"),
        format!("kaiming_normal, mode = \"{long}\""),
        format!("kaiming_normal, mode = \"{ticks}\""),
        format!("kaiming_normal, mode = {long}"),
        format!("kaiming_normal, layout = \"{long}\""),
        format!("zeros, name = \"{dotted}\""),
        format!("zeros, stream = {long}"),
        format!("at = \"{long}\""),
        format!("at = \"**{long}\", zeros"),
        format!("at = \"{ticks}\", zeros"),
        format!("at = \"**\", module = \"{dotted}\", zeros"),
        format!("at = \"**\", {long}"),
        format!("at = {long}, zeros"),
        format!("{long}-{long}"),
        format!("{long}::zeros"),
        format!("\"{long}\""),
        format!("({long})"),
        format!("normal({long})"),
        format!("normal.{long}({long})"),
        format!("normal std = {sum}"),
    ] {
        count += usize::from(refused(&format!(
            "struct Model {{ #[init({attribute})] weight: [[f32; 4]; 4] }}"
        )));
        count += usize::from(refused(&format!(
            "#[init({attribute})] struct Model {{ #[init(zeros)] weight: [f32; 4] }}"
        )));
    }
    // A glob that is long is a glob.
    assert!(count >= 45, "{count}");
    assert!(refused(&format!(
        "#[init[zeros, name = \"{long}\"]] struct Model {{ #[init[constant = {sum}]] weight: f32 }}"
    )));
    assert!(refused(&format!(
        "struct Model {{ #[init(zeros, ones)] {long}: f32 }}"
    )));
    let fields = (0..2000).map(|k| format!("#[init(zeros)] field_{k}: f32,"));
    assert!(refused(&format!(
        "#[init(at = \"stranger\", zeros)] struct Model {{ {} }}",
        fields.collect::<String>()
    )));
}
