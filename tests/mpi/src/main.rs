//! GPT-2 on the processes of MPI:
//!
//! ```sh
//! mpirun -n 4 gpt2 model.safetensors tensor
//! ```
//!
//! Each process resets the part of the model that it holds (`tensor`: as Megatron cuts tensors; `pipeline`: some
//! of the layers) and writes it to its places in one checkpoint. What they tell each other is the key and the
//! digest of the plan, and then that all of them have written. `straight` is `tensor` without memory.

mod gpt2;

use std::process::ExitCode;

use init_core::model::Sharded;
use init_core::parameter::Meta;
use init_core::safetensors::Save;
use init_core::tensor::DType;
use init_core::{Error, Initialize, Reset};
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives, Root};

use crate::gpt2::{Gpt2, LAYERS, shard};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(mode)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: gpt2 PATH tensor|pipeline|straight");
        return ExitCode::FAILURE;
    };
    let Some(universe) = mpi::initialize() else {
        eprintln!("MPI is not to be had");
        return ExitCode::FAILURE;
    };
    let world = universe.world();
    let result = match mode.as_str() {
        "tensor" => tensor_parallel(&world, &path),
        "pipeline" => pipeline(&world, &path),
        _ => straight(&world, &path),
    };
    if let Err(error) = result {
        eprintln!("process {}: {error}", world.rank());
        world.abort(1);
    }
    ExitCode::SUCCESS
}

/// The number of this process, and how many there are.
fn place(world: &SimpleCommunicator) -> (usize, usize) {
    (world.rank() as usize, world.size() as usize)
}

/// The key, which the first process chooses.
fn key(world: &SimpleCommunicator) -> [u8; 32] {
    let mut key = [0; 32];
    if world.rank() == 0 {
        key = *b"any 32 bytes, as of a generator!";
    }
    world.process_at_rank(0).broadcast_into(&mut key[..]);
    key
}

/// Checks that all processes are about to write the same checkpoint.
fn agree(world: &SimpleCommunicator, digest: u64) {
    let mut first = digest;
    world.process_at_rank(0).broadcast_into(&mut first);
    if first != digest {
        eprintln!("process {}: its plan is another than that of process 0", world.rank());
        world.abort(1);
    }
}

/// Dies where a test asks for it, before the process has written.
fn may_die(world: &SimpleCommunicator) {
    let dies = std::env::var("DIES").ok().and_then(|rank| rank.parse().ok());
    if dies == Some(world.rank()) {
        std::process::exit(9);
    }
}

fn meta(_: &str, shape: &[usize]) -> Meta {
    Meta::new(DType::F32, shape)
}

/// Writes what this process holds; the first one gives the checkpoint its name once all have.
fn write(
    world: &SimpleCommunicator,
    save: &Save<'_>,
    path: &str,
    own: &(impl Initialize + ?Sized),
) -> Result<(), Error> {
    let joint = save.jointly(&Gpt2::new(0..LAYERS, &meta), path)?;
    agree(world, joint.digest());
    may_die(world);
    joint.write(own)?;
    world.barrier();
    if world.rank() == 0 {
        joint.finish()?;
    }
    Ok(())
}

fn tensor_parallel(world: &SimpleCommunicator, path: &str) -> Result<(), Error> {
    let (rank, ranks) = place(world);
    let reset = Reset::key(key(world));
    let memory = |path: &str, shape: &[usize]| {
        let part = shard(path, rank, ranks).shape_of(shape).unwrap_or_default();
        vec![0.0_f32; part.iter().product()]
    };
    let mut model = Gpt2::new(0..LAYERS, &memory);
    let mut part = Sharded::new(&mut model, |path, _| shard(path, rank, ranks));
    let plan = reset.run(&mut part)?;
    // The values are in memory: the name follows from key and plan.
    let token = format!("{:016x}", plan.digest());
    write(world, &Save::new().token(token), path, &part)
}

fn pipeline(world: &SimpleCommunicator, path: &str) -> Result<(), Error> {
    let (rank, ranks) = place(world);
    let reset = Reset::key(key(world));
    let blocks = LAYERS * rank / ranks..LAYERS * (rank + 1) / ranks;
    let memory = |_: &str, shape: &[usize]| vec![0.0_f32; shape.iter().product()];
    let mut stage = Gpt2::new(blocks, &memory);
    reset.run(&mut stage)?;
    let whole = reset.dry_run(&Gpt2::new(0..LAYERS, &meta))?;
    let token = format!("{:016x}", whole.digest());
    write(world, &Save::new().token(token), path, &stage)
}

fn straight(world: &SimpleCommunicator, path: &str) -> Result<(), Error> {
    let (rank, ranks) = place(world);
    let reset = Reset::key(key(world));
    let model = Gpt2::new(0..LAYERS, &meta);
    let part = Sharded::new(model, |path, _| shard(path, rank, ranks));
    write(world, &Save::new().reset(&reset), path, &part)
}
