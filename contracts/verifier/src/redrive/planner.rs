//! Makes the plan: letters in their order, the answers of the code, then each letter's fate.

mod fates;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterpart::contract::ContractFile;
use counterpart::letters::DeadLetter;
use counterpart_engine::json::{self, Json, Pointer};
use sha2::{Digest, Sha256};

use super::cause::Cause;
use super::contracts::{Contracts, malformed};
use super::edit::{Edit, edited};
use super::fate::Decision;
use super::plan::{Group, Place, Plan, Tally, Totals};
use crate::redaction::{Names, redacted};
use crate::timestamp::Timestamp;

/// What a redrive may do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only letters of this service are judged, and those that name none are taken for its.
    pub service: Option<String>,
    /// A letter may overtake an earlier one of its key.
    pub unordered: bool,
    /// A letter that was redriven more often is named.
    pub most_redrives: u32,
    /// Letters that are refused by one of these rules are moved away.
    pub discard: BTreeSet<String>,
    /// Letters that are refused are edited, and judged again.
    pub edits: Vec<Edit>,
    /// The code will be asked.
    pub asks_code: bool,
}

/// A question for the code: would it read this payload?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The letter, from 0.
    pub letter: usize,
    /// True for the payload that was edited.
    pub edited: bool,
    /// The service.
    pub service: String,
    /// The event.
    pub event: String,
    /// The contract that refused the message, if the letter tells: its name, or `None` for the one without a name.
    pub contract: Option<Option<String>>,
    /// The payload.
    pub payload: String,
}

/// The answer of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It reads the payload.
    Taken,
    /// It refuses the payload.
    Refused(Cause),
    /// It has no type that reads the event for the service.
    NoReader,
}

/// The different causes and groups that are told apart. Beyond, letters are counted together.
const MOST: usize = 10_000;

/// The longest name that tells groups apart, in characters.
const LONGEST: usize = 200;

/// A decision, with the number of its cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Judged {
    Taken,
    Refused(u32),
    Undecided(u32),
    /// Not even the code can decide it.
    Open(u32),
    /// No contract, or no code, for the event.
    NotFound,
    NotAsked,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    input: u32,
    line: u64,
    group: u32,
    service: u32,
    /// The stream and the key, as the start of a digest.
    key: Option<[u8; 16]>,
    is_malformed: bool,
    original: Pair,
    edited: Option<Pair>,
}

#[derive(Debug, Clone, Copy)]
struct Pair {
    contract: Judged,
    code: Judged,
}

const UNREADABLE: u32 = u32::MAX;

/// The number of all services beyond those that are told apart.
const OTHERS: u32 = u32::MAX;

/// Makes a [`Plan`]. A letter takes less than two hundred bytes of memory, whatever its size.
#[derive(Debug)]
pub struct Planner {
    contracts: Contracts,
    options: Options,
    entries: Vec<Entry>,
    inputs: Vec<Arc<str>>,
    services: Vec<String>,
    service_numbers: HashMap<String, u32>,
    groups: Vec<Group>,
    group_numbers: HashMap<(String, String, u32), u32>,
    /// The first letter of each message.
    messages: HashMap<[u8; 16], u32>,
    causes: Vec<Cause>,
    cause_numbers: BTreeMap<Cause, u32>,
    plan: Plan,
}

impl Planner {
    /// A plan by these contracts.
    pub fn new(contracts: Contracts, options: Options) -> Self {
        let plan = Plan {
            asked_code: options.asks_code,
            ..Plan::default()
        };
        Self {
            contracts,
            options,
            entries: Vec::new(),
            inputs: Vec::new(),
            services: Vec::new(),
            service_numbers: HashMap::new(),
            groups: Vec::new(),
            group_numbers: HashMap::new(),
            messages: HashMap::new(),
            causes: Vec::new(),
            cause_numbers: BTreeMap::new(),
            plan,
        }
    }

    /// Takes the next line, and returns what the code is to be asked about it.
    pub fn letter(&mut self, place: Place, line: &[u8]) -> Vec<Question> {
        match DeadLetter::from_json(line) {
            Ok(letter) => self.readable(place, &letter),
            Err(error) => {
                self.unreadable(place, error.to_string(), key_of_line(line));
                Vec::new()
            }
        }
    }

