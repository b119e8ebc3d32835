//! What to do about a finding, as concrete fixes.

mod allow;
mod edit;

pub use self::edit::{Change, Edit};

use self::allow::{let_file_pass, let_key_pass, let_pass};
use super::{
    Attribution, Document, FileFinding, FileRule, Incompatibility, KeyFinding, Kind, Meant, Part, Refusal,
    Unproven,
};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{self, Limits, Place, PlaceStep, ReasonKind, Rule, Verdict};
use counterpart_engine::json::{Json, Pointer};

/// A fix of a finding, or an allowance that accepts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Who applies it.
    pub kind: FixKind,
    /// What to do, as a fragment: ``in auth-service: make `email` an `Option<…>`, and release that first``.
    pub text: String,
    /// Lines of `counterpart.toml` that do it, with a line end at the end.
    pub paste: Option<String>,
    /// The changes of source that do it, one for each consumer that it concerns; empty where nobody can make them but a
    /// person.
    pub edits: Vec<Edit>,
}

/// Who applies a fix. The ids are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FixKind {
    /// The producer changes.
    Producer,
    /// The consumers change.
    Consumer,
    /// Somebody is asked.
    Ask,
    /// The finding is accepted, with a reason.
    Allow,
    /// A command is run, or run otherwise.
    Run,
}

impl FixKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [FixKind; 5] = [
        FixKind::Producer,
        FixKind::Consumer,
        FixKind::Ask,
        FixKind::Allow,
        FixKind::Run,
    ];

    /// The stable id, as reports write it.
    pub fn id(self) -> &'static str {
        match self {
            FixKind::Producer => "producer",
            FixKind::Consumer => "consumer",
            FixKind::Ask => "ask",
            FixKind::Allow => "allow",
            FixKind::Run => "run",
        }
    }
}

impl Fix {
    fn new(kind: FixKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            paste: None,
            edits: Vec::new(),
        }
    }
}

/// The fixes of a finding, in the order in which they are offered.
pub fn fixes(kind: &Kind) -> Vec<Fix> {
    match kind {
        Kind::Incompatible(found) => of_incompatibility(found),
        Kind::Key(found) => of_key(found),
        Kind::Unproven(found) => of_unproven(found),
        Kind::File(found) => of_file(found),
    }
}

/// Fixes in the producer, in the consumers, the people to ask, and the allowance that accepts the finding.
fn of_incompatibility(found: &Incompatibility) -> Vec<Fix> {
    let (mut names, mut owners) = (Vec::new(), Vec::new());
    for refusal in &found.refusals {
        let service = refusal.contract.identity().service();
        if !names.contains(&service) {
            names.push(service);
        }
        match refusal.contract.contract.header.owner.as_deref() {
            Some(owner) if !owners.contains(&owner) => owners.push(owner),
            _ => {}
        }
    }
    let names = names.join(", ");
    let asked = if owners.is_empty() {
        format!("the people of {names}")
    } else {
        owners.join(", ")
    };
    vec![
        Fix::new(
            FixKind::Producer,
            format!(
                "in {}: {}",
                found.emitted.identity().service(),
                of_producer(found)
            ),
        ),
        Fix::new(
            FixKind::Consumer,
            format!("in {names}: {}, and release that first", of_consumers(found)),
        ),
        Fix::new(FixKind::Ask, format!("ask {asked} when they can release that")),
        let_pass(found),
    ]
}

fn of_key(found: &KeyFinding) -> Vec<Fix> {
    let wanted = found
        .contract
        .contract
        .header
        .metadata
        .key
        .as_deref()
        .unwrap_or_default();
    let (producer, consumer) = (
        found.emitted.identity().service(),
        found.contract.identity().service(),
    );
    let owner = found.contract.contract.header.owner.as_deref();
    let asked = owner.map_or_else(|| format!("the people of {consumer}"), str::to_owned);
    vec![
        Fix::new(
            FixKind::Producer,
            format!("in {producer}: send `{wanted}` as the key, and say so, `key = {wanted:?}`"),
        ),
        Fix::new(
            FixKind::Consumer,
            format!("in {consumer}: read the field instead of the key, drop `key`, and release that first"),
        ),
        Fix::new(FixKind::Ask, format!("ask {asked} when they can release that")),
        let_key_pass(found),
    ]
}

