//! The page with the results.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use counterpart::contract::Role;

use super::entry::{Claim, Entry, Of};

/// The differences between serde and the schemas of plain schemars.
const ROWS: [&str; 30] = [
    "integer ranges",
    "a producer's objects are closed, a consumer's are open",
    "several types with the same name",
    "hand-written functions and implementations between a type and the wire",
    "`deserialize_with` on an `Option` without `default`",
    "two flattened newtypes",
    "comments on the variants of a flattened enum",
    "newtypes around structs that deny unknown fields, flattened or tagged",
    "NaN and infinite floats",
    "schema constraints that serde does not enforce",
    "`alias`",
    "integers written as `1.0`, `1e3` or `-0`",
    "strings with a fixed form",
    "keys of maps",
    "integer keys in content that serde buffers",
    "a flattened map before a flattened struct",
    "std types that deny unknown fields; `try_from`",
    "adjacently tagged variants without content",
    "`other`",
    "forms that serde reads but does not write",
    "`skip_serializing_if`",
    "the tag of a tagged struct",
    "a field with the same name as a field of a flattened type",
    "types with infinite messages",
    "features of dependencies that change the wire",
    "a wrong `JsonSchema` in a dependency",
    "borrowed strings, nesting, `f32`",
    "moments, numbers and bytes in another form",
    "types of other crates that have no schema, or a wrong one",
    "adapters of `serde_with`, written with `#[serde_as]`",
];

const CONTAINERS: [&str; 18] = [
    "rename",
    "rename_all",
    "rename_all_fields",
    "deny_unknown_fields",
    "tag",
    "tag, content",
    "untagged",
    "bound",
    "default",
    "default = \"path\"",
    "remote",
    "transparent",
    "from",
    "try_from",
    "into",
    "crate",
    "expecting",
    "variant_identifier, field_identifier",
];
const VARIANTS: [&str; 13] = [
    "rename",
    "alias",
    "rename_all",
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "serialize_with",
    "deserialize_with",
    "with",
    "bound",
    "borrow",
    "other",
    "untagged",
];
const FIELDS: [&str; 15] = [
    "rename",
    "alias",
    "default",
    "default = \"path\"",
    "flatten",
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "skip_serializing_if",
    "serialize_with",
    "deserialize_with",
    "with",
    "borrow",
    "bound",
    "getter",
];

const PLACE: &str = "SERDE.md";

/// Compares the page with its entries, or writes it if the environment asks for that.
pub(crate) fn compare(entries: &[Entry]) -> Result<(), String> {
    let page = page(entries);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PLACE);
    if std::env::var_os("COUNTERPART_TEST_UPDATE").is_some() {
        return std::fs::write(&path, &page).map_err(|error| error.to_string());
    }
    let written = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    let change = similar::TextDiff::from_lines(&written, &page);
    let change = change
        .unified_diff()
        .header("written", "as the catalogue has it")
        .to_string();
    if written == page {
        return Ok(());
    }
    Err(format!(
        "{PLACE} differs from the catalogue; after an intended change, run\n\
         COUNTERPART_TEST_UPDATE=1 cargo test -p counterpart --test tables -- catalogue::page\n\n{change}"
    ))
}

/// A title, the attributes below it, and the kind of each in the catalogue.
type Section = (&'static str, &'static [&'static str], fn(&'static str) -> Of);

fn page(entries: &[Entry]) -> String {
    let rows: Vec<Of> = (1..=ROWS.len() as u8).map(Of::Row).collect();
    let mut text = String::from(
        "# serde's attributes in contracts\n\n\
         `contracts/tests/tables/catalogue` writes this page. It compares each line with the real `Serialize` and\n\
         `Deserialize`, with three kinds of messages: hand-written ones, ones that the contract's schema accepts,\n\
         and ones a step away from those.\n\n\
         - **exact**: under the assumptions that every verdict names, the contract accepts exactly what serde\n  \
           reads, or describes exactly what serde writes. If a line is about one of these assumptions, it names it.\n\
         - **stricter**: serde reads more than the contract, which requires the form that serde writes. No break\n  \
           goes unnoticed.\n\
         - **refused**: such a type does not compile, or has no contract. The error says what to write instead.\n\
         - **caught**: the contract would be wrong. The derived test fails and shows the message.\n\n\
         In every line about structs, serde also reads the struct from an array of its fields; contracts do not\n\
         (line 20).\n",
    );
    in_short(&mut text, entries);
    text.push_str("\n## Differences between serde and plain schemars\n\n");
    table(&mut text, entries, &rows, |of| match of {
        Of::Row(row) => format!("{row}. {}", ROWS[usize::from(row) - 1]),
        _ => String::new(),
    });
    let sections: [Section; 3] = [
        ("On a struct or an enum", &CONTAINERS, Of::Container),
        ("On a variant", &VARIANTS, Of::Variant),
        ("On a field", &FIELDS, Of::Field),
    ];
    for (title, attributes, of) in sections {
        let mut all: Vec<Of> = attributes.iter().map(|name| of(name)).collect();
        // Forms without an attribute come after those of the reference.
        let more = entries.iter().flat_map(|entry| entry.of.clone());
        let same = |one: &Of| std::mem::discriminant(one) == std::mem::discriminant(&all[0]);
        let mut more: Vec<Of> = more.filter(same).filter(|one| !all.contains(one)).collect();
        more.sort();
        more.dedup();
        all.extend(more);
        write!(text, "\n## {title}\n\n").expect("a string takes all");
        table(&mut text, entries, &all, |of| match of {
            Of::Container(name) | Of::Variant(name) | Of::Field(name) if name.starts_with('(') => {
                name.to_owned()
            }
            Of::Container(name) | Of::Variant(name) | Of::Field(name) => format!("`{name}`"),
            Of::Row(_) => String::new(),
        });
    }
    text
}

