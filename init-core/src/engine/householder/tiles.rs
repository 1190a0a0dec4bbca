//! The loops that take most of the time of a factorization: products of a panel's reflectors with
//! columns, in tiles whose sums stay in registers.
//!
//! Each sum has its own order, which the tiles do not change: they only decide which sums are made
//! side by side. A register holds some of the eight lanes, so that narrow ones take a tile in
//! several parts.

use alloc::vec::Vec;

use super::{LANES, Lane, PANEL};
use crate::engine::host_memory::try_reserved;
use crate::engine::lanes::Register;
use crate::error::Problem;

/// Reflectors that are multiplied at once.
const WIDTH: usize = 6;

/// Tiles of a panel.
const TILES: usize = PANEL / WIDTH;

/// Lanes of a column for which a tile of reflectors is used with every column before the next
/// tile is: as many as stay in the first cache, with as much of the columns.
const BLOCK: usize = 64;

/// The partial sums of a column's products with the reflectors of a tile. A column has one for each
/// tile of the panel.
pub(super) type Sums = [Lane; WIDTH];

/// The weights of the reflectors in the vector that is subtracted from a column.
pub(super) type Weights = [[f64; WIDTH]; TILES];

/// The reflectors of a panel.
pub(super) struct Reflectors {
    /// Lanes of a reflector.
    height: usize,
    /// Tile after tile, the lanes of a tile's reflectors at one height side by side; zero for
    /// missing reflectors.
    rows: Vec<[Lane; WIDTH]>,
}

/// The layout of columns in memory, and the position where reflectors meet them.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Lanes of a column.
    pub(super) stride: usize,
    /// The lane of a column at which the reflectors begin.
    pub(super) top: usize,
}

impl Reflectors {
    /// Takes reflectors that follow one another in memory.
    pub(super) fn new(reflectors: &[Lane], height: usize) -> Result<Self, Problem> {
        let tiles = (reflectors.len() / height).div_ceil(WIDTH);
        let mut rows = try_reserved(tiles * height)?;
        rows.resize(tiles * height, [[0.0; LANES]; WIDTH]);
        for (k, reflector) in reflectors.chunks_exact(height).enumerate() {
            for (row, lane) in rows[k / WIDTH * height..].iter_mut().zip(reflector) {
                row[k % WIDTH] = *lane;
            }
        }
        Ok(Self { height, rows })
    }

    /// The number of tiles.
    pub(super) fn count(&self) -> usize {
        self.rows.len() / self.height
    }

    fn tiles(&self) -> impl Iterator<Item = &[[Lane; WIDTH]]> {
        self.rows.chunks_exact(self.height)
    }

    /// Adds to each column's sums its products with the reflectors, from the top down.
    #[inline(always)]
    pub(super) fn multiply<L: Register>(
        &self,
        lanes: L,
        columns: &[Lane],
        place: Place,
        sums: &mut [Sums],
    ) {
        if L::MANY {
            self.multiply_by::<L, 4>(lanes, columns, place, sums);
        } else {
            self.multiply_by::<L, 2>(lanes, columns, place, sums);
        }
    }

    #[inline(always)]
    fn multiply_by<L: Register, const COLUMNS: usize>(
        &self,
        lanes: L,
        columns: &[Lane],
        place: Place,
        sums: &mut [Sums],
    ) {
        let count = self.count();
        for start in (0..self.height).step_by(BLOCK) {
            let place = Place {
                top: place.top + start,
                ..place
            };
            for (t, tile) in self.tiles().enumerate() {
                let tile = &tile[start..self.height.min(start + BLOCK)];
                let groups = columns.chunks(COLUMNS * place.stride);
                for (columns, sums) in groups.zip(sums.chunks_mut(COLUMNS * count)) {
                    if sums.len() == COLUMNS * count {
                        let sums = &mut sums[t..];
                        multiply_tile::<L, COLUMNS>(lanes, tile, columns, place, sums, count);
                        continue;
                    }
                    let columns = columns.chunks_exact(place.stride);
                    for (column, sums) in columns.zip(sums.chunks_exact_mut(count)) {
                        let sums = &mut sums[t..];
                        multiply_tile::<L, 1>(lanes, tile, column, place, sums, count);
                    }
                }
            }
        }
    }

    /// For each column: column −= V·weights; of each element the even and the odd terms in the
    /// order of the reflectors, then their sum.
    #[inline(always)]
    pub(super) fn subtract<L: Register>(
        &self,
        lanes: L,
        weights: &[Weights],
        columns: &mut [Lane],
        place: Place,
    ) {
        if L::MANY {
            self.subtract_by::<L, 4, 3>(lanes, weights, columns, place);
        } else {
            self.subtract_by::<L, 2, 3>(lanes, weights, columns, place);
        }
    }

