//! A reset with the values of PyTorch.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Generator;
use super::call::Call;
use super::order::{Turn, turns};
use crate::dtype::DType;
use crate::engine::host_memory::try_reserved;
use crate::engine::householder;
use crate::error::{ErrorKind, Problem};
use crate::plan::{Entry, Plan};
use crate::reset::foreign::ForeignStream;
use crate::reset::{Foreign, Reset};
use crate::values::{Numbers, Recipe};

impl<'h> Reset<'h> {
    /// A reset with the values that PyTorch 2.15 draws on x86-64 with AVX2, bit for bit: each parameter,
    /// in declaration order, gets those that its initializer's namesake of `torch.nn.init` draws from
    /// `generator`, which goes on where the reset ends.
    ///
    /// ```
    /// use init_core::pytorch::Generator;
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(kaiming_normal, nonlinearity = "relu")]
    ///     weight: [[f32; 2]; 3],
    ///     #[init(zeros)]
    ///     bias: [f32; 3],
    /// }
    ///
    /// // >>> torch.manual_seed(0)
    /// // >>> nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
    /// // tensor([[ 1.5410, -0.2934], [-2.1788,  0.5684], [-1.0845, -1.3986]])
    /// let mut generator = Generator::manual_seed(0);
    /// let mut linear = Linear { weight: [[0.0; 2]; 3], bias: [1.0; 3] };
    /// Reset::new().pytorch(&mut generator).run(&mut linear)?;
    /// assert_eq!(linear.weight[0], [1.5409961, -0.2934289]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// The [guide](crate::pytorch) tells what is reproduced, and what is not.
    pub fn pytorch<'g>(self, generator: &'g mut Generator) -> Reset<'h, Foreign<'g>> {
        self.foreign(Stream {
            draft: generator.clone(),
            generator,
            turns: None,
            drawn: BTreeMap::new(),
        })
    }
}

/// A plan's calls, in their order.
#[derive(Debug)]
struct Stream<'g> {
    generator: &'g mut Generator,
    /// The generator as far as it is drawn from: the caller's moves when all is written.
    draft: Generator,
    /// What is still to be drawn; `None` before the first call.
    turns: Option<vec::IntoIter<Turn>>,
    /// What was drawn before its turn in the model.
    drawn: BTreeMap<usize, Numbers>,
}

impl ForeignStream for Stream<'_> {
    fn check(&self, entry: &Entry) -> Result<(), Problem> {
        Call::of(entry).map(drop)
    }

    fn draw(
        &mut self,
        plan: &Plan,
        place: usize,
        recipe: Option<Recipe>,
    ) -> Result<Option<Numbers>, Problem> {
        let turns = self.turns.get_or_insert_with(|| turns(plan).into_iter());
        while !self.drawn.contains_key(&place) {
            // What draws nothing has no turn.
            let Some(turn) = turns.as_slice().first() else {
                break;
            };
            if turn.place > place && !turn.is_early {
                break;
            }
            let entry = &plan.entries()[turn.place];
            let numbers = numbers(&mut self.draft, entry, turn.call, recipe.as_ref())?;
            if !turn.is_overwritten {
                self.drawn.insert(turn.place, numbers);
            }
            turns.next();
        }
        Ok(self.drawn.remove(&place))
    }

    fn describe(&self) -> String {
        "PyTorch 2.15 on x86-64 with AVX2".into()
    }

    fn finish(&mut self) {
        self.generator.clone_from(&self.draft);
    }
}

