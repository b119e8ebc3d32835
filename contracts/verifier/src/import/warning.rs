//! Words in a schema that may not mean what their author thinks.

use std::collections::BTreeSet;
use std::fmt;

use super::draft::counts;
use super::written::{WrittenSchema, written_schemas};
use counterpart_engine::compat::schema::integers::IntegerFormat;
use counterpart_engine::compat::schema::{Draft, ForeignPattern, Schema};
use counterpart_engine::json::{Json, Object, Pointer};

/// A word in a schema whose meaning may differ from its author's intention.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The file, as it was named, or relative to the base folder.
    pub file: String,
    /// The place of the word in the file.
    pub at: Pointer,
    /// The doubt about it.
    pub doubt: Doubt,
}

/// The doubt about a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Doubt {
    /// It is not a keyword, and near one.
    Misspelt {
        /// The keyword that is probably meant.
        meant: &'static str,
    },
    /// It asserts something in another language for schemas, and nothing here.
    Foreign {
        /// That language.
        home: &'static str,
        /// The alternative to write.
        instead: &'static str,
    },
    /// It is a keyword of later drafts than the one as which the schema is read.
    Later {
        /// The first draft that has it.
        since: Draft,
        /// The draft that the schema is read as.
        draft: Draft,
    },
    /// It is a keyword that later drafts dropped.
    Dropped {
        /// The draft that the schema is read as.
        draft: Draft,
        /// The alternative to write.
        instead: &'static str,
    },
    /// It asserts nothing without another keyword.
    Without {
        /// The keyword that it needs.
        needs: &'static str,
    },
    /// It is not a format of integers, and differs from one only in case or signs.
    IntegerFormat {
        /// The format that is probably meant.
        meant: &'static str,
    },
    /// It is beside a `$ref`, where it only counts from 2019-09 on.
    BesideReference {
        /// The draft that the schema is read as.
        draft: Draft,
    },
    /// `nullable` was taken to allow null where its definition is narrower.
    Nullable {
        /// The reason why the definition is narrower.
        why: &'static str,
    },
    /// It is a pattern that nothing is decided by; the place that it names is the one in the schema as it was read.
    Pattern(ForeignPattern),
    /// The property that `discriminator` names is not required, and there are no alternatives beside it.
    Discriminator {
        /// The property.
        property: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, at, doubt } = self;
        write!(f, "{file}: `{at}` ")?;
        match doubt {
            Doubt::Pattern(pattern) => write!(f, "{pattern}"),
            Doubt::Misspelt { meant } => write!(
                f,
                "is not a JSON Schema keyword and is ignored; did you mean `{meant}`?"
            ),
            Doubt::Foreign { home, instead } => {
                write!(f, "is a keyword of {home} and is ignored here; write {instead}")
            }
            Doubt::Later { since, draft } => write!(
                f,
                "is a keyword since {}, and is ignored because the schema is read as {}",
                since.name(),
                draft.name()
            ),
            Doubt::Dropped { draft, instead } => write!(
                f,
                "is not a keyword of {} and is ignored; write {instead}",
                draft.name()
            ),
            Doubt::Without { needs } => {
                write!(
                    f,
                    "asserts nothing without {needs} beside it; add that, or remove it"
                )
            }
            Doubt::IntegerFormat { meant } => write!(
                f,
                "is not a format of integers and asserts nothing; did you mean `{meant}`?"
            ),
            Doubt::BesideReference { draft } => write!(
                f,
                "is ignored beside `$ref`, because the schema is read as {}; put both into `allOf`",
                draft.name()
            ),
            Doubt::Nullable { why } => write!(f, "is read as allowing null, although {why}"),
            Doubt::Discriminator { property } => write!(
                f,
                "names `{property}`, which is not required here; add it to `required`"
            ),
        }
    }
}

fn names_the_schema(word: &str) -> bool {
    matches!(word, "$id" | "id" | "$anchor" | "$vocabulary")
}

const DRAFT3: &str = "JSON Schema draft-03";
const TYPE_DEFINITION: &str = "JSON Type Definition";
const AJV: &str = "ajv-keywords";

