//! `pattern`, `min` and `max` in `#[contract(…)]`: a narrower range or form of the type on the wire.

use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::{Ident, Lit, LitStr, Token};

/// The limits of one declared type.
#[derive(Default)]
pub(crate) struct Limits {
    pub(crate) pattern: Option<(Ident, LitStr)>,
    /// The least number or length, as JSON writes it.
    pub(crate) min: Option<(Ident, String)>,
    pub(crate) max: Option<(Ident, String)>,
}

impl Limits {
    /// Reads one key if it is one of these.
    pub(super) fn read(&mut self, meta: &ParseNestedMeta) -> syn::Result<bool> {
        let Some(key) = meta.path.get_ident() else {
            return Ok(false);
        };
        let twice = |is_given: bool| match is_given {
            true => Err(meta.error(format!("duplicate `{key}`: remove one"))),
            false => Ok(()),
        };
        if key == "pattern" {
            let pattern = meta.value().and_then(|value| value.parse()).map_err(|error| {
                syn::Error::new(error.span(), format!("{error}: write `pattern = \"^[a-z]+$\"`"))
            })?;
            twice(self.pattern.is_some())?;
            self.pattern = Some((key.clone(), pattern));
        } else if key == "min" {
            twice(self.min.is_some())?;
            self.min = Some((key.clone(), number(meta, key)?));
        } else if key == "max" {
            twice(self.max.is_some())?;
            self.max = Some((key.clone(), number(meta, key)?));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// The first limit, and its name.
    pub(super) fn first(&self) -> Option<(String, &Ident)> {
        let numbers = [&self.min, &self.max].into_iter().flatten().map(|(key, _)| key);
        let mut all = self.pattern.iter().map(|(key, _)| key).chain(numbers);
        all.next().map(|key| (key.to_string(), key))
    }
}

/// A number, which may be negative.
fn number(meta: &ParseNestedMeta, key: &Ident) -> syn::Result<String> {
    let value = meta.value()?;
    let minus: Option<Token![-]> = value.parse()?;
    let literal: Lit = value.parse()?;
    let sign = if minus.is_some() { "-" } else { "" };
    let text = match &literal {
        Lit::Int(number) => Some(format!("{sign}{}", number.base10_digits()))
            .filter(|text| text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok()),
        Lit::Float(number) => Some(format!("{sign}{}", number.base10_digits()))
            .filter(|text| text.parse::<f64>().is_ok_and(f64::is_finite)),
        _ => None,
    };
    text.ok_or_else(|| {
        let written = literal.to_token_stream();
        let why = format!("`{written}` is not a number of 64 bits: write `{key} = 0`");
        syn::Error::new_spanned(literal, why)
    })
}
