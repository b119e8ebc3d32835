//! Fixes are applied to the breaks that they are offered for: the code compiles, and the break is gone.

mod apply;
mod breaks;

use std::collections::BTreeMap;

use fixture::workspace::Workspace;
use serde_json::Value;

use self::apply::apply;
use self::breaks::{BREAKS, Break};

/// The modules of both packages, by their names.
#[derive(Default)]
struct Sources {
    shop: BTreeMap<String, String>,
    books: BTreeMap<String, String>,
}

const DERIVE: &str = "#[derive(Serialize, Deserialize, Contract)]";

/// The lines of one side, as they were or as they are.
fn lines(side: &str, is_now: bool) -> String {
    let kept = side.lines().filter(|line| !line.is_empty()).filter_map(|line| {
        let (mark, line) = line.split_at(1);
        (mark == " " || (mark == "+") == is_now).then(|| format!("{line}\n"))
    });
    kept.collect()
}

/// The module of one side, for an event of this name.
fn module(lines: &str, role: &str, event: &str) -> String {
    let lines = lines
        .replace("EVENT", &format!("{role} = {event:?}"))
        .replace("DERIVE", DERIVE);
    format!("use counterpart::Contract;\nuse serde::{{Deserialize, Serialize}};\n{DERIVE}\n{lines}")
}

impl Sources {
    /// All breaks, as they were or as they are.
    fn of(is_now: bool) -> Self {
        let mut sources = Self::default();
        for one in BREAKS {
            let event = one.name;
            let name = event.replace('-', "_");
            let side = |lines_of: &str, role| module(&lines(lines_of, is_now), role, event);
            sources.shop.insert(name.clone(), side(one.producer, "emits"));
            sources.books.insert(name, side(one.consumer, "consumes"));
        }
        sources
    }

    /// Writes each module into a file of its own.
    fn write(&self, workspace: &Workspace) {
        for (package, modules) in [("shop", &self.shop), ("books", &self.books)] {
            let mut root = String::new();
            for (name, text) in modules {
                root.push_str(&format!("pub mod {name};\n"));
                workspace.write(&format!("{package}/src/{name}.rs"), text);
            }
            workspace.write(&format!("{package}/src/lib.rs"), &root);
        }
    }
}

fn workspace() -> Workspace {
    let empty: &[(&str, &str)] = &[("src/lib.rs", "")];
    let workspace = Workspace::of("fixes", &[("shop", empty), ("books", empty)]);
    for package in ["shop", "books"] {
        let path = format!("{package}/Cargo.toml");
        let manifest = workspace.folder.read(&path);
        let chrono =
            "chrono = { version = \"0.4\", default-features = false, features = [\"serde\", \"std\"] }";
        let manifest = manifest.replace("[dev-dependencies]", &format!("{chrono}\n\n[dev-dependencies]"));
        let testing = "features = [\"testing\"";
        workspace.write(
            &path,
            &manifest.replace(testing, &format!("{testing}, \"chrono04\"")),
        );
    }
    workspace
}

/// The findings of a run, by their events.
fn findings(workspace: &Workspace) -> BTreeMap<String, Vec<Value>> {
    let answer = workspace.counterpart(&["verify", "--format", "json"]);
    answer.exits(100);
    let report: Value = serde_json::from_str(&answer.stdout).unwrap();
    let mut by_event: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        if !finding["places"].as_array().unwrap().is_empty() {
            let event = finding["event"].as_str().unwrap().to_owned();
            by_event.entry(event).or_default().push(finding.clone());
        }
    }
    by_event
}

/// Both sides of a break with a fix in them.
struct Fixed {
    shop: String,
    books: String,
}

