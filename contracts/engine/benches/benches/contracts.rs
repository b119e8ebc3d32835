//! One event that is emitted, and a thousand consumers that read parts of it.

use std::hint::black_box;
use std::time::Duration;

use counterpart_benches::consumers::{self, CONSUMERS};
use counterpart_benches::{Checker, Counterpart, Covers, Jsoncompat};
use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};

fn measure<C: Checker>(criterion: &mut Criterion) {
    let texts = consumers::accepted();
    let emitted = C::parse(&consumers::emitted());
    let accepted: Vec<C::Schema> = texts.iter().map(|text| C::parse(text)).collect();
    let undecided = accepted
        .iter()
        .filter(|accepted| C::check(&emitted, accepted).is_none())
        .count();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!(
        "{}: {undecided} of {CONSUMERS} undecided, {} bytes each",
        C::NAME,
        bytes / CONSUMERS
    );
    for part in ["parse", "check"] {
        let mut group = criterion.benchmark_group(format!("contracts/{part}"));
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        group
            .warm_up_time(Duration::from_millis(100))
            .measurement_time(Duration::from_secs(2));
        group.bench_function(C::NAME, |bencher| {
            if part == "parse" {
                bencher.iter(|| {
                    texts
                        .iter()
                        .map(|text| C::parse(black_box(text)))
                        .collect::<Vec<_>>()
                });
            } else {
                let check = |accepted| C::check(black_box(&emitted), accepted).is_some();
                bencher.iter(|| accepted.iter().filter(|accepted| check(accepted)).count());
            }
        });
        group.finish();
    }
}

fn all(criterion: &mut Criterion) {
    measure::<Counterpart>(criterion);
    measure::<Covers>(criterion);
    measure::<Jsoncompat>(criterion);
}

criterion_group!(benches, all);
criterion_main!(benches);
