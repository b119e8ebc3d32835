//! Alternatives: joined where they differ in counts only, with common beginnings if there are many.

use foldhash::{HashMap, HashMapExt};

use super::{SetId, Term, TermId, Terms};

impl Terms {
    /// Matches one of these.
    pub(in crate::compat::regex) fn any(&mut self, items: impl IntoIterator<Item = TermId>) -> TermId {
        let mut flat = Vec::new();
        for item in items {
            match self.term(item) {
                Term::Nothing => {}
                Term::Any(inner) => flat.extend_from_slice(inner),
                _ => flat.push(item),
            }
        }
        let items = self.merge(flat);
        match *items {
            [] => Self::NOTHING,
            [item] => item,
            _ => self.intern(Term::Any(items.into())),
        }
    }

    /// Matches one of these. If there are many, common beginnings are shared.
    pub(in crate::compat::regex) fn any_of_many(&mut self, items: Vec<TermId>) -> TermId {
        const MANY: usize = 32;
        const DEPTH: u32 = 100;
        if items.len() > MANY {
            self.any_sharing(items, DEPTH)
        } else {
            self.any(items)
        }
    }

    fn any_sharing(&mut self, items: Vec<TermId>, depth: u32) -> TermId {
        if items.len() < 2 || depth == 0 || self.fuel == 0 {
            return self.any(items);
        }
        self.charge_steps(items.len() as u64);
        let mut groups: Vec<(TermId, Vec<TermId>)> = Vec::new();
        let mut known: HashMap<TermId, usize> = HashMap::new();
        for item in items {
            let (head, tail) = self.split(item);
            let group = *known.entry(head).or_insert_with(|| {
                groups.push((head, Vec::new()));
                groups.len() - 1
            });
            groups[group].1.push(tail.unwrap_or(Self::EMPTY));
        }
        let mut shared = Vec::with_capacity(groups.len());
        for (head, tails) in groups {
            let tail = self.any_sharing(tails, depth - 1);
            shared.push(self.concat(head, tail));
        }
        self.any(shared)
    }

    fn run(&self, whole: TermId) -> Run {
        let (head, tail) = self.split(whole);
        let (body, min, max) = self.as_loop(head);
        Run {
            body,
            tail: tail.unwrap_or(Self::EMPTY),
            min,
            max,
            whole: Some(whole),
        }
    }

    /// The same alternatives, sorted, with loops that differ in their counts only joined: `a|a{2,5}` is `a{1,5}`.
    pub(in crate::compat::regex) fn merge(&mut self, mut items: Vec<TermId>) -> Vec<TermId> {
        self.charge_steps(items.len() as u64);
        items.sort_unstable();
        items.dedup();
        if items.contains(&Self::EVERYTHING) {
            return vec![Self::EVERYTHING];
        }
        if items.len() < 2 {
            return items;
        }
        // One letter of several sets is one letter of their union.
        let sets: Vec<SetId> = items
            .iter()
            .filter_map(|item| match self.term(*item) {
                Term::One(set) => Some(*set),
                _ => None,
            })
            .collect();
        if let [first, more @ ..] = &*sets {
            if !more.is_empty() {
                let union = more
                    .iter()
                    .fold(self.set(*first).clone(), |union, set| union.or(self.set(*set)));
                items.retain(|item| !matches!(self.term(*item), Term::One(_)));
                items.push(self.one(union));
                items.sort_unstable();
            }
        }
        let mut loops: Vec<Run> = items.iter().map(|item| self.run(*item)).collect();
        loops.sort_unstable_by_key(|run| (run.body, run.tail, run.min, run.max.unwrap_or(u64::MAX)));
        let mut joined: Vec<Run> = Vec::with_capacity(loops.len());
        for next in loops {
            match joined.last_mut() {
                Some(last)
                    if (last.body, last.tail) == (next.body, next.tail)
                        && last.max.is_none_or(|max| next.min <= max.saturating_add(1)) =>
                {
                    last.max = last.max.zip(next.max).map(|(a, b)| a.max(b));
                    last.whole = None;
                }
                _ => joined.push(next),
            }
        }
        // `t|a{1,5}t` is `a{0,5}t`.
        let mut absorbed = Vec::new();
        for run in &mut joined {
            if run.min == 1 && items.binary_search(&run.tail).is_ok() {
                run.min = 0;
                run.whole = None;
                absorbed.push(run.tail);
            }
        }
        absorbed.sort_unstable();
        let mut result = Vec::with_capacity(joined.len());
        for run in joined {
            match run.whole {
                Some(whole) if absorbed.binary_search(&whole).is_ok() => {}
                Some(whole) => result.push(whole),
                None => {
                    let looped = self.repeat(run.body, run.min, run.max);
                    result.push(self.concat(looped, run.tail));
                }
            }
        }
        result.sort_unstable();
        result.dedup();
        result
    }
}

/// An alternative as a loop and what follows it.
struct Run {
    body: TermId,
    tail: TermId,
    min: u64,
    max: Option<u64>,
    /// The alternative itself, until it is joined with another.
    whole: Option<TermId>,
}
