//! Recursive messages.

use std::hint::black_box;
use std::time::Duration;

use counterpart_benches::recursion::CASES;
use counterpart_benches::{Checker, Counterpart, Covers, Jsoncompat};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

fn measure<C: Checker>(criterion: &mut Criterion) {
    for (name, emitted, accepted, contained) in CASES {
        let (emitted, accepted) = (C::parse(emitted), C::parse(accepted));
        let answer = C::check(&emitted, &accepted);
        assert_ne!(answer, Some(!contained), "{} is wrong: {name}", C::NAME);
        let decided = if answer.is_some() {
            C::NAME.to_owned()
        } else {
            format!("{} (undecided)", C::NAME)
        };
        let mut group = criterion.benchmark_group(format!("recursion/{name}"));
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(100))
            .measurement_time(Duration::from_millis(500));
        group.bench_function(BenchmarkId::from_parameter(decided), |bencher| {
            bencher.iter(|| C::check(black_box(&emitted), black_box(&accepted)));
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
