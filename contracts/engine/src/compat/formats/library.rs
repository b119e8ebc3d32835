//! The formats as the second evaluator tests them: with its own code if it has any.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::{EmailOptions, ValidationOptions, Validator};
use serde_json::{Value, json};

use super::{ALIASES, TABLE, named};

/// The strings that `jsonschema` accepts for the formats of the table that it knows, in any draft.
static KNOWN: LazyLock<BTreeMap<&'static str, Validator>> = LazyLock::new(|| {
    let known = TABLE.iter().filter_map(|format| {
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            // A mailbox of RFC 5321 is only an address; the library by itself also accepts `Jo <jo@example.com>`.
            .with_email_options(EmailOptions::default().without_display_text())
            .build(&json!({ "format": format.name }));
        Some((format.name, validator.ok()?))
    });
    known.collect()
});

/// Returns true if the library finds the text to be of the format; `None` if it does not know the format.
pub(super) fn is_valid(name: &str, text: &str) -> Option<bool> {
    let validator = KNOWN.get(name)?;
    Some(validator.is_valid(&Value::String(text.to_owned())))
}

/// Makes a validator test the formats of the table in every draft: with the library's own code if it has any, and
/// with ours for the rest, which are then confirmed once.
pub(in crate::compat) fn register(options: ValidationOptions<'_>) -> ValidationOptions<'_> {
    let own_names = TABLE.iter().map(|format| (format.name, format));
    let aliases = ALIASES
        .iter()
        .filter_map(|(alias, meant)| Some((*alias, named(meant)?)));
    let options = options.should_validate_formats(true);
    own_names.chain(aliases).fold(options, |options, (name, format)| {
        options.with_format(name, move |text: &str| {
            is_valid(format.name, text).unwrap_or_else(|| format.is_valid(text))
        })
    })
}

#[cfg(test)]
mod differences;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_confirmed_once_are_those_unknown_to_the_library() {
        let once: Vec<&str> = TABLE
            .iter()
            .map(|format| format.name)
            .filter(|name| !KNOWN.contains_key(name))
            .collect();
        assert_eq!(
            once,
            [
                "partial-time",
                "partial-date-time",
                "zoned-date-time",
                "idn-email",
                "idn-hostname",
                "ip",
                "ipvanyaddress",
                "uuid1",
                "uuid3",
                "uuid4",
                "uuid5",
                "uuid6",
                "uuid7",
                "uuid8",
                "byte",
            ]
        );
    }
}
