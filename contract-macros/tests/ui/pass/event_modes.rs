use counterpart::{Contract, guard};

#[derive(serde::Deserialize, serde::Serialize, Contract)]
#[contract(consumes = "a", emits = "a", envelope("cloudevents", mode = "structured"))]
#[contract(
    consumes = "b",
    emits = "b",
    envelope("cloudevents", type = "com.example.b", mode = "binary", extensions("tenant" = String)),
    headers("trace-id" = String)
)]
#[contract(consumes = "c", emits = "c", envelope("cloudevents", binding = "kafka", mode = "binary"), key = "id")]
#[contract(consumes = "d", emits = "d", envelope("cloudevents", mode = "batch", time = "required"), reads_with = "cloudevents-js-10")]
struct Order {
    id: u64,
}

fn main() {
    const MODES: [guard::Mode; 4] = [
        guard::Reader::<Order>::of("a").declaration().mode,
        guard::Reader::<Order>::of("b").declaration().mode,
        guard::Reader::<Order>::of("c").declaration().mode,
        guard::Writer::<Order>::of("d").declaration().mode,
    ];
    assert_eq!(
        MODES,
        [
            guard::Mode::Structured,
            guard::Mode::Binary(guard::Binding::Http),
            guard::Mode::Binary(guard::Binding::Kafka),
            guard::Mode::Batch,
        ]
    );
}
