//! Numbers: bounds, steps, and exclusions. Exact.

use std::rc::Rc;

use foldhash::HashSet;

use super::goal::{Atom, Claim};
use super::state::State;
use super::{Answer, Search};
use crate::compat::schema::node::Types;
use crate::compat::verdict::ReasonKind;
use crate::json::{Json, Number};

/// One end of a range.
type End = Option<(Number, bool)>;

#[derive(Default)]
struct Conditions {
    /// The bound, and whether it belongs to the range.
    above: End,
    below: End,
    /// All are multiples of this.
    step: Option<Number>,
    /// The number is not a multiple of any of these.
    off_steps: Vec<Number>,
    excluded: HashSet<Number>,
}

impl Conditions {
    fn raise(&mut self, bound: &Number, inclusive: bool) {
        let tighter = match &self.above {
            None => true,
            Some((old, was)) => bound > old || bound == old && *was && !inclusive,
        };
        if tighter {
            self.above = Some((bound.clone(), inclusive));
        }
    }

    fn lower(&mut self, bound: &Number, inclusive: bool) {
        let tighter = match &self.below {
            None => true,
            Some((old, was)) => bound < old || bound == old && *was && !inclusive,
        };
        if tighter {
            self.below = Some((bound.clone(), inclusive));
        }
    }

    fn add_step(&mut self, step: &Number) {
        self.step = Some(match &self.step {
            None => step.clone(),
            Some(old) => old.lcm(step),
        });
    }

    fn allows(&self, number: &Number) -> bool {
        self.above
            .as_ref()
            .is_none_or(|(bound, inclusive)| number > bound || *inclusive && number == bound)
            && self
                .below
                .as_ref()
                .is_none_or(|(bound, inclusive)| number < bound || *inclusive && number == bound)
            && self.step.as_ref().is_none_or(|step| number.is_multiple_of(step))
            && !self.off_steps.iter().any(|step| number.is_multiple_of(step))
            && !self.excluded.contains(number)
    }
}

impl<'a> Search<'a> {
    /// A number that fulfils the state's conditions and one more.
    pub(super) fn numbers(&mut self, state: &State<'a>, added: Option<&Atom<'a>>) -> Answer {
        let mut conditions = Conditions::default();
        let one = Number::from(1);
        if state.kind == Types::INTEGER {
            conditions.add_step(&one);
        } else {
            conditions.off_steps.push(one);
        }
        for atom in state.atoms.iter().chain(added) {
            match atom {
                Atom::Above { bound, inclusive } => conditions.raise(bound, *inclusive),
                Atom::Below { bound, inclusive } => conditions.lower(bound, *inclusive),
                Atom::Multiple(step) => conditions.add_step(step),
                Atom::NotMultiple(step) => conditions.off_steps.push((*step).clone()),
                Atom::Claim(Claim::IsNot(value)) => {
                    conditions
                        .excluded
                        .extend(self.values.get(*value).as_number().cloned());
                }
                Atom::NotAmong(at) => {
                    let numbers = self.constants(*at).iter().filter_map(Json::as_number);
                    conditions.excluded.extend(numbers.cloned());
                }
                _ => {}
            }
        }
        self.step();
        let found = match &conditions.step {
            Some(step) => on_steps(&conditions, step),
            None => Ok(between(&conditions)),
        };
        match found {
            Ok(Some(number)) => Answer::Found(Rc::new(Json::Number(number))),
            Ok(None) => Answer::Empty,
            Err(()) => {
                let text = "a multiple of one number that is no multiple of others".to_owned();
                Answer::Unknown(self.reason(ReasonKind::Budget, text))
            }
        }
    }
}

