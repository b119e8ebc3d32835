//! Unions as wide as real enums get.

use std::hint::black_box;
use std::time::Duration;

use counterpart_benches::unions::{Tagging, pair};
use counterpart_benches::{Checker, Counterpart, Covers, Jsoncompat};
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};

fn measure<C: Checker>(criterion: &mut Criterion, tagging: Tagging, width: usize, missing: bool) {
    let case = if missing { "missing" } else { "contained" };
    let mut group = criterion.benchmark_group(format!("{tagging:?}/{width}/{case}").to_lowercase());
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(500));
    let (emitted, accepted) = pair(tagging, width, missing);
    let (emitted, accepted) = (C::parse(&emitted), C::parse(&accepted));
    let answer = C::check(&emitted, &accepted);
    assert_ne!(answer, Some(missing), "{} is wrong", C::NAME);
    let decided = if answer.is_some() {
        C::NAME.to_owned()
    } else {
        format!("{} (undecided)", C::NAME)
    };
    group.bench_function(BenchmarkId::from_parameter(decided), |bencher| {
        bencher.iter(|| C::check(black_box(&emitted), black_box(&accepted)));
    });
    group.finish();
}

fn tagged(criterion: &mut Criterion) {
    for tagging in [Tagging::External, Tagging::Internal, Tagging::Adjacent] {
        for missing in [false, true] {
            for width in [10, 160] {
                measure::<Counterpart>(criterion, tagging, width, missing);
                measure::<Jsoncompat>(criterion, tagging, width, missing);
                measure::<Covers>(criterion, tagging, width, missing);
            }
            // The others take minutes here.
            measure::<Counterpart>(criterion, tagging, 1_000, missing);
        }
    }
}

fn untagged(criterion: &mut Criterion) {
    for missing in [false, true] {
        measure::<Counterpart>(criterion, Tagging::Untagged, 64, missing);
        measure::<Jsoncompat>(criterion, Tagging::Untagged, 64, missing);
    }
    // `covers` takes minutes for 64.
    for missing in [false, true] {
        measure::<Counterpart>(criterion, Tagging::Untagged, 16, missing);
        measure::<Covers>(criterion, Tagging::Untagged, 16, missing);
    }
}

criterion_group!(benches, tagged, untagged);
criterion_main!(benches);
