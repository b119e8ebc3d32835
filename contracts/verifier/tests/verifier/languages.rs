//! Schemas of other languages' libraries, corrected as `import --from` does, against what the libraries really write and
//! read.
//!
//! `tests/languages` asks the libraries and keeps their answers. What a library writes must be in the corrected emitted
//! schema; what it refuses must not be in the corrected contract. The rest is sharpness: it may fail only where
//! `tests/languages/known.toml` says why. That file also names what no schema shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use counterpart::contract::{Identity, Library, Role};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json;
use counterpart_verifier::import::{self, Imported, Omits, PROFILES, import};
use serde_json::Value;

/// Imports a schema as `import --from` would.
fn imported(
    folder: &Path,
    schema: &Value,
    library: Option<Library>,
    role: Role,
    omits: Omits,
) -> Result<Imported, String> {
    let file = folder.join("schema.json");
    std::fs::write(&file, schema.to_string()).unwrap();
    let identity = Identity::new("service", role, "event", None).unwrap();
    let mut options = import::Options::new(identity);
    options.schemas.from = library;
    options.schemas.omits = omits;
    // Some of the cases are about types that accept everything.
    options.schemas.anything = true;
    import(&[file], &options).map_err(|error| error.to_string())
}

fn contract(imported: &Imported) -> Schema {
    Schema::parse(imported.contract.to_text().as_bytes(), &Options::default()).unwrap()
}

/// True where a message keeps to the assumptions of an imported schema: integers are written without fraction or exponent,
/// no key is repeated, and there are no leap seconds.
fn is_plain(text: &str) -> bool {
    fn integers(value: &Value) -> bool {
        match value {
            Value::Number(number) => {
                !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() != 0.0)
            }
            Value::Array(items) => items.iter().all(integers),
            Value::Object(members) => members.values().all(integers),
            _ => true,
        }
    }
    !text.contains(":60")
        && json::parse(text.as_bytes()).is_ok()
        && serde_json::from_str(text).is_ok_and(|value| integers(&value))
}

/// `None` if nothing is decided by the schema, so that a verdict would be "unproven".
fn accepts(schema: &Schema, text: &str) -> Option<bool> {
    let message = json::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
    schema.accepts(&message).ok()
}

/// What a library was asked, and its answers.
struct Record {
    library: Library,
    cases: Vec<Value>,
}

fn records() -> Vec<Record> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/languages/recorded");
    let of = |profile: &import::Profile| {
        let file = folder.join(format!("{}.json", profile.library.id()));
        let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let Value::Object(mut record) = serde_json::from_slice(&text).unwrap() else {
            panic!("{}: no object", file.display());
        };
        let Some(Value::Array(cases)) = record.remove("cases") else {
            panic!("{}: no cases", file.display());
        };
        Record {
            library: profile.library,
            cases,
        }
    };
    PROFILES.iter().map(of).collect()
}

fn texts<'c>(case: &'c Value, key: &str) -> Vec<&'c str> {
    let texts = case[key].as_array().into_iter().flatten();
    texts.map(|text| text.as_str().unwrap()).collect()
}

/// The members that the case's producer leaves out, as its user would say with `--omits`.
fn omits(case: &Value) -> Omits {
    let named = texts(case, "omits");
    Omits {
        nulls: named.contains(&"nulls"),
        defaults: named.contains(&"defaults"),
    }
}

/// A message about which a library and its corrected schema differ.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Difference {
    /// As `pydantic consumes map-integer-keys`.
    case: String,
    /// True if a verdict on this schema could be "compatible" where the message breaks.
    is_unsafe: bool,
    what: String,
}

/// Judges the messages of a case. Counts those that agree.
fn differences(library: Library, case: &Value, folder: &Path, agreeing: &mut usize) -> Vec<Difference> {
    let [name, role] = ["name", "role"].map(|key| case[key].as_str().unwrap());
    let name = format!("{} {role} {name}", library.id());
    let emits = case["role"] == "emits";
    let role = if emits { Role::Emits } else { Role::Consumes };
    let difference = |is_unsafe, what| Difference {
        case: name.clone(),
        is_unsafe,
        what,
    };
    let imported = match imported(folder, &case["schema"], Some(library), role, omits(case)) {
        Ok(imported) => imported,
        Err(error) => {
            return vec![difference(
                false,
                format!("is not imported: {}", error.lines().next().unwrap_or_default()),
            )];
        }
    };
    let schema = contract(&imported);
    let asked: [(&str, bool, bool, &str); 4] = [
        ("writes", true, true, "is written, and refused by the contract"),
        (
            "never",
            false,
            false,
            "is never written, and accepted by the contract",
        ),
        ("reads", true, false, "is read, and refused by the contract"),
        (
            "refuses",
            false,
            true,
            "is not read, and accepted by the contract",
        ),
    ];
    let mut found = Vec::new();
    for (key, wanted, is_unsafe, what) in asked {
        for text in texts(case, key).into_iter().filter(|text| is_plain(text)) {
            match accepts(&schema, text) {
                Some(accepts) if accepts == wanted => *agreeing += 1,
                Some(_) => found.push(difference(is_unsafe, format!("{text} {what}"))),
                None => found.push(difference(false, format!("{text} is not decided"))),
            }
        }
    }
    found
}