/// Applies one fix of each of these.
fn fixed(one: &Break, fixes: &[&Value]) -> Fixed {
    let now = |side: &str, role| module(&lines(side, true), role, one.name);
    let mut fixed = Fixed {
        shop: now(one.producer, "emits"),
        books: now(one.consumer, "consumes"),
    };
    for fix in fixes {
        let text = fix["text"].as_str().unwrap();
        let edits = fix["edits"].as_array().unwrap();
        for edit in edits {
            let side = match edit["side"].as_str().unwrap() {
                "producer" => &mut fixed.shop,
                _ => &mut fixed.books,
            };
            *side = apply(side, edit);
        }
        if !edits.is_empty() {
            continue;
        }
        // Only a person can do it.
        let (side, source, role) = match fix["kind"].as_str().unwrap() {
            "producer" => (&mut fixed.shop, one.producer, "emits"),
            _ => (&mut fixed.books, one.consumer, "consumes"),
        };
        match one.by_hand.iter().find(|hand| text.contains(hand.fix)) {
            Some(hand) => {
                assert!(side.contains(hand.from), "{}: {side}", hand.from);
                *side = side.replace(hand.from, hand.to);
            }
            None => {
                let before = lines(source, false);
                assert_ne!(
                    before,
                    lines(source, true),
                    "{}: nobody can apply: {text}",
                    one.name
                );
                *side = module(&before, role, one.name);
            }
        }
    }
    fixed
}

/// The fixes of a finding that change a side.
fn tried(finding: &Value) -> impl Iterator<Item = &Value> {
    let fixes = finding["fixes"].as_array().unwrap().iter();
    fixes.filter(|fix| !["ask", "allow"].contains(&fix["kind"].as_str().unwrap()))
}

/// What is tried for an event: each fix of each finding, with the fix of the same side for each other finding.
fn trials(findings: &[Value]) -> Vec<Vec<&Value>> {
    let mut trials: Vec<Vec<&Value>> = Vec::new();
    for finding in findings {
        for fix in tried(finding) {
            let mut trial = vec![fix];
            for other in findings {
                let same = |known: &&Value| known["text"] == fix["text"] && known["edits"] == fix["edits"];
                let mut all = other["fixes"].as_array().unwrap().iter();
                if !all.any(|known| same(&known)) {
                    let fitting = tried(other).find(|known| known["kind"] == fix["kind"]);
                    trial.extend(fitting);
                }
            }
            let texts =
                |trial: &[&Value]| -> Vec<String> { trial.iter().map(|fix| fix.to_string()).collect() };
            if !trials.iter().any(|known| texts(known) == texts(&trial)) {
                trials.push(trial);
            }
        }
    }
    trials
}

