//! An HTTP client that limits how much it takes from a server.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http_body_util::{BodyExt, Limited};
use object_store::client::{
    ClientOptions, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService, ReqwestConnector,
};

use super::super::backend::MAX_BYTES;
use counterpart::config::network::Network;

/// One answer: a file of a store, or a page of a list. The extra byte tells a file that is too
/// large from one that fits.
const LARGEST: u64 = MAX_BYTES + 1;
/// The text of an error is shorter than a file.
const LARGEST_ERROR: u64 = 64 << 10;

/// Makes clients that share a limit on received data.
#[derive(Debug)]
pub(super) struct Connector {
    network: Network,
    came: Arc<AtomicU64>,
}

impl Connector {
    pub(super) fn new(network: &Network) -> Self {
        Self {
            network: *network,
            came: Arc::default(),
        }
    }
}

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Client {
            client: ReqwestConnector::default().connect(options)?,
            network: self.network,
            came: Arc::clone(&self.came),
        }))
    }
}

#[derive(Debug)]
struct Client {
    client: HttpClient,
    network: Network,
    came: Arc<AtomicU64>,
}

impl Client {
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let response = self.client.execute(request).await?;
        let largest = match response.status().is_success() {
            true => LARGEST,
            false => LARGEST_ERROR,
        };
        let left = self
            .network
            .size
            .0
            .saturating_sub(self.came.load(Ordering::Relaxed));
        let network = self.network;
        let why = move || match left < largest {
            true => network.too_much(),
            false => format!("one answer is larger than {} KiB", largest >> 10),
        };
        let came = Arc::clone(&self.came);
        let (parts, body) = response.into_parts();
        let body = body.map_frame(move |frame| {
            let bytes = frame.data_ref().map_or(0, |data| data.len() as u64);
            came.fetch_add(bytes, Ordering::Relaxed);
            frame
        });
        let limit = usize::try_from(largest.min(left)).unwrap_or(usize::MAX);
        let body = Limited::new(body, limit).map_err(move |error| match error.downcast::<HttpError>() {
            Ok(error) => *error,
            Err(_) => HttpError::new(HttpErrorKind::Unknown, std::io::Error::other(why())),
        });
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body)))
    }
}

impl HttpService for Client {
    // The form that `async_trait` expands to.
    fn call<'s, 'f>(
        &'s self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(self.answer(request))
    }
}
