//! The page that tells the results.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use counterpart::contract::Role;

use super::entry::{Claim, Entry, Of};

/// Where a schema as schemars makes it and serde part ways.
const ROWS: [&str; 27] = [
    "the ranges of integers",
    "objects of a producer are closed, those of a consumer are open",
    "several types of one name",
    "functions and implementations by hand between a type and the wire",
    "`deserialize_with` on an `Option` without `default`",
    "two flattened newtypes",
    "comments on the variants of a flattened enum",
    "newtypes around structs that deny unknown fields, flattened or tagged",
    "floats that are no number, or infinite",
    "constraints of a schema that serde does not enforce",
    "`alias`",
    "integers written as `1.0`, `1e3` or `-0`",
    "strings of a form",
    "the keys of maps",
    "integer keys in what serde buffers",
    "a flattened map before a flattened struct",
    "types of the standard library that take no unknown field; `try_from`",
    "adjacently tagged variants without content",
    "`other`",
    "forms that serde takes beside the one that it writes",
    "`skip_serializing_if`",
    "the tag of a tagged struct",
    "a field named as one of a flattened field",
    "types whose messages have no end",
    "features of dependencies that change what is written or read",
    "a `JsonSchema` of a dependency that is mistaken",
    "borrowed text, nesting, single floats",
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

/// Compares the page with what the entries make of it, or writes it where that is asked for.
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
        "{PLACE} is not what the catalogue says; after a change that is meant, run\n\
         COUNTERPART_TEST_UPDATE=1 cargo test -p counterpart --test tables -- catalogue::page\n\n{change}"
    ))
}

/// A title, the attributes below it, and what each is to the catalogue.
type Section = (&'static str, &'static [&'static str], fn(&'static str) -> Of);

fn page(entries: &[Entry]) -> String {
    let rows: Vec<Of> = (1..=ROWS.len() as u8).map(Of::Row).collect();
    let mut text = String::from(
        "# What contracts say of serde's attributes\n\n\
         This page is written by `contracts/tests/tables/catalogue`, which holds each line against the real `Serialize` and `Deserialize`: with\n\
         texts by hand, with texts that the contract's schema accepts, and with texts a step beside those.\n\n\
         - **exact**: the contract takes what serde reads, or holds what serde writes, and nothing else, under the assumptions that every\n  \
           verdict names. Where one of them is what the line is about, it is named.\n\
         - **stricter**: serde takes more than the contract, which asks for the form that serde writes. No break slips through.\n\
         - **refused**: such a type does not compile, or has no contract; the error says what to write instead.\n\
         - **caught**: the contract would be wrong, and the test that the derive writes fails and shows the message.\n\n\
         In every line on structs, serde also reads the struct from an array of its fields; contracts do not (line 20).\n",
    );
    in_short(&mut text, entries);
    text.push_str("\n## Where a schema made by schemars alone and serde part ways\n\n");
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
        // Forms without an attribute stand behind those of the reference.
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

/// How many lines of each row are what.
fn in_short(text: &mut String, entries: &[Entry]) {
    text.push_str("\n## In short\n\n| | exact | stricter | refused | caught |\n|---|---|---|---|---|\n");
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
        "\nOf {} rows, {wholly} are exact in every form; {in_part} are exact in the forms that a contract can be made of, and the\n\
         rest of their forms is refused, caught, or held more strictly; in the other {} no contract is made, or serde is asked\n\
         in the user's own build.",
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
