//! Fans of weights of every form, against what is right and against what PyTorch, JAX and Keras count;
//! the table of `docs/fans.md`.

use init_core::Reset;
use serde_json::Value;

use crate::attribute::{Weight, planned, rules};
use crate::data::{number, parse, shape};
use crate::{assert_close, assert_normal};

const DATA: &str = include_str!("../data/fans.json");
const PAGE: &str = include_str!("../../docs/fans.md");

/// The fan in and the fan out.
type Fans = (f64, f64);

fn pair(value: &Value) -> Fans {
    (number(&value[0]), number(&value[1]))
}

/// The right fans of each part of a row.
fn right(row: &Value) -> Vec<Fans> {
    row["right"].as_array().unwrap().iter().map(pair).collect()
}

fn rows(data: &Value) -> &Vec<Value> {
    data["rows"].as_array().unwrap()
}

#[test]
fn the_fans_of_every_form_are_right() {
    let data = parse(DATA);
    assert_eq!(rows(&data).len(), 19);
    for row in rows(&data) {
        let (attribute, shape) = (row["attribute"].as_str().unwrap(), shape(row));
        let entry = planned(&format!("xavier_normal, {attribute}"), &shape);
        let fans = entry.fans().unwrap();
        let right = right(row);
        let mean = right.iter().map(|(_, fan_out)| fan_out).sum::<f64>() / right.len() as f64;
        assert_eq!(
            (fans.fan_in, fans.fan_out),
            (right[0].0, mean),
            "{attribute} {shape:?}"
        );
        if let [(fan_in, fan_out)] = right[..] {
            let std = (2.0 / (fan_in + fan_out)).sqrt();
            assert_normal(*entry.law(), std, attribute);
        }
    }
}

fn drawn(attribute: &str, shape: &[usize]) -> Vec<f32> {
    let mut weight = Weight::new(shape);
    Reset::seed(1)
        .rules(&rules(attribute))
        .run(&mut weight)
        .unwrap();
    weight.weight
}

/// The values of each part are those of the law that it has alone; their words are those of the whole.
#[test]
fn parts_of_unequal_lengths_have_their_own_laws() {
    for (layout, shape, split, stacked) in [
        ("oi", &[96, 64][..], "(64, 16, 16)", 1),
        ("*oi", &[3, 96, 64], "(64, 16, 16)", 3),
        ("*ooi", &[3, 24, 4, 64], "(64, 16, 16)", 3),
    ] {
        let option = format!("layout = {layout:?}, split = {split}");
        let found = drawn(&format!("xavier_normal, {option}"), shape);
        let unit = drawn(&format!("normal, layout = {layout:?}"), shape);
        let stds = [64, 16, 16].map(|fan_out: u32| (2.0 / (64.0 + f64::from(fan_out))).sqrt());
        let of_row = |row: usize| stds[usize::from(row >= 64) + usize::from(row >= 80)];
        assert_eq!(found.len(), stacked * 96 * 64);
        for (place, (found, unit)) in found.iter().zip(&unit).enumerate() {
            let expected = unit * of_row(place / 64 % 96) as f32;
            assert_eq!(found.to_bits(), expected.to_bits(), "{layout} {place}");
        }
    }
    // A law that the fan in alone scales is one.
    let entry = planned("kaiming_normal, split = (64, 16, 16)", &[96, 64]);
    assert_normal(*entry.law(), (2.0_f64 / 64.0).sqrt(), "kaiming_normal");
    // The root mean square of all.
    let entry = planned("xavier_uniform, split = (64, 16, 16)", &[96, 64]);
    let square = (64.0 / 64.0 + 32.0 / 40.0) / 96.0_f64;
    assert_close(entry.law().std().unwrap(), square.sqrt(), "xavier_uniform");
}

/// Equal lengths are a number of parts.
#[test]
fn equal_lengths_are_their_number() {
    let lengths = planned("xavier_uniform, split = (32, 32, 32)", &[96, 64]);
    let number = planned("xavier_uniform, split = 3", &[96, 64]);
    assert_eq!(lengths, number);
}

/// A table that is looked up gives what has the variance of its values.
#[test]
fn an_embedding_is_not_summed_over() {
    for (attribute, shape, std) in [
        (
            "kaiming_normal, nonlinearity = \"linear\", embedding",
            &[1000, 64][..],
            1.0,
        ),
        ("lecun_normal, embedding", &[4, 1000, 64][1..], 1.0),
        (
            "variance_scaling, mode = \"fan_out\", embedding",
            &[1000, 64],
            0.125,
        ),
        (
            "kaiming_normal, mode = \"fan_out\", embedding, layout = \"*oi\"",
            &[4, 1000, 64],
            (2.0_f64 / 64.0).sqrt(),
        ),
    ] {
        assert_close(
            planned(attribute, shape).law().std().unwrap(),
            std,
            attribute,
        );
    }
}

/// The page has the data's rows; a pair of fans that is wrong is in bold.
#[test]
fn the_page_has_every_row() {
    let data = parse(DATA);
    let shown: Vec<&str> = PAGE.lines().filter(|line| line.starts_with("| ")).collect();
    let made: Vec<String> = rows(&data).iter().map(cells).collect();
    assert_eq!(shown[1..], made);
}

fn cells(row: &Value) -> String {
    let right = right(row);
    let count = |key: &str| match &row[key] {
        Value::Null => String::from("–"),
        fans => {
            let (fan_in, fan_out) = pair(fans);
            let text = format!("{fan_in} / {fan_out}");
            if right == [(fan_in, fan_out)] {
                text
            } else {
                format!("**{text}**")
            }
        }
    };
    let right: Vec<String> = right
        .iter()
        .map(|(fan_in, fan_out)| format!("{fan_in} / {fan_out}"))
        .collect();
    let attribute = match row["attribute"].as_str().unwrap() {
        "" => String::from("nothing"),
        attribute => format!("`{attribute}`"),
    };
    format!(
        "| {} | {} | {} | {} | {attribute} on {:?} | {} |",
        row["weight"].as_str().unwrap(),
        count("torch"),
        count("jax"),
        count("keras"),
        shape(row),
        right.join(", "),
    )
}