/// Words that assert something elsewhere: where, and what to write instead.
const FOREIGN: [(&str, &str, &str); 28] = [
    ("divisibleBy", DRAFT3, "`multipleOf`"),
    ("extends", DRAFT3, "`allOf`"),
    ("disallow", DRAFT3, "`not`"),
    (
        "optionalProperties",
        TYPE_DEFINITION,
        "`properties`, and `required` for those that are not optional",
    ),
    ("elements", TYPE_DEFINITION, "`items`"),
    ("values", TYPE_DEFINITION, "`additionalProperties`"),
    ("bsonType", "MongoDB", "`type`"),
    ("formatMinimum", AJV, "a `pattern`, or a description"),
    ("formatMaximum", AJV, "a `pattern`, or a description"),
    ("formatExclusiveMinimum", AJV, "a `pattern`, or a description"),
    ("formatExclusiveMaximum", AJV, "a `pattern`, or a description"),
    ("instanceof", AJV, "`type`"),
    ("typeof", AJV, "`type`"),
    ("regexp", AJV, "`pattern`"),
    ("range", AJV, "`minimum` and `maximum`"),
    ("exclusiveRange", AJV, "`exclusiveMinimum` and `exclusiveMaximum`"),
    ("allRequired", AJV, "`required`"),
    ("anyRequired", AJV, "`anyOf` with `required`"),
    ("oneRequired", AJV, "`oneOf` with `required`"),
    ("patternRequired", AJV, "`required`"),
    ("prohibited", AJV, "`properties` with `false`"),
    ("deepProperties", AJV, "`properties`"),
    ("deepRequired", AJV, "`required`"),
    ("uniqueItemProperties", AJV, "a description"),
    ("$merge", AJV, "`allOf`"),
    ("$patch", AJV, "`allOf`"),
    (
        "x-kubernetes-int-or-string",
        "Kubernetes",
        "`type: [integer, string]`",
    ),
    (
        "x-kubernetes-validations",
        "Kubernetes",
        "keywords of JSON Schema",
    ),
];

/// Keywords that some drafts do not have, and the first that has them.
const LATER: [(&str, Draft); 17] = [
    ("const", Draft::Draft6),
    ("contains", Draft::Draft6),
    ("propertyNames", Draft::Draft6),
    ("if", Draft::Draft7),
    ("then", Draft::Draft7),
    ("else", Draft::Draft7),
    ("$anchor", Draft::Draft201909),
    ("$recursiveRef", Draft::Draft201909),
    ("dependentRequired", Draft::Draft201909),
    ("dependentSchemas", Draft::Draft201909),
    ("minContains", Draft::Draft201909),
    ("maxContains", Draft::Draft201909),
    ("unevaluatedItems", Draft::Draft201909),
    ("unevaluatedProperties", Draft::Draft201909),
    ("prefixItems", Draft::Draft202012),
    ("$dynamicAnchor", Draft::Draft202012),
    ("$dynamicRef", Draft::Draft202012),
];

/// A place in the document and the doubt about it.
pub(super) type Found = (Pointer, Doubt);

/// A pattern that nothing is decided by.
pub(super) fn of_pattern(pattern: ForeignPattern) -> Found {
    (pattern.at.clone(), Doubt::Pattern(pattern))
}

