use counterpart::Contract;

#[derive(Contract)]
#[contract(key = "id")]
struct WithoutARole {
    id: u64,
}

#[derive(Contract)]
#[contract(emits = "b", upcasts_from(WithoutARole))]
struct OlderOfAProducer {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "c", envelope = "soap", headers("a" = String, "A" = u8), upcasts_from())]
struct Misused {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "d", envelope("cloudevents", name = "x"), key = "", headers("a b" = String))]
struct Misspelled {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "e", key = "a", key = "b", headers(a = String))]
struct Twice {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "f", retention = "14d")]
struct RetentionOfAConsumer {
    id: u64,
}

#[derive(Contract)]
#[contract(emits = "g", retention = "a fortnight")]
#[contract(emits = "h", retention = "14d", retention = "forever")]
struct RetentionMisspelled {
    id: u64,
}

#[derive(Contract)]
#[contract(consumes = "i", envelope("cloudevents", time = "always"), reads_with = "cloudevents-go-2")]
struct ReaderMisspelled {
    id: u64,
}

#[derive(Contract)]
#[contract(emits = "j", envelope = "cloudevents", reads_with = "cloudevents-python-2")]
#[contract(consumes = "k", messages = sent, reads_with = "cloudevents-python-2")]
struct ReaderOfNoEvents {
    id: u64,
}

fn main() {}
