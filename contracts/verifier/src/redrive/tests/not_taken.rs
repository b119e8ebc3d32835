//! Letters that look as if they would be taken.

use super::*;

fn fates(contracts: &[Document], lines: &[String]) -> Vec<Fate> {
    let mut planner = Planner::new(Contracts::of(contracts).unwrap(), Options::default());
    for (line, text) in (1..).zip(lines) {
        let input = Arc::from("letters.ndjson");
        planner.letter(Place { input, line }, text.as_bytes());
    }
    planner.plan().fates
}

fn of_e(payload: &str) -> DeadLetter {
    DeadLetter::new(MessageId::new("s", "1"), "e", payload).consumer("auth", "1")
}

#[test]
fn all_contracts_judge_a_letter_that_names_none() {
    let contracts = [
        contract("auth", "e", "", r#""type":"object""#),
        contract(
            "auth",
            "e",
            r#""name":"strict","#,
            r#""type":"object","required":["n"]"#,
        ),
    ];
    let refused_by = |name: Option<&str>| {
        let mut refusal = Refusal::new(Role::Consumes, "e", "auth", RefusalRule::PropertyMissing);
        refusal.contract = name.map(str::to_owned);
        of_e("{}").refusal(refusal).to_json()
    };
    let letters = [
        of_e("{}").to_json(),
        of_e("{\"n\":1}").to_json(),
        // The contract without a name was the one that refused.
        refused_by(None),
        refused_by(Some("strict")),
        refused_by(Some("unknown")),
    ];
    use Fate::{Refused, Take};
    assert_eq!(
        fates(&contracts, &letters),
        [Refused, Take, Take, Refused, Refused]
    );
}

#[test]
fn payloads_that_serde_does_not_read_are_not_taken() {
    let schema = r##""properties":{"n":{"type":"integer"},"z":{"$ref":"#/$defs/t"}},"$defs":{"t":{"type":"array","items":{"$ref":"#/$defs/t"}}}"##;
    let contracts = [contract("auth", "e", "", schema)];
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        of_e(&format!(r#"{{"n":1,"z":{open}{close}}}"#)).to_json()
    };
    let letters = [
        of_e("{\"n\":1}").to_json(),
        of_e("\u{feff}{\"n\":1}").to_json(),
        nested(126),
        nested(127),
        nested(300),
    ];
    let fates = fates(&contracts, &letters);
    assert_eq!(fates[0], Fate::Take);
    assert!(!fates[1].is_taken(), "{:?}", fates[1]);
    assert_eq!(fates[2..], [Fate::Take, Fate::Undecided, Fate::Undecided]);
}

#[test]
fn letters_behind_a_line_that_is_no_letter_wait_if_its_key_is_known() {
    let contracts = [contract("auth", "e", "", r#""type":"object""#)];
    let good = |key: &str| of_e("{}").key(key).origin("orders", "1").to_json();
    // Of a newer form, or cut.
    let newer = |key: &str| good(key).replace(r#""format":1"#, r#""format":2"#);
    let lines = [
        newer("k1"),
        good("k1"),
        good("k2"),
        newer("k3").replace(r#""key":"k3""#, r#""key_base64":"azM=""#),
        good("k3"),
        "{".to_owned(),
        good("k4"),
    ];
    use Fate::{Held, Take, Unreadable};
    assert_eq!(
        fates(&contracts, &lines),
        [Unreadable, Held, Take, Unreadable, Held, Unreadable, Take]
    );
}
