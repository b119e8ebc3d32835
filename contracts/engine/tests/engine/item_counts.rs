//! Counted items of arrays against brute force over how many items of each kind there are.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};

use super::random_pairs::chance::Chance;

const PAIRS: u64 = 80;
/// The kinds of items, as types.
const KINDS: [&str; 3] = ["integer", "string", "null"];
const MOST: usize = 14;

/// `contains`: the kinds as bits, and how many items of these there are.
#[derive(Debug)]
struct Contains {
    kinds: usize,
    least: usize,
    most: Option<usize>,
}

#[derive(Debug)]
struct Side {
    /// The kinds of the first items, as bits.
    prefix: Vec<usize>,
    least: usize,
    most: Option<usize>,
    contains: Vec<Contains>,
}

impl Contains {
    fn random(chance: &mut Chance) -> Self {
        let least = chance.below(MOST);
        let most = chance.percent(50).then(|| least + chance.below(MOST - least + 1));
        Self {
            kinds: 1 + chance.below(7),
            least,
            most,
        }
    }

    fn text(&self) -> String {
        let Self { least, .. } = self;
        let most = self
            .most
            .map_or_else(String::new, |most| format!(r#","maxContains":{most}"#));
        format!(
            r#"{{"contains":{},"minContains":{least}{most}}}"#,
            types(self.kinds)
        )
    }

    fn accepts(&self, counts: [usize; 3]) -> bool {
        let count: usize = (0..3)
            .filter(|kind| self.kinds >> kind & 1 == 1)
            .map(|kind| counts[kind])
            .sum();
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }
}

fn types(kinds: usize) -> String {
    let all = KINDS.iter().enumerate().filter(|(bit, _)| kinds >> bit & 1 == 1);
    let all: Vec<String> = all.map(|(_, kind)| format!(r#""{kind}""#)).collect();
    format!(r#"{{"type":[{}]}}"#, all.join(","))
}

impl Side {
    fn random(chance: &mut Chance, contains: usize) -> Self {
        let least = chance.below(MOST);
        let most = chance.percent(40).then(|| least + chance.below(2 * MOST));
        Self {
            prefix: (0..chance.below(3)).map(|_| 1 + chance.below(7)).collect(),
            least,
            most,
            contains: (0..contains).map(|_| Contains::random(chance)).collect(),
        }
    }

    fn text(&self, emitted: bool) -> String {
        let mut text = format!(r#"{{"minItems":{}"#, self.least);
        if let Some(most) = self.most {
            text += &format!(r#","maxItems":{most}"#);
        }
        let prefix: Vec<String> = self.prefix.iter().map(|kinds| types(*kinds)).collect();
        if !prefix.is_empty() {
            text += &format!(r#","prefixItems":[{}]"#, prefix.join(","));
        }
        if emitted {
            text += &format!(r#","type":"array","items":{}"#, types(7));
        }
        let contains: Vec<String> = self.contains.iter().map(Contains::text).collect();
        format!(r#"{text},"allOf":[{}]}}"#, contains.join(","))
    }

    /// Returns true if it accepts an array with these first items and so many items of each kind in all.
    fn accepts(&self, first: &[usize], counts: [usize; 3]) -> bool {
        let length = counts.iter().sum();
        self.least <= length
            && self.most.is_none_or(|most| length <= most)
            && self
                .prefix
                .iter()
                .zip(first)
                .all(|(kinds, kind)| kinds >> kind & 1 == 1)
            && self.contains.iter().all(|contains| contains.accepts(counts))
    }
}

/// Whether some array is of the one and not of the other. An array that is as short as possible has no more items of a kind
/// than all lower bounds, of both sides, demand.
fn is_broken(emitted: &Side, accepted: &Side) -> bool {
    let bounds = emitted.contains.iter().map(|contains| contains.least);
    let most = bounds.sum::<usize>() + emitted.least.max(2 * MOST + MOST + 1) + 2;
    let mut first: Vec<usize> = Vec::new();
    let lead = emitted.prefix.len().max(accepted.prefix.len());
    let mut rows: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..=lead {
        for row in &rows {
            first.clone_from(row);
            let mut led = [0; 3];
            row.iter().for_each(|kind| led[*kind] += 1);
            let is_short = row.len() < lead;
            let most = if is_short { 0 } else { most };
            for a in 0..=most {
                for b in 0..=most - a {
                    for c in 0..=most - a - b {
                        let counts = [led[0] + a, led[1] + b, led[2] + c];
                        if emitted.accepts(&first, counts) && !accepted.accepts(&first, counts) {
                            return true;
                        }
                    }
                }
            }
        }
        rows = rows
            .iter()
            .flat_map(|row| (0..3).map(|kind| [&row[..], &[kind]].concat()))
            .collect();
    }
    false
}

#[test]
fn counted_items_are_decided_as_by_brute_force() {
    let (mut contained, mut broken) = (0, 0);
    for seed in 0..PAIRS {
        let mut chance = Chance::of(seed);
        let number = 2 + chance.below(2);
        let emitted = Side::random(&mut chance, number);
        let number = 1 + chance.below(2);
        let accepted = Side::random(&mut chance, number);
        let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).expect("a schema");
        let (sub, sup) = (emitted.text(true), accepted.text(false));
        let expected = is_broken(&emitted, &accepted);
        match check(&read(&sub), &read(&sup), &Limits::default()) {
            Verdict::Compatible => {
                assert!(!expected, "pair {seed}: {sub} in {sup} is not contained");
                contained += 1;
            }
            Verdict::Incompatible(findings) => {
                assert!(
                    expected,
                    "pair {seed}: {sub} in {sup}: a false alarm, {}",
                    findings[0].witness
                );
                broken += 1;
            }
            Verdict::Unproven(reasons) => panic!("pair {seed}: {sub} in {sup}: {}", reasons[0].text),
        }
    }
    assert!(contained >= 10 && broken >= 10, "{contained} and {broken}");
}
