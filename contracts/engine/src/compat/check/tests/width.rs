//! The cost of wide unions, in steps: the same on every machine.

use super::*;

/// The four forms in which serde writes an enum.
const FORMS: [&str; 4] = ["external", "internal", "adjacent", "untagged"];

/// The number of steps that a check takes of an enum of so many variants, against a consumer who reads all or all but
/// one of them.
fn steps(form: usize, width: usize, missing: bool) -> u64 {
    let names: Vec<String> = (0..width).map(|n| format!("V{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut read = names.clone();
    if missing {
        read.remove(width / 2);
    }
    let schema = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    let emitted = schema(&forms(&names, true)[form]);
    let accepted = schema(&forms(&read, false)[form]);
    let limits = Limits::default();
    let mut search = Search::new(&emitted, &accepted, limits.steps, SHALLOW);
    let verdict = attempt(&mut search, &limits, false);
    let verdict = verdict.map(|examination| examination.verdict);
    match (verdict, missing) {
        (Some(Verdict::Compatible), false) => {}
        (Some(Verdict::Incompatible(findings)), true) => assert_eq!(findings.len(), 1, "{findings:?}"),
        (other, _) => panic!("{} of {width}: {other:?}", FORMS[form]),
    }
    limits.steps - search.steps()
}

#[test]
fn steps_grow_with_the_number_of_variants_and_no_faster() {
    for (form, name) in FORMS.iter().enumerate() {
        for missing in [false, true] {
            let (narrow, wide) = (steps(form, 100, missing), steps(form, 1_000, missing));
            assert!(
                wide < narrow * 11,
                "{name}, missing: {missing}: {narrow} steps for 100 variants, {wide} for 1,000"
            );
        }
    }
}
