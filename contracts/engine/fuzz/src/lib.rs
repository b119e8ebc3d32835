//! Properties that must hold for any two schemas, and choices made from the bytes of an input.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, ReasonKind, Verdict, check};

/// Small, so that one input takes milliseconds.
const LIMITS: Limits = Limits {
    steps: 20_000,
    findings: 10,
};

/// The verdict, which no available value contradicts.
pub fn judge(emitted: &Schema, accepted: &Schema) -> Verdict {
    let verdict = check(emitted, accepted, &LIMITS);
    match &verdict {
        Verdict::Compatible => {
            // Some value that is emitted, which must then be accepted.
            let nothing = Schema::parse(b"false", &Options::default()).expect("a schema");
            if let Verdict::Incompatible(findings) = check(emitted, &nothing, &LIMITS) {
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
                let misread = [emitted, accepted].into_iter().any(is_misread);
                assert!(
                    reason.kind != ReasonKind::Unconfirmed || misread,
                    "{}",
                    reason.text
                );
            }
        }
    }
    for schema in [emitted, accepted] {
        assert!(!matches!(
            check(schema, schema, &LIMITS),
            Verdict::Incompatible(_)
        ));
    }
    verdict
}

/// Returns true if jsonschema may be wrong about the schema. Of two resources within each other it takes the inner
/// one for what a `$dynamicRef` means; and at the ends of words it counts letters of all scripts, where ECMA-262
/// counts ASCII.
fn is_misread(schema: &Schema) -> bool {
    let text = schema.document().to_string();
    let has_words = ["\\\\b", "\\\\B", "\\\\w", "\\\\W"]
        .iter()
        .any(|word| text.contains(word));
    has_words || text.matches("\"$dynamicAnchor\"").count() > 1
}

/// Choices from the bytes of an input; when they are used up, always the first.
pub struct Chance {
    bytes: std::vec::IntoIter<u8>,
    numbers: u64,
}

impl Chance {
    /// Takes one byte for each choice.
    pub fn of(bytes: &[u8]) -> Self {
        Chance {
            bytes: bytes.to_vec().into_iter(),
            numbers: 0,
        }
    }

    /// A number that was not given before.
    pub fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// A number less than the bound, which is at least 1 and at most 256.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::from(self.bytes.next().unwrap_or(0)) % bound
    }

    /// Returns true if something happens that does so often of a hundred times; it does when the bytes are used up.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of several.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
