//! The schema of an enum.

use std::collections::BTreeSet;

use counterpart_engine::json::Json;

use super::descriptors::EnumType;
use super::error::ProtobufOption;
use super::messages::Maker;
use super::values::{any_of, int32, integers, texts};
use super::written_by::{ClosedEnums, Enums};

/// Ranges of numbers between those that have a name. Beyond, all numbers are sent.
const MOST_GAPS: usize = 16;

impl Maker<'_> {
    pub(super) fn enumeration(&self, found: &EnumType) -> Json {
        let names = || texts(found.values.iter().map(|(name, _)| name.as_str()));
        let named = |names: Vec<Json>| Json::from([("enum", Json::Array(names))]);
        let known_numbers = || {
            let numbers = found.numbers().into_iter();
            Json::from([(
                "enum",
                Json::Array(numbers.map(|number| Json::Number(number.into())).collect()),
            )])
        };
        let Some(writes) = self.writes() else {
            let is_open = self.reads().is_some_and(|reads| match found.is_open {
                true => reads.open_enums,
                false => reads.opens_closed_enums,
            });
            let numbers = if is_open { int32() } else { known_numbers() };
            return any_of(vec![named(names()), numbers]);
        };
        let only_numbers = self.has(ProtobufOption::EnumsAsIntegers);
        let is_open = found.is_open || writes.closed_enums == ClosedEnums::Open;
        match writes.enums {
            Enums::Names if only_numbers => known_numbers(),
            _ if only_numbers && !is_open => known_numbers(),
            Enums::Numbers => int32(),
            _ if only_numbers => int32(),
            Enums::NamesAndNumbers if is_open => {
                let mut ways = vec![named(names())];
                ways.extend(unnamed(&found.numbers()));
                any_of(ways)
            }
            Enums::NamesAndNumbers | Enums::Names => named(names()),
            Enums::NamesOr(other) => {
                let mut all = names();
                if !all.contains(&Json::from(other)) {
                    all.push(Json::from(other));
                }
                named(all)
            }
        }
    }
}

/// The numbers of 32 bits that have no name.
pub(super) fn unnamed(numbers: &BTreeSet<i32>) -> Vec<Json> {
    let mut gaps = Vec::new();
    let mut next = i64::from(i32::MIN);
    for number in numbers.iter().map(|number| i64::from(*number)) {
        if next < number {
            gaps.push((next, number - 1));
        }
        next = number + 1;
    }
    if next <= i64::from(i32::MAX) {
        gaps.push((next, i64::from(i32::MAX)));
    }
    if gaps.len() > MOST_GAPS {
        return vec![int32()];
    }
    gaps.into_iter()
        .map(|(least, greatest)| integers(least, greatest))
        .collect()
}
