//! Texts and bytes.

use camino::Utf8PathBuf;
use compact_str::CompactString;
use counterpart::Contract;
use counterpart::contract::Role;
use ecow::EcoString;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use ulid::Ulid;

use super::super::kinds::judge::{breaks, fits, holds, mixed, read, schema, written};
use super::{held, reads_exactly};

held! {
    Id: Ulid;
    Net: IpNet;
    Net4: Ipv4Net;
    Net6: Ipv6Net;
    Path: Utf8PathBuf;
    Compact: CompactString;
    Eco: EcoString;
    Buffer: ByteBuf;
    Through: #[serde(with = "serde_bytes")] Vec<u8>;
    MaybeThrough: #[serde(with = "serde_bytes")] Option<Vec<u8>>;
    MaybeBuffer: #[serde(with = "serde_bytes")] Option<ByteBuf>;
    ArrayThrough: #[serde(with = "serde_bytes")] [u8; 3];
    MaybeArray: #[serde(with = "serde_bytes")] Option<[u8; 3]>;
    Status: #[serde(with = "http_serde::status_code")] http::StatusCode;
    Method: #[serde(with = "http_serde::method")] http::Method;
    Uri: #[serde(with = "http_serde::uri")] http::Uri;
    Needs: semver::VersionReq;
}

#[test]
fn ulid_is_26_letters_of_128_bits() {
    let (_, more) = read::<Id>(&[
        r#""01ARZ3NDEKTSV4RRFFQ69G5FAV""#,
        r#""01arz3ndektsv4rrffq69g5fav""#,
        r#""7ZZZZZZZZZZZZZZZZZZZZZZZZZ""#,
        r#""8ZZZZZZZZZZZZZZZZZZZZZZZZZ""#,
        r#""01ARZ3NDEKTSV4RRFFQ69G5FAI""#,
        r#""01ARZ3NDEKTSV4RRFFQ69G5FA""#,
        "1",
    ]);
    assert!(more > 0, "more than 128 bits are read too");
    let of = |at| Id(Ulid(u128::from(mixed(at)) << 64 | u128::from(mixed(at + 1))));
    written((0..2_000).map(of).chain([Id(Ulid(0)), Id(Ulid(u128::MAX))]));
    fits::<Id, String>();
    breaks::<String, Id>();
}

#[test]
fn networks_are_addresses_with_the_length_of_a_prefix() {
    let texts = [
        r#""10.0.0.0/8""#,
        r#""10.0.0.1/0""#,
        r#""255.255.255.255/32""#,
        r#""10.0.0.0/33""#,
        r#""10.0.0.0/08""#,
        r#""10.0.0.0""#,
        r#""010.0.0.0/8""#,
        r#""::/0""#,
        r#""2001:db8::1/128""#,
        r#""2001:db8::1/129""#,
        r#""::ffff:1.2.3.4/96""#,
        r#""1:2:3:4:5:6:7:8/64""#,
        r#""::1%1/64""#,
        "1",
        "null",
    ];
    read::<Net>(&texts);
    read::<Net4>(&texts);
    read::<Net6>(&texts);
    let v4 = |at: u64| Ipv4Net::new((mixed(at) as u32).into(), (mixed(at + 1) % 33) as u8).unwrap();
    let v6 = |at: u64| {
        let bits = u128::from(mixed(at)) << 64 | u128::from(mixed(at + 1) >> (mixed(at + 2) % 64));
        Ipv6Net::new(bits.into(), (mixed(at + 3) % 129) as u8).unwrap()
    };
    written((0..1_000).map(|at| Net4(v4(at))));
    written((0..1_000).map(|at| Net6(v6(at))));
    written((0..500).flat_map(|at| [Net(v4(at).into()), Net(v6(at).into())]));
    fits::<Net4, Net>();
    fits::<Net6, Net>();
    breaks::<Net, Net4>();
}

