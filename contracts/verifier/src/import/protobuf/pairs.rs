//! Fields of which only one may be there.

use counterpart_engine::json::{Json, Object};

use super::values::{any_of, texts, typed};

/// Pairs of fields of which only one may be there, in one message.
pub(super) const MOST_PAIRS: usize = 20_000;

/// A field of a group by its names; true if it does not count where it is null.
pub(super) type Member = (Vec<String>, bool);

/// For each group: no two members of it. Also the number of pairs.
pub(super) fn pairs(groups: impl Iterator<Item = Vec<Member>>) -> (Vec<Json>, usize) {
    let mut of_groups = Vec::new();
    let mut count = 0;
    for group in groups {
        let mut pairs = Vec::new();
        for (at, (names, is_skipped)) in group.iter().enumerate() {
            for (others, is_other_skipped) in &group[at + 1..] {
                for name in names {
                    for other in others {
                        count += 1;
                        if count <= MOST_PAIRS {
                            pairs.push(both((name, *is_skipped), (other, *is_other_skipped)));
                        }
                    }
                }
            }
        }
        let any = match pairs.len() {
            0 => continue,
            1 => pairs.remove(0),
            _ => any_of(pairs),
        };
        of_groups.push(Json::from([("not", any)]));
    }
    (of_groups, count)
}

fn both((one, is_one_skipped): (&str, bool), (other, is_other_skipped): (&str, bool)) -> Json {
    let mut both = Object::default();
    let skipped = [(one, is_one_skipped), (other, is_other_skipped)];
    let counted: Object = skipped
        .into_iter()
        .filter(|(_, is_skipped)| *is_skipped)
        .map(|(name, _)| {
            let not_null = Json::from([("not", typed("null", []))]);
            (name.to_owned(), not_null)
        })
        .collect();
    both.insert("required".to_owned(), Json::Array(texts([one, other])));
    if !counted.is_empty() {
        both.insert("properties".to_owned(), Json::Object(counted));
    }
    Json::Object(both)
}
