//! Numbers: the edges of their ranges, and of the types that programs hold them in.

use std::rc::Rc;
use std::sync::LazyLock;

use foldhash::HashMap;
use num_bigint::BigInt;

use super::builder::Builder;
use super::choices::Choice;
use super::conjunction::Conjunction;
use super::message::Spelling;
use counterpart_engine::compat::schema::node::NodeId;
use counterpart_engine::json::{Json, Number};

/// The widths of integers, and the digits that an `f64` holds.
const WIDTHS: [u32; 11] = [7, 8, 15, 16, 31, 32, 53, 63, 64, 127, 128];

/// Numbers with a fraction, some of them hard to represent.
const FRACTIONS: [&str; 13] = [
    "0.5",
    "-0.5",
    "1.5",
    "0.1",
    "-1.25",
    "1e-7",
    "3.141592653589793",
    "1234567.125",
    "0.30000000000000004",
    "5e-324",
    "-2.2250738585072014e-308",
    "1.1754943508222875e-38",
    "4503599627370495.5",
];

/// Numbers without a fraction that are beyond every integer type.
const LARGE: [&str; 4] = ["1e30", "-1e30", "3.4028234663852886e38", "1.7976931348623157e308"];

/// The numbers found for conjunctions of schemas; each is computed only once.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    integers: HashMap<(Vec<NodeId>, bool), Rc<Integers>>,
    fractions: HashMap<Vec<NodeId>, Rc<[Number]>>,
}

/// The range of integers.
#[derive(Debug)]
struct Integers {
    low: Option<BigInt>,
    high: Option<BigInt>,
    /// At the bounds, and where programs change from one type to the next; of a step, its multiples there.
    edges: Vec<BigInt>,
    has_step: bool,
}

/// The number of values in an interval below which its inside is not distinguished from its edges.
const FEW: u32 = 3;

impl<'s> Builder<'_, 's> {
    /// A number without a fraction, written with one at times where `any_number` is allowed.
    pub(super) fn integer(&mut self, conjunction: &Conjunction<'s>, any_number: bool) -> Option<Json> {
        let key = (conjunction.nodes.clone(), any_number);
        let known = self.sampler.numbers.integers.entry(key);
        let integers = Rc::clone(known.or_insert_with(|| Rc::new(Integers::of(conjunction, any_number))));
        let (low, high, edges) = (&integers.low, &integers.high, &integers.edges);
        let inside = (!integers.has_step).then(|| self.inside(low, high)).flatten();
        // A reader of any number reads an `f64`.
        let inside = inside.filter(|value| !any_number || Number::from(value.clone()).is_held_by_f64());
        let count = edges.len() + usize::from(inside.is_some());
        if count == 0 {
            return None;
        }
        let picked = self.pick((conjunction.id(), Choice::Number), count);
        let mut value = edges.get(picked).cloned().or(inside)?;
        if any_number {
            match self.pick((conjunction.id(), Choice::Spelling), 4) {
                0 => {}
                1 => self.spell(Spelling::Fraction),
                2 => self.spell(Spelling::Exponent),
                _ if is_within(&BigInt::ZERO, low, high) => {
                    value = BigInt::ZERO;
                    self.spell(Spelling::NegativeZero);
                }
                _ => {}
            }
        }
        Some(Json::Number(Number::from(value)))
    }

    /// Any integer between the bounds, if there are more than the edges.
    fn inside(&mut self, low: &Option<BigInt>, high: &Option<BigInt>) -> Option<BigInt> {
        let bits = BigInt::from(self.sampler.choices.bits());
        match (low, high) {
            (Some(low), Some(high)) => {
                let span = high - low;
                if span <= BigInt::from(FEW) {
                    return None;
                }
                // Wide ranges hold mostly large numbers; small ones are as good.
                let shift = self.sampler.choices.below(span.bits() as usize + 1) as u64;
                let wide = (bits.clone() << 64) + bits;
                Some(low + wide % ((span >> shift) + 1))
            }
            (Some(low), None) => Some(low + (bits >> 40)),
            (None, Some(high)) => Some(high - (bits >> 40)),
            (None, None) => Some((bits >> 32) - (BigInt::from(1) << 31)),
        }
    }

    /// A number with a fraction.
    pub(super) fn fraction(&mut self, conjunction: &Conjunction<'s>) -> Option<Json> {
        let known = self.sampler.numbers.fractions.entry(conjunction.nodes.clone());
        let candidates = Rc::clone(known.or_insert_with(|| fractions(conjunction).into()));
        if candidates.is_empty() {
            return None;
        }
        let picked = self.pick((conjunction.id(), Choice::Number), candidates.len());
        Some(Json::Number(candidates[picked].clone()))
    }
}

