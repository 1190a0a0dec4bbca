//! Parts of tensors: rows that are 0 in a random table, and indices that are reset alone. The oracle is
//! the whole tensor, reset without either.

use half::bf16;
use init_core::initializer::{normal, orthogonal, uniform, with};
use init_core::parameter::Flat;
use init_core::values::Element;
use init_core::walk::Declared;
use init_core::{Initialize, Initializer, Report, Reset, Rules};
use ndarray::{Array2, Array3, ShapeBuilder};

use crate::single::Single;

/// The values of a tensor of this shape, with a declaration.
fn filled<T: Element + Default>(shape: &[usize], declared: &Declared<'_>) -> Vec<T> {
    let mut values = vec![T::default(); shape.iter().product()];
    let tensor = Flat::new(values.as_mut_slice(), shape);
    let mut model = Single {
        path: &["table"],
        tensor,
        declared,
    };
    Reset::seed(8).run(&mut model).unwrap();
    values
}

fn rows_are_zero<T>(initializer: &dyn Initializer, rows: &[usize])
where
    T: Element + Default + PartialEq + std::fmt::Debug,
{
    for (tables, length, width) in [(1, 9, 5), (3, 8, 700), (2, 1000, 131)] {
        let shape = [tables, length, width];
        let declared = Declared::new(initializer).layout("*oi");
        let whole: Vec<T> = filled(&shape, &declared);
        let padded: Vec<T> = filled(&shape, &declared.padding_index(rows));
        for (place, (whole, padded)) in whole.iter().zip(&padded).enumerate() {
            let row = place / width % length;
            let expected = if rows.contains(&row) {
                T::default()
            } else {
                *whole
            };
            assert_eq!(*padded, expected, "row {row} of {shape:?}");
        }
    }
}

#[test]
fn padded_rows_are_zero_and_no_other_bit_changes() {
    rows_are_zero::<f32>(&normal().std(0.02), &[0]);
    rows_are_zero::<f32>(&uniform().low(1.0).high(2.0), &[7, 0, 3, 3]);
    rows_are_zero::<f64>(&normal(), &[2]);
    rows_are_zero::<bf16>(&normal(), &[1, 2]);
    let drawn = with(|index: &[usize], _: &mut init_core::Stream| 1.0 + index[1] as f64);
    rows_are_zero::<f32>(&drawn, &[4]);
}

#[test]
fn padded_rows_of_a_matrix_made_as_a_whole() {
    let law = orthogonal();
    let whole: Vec<f64> = filled(&[6, 9], &Declared::new(&law));
    let padded: Vec<f64> = filled(&[6, 9], &Declared::new(&law).padding_index(5));
    assert_eq!(padded[..45], whole[..45]);
    assert_eq!(padded[45..], [0.0; 9]);
}

#[derive(Initialize)]
struct Embedding<A> {
    #[init(normal, padding_index = [0, 1])]
    table: A,
}

#[test]
fn padded_rows_in_any_memory_and_layout() {
    let embedding = |table| Embedding { table };
    let mut rows = embedding(Array2::<f32>::ones((300, 40)));
    let mut columns = embedding(Array2::<f32>::ones((300, 40).f()));
    Reset::seed(8).run(&mut rows).unwrap();
    Reset::seed(8).run(&mut columns).unwrap();
    assert_eq!(rows.table, columns.table);
    assert!(rows.table.iter().take(80).all(|&value| value == 0.0));
    assert!(rows.table.iter().skip(80).all(|&value| value != 0.0));

    // Stored as (inputs, outputs): a column of memory.
    let law = normal();
    let declared = Declared::new(&law).layout("io").padding_index(2);
    let turned: Vec<f32> = filled(&[40, 300], &declared);
    let straight: Vec<f32> = filled(&[300, 40], &Declared::new(&law));
    for (place, &value) in turned.iter().enumerate() {
        let (i, o) = (place / 300, place % 300);
        let expected = if o == 2 { 0.0 } else { straight[o * 40 + i] };
        assert_eq!(value, expected);
    }
}

