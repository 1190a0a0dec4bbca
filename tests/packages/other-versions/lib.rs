//! The examples of `init-core/guides/other_versions.md` are tests, and so is what the compiler says of
//! generators.

#[cfg(doctest)]
#[doc = include_str!("../../../init-core/guides/other_versions.md")]
struct Docs;

/// The notes of the compiler about a generator that is not of rand 0.10, done as they say.
#[cfg(test)]
mod tests {
    use init_core::{Initialize, Reset};
    use rand_0_9::{Rng, RngCore, SeedableRng};
    use rand_0_10::rand_core::UnwrapErr;

    #[derive(Initialize)]
    struct Net {
        #[init(normal)]
        weight: [f32; 64],
    }

    fn weight(reset: impl Fn(&mut Net) -> Result<init_core::Plan, init_core::Error>) -> [f32; 64] {
        let mut net = Net { weight: [0.0; 64] };
        reset(&mut net).expect("a reset");
        net.weight
    }

    #[test]
    fn a_generator_of_rand_0_9_makes_the_key() {
        let rng = || rand_0_9::rngs::StdRng::seed_from_u64(7);
        let random = || weight(|model| Reset::key(rng().random()).run(model));
        let bytes = || {
            weight(|model| {
                let mut rng = rng();
                let mut key = [0; 32];
                rng.fill_bytes(&mut key);
                Reset::key(key).run(model)
            })
        };
        for reset in [random(), bytes()] {
            assert!(reset.iter().all(|&value| value != 0.0));
        }
        assert_eq!((random(), bytes()), (random(), bytes()));
    }

    #[test]
    fn a_generator_that_can_fail_is_one_inside_unwrap_err() {
        let mut rng = UnwrapErr(rand_0_10::rngs::SysRng);
        let mut net = Net { weight: [0.0; 64] };
        net.reset_parameters(&mut rng);
        let first = net.weight;
        net.reset_parameters(&mut rng);
        assert_ne!(first, net.weight);
    }
}
