//! Values as texts.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::{NonZero, NonZeroU16};

use serde_with::formats::{
    ColonSeparator, CommaSeparator, SemicolonSeparator, SpaceSeparator, UnixLineSeparator,
};
use serde_with::{DisplayFromStr, NoneAsEmptyString, NoneAsZero, StringWithSeparator};
use uuid::Uuid;

use super::super::kinds::judge::{breaks, fits, mixed, written};
use super::{adapted, also_as_strings, reads_at_least, reads_exactly};

adapted! {
    U8: "DisplayFromStr", u8;
    I64: "DisplayFromStr", i64;
    U128: "DisplayFromStr", u128;
    NonZeroText: "DisplayFromStr", NonZeroU16;
    NonZeroGeneric: "DisplayFromStr", NonZero<u16>;
    F64: "DisplayFromStr", f64;
    Bool: "DisplayFromStr", bool;
    Char: "DisplayFromStr", char;
    Text: "DisplayFromStr", String;
    Id: "DisplayFromStr", Uuid;
    Ip: "DisplayFromStr", IpAddr;
    Ip4: "DisplayFromStr", Ipv4Addr;
    Socket: "DisplayFromStr", SocketAddr;
    Many: "Vec<DisplayFromStr>", Vec<u8>;
    Maybe: "Option<DisplayFromStr>", Option<u8>;
    Boxed: "Box<DisplayFromStr>", Box<u8>;
    Pair: "(DisplayFromStr, _)", (u8, u8);
    Three: "[DisplayFromStr; 3]", [u8; 3];
    Deep: "Option<Vec<(_, Option<DisplayFromStr>)>>", Option<Vec<(bool, Option<u8>)>>;
    Empty: "NoneAsEmptyString", Option<String>;
    EmptyNumber: "NoneAsEmptyString", Option<u8>;
    EmptyId: "NoneAsEmptyString", Option<Uuid>;
    Zero: "NoneAsZero", Option<NonZeroU16>;
    Words: "StringWithSeparator::<SpaceSeparator, String>", Vec<String>;
    Numbers: "StringWithSeparator::<CommaSeparator, u8>", Vec<u8>;
    Signed: "StringWithSeparator::<SemicolonSeparator, i8>", BTreeSet<i8>;
    Flags: "StringWithSeparator::<ColonSeparator, bool>", Vec<bool>;
    Lines: "StringWithSeparator::<UnixLineSeparator, u8>", Vec<u8>;
    Amount: "DisplayFromStr", rust_decimal::Decimal;
    Release: "DisplayFromStr", semver::Version;
    Link: "DisplayFromStr", url::Url;
    Sortable: "DisplayFromStr", ulid::Ulid;
    Net: "DisplayFromStr", ipnet::IpNet;
    Small: "DisplayFromStr", compact_str::CompactString;
    Smol: "DisplayFromStr", smol_str03::SmolStr;
    Eco: "DisplayFromStr", ecow::EcoString;
    Path: "Option<DisplayFromStr>", Option<camino::Utf8PathBuf>;
    Day: "DisplayFromStr", chrono::NaiveDate;
    Clock: "DisplayFromStr", chrono::NaiveTime;
    Moment: "DisplayFromStr", jiff::Timestamp;
    JiffDay: "DisplayFromStr", jiff::civil::Date;
    JiffSpan: "DisplayFromStr", jiff::Span;
    JiffSigned: "DisplayFromStr", jiff1::SignedDuration;
    Prices: "BTreeMap<DisplayFromStr, DisplayFromStr>", BTreeMap<ulid::Ulid, rust_decimal::Decimal>;
}

const TEXTS: [&str; 63] = [
    "",
    "0",
    "1",
    "7",
    "+7",
    "007",
    "-0",
    "+0",
    "-1",
    "255",
    "256",
    "65535",
    "65536",
    "-128",
    "-129",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "340282366920938463463374607431768211455",
    "340282366920938463463374607431768211456",
    "1.5",
    ".5",
    "5.",
    "1e5",
    "NaN",
    "inf",
    "-Infinity",
    "true",
    "false",
    "TRUE",
    "True",
    " true",
    "a",
    "é",
    "ab",
    "\u{10000}",
    " 1",
    "1 ",
    "1,2",
    "1,,2",
    ",1",
    "1,",
    "1, 2",
    "255,0",
    "256,0",
    "1;-2",
    "true:false",
    "true:",
    "1\n2",
    "1\r\n2",
    "null",
    "[1]",
    "[\"1\",0]",
    "[\"0\",\"+1\",\"255\"]",
    "[\"255\",255]",
    "[\"1\",\"2\"]",
    "[\"1\",2]",
    "[\"1\",\"2\",\"3\"]",
    "[[true,\"1\"],[false,null]]",
    "[[true,1]]",
    "127.0.0.1",
    "::1",
];

