//! One event that is emitted, and a thousand consumers that read parts of it.

use std::hint::black_box;
use std::time::Duration;

use counterpart_benches::{Checker, Counterpart, Covers, Jsoncompat};
use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use serde_json::{Map, Value, json};

const CONSUMERS: usize = 1_000;
const PROPERTIES: usize = 30;

/// What the property of this number holds; below the top two more levels.
fn property(index: usize, level: usize, reader: Option<usize>) -> Value {
    match index % 6 {
        0 => json!({"type": "integer", "minimum": 0, "maximum": 4_294_967_295u32}),
        1 => json!({"type": "string"}),
        2 => json!({"type": ["string", "null"]}),
        3 => json!({"type": "string", "format": "uuid"}),
        4 if level < 2 => object(level + 1, 5, reader),
        4 => json!({"type": "number"}),
        _ if level == 0 && index == 5 => state(reader),
        _ => json!({"type": "array", "items": {"type": "integer"}}),
    }
}

/// An enum of ten variants; one reader in ten lacks one.
fn state(reader: Option<usize>) -> Value {
    let read = |variant: &usize| reader.is_none_or(|reader| reader % 10 != 0 || *variant != 7);
    let variants = (0..10).filter(read).map(|variant| {
        let mut schema = json!({"type": "object", "required": ["kind", "at"], "properties":
            {"kind": {"const": format!("Kind{variant}")}, "at": {"type": "integer"}}});
        if reader.is_none() {
            schema["additionalProperties"] = json!(false);
        }
        schema
    });
    json!({"oneOf": variants.collect::<Vec<_>>()})
}

fn object(level: usize, count: usize, reader: Option<usize>) -> Value {
    let is_read = |index: &usize| reader.is_none_or(|reader| (reader * 7 + index * 5 + reader / 13) % 10 < 6);
    let mut properties = Map::new();
    let mut required = Vec::new();
    for index in (0..count).filter(is_read) {
        properties.insert(format!("property{index}"), property(index, level, reader));
        if index % 4 != 0 {
            required.push(format!("property{index}"));
        }
    }
    let mut schema = json!({"type": "object", "properties": properties, "required": required});
    if reader.is_none() {
        schema["additionalProperties"] = json!(false);
    }
    schema
}

fn measure<C: Checker>(criterion: &mut Criterion) {
    let emitted = object(0, PROPERTIES, None).to_string();
    let texts: Vec<String> = (0..CONSUMERS)
        .map(|reader| object(0, PROPERTIES, Some(reader)).to_string())
        .collect();
    let emitted = C::parse(&emitted);
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