#[test]
fn the_requirements_of_versions_are_a_set_with_a_name() {
    let reads = |text: &str| serde_json::from_str::<Needs>(text).is_ok();
    let texts = [r#""*""#, r#"">=1.2, <2""#, r#""^1.2.3-a""#];
    assert!(texts.iter().all(|text| reads(text)) && !reads(r#""""#) && !reads("1"));
    let (accepted, emitted) = (schema::<Needs>(Role::Consumes), schema::<Needs>(Role::Emits));
    assert_eq!(holds(&accepted, texts[0]), None);
    for refused in [r#""""#, "1", "null"] {
        assert_eq!(
            (holds(&accepted, refused), holds(&emitted, refused)),
            (Some(false), Some(false))
        );
    }
    fits::<Needs, Needs>();
    fits::<Needs, String>();
    assert!(serde_json::from_str::<Needs>(&breaks::<String, Needs>()).is_err());
    let options = counterpart::truth::Options::default();
    let outcome = counterpart::truth::accepted::<Needs>(&options).unwrap();
    assert!(outcome.failures.is_empty() && outcome.asked > 0, "{outcome:#?}");
    let outcome = counterpart::truth::emitted::<Needs>(&options).unwrap();
    assert!(outcome.failures.is_empty() && outcome.asked > 0, "{outcome:#?}");
}

#[test]
fn texts_of_other_crates_are_texts() {
    let texts = [r#""abc""#, r#""""#, r#""é\u0000""#, "1", "null", "[]"];
    reads_exactly::<Path>(&texts);
    reads_exactly::<Compact>(&texts);
    reads_exactly::<Eco>(&texts);
    let words = ["", "a", "é\u{0}", "a longer text than fits inline"];
    written(words.map(|word| Path(word.into())));
    written(words.map(|word| Compact(word.into())));
    written(words.map(|word| Eco(word.into())));
    fits::<Compact, String>();
    fits::<String, Path>();
}

#[test]
fn secret_is_read_as_the_text_that_it_keeps() {
    #[derive(Debug, Deserialize, Contract)]
    #[allow(dead_code, reason = "serde reads it")]
    struct Secret(SecretString);
    reads_exactly::<Secret>(&[r#""abc""#, r#""""#, "1", "null"]);
}

#[test]
fn bytes_are_lists_of_numbers_and_read_from_texts_too() {
    let texts = [
        "[1,2,255]",
        "[]",
        "[256]",
        "[-1]",
        r#""abc""#,
        r#""é""#,
        r#"["a"]"#,
        "null",
        "1",
    ];
    reads_exactly::<Buffer>(&texts);
    reads_exactly::<Through>(&texts);
    let bytes = || {
        (0..300).map(|at| {
            (0..mixed(at) % 9)
                .map(|more| mixed(at + more) as u8)
                .collect::<Vec<u8>>()
        })
    };
    written(bytes().map(|bytes| Buffer(ByteBuf::from(bytes))));
    written(bytes().map(Through));
    fits::<Through, Vec<u8>>();
}

#[test]
fn serde_bytes_writes_null_for_none_and_counts_the_bytes_of_arrays() {
    let texts = [
        "null",
        "[]",
        "[1]",
        "[1,2,3]",
        "[1,2,3,4]",
        "[256,0,0]",
        "\"\"",
        "\"abcd\"",
        "1",
    ];
    reads_exactly::<MaybeThrough>(&texts);
    reads_exactly::<MaybeBuffer>(&texts);
    // A text of three bytes is read, too, and no schema can say so.
    reads_exactly::<ArrayThrough>(&[
        "[1,2,3]",
        "[0,255,7]",
        "[1]",
        "[1,2,3,4]",
        "[256,0,0]",
        "null",
        "1",
    ]);
    reads_exactly::<MaybeArray>(&["[1,2,3]", "[1]", "[1,2,3,4]", "[256,0,0]", "null", "1"]);
    written([
        MaybeThrough(None),
        MaybeThrough(Some(vec![])),
        MaybeThrough(Some(vec![0, 255])),
    ]);
    written([MaybeBuffer(None), MaybeBuffer(Some(ByteBuf::from([7])))]);
    written([ArrayThrough([0, 1, 255])]);
    written([MaybeArray(None), MaybeArray(Some([0, 1, 255]))]);
    breaks::<MaybeThrough, Through>();
    breaks::<Through, ArrayThrough>();
    fits::<ArrayThrough, Through>();
}

#[test]
fn parts_of_http_are_read_and_written_as_its_crate_parses_them() {
    reads_exactly::<Status>(&[
        "100", "200", "999", "1000", "99", "0", "-1", "65536", r#""200""#, "null",
    ]);
    written((100..1_000).map(|code| Status(http::StatusCode::from_u16(code).unwrap())));
    let all: Vec<String> = (0..=255_u8)
        .map(|letter| serde_json::to_string(&format!("A{}", char::from(letter))).unwrap())
        .collect();
    let mut texts: Vec<&str> = all.iter().map(String::as_str).collect();
    texts.extend([r#""GET""#, r#""get""#, r#""""#, r#""PURGE""#, "1"]);
    reads_exactly::<Method>(&texts);
    written(["GET", "PATCH", "M-SEARCH", "x"].map(|method| Method(method.parse().unwrap())));
    // True if a text is one cannot be decided here.
    let uris = [
        "http://example.com/a?b=c",
        "/a/b",
        "*",
        "example.com:80",
        "https://[::1]/",
        "/%7e",
    ];
    written(uris.map(|uri| Uri(uri.parse().unwrap())));
    assert_eq!(holds(&schema::<Uri>(Role::Consumes), "1"), Some(false));
    fits::<Uri, String>();
}

#[test]
fn known_types_are_known_in_containers_and_as_keys() {
    use std::collections::BTreeMap;

    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Holder {
        by_id: BTreeMap<Ulid, Option<Vec<Ulid>>>,
        #[serde(default)]
        both: Option<(Box<Ulid>, [Net4; 2])>,
    }
    let good = r#"{"by_id":{"01ARZ3NDEKTSV4RRFFQ69G5FAV":null},"both":["01ARZ3NDEKTSV4RRFFQ69G5FAV",["1.2.3.4/5","1.2.3.4/6"]]}"#;
    let accepted = schema::<Holder>(Role::Consumes);
    assert_eq!(holds(&accepted, good), Some(true), "{}", accepted.document());
    assert!(serde_json::from_str::<Holder>(good).is_ok());
    for bad in [
        r#"{"by_id":{"a":null}}"#,
        r#"{"by_id":{"01ARZ3NDEKTSV4RRFFQ69G5FAV":["a"]}}"#,
        r#"{"by_id":{},"both":["a",[]]}"#,
    ] {
        assert_eq!(
            holds(&accepted, bad),
            Some(false),
            "{bad}: {}",
            accepted.document()
        );
        assert!(serde_json::from_str::<Holder>(bad).is_err(), "{bad}");
    }
    let outcome = counterpart::truth::accepted::<Holder>(&counterpart::truth::Options::default()).unwrap();
    assert!(outcome.failures.is_empty() && outcome.asked >= 50, "{outcome:#?}");
}

#[test]
fn users_type_of_a_known_name_is_the_users() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Ulid {
        high: u64,
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Holder {
        id: Ulid,
    }
    let accepted = schema::<Holder>(Role::Consumes);
    assert_eq!(holds(&accepted, r#"{"id":{"high":1}}"#), Some(true));
    #[derive(Contract)]
    #[allow(dead_code, reason = "a schema")]
    struct Lost {
        at: time_like::Timestamp,
    }
    mod time_like {
        pub(super) struct Timestamp;
    }
    for role in [Role::Consumes, Role::Emits] {
        let error = counterpart::schema::generate::<Lost>(role)
            .expect_err("it has no schema")
            .to_string();
        assert!(
            error.contains("time_like::Timestamp` is part of a message and needs"),
            "{error}"
        );
    }
}
