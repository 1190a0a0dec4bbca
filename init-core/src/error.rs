//! Errors, with the path of the parameter and what to write instead.

mod kind;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use init_grammar::message::{Message, outside};
use init_grammar::{Range, short};

pub use self::kind::ErrorKind;

/// The number of problems, or names, that are displayed.
const SHOWN: usize = 20;

/// Everything that kept a model from being planned or written.
///
/// Displayed, it lists the first 20 problems, each with its path, a `help:` line that tells what to
/// write and, where they help, `note:` lines, and the number of the others, which are in
/// [`Error::problems`]. An error found while planning means that nothing was written and that the
/// caller's generator has not moved. The error of a function or distribution from outside the crate
/// is found before anything is written, but after the key has been drawn. [`Error::written`] and
/// [`Error::partly_written`] name the parameters that an error while writing left changed.
///
/// `Debug` writes the same text, since that is what `unwrap` and a `main` that returns the error
/// show.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    problems: Vec<Problem>,
    written: Vec<String>,
    /// The path of the parameter that may be partly written.
    partly: Option<String>,
    /// True where the problems are those of rules or of a file alone, so that the message does not mention the
    /// model.
    before_model: bool,
}

impl Error {
    pub(crate) fn planning(problems: Vec<Problem>) -> Self {
        Self {
            problems,
            written: Vec::new(),
            partly: None,
            before_model: false,
        }
    }

    /// Problems of rules or of a file, before a model is looked at.
    pub(crate) fn of_file(problems: Vec<Problem>) -> Self {
        Self {
            before_model: true,
            ..Self::planning(problems)
        }
    }

    /// Problems of a walk that writes. Where there is only one tensor, its path is empty.
    pub(crate) fn writing(
        problems: Vec<Problem>,
        written: Vec<String>,
        partly: Option<String>,
    ) -> Self {
        Self {
            problems,
            written,
            partly,
            before_model: false,
        }
    }

    /// The problems, without what they left changed.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// The error of a walk after one that wrote these parameters.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn after(mut self, written: &[String]) -> Self {
        self.written.splice(..0, written.iter().cloned());
        self
    }

    /// The problems, in the order of the model's declaration.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The paths of the parameters that had been written whole when a later one failed: empty for
    /// every error that planning finds. Where this is empty and
    /// [`partly_written`](Error::partly_written) is `None`, nothing was written.
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// The path of the parameter that failed while its memory was written, and may hold old and new
    /// values: the empty path, where one tensor alone was filled. `None` where it failed before it
    /// could change, e.g. because its memory is not as long as its shape.
    pub fn partly_written(&self) -> Option<&str> {
        self.partly.as_deref()
    }

    /// Returns true if one of the problems is of this kind.
    pub fn has(&self, kind: ErrorKind) -> bool {
        self.problems.iter().any(|problem| problem.kind == kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.as_slice() {
            [] => f.write_str("the model could not be initialized")?,
            [problem] => write!(f, "{problem}")?,
            problems => {
                write!(f, "{} problems", problems.len())?;
                for problem in problems.iter().take(SHOWN) {
                    write!(f, "\nerror: {problem}")?;
                }
                if let Some(more) = problems.len().checked_sub(SHOWN + 1) {
                    write!(f, "\nand {} more: `Error::problems` has all", more + 1)?;
                }
            }
        }
        if self.before_model {
            return Ok(());
        }
        f.write_str("\nnote: ")?;
        match (self.written.as_slice(), self.partly.as_deref()) {
            ([], None) => return f.write_str("nothing was written"),
            ([], Some(_)) => {}
            (written, None) => return write!(f, "already written: {}", Named(written)),
            (written, Some(_)) => write!(f, "already written: {}; ", Named(written))?,
        }
        match self.partly.as_deref() {
            Some("") | None => f.write_str("it may be partly written"),
            Some(path) => write!(f, "`{}` may be partly written", short(path)),
        }
    }
}

