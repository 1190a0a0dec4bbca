//! A panel of reflections.

use alloc::vec::Vec;

use super::tiles::{Place, Reflectors, Sums};
use super::{LANES, Lane, PANEL, fold};
use crate::engine::dispatch::{Level, Task};
use crate::engine::host_memory::try_reserved;
use crate::engine::lanes::Register;
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;

/// Columns that are made ready for the next reflection at once.
const COLUMNS: usize = 4;

/// Reflections H = I − v·vᵀ with vᵀv = 2, and the triangular T with which their product is
/// H₁·H₂⋯ = I − V·T·Vᵀ.
pub(super) struct Panel {
    /// The position where the reflections act on a column.
    pub(super) place: Place,
    pub(super) reflectors: Reflectors,
    /// `triangle[i][j]` is the element of T in row i and column j.
    pub(super) triangle: Vec<[f64; PANEL]>,
    /// The transpose of T.
    pub(super) transposed: Vec<[f64; PANEL]>,
    /// The signs of R's diagonal.
    pub(super) signs: Vec<f64>,
}

impl Panel {
    /// Finds the reflections that make the columns of a panel triangular.
    pub(super) fn new(
        level: Level,
        first: usize,
        stride: usize,
        columns: &mut [Lane],
    ) -> Result<Self, Problem> {
        level.run(Factor {
            first,
            stride,
            columns,
        })
    }
}

struct Factor<'a> {
    first: usize,
    stride: usize,
    columns: &'a mut [Lane],
}

impl Task for Factor<'_> {
    type Output = Result<Panel, Problem>;

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) -> Self::Output {
        let Self {
            first,
            stride,
            columns,
        } = self;
        let place = Place {
            stride,
            top: first / LANES,
        };
        let height = stride - place.top;
        let width = columns.len() / stride;
        // The first reflector follows one that is zero and changes nothing.
        let mut vectors = try_reserved((width + 1) * height)?;
        vectors.resize(height, [0.0; LANES]);
        let mut products = alloc::vec![0.0; width];
        let mut signs = Vec::with_capacity(width);
        for k in 0..width {
            let (column, behind) = columns[k * stride..].split_at_mut(stride);
            let before = &vectors[k * height..];
            // The preceding reflection is the last that this column waits for.
            step::<L, 1>(lanes, column, place, before, before, &mut [products[k]]);
            vectors.extend_from_slice(&column[place.top..]);
            let (before, reflector) = vectors[k * height..].split_at_mut(height);
            signs.push(make_reflector(
                lanes,
                reflector,
                first + k - place.top * LANES,
            ));
            let groups = behind.chunks_mut(COLUMNS * stride);
            for (columns, products) in groups.zip(products[k + 1..].chunks_mut(COLUMNS)) {
                advance(lanes, columns, place, before, reflector, products);
            }
        }
        let vectors = &vectors[height..];
        let reflectors = Reflectors::new(vectors, height)?;
        let triangle = triangle(lanes, &reflectors, vectors, height);
        let mut transposed = alloc::vec![[0.0; PANEL]; width];
        for (i, row) in triangle.iter().enumerate() {
            for (column, &element) in transposed.iter_mut().zip(row) {
                column[i] = element;
            }
        }
        Ok(Panel {
            place,
            reflectors,
            triangle,
            transposed,
            signs,
        })
    }
}

/// Applies the reflection of `before` to columns, whose products with it are `products`, and
/// replaces these by their products with `reflector`.
#[inline(always)]
fn advance<L: Register>(
    lanes: L,
    columns: &mut [Lane],
    place: Place,
    before: &[Lane],
    reflector: &[Lane],
    products: &mut [f64],
) {
    if let Some(products) = products.first_chunk_mut::<COLUMNS>() {
        step(lanes, columns, place, before, reflector, products);
        return;
    }
    let columns = columns.chunks_exact_mut(place.stride);
    for (column, product) in columns.zip(products.as_chunks_mut::<1>().0) {
        step(lanes, column, place, before, reflector, product);
    }
}