    /// Takes a line that is too long to be a letter, and was not held.
    pub fn too_long(&mut self, place: Place, length: u64, most: usize) {
        self.unreadable(
            place,
            format!("{length} bytes, and a letter has {most} at most"),
            None,
        );
    }

    fn unreadable(&mut self, place: Place, why: String, key: Option<[u8; 16]>) {
        let input = self.input(&place.input);
        self.entries.push(Entry {
            input,
            line: place.line,
            group: UNREADABLE,
            service: OTHERS,
            key,
            is_malformed: false,
            original: Pair::NONE,
            edited: None,
        });
        self.plan.unreadable.add(|| place, || why);
    }

    fn readable(&mut self, place: Place, letter: &DeadLetter) -> Vec<Question> {
        if letter.redriven > self.options.most_redrives {
            let id = &letter.id;
            let text = || {
                format!(
                    "{}/{} was redriven {} times",
                    short(&id.source),
                    short(&id.id),
                    letter.redriven
                )
            };
            self.plan.often.add(|| place.clone(), text);
        }
        let refusal = match &letter.cause {
            Some(counterpart::letters::Cause::Refusal(refusal)) => Some(refusal),
            _ => None,
        };
        // The guard knows the service of its contract, people write that of the consumer.
        let named = refusal.map(|refusal| refusal.service.as_str());
        let named = named.or(letter.consumer.as_ref().map(|consumer| consumer.service.as_str()));
        let service = named
            .or(self.options.service.as_deref())
            .unwrap_or_default()
            .to_owned();
        // A refusal without the name of a contract is one of the contract without a name.
        let contract = refusal.map(|refusal| refusal.contract.as_deref());
        let is_asked = self
            .options
            .service
            .as_ref()
            .is_none_or(|asked| *asked == service);

        let parsed = json::parse(&letter.payload);
        let is_malformed = malformed(&letter.payload);
        let original = match is_asked {
            true => {
                let decision = self
                    .contracts
                    .judge(&service, contract, letter, &letter.payload, &parsed);
                self.judged(decision)
            }
            false => Judged::NotAsked,
        };
        let edit = match original {
            Judged::Taken if !self.options.asks_code => None,
            _ if !is_asked => None,
            _ => edited(&letter.payload, &self.options.edits),
        };
        let of_edited = edit.as_ref().map(|payload| {
            let parsed = json::parse(payload);
            self.contracts.judge(&service, contract, letter, payload, &parsed)
        });
        let of_edited = of_edited.map(|decision| self.judged(decision));

        let number = self.entries.len();
        let message = [&service, &letter.event, &letter.id.source, &letter.id.id];
        let first = self.messages.entry(digest(message.map(String::as_bytes)));
        let first = *first.or_insert(u32::try_from(number).unwrap_or(u32::MAX)) as usize;
        if let Some(first) = self.place(first) {
            let text = || format!("of the same message as {first}");
            self.plan.repeated.add(|| place.clone(), text);
        }
        let mut questions = Vec::new();
        let is_judged = self.contracts.not_judged(&service, letter, &parsed).is_none();
        let asks_code =
            self.options.asks_code && is_asked && !service.is_empty() && !is_malformed && is_judged;
        if asks_code {
            let question = |edited, payload: &[u8]| {
                Some(Question {
                    letter: number,
                    edited,
                    service: service.clone(),
                    event: letter.event.clone(),
                    contract: contract.map(|name| name.map(str::to_owned)),
                    payload: std::str::from_utf8(payload).ok()?.to_owned(),
                })
            };
            questions.extend(question(false, &letter.payload));
            questions.extend(edit.as_deref().and_then(|payload| question(true, payload)));
        }
        let code = match (asks_code, questions.is_empty()) {
            (false, _) => Judged::NotAsked,
            (true, true) => self.undecided("the code is asked about text, and the payload is not UTF-8"),
            // Until the code answers.
            (true, false) => self.undecided("the code gave no answer"),
        };
        let pair = |contract| Pair { contract, code };
        let input = self.input(&place.input);
        let line = place.line;
        let group = self.group(&service, letter, place);
        let number = self.service(&service);
        self.entries.push(Entry {
            input,
            line,
            group,
            service: number,
            key: key_of(letter),
            is_malformed,
            original: pair(original),
            edited: of_edited.map(pair),
        });
        questions
    }

