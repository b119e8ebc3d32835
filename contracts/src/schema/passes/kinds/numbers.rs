//! Decimal numbers and versions. They are written as text, and `Decimal` and `BigDecimal` are read from numbers as well.

use super::{Kind, Said, text};
use crate::contract::Role;
use crate::derived::digits::positive_up_to;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        of: ("rust_decimal", "Decimal"),
        said: Said::Pattern(r"^-?\d+(\.\d+)?"),
        says: decimal,
    },
    Kind {
        of: ("bigdecimal", "BigDecimal"),
        said: Said::Pattern(r"^-?\d+(\.\d+)?"),
        says: big_decimal,
    },
];

/// 96 bits and up to 28 digits after the point. More digits are read and rounded, so the greatest integer must have
/// none.
fn decimal(role: Role, _: &str) -> String {
    const MOST: &str = "79228162514264337593543950335";
    const BELOW: &str = "79228162514264337593543950334";
    let below = positive_up_to(BELOW).join("|");
    match role {
        Role::Emits => text(None, &format!(r"^-?((0|{below})(\.[0-9]{{1,28}})?|{MOST})$")),
        // A number is an `f64` before it is a `Decimal`: the last one below 2^96, in the fewest digits.
        Role::Consumes => text(
            None,
            &format!(
                r"^-?0*((0|{below})(\.[0-9]+)?|{MOST}|[0-9](\.[0-9]{{1,27}})?[eE]([+]?(1?[0-9]|2[0-7])|-(1?[0-9]|2[0-8])))$"
            ),
        )
        .replacen(
            '{',
            r#"{"minimum":-79228162514264330000000000000,"maximum":79228162514264330000000000000,"#,
            1,
        ),
    }
}

/// Any number of digits. Exponents of 19 digits and more are not held: some are refused.
fn big_decimal(role: Role, _: &str) -> String {
    let pattern = match role {
        Role::Consumes => r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,18})?$",
        Role::Emits => r"^-?((0|[1-9][0-9]*)(\.[0-9]+)?|[1-9][0-9]*(\.[0-9]+)?[eE][+-][1-9][0-9]{0,17})$",
    };
    text(None, pattern)
}
