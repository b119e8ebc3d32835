//! A sensor was read: `VecSkipError`, a frame as base64.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::base64::{Base64, UrlSafe};
use serde_with::formats::Unpadded;
use serde_with::{VecSkipError, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "sensor.read")]
struct SensorRead {
    sensor: String,
    #[serde_as(as = "VecSkipError<_>")]
    values: Vec<Reading>,
    #[serde_as(as = "Base64<UrlSafe, Unpadded>")]
    frame: Vec<u8>,
    #[serde_as(as = "Option<Base64>")]
    picture: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Reading {
    name: String,
    value: f64,
    unit: Option<char>,
}

/// The archive.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "sensor.read")]
struct Sensor {
    sensor: String,
    #[serde_as(as = "VecSkipError<_>")]
    values: Vec<Archived>,
    #[serde_as(as = "Base64<UrlSafe, Unpadded>")]
    frame: Vec<u8>,
}

#[derive(Deserialize, Contract)]
struct Archived {
    name: String,
    value: f32,
}

/// Another alphabet.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextSensorRead {
    sensor: String,
    #[serde_as(as = "VecSkipError<_>")]
    values: Vec<Reading>,
    #[serde_as(as = "Base64")]
    frame: Vec<u8>,
}

pair!(SensorRead => Sensor, NextSensorRead, "/frame");
