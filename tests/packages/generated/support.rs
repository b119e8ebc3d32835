//! The parts of the generated types.

pub use std::borrow::Cow;
pub use std::collections::{BTreeMap, BTreeSet, HashMap};
pub use std::marker::PhantomData;
pub use std::net::IpAddr;
pub use std::num::{NonZeroI64, NonZeroU8};
pub use std::ops::{Bound, Range, RangeInclusive};
pub use std::time::{Duration, SystemTime};

#[cfg(feature = "contracts")]
pub use counterpart::Contract;
pub use serde::{Deserialize, Serialize};
pub use serde_json::Value;

#[derive(Serialize, Deserialize, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "contracts", derive(Contract))]
pub struct Id(pub u16);

#[derive(Serialize, Deserialize, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "contracts", derive(Contract))]
#[serde(rename_all = "lowercase")]
pub enum Letter {
    #[default]
    A,
    #[serde(rename = "bee", alias = "b")]
    B,
}

/// Written as a number, and no serde type itself.
#[derive(Clone, Default)]
pub struct Seconds(pub u32);

impl Serialize for Seconds {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u32::deserialize(deserializer).map(Seconds)
    }
}

#[cfg(feature = "contracts")]
impl counterpart::__private::schemars::JsonSchema for Seconds {
    fn schema_name() -> Cow<'static, str> {
        u32::schema_name()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(
        generator: &mut counterpart::__private::schemars::SchemaGenerator,
    ) -> counterpart::__private::schemars::Schema {
        u32::json_schema(generator)
    }
}

pub mod seconds {
    use serde::{Deserialize, Serialize};

    use super::Seconds;

    pub fn serialize<S: serde::Serializer>(seconds: &Seconds, serializer: S) -> Result<S::Ok, S::Error> {
        seconds.0.serialize(serializer)
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Seconds, D::Error> {
        u32::deserialize(deserializer).map(Seconds)
    }
}

/// A condition that never holds.
pub fn never<T: ?Sized>(_: &T) -> bool {
    false
}

/// A default by its path.
pub fn some<T: Default>() -> T {
    T::default()
}

/// Written as a number by serde_repr.
#[cfg(feature = "crates")]
#[derive(
    serde_repr::Serialize_repr,
    serde_repr::Deserialize_repr,
    Clone,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
)]
#[cfg_attr(feature = "contracts", derive(Contract))]
#[repr(i8)]
pub enum Level {
    Low = -1,
    #[default]
    Middle,
    High = 7,
}

/// Any number is one.
#[cfg(feature = "crates")]
#[derive(Clone, Default)]
pub struct Wide(pub u16);

#[cfg(feature = "crates")]
impl From<u16> for Wide {
    fn from(number: u16) -> Self {
        Wide(number)
    }
}

#[cfg(feature = "crates")]
impl From<Wide> for u16 {
    fn from(wide: Wide) -> Self {
        wide.0
    }
}
