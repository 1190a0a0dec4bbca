//! Tensors of an imaginary library.

use std::borrow::Cow;

use init_core::Parameter;
use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::Values;

/// A tensor of any shape and type, whatever memory it has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Foreign {
    shape: Vec<usize>,
    dtype: DType,
    memory: Vec<f32>,
    strides: Option<Vec<usize>>,
    refuses: Option<Problem>,
    fails: Option<Problem>,
    pub(crate) writes: usize,
}

impl Foreign {
    /// Without memory: a write is counted, no more.
    pub(crate) fn new(shape: &[usize]) -> Self {
        Self {
            shape: shape.to_vec(),
            dtype: DType::F32,
            memory: Vec::new(),
            strides: None,
            refuses: None,
            fails: None,
            writes: 0,
        }
    }

    pub(crate) fn dtype(mut self, dtype: DType) -> Self {
        self.dtype = dtype;
        self
    }

    /// Memory that a write fills as if the tensor were contiguous.
    pub(crate) fn memory(mut self, length: usize) -> Self {
        self.memory = vec![super::UNTOUCHED; length];
        self
    }

    /// Memory that a write fills by strides.
    pub(crate) fn strides(mut self, strides: &[usize]) -> Self {
        self.strides = Some(strides.to_vec());
        self
    }

    /// A tensor whose check fails.
    pub(crate) fn refuses(mut self, problem: Problem) -> Self {
        self.refuses = Some(problem);
        self
    }

    /// A tensor that cannot be written, which its check does not know.
    pub(crate) fn fails(mut self, problem: Problem) -> Self {
        self.fails = Some(problem);
        self
    }
}

impl Parameter for Foreign {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        self.dtype
    }

    fn check(&self) -> Result<(), Problem> {
        self.refuses.clone().map_or(Ok(()), Err)
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        self.writes += 1;
        if let Some(problem) = &self.fails {
            return Err(problem.clone());
        }
        match &self.strides {
            Some(strides) => values.strided(&mut self.memory, strides),
            None if self.memory.is_empty() => Ok(()),
            None => values.contiguous(&mut self.memory),
        }
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}
