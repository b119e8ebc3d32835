//! Assumptions about what reads and writes messages, as `explain` and the book show them: libraries whose schemas are imported, and
//! readers of CloudEvents.

use std::fmt::Write;

use counterpart::contract::{Assumption, EventReader, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_verifier::import::{Omitted, PROFILES, Profile, profile};

use super::encodings;

/// The assumptions that `import --from` and `reads_with` record: as a library writes or reads, how times are written, which
/// program reads CloudEvents, and encodings.
pub(crate) fn recorded() -> impl Iterator<Item = Assumption> {
    let of_library = |profile: &Profile| {
        let library = profile.library;
        [Assumption::AsWritten(library), Assumption::AsRead(library)]
    };
    let times = [Assumption::TimesHaveOffsets, Assumption::TimesAreLocal];
    let events = EventReader::ALL.into_iter().map(Assumption::EventsReadBy);
    let of_schemas = PROFILES.iter().flat_map(of_library).chain(times).chain(events);
    of_schemas.chain(encodings::recorded())
}

/// The page of such an assumption, in Markdown.
pub(crate) fn page(id: &str) -> Option<String> {
    let assumption = recorded().find(|assumption| assumption.id() == id)?;
    let text = match assumption {
        Assumption::AsWritten(library) => of_library(profile(library)?, Role::Emits),
        Assumption::AsRead(library) => of_library(profile(library)?, Role::Consumes),
        Assumption::TimesHaveOffsets => of_times("has", "always", "offset"),
        Assumption::TimesAreLocal => of_times("has no", "never", "local"),
        Assumption::EventsReadBy(reader) => of_reader(reader)?,
        other => encodings::page(other)?,
    };
    Some(format!("# {id}\n\n{text}"))
}

fn of_reader(reader: EventReader) -> Option<String> {
    let (reads, refuses): (&[&str], &[&str]) = match reader {
        EventReader::Guard => (
            &[
                "`null` in an attribute that may be absent",
                "extension attributes of any name and value that the contract does not name",
                "each media type of JSON in `datacontenttype`, in capitals too",
            ],
            &["a payload in `data_base64`: the guard does not look at it"],
        ),
        EventReader::Rust09 => (
            &[
                "`null` in an attribute that may be absent",
                "extension attributes of any name, whose values are strings, booleans, integers of 64 bits or `null`",
                "a leap second in `time`",
            ],
            &[
                "a payload in `data` whose `datacontenttype` is not `application/json` or `text/json`, or does not end with `+json`, in \
                 lower case",
                "fractions, objects and lists in extension attributes",
                "a `dataschema` that the crate `url` does not parse",
            ],
        ),
        EventReader::Python2 => (
            &[
                "each media type of JSON in `datacontenttype`",
                "any value of an extension attribute",
                "each URI in `dataschema`",
            ],
            &[
                "`null` in an attribute of the standard",
                "extension attributes with other characters than lower-case letters and digits in their names",
                "`data_base64` alongside `data`, and if it is `null`",
                "a leap second and the year 0 in `time`",
            ],
        ),
        EventReader::JavaScript10 => (
            &[
                "`null` in an attribute that may be absent",
                "extension attributes of any name, except those of CloudEvents 0.3, with strings, booleans, numbers or `null`",
                "each media type of JSON in `datacontenttype`",
            ],
            &[
                "`false`, `0` and `\"\"` in `data`: they are read as no data",
                "a leap second in `time`: the moment of reading is read instead",
                "integers of more than 53 bits in extension attributes: other ones are read",
            ],
        ),
        // A test asks for each reader.
        _ => return None,
    };
    let list = |items: &[&str]| -> String {
        let items: Vec<String> = items.iter().map(|item| format!("- {item}\n")).collect();
        items.concat()
    };
    Some(format!(
        "The service reads its CloudEvents with {reader}.\n\n`reads_with = \"{}\"` made the envelope of the contract of what this reads, \
         as it was measured. A service that reads with something else breaks the verdict.\n\nThe contract accepts, besides what \
         each SDK reads:\n\n{}\nIt does not accept:\n\n{}",
        reader.id(),
        list(reads),
        list(refuses),
    ))
}

fn of_times(has: &str, how: &str, value: &str) -> String {
    format!(
        "Each time of day {has} an offset from UTC.\n\nThe library's schema is the same for a time with an offset and for one \
         without. `import --times {value}` recorded that the service {how} writes or reads an offset, and narrowed the \
         contract to that. A service that does otherwise breaks the verdict.\n"
    )
}

fn of_library(profile: &Profile, role: Role) -> String {
    let library = profile.library;
    let (does, whose, finds) = match role {
        Role::Emits => (
            "writes",
            "emitted schema",
            "`cargo counterpart audit --role emits` finds it in real messages.",
        ),
        Role::Consumes => (
            "reads",
            "contract",
            "`cargo counterpart conform` finds it by asking the library.",
        ),
    };
    format!(
        "The service {does} as {library} does.\n\n`import --from {id}` made the {whose} from a schema that {library} wrote, and \
         corrected it where {library} {does} something else than the schema says. A service that changes what {library} does \
         breaks the verdict.\n\n{}\n{finds}\n",
        part(profile, role),
        id = library.id(),
    )
}

/// The corrections for a role, and what no schema shows.
pub(crate) fn part(profile: &Profile, role: Role) -> String {
    let mut text = format!("Corrected, as measured on {}:\n\n", profile.measured);
    let corrections = profile.corrections.iter();
    let says: Vec<_> = corrections
        .filter(|correction| correction.role == role)
        .map(|correction| correction.says)
        .collect();
    // Writing to a string cannot fail.
    for says in &says {
        let _ = writeln!(text, "- {says}");
    }
    let dialect = match profile.patterns {
        Dialect::Python => Some("Python's `re`"),
        Dialect::Rust => Some("Rust's `regex`"),
        Dialect::Java => Some("`java.util.regex`"),
        _ => None,
    };
    if let Some(dialect) = dialect {
        let _ = writeln!(
            text,
            "- Patterns are those of {dialect}, and are rewritten to ECMA-262."
        );
    } else if says.is_empty() {
        text.push_str("- Nothing.\n");
    }
    if role == Role::Emits {
        for omission in profile.omissions {
            let value = match omission.omitted {
                Omitted::Nulls => "nulls",
                Omitted::Defaults => "defaults",
            };
            let _ = writeln!(text, "- `--omits {value}`: {}", omission.correction.says);
        }
    }
    for unseen in profile.unseen.iter().filter(|unseen| unseen.role == role) {
        let _ = write!(
            text,
            "\nNot in its schemas, so not in the contract: {}.\n",
            unseen.says
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_recorded_assumption_has_a_page() {
        for assumption in recorded() {
            let page = page(assumption.id()).unwrap_or_else(|| panic!("{assumption} is not explained"));
            assert!(page.starts_with(&format!("# {assumption}\n\n")), "{page}");
        }
        insta::assert_snapshot!(page("as-cloudevents-python-2-reads").unwrap(), @r#"
        # as-cloudevents-python-2-reads

        The service reads its CloudEvents with cloudevents 2 (Python).

        `reads_with = "cloudevents-python-2"` made the envelope of the contract of what this reads, as it was measured. A service that reads with something else breaks the verdict.

        The contract accepts, besides what each SDK reads:

        - each media type of JSON in `datacontenttype`
        - any value of an extension attribute
        - each URI in `dataschema`

        It does not accept:

        - `null` in an attribute of the standard
        - extension attributes with other characters than lower-case letters and digits in their names
        - `data_base64` alongside `data`, and if it is `null`
        - a leap second and the year 0 in `time`
        "#);
    }
}