#[test]
fn each_fix_of_twelve_breaks_compiles_and_mends_its_break() {
    let workspace = workspace();
    Sources::of(false).write(&workspace);
    workspace.accept();
    Sources::of(true).write(&workspace);
    let findings = findings(&workspace);

    let mut offered = String::new();
    let mut sources = Sources::default();
    for one in BREAKS {
        let of_break = findings
            .get(one.name)
            .unwrap_or_else(|| panic!("{} breaks nobody", one.name));
        offered.push_str(&format!("{}\n", one.name));
        for finding in of_break {
            let place = finding["places"][0].as_str().unwrap();
            offered.push_str(&format!("  {} at {place:?}\n", finding["rule"].as_str().unwrap()));
            let fixes = finding["fixes"].as_array().unwrap();
            assert_eq!(fixes.last().unwrap()["kind"], "allow");
            assert!((2..=4).contains(&fixes.len()), "{fixes:#?}");
            for fix in &fixes[..fixes.len() - 1] {
                let text = fix["text"].as_str().unwrap();
                assert!(text.chars().count() <= 100, "{text}");
                let edits = fix["edits"].as_array().unwrap().len();
                offered.push_str(&format!("    {text} ({edits})\n"));
            }
        }
        for (number, trial) in trials(of_break).into_iter().enumerate() {
            let fixed = fixed(one, &trial);
            let name = format!("{}_{number}", one.name.replace('-', "_"));
            let event = |text: &str| text.replace(&format!("{:?}", one.name), &format!("{name:?}"));
            sources.shop.insert(name.clone(), event(&fixed.shop));
            sources.books.insert(name.clone(), event(&fixed.books));
        }
    }
    sources.write(&workspace);
    workspace.accept();
    let answer = workspace.counterpart(&["verify"]);
    answer.exits(0);
    answer.says(&format!("checked {} pairs", sources.shop.len()));
    insta::assert_snapshot!(offered, @r#"
    field-renamed
      property-missing at "/data/order/customerId"
        in books: if same, `#[serde(alias = "buyerId")]` on `customerId` (1)
        in shop: `#[serde(rename = "customerId")]` on `buyerId`, unless another consumer reads `buyerId` (1)
        ask the books team when they can release that (0)
    integer-narrowed
      number-range at "/lines/*/amount"
        in shop: send `amount` as `u32`, as the consumers read it (1)
        in books: read `amount` as `i64`, release it first (1)
        ask the books team when they can release that (0)
      number-range at "/lines/*/amount"
        in shop: send `amount` as `u32`, as the consumers read it (1)
        in books: read `amount` as `i64`, release it first (1)
        ask the books team when they can release that (0)
    variant-added
      value-not-accepted at "/plan"
        in shop: hold back the new variant `gold_card` until the consumers know it (0)
        in books: add the variant `gold_card` to the enum of `plan`, release it first (1)
        in books: add a `#[serde(other)]` variant to the enum of `plan`, release it first (1)
    variant-renamed
      value-not-accepted at "/plans/*"
        in books: if same, `#[serde(alias = "Professional")]` on `Pro` (1)
        in shop: `#[serde(rename = "Pro")]` on `Professional`, unless another consumer reads `Professional` (1)
        ask the books team when they can release that (0)
    tag-renamed
      property-missing at "/payment(Card)/kind"
        in shop: `#[serde(tag = "kind")]` on the enum, instead of `type` (1)
      property-missing at "/payment(Cash)/kind"
        in shop: `#[serde(tag = "kind")]` on the enum, instead of `type` (1)
    time-without-zone
      format-mismatch at "/placed_at"
        in shop: keep `placed_at` as it was, and send the new form in a new field (0)
        in books: read both forms of `placed_at`, by an untagged enum, release it first (0)
        ask the books team when they can release that (0)
    option-added
      null-emitted at "/user/email"
        in shop: always set `email` (0)
        in books: make `email` an `Option<…>`, release it first (1)
        ask the books team when they can release that (0)
    default-removed
      property-optional at "/coupon"
        in shop: always send `coupon` (0)
        in books: make `coupon` an `Option<…>`, release it first (1)
        in books: give `coupon` `#[serde(default)]`, release it first (1)
    deny-unknown-fields-added
      property-denied at "/address/floor"
        in books: drop `#[serde(deny_unknown_fields)]`, release it first (1)
        in shop: hold back `floor` until the consumers accept it (0)
        in books: declare `floor`, release it first (0)
    flatten-introduced
      property-missing at "/address"
        in shop: drop `#[serde(flatten)]` from `address` (0)
        in books: make `address` an `Option<…>`, release it first (1)
        ask the books team when they can release that (0)
    untagged-introduced
      property-missing at "/source(till)/kind"
        in shop: give the enum `#[serde(tag = "kind")]` back, not `untagged` (1)
        in books: make the enum `#[serde(untagged)]`, not `tag = "kind"`, release it first (1)
        ask the books team when they can release that (0)
      property-missing at "/source(url)/kind"
        in shop: give the enum `#[serde(tag = "kind")]` back, not `untagged` (1)
        in books: make the enum `#[serde(untagged)]`, not `tag = "kind"`, release it first (1)
        ask the books team when they can release that (0)
    topic-variant-added
      alternative-not-accepted at "(refunded)"
        in shop: hold back the new variant `refunded` until the consumers know it (0)
        in books: add the variant `refunded` to the enum, with its `data`, release it first (0)
        in books: add a `#[serde(other)]` variant to the enum (not beside `content`), release it first (1)
    "#);
}
