//! What schemas say in the end, from what they and those on the same value say by themselves.

use super::program::{Bits, KeySet, ObjectCode, Op, State, kind};

/// The members of an object, as far as `unevaluatedProperties` asks.
pub(super) struct Members<'a> {
    pub(super) code: &'a ObjectCode,
    pub(super) seen: &'a KeySet,
    /// True if there are others than those that the state knows.
    pub(super) others: bool,
}

/// Returns true if all of `keys` are in `seen`.
#[inline(always)]
pub(super) fn within(keys: &KeySet, seen: &KeySet) -> bool {
    keys.iter().zip(seen).all(|(keys, seen)| keys & !seen == 0)
}

/// What schemas say of others on the same value: references, unions, `not`, `if` and `unevaluatedProperties`.
pub(super) fn operate(
    state: &State,
    kind: usize,
    members: Option<&Members<'_>>,
    no: &mut Bits,
    unknown: &mut Bits,
) {
    for op in &state.ops {
        let is_no = |no: Bits, bit: u8| no >> bit & 1 == 1;
        match op {
            Op::All { bit, of } => {
                if *no & of != 0 {
                    *no |= 1 << bit;
                } else if *unknown & of != 0 {
                    *unknown |= 1 << bit;
                }
            }
            Op::Any { bit, of } => {
                if of & !*no & !*unknown != 0 {
                    continue;
                }
                if of & !*no == 0 {
                    *no |= 1 << bit;
                } else {
                    *unknown |= 1 << bit;
                }
            }
            Op::One { bit, of } => {
                let (mut accepting, mut open) = (0, 0);
                for of in of {
                    if is_no(*no, *of) {
                    } else if is_no(*unknown, *of) {
                        open += 1;
                    } else {
                        accepting += 1;
                    }
                }
                match (accepting, open) {
                    (1, 0) => {}
                    (0, 0) | (2.., _) => *no |= 1 << bit,
                    _ => *unknown |= 1 << bit,
                }
            }
            Op::Not { bit, of } => {
                if is_no(*no, *of) {
                } else if is_no(*unknown, *of) {
                    *unknown |= 1 << bit;
                } else {
                    *no |= 1 << bit;
                }
            }
            Op::If {
                bit,
                when,
                then,
                otherwise,
            } => {
                let truth = |part: Option<u8>| match part {
                    Some(part) if is_no(*no, part) => (1, 0),
                    Some(part) if is_no(*unknown, part) => (0, 1),
                    _ => (0, 0),
                };
                let (refused, open) = if is_no(*no, *when) {
                    truth(*otherwise)
                } else if is_no(*unknown, *when) {
                    let (then, otherwise) = (truth(*then), truth(*otherwise));
                    if then == otherwise { then } else { (0, 1) }
                } else {
                    truth(*then)
                };
                *no |= refused << bit;
                *unknown |= open << bit;
            }
            Op::Closed { bit } if kind == kind::OBJECT => close(*bit, members, no, unknown),
            Op::Closed { .. } => {}
        }
        // What refuses is not unknown.
        *unknown &= !*no;
    }
}

/// `unevaluatedProperties: false`.
fn close(bit: u8, members: Option<&Members<'_>>, no: &mut Bits, unknown: &mut Bits) {
    let Some(members) = members else { return };
    if *no >> bit & 1 == 1 {
        return;
    }
    let evaluated = &members.code.evaluated;
    let mut certain = evaluated[usize::from(bit)].own;
    let mut all = false;
    let mut open = false;
    let mut visited: Bits = 0;
    let mut pending: Bits = 0;
    let mut next = usize::from(bit);
    loop {
        let one = &evaluated[next];
        let yes = |bit: u8| (*no | *unknown) >> bit & 1 == 0;
        let mut add = |bit: u8| {
            if yes(bit) {
                pending |= 1 << bit & !visited;
            } else if *unknown >> bit & 1 == 1 {
                open = true;
            }
        };
        one.with.iter().for_each(|with| add(*with));
        if let Some((when, then, otherwise)) = one.condition {
            add(when);
            if yes(when) {
                then.into_iter().for_each(&mut add);
            } else {
                otherwise.into_iter().for_each(&mut add);
            }
        }
        if pending == 0 {
            break;
        }
        next = pending.trailing_zeros() as usize;
        pending &= pending - 1;
        visited |= 1 << next;
        all |= evaluated[next].all;
        for (certain, own) in certain.iter_mut().zip(&evaluated[next].own) {
            *certain |= own;
        }
    }
    if all || !members.others && within(members.seen, &certain) {
        return;
    }
    *if open { unknown } else { no } |= 1 << bit;
}
