//! Expressions that are left within themselves, or that ask a parameter for its length.

#![allow(
    clippy::needless_return,
    clippy::never_loop,
    reason = "these are what may be left within an expression"
)]

use init_core::Initialize;

use super::reset;

macro_rules! first_even {
    ($numbers:expr) => {{
        let even = || {
            for number in $numbers {
                if number % 2 == 0 {
                    return number as f64;
                }
            }
            0.5
        };
        even()
    }};
}

#[derive(Initialize)]
struct LeavesWhatIsItsOwn {
    #[init(constant = (|| { if self.count == 0 { return 3.0; } 4.0 })())]
    closure: [f32; 1],
    #[init(constant = { fn two() -> f64 { return "2".parse().ok().unwrap_or(0.0); } two() })]
    function: [f32; 1],
    #[init(constant = (|| Some("5".parse::<f64>().ok()? + 1.0))().unwrap())]
    question: [f32; 1],
    #[init(constant = loop { break 7.0 })]
    looped: [f32; 1],
    #[init(constant = first_even!(self.count..9))]
    in_a_macro: [f32; 1],
    #[init(with = { let (shift, table) = (first_even!(1..self.count + 9), &self.table); move |index, _| shift + table[index[0]] })]
    drawn: [f64; 2],
    #[init(ones)]
    last: [f32; 1],
    #[init(skip)]
    count: usize,
    #[init(skip)]
    table: [f64; 2],
}

/// Beside a macro, which may hide a `return`, values are what they are elsewhere.
#[test]
fn closures_functions_and_loops_are_left_within_an_expression() {
    let one = [9.0_f32];
    let mut model = LeavesWhatIsItsOwn {
        closure: one,
        function: one,
        question: one,
        looped: one,
        in_a_macro: one,
        drawn: [9.0; 2],
        last: one,
        count: 0,
        table: [0.5, 1.5],
    };
    reset(&mut model);
    let (closure, function) = (model.closure, model.function);
    assert_eq!([closure, function, model.question], [[3.0], [2.0], [6.0]]);
    assert_eq!(
        [model.looped, model.in_a_macro, model.last],
        [[7.0], [0.0], [1.0]]
    );
    assert_eq!(model.drawn, [2.5, 3.5]);
}

#[derive(Initialize)]
enum Variant {
    Macro {
        #[init(constant = first_even!(*least..9), shape = table.len())]
        weight: Vec<f32>,
        #[init(with = |index, _| table[index[0]])]
        drawn: [f64; 2],
        #[init(skip)]
        least: usize,
        #[init(skip)]
        table: Vec<f64>,
    },
}

#[test]
fn a_macro_in_a_variant_reads_the_fields_beside_it() {
    let mut model = Variant::Macro {
        weight: vec![0.0; 2],
        drawn: [0.0; 2],
        least: 3,
        table: vec![1.0, 2.0],
    };
    reset(&mut model);
    let Variant::Macro { weight, drawn, .. } = model;
    assert_eq!((weight, drawn), (vec![4.0; 2], [1.0, 2.0]));
}

#[derive(Initialize)]
struct ReadsForms {
    #[init(normal)]
    matrix: [[f32; 3]; 2],
    #[init(ones)]
    maybe: Option<[f32; 5]>,
    #[init(zeros, shape = (self.matrix.len(), self.matrix[0].len()))]
    shaped: Vec<f32>,
    #[init(constant = self.maybe.as_ref().map_or(0, |held| held.len()) as f64)]
    of_a_closure: [f32; 1],
    #[init(constant = <[_]>::len(&self.matrix) as f64 + if self.maybe.is_some() { 0.5 } else { 0.0 })]
    of_a_path: [f32; 1],
}

#[test]
fn lengths_of_parameters_may_be_read() {
    let mut model = ReadsForms {
        matrix: [[0.0; 3]; 2],
        maybe: Some([0.0; 5]),
        shaped: vec![9.0; 6],
        of_a_closure: [0.0],
        of_a_path: [0.0],
    };
    reset(&mut model);
    assert_eq!(model.shaped, [0.0; 6]);
    assert_eq!((model.of_a_closure, model.of_a_path), ([5.0], [2.5]));
}
