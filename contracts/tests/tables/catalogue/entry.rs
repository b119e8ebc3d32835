//! One construct in one role: a type, texts by hand, and what its contract is claimed to be.

use counterpart::__private::schemars::JsonSchema;
use counterpart::contract::Role;
use counterpart::truth;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::judge::chance::Chance;
use crate::judge::{Answer, Consumer, Producer, Read, document, mutants, read, rewrite, samples, shrink};

/// The construct that an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    /// A place where a plain schema of the type and serde part ways, by its number.
    Row(u8),
    /// An attribute of serde on a struct or an enum.
    Container(&'static str),
    /// One on a variant.
    Variant(&'static str),
    /// One on a field.
    Field(&'static str),
}

/// The expected result for the type's contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It says what serde does, under the assumptions that every verdict names.
    Exact,
    /// So it does, and this is the assumption that the texts by hand break.
    Assumed(&'static str),
    /// It asks for more than serde does. No break slips through; a safe change may be refused.
    Stricter(&'static str),
    /// The derive refuses the type: a case of its own tests, and words of the error.
    Derive { case: &'static str, says: &'static str },
    /// The type has no schema: words of the error.
    Schema(&'static str),
    /// The derived test fails: words of what it says.
    Truth(&'static str),
    /// It depends on what else stands in a build, and the derived test, which runs in the user's own, fails: `tests/packages/truth.rs` of
    /// the command shows it with two such features.
    OwnBuild,
}

pub(crate) struct Entry {
    pub(crate) of: Vec<Of>,
    pub(crate) what: &'static str,
    pub(crate) role: Role,
    pub(crate) claim: Claim,
    body: Option<Body>,
}

struct Body {
    document: Result<counterpart::json::Json, String>,
    /// Texts by hand.
    texts: Vec<String>,
    /// Values by hand, as serde writes them.
    written: Vec<Result<String, String>>,
    /// Forms that serde never writes.
    never: Vec<String>,
    read: Option<Read>,
    rewrite: Option<crate::judge::Rewrite>,
    truth: fn() -> Vec<String>,
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn failures(outcome: Result<truth::Outcome, impl std::fmt::Display>) -> Vec<String> {
    let outcome = outcome.map_err(|error| error.to_string()).expect("a schema");
    outcome
        .failures
        .iter()
        .map(|failure| {
            format!(
                "{} at {}: schema: {}, serde: {}",
                failure.message, failure.at, failure.schema, failure.serde
            )
        })
        .collect()
}

/// A type that is read.
pub(crate) fn reads<T: DeserializeOwned + JsonSchema>(
    of: &[Of],
    what: &'static str,
    texts: &[&str],
) -> Entry {
    reads_by::<T>(of, what, texts, read::<T>)
        .with_truth(|| failures(truth::accepted::<T>(&truth::Options::default())))
}

/// A type that is read in this way: one that borrows from the text.
pub(crate) fn reads_by<T: JsonSchema>(of: &[Of], what: &'static str, texts: &[&str], read: Read) -> Entry {
    Entry {
        of: of.to_vec(),
        what,
        role: Role::Consumes,
        claim: Claim::Exact,
        body: Some(Body {
            document: document::<T>(Role::Consumes),
            texts: owned(texts),
            written: Vec::new(),
            never: Vec::new(),
            read: Some(read),
            rewrite: None,
            truth: Vec::new,
        }),
    }
}

/// A type that is written: these values, and never those texts.
pub(crate) fn writes<T: Serialize + JsonSchema>(
    of: &[Of],
    what: &'static str,
    values: &[T],
    never: &[&str],
) -> Entry {
    let written = |value: &T| serde_json::to_string(value).map_err(|error| error.to_string());
    Entry {
        of: of.to_vec(),
        what,
        role: Role::Emits,
        claim: Claim::Exact,
        body: Some(Body {
            document: document::<T>(Role::Emits),
            texts: Vec::new(),
            written: values.iter().map(written).collect(),
            never: owned(never),
            read: None,
            rewrite: None,
            truth: Vec::new,
        }),
    }
}

/// A type in both roles. What it writes are the values that it reads from the texts.
pub(crate) fn both<T: Serialize + DeserializeOwned + JsonSchema>(
    of: &[Of],
    what: &'static str,
    texts: &[&str],
    never: &[&str],
) -> Vec<Entry> {
    let values: Vec<T> = texts
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect();
    let mut written = writes::<T>(of, what, &values, never);
    if let Some(body) = &mut written.body {
        body.rewrite = Some(rewrite::<T>);
        body.truth = || failures(truth::emitted::<T>(&truth::Options::default()));
    }
    vec![reads::<T>(of, what, texts), written]
}

/// The same, of a type whose reader reads more than the contract says.
pub(crate) fn both_stricter<T: Serialize + DeserializeOwned + JsonSchema>(
    of: &[Of],
    what: &'static str,
    texts: &[&str],
    never: &[&str],
    why: &'static str,
) -> Vec<Entry> {
    let entries = both::<T>(of, what, texts, never).into_iter();
    let claimed = entries.map(|entry| match entry.role {
        Role::Consumes => entry.claims(Claim::Stricter(why)),
        Role::Emits => entry,
    });
    claimed.collect()
}

/// A type that the derive refuses.
pub(crate) fn refused(
    of: &[Of],
    what: &'static str,
    role: Role,
    case: &'static str,
    says: &'static str,
) -> Entry {
    Entry {
        of: of.to_vec(),
        what,
        role,
        claim: Claim::Derive { case, says },
        body: None,
    }
}

/// A construct that is no type, but what else stands in a build.
pub(crate) fn of_a_build(of: &[Of], what: &'static str, role: Role) -> Entry {
    Entry {
        of: of.to_vec(),
        what,
        role,
        claim: Claim::OwnBuild,
        body: None,
    }
}

/// The number of texts that are made of each schema, and how many beside them.
const SAMPLES: usize = 60;

impl Entry {
    pub(crate) fn claims(mut self, claim: Claim) -> Self {
        self.claim = claim;
        self
    }

    /// With a way of its own to run the derived test's comparison.
    pub(crate) fn with_truth(mut self, truth: fn() -> Vec<String>) -> Self {
        if let Some(body) = &mut self.body {
            body.truth = truth;
        }
        self
    }

    /// Tests the claim against serde; what is wrong with it.
    pub(crate) fn test(&self) -> Result<(), String> {
        let place = |text: String| format!("{:?} {} ({}): {text}", self.of, self.what, self.role);
        self.tested().map_err(place)
    }

    fn tested(&self) -> Result<(), String> {
        let (body, document) = match (&self.claim, &self.body) {
            (Claim::Derive { case, says }, _) => return refused_while_compiling(case, says),
            (Claim::Schema(says), Some(body)) => {
                return match &body.document {
                    Err(error) if error.contains(says) => Ok(()),
                    other => Err(format!(
                        "the schema was to be refused with {says:?} and is {other:?}"
                    )),
                };
            }
            (Claim::OwnBuild, _) => return Ok(()),
            (_, Some(body)) => (body, body.document.clone()?),
            (_, None) => return Err("there is nothing to test".to_owned()),
        };
        if let Claim::Truth(says) = self.claim {
            let failures = (body.truth)();
            return match failures.iter().any(|failure| failure.contains(says)) {
                true => Ok(()),
                false => Err(format!(
                    "the derived test does not say {says:?}, it says {failures:?}"
                )),
            };
        }
        match self.role {
            Role::Consumes => self.consumed(body, document),
            Role::Emits => self.emitted(body, document),
        }
    }

    fn consumed(&self, body: &Body, document: counterpart::json::Json) -> Result<(), String> {
        let consumer = Consumer::new(document.clone(), body.read.ok_or("nothing reads it")?);
        let mut seen = Vec::new();
        for text in &body.texts {
            let answer = consumer.judge(text);
            seen.push(answer);
            let right = match (&self.claim, answer) {
                (_, Answer::Taken | Answer::Refused) => true,
                (Claim::Assumed(name), Answer::Assumed(broken)) => *name == broken,
                (Claim::Stricter(_), Answer::Stricter(_) | Answer::TooNarrow) => true,
                _ => false,
            };
            if !right {
                let serde = consumer.reads(text);
                return Err(format!(
                    "{answer:?} of {text}: serde says {serde:?}, the schema is {document}"
                ));
            }
        }
        let both =
            seen.contains(&Answer::Taken) && (seen.contains(&Answer::Refused) || body.texts.len() == 1);
        let shown = match self.claim {
            Claim::Assumed(name) => seen.contains(&Answer::Assumed(name)),
            Claim::Stricter(_) => seen
                .iter()
                .any(|answer| matches!(answer, Answer::Stricter(_) | Answer::TooNarrow)),
            _ => true,
        };
        if !both || !shown {
            return Err(format!("the texts do not show it: {seen:?}"));
        }
        for text in around(&document, &body.texts) {
            let answer = consumer.judge(&text);
            let right = !answer.is_wrong()
                || matches!((&self.claim, answer), (Claim::Stricter(_), Answer::TooNarrow));
            if !right {
                let text = shrink::shrunk(&text, |text| consumer.judge(text) == answer);
                let serde = consumer.reads(&text);
                return Err(format!(
                    "{answer:?} of {text}: serde says {serde:?}, the schema is {document}"
                ));
            }
        }
        Ok(())
    }

    fn emitted(&self, body: &Body, document: counterpart::json::Json) -> Result<(), String> {
        let producer = Producer::new(document.clone());
        if body.written.is_empty() {
            return Err("nothing is written".to_owned());
        }
        let mut outside = 0;
        for written in &body.written {
            let written = written
                .as_ref()
                .map_err(|error| format!("serde does not write it: {error}"))?;
            if producer.judge(written) != Answer::Taken {
                outside += 1;
                if !matches!(self.claim, Claim::Assumed(_)) {
                    return Err(format!("{written} is written, and the schema is {document}"));
                }
            }
        }
        if matches!(self.claim, Claim::Assumed(_)) && outside == 0 {
            return Err("no value breaks the assumption".to_owned());
        }
        if let Some(text) = body.never.iter().find(|text| producer.admits(text)) {
            return Err(format!("{text} is never written, and the schema is {document}"));
        }
        if let Some(rewrite) = body.rewrite {
            for text in around(&document, &body.texts) {
                if let Ok(written) = rewrite(&text) {
                    if producer.judge(&written) != Answer::Taken {
                        return Err(format!(
                            "{written} is written of {text}, and the schema is {document}"
                        ));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Texts of a schema, and texts beside those and beside the ones by hand.
fn around(document: &counterpart::json::Json, texts: &[String]) -> Vec<String> {
    let mut all = samples::of(document, SAMPLES);
    all.extend(samples::beside(document, SAMPLES));
    let words = mutants::words(document);
    let chance = &mut Chance::of(7);
    let seeds: Vec<String> = all.iter().chain(texts).cloned().collect();
    if !seeds.is_empty() {
        all.extend(
            (0..SAMPLES).filter_map(|_| mutants::mutant(chance.one::<String>(&seeds), &words, chance)),
        );
    }
    all
}

/// The tests of the derive hold such a type, and such an error.
fn refused_while_compiling(case: &str, says: &str) -> Result<(), String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract-macros/tests/ui");
    let source = folder.join(format!("{case}.rs"));
    let errors = folder.join(format!("{case}.stderr"));
    let text = std::fs::read_to_string(&errors).map_err(|error| format!("{}: {error}", errors.display()))?;
    if !source.exists() {
        return Err(format!("{} is not there", source.display()));
    }
    match text.contains(says) {
        true => Ok(()),
        false => Err(format!("{} does not say {says:?}", errors.display())),
    }
}
