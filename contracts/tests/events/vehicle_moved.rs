//! A vehicle moved: a point of GeoJSON, seconds of time's `timestamp`.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "vehicle.moved")]
struct VehicleMoved {
    vehicle: u32,
    position: geojson::Geometry,
    #[serde(with = "time::serde::timestamp")]
    at: OffsetDateTime,
    #[serde(with = "time::serde::timestamp::milliseconds::option", default)]
    arrives: Option<OffsetDateTime>,
}

/// The timetable.
#[derive(Deserialize, Contract)]
#[contract(consumes = "vehicle.moved")]
struct Vehicle {
    vehicle: u32,
    position: geojson::Geometry,
    #[serde(with = "time::serde::timestamp")]
    at: OffsetDateTime,
}

/// Milliseconds, of which there are more than seconds.
#[derive(Serialize, Deserialize, Contract)]
struct NextVehicleMoved {
    vehicle: u32,
    position: geojson::Geometry,
    #[serde(with = "time::serde::timestamp::milliseconds")]
    at: OffsetDateTime,
}

pair!(VehicleMoved => Vehicle, NextVehicleMoved, "/at");