    /// Takes the answer to a question.
    pub fn answer(&mut self, letter: usize, is_edited: bool, answer: Answer) {
        let Some(entry) = self.entries.get(letter) else {
            return;
        };
        let group = self.groups.get(entry.group as usize);
        let is_found = !matches!(entry.original.contract, Judged::NotFound);
        let code = match answer {
            Answer::Taken => {
                let is_open =
                    group.is_some_and(|one| self.contracts.is_only_in_code(&one.service, &one.event));
                match is_open && !is_found {
                    true => self.undecided(
                        "its headers and key are for a contract to judge, and there is no file of it",
                    ),
                    false => Judged::Taken,
                }
            }
            Answer::NoReader => Judged::NotFound,
            Answer::Refused(cause) => {
                let names = group.and_then(|group| self.contracts.names(&group.service, &group.event));
                let cause = cause.hidden(names);
                Judged::Refused(self.cause(cause))
            }
        };
        if let Some(entry) = self.entries.get_mut(letter) {
            match (is_edited, &mut entry.edited) {
                (false, _) => entry.original.code = code,
                (true, Some(edited)) => edited.code = code,
                (true, None) => {}
            }
        }
    }

    /// Takes note of a contract that the code declares, before its answers.
    pub fn declared(&mut self, contract: &ContractFile) {
        self.contracts.declared(contract);
    }

    /// Where a letter is.
    pub fn place(&self, letter: usize) -> Option<Place> {
        let entry = self.entries.get(letter)?;
        Some(Place {
            input: Arc::clone(self.inputs.get(entry.input as usize)?),
            line: entry.line,
        })
    }

    /// The service and the event of a letter.
    pub fn event(&self, letter: usize) -> Option<(&str, &str)> {
        let group = self.groups.get(self.entries.get(letter)?.group as usize)?;
        Some((&group.service, &group.event))
    }

    /// Takes note of files that were not read: the beginnings of letters that killed writers left, and how many for their
    /// names.
    pub fn not_read(&mut self, torn: Vec<String>, ignored: u64) {
        self.plan.torn = torn;
        self.plan.ignored = ignored;
    }

    /// Adds a reason why the plan is incomplete.
    pub fn problem(&mut self, text: String) {
        self.plan.problems.push(text);
    }

    fn undecided(&mut self, why: &str) -> Judged {
        Judged::Undecided(self.cause(Cause {
            expected: why.to_owned(),
            ..Cause::of_rule("undecided")
        }))
    }

    fn judged(&mut self, decision: Decision<Cause>) -> Judged {
        match decision {
            Decision::Taken => Judged::Taken,
            Decision::NoContract => Judged::NotFound,
            Decision::Refused(cause) => Judged::Refused(self.cause(cause)),
            Decision::Undecided(why) => self.undecided(&why),
            Decision::Open(why) => match self.undecided(&why) {
                Judged::Undecided(cause) => Judged::Open(cause),
                other => other,
            },
        }
    }

    fn cause(&mut self, cause: Cause) -> u32 {
        let cause = match self.cause_numbers.get(&cause) {
            Some(number) => return *number,
            None if self.causes.len() < MOST => cause,
            // The rule is one of few.
            None => Cause::of_rule(&cause.rule),
        };
        if let Some(number) = self.cause_numbers.get(&cause) {
            return *number;
        }
        let number = u32::try_from(self.causes.len()).unwrap_or(u32::MAX);
        self.causes.push(cause.clone());
        self.cause_numbers.insert(cause, number);
        number
    }

