//! Pairs the parties of a question, checks each pair, and writes what comes of it into a report.

use std::collections::BTreeMap;

use super::cause::{At, cause};
use super::history::History;
use super::judge::{Judge, Sample};
use super::party::Party;
use super::pending::{is_pending, is_pending_at};
use crate::report::{Cause, Counted, Part, Report};
use crate::store::StoreError;
use crate::verify::{
    Allowances, Fate, Mark, Marker, OfPair, Options, Sheet, Spot, check_pair, schema_of, wants,
};
use counterpart::config::Date;
use counterpart::contract::Role;
use counterpart::parallel;
use counterpart_engine::compat::Place;
use counterpart_engine::compat::schema::Schema;

/// What answers are computed with.
pub(super) struct Desk<'s> {
    pub(super) history: History<'s>,
    pub(super) judge: Judge,
    pub(super) options: &'s Options,
    pub(super) today: Option<Date>,
}

/// What is left to be entered after the pairs.
pub(super) struct Settled {
    pub(super) sheet: Sheet,
    pub(super) allowances: Allowances,
}

/// Checks every emitted schema against every contract that wants it, where the question is about one of both, and `takes`
/// says so.
pub(super) fn settle(
    parties: &[Party],
    takes: impl Fn(&Party, &Party) -> bool,
    desk: &mut Desk<'_>,
    report: &mut Report,
) -> Result<Settled, StoreError> {
    let mut allowances = Allowances::own(&desk.options.allow, desk.today);
    let of_party: Vec<Vec<usize>> = parties
        .iter()
        .map(|party| allowances.add(&party.allow, desk.today).collect())
        .collect();
    let schemas = parallel::map(parties, |party| schema_of(&party.sample.document));
    for problem in schemas.iter().filter_map(|schema| schema.as_ref().err()) {
        report.problems.push(problem.clone());
    }
    let pairs = pairs(parties, &schemas, takes);
    let mut counted: BTreeMap<(String, crate::report::Standing), Counted> = BTreeMap::new();
    let mut taken = vec![false; parties.len()];
    for &(emitted, contract) in &pairs {
        taken[emitted] = true;
        taken[contract] = true;
    }
    // Where there is no pair, what the question is about is what was found, and should be said.
    let counts = |party: &Party, taken: bool| taken || (pairs.is_empty() && party.own);
    for (party, _) in parties
        .iter()
        .zip(&taken)
        .filter(|(party, taken)| counts(party, **taken))
    {
        match party.identity().role() {
            Role::Consumes => report.checked.contracts += 1,
            Role::Emits => report.checked.emitted += 1,
        }
        if party.own {
            continue;
        }
        for one in party.counted() {
            let key = (one.service.clone(), one.standing.clone());
            match counted.get_mut(&key) {
                Some(known) => known.events.extend(one.events),
                None => drop(counted.insert(key, one)),
            }
        }
    }
    report.counted.extend(counted.into_values().map(|mut one| {
        one.events.sort();
        one.events.dedup();
        one
    }));
    let mut sheet = Sheet::new(desk.options.rules.clone());
    let limits = &desk.options.limits;
    let verdicts = parallel::map(&pairs, |&(emitted, contract)| {
        let side = |at: usize| -> (&_, &Schema) {
            let schema = schemas[at].as_ref().expect("it was paired because it reads");
            (&parties[at].sample.document, schema)
        };
        let mut problems = Vec::new();
        let verdict: OfPair = check_pair(side(emitted), side(contract), limits, &mut problems);
        (verdict, problems)
    });
    for (&(emitted, contract), (verdict, problems)) in pairs.iter().zip(verdicts) {
        report.problems.extend(problems);
        let mut marker = ByHistory {
            emitted: &parties[emitted],
            contract: &parties[contract],
            desk,
            allowances: &allowances,
            allow: [&of_party[emitted][..], &of_party[contract][..]].concat(),
            old: None,
            error: None,
        };
        let (sent, wanted) = (&parties[emitted].sample, &parties[contract].sample);
        sheet.enter(report, &sent.document, &wanted.document, verdict, &mut marker);
        if let Some(error) = marker.error {
            return Err(error);
        }
    }
    Ok(Settled { sheet, allowances })
}

