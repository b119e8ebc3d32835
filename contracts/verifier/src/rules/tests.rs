use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{ALL, Example, Mirror, Page, RuleId, UNPROVEN, find, pages};
use crate::report::{Finding, Status, Unproven};
use crate::verify::{Collected, Input, Options, verify};
use counterpart::collect::{Record, Uncompared};
use counterpart::contract::ContractFile;
use counterpart::contract::folder::{Stored, path_in};
use counterpart_engine::compat::schema::{Options as Reading, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};

/// The ids of the rules that find something.
fn found(example: Example) -> BTreeSet<&'static str> {
    match example {
        Example::Schemas { emitted, accepted } => found_between(emitted, accepted),
        Example::Files { committed, declared } => found_in(input(committed, declared)),
        Example::Written { emitted, is_compared } => {
            let mut input = input(&[emitted], Some(&[emitted]));
            let records = input
                .collected
                .iter_mut()
                .flat_map(|collected| &mut collected.records);
            for record in records.filter(|_| !is_compared) {
                record.uncompared = record.contracts.iter().map(uncompared).collect();
            }
            found_in(input)
        }
    }
}

fn uncompared(contract: &ContractFile) -> Uncompared {
    let header = &contract.header;
    Uncompared {
        service: header.identity.service().to_owned(),
        event: header.identity.event().to_owned(),
        rust_type: header.types[0].clone(),
    }
}

/// The findings, as errors or as warnings.
fn found_in(input: Input) -> BTreeSet<&'static str> {
    let report = verify(input, &Options::default());
    assert_eq!(report.problems, Vec::<String>::new());
    let is_said = |finding: &&Finding| matches!(finding.status, Status::Failing | Status::Warned);
    let said = report.findings.iter().filter(is_said);
    let rules = said.map(|finding| finding.kind.rule());
    rules.filter(|rule| *rule != Unproven::ID).collect()
}

fn found_between(emitted: &str, accepted: &str) -> BTreeSet<&'static str> {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Reading::default()).unwrap();
    match check(&read(emitted), &read(accepted), &Limits::default()) {
        Verdict::Compatible => BTreeSet::new(),
        Verdict::Incompatible(findings) => findings.iter().map(|found| found.rule.id()).collect(),
        Verdict::Unproven(_) => BTreeSet::from([UNPROVEN.id]),
    }
}

fn input(committed: &[&str], declared: Option<&[&str]>) -> Input {
    let folder = PathBuf::from("contracts");
    let read = |text: &&str| ContractFile::parse(text.as_bytes()).unwrap();
    let packages = ["auth-service", "user-service"];
    let records = |declared: &[&str]| {
        let of = |package: &str| Record {
            executable: package.into(),
            package: package.into(),
            features: BTreeSet::new(),
            compared: true,
            contracts: declared
                .iter()
                .map(read)
                .filter(|contract| contract.header.identity.service() == package)
                .collect(),
            problems: vec![],
            uncompared: vec![],
            unreached: vec![],
            samples: vec![],
        };
        packages.into_iter().map(of).collect()
    };
    Input {
        committed: committed
            .iter()
            .map(read)
            .map(|contract| Stored {
                path: path_in(Path::new("contracts"), &contract.header.identity),
                text: contract.to_text().into(),
                contract,
            })
            .collect(),
        collected: declared.map(|declared| Collected {
            records: records(declared),
            whole: packages.into_iter().map(str::to_owned).collect(),
            problems: vec![],
            warnings: vec![],
        }),
        folder,
        ..Input::default()
    }
}

/// The example with its two sides in each other's place.
fn mirrored(example: Example) -> Example {
    match example {
        Example::Schemas { emitted, accepted } => Example::Schemas {
            emitted: accepted,
            accepted: emitted,
        },
        // For files, the two sides are the files and the declarations in the code.
        Example::Files {
            committed,
            declared: Some(declared),
        } => Example::Files {
            committed: declared,
            declared: Some(committed),
        },
        Example::Files { declared: None, .. } | Example::Written { .. } => example,
    }
}

