//! A digest of a plan.

use alloc::format;

use super::Plan;
use crate::number::fnv::Fnv;

impl Plan {
    /// A digest of all that the values follow from but the key: paths, streams, shapes, types, roles of axes,
    /// laws and initializers, in the order of the plan. Processes that are to hold parts of one model
    /// compare it; the parts themselves are not in it.
    ///
    /// ```
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// struct Gate {
    ///     #[init(normal, std = self.std)]
    ///     weight: [f32; 8],
    ///     #[init(skip)]
    ///     std: f64,
    /// }
    ///
    /// let gate = |std| Gate { weight: [0.0; 8], std };
    /// assert_eq!(gate(0.02).plan()?.digest(), gate(0.02).plan()?.digest());
    /// assert_ne!(gate(0.02).plan()?.digest(), gate(0.03).plan()?.digest());
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn digest(&self) -> u64 {
        let each = self.entries().iter().fold(Fnv::new(), |digest, entry| {
            // A float is displayed so that it can be read back.
            let text = format!(
                "{:?} {} {} {:?} {:?} {} {:?} {:?};",
                entry.path,
                entry.stream,
                entry.dtype,
                entry.axes,
                entry.law,
                entry.initializer(),
                entry.follows,
                entry.aliases,
            );
            digest.with(text.bytes())
        });
        each.value()
    }
}
