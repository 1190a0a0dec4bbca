//! Every initializer of the grammar with each of its keys, in an attribute that compiles.
//!
//! The rows come from the grammar's own table: a new word needs nothing here, unless it takes an
//! expression or brings a key, which then lacks an arm.

use init_core::initializer::{Normal, normal};
use init_core::{Initialize, Stream};
use init_grammar::{Kind, Rank};

/// A function that resets a module.
pub(crate) type Reset<'r> = &'r mut dyn FnMut(&mut dyn Initialize);

/// An attribute, and a module whose one field has it.
pub(crate) struct Use {
    pub(crate) initializer: &'static init_grammar::Initializer,
    /// What the attribute says, but for `shape`.
    pub(crate) attribute: &'static str,
    /// Hands the module to a reset; its values afterwards.
    pub(crate) with: fn(Reset<'_>) -> Vec<f32>,
}

impl Use {
    /// Whether its value, if it has one, is Rust.
    pub(crate) fn is_rust(&self) -> bool {
        self.initializer.value == Some(Kind::Expression)
    }

    /// Each word with its value; of an attribute that [is Rust](Self::is_rust) the word alone.
    pub(crate) fn entries(&self) -> Vec<(&'static str, Option<&'static str>)> {
        if self.is_rust() {
            return vec![(self.initializer.word, None)];
        }
        let entries = self.attribute.split(',').map(str::trim);
        let parts = entries.map(|entry| match entry.split_once('=') {
            Some((word, value)) => (word.trim(), Some(value.trim())),
            None => (entry, None),
        });
        parts.collect()
    }
}

/// The least shape that the initializer of a word takes.
pub(crate) fn shape(word: &str) -> Vec<usize> {
    let axes = match init_grammar::initializer(word).unwrap().rank {
        Rank::Any | Rank::Fans => 2,
        Rank::Between(least, _) => least,
    };
    [4, 4, 3, 3, 3][..axes].to_vec()
}

fn own() -> Normal {
    normal().std(1e-3)
}

/// A module with an attribute.
macro_rules! module {
    ($word:ident $($entry:tt)*) => {
        Use {
            initializer: init_grammar::initializer(stringify!($word)).unwrap(),
            attribute: stringify!($word $($entry)*),
            with: |reset| {
                #[derive(Initialize)]
                struct Module {
                    #[init($word $($entry)*, shape = shape(stringify!($word)))]
                    tensor: Vec<f32>,
                }
                let tensor = vec![f32::NAN; shape(stringify!($word)).iter().product()];
                let mut module = Module { tensor };
                reset(&mut module);
                module.tensor
            },
        }
    };
}

/// An attribute, with a value for each key that is still to come. `gain` stands beside neither
/// `nonlinearity` nor `a`, bounds beside no `distribution`.
macro_rules! keys {
    ([$($entry:tt)*]) => { vec![module!($($entry)*)] };
    ([$($entry:tt)*] gain nonlinearity pass) => {
        vec![
            module!($($entry)*, gain = 2.0),
            module!($($entry)*, nonlinearity = "tanh", pass = "backward"),
        ]
    };
    ($entry:tt a mode nonlinearity pass gain) => {{
        let mut uses = keys!($entry a mode nonlinearity pass);
        uses.extend(keys!($entry mode gain));
        uses
    }};
    ($entry:tt scale mode distribution std_of low high) => {{
        let mut uses = keys!($entry scale mode distribution);
        uses.extend(keys!($entry std_of low high));
        uses
    }};
    // It reads another parameter, too.
    ($entry:tt of) => { keys!($entry) };
    ([stft] side window scaling periodic) => {
        vec![
            module!(stft),
            module!(stft, side = "real", window = "hann", scaling = "density"),
            module!(stft, side = "imag", window = "hamming", scaling = "spectrum"),
            module!(stft, window = "blackman", scaling = "none"),
            module!(stft, window = "boxcar", periodic),
        ]
    };
    // Those of a logarithm are positive.
    ([dt_bias] low high $($key:ident)*) => { keys!([dt_bias, low = 0.01, high = 0.2] $($key)*) };
    ([a_log] low high) => { vec![module!(a_log), module!(a_log, low = 2.0, high = 8.0)] };
    ($entry:tt low $($key:ident)*) => { keys!(@ $entry [low = -0.04] $($key)*) };
    ($entry:tt high $($key:ident)*) => { keys!(@ $entry [high = 0.04] $($key)*) };
    ($entry:tt mean $($key:ident)*) => { keys!(@ $entry [mean = 0.0] $($key)*) };
    ($entry:tt std $($key:ident)*) => { keys!(@ $entry [std = 0.02] $($key)*) };
    ($entry:tt std_of $($key:ident)*) => { keys!(@ $entry [std_of = "truncated"] $($key)*) };
    ($entry:tt absolute $($key:ident)*) => { keys!(@ $entry [absolute] $($key)*) };
    ($entry:tt per_part $($key:ident)*) => { keys!(@ $entry [per_part] $($key)*) };
    ($entry:tt scale $($key:ident)*) => { keys!(@ $entry [scale = 2.0] $($key)*) };
    ($entry:tt mode $($key:ident)*) => { keys!(@ $entry [mode = "fan_avg"] $($key)*) };
    ($entry:tt distribution $($key:ident)*) => {
        keys!(@ $entry [distribution = "uniform"] $($key)*)
    };
    ($entry:tt gain $($key:ident)*) => { keys!(@ $entry [gain = 1.5] $($key)*) };
    ($entry:tt nonlinearity $($key:ident)*) => {
        keys!(@ $entry [nonlinearity = "leaky_relu"] $($key)*)
    };
    ($entry:tt pass $($key:ident)*) => { keys!(@ $entry [pass = "backward"] $($key)*) };
    ($entry:tt a $($key:ident)*) => { keys!(@ $entry [a = 0.1] $($key)*) };
    ($entry:tt shift $($key:ident)*) => { keys!(@ $entry [shift = 1] $($key)*) };
    ($entry:tt per_row $($key:ident)*) => { keys!(@ $entry [per_row] $($key)*) };
    ($entry:tt normalized $($key:ident)*) => { keys!(@ $entry [normalized] $($key)*) };
    ($entry:tt factor $($key:ident)*) => { keys!(@ $entry [factor = 2] $($key)*) };
    ($entry:tt omega $($key:ident)*) => { keys!(@ $entry [omega = 15.0] $($key)*) };
    ($entry:tt first $($key:ident)*) => { keys!(@ $entry [first] $($key)*) };
    ($entry:tt base $($key:ident)*) => { keys!(@ $entry [base = 100.0] $($key)*) };
    ($entry:tt variant $($key:ident)*) => { keys!(@ $entry [variant = "legs"] $($key)*) };
    ($entry:tt width $($key:ident)*) => { keys!(@ $entry [width = 2] $($key)*) };
    ($entry:tt interleaved $($key:ident)*) => { keys!(@ $entry [interleaved] $($key)*) };
    ($entry:tt endpoint $($key:ident)*) => { keys!(@ $entry [endpoint] $($key)*) };
    ($entry:tt probability $($key:ident)*) => { keys!(@ $entry [probability = 0.01] $($key)*) };
    ($entry:tt steps $($key:ident)*) => { keys!(@ $entry [steps = 784.0] $($key)*) };
    ($entry:tt floor $($key:ident)*) => { keys!(@ $entry [floor = 0.002] $($key)*) };
    ($entry:tt sparsity $($key:ident)*) => { keys!(@ $entry [sparsity = 0.5] $($key)*) };
    (@ [$($entry:tt)*] [$($next:tt)*] $($key:ident)*) => {
        keys!([$($entry)*, $($next)*] $($key)*)
    };
}

/// The attributes of a word: what stands after its `=`, then its keys.
macro_rules! word {
    // It reads another parameter: `tests/values/follow.rs` and `tests/kitchen_sink.rs` use it.
    (norm_of = Reference $($key:ident)*) => { Vec::new() };
    (array = Numbers per_part) => { keys!([array = [0.5]] per_part) };
    (sample = Expression) => { keys!([sample = rand_distr::Exp1]) };
    (with = Expression) => {
        keys!([with = |index: &[usize], _: &mut Stream| index[0] as f64])
    };
    (initializer = Expression) => { keys!([initializer = own()]) };
    ($word:ident = Scalar $($key:ident)*) => { keys!([$word = 0.1] $($key)*) };
    ($word:ident $($key:ident)*) => { keys!([$word] $($key)*) };
}

macro_rules! uses {
    ($(
        $word:ident $(= $kind:ident $(($range:ident))?)? => $rank:expr,
        [$($key:ident)*] $(needs $required:tt)?, $doc:literal;
    )*) => {
        /// Every initializer, with each of its keys.
        pub(crate) fn uses() -> Vec<Use> {
            [$(word!($word $(= $kind)? $($key)*)),*].into_iter().flatten().collect()
        }
    };
}
init_grammar::initializers!(uses);