/// Names, the first of which are displayed, and the number of the others.
pub(crate) struct Named<'a>(pub(crate) &'a [String]);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, name) in self.0.iter().take(SHOWN).enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}`{}`", short(name))?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// The path of a file, which an index may have given any length.
#[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
pub(crate) fn shown_path(path: &std::path::Path) -> String {
    const LONGEST: usize = 1000;
    init_grammar::shortened(&format!("{}", path.display()), LONGEST).into_owned()
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for Error {}

/// One thing that is wrong with one parameter.
///
/// Initializers return it from [`resolve`](crate::initializer::Initializer::resolve) and tensors from
/// [`check`](crate::parameter::Parameter::check) without a path; the walk adds the path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Problem {
    kind: ErrorKind,
    path: Option<String>,
    message: Cow<'static, str>,
    help: Option<Cow<'static, str>>,
    notes: Vec<Cow<'static, str>>,
}

impl Problem {
    /// A problem of `kind`, with a message of one lower-case line without a full stop.
    ///
    /// ```
    /// use init_core::ErrorKind;
    /// use init_core::error::Problem;
    ///
    /// let problem = Problem::new(ErrorKind::Custom, "`hippo` needs a square matrix")
    ///     .help("write `shape = (n, n)`");
    /// assert_eq!(
    ///     problem.to_string(),
    ///     "`hippo` needs a square matrix\n  help: write `shape = (n, n)`",
    /// );
    /// ```
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            path: None,
            message: message.into(),
            help: None,
            notes: Vec::new(),
        }
    }

    /// A problem with a message of the grammar.
    pub(crate) fn of(kind: ErrorKind, message: Message) -> Self {
        Self {
            help: message.help.map(Cow::Owned),
            notes: message.notes.into_iter().map(Cow::Owned).collect(),
            ..Self::new(kind, message.text)
        }
    }

    /// Checks that an argument is in its range.
    pub(crate) fn unless_in(range: Range, word: &str, value: f64) -> Result<(), Self> {
        if range.holds(value) {
            return Ok(());
        }
        Err(Self::of(ErrorKind::Argument, outside(word, range, value)))
    }

    /// Adds the help line: what to write instead.
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a note: a fact that explains the problem.
    pub fn note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The problem of a model that differs in a second walk.
    pub(crate) fn changed(what: &'static str) -> Self {
        Self::new(ErrorKind::Changed, what)
            .help("a model must hand over the same parameters each time it is visited")
    }

    /// The problem of a duplicate path.
    pub(crate) fn duplicate_path() -> Self {
        Self::new(ErrorKind::DuplicatePath, "two parameters have this path")
            .help("tell them apart with `name = \"…\"` on one of the fields")
    }

    /// The problem of a tensor whose number of values to read differs from that of its shape.
    pub(crate) fn read_length(expected: usize, found: usize) -> Self {
        Self::new(
            ErrorKind::Length,
            format!("the tensor's shape has {expected} values, but it gave {found} to read"),
        )
    }

    /// The kind, for programs.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The path of the parameter or module, e.g. `layers.0.weight`; `None` while an initializer or
    /// tensor still refers to "this tensor".
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The first line, without the path.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The help line.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The notes.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().map(AsRef::as_ref)
    }

    /// The path of something that the walk could not look into, because its lock or cell is held
    /// elsewhere: what is there is not known to be missing.
    pub(crate) fn hidden(&self) -> Option<&str> {
        let is_hidden = matches!(self.kind, ErrorKind::Busy | ErrorKind::Poisoned);
        is_hidden.then(|| self.path().unwrap_or_default())
    }

    /// A norm without the parameter that it is of.
    pub(crate) fn alone(path: &str) -> Self {
        let text = format!("it is the norm of `{}`, which is not there", short(path));
        Self::new(ErrorKind::Reference, text)
    }

    pub(crate) fn at(mut self, path: &str) -> Self {
        self.path.get_or_insert_with(|| path.into());
        self
    }

    /// The problem of a parameter whose values pass to or from a file: that of the file has no path.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn unless_of_file_at(self, path: &str) -> Self {
        if self.kind == ErrorKind::File {
            self
        } else {
            self.at(path)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_deref() {
            // Without a path there is one tensor, which needs no name.
            Some("") | None => {}
            Some(path) => write!(f, "`{}`: ", short(path))?,
        }
        f.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        for note in &self.notes {
            write!(f, "\n  note: {note}")?;
        }
        Ok(())
    }
}
