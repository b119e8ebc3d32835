//! The fate of each letter, once both judges have answered.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::{Entry, Judged, OTHERS, Pair, Planner, UNREADABLE};
use crate::redrive::cause::{Cause, NOT_JUDGED};
use crate::redrive::fate::Fate;
use crate::redrive::plan::{Count, Group, Place, Plan, listed};

/// What both judges together say.
enum Verdict {
    Taken,
    Refused(u32),
    Undecided,
    /// No judge refuses it, and it stays; or it is not JSON.
    Stays(Fate, u32),
}

impl Planner {
    /// The plan of all letters so far.
    pub fn plan(mut self) -> Plan {
        let asked = self.options.service.as_ref();
        if let Some(service) = asked.filter(|service| !self.contracts.has_service(service)) {
            let services = self.contracts.services();
            self.plan.problems.push(format!(
                "no contract is one of the service {service:?}; there are contracts of {}",
                listed(services.iter(), &|name| format!("{name:?}"))
            ));
        }
        let mut blocked = HashSet::new();
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

    /// Each service has an order of its own: what one could not take, another took.
    fn fate(&mut self, entry: &Entry, blocked: &mut HashSet<(u32, [u8; 16])>) -> Fate {
        // A letter that names no service may be of this one.
        let unnamed = self.service_numbers.get("").copied().unwrap_or(OTHERS);
        if entry.group == UNREADABLE {
            blocked.extend(entry.key.map(|key| (unnamed, key)));
            return Fate::Unreadable;
        }
        let key = entry.key.map(|key| (entry.service, key));
        let is_blocked = !self.options.unordered
            && key.is_some_and(|key| blocked.contains(&key) || blocked.contains(&(unnamed, key.1)));
        let fate = match self.verdict(entry, entry.original) {
            Verdict::Taken => Fate::Take,
            verdict => {
                let edited = entry.edited.map(|edited| self.verdict(entry, edited));
                match (edited, verdict) {
                    (Some(Verdict::Taken), _) => Fate::TakeEdited,
                    (_, Verdict::Refused(cause) | Verdict::Stays(_, cause)) if self.discards(cause) => {
                        Fate::Discard(cause)
                    }
                    (_, Verdict::Stays(fate, _)) => fate,
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
            blocked.extend(key);
        }
        fate
    }

    fn verdict(&mut self, entry: &Entry, pair: Pair) -> Verdict {
        let service = self.services.get(entry.service as usize);
        let is_unnamed = service.is_some_and(String::is_empty);
        let is_asked = match (service, &self.options.service) {
            (None, _) => false,
            (Some(service), Some(asked)) => service == asked,
            (Some(service), None) => self.contracts.has_service(service),
        };
        if !is_asked && !is_unnamed {
            return self.stays(Fate::OtherService, "other-service");
        }
        if entry.is_malformed {
            let cause = self.cause(Cause {
                expected: "JSON".to_owned(),
                ..Cause::of_rule("malformed-text")
            });
            return Verdict::Stays(Fate::NotJson, cause);
        }
        if is_unnamed {
            return self.stays(Fate::NoService, "no-service");
        }
        match (pair.contract, pair.code) {
            (Judged::Refused(cause), _) | (_, Judged::Refused(cause)) => Verdict::Refused(cause),
            (Judged::NotFound, Judged::NotAsked | Judged::NotFound) => {
                self.stays(Fate::NoContract, "no-contract")
            }
            (_, Judged::NotFound) => self.stays(Fate::NoReader, "no-reader"),
            (Judged::Open(_), _) | (_, Judged::Undecided(_) | Judged::Open(_)) => Verdict::Undecided,
            (_, Judged::Taken) | (Judged::Taken, Judged::NotAsked) => Verdict::Taken,
            (Judged::Undecided(_) | Judged::NotAsked, Judged::NotAsked) => Verdict::Undecided,
        }
    }

    fn stays(&mut self, fate: Fate, rule: &str) -> Verdict {
        Verdict::Stays(fate, self.cause(Cause::of_rule(rule)))
    }

    fn discards(&self, cause: u32) -> bool {
        // That a judge is missing is no reason to throw a letter away.
        let rule = self.causes[cause as usize].rule.as_str();
        !NOT_JUDGED.contains(&rule) && self.options.discard.contains(rule)
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
        let stays = match self.verdict(entry, entry.original) {
            Verdict::Stays(_, cause) => Some(cause),
            _ => None,
        };
        let taken = match (fate, entry.edited) {
            (Fate::Take, _) => Some(entry.original),
            (Fate::TakeEdited, edited) => edited,
            _ => None,
        };
        let by = &mut self.plan.taken_by;
        match taken {
            Some(Pair {
                contract: Judged::Taken,
                code: Judged::Taken,
            }) => by.both += 1,
            Some(Pair {
                contract: Judged::Taken,
                ..
            }) => by.contract += 1,
            Some(_) => by.code += 1,
            None => {}
        }
        let service = self.services.get(entry.service as usize);
        let service = service.map_or("others", String::as_str);
        match fate {
            Fate::OtherService => {
                let others = &mut self.plan.other_services;
                *others.entry(service.to_owned()).or_default() += 1;
            }
            _ if service.is_empty() || self.plan.services.contains(service) => {}
            _ => drop(self.plan.services.insert(service.to_owned())),
        }
        let group = &mut self.groups[entry.group as usize];
        let causes = &self.causes;
        group.totals.add(fate);
        match (fate, stays) {
            (Fate::Discard(cause), _) => add(&mut group.discarded, causes[cause as usize].clone(), &place),
            (fate, Some(cause)) if !fate.is_taken() => {
                add(&mut group.stay, causes[cause as usize].clone(), &place);
            }
            _ => {}
        }
        for (tally, judged) in [(&mut group.by_contract, contract), (&mut group.by_code, code)] {
            match judged {
                Judged::Taken => tally.taken += 1,
                Judged::NotFound => tally.not_found += 1,
                Judged::NotAsked => tally.not_asked += 1,
                Judged::Refused(cause) => add(&mut tally.refused, causes[cause as usize].clone(), &place),
                Judged::Undecided(cause) | Judged::Open(cause) => {
                    add(
                        &mut tally.undecided,
                        causes[cause as usize].expected.clone(),
                        &place,
                    );
                }
            }
        }
    }
}

fn add<K: Ord>(counts: &mut BTreeMap<K, Count>, key: K, place: &Place) {
    let count = counts.entry(key).or_insert_with(|| Count {
        letters: 0,
        first: place.clone(),
    });
    count.letters += 1;
}