    #[inline(always)]
    fn subtract_by<L: Register, const HEIGHT: usize, const COLUMNS: usize>(
        &self,
        lanes: L,
        weights: &[Weights],
        columns: &mut [Lane],
        place: Place,
    ) {
        let whole = self.height - self.height % HEIGHT;
        for start in (0..whole).step_by(HEIGHT) {
            self.subtract_rows::<L, HEIGHT, COLUMNS>(lanes, start, weights, columns, place);
        }
        for start in whole..self.height {
            self.subtract_rows::<L, 1, COLUMNS>(lanes, start, weights, columns, place);
        }
    }

    #[inline(always)]
    fn subtract_rows<L: Register, const HEIGHT: usize, const COLUMNS: usize>(
        &self,
        lanes: L,
        start: usize,
        weights: &[Weights],
        columns: &mut [Lane],
        place: Place,
    ) {
        let groups = columns.chunks_mut(COLUMNS * place.stride);
        for (columns, weights) in groups.zip(weights.chunks(COLUMNS)) {
            if let Some(weights) = weights.first_chunk::<COLUMNS>() {
                self.subtract_tile::<L, HEIGHT, COLUMNS>(lanes, start, weights, columns, place);
                continue;
            }
            let columns = columns.chunks_exact_mut(place.stride);
            for (column, weights) in columns.zip(weights.as_chunks::<1>().0) {
                self.subtract_tile::<L, HEIGHT, 1>(lanes, start, weights, column, place);
            }
        }
    }

    #[inline(always)]
    fn subtract_tile<L: Register, const HEIGHT: usize, const COLUMNS: usize>(
        &self,
        lanes: L,
        start: usize,
        weights: &[Weights; COLUMNS],
        columns: &mut [Lane],
        place: Place,
    ) {
        for part in (0..LANES).step_by(L::REALS) {
            let mut even = [[lanes.real(0.0); COLUMNS]; HEIGHT];
            let mut odd = even;
            for (t, tile) in self.tiles().enumerate() {
                let rows = &tile[start..][..HEIGHT];
                for i in (0..WIDTH).step_by(2) {
                    for column in 0..COLUMNS {
                        let weight = lanes.real(weights[column][t][i]);
                        let next = lanes.real(weights[column][t][i + 1]);
                        for row in 0..HEIGHT {
                            let reflector = lanes.load_reals(&rows[row][i][part..][..L::REALS]);
                            even[row][column] = even[row][column] + reflector * weight;
                            let reflector = lanes.load_reals(&rows[row][i + 1][part..][..L::REALS]);
                            odd[row][column] = odd[row][column] + reflector * next;
                        }
                    }
                }
            }
            for column in 0..COLUMNS {
                let values = &mut columns[column * place.stride + place.top + start..][..HEIGHT];
                for row in 0..HEIGHT {
                    let values = &mut values[row][part..][..L::REALS];
                    let sum = even[row][column] + odd[row][column];
                    lanes.store_reals(lanes.load_reals(values) - sum, values);
                }
            }
        }
    }
}

/// The products of columns with a tile. The sums of a column lie `count` after those of the one before.
#[inline(always)]
fn multiply_tile<L: Register, const COLUMNS: usize>(
    lanes: L,
    tile: &[[Lane; WIDTH]],
    columns: &[Lane],
    place: Place,
    sums: &mut [Sums],
    count: usize,
) {
    let mut slices = [&columns[..0]; COLUMNS];
    for (column, slice) in slices.iter_mut().enumerate() {
        *slice = &columns[column * place.stride + place.top..][..tile.len()];
    }
    for part in (0..LANES).step_by(L::REALS) {
        let mut tile_sums = [[lanes.real(0.0); COLUMNS]; WIDTH];
        for column in 0..COLUMNS {
            for i in 0..WIDTH {
                tile_sums[i][column] =
                    lanes.load_reals(&sums[column * count][i][part..][..L::REALS]);
            }
        }
        for (height, row) in tile.iter().enumerate() {
            let mut values = [lanes.real(0.0); COLUMNS];
            for column in 0..COLUMNS {
                values[column] = lanes.load_reals(&slices[column][height][part..][..L::REALS]);
            }
            for i in 0..WIDTH {
                let reflector = lanes.load_reals(&row[i][part..][..L::REALS]);
                for column in 0..COLUMNS {
                    tile_sums[i][column] = tile_sums[i][column] + reflector * values[column];
                }
            }
        }
        for column in 0..COLUMNS {
            for i in 0..WIDTH {
                lanes.store_reals(
                    tile_sums[i][column],
                    &mut sums[column * count][i][part..][..L::REALS],
                );
            }
        }
    }
}
