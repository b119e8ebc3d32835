use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::parse::MAX_EXPONENT;

/// A decimal number, exact and of any size: `digits · 10^exponent`.
///
/// Kept in one normal form (no trailing zero in `digits`, zero is `0 · 10^0`), so that `1`, `1.0` and `10e-1` are
/// equal, hash alike and print alike. JSON Schema compares numbers by value, and so does everything here.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number {
    digits: BigInt,
    exponent: i32,
}

impl Number {
    /// `digits · 10^exponent`, in normal form.
    ///
    /// # Panics
    /// Never for exponents within [`MAX_EXPONENT`], which is all that [`parse`](super::parse()) lets in.
    pub fn new(digits: BigInt, exponent: i32) -> Self {
        if let Some(small) = digits.to_i64() {
            return Self::small(small, exponent);
        }
        let (mut digits, mut exponent) = (digits, exponent);
        if (&digits % 10u8).is_zero() {
            // Halving steps keep a number of many zeros from costing one division a zero.
            let mut power = BigInt::from(10u8);
            let mut powers = vec![(power.clone(), 1)];
            let mut step = 1;
            loop {
                power = &power * &power;
                step *= 2;
                if power.bits() > digits.bits() {
                    break;
                }
                powers.push((power.clone(), step));
            }
            while let Some((power, step)) = powers.pop() {
                let (quotient, remainder) = digits.div_rem(&power);
                if remainder.is_zero() {
                    digits = quotient;
                    exponent += step;
                    powers.push((power, step));
                }
            }
        }
        Self { digits, exponent }
    }

    fn small(mut digits: i64, mut exponent: i32) -> Self {
        if digits == 0 {
            return Self::zero();
        }
        while digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        Self {
            digits: BigInt::from(digits),
            exponent,
        }
    }

    /// Zero.
    pub fn zero() -> Self {
        Self {
            digits: BigInt::zero(),
            exponent: 0,
        }
    }

    /// Returns true if the value has no fraction (`1.0` has none).
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// Returns true if the value is 0.
    pub fn is_zero(&self) -> bool {
        self.digits.is_zero()
    }

    /// Returns true if the value is below 0.
    pub fn is_negative(&self) -> bool {
        self.digits.is_negative()
    }

    /// The value as an integer, or `None` if it has a fraction.
    pub fn to_integer(&self) -> Option<BigInt> {
        let exponent = u32::try_from(self.exponent).ok()?;
        Some(&self.digits * ten_to(exponent))
    }

    /// The value, if it is an integer of less than about twenty digits.
    pub(crate) fn to_small_integer(&self) -> Option<i128> {
        const MOST_ZEROS: u32 = 20;
        let exponent = u32::try_from(self.exponent)
            .ok()
            .filter(|zeros| *zeros <= MOST_ZEROS)?;
        self.digits.to_i128()?.checked_mul(10_i128.pow(exponent))
    }

    /// The greatest integer that is not above the value.
    pub fn floor(&self) -> BigInt {
        match u32::try_from(self.exponent) {
            Ok(exponent) => &self.digits * ten_to(exponent),
            Err(_) => self.digits.div_floor(&ten_to(self.exponent.unsigned_abs())),
        }
    }

    /// The least integer that is not below the value.
    pub fn ceil(&self) -> BigInt {
        -(-self.clone()).floor()
    }

    /// Returns true if the value is a whole multiple of `step`; of zero, only zero is.
    pub fn is_multiple_of(&self, step: &Number) -> bool {
        if step.is_zero() {
            return self.is_zero();
        }
        let (value, step, _) = self.at_one_scale(step);
        (value % step).is_zero()
    }

    /// The least positive number that is a whole multiple of both (of their absolute values).
    pub fn lcm(&self, other: &Number) -> Number {
        let (a, b, exponent) = self.at_one_scale(other);
        Number::new(a.lcm(&b).abs(), exponent)
    }

    /// The greatest whole multiple of `step` that is not above the value. `step` must not be zero.
    pub fn floor_to(&self, step: &Number) -> Number {
        let (value, step, exponent) = self.at_one_scale(step);
        let step = step.abs();
        Number::new(value.div_floor(&step) * step, exponent)
    }

    /// The least whole multiple of `step` that is not below the value. `step` must not be zero.
    pub fn ceil_to(&self, step: &Number) -> Number {
        -(-self.clone()).floor_to(step)
    }

