//! An audit as a flat list: for machines, and for renderers of machine formats.

use counterpart::contract::{Envelope, Role};
use counterpart_engine::json::Json;
use sha2::{Digest, Sha256};

use super::finding::{Finding, Kind};
use super::results::{Audit, Example, Fitting, Judgement};
use crate::lakes::Engine;
use crate::report::listing::{Locate, Location};
use crate::report::{Document, Outcome, marked_line};

/// An audit as a flat list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The answer.
    pub outcome: Outcome,
    /// The answer in a few words, for people.
    pub answer: &'static str,
    /// What was judged, as a sentence without a full stop.
    pub summary: String,
    /// What is wrong, the failing first.
    pub entries: Vec<Entry>,
    /// What else there is to say.
    pub remarks: Vec<Remark>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The id of the rule.
    pub id: &'static str,
    /// True if it is not decided.
    pub is_undecided: bool,
    /// The event, if it is known.
    pub event: Option<String>,
    /// The service whose contract it is, with the name of the contract if it has one.
    pub who: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// The place in the message. The empty text is the whole message.
    pub place: String,
    /// What is wrong, in one sentence without a full stop.
    pub title: String,
    /// The exact finding, as a fragment.
    pub text: String,
    /// The number of messages.
    pub count: u64,
    /// The first and the last message, as input and line.
    pub first: String,
    /// The last one.
    pub last: String,
    /// The first message, without its values.
    pub example: Option<Example>,
    /// The contract, or the Rust source that it was made from, if it is in this repository.
    pub location: Option<Location>,
    /// 64 hexadecimal digits: the same for the same rule, event, contract and place.
    pub fingerprint: String,
}

/// Something to say besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The stable id.
    pub id: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The text, without a full stop.
    pub text: String,
    /// 64 hexadecimal digits: the same for the same text.
    pub fingerprint: String,
}

impl Entry {
    /// `error`, or `warning` if it is not decided.
    pub fn severity(&self) -> &'static str {
        if self.is_undecided { "warning" } else { "error" }
    }

    /// The count and the positions, as a fragment.
    pub fn seen(&self) -> String {
        if self.count == 1 {
            return format!("1 message, at {}", self.first);
        }
        format!(
            "{} messages, first at {}, last at {}",
            self.count, self.first, self.last
        )
    }
}

impl Listing {
    /// The flat list of an audit, with the places that `locate` knows.
    pub fn of(audit: &Audit, locate: &dyn Locate) -> Self {
        let mut entries: Vec<Entry> = audit
            .findings
            .iter()
            .map(|finding| entry(audit, finding, locate))
            .collect();
        // The sort is stable.
        entries.sort_by_key(|entry| entry.is_undecided);
        Self {
            outcome: audit.outcome(),
            answer: audit.answer(),
            summary: summary(audit),
            entries,
            remarks: remarks(audit),
        }
    }

    /// The exit code of a program with this answer.
    pub fn exit_code(&self) -> u8 {
        match self.outcome {
            Outcome::Compatible => 0,
            Outcome::Incompatible => 100,
            Outcome::Incomplete => 101,
        }
    }
}

fn entry(audit: &Audit, finding: &Finding, locate: &dyn Locate) -> Entry {
    let document = finding.document.map(|index| &*audit.documents[index].document);
    let place = finding.place.to_string();
    let who = document.map(Document::who);
    let event = finding.event.as_deref();
    let of_event = event.map_or_else(String::new, |event| format!("{event}: "));
    let at = if place.is_empty() {
        "the whole message".to_owned()
    } else {
        format!("`{place}`")
    };
    let what = match (&who, &finding.kind) {
        (None, Kind::Ambiguous) => "a message is ambiguous".to_owned(),
        (Some(who), Kind::Undecided) => format!("{who} may refuse {at}"),
        (Some(who), _) if audit.role == Role::Emits => format!("{at} is not as {who} declares it"),
        (Some(who), _) => format!("{who} refuses {at}"),
        (None, Kind::TooLong) => "a message is too long to be judged".to_owned(),
        (None, Kind::NoPayload) => "a message has no payload".to_owned(),
        (None, _) => "a message is not JSON".to_owned(),
    };
    let identity = Json::Array(vec![
        Json::from(finding.kind.id()),
        Json::from(event.unwrap_or_default()),
        Json::from(
            document
                .map(|one| one.identity().to_string())
                .unwrap_or_default()
                .as_str(),
        ),
        Json::from(place.as_str()),
        Json::from(if document.is_some() {
            ""
        } else {
            finding.text.as_str()
        }),
    ]);
    Entry {
        id: finding.kind.id(),
        is_undecided: finding.kind.is_undecided(),
        title: format!("{of_event}{what}"),
        event: event.map(str::to_owned),
        owner: document.and_then(|one| one.contract.header.owner.clone()),
        who,
        place,
        text: finding.text.clone(),
        count: finding.seen.count,
        first: finding.seen.first.to_string(),
        last: finding.seen.last.to_string(),
        example: finding.example.clone(),
        location: document.and_then(|document| location(document, finding, locate)),
        fingerprint: digest(&identity.to_string()),
    }
}

