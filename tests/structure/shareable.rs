//! The public types that several threads may share: all that a user makes or keeps.

use std::sync::Mutex;

use init_core::error::Problem;
use init_core::initializer::{
    ALog, AlibiSlopes, Array, Bilinear, Chrono, DtBias, Hadamard, Hippo, Icnr, PriorBias, S4d,
    S4dVariant, Scaling, Side, Sincos, Siren, Stft, Window,
};
use init_core::initializer::{
    Constant, Custom, DeltaOrthogonal, Dirac, Distribution, FanUniform, Identity, Kaiming, Lecun,
    NormOf, Normal, Orthogonal, Sample, Scalar, Scaled, Sparse, SpectralNormal, StdOf, Sum, Then,
    TruncatedNormal, Uniform, VarianceScaling, With, Xavier, normal, zeros,
};
use init_core::initializer::{Nonlinearity, Pass};
use init_core::jax::{Keras, Rngs};
use init_core::model::{NamedParameters, Sharded};
use init_core::parameter::{Flat, Meta, SharedId};
use init_core::plan::{
    Aspect, Change, ChangeKind, Chosen, Diff, Difference, Entry, Follows, Sizes,
};
use init_core::pytorch::Generator;
use init_core::report::{Deviation, Histogram, Measurement};
use init_core::reset::{Foreign, FromGenerator, Key, Lsuv, Nan};
use init_core::rules::{Found, Preset, Ruled};
use init_core::safetensors::{JointSave, Load, Loaded, Save, Saved};
use init_core::tensor::{DType, Fans, Lengths, MupRole, Shard, Target};
use init_core::values::{Law, Progress, Recipe, Values};
use init_core::walk::RuleUse;
use init_core::walk::{Component, Declared, DepthScaling, FirstPlace, Layer, Outer, Shared, Trail};
use init_core::walk::{DeclaredShape, OwnShape};
use init_core::{
    Error, ErrorKind, FanMode, Fill, Initialize, Initializer, Plan, Report, Reset, Rule, Rules,
    Stream,
};

/// Whether a type is `Send`, and whether it is `Sync`: an inherent constant, which is there under
/// a bound, goes before one of a trait.
struct Probe<T: ?Sized>(std::marker::PhantomData<T>);

trait Neither {
    const SEND: bool = false;
    const SYNC: bool = false;
}

impl<T: ?Sized> Neither for Probe<T> {}

impl<T: ?Sized + Send> Probe<T> {
    const SEND: bool = true;
}

impl<T: ?Sized + Sync> Probe<T> {
    const SYNC: bool = true;
}

macro_rules! probed {
    ($($type:ty),* $(,)?) => {
        &[$((stringify!($type), Probe::<$type>::SEND, Probe::<$type>::SYNC)),*]
    };
}

const SHARED: &[(&str, bool, bool)] = probed![
    ALog,
    AlibiSlopes,
    Array,
    Aspect,
    Bilinear,
    Box<dyn Initializer + Send + Sync>,
    Change,
    Chrono,
    DtBias,
    Foreign<'_>,
    Generator,
    Hadamard,
    Hippo,
    Icnr,
    Lsuv,
    PriorBias,
    Recipe,
    S4d,
    S4dVariant,
    Scaling,
    Side,
    Sincos,
    Siren,
    Stft,
    Window,
    ChangeKind,
    Component<'_>,
    Constant,
    Custom<Normal>,
    DType,
    DeclaredShape,
    DeltaOrthogonal,
    Deviation,
    Diff,
    Difference,
    DepthScaling,
    Dirac,
    Distribution,
    Entry,
    Error,
    ErrorKind,
    FanMode,
    FanUniform,
    Fans,
    Lengths,
    FirstPlace,
    Flat<Vec<f32>>,
    Follows,
    FromGenerator,
    SharedId,
    Identity,
    JointSave<'_, '_>,
    Kaiming,
    Key,
    Law,
    Layer,
    Lecun,
    Load<'_>,
    Loaded,
    Measurement,
    Meta,
    MupRole,
    NamedParameters<Flat<Vec<f32>>>,
    Nonlinearity,
    NormOf,
    Normal,
    Orthogonal,
    Outer,
    OwnShape,
    Pass,
    Plan,
    Nan,
    Preset,
    Problem,
    Progress<'_>,
    Report,
    Reset<'_>,
    Reset<'_, Key>,
    Reset<'_, Nan>,
    Rule<'_>,
    RuleUse<'_>,
    Ruled<'_, '_, '_, ()>,
    Rules<'_>,
    Sample<f64>,
    Save<'_>,
    Saved,
    Scalar,
    Scaled<Normal>,
    Shard,
    Sharded<NamedParameters<Flat<Vec<f32>>>, fn(&str, &[usize]) -> Shard>,
    Sizes<'_>,
    Sum<Normal, Normal>,
    Then<Normal, fn(f64) -> f64>,
    Chosen,
    Sparse,
    SpectralNormal,
    StdOf,
    Histogram,
    Keras,
    Rngs,
    init_core::jax::Key,
    init_core::report::Change,
    init_core::report::Diff,
    Stream,
    Trail,
    TruncatedNormal,
    Uniform,
    VarianceScaling,
    With<fn(&[usize], &mut Stream) -> f64>,
    Xavier,
];

