//! Bytes, and numbers that stand for something else.

use std::borrow::Cow;

use counterpart::contract::Role;
use serde_with::base64::{Base64, UrlSafe};
use serde_with::formats::{Flexible, Padded, Unpadded, Uppercase};
use serde_with::hex::Hex;
use serde_with::{BoolFromInt, Bytes, BytesOrString, FromInto, FromIntoRef, TryFromInto};

use super::super::kinds::judge::{breaks, fits, holds, mixed, schema, written};
use super::{adapted, reads_at_least, reads_exactly};

adapted! {
    Lower: "Hex", Vec<u8>;
    Upper: "Hex<Uppercase>", Vec<u8>;
    HexArray: "Hex", [u8; 4];
    HexMaybe: "Option<Hex>", Option<[u8; 4]>;
    HexMany: "Vec<Hex>", Vec<[u8; 2]>;
    Plain: "Base64", Vec<u8>;
    Bare: "Base64<serde_with::base64::Standard, Unpadded>", Vec<u8>;
    Url: "Base64<UrlSafe, Padded>", Box<[u8]>;
    UrlBare: "Base64<UrlSafe, Unpadded>", [u8; 5];
    Raw: "Bytes", Vec<u8>;
    RawArray: "Bytes", [u8; 3];
    RawOrText: "BytesOrString", Vec<u8>;
    Strict: "BoolFromInt", bool;
    Loose: "BoolFromInt<Flexible>", bool;
    Wide: "FromInto<u64>", Wider;
    Narrow: "TryFromInto<u16>", i8;
    Same: "TryFromInto<i64>", u64;
    WideRef: "FromIntoRef<u64>", Wider;
}

/// A number that any `u64` becomes.
#[derive(Debug, Clone)]
struct Wider(u64);

impl From<u64> for Wider {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl From<&Wider> for u64 {
    fn from(wider: &Wider) -> Self {
        wider.0
    }
}

impl From<Wider> for u64 {
    fn from(wider: Wider) -> Self {
        wider.0
    }
}

fn texts() -> Vec<String> {
    let texts = [
        "", "0", "00", "0f", "0F", "0g", "00ff", "DEADbeef", "deadbeef", "=", "A", "AB", "AQ", "AQ==", "AQ=",
        "AR==", "AQI=", "AQI", "AQJ=", "AQID", "-_-_", "+/+/", "AAAA=", "AAAAAAA", "AAAAAAA=", "abc",
        "\u{e9}",
    ];
    // Of whole numbers with a point, the contract has nothing to say.
    let numbers = [
        "0",
        "1",
        "2",
        "-1",
        "127",
        "128",
        "255",
        "256",
        "65535",
        "65536",
        "1.5",
        "0.5",
        "1e-1",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "true",
        "null",
        "[]",
        "[0,255]",
        "[0,255,1]",
        "[256]",
        "[0,1,2,3]",
        "[1,2,3]",
        "[\"0fff\",\"00aa\"]",
        "[\"0f\"]",
        "{}",
    ];
    let strings = texts.map(|text| serde_json::to_string(text).unwrap());
    strings.into_iter().chain(numbers.map(str::to_owned)).collect()
}

fn lists() -> impl Iterator<Item = Vec<u8>> {
    (0..300_u64).map(|at| {
        (0..mixed(at) % 20)
            .map(|more| mixed(at * 31 + more) as u8)
            .collect()
    })
}

#[test]
fn bytes_as_texts_are_read_and_written_as_they_are_decoded_and_encoded() {
    let texts = texts();
    reads_exactly::<Lower>(&texts);
    reads_exactly::<Upper>(&texts);
    reads_exactly::<HexArray>(&texts);
    reads_exactly::<HexMaybe>(&texts);
    reads_exactly::<HexMany>(&texts);
    reads_exactly::<Plain>(&texts);
    reads_exactly::<Bare>(&texts);
    reads_exactly::<Url>(&texts);
    reads_exactly::<UrlBare>(&texts);
    let arrays = || (0..300).map(|at| mixed(at).to_le_bytes());
    let four = |bytes: [u8; 8]| [bytes[0], bytes[1], bytes[2], bytes[3]];
    written(lists().map(Lower));
    written(lists().map(Upper));
    written(arrays().map(|bytes| HexArray(four(bytes))));
    written(
        arrays()
            .map(|bytes| HexMaybe(Some(four(bytes))))
            .chain([HexMaybe(None)]),
    );
    written(arrays().map(|bytes| HexMany(vec![[bytes[0], bytes[1]]; 2])));
    written(lists().map(Plain));
    written(lists().map(Bare));
    written(lists().map(|list| Url(list.into())));
    written(arrays().map(|bytes| UrlBare([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]])));
    fits::<Bare, Plain>();
    fits::<Upper, Lower>();
    breaks::<Plain, Url>();
    breaks::<Lower, HexArray>();
}

#[test]
fn bytes_as_numbers_are_lists() {
    reads_exactly::<Raw>(&texts());
    reads_exactly::<RawOrText>(&texts());
    // Texts of three bytes are read as well.
    reads_at_least::<RawArray>(&texts());
    written(lists().map(Raw));
    written(lists().map(RawOrText));
    written([RawArray([0, 7, 255])]);
    breaks::<Raw, RawArray>();
}

#[test]
fn numbers_that_stand_for_something_have_its_range() {
    let texts = texts();
    reads_exactly::<Strict>(&texts);
    reads_exactly::<Loose>(&texts);
    reads_exactly::<Wide>(&texts);
    reads_exactly::<WideRef>(&texts);
    reads_exactly::<Narrow>(&texts);
    reads_exactly::<Same>(&texts);
    written([Strict(true), Strict(false)]);
    written([Loose(true), Loose(false)]);
    written([Wide(Wider(0)), Wide(Wider(u64::MAX))]);
    written([WideRef(Wider(0)), WideRef(Wider(u64::MAX))]);
    written((0..=i8::MAX).map(Narrow));
    written([Same(0), Same(i64::MAX as u64)]);
    fits::<Strict, Narrow>();
    breaks::<Narrow, Strict>();
}

#[serde_with::serde_as]
#[derive(Debug, serde::Serialize, serde::Deserialize, counterpart::Contract)]
struct Borrowed<'a> {
    #[serde_as(as = "serde_with::BorrowCow")]
    text: Cow<'a, str>,
    #[serde_as(as = "serde_with::BorrowCow")]
    bytes: Cow<'a, [u8]>,
}

#[test]
fn borrowed_texts_and_bytes_are_as_owned_ones() {
    let accepted = schema::<Borrowed<'_>>(Role::Consumes);
    let emitted = schema::<Borrowed<'_>>(Role::Emits);
    for text in texts() {
        for message in [
            format!(r#"{{"text":{text},"bytes":[]}}"#),
            format!(r#"{{"text":"\n","bytes":{text}}}"#),
        ] {
            let read = serde_json::from_str::<Borrowed<'_>>(&message);
            assert_eq!(
                holds(&accepted, &message),
                Some(read.is_ok()),
                "{message}: {read:?}"
            );
            if let Ok(read) = read {
                let written = serde_json::to_string(&read).unwrap();
                assert_eq!(holds(&emitted, &written), Some(true), "{written}");
            }
        }
    }
}