/// Counts the lines of each row by their result.
fn in_short(text: &mut String, entries: &[Entry]) {
    text.push_str("\n## Summary\n\n| | exact | stricter | refused | caught |\n|---|---|---|---|---|\n");
    let (mut wholly, mut in_part) = (0, 0);
    for row in 1..=ROWS.len() as u8 {
        let count = |is: fn(&Claim) -> bool| {
            let about = entries.iter().filter(|entry| entry.of.contains(&Of::Row(row)));
            about.filter(|entry| is(&entry.claim)).count()
        };
        let exact = count(|claim| matches!(claim, Claim::Exact | Claim::Assumed(_)));
        let stricter = count(|claim| matches!(claim, Claim::Stricter(_)));
        let refused = count(|claim| matches!(claim, Claim::Derive { .. } | Claim::Schema(_)));
        let caught = count(|claim| matches!(claim, Claim::Truth(_) | Claim::OwnBuild));
        match (exact > 0, stricter + refused + caught) {
            (true, 0) => wholly += 1,
            (true, _) => in_part += 1,
            (false, _) => {}
        }
        let name = ROWS[usize::from(row) - 1];
        let cell = |count: usize| {
            if count == 0 {
                String::new()
            } else {
                count.to_string()
            }
        };
        let (exact, stricter, refused, caught) = (cell(exact), cell(stricter), cell(refused), cell(caught));
        writeln!(
            text,
            "| {row}. {name} | {exact} | {stricter} | {refused} | {caught} |"
        )
        .expect("a string takes all");
    }
    writeln!(
        text,
        "\nOf {} rows, {wholly} are exact in every form. {in_part} are exact in the forms that a contract can have; their other\n\
         forms are refused, caught, or stricter. For the other {}, no contract is made, or serde is asked in the\n\
         user's own build.",
        ROWS.len(),
        ROWS.len() - wholly - in_part,
    )
    .expect("a string takes all");
}

fn table(text: &mut String, entries: &[Entry], all: &[Of], name: impl Fn(Of) -> String) {
    text.push_str("| | as | consumes | emits |\n|---|---|---|---|\n");
    for of in all {
        let about: Vec<&Entry> = entries.iter().filter(|entry| entry.of.contains(of)).collect();
        assert!(!about.is_empty(), "{of:?} is not in the catalogue");
        let mut lines: Vec<(&str, BTreeMap<bool, String>)> = Vec::new();
        for entry in about {
            let result = result(&entry.claim);
            let emits = entry.role == Role::Emits;
            match lines
                .iter_mut()
                .find(|(what, roles)| *what == entry.what && !roles.contains_key(&emits))
            {
                Some((_, roles)) => {
                    roles.insert(emits, result);
                }
                None => lines.push((entry.what, BTreeMap::from([(emits, result)]))),
            }
        }
        for (at, (what, roles)) in lines.iter().enumerate() {
            let name = if at == 0 { name(*of) } else { String::new() };
            let role = |emits| roles.get(&emits).map_or("", String::as_str);
            let (consumes, emits) = (role(false), role(true));
            writeln!(text, "| {name} | {what} | {consumes} | {emits} |").expect("a string takes all");
        }
    }
}

fn result(claim: &Claim) -> String {
    match claim {
        Claim::Exact => "exact".to_owned(),
        Claim::Assumed(assumption) => format!("exact under `{assumption}`"),
        Claim::Stricter(why) => format!("stricter: {why}"),
        Claim::Derive { .. } => "refused while compiling".to_owned(),
        Claim::Schema(_) => "refused by the test".to_owned(),
        Claim::Truth(_) => "caught".to_owned(),
        Claim::OwnBuild => "caught, in the user's own build".to_owned(),
    }
}
