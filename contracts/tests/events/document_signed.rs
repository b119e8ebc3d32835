//! A document was signed: serde_bytes, a URI and a status by http-serde.

use counterpart::Contract;
use http::{StatusCode, Uri};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "document.signed")]
struct DocumentSigned {
    #[serde(with = "http_serde::uri")]
    location: Uri,
    #[serde(with = "serde_bytes")]
    digest: Vec<u8>,
    signature: ByteBuf,
    #[serde(with = "http_serde::status_code")]
    timestamped: StatusCode,
}

/// The archive.
#[derive(Deserialize, Contract)]
#[contract(consumes = "document.signed")]
struct Document {
    #[serde(with = "http_serde::uri")]
    location: Uri,
    #[serde(with = "serde_bytes")]
    digest: Vec<u8>,
    signature: ByteBuf,
}

/// Numbers beyond a byte.
#[derive(Serialize, Deserialize, Contract)]
struct NextDocumentSigned {
    #[serde(with = "http_serde::uri")]
    location: Uri,
    #[serde(with = "serde_bytes")]
    digest: Vec<u8>,
    signature: Vec<u16>,
}

pair!(DocumentSigned => Document, NextDocumentSigned, "/signature/*");