fn location(document: &Document, finding: &Finding, locate: &dyn Locate) -> Option<Location> {
    if !document.included.is_empty() {
        return None;
    }
    if let Some(source) = locate.source(&document.contract.header, &finding.place) {
        return Some(Location {
            file: source.path,
            line: source.line,
            columns: source.columns,
        });
    }
    let cause = finding.cause.as_ref();
    let keyword = cause.and_then(|cause| marked_line(&document.text, &cause.schema.child(cause.keyword)));
    let schema = || cause.and_then(|cause| marked_line(&document.text, &cause.schema));
    Some(Location {
        file: locate.path(&document.path),
        line: keyword.or_else(schema).map_or(1, |line| line.number),
        columns: None,
    })
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn summary(audit: &Audit) -> String {
    let asked = audit.documents.iter().filter(|one| one.judged > 0).count() as u64;
    let what = match audit.role {
        Role::Consumes => "contract",
        Role::Emits => "emitted schema",
    };
    format!(
        "judged {} of {} from {} by {}",
        audit.judged,
        counted(audit.messages, "message"),
        counted(audit.inputs as u64, "input"),
        counted(asked, what)
    )
}

fn remarks(audit: &Audit) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut remark = |id, severity, text: String| {
        remarks.push(Remark {
            id,
            severity,
            fingerprint: digest(&format!("{id} {text}")),
            text,
        });
    };
    if let Some(engine) = audit.reading.exported_by {
        remark("exported-by", "note", exported_by(engine));
    }
    if audit.reading.absent_is_null {
        let text = "a required member that may be null is taken as null where it is absent, so it is not seen whether it was there";
        remark("absent-is-null", "note", text.to_owned());
    }
    if let (Some(engine), 1..) = (audit.reading.exported_by, audit.beside_others) {
        remark("stored-with-others", "note", stored_with_others(engine, audit));
    }
    if let Some(text) = looks_exported(&audit.fitting) {
        remark("looks-exported", "note", text);
    }
    if audit.is_interrupted {
        let text = format!(
            "interrupted: only the first {} were read",
            counted(audit.messages, "message")
        );
        remark("interrupted", "error", text);
    }
    for problem in &audit.problems {
        remark("problem", "error", problem.to_string());
    }
    if audit.problems_further > 0 {
        remark(
            "problem",
            "error",
            counted(audit.problems_further, "more input") + " could not be read",
        );
    }
    if let Some(error) = &audit.not_written {
        remark(
            "problem",
            "error",
            format!("the refused messages could not be written: {error}"),
        );
    }
    if let Some(first) = &audit.ignored.first {
        let (count, more) = (audit.ignored.count, audit.ignored.count - 1);
        let (is, its) = if count == 1 {
            ("is", "its name is")
        } else {
            ("are", "their names are")
        };
        let others = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let text = format!(
            "{first}{others} {is} not read, because {its} hidden or an operating system's: name what is to be read"
        );
        remark("input-ignored", "warning", text);
    }
    if let Some(why) = audit.nothing_judged() {
        remark("nothing-judged", "error", format!("nothing was judged: {why}"));
    }
    if audit.further > 0 {
        let text = format!(
            "at least {} of messages are not listed, because there are too many places",
            counted(audit.further, "refusal")
        );
        remark("further", "error", text);
    }
    for unmatched in &audit.unmatched {
        let text = format!(
            "{} of {} {} no contract here, first at {}",
            counted(unmatched.seen.count, "message"),
            unmatched.event,
            has(unmatched.seen.count),
            unmatched.seen.first
        );
        remark("event-without-contract", "note", text);
    }
    if audit.unmatched_further > 0 {
        let text = format!(
            "{} of further events have no contract here",
            counted(audit.unmatched_further, "message")
        );
        remark("event-without-contract", "note", text);
    }
    if let Some(unnamed) = &audit.unnamed {
        let text = format!(
            "{} {} no event, first at {}",
            counted(unnamed.count, "message"),
            if unnamed.count == 1 { "names" } else { "name" },
            unnamed.first
        );
        remark("event-not-named", "note", text);
    }
    let is_of_batches =
        |one: &Judgement| one.document.contract.header.metadata.envelope == Some(Envelope::CloudEventsBatch);
    if audit.empty_arrays > 0 && audit.judged > 0 && audit.documents.iter().any(is_of_batches) {
        let text = format!(
            "{} without items {} no event, so no contract of batches judged {}",
            counted(audit.empty_arrays, "array"),
            if audit.empty_arrays == 1 { "names" } else { "name" },
            if audit.empty_arrays == 1 { "it" } else { "them" },
        );
        remark("event-not-named", "note", text);
    }
    let named = |one: &Judgement| format!("{}, {}", who(one), one.document.identity().event());
    let has_headers = |one: &&Judgement| !one.document.contract.header.metadata.headers.is_empty();
    let mut with_headers = audit
        .documents
        .iter()
        .filter(|one| one.judged > 0)
        .filter(has_headers);
    if let Some(first) = with_headers.next() {
        let text = match with_headers.count() {
            0 => format!(
                "{} judged payloads only: the headers that it describes are not judged",
                named(first)
            ),
            more => format!(
                "{} and {} judged payloads only: the headers that they describe are not judged",
                named(first),
                counted(more as u64, "more contract")
            ),
        };
        remark("headers-not-judged", "note", text);
    }
    for one in audit.documents.iter().filter(|one| one.judged == 0) {
        let text = format!(
            "{} judged nothing: the log has no message of {}",
            who(one),
            one.document.identity().event()
        );
        remark("contract-not-asked", "note", text);
    }
    remarks
}