#[test]
fn a_rule_and_a_file_give_padding_too() {
    #[derive(Initialize)]
    struct Open {
        #[init(normal)]
        table: [[f32; 4]; 6],
    }
    let toml = "[[rules]]\nat = 'table'\npadding_index = [1, 5]";
    for rules in [
        Rules::new().rule(init_core::Rule::at("table").padding_index([1, 5])),
        Rules::from_toml(toml).unwrap(),
    ] {
        let mut open = Open {
            table: [[9.0; 4]; 6],
        };
        let plan = Reset::seed(1).rules(&rules).run(&mut open).unwrap();
        assert_eq!((open.table[1], open.table[5]), ([0.0; 4], [0.0; 4]));
        assert!(plan.to_string().contains("normal, padding_index = [1, 5]"));
    }
}

#[test]
fn a_report_judges_both_parts() {
    #[derive(Initialize)]
    struct Table {
        #[init(uniform, low = 1.0, high = 2.0, padding_index = 3)]
        table: [[f32; 50]; 40],
    }
    let mut model = Table {
        table: [[0.0; 50]; 40],
    };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    let largest = |model: &Table| {
        let report = Report::measure(&plan, model).unwrap();
        report.entries()[0].deviation().unwrap().largest()
    };
    assert!(largest(&model) < 4.0);
    model.table[3][7] = 1.5;
    assert!(largest(&model).is_infinite());
    model.table[3][7] = 0.0;
    model.table[4][7] = 0.0;
    assert!(largest(&model).is_infinite());
}

#[derive(Initialize, Clone)]
struct Memory {
    #[init(normal)]
    slots: [[f32; 33]; 20],
    #[init(orthogonal)]
    made: Array2<f64>,
    #[init(uniform, layout = "xio")]
    turned: Array3<f32>,
    #[init(zeros)]
    other: [f32; 3],
}

fn memory() -> Memory {
    Memory {
        slots: [[7.0; 33]; 20],
        made: Array2::from_elem((6, 5), 7.0),
        turned: Array3::from_elem((4, 6, 5).f(), 7.0),
        other: [7.0; 3],
    }
}

#[test]
fn a_part_has_the_bits_of_the_whole() {
    let (mut whole, mut part) = (memory(), memory());
    Reset::seed(9).run(&mut whole).unwrap();
    let plan = Reset::seed(9)
        .part("slots", 0, 3..5)
        .part("slots", 0, [11])
        .part("made", 1, [2])
        .part("turned", 1, 4..6)
        .run(&mut part)
        .unwrap();
    for row in 0..20 {
        let new = matches!(row, 3 | 4 | 11);
        let expected = if new { whole.slots[row] } else { [7.0; 33] };
        assert_eq!(part.slots[row], expected, "{row}");
    }
    for ((row, column), &value) in part.made.indexed_iter() {
        let expected = if column == 2 {
            whole.made[(row, column)]
        } else {
            7.0
        };
        assert_eq!(value, expected);
    }
    for ((x, i, o), &value) in part.turned.indexed_iter() {
        let expected = if i >= 4 { whole.turned[(x, i, o)] } else { 7.0 };
        assert_eq!(value, expected);
    }
    assert_eq!(part.other, [7.0; 3]);
    assert_eq!(plan.kept().collect::<Vec<_>>(), ["other"]);
    let text = plan.get("slots").unwrap().to_string();
    assert!(text.contains("only index [3, 4, 11] of axis 0"), "{text}");
    assert!(Report::measure(&plan, &part).unwrap().worst().is_none());
}

#[test]
fn a_part_that_is_not_there_is_refused() {
    let refused = |reset: Reset<'_, init_core::reset::Key>| {
        let mut memory = memory();
        let error = reset.run(&mut memory).unwrap_err();
        assert_eq!(memory.slots, [[7.0; 33]; 20]);
        error.to_string()
    };
    let seed = || Reset::seed(9);
    assert_eq!(
        refused(seed().part("slot", 0, [1])),
        "`part` of `slot`, which is not a parameter\n  help: did you mean `slots`?\n\
         note: nothing was written"
    );
    assert_eq!(
        refused(seed().part("slots", 2, [1])),
        "`slots`: `part` is of axis 2, found shape [20, 33]\n  \
         help: count axes from 0, in the tensor's own order\nnote: nothing was written"
    );
    assert_eq!(
        refused(seed().part("slots", 0, 19..21)),
        "`slots`: `part` has index 20 of axis 0, found shape [20, 33]\n  \
         help: the indices of this axis are 0 to 19\nnote: nothing was written"
    );
    assert_eq!(
        refused(seed().part("slots", 0, [1]).part("slots", 1, [1])),
        "`slots`: its part is asked for along two axes\n  \
         help: call `part` with one axis, and reset once for each axis\nnote: nothing was written"
    );
}
