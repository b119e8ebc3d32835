//! A producer that sends its events with the SDK: its own bytes are held to its contract.

use cloudevents::{EventBuilder, EventBuilderV10};
use counterpart::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
#[contract(emits = "order.placed", envelope = "cloudevents", messages = messages)]
struct Order {
    order: u32,
    customer: Option<String>,
}

impl Order {
    fn send(&self) -> String {
        let event = EventBuilderV10::new()
            .id(self.order.to_string())
            .source("/orders")
            .ty("order.placed")
            .subject("an order")
            .time("2026-01-02T03:04:05.678Z");
        let event = match cfg!(feature = "bytes") {
            true => event.data("application/json", serde_json::to_vec(self).unwrap()),
            false => event.data("application/json", serde_json::to_value(self).unwrap()),
        };
        serde_json::to_string(&event.build().unwrap()).unwrap()
    }
}

fn messages() -> impl Iterator<Item = String> {
    let customers = [None, Some("Ann".to_owned())].into_iter();
    (7..).zip(customers).map(|(order, customer)| Order { order, customer }.send())
}
