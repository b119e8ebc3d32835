//! The formats that name Rust's (and OpenAPI's) number types, as exact ranges.

use crate::json::Number;

#[derive(Debug)]
pub struct IntegerFormat {
    pub name: &'static str,
    signed: bool,
    bits: u32,
}

const fn format(name: &'static str, signed: bool, bits: u32) -> IntegerFormat {
    IntegerFormat { name, signed, bits }
}

/// `int` and `uint` are what schemars writes for `isize` and `usize`: 64 bits by rule, so that a contract does not
/// depend on the machine that made it.
const FORMATS: [IntegerFormat; 12] = [
    format("int8", true, 8),
    format("int16", true, 16),
    format("int32", true, 32),
    format("int64", true, 64),
    format("int128", true, 128),
    format("int", true, 64),
    format("uint8", false, 8),
    format("uint16", false, 16),
    format("uint32", false, 32),
    format("uint64", false, 64),
    format("uint128", false, 128),
    format("uint", false, 64),
];

impl IntegerFormat {
    pub fn named(name: &str) -> Option<&'static Self> {
        static TABLE: &[IntegerFormat] = &FORMATS;
        TABLE.iter().find(|format| format.name == name)
    }

    pub fn minimum(&self) -> Number {
        if self.signed {
            Number::from(i128::MIN >> (128 - self.bits))
        } else {
            Number::zero()
        }
    }

    pub fn maximum(&self) -> Number {
        if self.signed {
            Number::from(i128::MAX >> (128 - self.bits))
        } else {
            Number::from(u128::MAX >> (128 - self.bits))
        }
    }
}

/// Formats of numbers that are not integers. They say how a number is stored, not which numbers exist.
pub fn is_float_format(name: &str) -> bool {
    matches!(name, "float" | "double")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_integer_format_has_the_range_of_its_type() {
        let range = |name| {
            let format = IntegerFormat::named(name).unwrap();
            (format.minimum(), format.maximum())
        };
        assert_eq!(range("int8"), (i8::MIN.into(), i8::MAX.into()));
        assert_eq!(range("int16"), (i16::MIN.into(), i16::MAX.into()));
        assert_eq!(range("int32"), (i32::MIN.into(), i32::MAX.into()));
        assert_eq!(range("int64"), (i64::MIN.into(), i64::MAX.into()));
        assert_eq!(range("int128"), (i128::MIN.into(), i128::MAX.into()));
        assert_eq!(range("int"), range("int64"));
        assert_eq!(range("uint8"), (u8::MIN.into(), u8::MAX.into()));
        assert_eq!(range("uint16"), (u16::MIN.into(), u16::MAX.into()));
        assert_eq!(range("uint32"), (u32::MIN.into(), u32::MAX.into()));
        assert_eq!(range("uint64"), (u64::MIN.into(), u64::MAX.into()));
        assert_eq!(range("uint128"), (u128::MIN.into(), u128::MAX.into()));
        assert_eq!(range("uint"), range("uint64"));
        assert!(IntegerFormat::named("integer").is_none());
    }
}