fn each(hold: impl Fn(&Page)) {
    pages().for_each(hold);
}

#[test]
fn page_shows_a_break_and_a_similar_pair_without_one() {
    each(|page| {
        assert_eq!(
            found(page.breaks),
            BTreeSet::from([page.id]),
            "{}: breaks",
            page.id
        );
        assert_eq!(found(page.fits), BTreeSet::new(), "{}: fits", page.id);
    });
}

#[test]
fn page_names_the_finding_for_swapped_sides() {
    each(|page| {
        let expected = match page.mirror {
            Mirror::Finds(id) => BTreeSet::from([id]),
            Mirror::Nothing(why) => {
                assert!(!why.is_empty());
                BTreeSet::new()
            }
        };
        let has_no_other_side = matches!(
            page.breaks,
            Example::Files { declared: None, .. } | Example::Written { .. }
        );
        if !has_no_other_side {
            assert_eq!(found(mirrored(page.breaks)), expected, "{}", page.id);
        }
    });
}

#[test]
fn page_has_all_sections() {
    each(|page| {
        let text = page.text();
        assert!(
            page.summary().ends_with('.') && page.summary().len() < 120,
            "{}",
            page.id
        );
        let mut rest = text.as_str();
        for heading in [
            "\n## What it means\n",
            "\n## Why it breaks\n",
            "\n## In Rust\n",
            "\n## Rolling it out\n",
        ] {
            let (_, behind) = rest
                .split_once(heading)
                .unwrap_or_else(|| panic!("{} lacks {heading:?}, or has it at another place", page.id));
            rest = behind;
        }
        assert!(
            text.contains("```rust\n") && text.contains("Before") && text.contains("After"),
            "{}",
            page.id
        );
    });
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let named: BTreeSet<_> = RuleId::all().map(RuleId::id).collect();
    assert_eq!(ALL.iter().map(|page| page.id).collect::<BTreeSet<_>>(), named);
    // The id in the place of a rule if nothing was decided.
    assert_eq!(UNPROVEN.id, Unproven::ID);
}

#[test]
fn pages_are_found_by_the_id_of_their_rule_and_no_two_share_one() {
    let ids: BTreeSet<_> = pages().map(|page| page.id).collect();
    assert_eq!(ids.len(), pages().count());
    each(|page| assert_eq!(find(page.id).unwrap().id, page.id));
    assert!(find("no-such-rule").is_none());
}

#[test]
fn printed_page() {
    insta::assert_snapshot!(find("null-emitted").unwrap().text(), @r#"
    The producer may send `null`, and the consumer does not accept it.

    ## What it means

    The producer's type has an `Option` that is written as `null` if it is `None`. The consumer's type
    has a plain value there.

    ## Why it breaks

    serde only reads `null` as an `Option` or as `()`: `invalid type: null, expected a string`. A
    default does not help. `#[serde(default)]` applies to a field that is absent, not to one that is
    present and `null`.

    ## In Rust

    The producer, before and after:

    ```rust
    #[derive(Serialize, Contract)]
    struct Before {
        email: String,
    }

    #[derive(Serialize, Contract)]
    struct After {
        email: Option<String>,
    }
    ```

    The consumer, before and after the preparation:

    ```rust
    #[derive(Deserialize, Contract)]
    struct Before {
        email: String,
    }

    #[derive(Deserialize, Contract)]
    struct After {
        email: Option<String>,
    }
    ```

    ## Rolling it out

    1. *Expand.* Each consumer makes the field an `Option<…>` and is deployed. Its contract then accepts
       `null`.
    2. *Migrate.* The producer makes its field an `Option`, and may send `null`.
    3. *Contract.* There is nothing to remove.

    If consumers already do without the field, put `#[serde(skip_serializing_if = "Option::is_none")]`
    on the producer's field. The field is then left out instead of sent as `null`, and no consumer has
    to change.
    "#);
}
