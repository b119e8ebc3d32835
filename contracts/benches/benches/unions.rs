//! Unions as wide as real enums get: tagged in each of serde's ways, and untagged.

use std::hint::black_box;
use std::time::Duration;

use counterpart_benches::{Checker, Counterpart, Covers, Jsoncompat};
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use serde_json::{Value, json};

#[derive(Debug, Clone, Copy)]
enum Tagging {
    External,
    Internal,
    Adjacent,
    /// Told apart by a property that only the one branch requires.
    Untagged,
}

/// An enum of so many variants of three fields; a producer's is closed, a consumer's is open.
fn union(tagging: Tagging, variants: impl IntoIterator<Item = usize>, closed: bool) -> String {
    let object = |mut properties: Value, required: &[&str]| {
        let mut schema = json!({"type": "object", "required": required});
        if closed {
            schema["additionalProperties"] = json!(false);
        }
        schema["properties"] = properties.take();
        schema
    };
    let branches: Vec<Value> = variants
        .into_iter()
        .map(|index| {
            let name = format!("Variant{index}");
            let (id, text, list) = (
                json!({"type": "integer"}),
                json!({"type": "string"}),
                json!({"type": "array"}),
            );
            let fields = json!({"id": id, "text": text, "list": list});
            match tagging {
                Tagging::External => {
                    let body = object(fields, &["id", "text"]);
                    let mut schema = json!({"type": "object", "properties": {}, "required": [name]});
                    schema["properties"][&name] = body;
                    schema["additionalProperties"] = json!(false);
                    schema
                }
                Tagging::Internal => {
                    let mut fields = fields;
                    fields["type"] = json!({"const": name});
                    object(fields, &["type", "id", "text"])
                }
                Tagging::Adjacent => {
                    let content = object(fields, &["id", "text"]);
                    object(json!({"t": {"const": name}, "c": content}), &["t", "c"])
                }
                Tagging::Untagged => {
                    let own = format!("own{index}");
                    let mut fields = fields;
                    fields[&own] = json!({"type": "integer"});
                    object(fields, &[&own, "id"])
                }
            }
        })
        .collect();
    let keyword = if matches!(tagging, Tagging::Untagged) {
        "anyOf"
    } else {
        "oneOf"
    };
    json!({ keyword: branches }).to_string()
}

fn measure<C: Checker>(criterion: &mut Criterion, tagging: Tagging, width: usize, missing: bool) {
    let case = if missing { "missing" } else { "contained" };
    let mut group = criterion.benchmark_group(format!("{tagging:?}/{width}/{case}").to_lowercase());
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(500));
    let emitted = C::parse(&union(tagging, 0..width, true));
    let read = (0..width).filter(|&index| !missing || index != width / 2);
    let accepted = C::parse(&union(tagging, read, false));
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
            measure::<Counterpart>(criterion, tagging, 160, missing);
            measure::<Jsoncompat>(criterion, tagging, 160, missing);
            measure::<Covers>(criterion, tagging, 160, missing);
        }
    }
}

fn wide(criterion: &mut Criterion) {
    for tagging in [Tagging::External, Tagging::Internal, Tagging::Adjacent] {
        for width in [250, 500, 1000] {
            for missing in [false, true] {
                measure::<Counterpart>(criterion, tagging, width, missing);
            }
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

criterion_group!(benches, tagged, wide, untagged);
criterion_main!(benches);
