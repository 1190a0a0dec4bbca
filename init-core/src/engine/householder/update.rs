//! The application of a panel's reflections to columns.

use super::panel::Panel;
use super::tiles::{Sums, Weights};
use super::{Lane, PANEL, fold};
use crate::engine::dispatch::{Level, Task};
use crate::engine::lanes::Register;

/// The order in which a panel's reflections are applied.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// H₁·H₂⋯, the weights T·x.
    Forward,
    /// ⋯H₂·H₁, the weights Tᵀ·x.
    Backward,
}

/// Applies the reflections of panels to columns, those of the last panel first.
pub(super) fn apply(level: Level, order: Order, panels: &[Panel], columns: &mut [Lane]) {
    level.run(Apply {
        order,
        panels,
        columns,
    });
}

struct Apply<'a> {
    order: Order,
    panels: &'a [Panel],
    columns: &'a mut [Lane],
}

impl Task for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) {
        let Some(panel) = self.panels.first() else {
            return;
        };
        let count = self.columns.len() / panel.place.stride;
        // No panel has more tiles than the first.
        let mut sums = alloc::vec![Sums::default(); count * panel.reflectors.count()];
        let mut weights = alloc::vec![Weights::default(); count];
        for (n, panel) in self.panels.iter().rev().enumerate() {
            // column −= V·weights(Vᵀ·column).
            let (reflectors, place) = (&panel.reflectors, panel.place);
            let tiles = reflectors.count();
            let sums = &mut sums[..count * tiles];
            if n > 0 {
                sums.fill(Sums::default());
            }
            reflectors.multiply(lanes, self.columns, place, sums);
            let rows = match self.order {
                Order::Forward => &panel.transposed,
                Order::Backward => &panel.triangle,
            };
            for (sums, weights) in sums.chunks_exact(tiles).zip(&mut weights) {
                weigh(lanes, rows, sums, weights.as_flattened_mut());
            }
            reflectors.subtract(lanes, &weights, self.columns, place);
        }
    }
}

/// Weight i: the sum of element i of each row times the row's product. Elements that are zero
/// add nothing.
#[inline(always)]
fn weigh<L: Register>(lanes: L, rows: &[[f64; PANEL]], sums: &[Sums], weights: &mut [f64]) {
    /// Registers of weights that are summed at once.
    const COUNT: usize = 6;
    let mut products = [0.0; PANEL];
    for (product, sum) in products.iter_mut().zip(sums.as_flattened()) {
        *product = fold(*sum);
    }
    for start in (0..PANEL).step_by(COUNT * L::REALS) {
        let mut totals = [lanes.real(0.0); COUNT];
        for (row, product) in rows.iter().zip(products) {
            let product = lanes.real(product);
            for (elements, total) in row[start..].chunks_exact(L::REALS).zip(&mut totals) {
                *total = *total + lanes.load_reals(elements) * product;
            }
        }
        for (total, weights) in totals
            .into_iter()
            .zip(weights[start..].chunks_exact_mut(L::REALS))
        {
            lanes.store_reals(total, weights);
        }
    }
}
