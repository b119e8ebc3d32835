//! `GET /users/dump`: all users as they are now, one JSON text a line, in constant memory. The first line says which moment
//! it shows.

use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use service::server::Refused;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::routes::Server;
use crate::store::{DumpLine, Gone};

/// The size of a piece of the body.
const PIECE: usize = 32 << 10;

/// Pieces that are ready while the reader is slow.
const READY: usize = 4;

pub(crate) async fn dump(State(server): State<Server>) -> Result<Response, Refused> {
    let (sender, receiver) = mpsc::channel(READY);
    let mut lines = Lines {
        piece: Vec::with_capacity(PIECE + 1024),
        sender,
    };
    tokio::task::spawn_blocking(move || {
        let dumped = server.store.dump(|line| lines.line(&line));
        let ended = match dumped {
            Ok(()) => lines.send().map_err(|Gone| None),
            Err(error) => Err(Some(error)),
        };
        if let Err(Some(error)) = ended {
            tracing::error!(%error, "a dump ended early");
            // The connection is cut, so that nobody takes the dump for a whole one.
            let cut = Err(std::io::Error::other("the dump ended early"));
            let _ = lines.sender.blocking_send(cut);
        }
    });
    let body = Body::from_stream(ReceiverStream::new(receiver));
    Ok((
        StatusCode::OK,
        [(header::CONTENT_TYPE, "application/x-ndjson")],
        body,
    )
        .into_response())
}

struct Lines {
    piece: Vec<u8>,
    sender: mpsc::Sender<std::io::Result<Bytes>>,
}

impl Lines {
    fn line(&mut self, line: &DumpLine) -> Result<(), Gone> {
        serde_json::to_writer(&mut self.piece, line).map_err(|_| Gone)?;
        self.piece.push(b'\n');
        match self.piece.len() {
            length if length >= PIECE => self.send(),
            _ => Ok(()),
        }
    }

    fn send(&mut self) -> Result<(), Gone> {
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        self.sender.blocking_send(Ok(piece)).map_err(|_| Gone)
    }
}
