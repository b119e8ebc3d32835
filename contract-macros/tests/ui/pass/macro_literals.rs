//! The keys of `#[contract(…)]` and of `contract!` may be literals that a macro was given.
#![allow(dead_code)]

macro_rules! event {
    ($name:ident, $event:literal, $service:literal, $key:literal, $stays:literal, $id:literal, $header:literal, $why:literal, $wire:literal, $old:literal) => {
        #[derive(counterpart::Contract)]
        #[contract(emits = $event, service = $service, owner = $service, key = $key, retention = $stays)]
        #[contract(consumes = $event, name = $service, service = $service, producer = $service)]
        struct $name {
            id: u8,
            #[serde(alias = $old, default)]
            #[contract(with = $wire, trust = $why)]
            count: u8,
        }

        mod enveloped {
            #[derive(counterpart::Contract)]
            #[contract(emits = $event, envelope($id, type = $event, extensions($header = String)), headers($header = String))]
            struct Enveloped {
                id: u8,
            }
            #[derive(counterpart::Contract)]
            #[contract(emits = $event, envelope = $id, crate = "counterpart")]
            struct Other {
                id: u8,
            }
        }
    };
}

event!(Sent, "sent", "shop", "id", "14d", "cloudevents", "trace", "by hand", "u8", "total");

macro_rules! instance {
    ($ty:ty, $event:literal, $service:literal) => {
        counterpart::contract!($ty, consumes = $event, service = $service);
    };
}

instance!(Vec<u8>, "listed", "shop");

fn main() {}
