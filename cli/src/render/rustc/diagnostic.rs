//! A diagnostic as the compiler writes it in JSON, and the line in which cargo passes it on.

use std::ops::Range;

use counterpart_engine::json::Json;

/// A message about source, and the messages alongside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Diagnostic {
    /// `error`, `warning`, `note` or `help`.
    pub(super) level: &'static str,
    pub(super) message: String,
    pub(super) code: Option<Code>,
    pub(super) spans: Vec<Span>,
    pub(super) children: Vec<Diagnostic>,
}

/// The id of the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// The id, with the tool as its scope, like lints of tools: `counterpart::null-emitted`.
    pub(super) id: String,
    pub(super) explanation: Option<String>,
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) file: String,
    /// In the file.
    pub(super) bytes: Range<usize>,
    pub(super) start: Position,
    pub(super) end: Position,
    /// The lines that it covers.
    pub(super) text: Vec<Line>,
    pub(super) is_primary: bool,
    pub(super) label: Option<String>,
    pub(super) suggestion: Option<Suggestion>,
}

/// Both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// A line, and its highlighted columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) highlight: Range<usize>,
}

/// The text that may replace the span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Suggestion {
    pub(super) replacement: String,
    pub(super) is_sure: bool,
}

impl Diagnostic {
    /// A diagnostic that belongs to another one, and has no place of its own.
    pub(super) fn child(level: &'static str, message: String) -> Self {
        Self {
            level,
            message,
            code: None,
            spans: Vec::new(),
            children: Vec::new(),
        }
    }

    /// The JSON form. `rendered` is the text for a terminal.
    pub(super) fn to_json(&self, rendered: &str) -> Json {
        let code = self.code.as_ref().map_or(Json::Null, |code| {
            Json::from([
                ("code", Json::from(code.id.as_str())),
                ("explanation", optional(code.explanation.as_deref())),
            ])
        });
        Json::from([
            ("rendered", Json::from(rendered)),
            ("$message_type", Json::from("diagnostic")),
            ("children", list(&self.children, Self::child_to_json)),
            ("level", Json::from(self.level)),
            ("message", Json::from(self.message.as_str())),
            ("spans", list(&self.spans, Span::to_json)),
            ("code", code),
        ])
    }

    fn child_to_json(&self) -> Json {
        Json::from([
            ("children", list(&self.children, Self::child_to_json)),
            ("code", Json::Null),
            ("level", Json::from(self.level)),
            ("message", Json::from(self.message.as_str())),
            ("rendered", Json::Null),
            ("spans", list(&self.spans, Span::to_json)),
        ])
    }
}

impl Span {
    fn to_json(&self) -> Json {
        let (replacement, applicability) = match &self.suggestion {
            Some(suggestion) => {
                let applicability = if suggestion.is_sure {
                    "MachineApplicable"
                } else {
                    "MaybeIncorrect"
                };
                (
                    Json::from(suggestion.replacement.as_str()),
                    Json::from(applicability),
                )
            }
            None => (Json::Null, Json::Null),
        };
        let line = |line: &Line| {
            Json::from([
                ("highlight_end", number(line.highlight.end)),
                ("highlight_start", number(line.highlight.start)),
                ("text", Json::from(line.text.as_str())),
            ])
        };
        Json::from([
            ("byte_end", number(self.bytes.end)),
            ("byte_start", number(self.bytes.start)),
            ("column_end", number(self.end.column)),
            ("column_start", number(self.start.column)),
            ("expansion", Json::Null),
            ("file_name", Json::from(self.file.as_str())),
            ("is_primary", Json::Bool(self.is_primary)),
            ("label", optional(self.label.as_deref())),
            ("line_end", number(self.end.line)),
            ("line_start", number(self.start.line)),
            ("suggested_replacement", replacement),
            ("suggestion_applicability", applicability),
            ("text", list(&self.text, line)),
        ])
    }
}

/// Cargo's message when everything is built.
pub(super) fn finished(is_success: bool) -> Json {
    Json::from([
        ("reason", Json::from("build-finished")),
        ("success", Json::Bool(is_success)),
    ])
}

pub(super) fn list<T>(all: &[T], one: impl Fn(&T) -> Json) -> Json {
    Json::Array(all.iter().map(one).collect())
}

fn number(number: usize) -> Json {
    Json::Number((number as u64).into())
}

fn optional(text: Option<&str>) -> Json {
    text.map_or(Json::Null, Json::from)
}
