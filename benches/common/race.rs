//! A race: every series runs once in every round, so that a slow phase of the machine affects all
//! of them and their ratios hold.

use std::time::{Duration, Instant};

use rayon::ThreadPool;

/// A sample is repeated until it takes this long: so much longer than the clock's resolution, so
/// much shorter than what else happens on the machine.
const SAMPLE: Duration = Duration::from_millis(5);

/// Series of the same number of values, to be timed against each other.
pub(crate) struct Race<'a> {
    title: String,
    values: usize,
    series: Vec<Series<'a>>,
}

struct Series<'a> {
    name: String,
    pool: Option<&'a ThreadPool>,
    work: Box<dyn FnMut() + Send + 'a>,
}

impl<'a> Race<'a> {
    pub(crate) fn new(title: impl Into<String>, values: usize) -> Self {
        Self {
            title: title.into(),
            values,
            series: Vec::new(),
        }
    }

    /// Adds what one thread does.
    pub(crate) fn series(&mut self, name: impl Into<String>, work: impl FnMut() + Send + 'a) {
        self.push(name.into(), None, Box::new(work));
    }

    /// Adds what the threads of a pool do. A sample enters the pool once, so that entering it is
    /// not measured.
    pub(crate) fn series_in(
        &mut self,
        pool: &'a ThreadPool,
        name: impl Into<String>,
        work: impl FnMut() + Send + 'a,
    ) {
        self.push(name.into(), Some(pool), Box::new(work));
    }

    fn push(
        &mut self,
        name: String,
        pool: Option<&'a ThreadPool>,
        work: Box<dyn FnMut() + Send + 'a>,
    ) {
        self.series.push(Series { name, pool, work });
    }

    /// Runs the rounds, after one that is not counted, and prints the median of each series, also
    /// in units of the first, which is memset's.
    pub(crate) fn run(mut self, rounds: usize) -> Medians {
        let mut times = vec![Vec::new(); self.series.len()];
        for round in 0..=rounds {
            for (series, times) in self.series.iter_mut().zip(&mut times) {
                let time = series.sample();
                if round > 0 {
                    times.push(time);
                }
            }
        }
        println!("\n{}, {} values\n", self.title, self.values);
        println!(
            "{:>10} {:>10} {:>10}  series",
            "ms", "ns a value", "memsets"
        );
        let names = self.series.into_iter().map(|series| series.name);
        let mut medians: Vec<(String, f64)> = Vec::new();
        for (name, mut times) in names.zip(times) {
            times.sort_by(f64::total_cmp);
            let median = times[times.len() / 2];
            let value = median * 1e9 / self.values as f64;
            let memsets = median / medians.first().map_or(median, |&(_, memset)| memset);
            println!("{:10.3} {value:10.3} {memsets:10.2}  {name}", median * 1e3);
            medians.push((name, median));
        }
        Medians(medians)
    }
}

impl Series<'_> {
    /// Seconds a run.
    fn sample(&mut self) -> f64 {
        let work = &mut self.work;
        let mut run = || {
            let start = Instant::now();
            let mut runs = 0;
            while runs == 0 || start.elapsed() < SAMPLE {
                work();
                runs += 1;
            }
            start.elapsed().as_secs_f64() / f64::from(runs)
        };
        match self.pool {
            None => run(),
            Some(pool) => pool.install(run),
        }
    }
}

/// The seconds that each series of a race takes.
pub(crate) struct Medians(Vec<(String, f64)>);

impl Medians {
    fn get(&self, name: &str) -> Option<f64> {
        let found = self.0.iter().find(|(series, _)| series == name);
        found.map(|&(_, median)| median)
    }

    /// Prints the time of each first series in units of the second's, beside the most that it
    /// should be. A pair of which one did not run is left out.
    pub(crate) fn print_ratios(&self, targets: &[(&str, &str, f64)]) {
        println!(
            "\n{:>10} {:>10}  time in units of another",
            "ratio", "at most"
        );
        for &(name, unit, most) in targets {
            if let (Some(time), Some(unit_time)) = (self.get(name), self.get(unit)) {
                let ratio = time / unit_time;
                let verdict = if ratio <= most { "" } else { " — missed" };
                println!("{ratio:10.3} {most:10.3}  {name} / {unit}{verdict}");
            }
        }
    }
}

/// A pool of so many threads.
pub(crate) fn pool(threads: usize) -> ThreadPool {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().expect("a pool of threads")
}

/// Whether the command line names this race, or none.
pub(crate) fn is_chosen(title: &str) -> bool {
    let arguments = std::env::args().skip(1);
    let names: Vec<String> = arguments.filter(|word| !word.starts_with('-')).collect();
    names.is_empty() || names.iter().any(|name| name == title)
}