fn texts() -> Vec<String> {
    let plain = also_as_strings(&TEXTS);
    plain
        .into_iter()
        .filter(|text| serde_json::from_str::<serde_json::Value>(text).is_ok())
        .chain(
            [
                "127.0.0.1:80",
                "[::1]:80",
                "67e55044-10b1-426f-9247-bb680e5fe0c8",
                "127.0.0.01",
                "127.0.0.1:99999",
            ]
            .map(|text| format!("\"{text}\"")),
        )
        .collect()
}

#[test]
fn displayed_values_are_read_as_they_are_parsed() {
    let texts = texts();
    reads_exactly::<U8>(&texts);
    reads_exactly::<I64>(&texts);
    reads_exactly::<U128>(&texts);
    reads_exactly::<NonZeroText>(&texts);
    reads_exactly::<NonZeroGeneric>(&texts);
    reads_exactly::<F64>(&texts);
    reads_exactly::<Bool>(&texts);
    reads_exactly::<Char>(&texts);
    reads_exactly::<Text>(&texts);
    reads_at_least::<Id>(&texts);
    reads_at_least::<Ip>(&texts);
    reads_at_least::<Ip4>(&texts);
    reads_at_least::<Socket>(&texts);
}

#[test]
fn adapters_apply_inside_of_containers() {
    let texts = texts();
    reads_exactly::<Many>(&texts);
    reads_exactly::<Maybe>(&texts);
    reads_exactly::<Boxed>(&texts);
    reads_exactly::<Pair>(&texts);
    reads_exactly::<Three>(&texts);
    reads_exactly::<Deep>(&texts);
    written((0..=u8::MAX).map(|number| Many(vec![number; usize::from(number % 4)])));
    written([Maybe(None), Maybe(Some(0)), Maybe(Some(255))]);
    written([Boxed(Box::new(7)), Boxed(Box::new(0))]);
    written([Pair((0, 255))]);
    written([Three([0, 1, 255])]);
    written([Deep(None), Deep(Some(vec![(true, None), (false, Some(9))]))]);
    fits::<Three, Many>();
    breaks::<Many, Three>();
    breaks::<Maybe, U8>();
}

#[test]
fn displayed_values_are_written_as_they_are_displayed() {
    written((0..=u8::MAX).map(U8));
    written(
        (0..3_000)
            .map(|at| I64(mixed(at) as i64))
            .chain([I64(i64::MIN), I64(i64::MAX)]),
    );
    written([U128(0), U128(u128::MAX)]);
    written([NonZeroText(NonZeroU16::MIN), NonZeroText(NonZeroU16::MAX)]);
    written([NonZeroGeneric(NonZeroU16::MIN), NonZeroGeneric(NonZeroU16::MAX)]);
    written((0..3_000).map(|at| F64(f64::from_bits(mixed(at)))));
    written([Bool(true), Bool(false)]);
    written(['a', '"', '\u{10ffff}', '\0'].map(Char));
    written(["", "a\n"].map(|text| Text(text.to_owned())));
    written((0..300).map(|at| Id(Uuid::from_u64_pair(mixed(at), mixed(at + 1)))));
    written(["127.0.0.1", "::1", "::ffff:1.2.3.4"].map(|ip| Ip(ip.parse().unwrap())));
    written(["127.0.0.1", "255.255.255.255"].map(|ip| Ip4(ip.parse().unwrap())));
    written(["127.0.0.1:1", "[::1]:65535"].map(|ip| Socket(ip.parse().unwrap())));
}

#[test]
fn nothing_is_an_empty_text() {
    let texts = texts();
    reads_exactly::<Empty>(&texts);
    reads_exactly::<EmptyNumber>(&texts);
    reads_at_least::<EmptyId>(&texts);
    reads_exactly::<Zero>(&["0", "1", "65535", "65536", "-1", "1.5", "null", "\"1\""].map(str::to_owned));
    written([Empty(None), Empty(Some("a".to_owned()))]);
    written(
        (0..=u8::MAX)
            .map(|number| EmptyNumber(Some(number)))
            .chain([EmptyNumber(None)]),
    );
    written([EmptyId(None), EmptyId(Some(Uuid::nil()))]);
    written([
        Zero(None),
        Zero(NonZeroU16::new(1)),
        Zero(NonZeroU16::new(65_535)),
    ]);
    breaks::<EmptyNumber, U8>();
    breaks::<Zero, NonZeroText>();
}

