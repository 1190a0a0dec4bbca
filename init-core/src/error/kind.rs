//! What is wrong, for programs.

/// The kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The initializer needs more axes, or another number of them.
    Rank,
    /// A fan is zero although the tensor has values.
    FanZero,
    /// `groups` or `split` does not divide the output axis, or the blocks of a shard another.
    NotDivisible,
    /// The number of values overflows `usize`, or the room that the value contract leaves.
    TooLarge,
    /// The memory holds another number of values than the shape has.
    Length,
    /// The declared shape, or that in a file, is not the tensor's own.
    Shape,
    /// A layout that does not fit the tensor.
    Layout,
    /// An argument that is NaN, infinite, negative or in the wrong order.
    Argument,
    /// A value that the tensor's type cannot hold.
    NotRepresentable,
    /// Several elements share one position in memory.
    Aliased,
    /// The memory cannot be written.
    ReadOnly,
    /// A type of elements that the engine does not know, or that cannot hold the values of a file.
    #[cfg_attr(feature = "serde", serde(rename = "dtype"))]
    DType,
    /// The tensor has no memory yet.
    NotMaterialized,
    /// A lock whose holder panicked.
    Poisoned,
    /// A lock or cell that is held elsewhere.
    Busy,
    /// Two parameters under one path.
    DuplicatePath,
    /// Two parameters with one stream.
    DuplicateStream,
    /// A path component that is empty or holds a dot, or a name that a file cannot have.
    Component,
    /// One shared tensor declared with two initializers, or found in a file with two contents.
    Conflict,
    /// A parameter without an initializer, such as a field marked `parameter`, that no rule reached.
    Uncovered,
    /// A rule with a bad glob, or one that reaches nothing.
    Rule,
    /// A glob of a partial reset that is wrong or matches nothing, or a loaded name that the
    /// model does not have.
    Selection,
    /// Certain, but probably not meant: a warning of the plan, never an error.
    Suspicious,
    /// Suggested by a name, and perhaps not so: a warning of the plan, never an error.
    Guessed,
    /// Values that follow from another parameter, which is not there, has another shape or type, or
    /// follows from others itself.
    Reference,
    /// `layer` outside any list.
    Layer,
    /// The model has other parameters than when it was planned.
    Changed,
    /// Threads that could not be created.
    Threads,
    /// A file that cannot be read or written, or a fault in it.
    File,
    /// A parameter that a file does not have.
    Missing,
    /// A tensor of a file that the model does not have.
    Surplus,
    /// Memory for a matrix made on the host, or for a tensor of a file, could not be had.
    OutOfMemory,
    /// Something that the framework whose values are asked for does not have.
    Foreign,
    /// A problem of an initializer or a tensor from outside this crate.
    Custom,
}