    fn group(&mut self, service: &str, letter: &DeadLetter, place: Place) -> u32 {
        let (mut event, mut service) = (short(&letter.event), short(service));
        let mut cause = Cause::of_letter(letter, self.contracts.names(&service, &event));
        cause.place = short(&cause.place);
        // The same refusal in other words, as those of another version, is the same cause.
        let mut same = cause.clone();
        if cause.rule != "handler-error" {
            same.expected.clear();
        }
        let mut number = self.cause(same);
        if self.groups.len() >= MOST
            && !self
                .group_numbers
                .contains_key(&(event.clone(), service.clone(), number))
        {
            (event, service) = ("others".to_owned(), String::new());
            cause = Cause::of_rule("no-reason");
            number = self.cause(cause.clone());
        }
        let at = letter.first_failure.map(|at: SystemTime| Timestamp::of(at));
        let key = (event, service, number);
        if let Some(&known) = self.group_numbers.get(&key) {
            let group = &mut self.groups[known as usize];
            if let Some(at) = at {
                group.since = Some(
                    group
                        .since
                        .map_or((at, at), |(from, to)| (from.min(at), to.max(at))),
                );
            }
            return known;
        }
        let group = u32::try_from(self.groups.len()).unwrap_or(UNREADABLE - 1);
        let none = Names::default();
        let names = self.contracts.names(&key.1, &key.0).unwrap_or(&none);
        self.groups.push(Group {
            event: key.0.clone(),
            service: key.1.clone(),
            cause,
            totals: Totals::default(),
            since: at.map(|at| (at, at)),
            example: place,
            shape: shape_of(&letter.payload, names),
            by_contract: Tally::default(),
            by_code: Tally::default(),
            stay: BTreeMap::new(),
            discarded: BTreeMap::new(),
        });
        self.group_numbers.insert(key, group);
        group
    }

    fn service(&mut self, service: &str) -> u32 {
        let service = short(service);
        if let Some(number) = self.service_numbers.get(&service) {
            return *number;
        }
        if self.services.len() >= MOST {
            return OTHERS;
        }
        let number = u32::try_from(self.services.len()).unwrap_or(OTHERS);
        self.services.push(service.clone());
        self.service_numbers.insert(service, number);
        number
    }

    fn input(&mut self, name: &Arc<str>) -> u32 {
        if self.inputs.last() != Some(name) {
            self.inputs.push(Arc::clone(name));
        }
        u32::try_from(self.inputs.len() - 1).unwrap_or(u32::MAX)
    }
}

impl Pair {
    const NONE: Self = Self {
        contract: Judged::NotAsked,
        code: Judged::NotAsked,
    };
}

/// The stream and the key of a letter.
fn key_of(letter: &DeadLetter) -> Option<[u8; 16]> {
    let key = letter.key.as_ref()?;
    let stream = letter.origin.as_ref().map(|origin| origin.stream.as_bytes());
    Some(digest([stream.unwrap_or_default(), key]))
}

/// The same of a line that is not a letter, because its format is newer or it contradicts itself: letters behind it in its
/// stream wait too.
fn key_of_line(line: &[u8]) -> Option<[u8; 16]> {
    let line = json::parse(line).ok()?;
    let key = match (line.get("key"), line.get("key_base64")) {
        (Some(Json::String(key)), _) => key.clone().into_bytes(),
        (_, Some(Json::String(key))) => STANDARD.decode(key).ok()?,
        _ => return None,
    };
    let stream = line.get("origin").and_then(|origin| origin.get("stream"));
    let stream = stream.and_then(Json::as_str).unwrap_or_default();
    Some(digest([stream.as_bytes(), &key]))
}

/// The start of a digest of some texts: equal ones are equal, and nobody makes two that collide.
fn digest<const N: usize>(texts: [&[u8]; N]) -> [u8; 16] {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    let mut start = [0; 16];
    start.copy_from_slice(&digest.finalize()[..16]);
    start
}

/// The payload with the kind of each value in its place.
fn shape_of(payload: &[u8], names: &Names) -> Json {
    match json::parse(payload) {
        Ok(message) => redacted(&message, &Pointer::root(), names, false).0,
        Err(_) => Json::from(format!("no JSON: {} bytes", payload.len())),
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_takes_about_a_hundred_bytes() {
        assert!(size_of::<Entry>() <= 104, "{}", size_of::<Entry>());
    }
}