fn of_producer(found: &Incompatibility) -> String {
    let place = &found.refusals[0].places[0];
    let subject = subject(place);
    if found.part == Part::Headers {
        return match found.rule {
            Rule::PropertyMissing | Rule::PropertyOptional => format!(
                "send the header {subject} with every message, and say so in `headers(…)`, until no consumer needs it"
            ),
            _ => format!(
                "keep the header {subject} as the consumers know it, and send the new form in another one"
            ),
        };
    }
    match found.rule {
        Rule::PropertyMissing => {
            format!("keep sending {subject} in every message until no consumer needs it")
        }
        Rule::PropertyOptional => format!("send {subject} in every message until no consumer needs it"),
        Rule::NullEmitted if found.refusals.iter().all(accepts_left_out) => format!(
            "always fill {subject}, or leave it out where it is empty \
             (`skip_serializing_if = \"Option::is_none\"`), which every consumer accepts"
        ),
        Rule::NullEmitted => format!("always fill {subject}"),
        Rule::ValueNotAccepted | Rule::AlternativeNotAccepted => {
            "hold the new value back until the consumers know it".to_owned()
        }
        Rule::PropertyDenied => format!("hold {subject} back until the consumers know it"),
        Rule::NumberRange
        | Rule::StringContent
        | Rule::ArrayLength
        | Rule::ArrayContent
        | Rule::PropertyCount => format!(
            "narrow the type of {subject} to what the consumers accept, or send the wider one in a field beside it \
             until they have moved"
        ),
        _ => format!(
            "keep {subject} as it was, and send the new form in a field beside it until the consumers have moved"
        ),
    }
}

fn of_consumers(found: &Incompatibility) -> String {
    let place = &found.refusals[0].places[0];
    let subject = subject(place);
    if found.part == Part::Headers {
        return match found.rule {
            Rule::PropertyMissing | Rule::PropertyOptional => {
                format!("do without the header {subject}, and make its type an `Option<…>` in `headers(…)`")
            }
            _ => format!("widen the type of the header {subject} to what is sent"),
        };
    }
    let is_rust = |refusal: &Refusal| !refusal.contract.contract.header.types.is_empty();
    if !found.refusals.iter().any(is_rust) {
        return match found.rule {
            Rule::PropertyMissing | Rule::PropertyOptional => format!("require {subject} no longer"),
            Rule::ValueNotAccepted | Rule::AlternativeNotAccepted => {
                format!("accept the new value in {subject}")
            }
            Rule::NullEmitted => format!("accept null in {subject}"),
            _ => format!("accept what is sent in {subject}"),
        };
    }
    match found.rule {
        Rule::PropertyMissing | Rule::PropertyOptional => {
            format!("make {subject} an `Option<…>` or give it `#[serde(default)]`")
        }
        Rule::NullEmitted if matches!(place.0.last(), Some(PlaceStep::Property(_))) => {
            format!("make {subject} an `Option<…>`")
        }
        Rule::NullEmitted => format!("accept null in {subject} (`Option<…>`)"),
        Rule::ValueNotAccepted | Rule::AlternativeNotAccepted => {
            "add the variant, or a `#[serde(other)]` variant for values to come".to_owned()
        }
        Rule::PropertyDenied => format!("declare {subject} or drop `deny_unknown_fields`"),
        _ => format!("widen the type of {subject} to what is sent"),
    }
}

/// What a place is called: the property it ends in, or what the items or values of one are.
fn subject(place: &Place) -> String {
    let mut inside = None;
    for step in place.0.iter().rev() {
        match (step, inside) {
            (PlaceStep::Property(name), None) => return format!("`{name}`"),
            (PlaceStep::Property(name), Some(inside)) => return format!("{inside} of `{name}`"),
            (PlaceStep::AnyItem | PlaceStep::Item(_), _) => inside = Some("the items"),
            (PlaceStep::AnyProperty, _) => inside = Some("the values"),
            (PlaceStep::Alternative(_), _) => {}
        }
    }
    format!("{} of the message", inside.unwrap_or("the whole"))
}

/// Whether the consumer accepts the breaking message once the property that is wrong in it is left out. The engine
/// itself answers: the property may be required in more ways than by name.
fn accepts_left_out(refusal: &Refusal) -> bool {
    if !refusal.premises.is_empty() {
        return false;
    }
    let is_property = matches!(refusal.places[0].0.last(), Some(PlaceStep::Property(_)));
    let Some(message) = is_property
        .then(|| without(&refusal.witness, &refusal.witness_at))
        .flatten()
    else {
        return false;
    };
    let read = |schema: Json| Schema::from_json(schema, &Options::default()).ok();
    let only_this = Json::from([("const", message)]);
    let accepted = Json::Object(refusal.contract.contract.schema().clone());
    match (read(only_this), read(accepted)) {
        (Some(only_this), Some(accepted)) => {
            compat::check(&only_this, &accepted, &Limits::default()) == Verdict::Compatible
        }
        _ => false,
    }
}

/// The message without the property that `at` leads to.
fn without(message: &Json, at: &Pointer) -> Option<Json> {
    let (property, above) = at.steps().split_last()?;
    let mut message = message.clone();
    let mut value = &mut message;
    for step in above {
        value = match value {
            Json::Object(members) => members.get_mut(step)?,
            Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    value.as_object_mut()?.shift_remove(property)?;
    Some(message)
}

/// What an attribution means, for those who meet it for the first time.
pub fn of_attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::ProducerChange => "the producer's change alone breaks it",
        Attribution::ConsumerChange => "the consumer's change alone breaks it",
        Attribution::Both => "each change alone breaks it",
        Attribution::Interaction => "each change alone fits, both together do not",
        Attribution::PreExisting => "it was broken before either changed",
        Attribution::NoBaseline => "too little stood there before to tell whose change it was",
        Attribution::Undecided => "what stood there before could be neither proven nor refuted",
    }
}