    /// The value as an `f64`, rounded to the nearest; infinite if it is out of range.
    pub fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Returns true if an `f64` can hold the value, so that a reader writes the same number again: `0.1` can be
    /// held, 2^53 + 1 cannot.
    pub fn is_held_by_f64(&self) -> bool {
        // An `f64` is never written with more than seventeen digits, and fifteen always come back.
        match self.digits.magnitude().to_u64() {
            None => false,
            Some(digits) if digits >= 10_u64.pow(17) => false,
            Some(digits) if digits < 10_u64.pow(15) && self.magnitude().abs() < 300 => true,
            Some(_) => self.is_written_again(),
        }
    }

    /// Returns true if the `f64` next to the value is written as the value.
    fn is_written_again(&self) -> bool {
        let read = self.to_f64();
        read.is_finite()
            && format!("{read:e}")
                .parse()
                .is_ok_and(|written: Number| written == *self)
    }

    /// The sum of both.
    pub fn plus(&self, other: &Number) -> Number {
        let (a, b, exponent) = self.at_one_scale(other);
        Number::new(a + b, exponent)
    }

    /// The number of digits after the point; 0 for an integer.
    pub fn decimals(&self) -> u32 {
        self.exponent.min(0).unsigned_abs()
    }

    /// Both values as integers over one power of ten, which is the third part.
    fn at_one_scale(&self, other: &Number) -> (BigInt, BigInt, i32) {
        let exponent = self.exponent.min(other.exponent);
        let scale = |n: &Number| &n.digits * ten_to((n.exponent - exponent).unsigned_abs());
        (scale(self), scale(other), exponent)
    }

    /// The number of decimal digits before the point: 1 for 5, 0 for 0.5, -1 for 0.05.
    pub(crate) fn magnitude(&self) -> i64 {
        decimal_length(self.digits.magnitude()) as i64 + i64::from(self.exponent)
    }
}

fn ten_to(exponent: u32) -> BigInt {
    if exponent == 0 {
        BigInt::one()
    } else {
        BigInt::from(10u8).pow(exponent)
    }
}

fn decimal_length(digits: &BigUint) -> usize {
    match digits.to_u64() {
        Some(0) => 1,
        Some(small) => small.ilog10() as usize + 1,
        None => digits.to_string().len(),
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = self.digits.sign().cmp(&other.digits.sign());
        if sign != Ordering::Equal || self.is_zero() {
            return sign;
        }
        if self.exponent == other.exponent {
            return self.digits.cmp(&other.digits);
        }
        // Lengths first: a difference of ten thousand in the exponents need not be written out.
        let by_length = self.magnitude().cmp(&other.magnitude());
        if by_length != Ordering::Equal {
            return if self.is_negative() {
                by_length.reverse()
            } else {
                by_length
            };
        }
        let (a, b, _) = self.at_one_scale(other);
        a.cmp(&b)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::ops::Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number {
            digits: -self.digits,
            exponent: self.exponent,
        }
    }
}

impl std::ops::Add<&Number> for &Number {
    type Output = Number;
    fn add(self, other: &Number) -> Number {
        let (a, b, exponent) = self.at_one_scale(other);
        Number::new(a + b, exponent)
    }
}

impl std::ops::Sub<&Number> for &Number {
    type Output = Number;
    fn sub(self, other: &Number) -> Number {
        let (a, b, exponent) = self.at_one_scale(other);
        Number::new(a - b, exponent)
    }
}

impl std::ops::Mul<&Number> for &Number {
    type Output = Number;
    fn mul(self, other: &Number) -> Number {
        Number::new(&self.digits * &other.digits, self.exponent + other.exponent)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Number {
            fn from(value: $integer) -> Self {
                Number::new(BigInt::from(value), 0)
            }
        }
    )*};
}
from_integers!(i8 u8 i16 u16 i32 u32 i64 u64 i128 u128 isize usize);

impl From<BigInt> for Number {
    fn from(value: BigInt) -> Self {
        Number::new(value, 0)
    }
}

impl FromStr for Number {
    type Err = NumberError;