impl Integers {
    fn of(conjunction: &Conjunction<'_>, any_number: bool) -> Self {
        let low = conjunction.lower().map(|(bound, excluded)| match excluded {
            true => bound.floor() + 1,
            false => bound.ceil(),
        });
        let high = conjunction.upper().map(|(bound, excluded)| match excluded {
            true => bound.ceil() - 1,
            false => bound.floor(),
        });
        let mut steps = conjunction
            .all
            .iter()
            .filter_map(|keywords| keywords.multiple_of.as_ref());
        let step = steps
            .next()
            .map(|first| steps.fold(first.clone(), |step, other| step.lcm(other)));
        Self {
            edges: match &step {
                None => edges(&low, &high, any_number),
                Some(step) => multiples(step, &low, &high),
            },
            low,
            high,
            has_step: step.is_some(),
        }
    }
}

/// An integer where programs may behave in another way.
#[derive(Debug, Clone, PartialEq)]
struct Edge {
    value: BigInt,
    /// True if an `f64` holds it.
    is_held: bool,
}

impl From<BigInt> for Edge {
    fn from(value: BigInt) -> Self {
        Self {
            is_held: Number::from(value.clone()).is_held_by_f64(),
            value,
        }
    }
}

/// The edges that every schema has. They are made once: most of the time that a small schema takes is theirs.
struct KnownEdges {
    small: Vec<Edge>,
    /// Where one type ends, and one that is beyond every type and still written in full.
    of_types: Vec<Edge>,
    large: Vec<Edge>,
}

static KNOWN: LazyLock<KnownEdges> = LazyLock::new(|| {
    let small = [1, 0, -1, 10].map(BigInt::from);
    let of_types = WIDTHS.into_iter().flat_map(|width| {
        let power = BigInt::from(1) << width;
        [&power - 1, power.clone(), -&power, -power - 1]
    });
    let large = LARGE.iter().filter_map(|text| text.parse::<Number>().ok());
    let large = large.filter_map(|number| number.to_integer());
    KnownEdges {
        small: small.into_iter().map(Edge::from).collect(),
        of_types: of_types
            .chain([BigInt::from(10).pow(39)])
            .map(Edge::from)
            .collect(),
        large: large.map(Edge::from).collect(),
    }
});

/// The integers at the bounds, and those where programs change from one type to the next.
fn edges(low: &Option<BigInt>, high: &Option<BigInt>, any_number: bool) -> Vec<BigInt> {
    let bounds = [(low, 1), (high, -1)].into_iter();
    let bounds = bounds.filter_map(|(bound, inwards)| bound.as_ref().map(|bound| (bound, inwards)));
    let bounds: Vec<Edge> = bounds
        .flat_map(|(bound, inwards)| [bound.clone(), bound + inwards])
        .map(Edge::from)
        .collect();
    let large: &[Edge] = if any_number { &KNOWN.large } else { &[] };
    let all = [&KNOWN.small, &bounds, &KNOWN.of_types, large];
    let mut edges: Vec<&Edge> = Vec::new();
    for edge in all.into_iter().flatten() {
        if is_within(&edge.value, low, high) && !edges.contains(&edge) {
            edges.push(edge);
        }
    }
    if any_number && edges.iter().any(|edge| edge.is_held) {
        edges.retain(|edge| edge.is_held);
    }
    edges.into_iter().map(|edge| edge.value.clone()).collect()
}

/// Numbers with a fraction that the bounds allow.
fn fractions(conjunction: &Conjunction<'_>) -> Vec<Number> {
    let (low, high) = (conjunction.lower(), conjunction.upper());
    let fits = |value: &Number| {
        let above = low.is_none_or(|(bound, excluded)| value > bound || (value == bound && !excluded));
        above && high.is_none_or(|(bound, excluded)| value < bound || (value == bound && !excluded))
    };
    let known = FRACTIONS.iter().filter_map(|text| text.parse::<Number>().ok());
    let bounds = [low, high].into_iter().flatten().map(|(bound, _)| bound.clone());
    let half = Number::new(BigInt::from(5), -1);
    let near = bounds.flat_map(|bound| [bound.clone(), &bound + &half, &bound - &half]);
    let steps = conjunction
        .all
        .iter()
        .filter_map(|keywords| keywords.multiple_of.clone());
    let mut candidates: Vec<Number> = known
        .chain(near)
        .chain(steps)
        .filter(|value| !value.is_integer() && fits(value))
        .collect();
    let has_integer = match (low, high) {
        (Some((low, _)), Some((high, _))) => low.ceil() <= high.floor(),
        _ => true,
    };
    if has_integer || candidates.iter().any(Number::is_held_by_f64) {
        candidates.retain(Number::is_held_by_f64);
    }
    candidates
}

fn is_within(value: &BigInt, low: &Option<BigInt>, high: &Option<BigInt>) -> bool {
    low.as_ref().is_none_or(|low| value >= low) && high.as_ref().is_none_or(|high| value <= high)
}

/// The multiples of a step at the bounds and around zero.
fn multiples(step: &Number, low: &Option<BigInt>, high: &Option<BigInt>) -> Vec<BigInt> {
    let bounds = [low, high].into_iter().flatten().cloned().map(Number::from);
    let near = bounds.flat_map(|bound| [bound.ceil_to(step), bound.floor_to(step)]);
    near.chain([Number::zero(), step.clone(), -step.clone()])
        .filter_map(|number| number.to_integer())
        .filter(|value| is_within(value, low, high))
        .collect()
}
