//! Spans of time: each type has a notation of its own.

use chrono::TimeDelta;
use jiff::{SignedDuration, Span};

use super::judge::{breaks, mixed, read, written};

const TEXTS: &[&str] = &[
    r#""P1D""#,
    r#""P3Y6M4DT12H30M5S""#,
    r#""P1Y1W1D""#,
    r#""PT36H""#,
    r#""PT1H30M5.5S""#,
    r#""-PT1H5S""#,
    r#""PT0S""#,
    r#""PT""#,
    r#""P""#,
    r#""P1DT""#,
    r#""PT1.123456789S""#,
    r#""P19998Y239976M1043497W7304484DT175307616H10518456960M1902545624836.854775807S""#,
    r#""P19999Y""#,
    r#""PT1902545624836.854775808S""#,
    r#""PT2562047788015215H30M7.999999999S""#,
    r#""-PT2562047788015215H30M8.999999999S""#,
    r#""PT2562047788015215H30M8S""#,
    r#""PT2562047788015216H""#,
    r#""1 hour""#,
    "1",
];

#[test]
fn jiff_reads_everything_its_contracts_accept() {
    read::<Span>(TEXTS);
    read::<SignedDuration>(TEXTS);
}

#[test]
fn jiff_writes_only_what_its_contracts_allow() {
    let some = |at: u64, most: i64| match mixed(at) % 4 {
        0 => 0,
        1 => most,
        2 => 1,
        _ => (mixed(at + 1) % most as u64) as i64,
    };
    written((0..3_000).map(|at| {
        let span = Span::new()
            .years(some(at, 19_998))
            .months(some(at + 1, 239_976))
            .weeks(some(at + 2, 1_043_497))
            .days(some(at + 3, 7_304_484))
            .hours(some(at + 4, 175_307_616))
            .minutes(some(at + 5, 10_518_456_960))
            .seconds(some(at + 6, 631_107_417_600))
            .milliseconds(some(at + 7, 631_107_417_600_000))
            .microseconds(some(at + 8, 631_107_417_600_000_000))
            .nanoseconds(some(at + 9, i64::MAX));
        if mixed(at) % 3 == 0 { span.negate() } else { span }
    }));
    let edges = [
        SignedDuration::MAX,
        SignedDuration::MIN,
        SignedDuration::ZERO,
        SignedDuration::from_hours(-1),
    ];
    written(edges.into_iter().chain((0..3_000).map(|at| {
        let seconds = mixed(at) as i64 >> (mixed(at + 1) % 60);
        SignedDuration::new(
            seconds,
            (mixed(at + 2) % 1_000_000_000) as i32 * seconds.signum() as i32,
        )
    })));
}

#[test]
fn calendar_span_is_not_a_signed_duration() {
    breaks::<Span, SignedDuration>();
}

#[test]
fn a_time_delta_has_milliseconds_in_64_bits() {
    let (taken, more) = read::<TimeDelta>(&[
        "[0,0]",
        "[1,999999999]",
        "[1,1000000000]",
        "[-1,5]",
        "[0,-1]",
        "[9223372036854775807,0]",
        "[9223372036854774,999999999]",
        "[9223372036854775,807000000]",
        "[9223372036854775,807000001]",
        "[-9223372036854776,193000000]",
        "[-9223372036854776,192999999]",
        "[-9223372036854777,0]",
        "[1]",
        "[1,2,3]",
        "[1,\"2\"]",
        "null",
    ]);
    assert_eq!((taken, more), (6, 0));
    let random = (0..1_000)
        .filter_map(|at| TimeDelta::new(mixed(at) as i64 >> 10, (mixed(at + 1) % 1_000_000_000) as u32));
    written(
        [TimeDelta::MAX, TimeDelta::MIN, TimeDelta::zero()]
            .into_iter()
            .chain(random),
    );
    // The two exact schemas are one: `Option` and lists keep it.
    read::<Option<Vec<TimeDelta>>>(&[
        "[[0,0]]",
        "null",
        "[null]",
        "[[9223372036854775,807000001]]",
        "[[1,1]]",
    ]);
    written([Some(vec![TimeDelta::MAX]), None]);
}
