//! Decompresses what is compressed, within limits.

use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::reader::Limits;

/// The number of compressed bytes to read at once.
const PIECE: usize = 128 << 10;

/// The largest window of a zstd frame, as a power of two: 32 MiB. A frame may ask for 2 GiB.
const WINDOW: u32 = 25;

/// Up to this size, no ratio is suspicious.
const HARMLESS: u64 = 64 << 20;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The reason why an input is not decompressed any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It becomes larger than the limit.
    Size,
    /// It becomes so many times as large as it was.
    Ratio,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Refused::Size => "decompresses to more than the limit",
            Refused::Ratio => "decompresses to so many times its size that it may be a bomb",
        })
    }
}

impl std::error::Error for Refused {}

/// The bytes of an input, decompressed if its first bytes say that it is compressed. A name alone
/// shows that an input ends before these bytes. `read` counts the bytes of the input itself.
pub(super) fn decompressed(
    name: &str,
    input: impl Read + Send + 'static,
    limits: &Limits,
    read: Arc<AtomicU64>,
) -> io::Result<Box<dyn Read + Send>> {
    let own = Arc::new(AtomicU64::new(0));
    let mut input = Counted {
        input,
        all: read,
        own: Arc::clone(&own),
    };
    let mut start = Vec::with_capacity(ZSTD.len());
    Read::by_ref(&mut input)
        .take(ZSTD.len() as u64)
        .read_to_end(&mut start)?;
    let (is_gzip, is_zstd) = (start.starts_with(GZIP), is_zstd(&start));
    let is_cut =
        (named(name, "gz") && start.len() < GZIP.len()) || (named(name, "zst") && start.len() < ZSTD.len());
    if is_cut {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let whole = Cursor::new(start).chain(input);
    let output: Box<dyn Read + Send> = if is_gzip {
        let whole = BufReader::with_capacity(PIECE, whole);
        Box::new(flate2::bufread::MultiGzDecoder::new(whole))
    } else if is_zstd {
        let whole = BufReader::with_capacity(PIECE, whole);
        let mut decoder = zstd::stream::read::Decoder::with_buffer(whole)?;
        decoder.window_log_max(WINDOW)?;
        Box::new(decoder)
    } else {
        return Ok(Box::new(whole));
    };
    Ok(Box::new(Bounded {
        output,
        written: 0,
        read: own,
        most: limits.decompressed,
        ratio: limits.ratio,
    }))
}

/// A frame, or one that is skipped.
fn is_zstd(start: &[u8]) -> bool {
    start.starts_with(ZSTD) || matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18])
}

fn named(name: &str, extension: &str) -> bool {
    let found = name.rsplit_once('.').map(|(_, found)| found);
    found.is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    all: Arc<AtomicU64>,
    own: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.all.fetch_add(count as u64, Ordering::Relaxed);
        self.own.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Ends with an error where the output grows beyond its limits.
struct Bounded {
    output: Box<dyn Read + Send>,
    written: u64,
    read: Arc<AtomicU64>,
    most: u64,
    ratio: u64,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.output.read(buffer)?;
        self.written += count as u64;
        let read = self.read.load(Ordering::Relaxed).max(1);
        if self.written > self.most {
            return Err(io::Error::other(Refused::Size));
        }
        if self.written > HARMLESS && self.written / read > self.ratio {
            return Err(io::Error::other(Refused::Ratio));
        }
        Ok(count)
    }
}
