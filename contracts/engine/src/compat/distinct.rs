//! Finds equal values among many JSON values, without comparing each with each.

use std::hash::{DefaultHasher, Hash, Hasher};

use foldhash::{HashSet, HashSetExt};

use crate::json::Json;

/// A value whose hash follows equality: the order of members does not matter.
pub(crate) struct ByValue<'a>(pub(crate) &'a Json);

impl PartialEq for ByValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for ByValue<'_> {}

impl Hash for ByValue<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self.0).hash(state);
        match self.0 {
            Json::Null => {}
            Json::Bool(value) => value.hash(state),
            Json::Number(number) => number.hash(state),
            Json::String(text) => text.hash(state),
            Json::Array(items) => {
                items.len().hash(state);
                items.iter().for_each(|item| ByValue(item).hash(state));
            }
            Json::Object(members) => {
                let sum = members.iter().fold(0u64, |sum, (key, value)| {
                    let mut member = DefaultHasher::new();
                    key.hash(&mut member);
                    ByValue(value).hash(&mut member);
                    sum.wrapping_add(member.finish())
                });
                sum.hash(state);
            }
        }
    }
}

/// A hash that equal values share, the same on every machine.
pub(crate) fn hash_of(value: &Json) -> u64 {
    let mut hasher = DefaultHasher::new();
    ByValue(value).hash(&mut hasher);
    hasher.finish()
}

/// Finds a value among many by its hash, with little memory beside the values themselves.
#[derive(Debug)]
pub(crate) struct ByHash {
    /// Hashes, in their order, with the positions of their values.
    places: Vec<(u64, u32)>,
}

impl ByHash {
    pub(crate) fn of(values: &[Json]) -> Self {
        let places = values
            .iter()
            .zip(0..)
            .map(|(value, place)| (hash_of(value), place));
        let mut places: Vec<(u64, u32)> = places.collect();
        places.sort_unstable();
        Self { places }
    }

    /// Returns true if the value is one of those that this was made of.
    pub(crate) fn contains(&self, values: &[Json], value: &Json) -> bool {
        let hash = hash_of(value);
        let first = self.places.partition_point(|(known, _)| *known < hash);
        let alike = self.places[first..]
            .iter()
            .take_while(|(known, _)| *known == hash);
        let mut alike = alike.filter_map(|(_, place)| values.get(*place as usize));
        alike.any(|known| known == value)
    }
}

/// The values in their order, each once.
pub(crate) fn distinct(mut values: Vec<Json>) -> Vec<Json> {
    let mut seen = HashSet::with_capacity(values.len());
    let is_new: Vec<bool> = values.iter().map(|value| seen.insert(ByValue(value))).collect();
    let mut is_new = is_new.into_iter();
    values.retain(|_| is_new.next().unwrap_or(true));
    values
}

/// The position of the first value that equals one before it.
pub(crate) fn first_repeated(values: &[Json]) -> Option<usize> {
    let mut seen = HashSet::with_capacity(values.len());
    values.iter().position(|value| !seen.insert(ByValue(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn equal_values_are_found_however_they_are_written() {
        let values = parse(br#"[1, "1", {"a": 1, "b": [2]}, 1.0, {"b": [2.0], "a": 1}, [], {}]"#).unwrap();
        let values = values.as_array().unwrap();
        assert_eq!(first_repeated(values), Some(3));
        assert_eq!(
            Json::from(distinct(values.to_vec())).to_string(),
            r#"[1,"1",{"a":1,"b":[2]},[],{}]"#
        );
        assert_eq!(first_repeated(&values[..3]), None);
        let all = ByHash::of(values);
        for (text, is_there) in [
            ("1.00", true),
            (r#"{"b": [2], "a": 1.0}"#, true),
            ("[1]", false),
            ("null", false),
        ] {
            let value = parse(text.as_bytes()).unwrap();
            assert_eq!(all.contains(values, &value), is_there, "{text}");
        }
    }
}