#[test]
fn corrected_schemas_promise_nothing_that_libraries_do_not_keep() {
    let folder = tempfile::tempdir().unwrap();
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/languages/known.toml");
    let known: BTreeMap<String, String> = toml::from_str(&std::fs::read_to_string(known).unwrap()).unwrap();
    let (mut agreeing, mut cases) = (0, 0);
    let mut said = BTreeSet::new();
    let mut unknown = Vec::new();
    let mut narrow = String::new();
    for record in records() {
        for case in &record.cases {
            cases += 1;
            let found = differences(record.library, case, folder.path(), &mut agreeing);
            let (unsound, safe): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|difference| difference.is_unsafe);
            for difference in unsound {
                if known.contains_key(&difference.case) {
                    said.insert(difference.case);
                } else {
                    unknown.push(format!("{}: {}", difference.case, difference.what));
                }
            }
            if let Some(first) = safe.first() {
                let _ = writeln!(narrow, "{}: {}, {}", first.case, safe.len(), first.what);
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "{} unknown differences, {agreeing} messages agree:\n{}",
        unknown.len(),
        unknown.join("\n")
    );
    let gone: Vec<_> = known.keys().filter(|case| !said.contains(*case)).collect();
    assert!(
        gone.is_empty(),
        "no difference any more, remove them from known.toml: {gone:?}"
    );
    assert!(
        cases >= 1_200 && agreeing >= 11_000,
        "{cases} cases, {agreeing} messages agree"
    );
    insta::assert_snapshot!("languages_on_the_safe_side", narrow);
}

/// The pairs of schemas that libraries wrote, beside a checkout, labelled by what happens to their messages.
#[test]
fn labelled_pairs_of_other_languages_are_judged_as_their_messages_fare() {
    let Some(data) = needs::data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let cases = std::fs::read_to_string(data.join("languages/cases.jsonl")).unwrap();
    let cases: Vec<Value> = cases
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut counts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in &cases {
        let of = |key: &str| case[key].as_str().unwrap();
        let library = Library::ALL
            .into_iter()
            .find(|library| library.id() == of("library"));
        let emits = of("dir") == "emits";
        let (role, other) = if emits {
            (Role::Emits, Role::Consumes)
        } else {
            (Role::Consumes, Role::Emits)
        };
        let theirs = imported(folder.path(), &case["schema"], library, role, Omits::default());
        let ours = imported(folder.path(), &case["rust"], None, other, Omits::default());
        let verdict = match (&theirs, &ours) {
            (Ok(theirs), Ok(ours)) => {
                let (theirs, ours) = (contract(theirs), contract(ours));
                let (emitted, accepted) = if emits { (&theirs, &ours) } else { (&ours, &theirs) };
                match check(emitted, accepted, &Limits::default()) {
                    Verdict::Compatible => "fits",
                    Verdict::Incompatible(_) => "breaks",
                    Verdict::Unproven(_) => "undecided",
                }
            }
            _ => "unread",
        };
        let outcome = match (of("truth"), verdict) {
            ("breaks", "fits") => "false compatible",
            ("fits", "breaks") => "false alarm",
            (_, "undecided" | "unread") => "undecided or unread",
            _ => "right",
        };
        counts.entry(outcome).or_default().push(of("id").to_owned());
    }
    let right = counts.remove("right").map_or(0, |right| right.len());
    assert!(
        cases.len() >= 120 && right >= 75,
        "{} cases, {right} right",
        cases.len()
    );

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/languages/labelled.toml");
    let explained: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let explained: BTreeSet<(&str, &str)> = explained
        .iter()
        .flat_map(|(outcome, cases)| cases.keys().map(move |id| (outcome.as_str(), id.as_str())))
        .collect();
    let found: BTreeSet<(&str, &str)> = counts
        .iter()
        .flat_map(|(outcome, ids)| ids.iter().map(move |id| (*outcome, id.as_str())))
        .collect();
    let unexplained: Vec<_> = found.difference(&explained).collect();
    let mended: Vec<_> = explained.difference(&found).collect();
    assert!(
        unexplained.is_empty() && mended.is_empty(),
        "without a reason in labelled.toml: {unexplained:#?}\nwith one, and right: {mended:#?}"
    );
}