    /// Reads a number as JSON writes it.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let bytes = text.as_bytes();
        let (negative, rest) = match bytes.strip_prefix(b"-") {
            Some(rest) => (true, rest),
            None => (false, bytes),
        };
        let digits_of = |from: usize| rest[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let whole = digits_of(0);
        if whole == 0 || (whole > 1 && rest[0] == b'0') {
            return Err(NumberError::Malformed);
        }
        const ALWAYS_IN_64_BITS: usize = 18;
        if whole == rest.len() && whole <= ALWAYS_IN_64_BITS {
            let digits = rest
                .iter()
                .fold(0, |digits: i64, &digit| digits * 10 + i64::from(digit - b'0'));
            return Ok(Self::small(if negative { -digits } else { digits }, 0));
        }
        let mut digits = rest[..whole].to_vec();
        let mut at = whole;
        if rest.get(at) == Some(&b'.') {
            let fraction = digits_of(at + 1);
            if fraction == 0 {
                return Err(NumberError::Malformed);
            }
            digits.extend_from_slice(&rest[at + 1..at + 1 + fraction]);
            at += 1 + fraction;
        }
        let fraction_digits = digits.len() - whole;
        let mut exponent = 0i64;
        if matches!(rest.get(at), Some(b'e' | b'E')) {
            at += 1;
            let negative = match rest.get(at) {
                Some(b'-') => {
                    at += 1;
                    true
                }
                Some(b'+') => {
                    at += 1;
                    false
                }
                _ => false,
            };
            let count = digits_of(at);
            if count == 0 {
                return Err(NumberError::Malformed);
            }
            for &digit in &rest[at..at + count] {
                exponent = exponent
                    .saturating_mul(10)
                    .saturating_add(i64::from(digit - b'0'));
            }
            if negative {
                exponent = -exponent;
            }
            at += count;
        }
        if at != rest.len() {
            return Err(NumberError::Malformed);
        }
        let sign = if negative { Sign::Minus } else { Sign::Plus };
        if digits.len() > 2 * MAX_EXPONENT as usize {
            return Err(NumberError::Exponent);
        }
        let digits = BigUint::parse_bytes(&digits, 10).ok_or(NumberError::Malformed)?;
        if digits.is_zero() {
            return Ok(Number::zero());
        }
        let exponent = exponent.saturating_sub(fraction_digits as i64);
        let limit = i64::from(MAX_EXPONENT);
        let leading = exponent.saturating_add(decimal_length(&digits) as i64);
        if exponent < -limit || leading > limit {
            return Err(NumberError::Exponent);
        }
        Ok(Number::new(BigInt::from_biguint(sign, digits), exponent as i32))
    }
}

/// The reason why a text is not a [`Number`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// Not a number in JSON's grammar.
    Malformed,
    /// More than [`MAX_EXPONENT`] digits before or after the point.
    Exponent,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NumberError::Malformed => f.write_str("not a number in JSON's grammar"),
            NumberError::Exponent => {
                write!(
                    f,
                    "a number with more than {MAX_EXPONENT} digits before or after the point"
                )
            }
        }
    }
}

impl std::error::Error for NumberError {}

