//! Bytes as texts.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use counterpart::Contract;
use counterpart::wire::{Base64, EitherPadding, Hex, Padded, Standard, Unpadded, UpperCase, UrlSafe};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::kinds::judge::{breaks, fits, mixed, written};
use super::reads_exactly;

/// Written with padding, and read with and without.
fn either() -> GeneralPurpose {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&base64::alphabet::STANDARD, config)
}

/// Functions through an engine of the crate base64.
macro_rules! through {
    ($module:ident: $engine:expr) => {
        mod $module {
            use super::*;

            pub(super) fn serialize<S: Serializer>(
                bytes: impl AsRef<[u8]>,
                to: S,
            ) -> Result<S::Ok, S::Error> {
                to.serialize_str(&$engine.encode(bytes))
            }

            pub(super) fn deserialize<'de, T: TryFrom<Vec<u8>>, D: Deserializer<'de>>(
                from: D,
            ) -> Result<T, D::Error> {
                let bytes = $engine
                    .decode(String::deserialize(from)?)
                    .map_err(serde::de::Error::custom)?;
                T::try_from(bytes).map_err(|_| serde::de::Error::custom("another length"))
            }
        }
    };
}

/// Bytes, and an array of them, with functions and what describes these.
macro_rules! held {
    ($bytes:ident, $array:ident: $module:literal, $wire:ty) => {
        #[derive(Debug, Serialize, Deserialize, Contract)]
        struct $bytes(
            #[serde(with = $module)]
            #[contract(with = $wire)]
            Vec<u8>,
        );

        #[derive(Debug, Serialize, Deserialize, Contract)]
        struct $array(
            #[serde(with = $module)]
            #[contract(with = $wire)]
            [u8; 8],
        );
    };
}

through!(standard_padded: STANDARD);
held!(StandardPadded, StandardPaddedArray: "standard_padded", Base64);

through!(standard_bare: STANDARD_NO_PAD);
held!(StandardBare, StandardBareArray: "standard_bare", Base64<Standard, Unpadded>);

through!(url_padded: URL_SAFE);
held!(UrlPadded, UrlPaddedArray: "url_padded", Base64<UrlSafe, Padded>);

through!(url_bare: URL_SAFE_NO_PAD);
held!(UrlBare, UrlBareArray: "url_bare", Base64<UrlSafe, Unpadded>);

through!(standard_either: either());
held!(StandardEither, StandardEitherArray: "standard_either", Base64<Standard, EitherPadding>);

/// Bytes through the crate hex, in lower case.
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Lower(#[serde(with = "hex")] Vec<u8>);

#[derive(Debug, Serialize, Deserialize, Contract)]
struct LowerArray(#[serde(with = "hex::serde")] [u8; 8]);

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Upper(
    #[serde(
        serialize_with = "hex::serialize_upper",
        deserialize_with = "hex::deserialize"
    )]
    #[contract(with = "Hex<UpperCase>")]
    Vec<u8>,
);

fn bytes() -> Vec<Vec<u8>> {
    let of = |at: u64| {
        (0..mixed(at) % 20)
            .map(|more| mixed(at * 31 + more) as u8)
            .collect()
    };
    (0..300).map(of).collect()
}

fn arrays() -> Vec<[u8; 8]> {
    (0..300).map(|at| mixed(at).to_le_bytes()).collect()
}

/// What the functions of all forms make of bytes, and texts near these.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "", "=", "A", "AB", "AQ", "AQ==", "AQ=", "AR==", "AQI=", "AQJ=", "AQID", "-_-_", "+/+/", "AAAA=",
        "AA==AA==",
    ]
    .map(str::to_owned)
    .to_vec();
    for bytes in bytes()
        .into_iter()
        .chain(arrays().into_iter().map(|array| array.to_vec()))
        .step_by(40)
    {
        texts.extend([STANDARD.encode(&bytes), STANDARD_NO_PAD.encode(&bytes)]);
        texts.extend([URL_SAFE.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)]);
        texts.extend([hex::encode(&bytes), hex::encode_upper(&bytes)]);
    }
    texts
        .into_iter()
        .map(|text| format!("\"{text}\""))
        .chain(["null", "[1]", "1"].map(str::to_owned))
        .collect()
}

#[test]
fn base64_is_read_as_the_engines_decode_it() {
    let texts = texts();
    reads_exactly::<StandardPadded>(&texts);
    reads_exactly::<StandardPaddedArray>(&texts);
    reads_exactly::<StandardBare>(&texts);
    reads_exactly::<StandardBareArray>(&texts);
    reads_exactly::<UrlPadded>(&texts);
    reads_exactly::<UrlPaddedArray>(&texts);
    reads_exactly::<UrlBare>(&texts);
    reads_exactly::<UrlBareArray>(&texts);
    reads_exactly::<StandardEither>(&texts);
    reads_exactly::<StandardEitherArray>(&texts);
}

#[test]
fn base64_is_written_as_the_engines_encode_it() {
    written(bytes().into_iter().map(StandardPadded));
    written(arrays().into_iter().map(StandardPaddedArray));
    written(bytes().into_iter().map(StandardBare));
    written(arrays().into_iter().map(StandardBareArray));
    written(bytes().into_iter().map(UrlPadded));
    written(arrays().into_iter().map(UrlPaddedArray));
    written(bytes().into_iter().map(UrlBare));
    written(arrays().into_iter().map(UrlBareArray));
    written(bytes().into_iter().map(StandardEither));
    written(arrays().into_iter().map(StandardEitherArray));
    fits::<StandardPadded, StandardEither>();
    fits::<StandardBare, StandardEither>();
    fits::<StandardPaddedArray, StandardPadded>();
    breaks::<StandardBare, StandardPadded>();
    breaks::<UrlPadded, StandardPadded>();
    breaks::<StandardPadded, StandardPaddedArray>();
}

#[test]
fn hexadecimal_digits_are_read_in_both_cases_and_written_in_one() {
    reads_exactly::<Lower>(&texts());
    reads_exactly::<LowerArray>(&texts());
    reads_exactly::<Upper>(&texts());
    written(bytes().into_iter().map(Lower));
    written(arrays().into_iter().map(LowerArray));
    written(bytes().into_iter().map(Upper));
    fits::<Upper, Lower>();
    fits::<LowerArray, Upper>();
    breaks::<Lower, LowerArray>();
}