/// The doubtful words in the schemas that the document's top reaches, in the order of their places.
pub(super) fn doubts(schema: &Schema) -> Vec<Found> {
    let mut found = BTreeSet::new();
    for slip in schema.misspelt() {
        found.insert((slip.at, Doubt::Misspelt { meant: slip.meant }));
    }
    for written in written_schemas(schema, 0) {
        let WrittenSchema {
            id, members, draft, ..
        } = written;
        let is_bare = draft <= Draft::Draft7 && members.contains_key("$ref");
        for (word, value) in members {
            let at = || schema.pointer(id).child(word.as_str());
            let foreign = FOREIGN.iter().find(|(foreign, _, _)| foreign == word);
            // The words are common ones; a schema below them is not an accident.
            let asserts = match foreign {
                Some((_, TYPE_DEFINITION, _)) => value.as_object().is_some(),
                _ => *value != Json::Bool(false),
            };
            if let Some((_, home, instead)) = foreign.filter(|_| asserts) {
                found.insert((at(), Doubt::Foreign { home, instead }));
            }
            if is_bare && counts(word) && !names_the_schema(word) {
                found.insert((at(), Doubt::BesideReference { draft }));
            }
            if !is_bare {
                let doubt = idle(word, value, members, draft);
                found.extend(doubt.map(|doubt| (at(), doubt)));
            }
            let later = LATER
                .iter()
                .find(|(keyword, since)| keyword == word && draft < *since);
            if let Some((_, since)) = later.filter(|_| !is_bare) {
                found.insert((at(), Doubt::Later { since: *since, draft }));
            }
        }
    }
    found.into_iter().collect()
}

/// The reason why a keyword of some draft asserts nothing in its place.
fn idle(word: &str, value: &Json, members: &Object, draft: Draft) -> Option<Doubt> {
    let lacks = |keyword: &str| !members.contains_key(keyword);
    let is_modern = draft >= Draft::Draft202012;
    let allows_all = value.as_bool() == Some(true) || value.as_object().is_some_and(|all| all.is_empty());
    let needs = match word {
        "$recursiveRef" if is_modern => {
            let instead = "`$dynamicRef`";
            return Some(Doubt::Dropped { draft, instead });
        }
        "format" => {
            let meant = value
                .as_str()
                .filter(|_| is_numeric(members))
                .and_then(meant_format)?;
            return Some(Doubt::IntegerFormat { meant });
        }
        // A list of schemas in `items` is read in every draft, and so are keywords beside it.
        "additionalItems"
            if !allows_all
                && members
                    .get("items")
                    .is_none_or(|items| items.as_array().is_none()) =>
        {
            if is_modern {
                let instead = "`items`, beside `prefixItems` where the first items have schemas of their own";
                return Some(Doubt::Dropped { draft, instead });
            }
            "a list of schemas in `items`"
        }
        "exclusiveMinimum" if value.as_bool() == Some(true) && lacks("minimum") => "`minimum`",
        "exclusiveMaximum" if value.as_bool() == Some(true) && lacks("maximum") => "`maximum`",
        "then" | "else" if draft >= Draft::Draft7 && lacks("if") && !allows_all => "`if`",
        "minContains" | "maxContains" if draft >= Draft::Draft201909 && lacks("contains") => "`contains`",
        _ => return None,
    };
    Some(Doubt::Without { needs })
}

/// Returns true if a schema only allows numbers, or numbers and null.
fn is_numeric(members: &Object) -> bool {
    let types = match members.get("type") {
        Some(Json::Array(types)) => types.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => return false,
    };
    let types = types.iter().filter_map(Json::as_str);
    let mut types = types.filter(|name| *name != "null").peekable();
    types.peek().is_some() && types.all(|name| matches!(name, "integer" | "number"))
}