#[test]
fn lists_in_a_text_are_read_as_they_are_split() {
    let texts = texts();
    reads_exactly::<Words>(&texts);
    reads_exactly::<Numbers>(&texts);
    reads_exactly::<Signed>(&texts);
    reads_exactly::<Flags>(&texts);
    reads_exactly::<Lines>(&texts);
    let lists = || {
        (0..300_u64).map(|at| {
            (0..mixed(at) % 5)
                .map(move |more| mixed(at + more) as u8)
                .collect::<Vec<_>>()
        })
    };
    written(lists().map(Numbers));
    written(lists().map(Lines));
    written(lists().map(|list| Signed(list.into_iter().map(|byte| byte as i8).collect())));
    written(lists().map(|list| Flags(list.into_iter().map(|byte| byte > 9).collect())));
    written(lists().map(|list| Words(list.iter().map(ToString::to_string).collect())));
    breaks::<Words, Numbers>();
    fits::<Numbers, Words>();
}

#[test]
fn texts_of_other_crates_are_those_of_their_types() {
    use rust_decimal::Decimal;

    let texts = [
        "",
        "0",
        "-0",
        "00",
        "1.5",
        "-1.5",
        ".5",
        "5.",
        "+1",
        "1_0",
        "1e5",
        "1E-3",
        "79228162514264337593543950335",
        "79228162514264337593543950336",
        "79228162514264337593543950335.4",
        "79228162514264337593543950335.5",
        "0.00000000000000000000000000001",
        "1.2.3",
        "1.2",
        "1.2.3-a.1+b",
        "01.2.3",
        "http://a/",
        "a:b",
        "http:",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "01arz3ndektsv4rrffq69g5fav",
        "81ARZ3NDEKTSV4RRFFQ69G5FAV",
        "10.0.0.0/8",
        "10.0.0.0/33",
        "::/0",
        "::1",
        "a/b",
        "2024-01-31",
        "2024-02-30",
        "+12024-01-31",
        "12:00:00",
        "12:00:00.5",
        "23:59:60",
        "24:00:00",
        "2024-01-31T12:00:00Z",
        "2024-01-31 12:00:00Z",
        "2024-01-31T12:00:00",
        "PT1H",
        "P1D",
        "-PT1.5S",
        "1h",
        "P1Y2M",
        "\u{e9}",
    ];
    let texts = also_as_strings(&texts);
    let texts: Vec<String> = texts
        .into_iter()
        .filter(|text| serde_json::from_str::<serde_json::Value>(text).is_ok())
        .collect();
    reads_at_least::<Amount>(&texts);
    reads_at_least::<Release>(&texts);
    reads_at_least::<Sortable>(&texts);
    reads_at_least::<Net>(&texts);
    reads_exactly::<Small>(&texts);
    reads_exactly::<Smol>(&texts);
    reads_exactly::<Eco>(&texts);
    reads_exactly::<Path>(&texts);
    reads_at_least::<Day>(&texts);
    reads_at_least::<Clock>(&texts);
    reads_at_least::<Moment>(&texts);
    reads_at_least::<JiffDay>(&texts);
    reads_at_least::<JiffSpan>(&texts);
    reads_at_least::<JiffSigned>(&texts);
    let amounts = || (0..1_000).map(|at| Decimal::new(mixed(at) as i64, (mixed(at + 1) % 29) as u32));
    written(amounts().chain([Decimal::MAX, Decimal::MIN]).map(Amount));
    written(["1.2.3", "0.0.1-a.b+c"].map(|text| Release(text.parse().unwrap())));
    written(["http://a/", "mailto:a@b"].map(|text| Link(text.parse().unwrap())));
    written((0..100).map(|at| Sortable(ulid::Ulid(u128::from(mixed(at)) << 60))));
    written(["10.0.0.0/8", "::/0"].map(|text| Net(text.parse().unwrap())));
    written([Path(None), Path(Some("a/b".into()))]);
    let days = || {
        (0..1_000)
            .map(|at| chrono::NaiveDate::from_num_days_from_ce_opt((mixed(at) % 3_000_000) as i32).unwrap())
    };
    written(days().map(Day));
    let times = || {
        (0..1_000).map(|at| {
            chrono::NaiveTime::from_num_seconds_from_midnight_opt(
                (mixed(at) % 86_400) as u32,
                (mixed(at) % 1_000_000_000) as u32,
            )
        })
    };
    written(times().map(|time| Clock(time.unwrap())));
    let seconds = || (0..1_000).map(|at| (mixed(at) % 100_000_000_000) as i64);
    written(seconds().map(|at| Moment(jiff::Timestamp::from_second(at).unwrap())));
    written(seconds().map(|at| JiffSigned(jiff1::SignedDuration::from_millis(at))));
    written([Prices([(ulid::Ulid(1), Decimal::ONE)].into())]);
    let link = super::super::kinds::judge::schema::<Link>(counterpart::contract::Role::Consumes);
    assert_eq!(super::holds(&link, "1"), Some(false));
    breaks::<Small, Amount>();
    fits::<Amount, Small>();
}
