//! Two schemas from any bytes: nothing panics, and no verdict is contradicted by what is at hand.
//!
//! `cargo +nightly fuzz run check fuzz/corpus/check fuzz/seeds` in `contracts/`. An input is two texts with a line of `---` between.
#![no_main]

use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, ReasonKind, Verdict, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    const BETWEEN: &[u8] = b"\n---\n";
    let between = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN);
    let (emitted, accepted) = match between {
        Some(at) => (&bytes[..at], &bytes[at + BETWEEN.len()..]),
        None => bytes.split_at(bytes.len() / 2),
    };
    let options = Options::default().last_of_repeated_keys(true);
    let (Ok(emitted), Ok(accepted)) = (
        Schema::parse(emitted, &options),
        Schema::parse(accepted, &options),
    ) else {
        return;
    };
    let limits = Limits {
        steps: 20_000,
        findings: 10,
    };
    match check(&emitted, &accepted, &limits) {
        Verdict::Compatible => {
            // Some value that is emitted, which must then be accepted.
            let nothing = Schema::parse(b"false", &options).expect("a schema");
            if let Verdict::Incompatible(findings) = check(&emitted, &nothing, &limits) {
                for finding in findings {
                    assert_ne!(
                        accepted.accepts(&finding.witness),
                        Ok(false),
                        "{}",
                        finding.witness
                    );
                }
            }
        }
        Verdict::Incompatible(findings) => {
            assert!(!findings.is_empty());
            for finding in findings {
                assert_eq!(emitted.accepts(&finding.witness), Ok(true), "{}", finding.witness);
                assert_eq!(
                    accepted.accepts(&finding.witness),
                    Ok(false),
                    "{}",
                    finding.witness
                );
                assert!(finding.witness_at.find(&finding.witness).is_some());
            }
        }
        Verdict::Unproven(reasons) => {
            assert!(!reasons.is_empty());
            for reason in reasons {
                assert_ne!(reason.kind, ReasonKind::Unconfirmed, "{}", reason.text);
            }
        }
    }
    for schema in [&emitted, &accepted] {
        assert!(!matches!(
            check(schema, schema, &limits),
            Verdict::Incompatible(_)
        ));
    }
});
