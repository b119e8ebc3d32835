//! Maps and lists of pairs.

use std::collections::{BTreeMap, HashMap};

use serde_with::{DisplayFromStr, Map, MapFirstKeyWins, MapPreventDuplicates, MapSkipError, Seq};

use super::super::kinds::judge::{breaks, fits, written};
use super::{adapted, reads_exactly};

adapted! {
    Keys: "BTreeMap<DisplayFromStr, _>", BTreeMap<u64, u8>;
    Values: "HashMap<_, DisplayFromStr>", HashMap<String, u8>;
    BoolKeys: "BTreeMap<DisplayFromStr, _>", BTreeMap<bool, u8>;
    Pairs: "Map<_, DisplayFromStr>", Vec<(String, u8)>;
    NumberPairs: "BTreeMap<_, _>", Vec<(u8, bool)>;
    List: "Seq<(DisplayFromStr, _)>", BTreeMap<u8, bool>;
    VecList: "Vec<(_, _)>", BTreeMap<u8, bool>;
    Skips: "MapSkipError<DisplayFromStr, _>", BTreeMap<u8, bool>;
    First: "MapFirstKeyWins<_, DisplayFromStr>", BTreeMap<String, u8>;
    Once: "MapPreventDuplicates<_, DisplayFromStr>", BTreeMap<String, u8>;
}

fn texts() -> Vec<String> {
    [
        "{}",
        "[]",
        "null",
        "{\"1\":1}",
        "{\"01\":1}",
        "{\"+1\":1}",
        "{\"-1\":1}",
        "{\"1\":\"1\"}",
        "{\"a\":\"7\"}",
        "{\"a\":\"256\"}",
        "{\"18446744073709551615\":0}",
        "{\"18446744073709551616\":0}",
        "{\"true\":0}",
        "{\"True\":0}",
        "{\"255\":true}",
        "{\"256\":true}",
        "{\"1\":true,\"x\":7}",
        "[[\"1\",true]]",
        "[[1,true]]",
        "[[1]]",
        "[[1,true,2]]",
        "[[256,true]]",
        "[[1,true],[1,false]]",
        "[[\"1\",true],[\"01\",null]]",
        "{\"1\":{}}",
        "1",
        "\"\"",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn keys_and_values_are_adapted() {
    reads_exactly::<Keys>(&texts());
    reads_exactly::<Values>(&texts());
    reads_exactly::<BoolKeys>(&texts());
    written([Keys(BTreeMap::new()), Keys([(0, 1), (u64::MAX, 2)].into())]);
    written([Values([("a".to_owned(), 7)].into())]);
    written([BoolKeys([(true, 1), (false, 2)].into())]);
    fits::<Keys, BTreeMap<String, u8>>();
    breaks::<Values, Once2>();
}

/// A map of numbers.
#[derive(Debug, serde::Deserialize, counterpart::Contract)]
struct Once2(#[allow(dead_code, reason = "it is read")] BTreeMap<String, u8>);

#[test]
fn lists_of_pairs_become_maps_and_maps_become_lists() {
    reads_exactly::<Pairs>(&texts());
    reads_exactly::<NumberPairs>(&texts());
    reads_exactly::<List>(&texts());
    reads_exactly::<VecList>(&texts());
    written([Pairs(vec![]), Pairs(vec![("a".to_owned(), 255)])]);
    written([NumberPairs(vec![(0, true), (255, false)])]);
    written([List(BTreeMap::new()), List([(0, true), (255, false)].into())]);
    written([VecList([(0, true), (255, false)].into())]);
    fits::<Pairs, Values>();
    breaks::<List, VecList>();
}

#[test]
fn maps_skip_what_is_not_read_and_know_duplicates() {
    reads_exactly::<Skips>(&texts());
    reads_exactly::<First>(&texts());
    reads_exactly::<Once>(&texts());
    written([Skips([(0, true)].into())]);
    written([First([("a".to_owned(), 1)].into())]);
    written([Once([("a".to_owned(), 1)].into())]);
    fits::<Keys, Skips>();
    fits::<Once, First>();
}
