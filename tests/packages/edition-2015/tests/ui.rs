//! Mistakes have their messages in edition 2015 too.

#[test]
fn a_mistake_has_its_message() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
