//! Values of f64. The logarithm beyond the middle of the normal numbers, and the error function of
//! bounds, are libm's, where JAX has those of the C library: they may differ in the last bit.

use super::draw::{Draw, Sample};
use super::state::{Form, State};
use super::threefry::{Words, words};
use crate::dtype::DType;
use crate::engine::parallel::parts;
use crate::engine::threads::CHUNK;
use crate::number::arithmetic::sqrt64;

/// 1/√2, which XLA multiplies by where JAX divides by √2.
const HALF_ROOT: f64 = f64::from_bits(0x3fe6_a09e_667f_3bcc);

impl Draw {
    /// Writes numbers of f64.
    pub(super) fn double(&self, state: State, out: &mut [f64]) {
        let stream = state.stream_of(out.len(), DType::F64);
        let (form, count) = (state.form, out.len() as u64);
        let root = core::f64::consts::SQRT_2;
        let (root, factor) = match self.sample {
            Sample::Normal => self.factors(root, DType::F64),
            _ => (root, self.factor),
        };
        let uniform = |index: u64, low: f64, high: f64| {
            let unit = f64::from_bits(0x3ff0 << 48 | pair(stream, index, count) >> 12) - 1.0;
            low.max(form.multiply_add(unit, high - low, low))
        };
        let normal = |uniform: f64| inverse_erf(form, uniform) * root;
        let sample = |index: u64| match self.sample {
            Sample::Uniform { low, high } => uniform(index, low, high),
            Sample::Normal => normal(uniform(index, (-1.0_f64).next_up(), 1.0)),
            Sample::Truncated { low, high } => {
                let (from, to) = (libm::erf(low * HALF_ROOT), libm::erf(high * HALF_ROOT));
                let truncated = normal(uniform(index, from, to));
                truncated.max(low.next_up()).min(high.next_down())
            }
        };
        parts(out, CHUNK, out.len() > CHUNK, |n, part| {
            for (index, value) in (n as u64 * CHUNK as u64..).zip(part) {
                *value = sample(index) * factor + self.shift();
            }
        });
    }
}

/// The 64 random bits of a value, of so many.
fn pair(stream: Words, index: u64, count: u64) -> u64 {
    let [high, low] = match stream.total {
        None => words(stream.key, [(index >> 32) as u32, index as u32]),
        Some(_) => [stream.at(index), stream.at(count + index)],
    };
    u64::from(high) << 32 | u64::from(low)
}

/// A polynomial, its highest coefficient first.
fn polynomial(form: Form, x: f64, coefficients: &[u64]) -> f64 {
    let coefficients = coefficients.iter().map(|&bits| f64::from_bits(bits));
    let sum = coefficients.reduce(|sum, coefficient| form.multiply_add(sum, x, coefficient));
    sum.unwrap_or_default()
}

/// ln(1 + x) for an x in [-1, 0].
fn log1p(form: Form, x: f64) -> f64 {
    const P: [u64; 7] = [
        0x3f07_bc09_62b3_95ca,
        0x3fdf_e818_a0fe_1a83,
        0x401a_509f_46f4_fa53,
        0x403d_e973_8b8c_b9c9,
        0x404e_798e_b86c_3351,
        0x404c_8e75_9747_9a10,
        0x4034_0a20_2d99_830a,
    ];
    const Q: [u64; 7] = [
        0x3ff0_0000_0000_0000,
        0x402e_2035_9e90_3e37,
        0x4054_c30b_5221_3498,
        0x406b_b865_90fc_fb56,
        0x4073_5194_5dc9_08a5,
        0x406b_0db1_3e48_e066,
        0x404e_0f30_4466_448e,
    ];
    const LEAST: f64 = f64::from_bits(0xbfd2_bec3_3301_8867);
    if x < LEAST {
        return libm::log(x + 1.0);
    }
    let quotient = polynomial(form, x, &P) / polynomial(form, x, &Q);
    let square = x * x;
    x + form.multiply_add(-0.5, square, x * square * quotient)
}

/// The inverse of the error function on [-1, 1], infinite at the ends.
fn inverse_erf(form: Form, x: f64) -> f64 {
    if x.abs() == 1.0 {
        return f64::INFINITY.copysign(x);
    }
    let log = log1p(form, -(x * x));
    let root = sqrt64(-log);
    x * if log > -6.25 {
        polynomial(form, -3.125 - log, &CENTRE)
    } else if log > -16.0 {
        polynomial(form, root - 3.25, &TAIL)
    } else {
        polynomial(form, root - 5.0, &FAR_TAIL)
    }
}

const CENTRE: [u64; 23] = [
    0xbbb1_35d2_e746_e627,
    0xbc08_ddf9_3324_d327,
    0x3c37_b83e_ef0b_7c9f,
    0x3c69_ba72_cd58_9b91,
    0xbca3_3689_090a_6b96,
    0x3c78_2e11_8981_32e0,
    0x3cfd_e4ac_fd9e_26ba,
    0xbd26_d33e_ed66_c487,
    0xbd36_f216_7040_d8e2,
    0x3d87_2a22_c2d7_7e20,
    0xbdac_8859_c4e5_c0af,
    0xbdcd_c583_d118_a561,
    0x3e12_0f47_ccf4_6b3c,
    0xbe31_a9e3_8dc8_4d60,
    0xbe5f_36cd_6d3d_46a9,
    0x3e9c_6b4f_5d03_b787,
    0xbeb6_e8a5_434a_e8a2,
    0xbeed_1d1f_7b87_36f6,
    0x3f28_79c2_a212_f024,
    0xbf48_4576_9484_fca8,
    0xbf78_b6c3_3114_f909,
    0x3fce_bd80_d9b1_3e28,
    0x3ffa_755e_7c99_ae86,
];

const TAIL: [u64; 19] = [
    0x3e23_040f_87db_d932,
    0x3e78_5cbe_5287_8635,
    0xbe92_7774_53dd_3955,
    0x3e53_95ab_cd55_4c6c,
    0x3eb9_3638_8a37_90ad,
    0xbed0_d5db_812b_5083,
    0x3ec8_860c_d5d6_52f6,
    0x3eea_29a0_cacd_fb23,
    0xbf08_cef1_f802_81f2,
    0x3f11_e684_d0b9_188a,
    0x3ef9_32cd_54c8_a222,
    0xbf37_448a_89ef_8aa3,
    0x3f4f_3cc5_5ad4_0c25,
    0xbf5b_a924_132f_38b1,
    0x3f64_68ee_ca53_3cf8,
    0xbf6e_bada_bb89_1bbd,
    0x3f75_ffcf_e5b7_6afc,
    0x3ff0_158a_6d64_1d39,
    0x4008_abcc_380d_5a48,
];

const FAR_TAIL: [u64; 17] = [
    0xbdbd_cec3_a778_5389,
    0xbdf1_8fee_c0e3_8727,
    0x3e19_e6bf_2dda_45e3,
    0xbe30_468f_b24e_2f5f,
    0x3e40_5ac6_a8fb_a182,
    0xbe50_102e_495f_b9c0,
    0x3e5f_4c20_e133_4af8,
    0xbe72_2d22_0fdf_9c3e,
    0x3e8e_bc8b_b824_cb54,
    0xbeb0_a8d4_0ea3_72cc,
    0x3ed2_fbd2_9d09_3d2b,
    0xbef4_a349_7e1e_0fac,
    0x3f13_ebf4_eb00_938f,
    0xbf2c_2f36_a8fc_5d53,
    0xbf22_2ea5_df04_047c,
    0x3ff0_2a30_d1fb_a0dc,
    0x4013_664d_dd1a_d7fb,
];
