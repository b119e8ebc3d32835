//! Types that are written as text of a certain form.

use arrayvec::ArrayString;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::Role;
use semver::Version;
use url::Url;
use uuid::Uuid;

use super::judge::{breaks, fits, holds, mixed, read, schema, written};

#[test]
fn a_uuid_is_hyphenated_wherever_it_must_be_one() {
    let (_, more) = read::<Uuid>(&[
        r#""123e4567-e89b-12d3-a456-426614174000""#,
        r#""123E4567-E89B-12D3-A456-426614174000""#,
        r#""123e4567e89b12d3a456426614174000""#,
        r#""{123e4567-e89b-12d3-a456-426614174000}""#,
        r#""urn:uuid:123e4567-e89b-12d3-a456-426614174000""#,
        r#""""#,
        "1",
        "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]",
    ]);
    assert!(more >= 3, "the other forms are read as well: {more}");
    written(
        (0..500)
            .map(|at| Uuid::from_u64_pair(mixed(at), mixed(at + 1)))
            .chain([Uuid::nil(), Uuid::max()]),
    );
}

#[test]
fn the_numbers_of_a_version_have_64_bits() {
    let (_, more) = read::<Version>(&[
        r#""1.2.3""#,
        r#""1.2.3-a.b+c""#,
        r#""01.2.3""#,
        r#""18446744073709551615.0.0""#,
        r#""18446744073709551616.0.0""#,
        r#""1.2.3-01""#,
        r#""1.2.3-0a.18446744073709551616+01""#,
        r#""1.2""#,
        r#""v1.2.3""#,
        r#""1.2.3-""#,
    ]);
    assert_eq!(more, 0);
    let version = |text: &str| Version::parse(text).expect("a version");
    written([
        version("1.2.3"),
        version("0.0.0-rc.1+build.5"),
        Version::new(u64::MAX, u64::MAX, 0),
    ]);
    breaks::<String, Version>();
    read::<Vec<Option<Version>>>(&[r#"["1.2.3",null]"#, r#"["18446744073709551616.0.0"]"#, "[1]"]);
}

#[test]
fn urls_and_uris_differ() {
    let url = |text: &str| Url::parse(text).expect("a URL");
    written([
        url("https://example.com"),
        url("HTTP://Exämple.com:80/%7ea/../b c?q={b}|'#[x]"),
        url("foo:a b"),
        url("data:text/plain,hi there"),
        url("file:a"),
        url("urn:uuid:1"),
        url("http://[::1]:65535/\\"),
        url("http://0x7f.1/"),
        url("mailto:jo@example.com"),
    ]);
    breaks::<String, Url>();
    // True if a text is one cannot be decided here, so nothing is claimed of a text that looks like one.
    let accepted = schema::<Url>(Role::Consumes);
    assert_eq!(holds(&accepted, r#""no url""#), Some(false));
    assert_eq!(holds(&accepted, r#""http://""#), None);
    let emitted = Schema::parse(br#"{"type":"string","format":"uri"}"#, &Options::default()).unwrap();
    let verdict = check(&emitted, &accepted, &Limits::default());
    assert!(!matches!(verdict, Verdict::Compatible), "{verdict:?}");
}

#[test]
fn a_string_of_so_many_bytes_is_narrower_in_its_contract() {
    let texts = [
        r#""abcd""#,
        r#""abcde""#,
        r#""éé""#,
        r#""ééé""#,
        r#""😀""#,
        r#""""#,
        r#""\u0000ab\u007f""#,
        "1",
    ];
    let (taken, more) = read::<ArrayString<4>>(&texts);
    assert!(taken > 4 && more > 0);
    read::<ArrayString<8>>(&texts);
    read::<ArrayString<3>>(&texts);
    // A string beside it is a string.
    let beside = schema::<(String, ArrayString<4>)>(Role::Emits);
    assert_eq!(holds(&beside, r#"["abcdefghij","a"]"#), Some(true));
}

#[test]
fn small_strings_are_strings() {
    let texts = [r#""abc""#, r#""""#, "1", "null"];
    read::<smol_str02::SmolStr>(&texts);
    read::<smol_str03::SmolStr>(&texts);
    written([
        smol_str02::SmolStr::new("a"),
        smol_str02::SmolStr::new("é".repeat(100)),
    ]);
    written([
        smol_str03::SmolStr::new("a"),
        smol_str03::SmolStr::new("é".repeat(100)),
    ]);
    fits::<String, smol_str03::SmolStr>();
    fits::<smol_str02::SmolStr, String>();
}
