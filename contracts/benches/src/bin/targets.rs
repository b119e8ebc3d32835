//! Holds what a check costs against what it may cost, as ratios within one run.

use std::hint::black_box;
use std::time::{Duration, Instant};

use counterpart_benches::consumers;
use counterpart_benches::unions::{Tagging, pair};
use counterpart_benches::{Checker, Counterpart, Covers, Jsoncompat};

/// The least time of several turns: what else runs on the machine only adds to it.
fn time(mut once: impl FnMut()) -> Duration {
    const LONG: Duration = Duration::from_millis(300);
    let started = Instant::now();
    let mut least = Duration::MAX;
    for turn in 0..200 {
        let turn_started = Instant::now();
        once();
        least = least.min(turn_started.elapsed());
        if turn >= 2 && started.elapsed() > LONG {
            break;
        }
    }
    least
}

fn check<C: Checker>(emitted: &str, accepted: &str, contained: bool) -> (Duration, bool) {
    let (emitted, accepted) = (C::parse(emitted), C::parse(accepted));
    let answer = C::check(&emitted, &accepted);
    assert_ne!(answer, Some(!contained), "{} is wrong", C::NAME);
    let each = time(|| drop(black_box(C::check(black_box(&emitted), black_box(&accepted)))));
    (each, answer.is_some())
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
    let (ours, decided) = check::<Counterpart>(&emitted, &accepted, !missing);
    assert!(decided, "{tagging:?} of {width} is not decided");
    let (theirs, decided) = check::<Jsoncompat>(&emitted, &accepted, !missing);
    let case = if missing { "one missing" } else { "contained" };
    let note = if decided {
        ""
    } else {
        "(jsoncompat does not decide it)"
    };
    let what = format!("{tagging:?} {width}, {case}").to_lowercase();
    line(&what, ours, theirs, target, note);
}

fn contracts<C: Checker>() -> (Duration, Duration, usize) {
    let texts = consumers::accepted();
    let emitted = C::parse(&consumers::emitted());
    let accepted: Vec<C::Schema> = texts.iter().map(|text| C::parse(text)).collect();
    let undecided = accepted
        .iter()
        .filter(|accepted| C::check(&emitted, accepted).is_none());
    let undecided = undecided.count();
    let parsing = time(|| texts.iter().for_each(|text| drop(black_box(C::parse(text)))));
    // Each turn has schemas of its own: nothing that a check leaves in them for the next one counts.
    let checking = (0..3).map(|_| {
        let emitted = C::parse(&consumers::emitted());
        let accepted: Vec<C::Schema> = texts.iter().map(|text| C::parse(text)).collect();
        let started = Instant::now();
        accepted
            .iter()
            .for_each(|accepted| drop(black_box(C::check(&emitted, accepted))));
        started.elapsed()
    });
    (checking.min().unwrap_or_default(), parsing, undecided)
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
    line("1,000 contracts, check", checking, their_checking, 20.0, &note);
    line("1,000 contracts, parse", parsing, their_parsing, 4.0, "");
}
