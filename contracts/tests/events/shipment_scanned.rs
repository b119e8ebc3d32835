//! A shipment was scanned: codes in one text, a `SmallVec` of places.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::formats::{CommaSeparator, SpaceSeparator};
use serde_with::{StringWithSeparator, serde_as};
use smallvec::SmallVec;

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "shipment.scanned")]
struct ShipmentScanned {
    #[serde_as(as = "StringWithSeparator::<CommaSeparator, String>")]
    codes: Vec<String>,
    #[serde_as(as = "StringWithSeparator::<SpaceSeparator, u16>")]
    gates: Vec<u16>,
    places: SmallVec<[Place; 2]>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Place {
    depot: String,
    lane: u8,
}

/// The customers' page.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "shipment.scanned")]
struct Shipment {
    codes: String,
    #[serde_as(as = "StringWithSeparator::<SpaceSeparator, u32>")]
    gates: Vec<u32>,
    places: Vec<Place>,
}

/// Gates below the ground.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextShipmentScanned {
    codes: String,
    #[serde_as(as = "StringWithSeparator::<SpaceSeparator, i16>")]
    gates: Vec<i16>,
    places: SmallVec<[Place; 2]>,
}

pair!(ShipmentScanned => Shipment, NextShipmentScanned, "/gates");