/// The integer format that a name resembles except for case and signs; nothing if it is one, or resembles none.
fn meant_format(name: &str) -> Option<&'static str> {
    if name.len() > 40 || IntegerFormat::named(name).is_some() {
        return None;
    }
    let plain = name.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = plain.map(|letter| letter.to_ascii_lowercase()).collect();
    IntegerFormat::named(&plain).map(|format| format.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::compat::schema::Options;

    fn warned(draft: Draft, text: &str) -> Vec<String> {
        let options = Options::default().default_draft(draft);
        let schema = Schema::parse(text.as_bytes(), &options).unwrap();
        let line = |(at, doubt)| {
            let file = "a".to_owned();
            Warning { file, at, doubt }.to_string()
        };
        doubts(&schema).into_iter().map(line).collect()
    }

    #[test]
    fn keyword_that_asserts_nothing_in_its_place_is_doubtful() {
        let mut lines = Vec::new();
        for (draft, text) in [
            (
                Draft::Draft202012,
                r#"{"prefixItems": [{}], "additionalItems": false}"#,
            ),
            (Draft::Draft202012, r#"{"additionalItems": {"type": "string"}}"#),
            (
                Draft::Draft202012,
                r##"{"properties": {"a": {"$recursiveRef": "#"}}}"##,
            ),
            (Draft::Draft7, r#"{"items": {}, "additionalItems": false}"#),
            (Draft::Draft4, r#"{"exclusiveMinimum": true, "maximum": 1}"#),
            (Draft::Draft4, r#"{"exclusiveMaximum": true, "minimum": 1}"#),
            (Draft::Draft7, r#"{"then": {"type": "string"}, "else": false}"#),
            (Draft::Draft201909, r#"{"minContains": 1, "maxContains": 2}"#),
        ] {
            let found = warned(draft, text);
            assert!(!found.is_empty(), "{text}");
            lines.extend(found);
        }
        insta::assert_snapshot!(lines.join("\n"), @r"
        a: `/additionalItems` is not a keyword of 2020-12 and is ignored; write `items`, beside `prefixItems` where the first items have schemas of their own
        a: `/additionalItems` is not a keyword of 2020-12 and is ignored; write `items`, beside `prefixItems` where the first items have schemas of their own
        a: `/properties/a/$recursiveRef` is not a keyword of 2020-12 and is ignored; write `$dynamicRef`
        a: `/additionalItems` asserts nothing without a list of schemas in `items` beside it; add that, or remove it
        a: `/exclusiveMinimum` asserts nothing without `minimum` beside it; add that, or remove it
        a: `/exclusiveMaximum` asserts nothing without `maximum` beside it; add that, or remove it
        a: `/else` asserts nothing without `if` beside it; add that, or remove it
        a: `/then` asserts nothing without `if` beside it; add that, or remove it
        a: `/maxContains` asserts nothing without `contains` beside it; add that, or remove it
        a: `/minContains` asserts nothing without `contains` beside it; add that, or remove it
        ");
    }

    #[test]
    fn a_keyword_that_asserts_something_or_need_not_is_not_doubtful() {
        for (draft, text) in [
            (Draft::Draft202012, r#"{"items": [{}], "additionalItems": false}"#),
            (Draft::Draft202012, r#"{"additionalItems": true}"#),
            (
                Draft::Draft201909,
                r##"{"properties": {"a": {"$recursiveRef": "#"}}}"##,
            ),
            (Draft::Draft7, r#"{"items": [{}], "additionalItems": false}"#),
            (Draft::Draft4, r#"{"exclusiveMinimum": true, "minimum": 1}"#),
            (Draft::Draft4, r#"{"exclusiveMinimum": false}"#),
            (Draft::Draft7, r#"{"exclusiveMinimum": 1}"#),
            (Draft::Draft7, r#"{"if": {"type": "string"}, "then": false}"#),
            (Draft::Draft7, r#"{"then": {}, "else": true}"#),
            (Draft::Draft201909, r#"{"contains": {}, "minContains": 2}"#),
        ] {
            assert_eq!(warned(draft, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_format_of_integers_in_other_letters_is_doubtful() {
        let format = |types: &str, format: &str| {
            warned(
                Draft::Draft202012,
                &format!(r#"{{"type": {types}, "format": "{format}"}}"#),
            )
        };
        insta::assert_snapshot!(format(r#""integer""#, "Int32").join("\n"), @"a: `/format` is not a format of integers and asserts nothing; did you mean `int32`?");
        for name in ["int-32", "INT64", "u_int8", "UInt"] {
            assert_eq!(format(r#"["number", "null"]"#, name).len(), 1, "{name}");
        }
        for name in ["int32", "double", "Float", "int33", "i32"] {
            assert_eq!(format(r#""integer""#, name), [""; 0], "{name}");
        }
        assert_eq!(format(r#""string""#, "Int32"), [""; 0]);
        assert_eq!(format(r#"["integer", "string"]"#, "Int32"), [""; 0]);
    }
}
