use counterpart::Contract;

#[derive(Contract)]
#[contract(consumes = "a", envelope("cloudevents", mode = "bulk"))]
struct UnknownMode {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "b", envelope("cloudevents", mode = "binary", mode = "batch"))]
struct ModeTwice {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "c", envelope("cloudevents", mode = "binary", binding = "amqp"))]
struct UnknownBinding {
    id: u64,
}

#[derive(Contract)]
#[contract(emits = "d", envelope("cloudevents", mode = "batch", binding = "kafka"))]
struct BindingOfABatch {
    id: u64,
}

#[derive(Contract)]
#[contract(emits = "e", envelope("cloudevents", mode = "batch"), key = "id")]
struct KeyOfABatch {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "f", envelope("cloudevents", mode = "binary"), reads_with = "counterpart-guard")]
struct ReaderOfBinaryMode {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "g", envelope("cloudevents", mode = "batch"), reads_with = "cloudevents-python-2")]
struct ReaderOfNoBatches {
    id: u64,
}

#[derive(Contract)]
#[contract(
    consumes = "h",
    envelope("cloudevents", mode = "binary"),
    headers("Ce-Tenant" = String, "ce-id" = String, "Content-Type" = String, "ce_tenant" = String)
)]
struct OwnHeaders {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "i", mode = "binary")]
struct ModeOfNoEnvelope {
    id: u64,
}

fn main() {}
