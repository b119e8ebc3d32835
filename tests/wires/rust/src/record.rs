//! A library's record; `tests/wires/README.md` describes it.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Options {
    name: &'static str,
    role: &'static str,
    call: String,
}

#[derive(Serialize)]
struct Case<'c> {
    id: &'c str,
    field: &'c str,
    message: &'c str,
    role: &'static str,
    options: &'static str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<&'c str>,
}

/// What one library writes and reads. Options other than "default" are recorded only where they differ from it.
pub struct Record {
    library: &'static str,
    options: Vec<Options>,
    cases: Vec<String>,
    default: HashMap<String, (bool, Option<String>, Option<String>)>,
}

impl Record {
    /// `library` is the name of the package, too.
    pub fn new(library: &'static str, options: Vec<(&'static str, &'static str, String)>) -> Self {
        let options = options
            .into_iter()
            .map(|(name, role, call)| Options { name, role, call })
            .collect();
        Self {
            library,
            options,
            cases: Vec::new(),
            default: HashMap::new(),
        }
    }

    fn add(
        &mut self,
        of: &Value,
        role: &'static str,
        options: &'static str,
        answer: (bool, Option<String>, Option<String>),
    ) {
        let text = |key: &str| of[key].as_str().unwrap();
        let key = format!("{role} {}", text("id"));
        if options != "default" && self.default.get(&key) == Some(&answer) {
            return;
        }
        let (ok, written, again) = &answer;
        let case = Case {
            id: text("id"),
            field: text("field"),
            message: text("message"),
            role,
            options,
            ok: *ok,
            text: written.as_deref(),
            again: again.as_deref(),
        };
        self.cases.push(compact(&case));
        if options == "default" {
            self.default.insert(key, answer);
        }
    }

    /// Records what `write` gives, or that it fails or panics.
    pub fn writes(&mut self, of: &Value, options: &'static str, write: impl FnOnce() -> Option<String>) {
        let text = catch_unwind(AssertUnwindSafe(write)).ok().flatten();
        self.add(of, "writes", options, (text.is_some(), text, None));
    }

    /// Records whether `read` fails or panics, and what `write` makes of what it gives.
    pub fn reads<M>(
        &mut self,
        of: &Value,
        options: &'static str,
        read: impl FnOnce() -> Option<M>,
        write: impl FnOnce(M) -> Option<String>,
    ) {
        let text = Some(of["text"].as_str().unwrap().to_owned());
        let message = catch_unwind(AssertUnwindSafe(read)).ok().flatten();
        let ok = message.is_some();
        let again =
            message.and_then(|message| catch_unwind(AssertUnwindSafe(|| write(message))).ok().flatten());
        self.add(of, "reads", options, (ok, text, again));
    }

    /// Writes the record into a folder, one case a line.
    pub fn save(self, folder: &Path) {
        let lock = std::fs::read_to_string("rust/Cargo.lock").unwrap();
        let package = format!("name = \"{}\"\nversion = \"", self.library);
        let version = lock
            .split_once(&package)
            .and_then(|(_, rest)| rest.split_once('"'))
            .unwrap()
            .0;
        let text = format!(
            "{{\"library\":{},\n\"version\":{},\n\"options\":{},\n\"cases\":[\n{}\n]}}\n",
            compact(&self.library),
            compact(&version),
            compact(&self.options),
            self.cases.join(",\n"),
        );
        std::fs::write(folder.join(format!("{}.json", self.library)), text).unwrap();
    }
}

/// JSON without letters that no editor shows.
fn compact(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).unwrap();
    text.chars().fold(String::new(), |mut text, letter| {
        if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}') {
            let _ = write!(text, "\\u{:04x}", u32::from(letter));
        } else {
            text.push(letter);
        }
        text
    })
}

/// The cases of a file of `tests/wires`, as `proto/near.jsonl`.
pub fn lines(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The bytes of a message.
pub fn wire(of: &Value) -> Vec<u8> {
    let wire = of["wire"].as_str().unwrap();
    (0..wire.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&wire[at..at + 2], 16).unwrap())
        .collect()
}
