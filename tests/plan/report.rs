//! Reports of a model, against the golden file and values written by hand.

use half::{bf16, f16};
use init_core::initializer::{kaiming_normal, normal, ones, orthogonal, uniform, xavier_uniform};
use init_core::parameter::Flat;
use init_core::report::Measurement;
use init_core::values::Element;
use init_core::walk::Declared;
use init_core::{Initialize, Report, Reset, Rules};

use crate::single::Single;

const GOLDEN: &str = include_str!("../data/golden.txt");

/// The hash of the golden line that begins so.
fn golden(start: &str) -> u64 {
    let line = GOLDEN.lines().find(|line| line.starts_with(start));
    let hash = line.and_then(|line| line.split(" | ").nth(5));
    let hash = hash.unwrap_or_else(|| panic!("no golden line {start}"));
    u64::from_str_radix(hash, 16).unwrap()
}

/// The hash that a report gives for a tensor which is reset with the key of the golden file.
fn hash<T: Element + Default>(path: &str, shape: &[usize], declared: &Declared<'_>) -> u64 {
    let mut values = vec![T::default(); shape.iter().product()];
    let mut model = Single {
        path: &[path],
        tensor: Flat::new(values.as_mut_slice(), shape),
        declared,
    };
    let key = std::array::from_fn(|place| place as u8);
    let plan = Reset::key(key).run(&mut model).unwrap();
    Report::measure(&plan, &model).unwrap().entries()[0].hash()
}

#[test]
fn hashes_are_the_golden_ones() {
    let normal = normal();
    let declared = Declared::new(&normal);
    let line = |dtype| format!("w | af63ea4c86020456 | {dtype} | [300] | normal |");
    assert_eq!(hash::<f32>("w", &[300], &declared), golden(&line("f32")));
    assert_eq!(hash::<f64>("w", &[300], &declared), golden(&line("f64")));
    assert_eq!(hash::<f16>("w", &[300], &declared), golden(&line("f16")));
    assert_eq!(hash::<bf16>("w", &[300], &declared), golden(&line("bf16")));
    let large = uniform().low(-1).high(1);
    assert_eq!(
        hash::<f32>("large", &[131_149], &Declared::new(&large)),
        golden("large | b0408fec4209f8d4 | f32 | [131149] | uniform, low = -1.0")
    );
    let orthogonal = orthogonal().gain(1.5);
    assert_eq!(
        hash::<f16>("q", &[9, 5], &Declared::new(&orthogonal)),
        golden("q | af63ec4c860207bc | f16 | [9, 5] | orthogonal, gain = 1.5")
    );
}

/// The golden hash of the tensor whose own order is the canonical one.
#[test]
fn a_hash_is_the_same_in_every_layout() {
    let kaiming = kaiming_normal();
    let xavier = xavier_uniform();
    let line = |shape, law| format!("w | af63ea4c86020456 | f32 | {shape} | {law}");
    assert_eq!(
        hash::<f32>("w", &[40, 7], &Declared::new(&kaiming).layout("io")),
        golden(&line("[7, 40]", "kaiming_normal"))
    );
    let oihw = golden(&line("[8, 4, 3, 3]", "xavier_uniform, layout = \"oihw\""));
    for (shape, layout) in [
        ([3, 3, 4, 8], "hwio"),
        ([8, 4, 3, 3], "oihw"),
        ([8, 3, 3, 4], "ohwi"),
    ] {
        assert_eq!(
            hash::<f32>("w", &shape, &Declared::new(&xavier).layout(layout)),
            oihw,
            "{layout}"
        );
    }
    // More values than are put in order at once.
    let long = hash::<f64>("w", &[1000, 33], &Declared::new(&kaiming));
    assert_eq!(
        hash::<f64>("w", &[33, 1000], &Declared::new(&kaiming).layout("io")),
        long
    );
}

#[derive(Initialize)]
struct Net {
    #[init(zeros)]
    bias: [f32; 4],
    #[init(normal)]
    head: [f32; 4],
}

#[test]
fn figures_and_counts_are_those_of_the_values() {
    let mut net = Net {
        bias: [0.0; 4],
        head: [0.0; 4],
    };
    let plan = Reset::seed(1).run(&mut net).unwrap();
    net.bias = [1.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
    net.head = [1.0, 2.0, 3.0, -4.0];
    let report = Report::measure(&plan, &net).unwrap();
    let bias = report.get("bias").unwrap();
    assert_eq!((bias.nan_count(), bias.infinite_count()), (1, 2));
    assert_eq!((bias.min(), bias.max()), (f64::NEG_INFINITY, f64::INFINITY));
    assert!(bias.mean().is_nan());
    let head = report.get("head").unwrap();
    assert_eq!((head.nan_count(), head.infinite_count()), (0, 0));
    assert_eq!((head.min(), head.max(), head.mean()), (-4.0, 3.0, 0.5));
    // (0.5² + 1.5² + 2.5² + 4.5²) / 4 = 7.25
    assert!((head.std() - 7.25_f64.sqrt()).abs() < 1e-15);

    let json: serde_json::Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
    assert_eq!(json, serde_json::to_value(&report).unwrap());
    assert_eq!(json["hash"], format!("{:016x}", report.hash()));
    let entries = &json["entries"];
    assert_eq!(
        entries[0],
        serde_json::json!({
            "path": "bias", "count": 4, "mean": "nan", "std": "nan", "min": "-inf",
            "max": "inf", "nan_count": 1, "infinite_count": 2,
            "hash": format!("{:016x}", bias.hash()),
            "deviation": {"mean": "inf", "spread": "inf"},
        })
    );
    assert_eq!(entries[1]["mean"], 0.5);

    let text = report.to_string();
    assert!(
        text.contains("\nwarning: `bias` holds 1 NaN and 2 infinite values\n"),
        "{text}"
    );
    let row = format!(
        "head 4 5.000e-1 2.693e0 1 -4 3 {:.2} {:016x}",
        head.deviation().unwrap().largest(),
        head.hash()
    );
    let words = |line: &str| {
        line.split_whitespace()
            .map(String::from)
            .collect::<Vec<_>>()
    };
    assert!(
        text.lines().any(|line| words(line) == words(&row)),
        "{text}"
    );
    let markdown = report.to_markdown();
    assert!(markdown.starts_with("| path | count | mean | std | promised std | min | max | deviation | hash |\n| --- | ---: |"));
    assert!(
        markdown.contains(&format!("| `{:016x}` |\n", head.hash())),
        "{markdown}"
    );
}

#[test]
fn a_partial_reset_with_rules_is_judged_by_what_it_did() {
    let mut net = Net {
        bias: [7.0; 4],
        head: [0.0; 4],
    };
    let rules = Rules::new().at("head", ones());
    let plan = Reset::seed(1)
        .rules(&rules)
        .except("bias")
        .run(&mut net)
        .unwrap();
    let report = Report::measure(&plan, &net).unwrap();
    let paths: Vec<&str> = (&report).into_iter().map(Measurement::path).collect();
    assert_eq!(paths, ["head"]);
    assert_eq!(report.worst().unwrap().deviation().unwrap().largest(), 0.0);
    assert_eq!(report.value_count(), 4);

    // Kept last, and kept first.
    let plan = Reset::seed(1).only("bias").run(&mut net).unwrap();
    assert_eq!(Report::measure(&plan, &net).unwrap().entries().len(), 1);
    assert_eq!(net.head, [1.0; 4]);
}
