//! Compares the cost of a check with its limits, as ratios within one run. Linux only: it measures the time in
//! which its thread ran.

use std::fs;
use std::hint::black_box;
use std::time::Duration;

use counterpart_benches::consumers;
use counterpart_benches::unions::{Tagging, pair};
use counterpart_benches::{Checker, Counterpart, Covers, Jsoncompat};

/// Time that this thread was running: on a machine with other work, the wall's clock measures that too.
fn now() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux says how long a thread ran");
    let nanoseconds = text
        .split_whitespace()
        .next()
        .and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.expect("the first number"))
}

fn elapsed(once: impl FnOnce()) -> Duration {
    let started = now();
    once();
    now() - started
}

/// The mean time of several turns, each with what `prepare` makes. The clock moves in steps of some milliseconds, which
/// a mean over many turns evens out and a least time would not.
fn time<T>(mut prepare: impl FnMut() -> T, mut once: impl FnMut(&T)) -> Duration {
    const LONG: Duration = Duration::from_millis(300);
    let mut whole = Duration::ZERO;
    let mut turns = 0;
    while turns < 3 || whole < LONG {
        let prepared = prepare();
        whole += elapsed(|| once(&prepared));
        turns += 1;
    }
    whole / turns
}

/// Returns how long a check takes with schemas that were checked before, and with new ones, and whether it is
/// decided.
fn check<C: Checker>(emitted: &str, accepted: &str, contained: bool) -> (Duration, Duration, bool) {
    let parse = || (C::parse(emitted), C::parse(accepted));
    let known = parse();
    let answer = C::check(&known.0, &known.1);
    assert_ne!(answer, Some(!contained), "{} is wrong", C::NAME);
    let once = |(emitted, accepted): &(C::Schema, C::Schema)| {
        black_box(C::check(black_box(emitted), black_box(accepted)));
    };
    let again = time(|| (), |()| once(&known));
    let new = time(parse, once);
    (again, new, answer.is_some())
}

fn line(what: &str, ours: Duration, theirs: Duration, target: f64, note: &str) {
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    let (ours, theirs) = (ours.as_secs_f64() * 1e3, theirs.as_secs_f64() * 1e3);
    let verdict = if ratio >= target { "holds" } else { "MISSED" };
    println!(
        "{what:<34} {ours:>9.3} ms  {theirs:>9.1} ms  1/{ratio:<6.1} target 1/{target:<4} {verdict} {note}"
    );
}

fn union(tagging: Tagging, width: usize, missing: bool, target: f64) {
    let (emitted, accepted) = pair(tagging, width, missing);
    let (ours, ours_new, decided) = check::<Counterpart>(&emitted, &accepted, !missing);
    assert!(decided, "{tagging:?} of {width} is not decided");
    let (theirs, theirs_new, decided) = check::<Jsoncompat>(&emitted, &accepted, !missing);
    let case = if missing { "one missing" } else { "contained" };
    let note = if decided {
        ""
    } else {
        "(jsoncompat does not decide it)"
    };
    let what = format!("{tagging:?} {width}, {case}").to_lowercase();
    line(&what, ours, theirs, target, note);
    if missing {
        // A witness is confirmed by validators, which are made of a schema once.
        line(
            "  schemas never checked before",
            ours_new,
            theirs_new,
            target,
            note,
        );
    }
}

fn contracts<C: Checker>() -> (Duration, Duration, usize) {
    let texts = consumers::accepted();
    let emitted = C::parse(&consumers::emitted());
    let accepted: Vec<C::Schema> = texts.iter().map(|text| C::parse(text)).collect();
    let undecided = accepted
        .iter()
        .filter(|accepted| C::check(&emitted, accepted).is_none());
    let undecided = undecided.count();
    let parse = || texts.iter().map(|text| C::parse(text)).collect::<Vec<_>>();
    let parsing = time(|| (), |()| drop(black_box(parse())));
    // Each turn has schemas of its own: nothing that a check leaves in them for the next one counts.
    let checking = time(
        || (C::parse(&consumers::emitted()), parse()),
        |(emitted, accepted)| {
            accepted
                .iter()
                .for_each(|accepted| _ = black_box(C::check(emitted, accepted)));
        },
    );
    (checking, parsing, undecided)
}

fn main() {
    println!("{:<34} {:>12}  {:>12}", "", "counterpart", "the other");
    for tagging in [Tagging::External, Tagging::Internal, Tagging::Adjacent] {
        for missing in [false, true] {
            union(tagging, 160, missing, 100.0);
        }
    }
    for missing in [false, true] {
        union(Tagging::Untagged, 64, missing, 10.0);
    }
    let (checking, parsing, undecided) = contracts::<Counterpart>();
    assert_eq!(undecided, 0);
    let (their_checking, their_parsing, undecided) = contracts::<Covers>();
    let note = format!("(covers leaves {undecided} undecided)");
    line("1,000 contracts, check", checking, their_checking, 60.0, &note);
    line("1,000 contracts, parse", parsing, their_parsing, 10.0, "");
}
