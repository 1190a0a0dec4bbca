//! Pictures of curves, in panels beside each other, as SVG.

use std::error::Error;
use std::fs;

use plotters::coord::Shift;
use plotters::prelude::{
    ChartBuilder, Color, DrawingArea, IntoDrawingArea, IntoFont, LineSeries, PathElement, Polygon,
    RGBColor, SVGBackend, SeriesLabelPosition,
};
use plotters::style::{BLACK, WHITE};

/// One curve.
pub(crate) struct Curve {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
    /// The place of its colour.
    pub(crate) colour: usize,
    /// From low to high around it, at the same places.
    pub(crate) band: Vec<(f64, f64, f64)>,
}

/// One panel.
pub(crate) struct Panel {
    pub(crate) title: String,
    /// The names of the axes.
    pub(crate) axes: (&'static str, &'static str),
    pub(crate) curves: Vec<Curve>,
    /// The place of the names of the curves.
    pub(crate) legend: SeriesLabelPosition,
}

/// The size of a panel.
const SIZE: (u32, u32) = (440, 300);

/// Colours that differ in lightness too (Okabe and Ito, 2008).
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
];

impl Curve {
    pub(crate) fn new(name: impl Into<String>, colour: usize, points: Vec<(f64, f64)>) -> Self {
        Self {
            name: name.into(),
            points,
            colour: colour % COLOURS.len(),
            band: Vec::new(),
        }
    }
}

/// Writes the panels, so many side by side, to a file.
pub(crate) fn save(path: &str, panels: &[Panel], columns: usize) -> Result<(), Box<dyn Error>> {
    let rows = panels.len().div_ceil(columns);
    let size = (SIZE.0 * columns as u32, SIZE.1 * rows as u32);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        // Readable on a dark page too.
        area.fill(&WHITE)?;
        for (panel, area) in panels.iter().zip(area.split_evenly((rows, columns))) {
            draw(panel, &area)?;
        }
        area.present()?;
    }
    // A line for each element, as plotters writes it, and a line for each text.
    fs::write(
        path,
        svg.replace(">\n", ">")
            .replace("\n</text>", "</text>")
            .replace("/><", "/>\n<"),
    )
    .map_err(|error| format!("`{path}`: {error}").into())
}

fn draw(panel: &Panel, area: &DrawingArea<SVGBackend<'_>, Shift>) -> Result<(), Box<dyn Error>> {
    let range = |of: fn(&(f64, f64)) -> f64| {
        let band = |curve: &Curve| -> Vec<(f64, f64)> {
            let ends = curve
                .band
                .iter()
                .flat_map(|&(x, low, high)| [(x, low), (x, high)]);
            curve.points.iter().copied().chain(ends).collect()
        };
        let all = panel.curves.iter().flat_map(band);
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
            (low.min(of(&point)), high.max(of(&point)))
        });
        let room = 0.03 * (high - low).max(1e-9);
        low - room..high + room
    };
    let mut chart = ChartBuilder::on(area)
        .caption(&panel.title, ("sans-serif", 15))
        .margin(10)
        .x_label_area_size(36)
        .y_label_area_size(52)
        .build_cartesian_2d(range(|point| point.0), range(|point| point.1))?;
    chart
        .configure_mesh()
        .x_labels(6)
        .y_labels(6)
        .light_line_style(WHITE)
        .bold_line_style(BLACK.mix(0.1))
        .x_desc(panel.axes.0)
        .y_desc(panel.axes.1)
        .label_style(("sans-serif", 12).into_font())
        .draw()?;
    for curve in &panel.curves {
        let colour = COLOURS[curve.colour];
        let high = curve.band.iter().map(|&(x, _, high)| (x, high));
        let low = curve.band.iter().rev().map(|&(x, low, _)| (x, low));
        let outline: Vec<(f64, f64)> = high.chain(low).collect();
        if !outline.is_empty() {
            chart.draw_series([Polygon::new(outline, colour.mix(0.2))])?;
        }
        let line = LineSeries::new(curve.points.iter().copied(), colour.stroke_width(2));
        chart
            .draw_series(line)?
            .label(&curve.name)
            .legend(move |(x, y)| {
                PathElement::new(vec![(x, y), (x + 16, y)], colour.stroke_width(2))
            });
    }
    if panel.curves.len() > 1 {
        chart
            .configure_series_labels()
            .position(panel.legend.clone())
            .background_style(WHITE.mix(0.85))
            .border_style(BLACK.mix(0.2))
            .label_font(("sans-serif", 12))
            .draw()?;
    }
    Ok(())
}