/// The values that a call draws for a parameter.
fn numbers(
    generator: &mut Generator,
    entry: &Entry,
    call: Call,
    recipe: Option<&Recipe>,
) -> Result<Numbers, Problem> {
    let dtype = entry.dtype();
    if call == Call::Made {
        return made(generator, dtype, entry.len(), recipe);
    }
    // Stacked layers, and fused weights whose fans are counted for each, are initialized one by one.
    let fused = match entry.axes.options().1.split.as_deref() {
        Some([parts]) if entry.counts_fans => *parts,
        _ => 1,
    };
    let stacked = entry.axes.shape[..entry.axes.stacked]
        .iter()
        .product::<usize>();
    let part = (entry.len() / (stacked * fused).max(1)).max(1);
    if dtype == DType::F32 {
        let mut values = zeros(entry.len())?;
        for part in values.chunks_mut(part) {
            match call {
                Call::Uniform { low, high } => generator.uniform(part, low, high),
                Call::Normal { mean, std } => generator.normal(part, mean, std),
                Call::Truncated {
                    scale: (mean, std),
                    bounds: (low, high),
                } => {
                    generator.truncated_normal(part, mean, std, low, high);
                }
                Call::Made | Call::Nothing => {}
            }
        }
        return Ok(Numbers::F32(values));
    }
    let mut values = zeros(entry.len())?;
    for part in values.chunks_mut(part) {
        match call {
            Call::Uniform { low, high } => generator.uniform_of(dtype, part, low, high),
            Call::Normal { mean, std } => generator.normal_of(dtype, part, mean, std),
            Call::Truncated { scale, bounds } => generator.truncated_of(dtype, part, scale, bounds),
            Call::Made | Call::Nothing => {}
        }
    }
    Ok(Numbers::F64(values))
}

/// The values of a matrix that is made of normal numbers, rounded to the type of the elements.
fn made(
    generator: &mut Generator,
    dtype: DType,
    count: usize,
    recipe: Option<&Recipe>,
) -> Result<Numbers, Problem> {
    let mut values = zeros(count)?;
    match recipe {
        Some(Recipe::Orthogonal {
            rows,
            columns,
            gain,
        }) => {
            let mut rest = &mut values[..];
            for &rows in rows.iter().cycle() {
                let Some((matrix, others)) = rest.split_at_mut_checked(rows * columns) else {
                    break;
                };
                if matrix.is_empty() {
                    break;
                }
                orthogonal(generator, dtype, (rows, *columns), matrix)?;
                for value in matrix {
                    *value = dtype.stored(dtype.stored(*value) * dtype.stored(*gain));
                }
                rest = others;
            }
        }
        Some(&Recipe::Sparse {
            rows,
            columns,
            zeros,
            std,
        }) => {
            normals(generator, dtype, &mut values, std)?;
            for column in 0..columns {
                let permutation = generator.randperm(rows);
                for row in permutation.into_iter().take(zeros) {
                    values[row * columns + column] = 0.0;
                }
            }
        }
        None => {
            let message = "torch.nn.init has no call for these values";
            return Err(Problem::new(ErrorKind::Foreign, message)
                .help("leave the parameter out by `Reset::except`"));
        }
    }
    Ok(Numbers::F64(values))
}

/// Normal numbers around 0, widened.
fn normals(
    generator: &mut Generator,
    dtype: DType,
    out: &mut [f64],
    std: f64,
) -> Result<(), Problem> {
    if dtype == DType::F32 {
        let mut single = zeros(out.len())?;
        generator.normal(&mut single, 0.0, std);
        for (out, single) in out.iter_mut().zip(single) {
            *out = single.into();
        }
    } else {
        generator.normal_of(dtype, out, 0.0, std);
    }
    Ok(())
}

/// Room for as many values, or the error that there is none.
fn zeros<T: Clone + Default>(count: usize) -> Result<Vec<T>, Problem> {
    let mut values = try_reserved(count)?;
    values.resize(count, T::default());
    Ok(values)
}

/// The Q of normal numbers, with a positive diagonal of R. PyTorch computes it in the type of the
/// elements, this in f64: they agree as far as the former is exact.
fn orthogonal(
    generator: &mut Generator,
    dtype: DType,
    (rows, columns): (usize, usize),
    out: &mut [f64],
) -> Result<(), Problem> {
    let mut drawn = zeros(rows * columns)?;
    normals(generator, dtype, &mut drawn, 1.0)?;
    let columns_of_long_side = |into: &mut [f64]| {
        if rows < columns {
            into.copy_from_slice(&drawn);
            return;
        }
        for (column, into) in into.chunks_exact_mut(rows).enumerate() {
            for (row, into) in into.iter_mut().enumerate() {
                *into = drawn[row * columns + column];
            }
        }
    };
    householder::orthonormal_of(rows, columns, columns_of_long_side, out)
}
