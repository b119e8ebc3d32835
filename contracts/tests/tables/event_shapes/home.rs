//! Devices, homes and ways.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A smart home's changes of state, over its socket.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum HomeMessage {
    AuthRequired {
        ha_version: String,
    },
    Event {
        id: u64,
        event: HomeEvent,
    },
    Result {
        id: u64,
        success: bool,
        #[serde(default)]
        result: Value,
    },
    Pong {
        id: u64,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "event_type", content = "data", rename_all = "snake_case")]
pub(crate) enum HomeEvent {
    StateChanged {
        entity_id: String,
        old_state: Option<HomeState>,
        new_state: Option<HomeState>,
    },
    CallService {
        domain: String,
        service: String,
        service_data: BTreeMap<String, Value>,
    },
    HomeassistantStarted,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct HomeState {
    state: String,
    attributes: BTreeMap<String, Value>,
    last_changed: String,
    context: HomeContext,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct HomeContext {
    id: String,
    parent_id: Option<String>,
    user_id: Option<String>,
}

/// An uplink of a LoRaWAN network.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Uplink {
    end_device_ids: DeviceIds,
    received_at: String,
    uplink_message: UplinkMessage,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct DeviceIds {
    device_id: String,
    dev_eui: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    join_eui: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct UplinkMessage {
    f_port: u8,
    #[serde(default)]
    f_cnt: u32,
    frm_payload: String,
    #[serde(default)]
    decoded_payload: HashMap<String, Reading>,
    rx_metadata: Vec<Reception>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum Reading {
    Whole(i64),
    Real(f64),
    On(bool),
    Text(String),
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Reception {
    gateway_ids: BTreeMap<String, String>,
    rssi: i16,
    snr: Option<f32>,
    #[serde(default)]
    location: Option<GatewayPlace>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct GatewayPlace {
    latitude: f64,
    longitude: f64,
    #[serde(default)]
    altitude: i32,
}

/// A position as GeoJSON, from a fleet of vehicles.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type")]
pub(crate) enum GeoJson {
    Feature {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<FeatureId>,
        geometry: Option<Geometry>,
        properties: Option<BTreeMap<String, Value>>,
    },
    FeatureCollection {
        features: Vec<GeoJson>,
    },
    #[serde(untagged)]
    Geometry(Geometry),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum FeatureId {
    Number(u64),
    Text(String),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "coordinates")]
pub(crate) enum Geometry {
    Point((f64, f64)),
    LineString(Vec<(f64, f64)>),
    Polygon(Vec<Vec<(f64, f64)>>),
}

/// A job queue's own events, in the types of the standard library.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum JobEvent {
    Enqueued {
        id: u128,
        priority: i8,
        run_after: Option<Duration>,
    },
    Finished {
        id: u128,
        took: Duration,
        outcome: Result<Value, String>,
    },
    Progress(u128, f32),
    Drained,
}

/// Votes counted by option, with numbers as keys.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Tally {
    poll_id: u64,
    by_option: BTreeMap<u16, u64>,
    by_choice: HashMap<bool, u32>,
    #[serde(default)]
    first_letters: BTreeMap<char, u32>,
    closed: Option<Option<String>>,
}
