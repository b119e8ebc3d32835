//! A newtype of the crate nutype: the derive stands above `#[nutype(…)]`, and reads from it what nutype writes and reads.
//!
//! What is written satisfies the validators; those that a schema cannot say make it wider. What is read satisfies them after
//! the sanitizers. A validator that a schema cannot say is no longer described for a reader, who is told which line to write.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Fields, Lit, Type};

use super::adapters::only_written;
use super::context::TypeContext;
use super::{limits, own};
use crate::attr::{Nutype, Rule};
use crate::names::text_of;

/// The type that describes the newtype on the wire. `None` if it is no struct around one type, or if its serde is not
/// nutype's.
pub(super) fn described(nutype: &Nutype, input: &DeriveInput, context: &TypeContext) -> Option<Type> {
    let held = held(input)?;
    let (writes, reads) = (nutype.derives("Serialize"), nutype.derives("Deserialize"));
    if !writes && !reads {
        return None;
    }
    let bounds = Bounds::of(nutype, held);
    let limited = |bounds: &Bounds| {
        let [pattern, min, max] = [&bounds.pattern, &bounds.min, &bounds.max].map(Option::as_deref);
        limits::within(held.clone(), pattern, min, max, context)
    };
    let (is_valid, counterpart) = (writes && !nutype.is_unchecked, context.counterpart);
    if is_valid && reads && bounds.unsaid.is_none() {
        // nutype reads a newtype, so that a message may not lack the field of one around an `Option`.
        let ty = limited(&bounds);
        return Some(syn::parse_quote!(#counterpart::__private::wire::Wire<#ty>));
    }
    let written = if is_valid { limited(&bounds) } else { held.clone() };
    let read = match (&bounds.unsaid, reads) {
        (_, false) => held.clone(),
        (Some(rule), true) => {
            let why = bounds.reason(rule, &input.ident.to_string(), held);
            only_written::described(held, &why, context)
        }
        (None, true) => limited(&bounds),
    };
    Some(syn::parse_quote!(#counterpart::__private::wire::ReadsAs<#written, #read>))
}

/// The type in the struct.
fn held(input: &DeriveInput) -> Option<&Type> {
    let Data::Struct(data) = &input.data else {
        return None;
    };
    match &data.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first().map(|field| &field.ty),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Integer,
    F32,
    F64,
    Text,
    Other,
}

impl Kind {
    fn of(ty: &Type) -> Self {
        match own::name(ty).as_str() {
            "String" => Kind::Text,
            "f32" => Kind::F32,
            "f64" => Kind::F64,
            "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128"
            | "usize" => Kind::Integer,
            _ => Kind::Other,
        }
    }
}

/// The letters that `trim` removes: those that Unicode calls white space.
const WHITE_SPACE: &str = "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/// The validators as `min`, `max` and `pattern` say them.
#[derive(Default)]
struct Bounds {
    min: Option<String>,
    max: Option<String>,
    /// Texts that the sanitizers leave unchanged, as far as the others depend on it.
    pattern: Option<String>,
    /// The first rule that these do not say.
    unsaid: Option<String>,
    /// The regular expression of a rule.
    regex: Option<String>,
}

impl Bounds {
    fn of(nutype: &Nutype, held: &Type) -> Self {
        let kind = Kind::of(held);
        let mut bounds = Self::default();
        for rule in &nutype.validators {
            if bounds.take(kind, rule).is_none() {
                bounds.unsaid.get_or_insert_with(|| rule.name.clone());
                if let (true, Some(Lit::Str(text))) = (rule.name == "regex", literal(&rule.value)) {
                    bounds.regex = Some(text.value());
                }
            }
        }
        if !nutype.validators.is_empty() {
            bounds.sanitize(kind, &nutype.sanitizers);
        }
        bounds
    }

    /// Adds a rule, if it can be said.
    fn take(&mut self, kind: Kind, rule: &Rule) -> Option<()> {
        let name = rule.name.as_str();
        match (kind, name) {
            (Kind::Text, "not_empty") => {
                if self.min.is_none() {
                    self.min = Some("1".to_owned());
                }
            }
            (Kind::Text, "len_char_min") => {
                let least = integer(&rule.value)?;
                // Together with `not_empty`.
                self.min = Some(least.max(i128::from(self.min.is_some())).to_string());
            }
            (Kind::Text, "len_char_max") => self.max = Some(integer(&rule.value)?.to_string()),
            (Kind::Integer, "greater_or_equal") => self.min = Some(integer(&rule.value)?.to_string()),
            (Kind::Integer, "greater") => self.min = Some(integer(&rule.value)?.checked_add(1)?.to_string()),
            (Kind::Integer, "less_or_equal") => self.max = Some(integer(&rule.value)?.to_string()),
            (Kind::Integer, "less") => self.max = Some(integer(&rule.value)?.checked_sub(1)?.to_string()),
            // The greatest `f32` is one that is read from greater numbers.
            (Kind::F32, "finite") => {
                let most = f32::MAX.to_string();
                self.min.get_or_insert_with(|| format!("-{most}.0"));
                self.max.get_or_insert_with(|| format!("{most}.0"));
            }
            (Kind::F64, "finite") => {}
            (Kind::F32 | Kind::F64, "greater_or_equal" | "greater") => {
                self.min = Some(float(kind, &rule.value, name == "greater", 1)?);
            }
            (Kind::F32 | Kind::F64, "less_or_equal" | "less") => {
                self.max = Some(float(kind, &rule.value, name == "less", -1)?);
            }
            _ => return None,
        }
        Some(())
    }

    /// A text is read if it satisfies the validators after the sanitizers. The contract accepts such texts as the sanitizers
    /// do not make longer or shorter; of the texts that are written, that is each.
    fn sanitize(&mut self, kind: Kind, sanitizers: &[Rule]) {
        let has = |name: &str| sanitizers.iter().any(|rule| rule.name == name);
        let known = ["trim", "lowercase", "uppercase"];
        let unknown = sanitizers
            .iter()
            .find(|rule| kind != Kind::Text || !known.contains(&rule.name.as_str()));
        let longer = has("uppercase") && self.max.is_some();
        if let Some(rule) = unknown
            .map(|rule| rule.name.clone())
            .or(longer.then(|| "uppercase".to_owned()))
        {
            self.unsaid.get_or_insert(rule);
            return;
        }
        // In lower case, this letter becomes two, and nothing else becomes longer. It is never written.
        let not_longer = if has("lowercase") && self.max.is_some() {
            "\\u0130"
        } else {
            ""
        };
        let is_least = self.min.as_deref().is_some_and(|least| least != "0");
        self.pattern = match (has("trim") && is_least, not_longer) {
            (false, "") => None,
            (false, not) => Some(format!("^[^{not}]*$")),
            (true, not) => {
                let any = match not {
                    "" => "[\\s\\S]".to_owned(),
                    not => format!("[^{not}]"),
                };
                let edge = format!("[^{WHITE_SPACE}{not}]");
                Some(format!("^{edge}({any}*{edge})?$"))
            }
        };
    }

    /// The reason why a reader is refused, with the line to write.
    fn reason(&self, rule: &str, name: &str, held: &Type) -> String {
        let held = text_of(held.to_token_stream());
        let mut line = format!("with = \"{held}\"");
        if held == "String" {
            let pattern = self.regex.as_deref().unwrap_or("^…$").escape_default();
            let pattern = pattern.to_string().replace("\\u{2026}", "…");
            line += &format!(", pattern = \"{pattern}\"");
        }
        for (key, limit) in [("min", &self.min), ("max", &self.max)] {
            if let Some(limit) = limit {
                line += &format!(", {key} = {limit}");
            }
        }
        format!(
            "`{rule}` of nutype decides which values of `{name}` are read, and no schema says which: describe them on each \
             field that holds one, `#[contract({line})]`; `trust = \"reason\"` in it says that they can be read although it \
             says less"
        )
    }
}

fn literal(value: &TokenStream) -> Option<Lit> {
    syn::parse2(value.clone()).ok()
}

/// A literal, and whether a minus is before it.
fn signed(value: &TokenStream) -> Option<(bool, Lit)> {
    let mut tokens = value.clone().into_iter().peekable();
    let minus = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '-');
    let is_negative = tokens.next_if(minus).is_some();
    let rest: TokenStream = tokens.collect();
    Some((is_negative, literal(&quote!(#rest))?))
}

/// An integer of 64 bits.
fn integer(value: &TokenStream) -> Option<i128> {
    let (is_negative, Lit::Int(number)) = signed(value)? else {
        return None;
    };
    let number: i128 = number.base10_digits().parse().ok()?;
    let number = if is_negative { -number } else { number };
    (i128::from(i64::MIN)..i128::from(u64::MAX))
        .contains(&number)
        .then_some(number)
}

/// The number, or the next one if it is excluded: upwards or downwards. As it is written, in the fewest digits.
fn float(kind: Kind, value: &TokenStream, is_excluded: bool, way: i8) -> Option<String> {
    let (is_negative, number) = signed(value)?;
    let digits = match &number {
        Lit::Int(number) => number.base10_digits().to_owned(),
        Lit::Float(number) => number.base10_digits().to_owned(),
        _ => return None,
    };
    let text = if is_negative { format!("-{digits}") } else { digits };
    // The one after a number that is turned is the one before it.
    let turned = f64::from(way);
    let text = match kind {
        Kind::F32 => {
            let number: f32 = text.parse().ok()?;
            let next = after_f32(number * turned as f32) * turned as f32;
            let number = if is_excluded { next } else { number };
            number.is_finite().then(|| format!("{number:?}"))?
        }
        _ => {
            let number: f64 = text.parse().ok()?;
            let next = after_f64(number * turned) * turned;
            let number = if is_excluded { next } else { number };
            number.is_finite().then(|| format!("{number:?}"))?
        }
    };
    Some(text)
}

fn after_f64(number: f64) -> f64 {
    match number {
        0.0 => f64::from_bits(1),
        _ if number > 0.0 => f64::from_bits(number.to_bits() + 1),
        _ => f64::from_bits(number.to_bits() - 1),
    }
}

fn after_f32(number: f32) -> f32 {
    match number {
        0.0 => f32::from_bits(1),
        _ if number > 0.0 => f32::from_bits(number.to_bits() + 1),
        _ => f32::from_bits(number.to_bits() - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a type, and the first rule that is not.
    fn said(attr: syn::Attribute, held: &str) -> (String, Option<String>) {
        let nutype = Nutype::read(&[attr]).expect("it is there");
        let bounds = Bounds::of(&nutype, &syn::parse_str(held).expect("a type"));
        let text = |limit: &Option<String>| limit.clone().unwrap_or_default();
        let all = format!(
            "{}..{} {}",
            text(&bounds.min),
            text(&bounds.max),
            text(&bounds.pattern)
        );
        (all.trim_end().replace(WHITE_SPACE, "W"), bounds.unsaid)
    }

    #[test]
    fn validators_become_limits() {
        for (attr, held, expected) in [
            (
                syn::parse_quote!(#[nutype(validate(greater_or_equal = 1, less = 10))]),
                "u32",
                "1..9",
            ),
            (
                syn::parse_quote!(#[nutype(validate(greater = -1_000i64))]),
                "i64",
                "-999..",
            ),
            (
                syn::parse_quote!(#[nutype(validate(greater = 0.0, less_or_equal = 1.50))]),
                "f64",
                "5e-324..1.5",
            ),
            (
                syn::parse_quote!(#[nutype(validate(less = 0.0, greater_or_equal = -1))]),
                "f64",
                "-1.0..-5e-324",
            ),
            (
                syn::parse_quote!(#[nutype(validate(greater = 1.0))]),
                "f32",
                "1.0000001..",
            ),
            (syn::parse_quote!(#[nutype(validate(finite))]), "f64", ".."),
            (
                syn::parse_quote!(#[nutype(validate(not_empty, len_char_max = 20))]),
                "String",
                "1..20",
            ),
            (
                syn::parse_quote!(#[nutype(validate(not_empty, len_char_min = 0))]),
                "String",
                "1..",
            ),
            (
                syn::parse_quote!(#[nutype(validate(len_char_min = 3))]),
                "String",
                "3..",
            ),
            (
                syn::parse_quote!(#[nutype(sanitize(trim), validate(len_char_max = 3))]),
                "String",
                "..3",
            ),
            (
                syn::parse_quote!(#[nutype(sanitize(trim, lowercase), validate(not_empty, len_char_max = 3))]),
                "String",
                "1..3 ^[^W\\u0130]([^\\u0130]*[^W\\u0130])?$",
            ),
            (
                syn::parse_quote!(#[nutype(sanitize(trim), validate(not_empty))]),
                "String",
                "1.. ^[^W]([\\s\\S]*[^W])?$",
            ),
            (syn::parse_quote!(#[nutype(sanitize(with = f))]), "String", ".."),
        ] {
            assert_eq!(said(attr, held), (expected.to_owned(), None), "{held}");
        }
    }

    #[test]
    fn rules_that_no_limit_says_are_told() {
        for (attr, held, expected) in [
            (
                syn::parse_quote!(#[nutype(validate(predicate = |n| n % 2 == 1))]),
                "i64",
                "predicate",
            ),
            (
                syn::parse_quote!(#[nutype(validate(regex = "^a$", len_char_max = 3))]),
                "String",
                "regex",
            ),
            (
                syn::parse_quote!(#[nutype(validate(len_utf16_max = 3))]),
                "String",
                "len_utf16_max",
            ),
            (syn::parse_quote!(#[nutype(validate(less = MOST))]), "u8", "less"),
            (
                syn::parse_quote!(#[nutype(validate(with = f, error = E))]),
                "u8",
                "with",
            ),
            (
                syn::parse_quote!(#[nutype(sanitize(with = f), validate(less = 3))]),
                "u8",
                "with",
            ),
            (
                syn::parse_quote!(#[nutype(sanitize(uppercase), validate(len_char_max = 3))]),
                "String",
                "uppercase",
            ),
            (
                syn::parse_quote!(#[nutype(validate(predicate = f))]),
                "Vec<u8>",
                "predicate",
            ),
        ] {
            assert_eq!(said(attr, held).1.as_deref(), Some(expected), "{held}");
        }
    }
}