fn of_unproven(found: &Unproven) -> Vec<Fix> {
    let has = |kind| found.reasons.iter().any(|reason| reason.kind == kind);
    let mut fixes = Vec::new();
    if has(ReasonKind::Budget) {
        fixes.push(Fix::new(FixKind::Run, "allow more steps with `--steps`"));
    }
    if has(ReasonKind::Unconfirmed) {
        fixes.push(Fix::new(FixKind::Ask, "report this: it is a bug of counterpart"));
    }
    fixes.push(Fix::new(
        FixKind::Producer,
        "say the same in a simpler form, in either schema",
    ));
    fixes.push(Fix::new(
        FixKind::Allow,
        "let what is unproven pass with `--allow-unproven`",
    ));
    fixes
}

/// What is wrong with a file, without a full stop.
pub fn what_is_wrong(finding: &FileFinding) -> String {
    let identity = finding.document.identity();
    let (service, event) = (identity.service(), identity.event());
    match finding.rule {
        FileRule::ContractMissing => format!("the code declares `{identity}`, and no file says it"),
        FileRule::ContractStale => "the file says something else than the code".to_owned(),
        FileRule::ContractOrphaned => {
            format!("the code does not declare `{identity}` any more, and the file still stands")
        }
        FileRule::EventStopped => {
            let mut wanted_by: Vec<String> = Vec::new();
            for who in finding.wanted_by.iter().map(|contract| contract.who()) {
                // A consumer can have its contract in several versions.
                if !wanted_by.contains(&who) {
                    wanted_by.push(who);
                }
            }
            format!(
                "{service} emits `{event}` no more, and {} still {} a contract for it",
                wanted_by.join(", "),
                if wanted_by.len() == 1 { "has" } else { "have" },
            )
        }
        FileRule::EventNotEmitted => {
            let wants = match wanted_producer(&finding.document) {
                Some(producer) => {
                    format!("{service} wants `{event}` from {producer}, and {producer} does not emit it")
                }
                None => format!("{service} wants `{event}`, and nobody emits it"),
            };
            let meant = finding
                .meant
                .iter()
                .map(|one| format!("; {}", sentence_of(one, service)));
            wants + &meant.collect::<String>()
        }
        FileRule::NotCompared => {
            let types = &finding.document.contract.header.types;
            let types: Vec<String> = types.iter().map(|one| format!("`{}`", one.path)).collect();
            format!(
                "nothing that serde writes of {} was compared with the emitted schema of `{event}`: {} no `samples` and no \
                 `Deserialize`",
                types.join(" and "),
                if types.len() == 1 { "it has" } else { "they have" },
            )
        }
    }
}

/// Where a file itself is wrong, or an event is not emitted that a consumer wants.
fn of_file(finding: &FileFinding) -> Vec<Fix> {
    let event = finding.document.identity().event();
    let mut fixes = vec![match finding.rule {
        FileRule::ContractMissing | FileRule::ContractStale => {
            Fix::new(FixKind::Run, "run `cargo counterpart accept` and commit the file")
        }
        FileRule::ContractOrphaned => {
            Fix::new(FixKind::Run, "delete the file; `cargo counterpart accept` does")
        }
        FileRule::EventStopped => Fix::new(
            FixKind::Producer,
            format!(
                "keep emitting `{event}` (an event renamed is an event stopped) until the contracts are gone, or remove them"
            ),
        ),
        FileRule::EventNotEmitted => {
            let text = match (wanted_producer(&finding.document), finding.meant.first()) {
                (Some(producer), _) => {
                    format!("let {producer} emit it, or correct the event or the `producer` of the contract")
                }
                (None, Some(meant)) => format!(
                    "correct the event of the contract (`{}`?), or publish a producer that emits `{event}` first",
                    meant.event
                ),
                (None, None) => {
                    format!("correct the event, or publish a producer that emits `{event}` first")
                }
            };
            Fix::new(FixKind::Consumer, text)
        }
        FileRule::NotCompared => Fix::new(
            FixKind::Producer,
            format!(
                "in {}: give values of it, `#[contract(emits = {event:?}, samples = path::to::function)]`, or derive \
                 `Deserialize` in tests, `#[cfg_attr(test, derive(serde::Deserialize))]`",
                finding.document.identity().service()
            ),
        ),
    }];
    fixes.extend(let_file_pass(finding));
    fixes
}

fn wanted_producer(contract: &Document) -> Option<&str> {
    contract.contract.header.producer.as_deref()
}

/// What may have been meant, for ``shop emits `order.paid` ``.
fn sentence_of(meant: &Meant, consumer: &str) -> String {
    let (producers, event) = (meant.producers.join(", "), &meant.event);
    let emit = if meant.producers.len() == 1 {
        "emits"
    } else {
        "emit"
    };
    match &meant.read_by {
        None => format!("{producers} {emit} `{event}`"),
        Some(version) => format!(
            "version {version} of {consumer} read `{event}`, which {producers} {emit}, and this one does not read it"
        ),
    }
}

#[cfg(test)]
mod tests;
