//! Words in a schema that may not mean what their author thinks.

use std::collections::BTreeSet;
use std::fmt;

use super::draft::{counts, draft_name};
use super::written::{WrittenSchema, written_schemas};
use crate::compat::schema::{Draft, ForeignPattern, Schema};
use crate::json::{Json, Pointer};

/// A word in a schema that may not mean what its author thinks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The file, as it was named, or relative to the base folder.
    pub file: String,
    /// Where the word stands in the file.
    pub at: Pointer,
    /// What is doubtful about it.
    pub doubt: Doubt,
}

/// What is doubtful about a word.
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
        /// What to write instead.
        instead: &'static str,
    },
    /// It is a keyword of later drafts than the one that the schema is read as.
    Later {
        /// The first draft that has it.
        since: Draft,
        /// The draft that the schema is read as.
        draft: Draft,
    },
    /// It stands beside a `$ref`, where it counts from 2019-09 on alone.
    BesideReference {
        /// The draft that the schema is read as.
        draft: Draft,
    },
    /// `nullable` was taken to allow null where its definition is narrower.
    Nullable {
        /// Why the definition is narrower.
        why: &'static str,
    },
    /// It is a pattern that nothing is decided by; the place that it names is the one in the schema as it was read.
    Pattern(ForeignPattern),
    /// The property that `discriminator` names is not required, and no alternatives stand beside it.
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
                write!(f, "is a word of {home} and is ignored here; write {instead}")
            }
            Doubt::Later { since, draft } => write!(
                f,
                "is a keyword since {}, and is ignored because the schema is read as {}",
                draft_name(*since),
                draft_name(*draft)
            ),
            Doubt::BesideReference { draft } => write!(
                f,
                "is ignored beside `$ref`, because the schema is read as {}; put both into `allOf`",
                draft_name(*draft)
            ),
            Doubt::Nullable { why } => write!(f, "is taken to allow null, although {why}"),
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

/// A place in the document and what is doubtful about it.
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
            // The words are common ones; a schema below them is no accident.
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
