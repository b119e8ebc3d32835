//! A device was provisioned: a MAC address with a `pattern`, networks of ipnet.

use std::net::IpAddr;

use counterpart::Contract;
use ipnet::{IpNet, Ipv4Net};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::pair::pair;

/// Six bytes, as `00:1b:63:84:45:e6`.
#[derive(Serialize)]
struct MacAddress(String);

impl<'de> Deserialize<'de> for MacAddress {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let is_digit = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
        let is_byte = |byte: &str| byte.len() == 2 && byte.bytes().all(is_digit);
        match text.split(':').count() == 6 && text.split(':').all(is_byte) {
            true => Ok(Self(text)),
            false => Err(D::Error::custom("no MAC address")),
        }
    }
}

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "device.provisioned")]
struct DeviceProvisioned {
    #[contract(with = "String", pattern = "^([0-9a-f]{2}:){5}[0-9a-f]{2}$")]
    mac: MacAddress,
    address: IpAddr,
    network: Ipv4Net,
    routes: Vec<IpNet>,
}

/// The firewall.
#[derive(Deserialize, Contract)]
#[contract(consumes = "device.provisioned")]
struct Device {
    #[contract(with = "String", pattern = "^([0-9a-f]{2}:){5}[0-9a-f]{2}$")]
    mac: MacAddress,
    address: IpAddr,
    network: IpNet,
    routes: Vec<IpNet>,
}

/// Addresses in the form of other vendors.
#[derive(Serialize, Deserialize, Contract)]
struct NextDeviceProvisioned {
    #[contract(with = "String", pattern = "^([0-9a-f]{4}\\.){2}[0-9a-f]{4}$")]
    mac: String,
    address: IpAddr,
    network: Ipv4Net,
    routes: Vec<IpNet>,
}

pair!(DeviceProvisioned => Device, NextDeviceProvisioned, "/mac");
