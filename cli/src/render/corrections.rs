//! The corrections for a library whose schemas are imported, as `explain` and the book show them.

use std::fmt::Write;

use counterpart::contract::{Assumption, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_verifier::import::{Omitted, PROFILES, Profile, profile};

use super::encodings;

/// The assumptions that `import --from` records: as a library writes or reads, how times are written, and encodings.
pub(crate) fn recorded() -> impl Iterator<Item = Assumption> {
    let of_library = |profile: &Profile| {
        let library = profile.library;
        [Assumption::AsWritten(library), Assumption::AsRead(library)]
    };
    let times = [Assumption::TimesHaveOffsets, Assumption::TimesAreLocal];
    let of_schemas = PROFILES.iter().flat_map(of_library).chain(times);
    of_schemas.chain(encodings::recorded())
}

/// The page of an assumption that `import --from` records, in Markdown.
pub(crate) fn page(id: &str) -> Option<String> {
    let assumption = recorded().find(|assumption| assumption.id() == id)?;
    let text = match assumption {
        Assumption::AsWritten(library) => of_library(profile(library)?, Role::Emits),
        Assumption::AsRead(library) => of_library(profile(library)?, Role::Consumes),
        Assumption::TimesHaveOffsets => of_times("has", "always", "offset"),
        Assumption::TimesAreLocal => of_times("has no", "never", "local"),
        other => encodings::page(other)?,
    };
    Some(format!("# {id}\n\n{text}"))
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
