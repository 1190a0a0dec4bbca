//! Exact gains.

use super::Nonlinearity;

/// 1/√E[f(x)²] and 1/√E[f′(x)²] of a standard normal x, as `tests/python/gains.py` computes them with
/// 40 digits. Their bits are part of the value contract.
pub(super) fn exact(nonlinearity: Nonlinearity) -> Option<(f64, f64)> {
    Some(match nonlinearity {
        Nonlinearity::Sigmoid | Nonlinearity::SigmoidExact => {
            (1.846_228_545_338_605_4, 4.722_646_085_937_974)
        }
        Nonlinearity::Tanh | Nonlinearity::TanhExact => {
            (1.592_537_419_722_831_5, 1.467_413_591_630_795)
        }
        Nonlinearity::Selu | Nonlinearity::SeluExact => (1.0, 0.966_025_776_973_901_1),
        Nonlinearity::Elu | Nonlinearity::Celu => (1.245_198_300_700_706_6, 1.223_428_557_552_621),
        Nonlinearity::Gelu => (1.533_530_441_195_535_3, 1.481_114_412_708_348_2),
        Nonlinearity::GeluTanh => (1.533_580_521_666_147, 1.481_168_058_093_350_6),
        Nonlinearity::QuickGelu => (1.539_458_762_298_831_4, 1.491_459_226_750_051),
        Nonlinearity::Silu => (1.676_532_470_331_091, 1.623_320_257_952_497_2),
        Nonlinearity::Mish => (1.486_847_581_273_208, 1.444_755_232_547_319_4),
        Nonlinearity::Hardswish => (1.736_657_212_766_541_6, 1.670_076_367_441_382_3),
        Nonlinearity::Hardsigmoid => (1.897_840_424_729_559, 6.008_115_825_196_681),
        Nonlinearity::Hardtanh => (1.392_036_140_448_309_7, 1.210_287_062_432_522_4),
        Nonlinearity::Softplus => (1.041_866_835_535_301_8, 1.846_228_545_338_605_4),
        Nonlinearity::Softsign => (2.337_533_363_108_539_8, 2.095_780_608_943_311),
        Nonlinearity::Relu6 => (1.414_213_565_095_073_6, 1.414_213_563_768_340_6),
        Nonlinearity::ReluSquared => (0.816_496_580_927_726, 0.707_106_781_186_547_6),
        Nonlinearity::Sin => (1.520_866_623_178_814_8, 1.327_250_600_284_575),
        _ => return None,
    })
}
