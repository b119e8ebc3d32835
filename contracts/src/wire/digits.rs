//! Numbers as texts.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{is_read, matching, written_out};
use crate::derived::digits::positive_up_to;

/// A number as a text, as `T::from_str` reads it and its `Display` writes it: `"42"`.
///
/// `T` is an integer of the standard library, a `NonZero` one, `f32` or `f64`. `+1` and `007` are read and not
/// written; so is `-0`, if `T` is signed. The text of a float may be `NaN` or `inf`.
///
/// ```
/// #[derive(serde::Serialize, counterpart::Contract)]
/// pub struct Sent {
///     #[serde(serialize_with = "as_text")]
///     #[contract(with = "counterpart::wire::Digits<u64>")]
///     nanos: u64,
/// }
/// # fn as_text<S: serde::Serializer>(nanos: &u64, to: S) -> Result<S::Ok, S::Error> { to.collect_str(nanos) }
/// ```
pub struct Digits<T: Number>(PhantomData<T>);

/// A number that [`Digits`] can be of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number of the standard library, so its digits are not known",
    note = "give the form of the text: `#[contract(with = \"String\", pattern = \"^…$\")]`"
)]
pub trait Number {
    #[doc(hidden)]
    const FORM: Form;
}

/// The form of a number as a text.
#[doc(hidden)]
pub enum Form {
    /// The least and the greatest one, and whether zero is one.
    Integer {
        least: fn() -> String,
        greatest: fn() -> String,
        zero: bool,
    },
    Float,
}

macro_rules! numbers {
    ($($ty:ident $non_zero:ident;)*) => {$(
        impl Number for $ty {
            const FORM: Form = Form::Integer {
                least: || $ty::MIN.to_string(),
                greatest: || $ty::MAX.to_string(),
                zero: true,
            };
        }
        impl Number for std::num::$non_zero {
            const FORM: Form = Form::Integer {
                least: || $ty::MIN.to_string(),
                greatest: || $ty::MAX.to_string(),
                zero: false,
            };
        }
    )*};
}

numbers! {
    i8 NonZeroI8;
    i16 NonZeroI16;
    i32 NonZeroI32;
    i64 NonZeroI64;
    i128 NonZeroI128;
    u8 NonZeroU8;
    u16 NonZeroU16;
    u32 NonZeroU32;
    u64 NonZeroU64;
    u128 NonZeroU128;
}

// The same contract on any machine.
impl Number for usize {
    const FORM: Form = <u64 as Number>::FORM;
}
impl Number for isize {
    const FORM: Form = <i64 as Number>::FORM;
}
impl Number for f32 {
    const FORM: Form = Form::Float;
}
impl Number for f64 {
    const FORM: Form = Form::Float;
}

impl<T: Number> JsonSchema for Digits<T> {
    written_out!("Digits");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        matching(&pattern(&T::FORM, is_read(generator)))
    }
}

/// The texts of a `T`.
pub(super) fn pattern_of<T: Number>(is_read: bool) -> String {
    pattern(&T::FORM, is_read)
}

fn pattern(form: &Form, is_read: bool) -> String {
    let Form::Integer {
        least,
        greatest,
        zero,
    } = form
    else {
        return float(is_read).to_owned();
    };
    let (least, greatest) = (least(), greatest());
    integers(
        least.strip_prefix('-'),
        &greatest,
        *zero,
        is_read,
        least.starts_with('-'),
    )
}

/// The texts of the integers in a range that has zero. `minus_zero` says that `-0` is read as well.
pub(super) fn whole((least, greatest): (i128, i128), is_read: bool, minus_zero: bool) -> String {
    let negative = (least < 0).then(|| least.unsigned_abs().to_string());
    integers(
        negative.as_deref(),
        &greatest.to_string(),
        true,
        is_read,
        minus_zero,
    )
}

/// The integers down to the negative of the one number and up to the other, both in digits.
fn integers(negative: Option<&str>, greatest: &str, zero: bool, is_read: bool, minus_zero: bool) -> String {
    let up_to = |greatest: &str| format!("({})", positive_up_to(greatest).join("|"));
    let zeros = if is_read { "0*" } else { "" };
    let plus = if is_read { "\\+?" } else { "" };
    let mut ways = vec![format!("{plus}{zeros}{}", up_to(greatest))];
    if let Some(negative) = negative {
        ways.push(format!("-{zeros}{}", up_to(negative)));
    }
    if zero {
        ways.push(match (is_read, minus_zero) {
            (false, _) => "0".to_owned(),
            (true, false) => "\\+?0+".to_owned(),
            (true, true) => "[+-]?0+".to_owned(),
        });
    }
    format!("^({})$", ways.join("|"))
}

fn float(is_read: bool) -> &'static str {
    if is_read {
        "^[+-]?([iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN]|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?)$"
    } else {
        "^(-?((0|[1-9][0-9]*)(\\.[0-9]*[1-9])?|inf)|NaN)$"
    }
}
