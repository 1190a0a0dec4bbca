//! Savers and readers of one path at once: whoever reads finds one whole model, or an error that
//! changes nothing.

use std::sync::Barrier;
use std::thread;

use init_core::safetensors::{Load, Save};
use init_core::{ErrorKind, Initialize};

use crate::folder::Folder;
use crate::random::Random;
use crate::tally::{Files, Tally, Verdict};

const NAME: &str = "m.safetensors";

/// What each saver of a round does, one byte for each.
const SAVERS: &str = "savers";

/// How often each reader reads.
const READS: usize = 8;

/// A round takes as long as so many inputs of other kinds.
const SHARE: usize = 100;

#[derive(Initialize)]
struct Part {
    #[init(zeros)]
    values: [f32; 100],
}

/// A model whose values are all `first`.
fn model(first: f32) -> Vec<Part> {
    let part = |_| Part {
        values: [first; 100],
    };
    (0..20).map(part).collect()
}

pub(crate) fn check(tally: &mut Tally) {
    let folder = Folder::new();
    tally.share(
        "savers and readers",
        SHARE,
        |random| Files::from([(SAVERS.into(), savers(random))]),
        |files| judge(&folder, &files[SAVERS]),
    );
}

fn savers(random: &mut Random) -> Vec<u8> {
    (0..2 + random.below(3))
        .map(|_| random.word() as u8)
        .collect()
}

/// The one value of a model, if it has one.
fn first(model: &[Part]) -> Option<f32> {
    let mut values = model.iter().flat_map(|part| part.values);
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn judge(folder: &Folder, savers: &[u8]) -> Result<Verdict, String> {
    let path = folder.path(NAME);
    let start = Barrier::new(savers.len() + 2);
    let save = |saver: usize| {
        let save = match savers[saver] % 3 {
            0 => Save::new(),
            1 => Save::new().max_shard_bytes(2_000),
            _ => Save::new().max_shard_bytes(500),
        };
        start.wait();
        let saved = save.run(&model(saver as f32 + 1.0), &path);
        saved
            .map(drop)
            .map_err(|error| format!("a save fails: {error}"))
    };
    let read = || {
        start.wait();
        for _ in 0..READS {
            let mut found = model(0.0);
            match Load::new().strict().run(&mut found, &path) {
                Ok(_) if first(&found).is_none_or(|first| first < 1.0) => {
                    return Err("a mixture of models".to_owned());
                }
                // What the index names may be gone by the time it is opened.
                Err(error) if first(&found) != Some(0.0) => {
                    return Err(format!("an error, but the model has changed: {error}"));
                }
                Err(error) if !error.has(ErrorKind::File) => return Err(error.to_string()),
                _ => {}
            }
        }
        Ok(())
    };
    let results: Vec<Result<(), String>> = thread::scope(|scope| {
        let (save, read) = (&save, &read);
        let savers = (0..savers.len()).map(|saver| scope.spawn(move || save(saver)));
        let mut threads: Vec<_> = savers.collect();
        threads.extend((0..2).map(|_| scope.spawn(read)));
        let joined = threads.into_iter().map(thread::ScopedJoinHandle::join);
        joined
            .map(|result| result.unwrap_or_else(|_| Err("a panic".into())))
            .collect()
    });
    let mut last = model(0.0);
    let loaded = Load::new().strict().run(&mut last, &path);
    folder.clear().map_err(|error| error.to_string())?;
    results.into_iter().collect::<Result<(), String>>()?;
    match (loaded, first(&last)) {
        (Err(error), _) => Err(format!("nothing whole is left: {error}")),
        (Ok(_), Some(first)) if first >= 1.0 => Ok(Verdict::Accepted),
        _ => Err("a mixture of models is left".into()),
    }
}
