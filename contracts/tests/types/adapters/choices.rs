//! One of several forms.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_with::formats::PreferMany;
use serde_with::{
    DefaultOnError, DefaultOnNull, DisplayFromStr, IfIsHumanReadable, OneOrMany, PickFirst, SetLastValueWins,
    TimestampSeconds, VecSkipError,
};

use super::super::kinds::judge::{breaks, fits, written};
use super::{adapted, reads_at_least, reads_exactly};

adapted! {
    One: "OneOrMany<_>", Vec<u8>;
    Many: "OneOrMany<_, PreferMany>", Vec<u8>;
    OneText: "OneOrMany<DisplayFromStr>", BTreeSet<u8>;
    OneList: "OneOrMany<_>", Vec<Vec<u8>>;
    Either: "PickFirst<(_, DisplayFromStr)>", u8;
    EitherText: "PickFirst<(DisplayFromStr, _)>", u8;
    Moment: "PickFirst<(_, TimestampSeconds<i64>)>", DateTime<Utc>;
    Null: "DefaultOnNull", u8;
    NullText: "DefaultOnNull<DisplayFromStr>", u8;
    NullMaybe: "DefaultOnNull<Option<DisplayFromStr>>", Option<u8>;
    Error: "DefaultOnError", u8;
    ErrorText: "DefaultOnError<DisplayFromStr>", u8;
    Skips: "VecSkipError<_>", Vec<u8>;
    SkipsText: "VecSkipError<DisplayFromStr>", Vec<u8>;
    Readable: "IfIsHumanReadable<DisplayFromStr>", u8;
    Last: "SetLastValueWins<DisplayFromStr>", BTreeSet<u8>;
    Nested: "BTreeMap<_, OneOrMany<PickFirst<(_, DisplayFromStr)>>>", BTreeMap<String, Vec<u8>>;
}

fn texts() -> Vec<String> {
    [
        "0",
        "7",
        "255",
        "256",
        "-1",
        "1.5",
        "\"0\"",
        "\"007\"",
        "\"255\"",
        "\"256\"",
        "\"\"",
        "null",
        "true",
        "{}",
        "[]",
        "[1]",
        "[1,2]",
        "[\"1\"]",
        "[\"1\",\"2\"]",
        "[\"1\",2]",
        "[256]",
        "[null]",
        "[[]]",
        "[[1]]",
        "[[1],2]",
        "[[1],[2,3]]",
        "[1,\"x\",null]",
        "{\"a\":1}",
        "{\"a\":\"1\"}",
        "{\"a\":[1,\"2\"]}",
        "{\"a\":[]}",
        "{\"a\":null}",
        "{\"a\":[256]}",
        "1577836800",
        "8210266876799",
        "8210266876800",
        "\"2020-01-01T00:00:00Z\"",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn one_or_many_are_read_and_the_preferred_form_is_written() {
    reads_exactly::<One>(&texts());
    reads_exactly::<Many>(&texts());
    reads_exactly::<OneText>(&texts());
    reads_exactly::<OneList>(&texts());
    let lists = || [vec![], vec![1], vec![1, 2], vec![0, 255, 7]];
    written(lists().map(One));
    written(lists().map(Many));
    written(lists().map(|list| OneText(list.into_iter().collect())));
    written([
        OneList(vec![]),
        OneList(vec![vec![]]),
        OneList(vec![vec![1], vec![2]]),
    ]);
    fits::<Vec<u8>, One>();
    fits::<u8, Many>();
    fits::<Many, Vec<u8>>();
    breaks::<One, Skips>();
}

#[test]
fn any_of_the_adapters_is_read_and_the_first_is_written() {
    reads_exactly::<Either>(&texts());
    reads_exactly::<EitherText>(&texts());
    reads_at_least::<Moment>(&texts());
    written((0..=u8::MAX).map(Either));
    written((0..=u8::MAX).map(EitherText));
    written([0, 1_577_836_800].map(|at| Moment(DateTime::from_timestamp(at, 0).unwrap())));
    fits::<Either, u8>();
    fits::<EitherText, Either>();
    breaks::<EitherText, Skips>();
}

#[test]
fn defaults_replace_nothing_or_anything() {
    reads_exactly::<Null>(&texts());
    reads_exactly::<NullText>(&texts());
    reads_exactly::<NullMaybe>(&texts());
    reads_exactly::<Error>(&texts());
    reads_exactly::<ErrorText>(&texts());
    written((0..=u8::MAX).map(Null));
    written((0..=u8::MAX).map(NullText));
    written([NullMaybe(None), NullMaybe(Some(1))]);
    written((0..=u8::MAX).map(Error));
    written((0..=u8::MAX).map(ErrorText));
    fits::<Null, u8>();
    fits::<Option<u8>, Null>();
    fits::<String, Error>();
    breaks::<ErrorText, Null>();
}

#[test]
fn lists_skip_what_is_not_read() {
    reads_exactly::<Skips>(&texts());
    reads_exactly::<SkipsText>(&texts());
    written([vec![], vec![1, 2]].map(Skips));
    written([vec![], vec![1, 2]].map(SkipsText));
    fits::<Vec<String>, Skips>();
    fits::<Skips, Vec<u8>>();
    breaks::<SkipsText, One>();
}

#[test]
fn adapters_for_other_formats_and_duplicates_change_nothing() {
    reads_exactly::<Readable>(&texts());
    reads_exactly::<Last>(&texts());
    reads_exactly::<Nested>(&texts());
    written((0..=u8::MAX).map(Readable));
    written([vec![], vec![1, 2]].map(|list| Last(list.into_iter().collect())));
    written([vec![], vec![1], vec![1, 2]].map(|list| Nested([("a".to_owned(), list)].into())));
}