/// Writes the shortest plain form: integers of up to 60 digits in full, fractions with a point, the rest with an
/// exponent. The output reads back as the same number.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const PLAIN: i64 = 60;
        if self.is_negative() {
            f.write_str("-")?;
        }
        let digits = self.digits.magnitude().to_string();
        let point = digits.len() as i64 + i64::from(self.exponent);
        if self.exponent >= 0 && point <= PLAIN {
            write!(f, "{digits}{}", "0".repeat(self.exponent as usize))
        } else if self.exponent < 0 && point > 0 && digits.len() as i64 <= PLAIN {
            let (whole, fraction) = digits.split_at(point as usize);
            write!(f, "{whole}.{fraction}")
        } else if self.exponent < 0 && point <= 0 && point > -8 {
            write!(f, "0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
        } else {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            write!(f, "{first}{dot}{rest}e{}", point - 1)
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_of_one_value_are_equal_however_they_are_written() {
        for same in ["1", "1.0", "10e-1", "0.1e1", "100E-2", "1e+0"] {
            assert_eq!(number(same), Number::from(1), "{same}");
        }
        assert_eq!(number("-0"), Number::zero());
        assert_eq!(number("0e99999999999999"), Number::zero());
    }

    #[test]
    fn a_number_that_an_f64_holds_is_the_one_that_it_writes() {
        let mut bits = 1_u64;
        for at in 0..20_000_i32 {
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(at.unsigned_abs().into());
            let number = Number::new(BigInt::from(bits >> (at % 64)), at % 331 - 170);
            assert_eq!(number.is_held_by_f64(), number.is_written_again(), "{number}");
        }
        for (text, is_held) in [
            ("0", true),
            ("0.1", true),
            ("9007199254740991", true),
            ("9007199254740993", false),
            ("1e308", true),
            ("1e309", false),
            ("5e-324", true),
            ("4e-324", false),
            ("123456789012345e-330", false),
            ("99999999999999999", false),
            ("9223372036854775808", false),
        ] {
            assert_eq!(number(text).is_held_by_f64(), is_held, "{text}");
        }
    }

    #[test]
    fn numbers_print_in_a_form_that_reads_back() {
        for text in [
            "0",
            "-1",
            "0.5",
            "-0.00025",
            "1e300",
            "1.5e-300",
            "340282366920938463463374607431768211455",
        ] {
            assert_eq!(number(text).to_string(), text);
        }
        assert_eq!(number("123456e-3").to_string(), "123.456");
        assert_eq!(number("100000").to_string(), "100000");
    }

    #[test]
    fn whole_numbers_of_every_length_are_read_and_normal() {
        for digits in 1..=45 {
            for text in [
                "9".repeat(digits),
                format!("1{}", "0".repeat(digits - 1)),
                "7".repeat(digits),
            ] {
                for text in [text.clone(), format!("-{text}")] {
                    let big: BigInt = text.parse().unwrap();
                    assert_eq!(number(&text), Number::from(big.clone()), "{text}");
                    assert_eq!(number(&text).to_integer(), Some(big), "{text}");
                    assert_eq!(number(&text), number(&format!("{text}.0")), "{text}");
                }
            }
        }
        for extreme in [i64::MIN, i64::MAX] {
            assert_eq!(number(&extreme.to_string()), Number::from(extreme));
        }
    }

    #[test]
    fn order_is_by_value_across_signs_and_exponents() {
        let ascending = [
            "-1e9000",
            "-2",
            "-1.5",
            "-1e-9000",
            "0",
            "1e-9000",
            "0.1",
            "1",
            "1.0000001",
            "9e3",
            "1e9000",
        ];
        for pair in ascending.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn multiples_are_exact_in_decimal() {
        assert!(number("0.3").is_multiple_of(&number("0.1")));
        assert!(!number("0.35").is_multiple_of(&number("0.1")));
        assert!(number("1e300").is_multiple_of(&number("1e-300")));
        assert_eq!(number("0.4").lcm(&number("0.6")), number("1.2"));
        assert_eq!(number("-0.7").floor_to(&number("0.5")), number("-1"));
        assert_eq!(number("-0.7").ceil_to(&number("0.5")), number("-0.5"));
        assert_eq!(number("-0.5").floor(), BigInt::from(-1));
        assert_eq!(number("-0.5").ceil(), BigInt::zero());
    }

    #[test]
    fn invalid_and_oversized_numbers_are_refused() {
        for text in [
            "", "-", "01", "1.", ".5", "1e", "+1", "1e+", "0x1", "1 ", "NaN", "--1",
        ] {
            assert_eq!(text.parse::<Number>(), Err(NumberError::Malformed), "{text}");
        }
        for text in ["1e1000000000", "1e-1000000000", "1e99999999999999999999999999"] {
            assert_eq!(text.parse::<Number>(), Err(NumberError::Exponent), "{text}");
        }
    }

    #[test]
    fn sums_products_and_the_integers_around_a_value_are_exact_at_every_scale() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        for (left, right, sum, difference, product) in [
            ("0.5", "0.25", "0.75", "0.25", "0.125"),
            (
                "3e30",
                "0.5",
                "3000000000000000000000000000000.5",
                "2999999999999999999999999999999.5",
                "1.5e30",
            ),
            ("-7", "2e2", "193", "-207", "-1400"),
        ] {
            let (left, right) = (number(left), number(right));
            assert_eq!(&left + &right, number(sum));
            assert_eq!(&left - &right, number(difference));
            assert_eq!(&left * &right, number(product));
        }
        for (text, floor, ceil) in [
            ("2.5", 2, 3),
            ("-2.5", -3, -2),
            ("7e3", 7000, 7000),
            ("-7e3", -7000, -7000),
        ] {
            assert_eq!(number(text).floor(), floor.into(), "{text}");
            assert_eq!(number(text).ceil(), ceil.into(), "{text}");
        }
    }

    #[test]
    fn normal_form_drops_every_trailing_zero() {
        let text = format!("7{}", "0".repeat(5000));
        assert_eq!(number(&text), number("7e5000"));
    }
}