/// Which parties are checked against which, by event, in the order of contracts.
fn pairs(
    parties: &[Party],
    schemas: &[Result<Schema, String>],
    takes: impl Fn(&Party, &Party) -> bool,
) -> Vec<(usize, usize)> {
    let mut emitting: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let readable = |at: &usize| schemas[*at].is_ok();
    let of = |role: Role| {
        let is = move |at: &usize| parties[*at].identity().role() == role;
        (0..parties.len()).filter(is).filter(readable)
    };
    for at in of(Role::Emits) {
        emitting
            .entry(parties[at].identity().event())
            .or_default()
            .push(at);
    }
    let mut pairs = Vec::new();
    for contract in of(Role::Consumes) {
        let wanted = &parties[contract];
        let emitted = emitting.get(wanted.identity().event()).into_iter().flatten();
        pairs.extend(emitted.copied().filter_map(|emitted| {
            let sent = &parties[emitted];
            let fits = (sent.own || wanted.own)
                && wants(&wanted.sample.document, sent.identity().service())
                && takes(sent, wanted);
            fits.then_some((emitted, contract))
        }));
    }
    let key = |&(emitted, contract): &(usize, usize)| {
        let (sent, wanted) = (parties[emitted].identity(), parties[contract].identity());
        (wanted.event(), wanted.clone(), sent.clone(), contract, emitted)
    };
    pairs.sort_by(|a, b| key(a).cmp(&key(b)));
    pairs
}

/// Marks findings by what was let pass, and by what stood in the store before.
struct ByHistory<'a, 'd, 's> {
    emitted: &'a Party,
    contract: &'a Party,
    desk: &'d mut Desk<'s>,
    allowances: &'a Allowances,
    /// What the two versions of the pair let pass.
    allow: Vec<usize>,
    /// The old producer and the old consumer, once they were looked for.
    old: Option<(Option<Sample>, Option<Sample>)>,
    error: Option<StoreError>,
}

impl ByHistory<'_, '_, '_> {
    fn old(&mut self) -> Result<(Option<Sample>, Option<Sample>), StoreError> {
        if self.old.is_none() {
            let history = &mut self.desk.history;
            let mut of = |party: &Party| match &party.before {
                Some(before) => history.document(&before.version, party.identity()),
                None => Ok(None),
            };
            let mut old = (of(self.emitted)?, of(self.contract)?);
            // What has nothing before it, and stood already when the other side's old version came, is its own old one.
            let mut stood = |party: &Party, other: &Party| match (party.since, &other.before) {
                (Some(since), Some(before)) => {
                    let came = history.since(other.identity().service(), before)?;
                    Ok::<_, StoreError>(since <= came)
                }
                _ => Ok(false),
            };
            match &old {
                (None, Some(_)) if self.emitted.before.is_none() && stood(self.emitted, self.contract)? => {
                    old.0 = Some(self.emitted.sample.clone());
                }
                (Some(_), None) if self.contract.before.is_none() && stood(self.contract, self.emitted)? => {
                    old.1 = Some(self.contract.sample.clone());
                }
                _ => {}
            }
            self.old = Some(old);
        }
        Ok(self.old.clone().expect("it was looked for"))
    }

    fn cause(&mut self, part: Part, place: &Place) -> Result<Cause, StoreError> {
        let (old_emitted, old_contract) = self.old()?;
        let (emitted, contract) = (&self.emitted.sample, &self.contract.sample);
        let judge = &mut self.desk.judge;
        let mut at = |emitted: Option<&Sample>, contract: Option<&Sample>| -> Option<At> {
            Some(judge.at(emitted?, contract?, part, place))
        };
        let old = at(old_emitted.as_ref(), old_contract.as_ref());
        let old_producer = at(old_emitted.as_ref(), Some(contract));
        let old_consumer = at(Some(emitted), old_contract.as_ref());
        Ok(cause(old, old_producer, old_consumer))
    }

    fn fate(&mut self, spot: Spot<'_>) -> Result<Fate, StoreError> {
        let allow = self.allowances.of_run().chain(self.allow.iter().copied());
        if let Some(at) = self.allowances.of_spot(allow, self.contract.identity(), spot) {
            return Ok(Fate::Allowed(at));
        }
        // What a consumer requires in its own run is the consumer's to mend.
        if self.contract.own {
            return Ok(Fate::Fails);
        }
        let pending = is_pending_at(
            &mut self.desk.history,
            &mut self.desk.judge,
            &self.emitted.sample,
            &self.contract.sample,
            spot.part,
            spot.place,
        )?;
        Ok(if pending { Fate::Pending } else { Fate::Fails })
    }

    fn marked(&mut self, spot: Spot<'_>) -> Result<Mark, StoreError> {
        Ok(Mark {
            fate: self.fate(spot)?,
            cause: Some(self.cause(spot.part, spot.place)?),
        })
    }
}

impl Marker for ByHistory<'_, '_, '_> {
    fn mark(&mut self, spot: Spot<'_>) -> Mark {
        self.marked(spot).unwrap_or_else(|error| {
            self.error.get_or_insert(error);
            Mark {
                fate: Fate::Fails,
                cause: None,
            }
        })
    }

    fn unproven(&mut self) -> Fate {
        if self.contract.own {
            return Fate::Fails;
        }
        let pending = is_pending(
            &mut self.desk.history,
            &mut self.desk.judge,
            &self.emitted.sample,
            &self.contract.sample,
        );
        match pending {
            Ok(true) => Fate::Pending,
            Ok(false) => Fate::Fails,
            Err(error) => {
                self.error.get_or_insert(error);
                Fate::Fails
            }
        }
    }
}