/// What was assumed, and what is not seen because of it.
fn exported_by(engine: &Engine) -> String {
    let hidden = engine.habits.iter().map(|habit| habit.hides);
    let hidden: Vec<&str> = hidden.filter(|hides| !hides.is_empty()).collect();
    format!(
        "messages are judged as {} exports them, so these are not seen: {}",
        engine.name,
        hidden.join("; ")
    )
}

/// The reason why refusals may be the engine's doing.
fn stored_with_others(engine: &Engine, audit: &Audit) -> String {
    let refused: u64 = audit.documents.iter().map(|one| one.refused).sum();
    let of_all = match (audit.beside_others, refused) {
        (1, 1) => "the refusal".to_owned(),
        (some, all) if some == all => format!("all {}", counted(all, "refusal")),
        (some, all) => format!("{some} of {}", counted(all, "refusal")),
    };
    format!(
        "{of_all} may come from {}, and not from a producer: {}. This holds if the table has messages that no contract here \
         describes: add their contracts",
        engine.name,
        engine.joins()
    )
}

/// The hint that messages came out of a lake.
fn looks_exported(fitting: &[Fitting]) -> Option<String> {
    let first = fitting.first()?;
    let what = match (first.explained, first.refused) {
        (1, 1) => "the only refusal is as expected".to_owned(),
        (explained, refused) if explained == refused => {
            format!("all {} are as expected", counted(refused, "refusal"))
        }
        (explained, refused) => format!("{explained} of {} are as expected", counted(refused, "refusal")),
    };
    let engines = fitting.iter().filter_map(|one| one.reading.exported_by);
    let (names, ids): (Vec<&str>, Vec<&str>) = engines.map(|engine| (engine.name, engine.id)).unzip();
    let is_absent = fitting.iter().any(|one| one.reading.absent_is_null);
    let mut cases = Vec::new();
    if !ids.is_empty() {
        cases.push(format!(
            "if {} exported the log: --exported-by {}",
            listed(&names),
            listed(&ids)
        ));
    }
    if is_absent {
        cases.push("if the log leaves out nulls: --absent-is-null".to_owned());
    }
    // Any single value may look like that by chance.
    let weak = match first.refused {
        1 => ". One refusal alone does not show that this is so",
        _ => "",
    };
    Some(format!("{what} {}{weak}", cases.join("; or ")))
}

/// Words with commas, and `or` before the last.
fn listed(words: &[&str]) -> String {
    match words {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        words => words.concat(),
    }
}

fn has(count: u64) -> &'static str {
    if count == 1 { "has" } else { "have" }
}

fn who(of: &Judgement) -> String {
    of.document.who()
}