/// Lent for one call, to code that runs on the thread of the walk: they note what they are asked, or
/// hold what an attribute borrows from the model.
const LENT: &[(&str, bool, bool)] = probed![
    Declared<'_>,
    Fill<'_>,
    Found<'_>,
    Shared<'_>,
    Target<'_>,
    Values<'_>,
];

#[test]
fn all_that_a_user_makes_or_keeps_is_shared() {
    for (name, send, sync) in SHARED {
        assert!(send & sync, "{name}: Send is {send}, Sync {sync}");
    }
    for (name, _, sync) in LENT {
        assert!(!sync, "{name} is Sync");
    }
}

/// The names of the public types of a folder, those of the engine's own left out.
fn public_types(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        // Libraries that take minutes to compile, and what is hidden from the documentation.
        let elsewhere = ["burn", "candle", "tch", "faer", "engine"];
        let hidden = ["hidden", "tests"];
        if elsewhere.iter().any(|library| name.starts_with(library)) || hidden.contains(&name) {
            continue;
        }
        if path.is_dir() {
            public_types(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let after = (line.strip_prefix("pub struct ")).or(line.strip_prefix("pub enum "));
            let word = |rest: &str| {
                let end = rest.find(|c: char| !c.is_alphanumeric());
                rest[..end.unwrap_or(rest.len())].to_owned()
            };
            found.extend(after.map(word));
        }
    }
}

#[test]
fn every_public_type_is_asked() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("init-core/src");
    let mut types = Vec::new();
    public_types(&root, &mut types);
    assert!(types.len() > 50);
    let asked: Vec<&str> = (SHARED.iter().chain(LENT))
        .map(|(name, ..)| name.split(['<', ' ']).next().unwrap())
        .collect();
    for name in types {
        assert!(asked.contains(&&*name), "`{name}` is not asked");
    }
}

/// A population, each on a thread of its own, with one set of rules, one hook and one seed.
#[test]
fn one_reset_serves_several_threads() {
    #[derive(Initialize)]
    struct Layer {
        #[init(parameter)]
        weight: [f32; 8],
        #[init(parameter)]
        bias: [f32; 8],
    }
    let layer = || Layer {
        weight: [7.0; 8],
        bias: [7.0; 8],
    };
    let rules = Rules::new()
        .rule(Rule::at("weight").choose(|found| normal().std(found.shape()[0] as f64)))
        .at("bias", zeros());
    let heard = Mutex::new(0);
    let reset = Reset::seed(4)
        .rules(&rules)
        .progress(|_| *heard.lock().unwrap() += 1);
    let mut models = [layer(), layer(), layer(), layer()];
    std::thread::scope(|scope| {
        for model in &mut models {
            scope.spawn(|| reset.run(model).unwrap());
        }
    });
    let mut expected = layer();
    reset.run(&mut expected).unwrap();
    assert!(models.iter().all(|model| model.weight == expected.weight));
    assert!(models.iter().all(|model| model.bias == [0.0; 8]));
    assert_eq!(*heard.lock().unwrap() % 5, 0);
}
