//! The parts of a descriptor set that decide about JSON, as messages of Protobuf.
//!
//! What repeats is kept as bytes and read when it is asked for: a message of two bytes would otherwise take a hundred
//! times that in memory.

use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub(super) struct Set {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub(super) files: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct File {
    #[prost(string, optional, tag = "1")]
    pub(super) name: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(super) package: Option<String>,
    #[prost(bytes = "vec", repeated, tag = "4")]
    pub(super) messages: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "5")]
    pub(super) enums: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "8")]
    pub(super) options: Option<FileOptions>,
    #[prost(string, optional, tag = "12")]
    pub(super) syntax: Option<String>,
    #[prost(int32, optional, tag = "14")]
    pub(super) edition: Option<i32>,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct FileOptions {
    #[prost(message, optional, tag = "50")]
    pub(super) features: Option<Features>,
}

/// What editions say about a declaration and all inside it.
#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct Features {
    #[prost(int32, optional, tag = "1")]
    pub(super) field_presence: Option<i32>,
    #[prost(int32, optional, tag = "2")]
    pub(super) enum_type: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Type {
    #[prost(string, optional, tag = "1")]
    pub(super) name: Option<String>,
    #[prost(bytes = "vec", repeated, tag = "2")]
    pub(super) fields: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "3")]
    pub(super) types: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "4")]
    pub(super) enums: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "5")]
    pub(super) extension_ranges: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "7")]
    pub(super) options: Option<TypeOptions>,
    #[prost(bytes = "vec", repeated, tag = "8")]
    pub(super) oneofs: Vec<Vec<u8>>,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct TypeOptions {
    #[prost(bool, optional, tag = "7")]
    pub(super) map_entry: Option<bool>,
    #[prost(message, optional, tag = "12")]
    pub(super) features: Option<Features>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Field {
    #[prost(string, optional, tag = "1")]
    pub(super) name: Option<String>,
    #[prost(int32, optional, tag = "4")]
    pub(super) label: Option<i32>,
    #[prost(int32, optional, tag = "5")]
    pub(super) kind: Option<i32>,
    #[prost(string, optional, tag = "6")]
    pub(super) type_name: Option<String>,
    #[prost(message, optional, tag = "8")]
    pub(super) options: Option<FieldOptions>,
    #[prost(int32, optional, tag = "9")]
    pub(super) oneof: Option<i32>,
    #[prost(string, optional, tag = "10")]
    pub(super) json_name: Option<String>,
    #[prost(bool, optional, tag = "17")]
    pub(super) proto3_optional: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct FieldOptions {
    #[prost(message, optional, tag = "21")]
    pub(super) features: Option<Features>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Enum {
    #[prost(string, optional, tag = "1")]
    pub(super) name: Option<String>,
    #[prost(bytes = "vec", repeated, tag = "2")]
    pub(super) values: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "3")]
    pub(super) options: Option<EnumOptions>,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct EnumOptions {
    #[prost(message, optional, tag = "7")]
    pub(super) features: Option<Features>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct EnumValue {
    #[prost(string, optional, tag = "1")]
    pub(super) name: Option<String>,
    #[prost(int32, optional, tag = "2")]
    pub(super) number: Option<i32>,
}
