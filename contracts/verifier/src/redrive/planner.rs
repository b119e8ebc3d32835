//! Makes the plan: letters in their order, the answers of the code, then each letter's fate.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::SystemTime;

use counterpart::letters::DeadLetter;
use counterpart_engine::json::{self, Json, Pointer};
use sha2::{Digest, Sha256};

use super::cause::Cause;
use super::contracts::{Contracts, malformed};
use super::edit::{Edit, edited};
use super::fate::{Decision, Fate};
use super::plan::{Count, Group, Place, Plan, Tally, Totals};
use crate::redaction::{Names, redacted};
use crate::timestamp::Timestamp;

/// What a redrive may do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The service of letters that do not say theirs.
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
    /// The contract, if the letter names one of several.
    pub contract: Option<String>,
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
    NotAsked,
    NoReader,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    input: u32,
    line: u64,
    group: u32,
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

/// What both judges together say.
enum Verdict {
    Taken,
    Refused(u32),
    Undecided,
    Nobody(u32),
}

const UNREADABLE: u32 = u32::MAX;

/// Makes a [`Plan`]. A letter takes about a hundred bytes of memory, whatever its size.
#[derive(Debug)]
pub struct Planner {
    contracts: Contracts,
    options: Options,
    entries: Vec<Entry>,
    inputs: Vec<Arc<str>>,
    groups: Vec<Group>,
    group_numbers: HashMap<(String, String, u32), u32>,
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
            groups: Vec::new(),
            group_numbers: HashMap::new(),
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
                self.unreadable(place, error.to_string());
                Vec::new()
            }
        }
    }

    /// Takes a line that is too long to be a letter, and was not held.
    pub fn too_long(&mut self, place: Place, length: u64, most: usize) {
        self.unreadable(place, format!("{length} bytes, and a letter has {most} at most"));
    }

    fn unreadable(&mut self, place: Place, why: String) {
        let input = self.input(&place.input);
        self.entries.push(Entry {
            input,
            line: place.line,
            group: UNREADABLE,
            key: None,
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
        let named = letter.consumer.as_ref().map(|consumer| consumer.service.as_str());
        let named = named.or(refusal.map(|refusal| refusal.service.as_str()));
        let service = named
            .or(self.options.service.as_deref())
            .unwrap_or_default()
            .to_owned();
        let contract = refusal.and_then(|refusal| refusal.contract.clone());
        let contract = contract.as_deref();

        let parsed = json::parse(&letter.payload);
        let is_malformed = parsed.is_err() && malformed(&letter.payload);
        let decision = self.contracts.judge(&service, contract, letter, &parsed);
        let original = self.judged(decision);
        let edit = match original {
            Judged::Taken if !self.options.asks_code => None,
            _ => edited(&letter.payload, &self.options.edits),
        };
        let of_edited = edit.as_ref().map(|payload| {
            let parsed = json::parse(payload);
            self.contracts.judge(&service, contract, letter, &parsed)
        });
        let of_edited = of_edited.map(|decision| self.judged(decision));

        let number = self.entries.len();
        let mut questions = Vec::new();
        let is_judged = self.contracts.not_judged(&service, letter, &parsed).is_none();
        if self.options.asks_code && !is_malformed && is_judged {
            let question = |edited, payload: &[u8]| {
                Some(Question {
                    letter: number,
                    edited,
                    service: service.clone(),
                    event: letter.event.clone(),
                    contract: contract.map(str::to_owned),
                    payload: std::str::from_utf8(payload).ok()?.to_owned(),
                })
            };
            questions.extend(question(false, &letter.payload));
            questions.extend(edit.as_deref().and_then(|payload| question(true, payload)));
        }
        // Until the code answers.
        let code = match questions.is_empty() {
            true => Judged::NotAsked,
            false => Judged::Undecided(self.cause(Cause {
                expected: "an answer of the code".to_owned(),
                ..Cause::of_rule("undecided")
            })),
        };
        let pair = |contract| Pair { contract, code };
        let input = self.input(&place.input);
        let line = place.line;
        let group = self.group(&service, letter, place);
        self.entries.push(Entry {
            input,
            line,
            group,
            key: key_of(letter),
            is_malformed,
            original: pair(original),
            edited: of_edited.map(pair),
        });
        questions
    }

    /// Takes the answer to a question.
    pub fn answer(&mut self, letter: usize, is_edited: bool, answer: Answer) {
        let code = match answer {
            Answer::Taken => Judged::Taken,
            Answer::NoReader => Judged::NoReader,
            Answer::Refused(cause) => Judged::Refused(self.cause(cause)),
        };
        if let Some(entry) = self.entries.get_mut(letter) {
            match (is_edited, &mut entry.edited) {
                (false, _) => entry.original.code = code,
                (true, Some(edited)) => edited.code = code,
                (true, None) => {}
            }
        }
    }

    /// Adds a reason why the plan is incomplete.
    pub fn problem(&mut self, text: String) {
        self.plan.problems.push(text);
    }

    /// The plan of all letters so far.
    pub fn plan(mut self) -> Plan {
        let mut blocked: HashSet<[u8; 16]> = HashSet::new();
        let entries = std::mem::take(&mut self.entries);
        self.plan.fates.reserve_exact(entries.len());
        for entry in &entries {
            let fate = self.fate(entry, &mut blocked);
            self.count(entry, fate);
            self.plan.fates.push(fate);
            self.plan.totals.add(fate);
        }
        self.plan.causes = self.causes;
        self.plan.groups = self.groups;
        self.plan.groups.sort_by(|a, b| {
            let key = |group: &Group| (group.event.clone(), group.service.clone(), group.cause.clone());
            (b.totals.letters.cmp(&a.totals.letters)).then_with(|| key(a).cmp(&key(b)))
        });
        self.plan
    }

    fn fate(&mut self, entry: &Entry, blocked: &mut HashSet<[u8; 16]>) -> Fate {
        if entry.group == UNREADABLE {
            return Fate::Unreadable;
        }
        let is_blocked = !self.options.unordered && entry.key.is_some_and(|key| blocked.contains(&key));
        let fate = match self.verdict(entry, entry.original) {
            Verdict::Taken => Fate::Take,
            verdict => {
                let edited = entry.edited.map(|edited| self.verdict(entry, edited));
                match (edited, verdict) {
                    (Some(Verdict::Taken), _) => Fate::TakeEdited,
                    (_, Verdict::Refused(cause) | Verdict::Nobody(cause)) if self.discards(cause) => {
                        Fate::Discard(cause)
                    }
                    (_, Verdict::Nobody(_)) => Fate::Nobody,
                    (_, Verdict::Undecided) => Fate::Undecided,
                    _ => Fate::Refused,
                }
            }
        };
        let fate = if fate.is_taken() && is_blocked {
            Fate::Held
        } else {
            fate
        };
        if !fate.is_taken() && !matches!(fate, Fate::Discard(_)) {
            blocked.extend(entry.key);
        }
        fate
    }

    fn verdict(&mut self, entry: &Entry, pair: Pair) -> Verdict {
        if entry.is_malformed {
            return Verdict::Nobody(self.cause(Cause {
                expected: "JSON".to_owned(),
                ..Cause::of_rule("malformed-text")
            }));
        }
        match (pair.contract, pair.code) {
            (Judged::Refused(cause), _) | (_, Judged::Refused(cause)) => Verdict::Refused(cause),
            (Judged::NotAsked, Judged::NotAsked | Judged::NoReader) => {
                Verdict::Nobody(self.cause(Cause::of_rule("no-contract")))
            }
            (_, Judged::NoReader) => Verdict::Refused(self.cause(Cause::of_rule("no-reader"))),
            (_, Judged::Undecided(_)) => Verdict::Undecided,
            (_, Judged::Taken) | (Judged::Taken, Judged::NotAsked) => Verdict::Taken,
            (Judged::Undecided(_) | Judged::NoReader, Judged::NotAsked) => Verdict::Undecided,
        }
    }

    fn discards(&self, cause: u32) -> bool {
        // These two say that nobody was asked, which is no reason to throw a letter away.
        let rule = self.causes[cause as usize].rule.as_str();
        !matches!(rule, "no-contract" | "no-reader") && self.options.discard.contains(rule)
    }

    /// Counts a letter in its group.
    fn count(&mut self, entry: &Entry, fate: Fate) {
        if entry.group == UNREADABLE {
            return;
        }
        let place = Place {
            input: Arc::clone(&self.inputs[entry.input as usize]),
            line: entry.line,
        };
        let Pair { contract, code } = entry.original;
        let differs = match (contract, code) {
            (Judged::Taken, Judged::Refused(cause)) => {
                Some(("the contract takes it, and the code refuses it", cause))
            }
            (Judged::Refused(cause), Judged::Taken) => {
                Some(("the code takes it, and the contract refuses it", cause))
            }
            _ => None,
        };
        if let Some((text, cause)) = differs {
            let cause = &self.causes[cause as usize];
            self.plan
                .differ
                .add(|| place.clone(), || format!("{text}: {cause}"));
        }
        let nobody = match self.verdict(entry, entry.original) {
            Verdict::Nobody(cause) => Some(cause),
            _ => None,
        };
        let group = &mut self.groups[entry.group as usize];
        let causes = &self.causes;
        group.totals.add(fate);
        match (fate, nobody) {
            (Fate::Discard(cause), _) => add(&mut group.discarded, causes[cause as usize].clone(), &place),
            (_, Some(cause)) => add(&mut group.nobody, causes[cause as usize].clone(), &place),
            _ => {}
        }
        for (tally, judged) in [(&mut group.by_contract, contract), (&mut group.by_code, code)] {
            match judged {
                Judged::Taken => tally.taken += 1,
                Judged::NotAsked => tally.not_asked += 1,
                Judged::Refused(cause) => add(&mut tally.refused, causes[cause as usize].clone(), &place),
                Judged::NoReader => add(&mut tally.refused, Cause::of_rule("no-reader"), &place),
                Judged::Undecided(cause) => {
                    add(
                        &mut tally.undecided,
                        causes[cause as usize].expected.clone(),
                        &place,
                    );
                }
            }
        }
    }

    fn judged(&mut self, decision: Decision<Cause>) -> Judged {
        match decision {
            Decision::Taken => Judged::Taken,
            Decision::NotAsked => Judged::NotAsked,
            Decision::Refused(cause) => Judged::Refused(self.cause(cause)),
            Decision::Undecided(why) => Judged::Undecided(self.cause(Cause {
                expected: why,
                ..Cause::of_rule("undecided")
            })),
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
        let mut cause = Cause::of_letter(letter);
        cause.place = short(&cause.place);
        let (mut event, mut service) = (short(&letter.event), short(service));
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
        let names = self.contracts.names(&key.1, &key.0);
        self.groups.push(Group {
            event: key.0.clone(),
            service: key.1.clone(),
            cause,
            totals: Totals::default(),
            since: at.map(|at| (at, at)),
            example: place,
            shape: shape_of(&letter.payload, &names),
            by_contract: Tally::default(),
            by_code: Tally::default(),
            nobody: BTreeMap::new(),
            discarded: BTreeMap::new(),
        });
        self.group_numbers.insert(key, group);
        group
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

fn add<K: Ord>(counts: &mut BTreeMap<K, Count>, key: K, place: &Place) {
    let count = counts.entry(key).or_insert_with(|| Count {
        letters: 0,
        first: place.clone(),
    });
    count.letters += 1;
}

/// The stream and the key of a letter, as the start of a digest: equal ones are equal, and nobody
/// makes two that collide.
fn key_of(letter: &DeadLetter) -> Option<[u8; 16]> {
    let key = letter.key.as_ref()?;
    let stream = letter.origin.as_ref().map(|origin| origin.stream.as_str());
    let stream = stream.unwrap_or_default();
    let mut digest = Sha256::new();
    digest.update((stream.len() as u64).to_be_bytes());
    digest.update(stream);
    digest.update(key);
    digest.finalize()[..16].try_into().ok()
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