/// The multiple of `step` that is nearest to zero; `Err` where too many would have to be tried.
fn on_steps(conditions: &Conditions, step: &Number) -> Result<Option<Number>, ()> {
    let lowest = conditions.above.as_ref().map(|(bound, inclusive)| {
        let multiple = bound.ceil_to(step);
        if !inclusive && multiple == *bound {
            multiple.plus(step)
        } else {
            multiple
        }
    });
    let highest = conditions.below.as_ref().map(|(bound, inclusive)| {
        let multiple = bound.floor_to(step);
        if !inclusive && multiple == *bound {
            multiple.plus(&-step.clone())
        } else {
            multiple
        }
    });
    if let (Some(lowest), Some(highest)) = (&lowest, &highest) {
        if lowest > highest {
            return Ok(None);
        }
    }
    // If every multiple of the step must be left out, nothing is left.
    if conditions.off_steps.iter().any(|off| step.is_multiple_of(off)) {
        return Ok(None);
    }
    let zero = Number::zero();
    let start = match (&lowest, &highest) {
        (Some(lowest), _) if *lowest > zero => lowest.clone(),
        (_, Some(highest)) if *highest < zero => highest.clone(),
        _ => zero,
    };
    if let Some(short) = shorter(&start).filter(|short| conditions.allows(short)) {
        return Ok(Some(short));
    }
    let back = -step.clone();
    let (mut up, mut down) = (start.clone(), start.plus(&back));
    let tries = 1_000 + 2 * conditions.excluded.len();
    for _ in 0..tries {
        let can_rise = highest.as_ref().is_none_or(|highest| up <= *highest);
        let can_fall = lowest.as_ref().is_none_or(|lowest| down >= *lowest);
        if !can_rise && !can_fall {
            return Ok(None);
        }
        if can_rise {
            if conditions.allows(&up) {
                return Ok(Some(up));
            }
            up = up.plus(step);
        }
        if can_fall {
            if conditions.allows(&down) {
                return Ok(Some(down));
            }
            down = down.plus(&back);
        }
    }
    // One step after a common multiple of all that is left out, none of it follows.
    let common = conditions
        .off_steps
        .iter()
        .fold(step.clone(), |common, off| common.lcm(off));
    let mut multiple = if highest.is_none() {
        up.ceil_to(&common)
    } else {
        down.floor_to(&common)
    };
    let onward = if highest.is_none() {
        common.clone()
    } else {
        -common.clone()
    };
    for _ in 0..=conditions.excluded.len() + 1 {
        for beside in [multiple.plus(step), multiple.plus(&back)] {
            if conditions.allows(&beside) {
                return Ok(Some(beside));
            }
        }
        multiple = multiple.plus(&onward);
    }
    Err(())
}

/// Of a number too long to be read, one beyond it with a single digit before the zeros.
fn shorter(number: &Number) -> Option<Number> {
    const READABLE: i64 = 60;
    let digits = number.magnitude();
    if digits <= READABLE {
        return None;
    }
    let unit: Number = format!("1e{}", digits - 1).parse().ok()?;
    Some(if number.is_negative() {
        number.floor_to(&unit)
    } else {
        number.ceil_to(&unit)
    })
}

/// A number that is not an integer, not a multiple of the exclusions, and as short as possible.
fn between(conditions: &Conditions) -> Option<Number> {
    if let (Some((above, from)), Some((below, to))) = (&conditions.above, &conditions.below) {
        if above > below || above == below && !(*from && *to) {
            return None;
        }
        if above == below {
            return conditions.allows(above).then(|| above.clone());
        }
    }
    let zero = Number::zero();
    let start = match (&conditions.above, &conditions.below) {
        (Some((above, _)), _) if *above >= zero => above.clone(),
        (_, Some((below, _))) if *below <= zero => below.clone(),
        _ => zero,
    };
    // Ever finer decimals near the start: there are always some between two different numbers, and a number with
    // more decimals than a step is not a multiple of it.
    let bounds = conditions
        .above
        .iter()
        .chain(&conditions.below)
        .map(|(bound, _)| bound);
    let finest = bounds
        .chain(&conditions.off_steps)
        .chain(&conditions.excluded)
        .map(Number::decimals)
        .max();
    let finest = finest.unwrap_or(0) + 1;
    const COARSE: u32 = 20;
    for decimals in (1..finest.min(COARSE)).chain([finest, finest + 1]) {
        let unit = |digit: i8| Number::new(digit.into(), -(decimals as i32));
        let base = start.floor_to(&unit(1));
        for digit in [5, 1, 2, 3, 4, 6, 7, 8, 9, 11, -5, -1, -2, -3, -4, -6, -7, -8, -9] {
            let candidate = base.plus(&unit(digit));
            if conditions.allows(&candidate) {
                return Some(candidate);
            }
        }
    }
    None
}
