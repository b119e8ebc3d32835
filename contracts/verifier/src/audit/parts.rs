//! Judges a log that a program hands over in parts.

use super::framing::Framing;
use super::judge::Judge;
use super::results::Audit;
use super::subjects::Subjects;
use super::tally::Tally;
use crate::messages::{BOM, Block, Ignored};

/// Judges the messages that a program hands over, part by part, and counts them as [`run`](super::run) counts those of
/// files. In positions, the line is the number of a message, from 1.
///
/// ```
/// use counterpart::contract::Role;
/// use counterpart_verifier::audit::{Framing, Parts, Subjects};
/// use counterpart_verifier::lakes::Reading;
///
/// let subjects = Subjects::new(Role::Consumes, Vec::new(), Reading::default())?;
/// let framing = Framing::known();
/// let mut parts = Parts::new(&subjects, &framing);
/// parts.add([br#"{"event":"user.registered","payload":{}}"#.as_slice()]);
/// let audit = parts.finish();
/// assert_eq!((audit.messages, audit.judged), (1, 0));
/// # Ok::<(), counterpart_verifier::audit::SubjectError>(())
/// ```
pub struct Parts<'s> {
    judge: Judge<'s>,
    tally: Tally<'s>,
    block: Block,
    /// Of the messages so far.
    bytes: u64,
    /// True once there was a message.
    has_begun: bool,
}

impl<'s> Parts<'s> {
    /// Judges against these contracts.
    pub fn new(subjects: &'s Subjects, framing: &'s Framing) -> Self {
        Self {
            judge: Judge::new(subjects, framing),
            tally: Tally::new(subjects, framing, None),
            block: Block::default(),
            bytes: 0,
            has_begun: false,
        }
    }

    /// Judges the next messages. Of lines of a file, one of blanks only is no message, and the first may begin with the
    /// mark of UTF-8: so it is here.
    pub fn add<'m>(&mut self, messages: impl IntoIterator<Item = &'m [u8]>) {
        let mut block = std::mem::take(&mut self.block);
        let has_begun = &mut self.has_begun;
        let without_mark = |message: &'m [u8]| match std::mem::replace(has_begun, true) {
            false => message.strip_prefix(BOM).unwrap_or(message),
            true => message,
        };
        block.hold(messages.into_iter().map(without_mark), self.bytes);
        self.bytes += block.size() as u64;
        self.block = self.tally.add(self.judge.judge(block)).unwrap_or_default();
    }

    /// The results.
    pub fn finish(mut self) -> Audit {
        self.tally.finish(false, Ignored::default())
    }
}

impl std::fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use counterpart::contract::{ContractFile, Role};

    use super::super::{Finding, Run, Single, run};
    use super::*;
    use crate::lakes::Reading;
    use crate::messages::{Form, Inputs, Limits, Reader};
    use crate::report::Document;

    const CONTRACT: &str = r#"{
        "x-contract": {"format": 1, "role": "consumes", "service": "auth", "event": "user.registered", "assumes": []},
        "type": "object",
        "properties": {"id": {"type": "integer"}, "by_user": {"additionalProperties": {"type": "boolean"}}},
        "required": ["id"]
    }"#;

    const LINES: [&str; 7] = [
        "\u{feff}{\"id\": 1}",
        "",
        r#"{"id": "1"}"#,
        "no json",
        "  ",
        r#"{"id": 2, "by_user": {"ann@example.com": 1}}"#,
        r#"{"by_user": {"bob@example.com": true}}"#,
    ];

    fn subjects() -> Subjects {
        let document = Document {
            path: PathBuf::from("auth/consumes/user.registered.json"),
            text: CONTRACT.into(),
            contract: ContractFile::parse(CONTRACT.as_bytes()).unwrap(),
            declared: false,
            included: Vec::new(),
        };
        Subjects::new(Role::Consumes, vec![Arc::new(document)], Reading::default()).unwrap()
    }

    fn shown(findings: &[Finding]) -> Vec<(&'static str, String, u64, u64, u64)> {
        let shown = |finding: &Finding| {
            let seen = &finding.seen;
            let place = finding.place.to_string();
            (
                finding.kind.id(),
                place,
                seen.count,
                seen.first.line,
                seen.last.line,
            )
        };
        findings.iter().map(shown).collect()
    }

    #[test]
    fn messages_in_parts_are_judged_as_the_lines_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        std::fs::write(&log, LINES.join("\n")).unwrap();
        let of_file = run(
            Run {
                subjects: subjects(),
                framing: Framing::named("user.registered", None),
                reader: Reader::new(
                    Inputs::new([log.into_os_string()]),
                    Some(Form::Lines),
                    Limits::default(),
                ),
                jobs: 1,
                refused: None,
                stop: Arc::new(AtomicBool::new(false)),
            },
            |_| (),
        );
        assert_eq!(of_file.messages, 5);
        assert_eq!(of_file.findings.len(), 4);
        let (subjects, framing) = (subjects(), Framing::named("user.registered", None));
        for size in 1..=LINES.len() {
            let mut parts = Parts::new(&subjects, &framing);
            for part in LINES.chunks(size) {
                parts.add(part.iter().map(|line| line.as_bytes()));
            }
            let audit = parts.finish();
            assert_eq!(shown(&audit.findings), shown(&of_file.findings), "{size} at once");
            assert_eq!((audit.messages, audit.judged), (of_file.messages, of_file.judged));
        }
    }

    #[test]
    fn single_messages_are_judged_as_those_of_a_log() {
        let (subjects, framing) = (subjects(), Framing::named("user.registered", None));
        let mut single = Single::new(&subjects, &framing);
        let mut said = Vec::new();
        for line in [LINES[2], LINES[3], LINES[5], LINES[6], r#"{"id": 3}"#] {
            single.judge(line.as_bytes());
            said.extend(single.said().map(|said| (said.kind.id(), said.place.to_string())));
        }
        assert_eq!(
            said,
            [
                ("type-mismatch", "/id".to_owned()),
                ("message-malformed", String::new()),
                ("type-mismatch", "/by_user/*".to_owned()),
                ("property-missing", "/id".to_owned()),
            ]
        );
        assert_eq!(single.so_far(), (5, 4));
        let judgement = &single.judgements()[0];
        assert_eq!(
            (judgement.judged, judgement.refused, judgement.accepted()),
            (4, 3, 1)
        );
        single.judge_payload("user.registered", None);
        let kinds: Vec<&str> = single.said().map(|said| said.kind.id()).collect();
        assert_eq!(kinds, ["payload-missing"]);
    }
}