/// [`advance`] for as many columns as have their sums in registers.
#[inline(always)]
fn step<L: Register, const N: usize>(
    lanes: L,
    columns: &mut [Lane],
    place: Place,
    before: &[Lane],
    reflector: &[Lane],
    products: &mut [f64; N],
) {
    let height = reflector.len();
    let before = &before[..height];
    let mut ranges = [const { 0..0 }; N];
    for (column, range) in ranges.iter_mut().enumerate() {
        let start = column * place.stride + place.top;
        *range = start..start + height;
    }
    let columns = columns
        .get_disjoint_mut(ranges)
        .expect("columns are side by side");
    let mut sums = [[0.0; LANES]; N];
    for part in (0..LANES).step_by(L::REALS) {
        let mut totals = [lanes.real(0.0); N];
        for row in 0..height {
            let direction = lanes.load_reals(&before[row][part..][..L::REALS]);
            let next = lanes.load_reals(&reflector[row][part..][..L::REALS]);
            for column in 0..N {
                let values = &mut columns[column][row][part..][..L::REALS];
                let value = lanes.load_reals(values) - lanes.real(products[column]) * direction;
                lanes.store_reals(value, values);
                totals[column] = totals[column] + next * value;
            }
        }
        for (sum, total) in sums.iter_mut().zip(totals) {
            lanes.store_reals(total, &mut sum[part..][..L::REALS]);
        }
    }
    *products = sums.map(fold);
}

/// Turns a column, from `diagonal` on, into the reflector that maps it to the diagonal; returns the
/// sign of the resulting element there.
#[inline(always)]
fn make_reflector<L: Register>(lanes: L, reflector: &mut [Lane], diagonal: usize) -> f64 {
    reflector.as_flattened_mut()[..diagonal].fill(0.0);
    let norm = sqrt64(square(lanes, reflector));
    let values = reflector.as_flattened_mut();
    let head = values[diagonal];
    // The reflection maps to the side away from the head, so that nothing cancels.
    let sign = if head < 0.0 { 1.0 } else { -1.0 };
    values[diagonal] = head - sign * norm;
    let half_square = norm * (norm + head.abs());
    if half_square > 0.0 {
        let scale = 1.0 / sqrt64(half_square);
        for value in values {
            *value *= scale;
        }
    }
    sign
}

/// The product of a vector with itself.
#[inline(always)]
fn square<L: Register>(lanes: L, vector: &[Lane]) -> f64 {
    let mut sum = [0.0; LANES];
    for part in (0..LANES).step_by(L::REALS) {
        let mut total = lanes.real(0.0);
        for lane in vector {
            let values = lanes.load_reals(&lane[part..][..L::REALS]);
            total = total + values * values;
        }
        lanes.store_reals(total, &mut sum[part..][..L::REALS]);
    }
    fold(sum)
}

/// T, column by column: T_jj = 1, T_ij = −Σ_l T_il · (v_l · v_j) over i ≤ l < j.
#[inline(always)]
fn triangle<L: Register>(
    lanes: L,
    reflectors: &Reflectors,
    vectors: &[Lane],
    height: usize,
) -> Vec<[f64; PANEL]> {
    let place = Place {
        stride: height,
        top: 0,
    };
    let (width, tiles) = (vectors.len() / height, reflectors.count());
    let mut sums = alloc::vec![Sums::default(); width * tiles];
    reflectors.multiply(lanes, vectors, place, &mut sums);
    let mut triangle = alloc::vec![[0.0; PANEL]; width];
    for (j, sums) in sums.chunks_exact(tiles).enumerate() {
        let sums = &sums.as_flattened()[..j];
        let mut products = [0.0; PANEL];
        for (product, sum) in products.iter_mut().zip(sums) {
            *product = fold(*sum);
        }
        for (i, row) in triangle[..j].iter_mut().enumerate() {
            let mut sum = 0.0;
            for (element, product) in row[i..j].iter().zip(&products[i..j]) {
                sum += element * product;
            }
            row[j] = -sum;
        }
        triangle[j][j] = 1.0;
    }
    triangle
}
