//! A histogram with the density of its law over it, as SVG.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::error::Error;

use plotters::chart::ChartBuilder;
use plotters::prelude::{IntoDrawingArea, IntoFont, SVGBackend};
use plotters::series::{AreaSeries, LineSeries};
use plotters::style::{BLACK, BLUE, Color, RED};

use super::text;
use crate::law::{Law, short};
use crate::report::{Histogram, Measurement};
use crate::show::text_table::grouped;

/// The page shows it at a third of this size, so that whole pixels are fine enough.
const SIZE: (u32, u32) = (720, 240);

/// The height of the letters.
const LETTERS: i32 = 38;

/// The number of steps of the curve.
const STEPS: u32 = 100;

/// How much higher than the highest bin the curve may reach.
const HIGHEST: f64 = 1.5;

/// The chart of a tensor, with a text for those who do not see it; empty where there is none.
pub(super) fn chart(measured: &Measurement) -> String {
    let Some(histogram) = measured.histogram() else {
        return String::new();
    };
    let mut svg = String::new();
    let (total, law) = (measured.count() as f64, measured.entry().law());
    // Writing to memory does not fail.
    if draw(&mut svg, histogram, law, total).is_err() {
        return String::new();
    }
    let Some((_, content)) = svg.split_once('>') else {
        return String::new();
    };
    let (width, height) = SIZE;
    let label = text::escaped(&label(measured, histogram));
    let content = content.replace(">\n", ">").replace("\n</", "</");
    format!(
        "<svg class=\"chart\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {width} {height}\">{content}"
    ) + &beyond(histogram)
}

/// The range of the values, in words.
fn label(measured: &Measurement, histogram: &Histogram) -> String {
    let (path, count) = (measured.path(), grouped(measured.count()));
    if histogram.width() == 0.0 {
        return format!(
            "Histogram of {path}: {count} values {}",
            short(histogram.low())
        );
    }
    let (low, high) = (short(measured.min()), short(measured.max()));
    format!("Histogram of {path}: {count} values from {low} to {high}")
}

/// The counts that the chart does not show.
fn beyond(histogram: &Histogram) -> String {
    match histogram.below() + histogram.above() {
        0 => String::new(),
        count => format!(
            "<span class=\"quiet\">{} further out</span>",
            grouped(count as usize)
        ),
    }
}

/// The colours stand for parts: the style of the page gives each its own, light or dark.
fn draw(
    svg: &mut String,
    histogram: &Histogram,
    law: &Law,
    total: f64,
) -> Result<(), Box<dyn Error>> {
    let counts = histogram.counts();
    let (low, width) = match histogram.width() {
        // One bin, in the middle of thrice its width.
        0.0 => (histogram.low() - 0.5, 1.0),
        width => (histogram.low(), width),
    };
    let high = low + width * counts.len() as f64;
    let room = if counts.len() == 1 { width } else { 0.0 };
    let highest = counts.iter().copied().max().unwrap_or(0) as f64;
    let step = (high - low) / f64::from(STEPS);
    let curve: Option<alloc::vec::Vec<(f64, f64)>> = law.density().map(|density| {
        let at = |n: u32| low + step * f64::from(n);
        let points = (0..=STEPS).map(|n| (at(n), total * width * density(at(n))));
        points.map(|(x, y)| (x, y.min(highest * HIGHEST))).collect()
    });
    let top = (curve.iter().flatten()).fold(highest, |top, &(_, y)| top.max(y));

    // The places of labels are sums of steps, of which one beside 0 stands for it.
    let label = |x: &f64| {
        short(if x.abs() < 1e-9 * (high - low) {
            0.0
        } else {
            *x
        })
    };
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    let mut chart = ChartBuilder::on(&area)
        .margin(4)
        .margin_left(50)
        .margin_right(50)
        .x_label_area_size(LETTERS + 14)
        .build_cartesian_2d(low - room..high + room, 0.0..top * 1.02)?;
    chart
        .configure_mesh()
        .disable_y_axis()
        .disable_mesh()
        .x_labels(4)
        .x_label_formatter(&label)
        .label_style(("sans-serif", LETTERS).into_font())
        .axis_style(BLACK.stroke_width(2))
        .draw()?;
    let corners = counts.iter().enumerate().flat_map(|(bin, &count)| {
        let left = low + width * bin as f64;
        [(left, count as f64), (left + width, count as f64)]
    });
    chart.draw_series(AreaSeries::new(corners, 0.0, BLUE))?;
    if let Some(curve) = curve {
        chart.draw_series(LineSeries::new(curve, RED.stroke_width(5)))?;
    }
    area.present()?;
    Ok(())
}
