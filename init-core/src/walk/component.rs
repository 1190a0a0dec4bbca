//! The components of a path.

use alloc::borrow::Cow;

use crate::error::Problem;

/// One component of a path: the name of a field, an index, or the key of a map.
///
/// ```
/// use init_core::walk::Component;
///
/// let renamed = Component::field("weight").stream("kernel");
/// assert_eq!(renamed.path_name(), "weight");
/// assert_eq!(renamed.stream_name(), "kernel");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component<'a> {
    name: Name<'a>,
    stream: Option<&'a str>,
    /// The field beside it whose values it has.
    same_as: Option<&'a str>,
    /// The position in a list or map.
    position: Option<usize>,
    /// True where the name may be empty, which makes the component transparent.
    transparent: bool,
}

/// The name of a component in the path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name<'a> {
    Text(Cow<'a, str>),
    Index(Digits),
}

/// The decimal digits of an index, at the end of the array.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Digits {
    digits: [u8; MOST_DIGITS],
    start: u8,
}

/// The number of digits of 2^64 − 1.
const MOST_DIGITS: usize = 20;

impl Digits {
    fn of(mut index: usize) -> Self {
        let mut digits = [b'0'; MOST_DIGITS];
        let mut start = MOST_DIGITS;
        loop {
            start -= 1;
            digits[start] += (index % 10) as u8;
            index /= 10;
            if index == 0 {
                let start = start as u8;
                return Self { digits, start };
            }
        }
    }

    fn text(&self) -> &str {
        let digits = &self.digits[usize::from(self.start)..];
        core::str::from_utf8(digits).unwrap_or_default()
    }
}

impl<'a> Component<'a> {
    /// A field. An empty name makes the field transparent: it adds nothing to the path.
    pub fn field(name: &'a str) -> Self {
        Self {
            name: Name::Text(Cow::Borrowed(name)),
            stream: None,
            same_as: None,
            position: None,
            transparent: true,
        }
    }

    /// An entry of a list.
    pub fn index(index: usize) -> Self {
        Self {
            name: Name::Index(Digits::of(index)),
            stream: None,
            same_as: None,
            position: Some(index),
            transparent: true,
        }
    }

    /// The entry of a map at `index` in the order of its keys. Unlike the name of a field, a key
    /// must not be empty.
    pub fn key(key: impl Into<Cow<'a, str>>, index: usize) -> Self {
        Self {
            name: Name::Text(key.into()),
            stream: None,
            same_as: None,
            position: Some(index),
            transparent: false,
        }
    }

    /// Sets the name in the path. An empty one makes the component transparent.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Name::Text(Cow::Borrowed(name));
        self.transparent = true;
        self
    }

    /// Sets the component that replaces the name when the stream is computed, so that a renamed
    /// field keeps its values.
    pub fn stream(mut self, stream: &'a str) -> Self {
        self.stream = Some(stream);
        self
    }

    /// Gives the parameter, or all below the module, the new values of the field `path`, which
    /// starts beside this one: a target network that begins equal to the trained one. Neither the
    /// initializers here nor rules have a say in them.
    ///
    /// ```
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Encoder {
    ///     #[init(kaiming_normal)]
    ///     weight: [[f32; 8]; 4],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Contrast {
    ///     #[init(same_as = "query")]
    ///     key: Encoder,
    ///     query: Encoder,
    /// }
    ///
    /// let encoder = || Encoder { weight: [[0.0; 8]; 4] };
    /// let mut model = Contrast { key: encoder(), query: encoder() };
    /// let plan = Reset::seed(1).run(&mut model)?;
    /// assert_eq!(model.key.weight, model.query.weight);
    /// assert_eq!(plan.get("key.weight").unwrap().follows().unwrap().path(), "query.weight");
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn same_as(mut self, path: &'a str) -> Self {
        self.same_as = Some(path);
        self
    }

    /// The field beside it whose values it has.
    pub(crate) fn original(&self) -> Option<&'a str> {
        self.same_as
    }

    /// The component of the path.
    pub fn path_name(&self) -> &str {
        match &self.name {
            Name::Text(name) => name,
            Name::Index(index) => index.text(),
        }
    }

    /// The component of the path that the stream is computed from.
    pub fn stream_name(&self) -> &str {
        self.stream.unwrap_or(self.path_name())
    }

    /// Whether another name stands for it in the stream.
    pub(crate) fn is_renamed(&self) -> bool {
        self.stream.is_some()
    }

    /// The position in the list or map around it, where the component is an entry of one.
    pub fn position(&self) -> Option<usize> {
        self.position
    }

    /// Checks that the path may hold this component.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        use crate::error::ErrorKind::Component;
        use alloc::format;
        use init_grammar::short;

        if matches!(self.name, Name::Index(_)) && self.stream.is_none() {
            return Ok(());
        }
        if self.path_name().is_empty() && !self.transparent {
            return Err(
                Problem::new(Component, "a map's key is empty, so its entry has no path")
                    .help("give the entry a key with at least one character"),
            );
        }
        let names = [Some(self.path_name()), self.stream];
        for name in names.into_iter().flatten() {
            // A name is short: a loop over its bytes is faster than a search.
            if name.bytes().any(|byte| byte == b'.') {
                let help = if self.transparent {
                    "components are joined by dots: use another character"
                } else {
                    "components are joined by dots: use another character, or collect a map of paths into `init_core::model::NamedParameters`"
                };
                let text = format!("the path component `{}` holds a dot", short(name));
                return Err(Problem::new(Component, text).help(help));
            }
        }
        Ok(())
    }
}
