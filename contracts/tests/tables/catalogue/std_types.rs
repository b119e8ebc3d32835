//! Types of the standard library.

use std::collections::{BTreeSet, HashSet, LinkedList, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::{Bound, Range, RangeInclusive};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use counterpart::Contract;
use serde::{Deserialize, Serialize};

use super::entry::{Claim, Entry, Of, both, reads};

pub(crate) fn entries() -> Vec<Entry> {
    let mut all = closed();
    all.extend(texts());
    all.extend(looser_forms());
    all
}

fn closed() -> Vec<Entry> {
    let row = &[Of::Row(17)];
    let mut all = Vec::new();
    let duration = [
        r#"{"secs":1,"nanos":999999999}"#,
        r#"{"secs":18446744073709551615,"nanos":999999999}"#,
        r#"{"secs":18446744073709551615,"nanos":1000000000}"#,
        r#"{"secs":1,"nanos":4294967296}"#,
        r#"{"secs":1,"nanos":1,"x":1}"#,
        r#"{"secs":1}"#,
    ];
    all.extend(both::<Duration>(
        row,
        "`Duration`",
        &duration,
        &[r#"{"secs":1,"nanos":1,"x":1}"#],
    ));
    let carried = [
        r#"{"secs":1,"nanos":1}"#,
        r#"{"secs":18446744073709551614,"nanos":1000000000}"#,
        r#"{"secs":1}"#,
    ];
    let less = "no more than fits, without the carry of nanoseconds";
    all.push(
        reads::<Duration>(
            &[Of::Row(20)],
            "a `Duration` near the maximum, with more than a second of nanoseconds",
            &carried,
        )
        .claims(Claim::Stricter(less)),
    );
    all.extend(both::<SystemTime>(
        row,
        "`SystemTime`",
        &[
            r#"{"secs_since_epoch":1,"nanos_since_epoch":1}"#,
            r#"{"secs_since_epoch":1,"nanos_since_epoch":1,"x":1}"#,
            r#"{"secs_since_epoch":-1,"nanos_since_epoch":1}"#,
            r#"{"secs_since_epoch":9223372036854775807,"nanos_since_epoch":1}"#,
            r#"{"secs_since_epoch":9223372036854775808,"nanos_since_epoch":1}"#,
        ],
        &[r#"{"secs_since_epoch":1}"#],
    ));
    let range = [
        r#"{"start":1,"end":2}"#,
        r#"{"start":2,"end":1}"#,
        r#"{"start":1}"#,
        r#"{"start":1,"end":256}"#,
        r#"{"start":1,"end":2,"x":1}"#,
    ];
    all.extend(both::<Range<u8>>(row, "`Range`", &range, &[r#"{"start":1}"#]));
    all.extend(both::<RangeInclusive<u8>>(
        row,
        "`RangeInclusive`",
        &range,
        &[r#"{"start":1}"#],
    ));
    all.extend(both::<Result<u8, bool>>(
        row,
        "`Result`",
        &[
            r#"{"Ok":1}"#,
            r#"{"Err":true}"#,
            r#"{"Ok":1,"Err":true}"#,
            r#"{"Ok":1,"x":1}"#,
            "{}",
        ],
        &[r#"{"Ok":1,"Err":true}"#],
    ));
    all.extend(both::<Bound<u8>>(
        row,
        "`Bound`",
        &[
            r#""Unbounded""#,
            r#"{"Included":1}"#,
            r#"{"Included":1,"Excluded":1}"#,
            r#"{"Excluded":1,"x":1}"#,
            "{}",
        ],
        &[r#"{"Included":1,"Excluded":1}"#],
    ));
    all
}

/// Strings of a form.
fn texts() -> Vec<Entry> {
    let mut all = Vec::new();
    let row = &[Of::Row(13)];
    let addresses = [
        r#""127.0.0.1""#,
        r#""::1""#,
        r#""::ffff:1.2.3.4""#,
        r#""256.0.0.1""#,
        r#""01.2.3.4""#,
        r#""1.2.3""#,
        r#""fe80::1%eth0""#,
        r#""""#,
        r#""x""#,
    ];
    all.extend(both::<Ipv4Addr>(row, "`Ipv4Addr`", &addresses, &[r#""x""#]));
    all.extend(both::<Ipv6Addr>(row, "`Ipv6Addr`", &addresses, &[r#""x""#]));
    all.extend(both::<IpAddr>(row, "`IpAddr`", &addresses, &[r#""x""#]));
    #[derive(Serialize, Deserialize, Contract)]
    struct Peer {
        address: SocketAddr,
    }
    all.extend(both::<Peer>(
        row,
        "`SocketAddr`",
        &[
            r#"{"address":"[::1]:80"}"#,
            r#"{"address":"1.2.3.4:65535"}"#,
            r#"{"address":"1.2.3.4:65536"}"#,
            r#"{"address":"1.2.3.4"}"#,
            r#"{"address":"[::1%5]:080"}"#,
        ],
        &[r#"{"address":"1.2.3.4"}"#, r#"{"address":"1.2.3.4:080"}"#],
    ));
    all.extend(both::<char>(
        &[Of::Row(14)],
        "`char`",
        &[r#""a""#, r#""é""#, r#""ab""#, r#""""#, "1"],
        &[r#""ab""#],
    ));
    all.extend(both::<PathBuf>(
        row,
        "`PathBuf`",
        &[r#""a/b""#, r#""""#, "1"],
        &["1"],
    ));
    all
}

/// Forms that serde reads in addition to the one that it writes.
fn looser_forms() -> Vec<Entry> {
    let mut all = Vec::new();
    let row = &[Of::Row(20)];
    let repeated = ["[1,2]", "[1,1]", "[]", "[256]", "null"];
    all.extend(both::<BTreeSet<u8>>(
        row,
        "repeated items in a set",
        &repeated,
        &["[256]"],
    ));
    all.extend(both::<HashSet<u8>>(
        row,
        "repeated items in a hash set",
        &repeated,
        &["[256]"],
    ));
    all.extend(both::<VecDeque<u8>>(row, "a queue", &repeated, &["[256]"]));
    all.extend(both::<LinkedList<u8>>(
        row,
        "a linked list",
        &repeated,
        &["[256]"],
    ));

    #[derive(Serialize, Deserialize, Contract)]
    struct Point {
        x: u8,
        y: u8,
    }
    #[derive(Serialize, Deserialize, Contract)]
    enum Kind {
        Unit,
        Other(u8),
    }
    let form = "a contract requires the form that serde writes";
    all.push(
        reads::<Point>(
            row,
            "a struct from an array",
            &[r#"{"x":1,"y":2}"#, "[1,2]", "[1]"],
        )
        .claims(Claim::Stricter(form)),
    );
    all.push(
        reads::<Kind>(
            row,
            "a unit variant from an object",
            &[r#""Unit""#, r#"{"Unit":null}"#, r#""x""#],
        )
        .claims(Claim::Stricter(form)),
    );
    all.extend(
        super::entry::both::<Kind>(
            row,
            "the form written for both",
            &[r#""Unit""#, r#"{"Other":1}"#, r#""x""#],
            &[r#"{"Unit":null}"#],
        )
        .pop(),
    );
    all
}
