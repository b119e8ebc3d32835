//! Questions about single messages, for the readers in test executables, and their answers.
//!
//! `cargo counterpart redrive` runs the derived tests with [`QUESTIONS`] set to a file of questions, together with
//! [`COLLECT`](crate::collect::COLLECT). Each test executable that declares contracts leaves a file of answers beside its
//! record, named after itself. One question or answer is one line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use counterpart_engine::json::{self, Json};

/// The environment variable that names the file of questions.
pub const QUESTIONS: &str = "COUNTERPART_COLLECT_QUESTIONS";

/// The environment variable that says how many seconds one answer may take.
pub const SECONDS: &str = "COUNTERPART_COLLECT_SECONDS";

/// The seconds that one answer may take if nothing else is asked for.
pub const MOST_SECONDS: u64 = 30;

/// The ending of the name of a file of answers.
pub const ANSWERS: &str = "answers";

/// Would the code read this payload?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The number of the question.
    pub number: u64,
    /// The service that would read it.
    pub service: String,
    /// The event.
    pub event: String,
    /// The contract, if one of several is meant: its name, or `None` for the one without a name.
    pub contract: Option<Option<String>>,
    /// The payload.
    pub payload: String,
}

/// The answer of one executable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The number of the question.
    pub number: u64,
    /// The reason why the payload was refused; `None` if it was read.
    pub refused: Option<Refused>,
}

/// The reason why a payload was refused. It contains no values of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The rule id.
    pub rule: String,
    /// The place, as a JSON Pointer.
    pub place: String,
    /// What was expected.
    pub expected: String,
}

impl Question {
    /// The line, with its end.
    pub fn to_line(&self) -> String {
        let mut question = vec![
            ("number", Json::Number(self.number.into())),
            ("service", Json::from(self.service.as_str())),
            ("event", Json::from(self.event.as_str())),
            ("payload", Json::from(self.payload.as_str())),
        ];
        if let Some(name) = &self.contract {
            question.push(("contract", name.as_deref().map_or(Json::Null, Json::from)));
        }
        let members = question.into_iter().map(|(key, value)| (key.to_owned(), value));
        let question = Json::Object(members.collect());
        format!("{question}\n")
    }

    fn of(line: &Json) -> Option<Self> {
        let text = |key| Some(line.get(key)?.as_str()?.to_owned());
        Some(Self {
            number: number(line)?,
            service: text("service")?,
            event: text("event")?,
            contract: line.get("contract").map(|name| name.as_str().map(str::to_owned)),
            payload: text("payload")?,
        })
    }
}

impl Answer {
    /// The line, with its end.
    pub fn to_line(&self) -> String {
        let refused = self.refused.as_ref().map_or(Json::Null, |refused| {
            Json::from([
                ("rule", Json::from(refused.rule.as_str())),
                ("place", Json::from(refused.place.as_str())),
                ("expected", Json::from(refused.expected.as_str())),
            ])
        });
        let answer = Json::from([("number", Json::Number(self.number.into())), ("refused", refused)]);
        format!("{answer}\n")
    }

    fn of(line: &Json) -> Option<Self> {
        let refused = match line.get("refused")? {
            Json::Null => None,
            refused => {
                let text = |key| Some(refused.get(key)?.as_str()?.to_owned());
                Some(Refused {
                    rule: text("rule")?,
                    place: text("place")?,
                    expected: text("expected")?,
                })
            }
        };
        Some(Self {
            number: number(line)?,
            refused,
        })
    }
}

fn number(line: &Json) -> Option<u64> {
    line.get("number")?.as_number()?.to_string().parse().ok()
}

/// The file of answers of an executable.
pub fn answers_of(folder: &Path, executable: &Path) -> PathBuf {
    let mut name = executable.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ANSWERS);
    folder.join(name)
}

/// Shows each question of a file.
///
/// # Errors
/// Fails if the file cannot be read, or is not one of questions of this version.
pub fn each_question(path: &Path, mut see: impl FnMut(Question) -> io::Result<()>) -> io::Result<()> {
    each_line(path, |line| see(Question::of(line).ok_or_else(malformed)?))
}

/// The end of a file of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All questions were answered.
    Whole,
    /// The answer to the question with this number took too long, so the test ended itself.
    TooSlow(u64),
    /// The test ended before it had answered all: it was stopped, or a `Deserialize` ends the process.
    Early,
}

impl End {
    /// The last line, with its end. A test that ends early leaves none.
    pub fn to_line(self) -> String {
        let end = match self {
            End::Whole => Json::Bool(true),
            End::TooSlow(number) => Json::Number(number.into()),
            End::Early => return String::new(),
        };
        format!("{}\n", Json::from([("end", end)]))
    }

    fn of(line: &Json) -> Option<Self> {
        match line.get("end")? {
            Json::Bool(true) => Some(End::Whole),
            number => Some(End::TooSlow(number.as_number()?.to_string().parse().ok()?)),
        }
    }
}

/// Shows each answer of a file, and returns how it ends.
///
/// # Errors
/// Fails if the file cannot be read, or is not one of answers of this version.
pub fn each_answer(path: &Path, mut see: impl FnMut(Answer)) -> io::Result<End> {
    let mut found = End::Early;
    each_line(path, |line| {
        match End::of(line) {
            Some(end) => found = end,
            None => see(Answer::of(line).ok_or_else(malformed)?),
        }
        Ok(())
    })?;
    Ok(found)
}

fn each_line(path: &Path, mut see: impl FnMut(&Json) -> io::Result<()>) -> io::Result<()> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        // The last line of a test that was stopped.
        if line.last() != Some(&b'\n') {
            return Ok(());
        }
        see(&json::parse(&line).map_err(|_| malformed())?)?;
    }
}

fn malformed() -> io::Error {
    io::Error::other("not of this version: use the same version of counterpart and cargo-counterpart")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_and_answers_read_back_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("questions");
        let question = |number, contract: Option<Option<&str>>| Question {
            number,
            service: "auth".into(),
            event: "user.registered".into(),
            contract: contract.map(|name| name.map(str::to_owned)),
            payload: "{\"a\":\n1}".into(),
        };
        let asked = [
            question(0, None),
            question(1, Some(None)),
            question(u64::MAX, Some(Some("audit"))),
        ];
        std::fs::write(&path, asked.iter().map(Question::to_line).collect::<String>()).unwrap();
        let mut read = Vec::new();
        each_question(&path, |question| {
            read.push(question);
            Ok(())
        })
        .unwrap();
        assert_eq!(read, asked);

        let refused = Refused {
            rule: "type-mismatch".into(),
            place: "/a".into(),
            expected: "u64".into(),
        };
        let answers = [
            Answer {
                number: 0,
                refused: None,
            },
            Answer {
                number: 1,
                refused: Some(refused),
            },
        ];
        let path = answers_of(folder.path(), Path::new("/target/debug/auth-0123"));
        let text: String = answers.iter().map(Answer::to_line).collect();
        for end in [End::Whole, End::TooSlow(u64::MAX), End::Early] {
            std::fs::write(&path, format!("{text}{}", end.to_line())).unwrap();
            let mut read = Vec::new();
            let found = each_answer(&path, |answer| read.push(answer)).unwrap();
            assert_eq!((read.as_slice(), found), (answers.as_slice(), end));
        }
        // A test that was stopped leaves the answers that it had.
        std::fs::write(&path, &text[..text.len() - 1]).unwrap();
        let mut read = Vec::new();
        let end = each_answer(&path, |answer| read.push(answer)).unwrap();
        assert_eq!((end, read.len()), (End::Early, 1));
    }
}
