//! Makes the client of a cloud from an address and variables.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{ObjectStoreScheme, RetryConfig};
use url::Url;

use super::bounded::Connector;
use counterpart::config::network::Network;

/// The number of times to retry a request while the server has trouble.
const RETRIES: usize = 5;

/// The client of a bucket, and the folder in it.
pub(super) fn bucket(
    url: &Url,
    variables: impl IntoIterator<Item = (String, String)>,
    network: &Network,
) -> Result<(Arc<dyn object_store::ObjectStore>, Path), object_store::Error> {
    let (scheme, folder) = ObjectStoreScheme::parse(url)?;
    let folder = Path::parse(folder)?;
    let retry = RetryConfig {
        max_retries: RETRIES,
        retry_timeout: network.timeout,
        ..RetryConfig::default()
    };
    // After the variables, so that none of them removes the limits. The store itself ends each
    // request a little sooner, and gives the reason.
    let bounds = [
        ("timeout", network.timeout.saturating_add(Duration::from_secs(5))),
        ("connect_timeout", network.timeout.min(Duration::from_secs(30))),
    ]
    .map(|(name, time)| (name.to_owned(), format!("{}s", time.as_secs().max(1))));
    let options = variables.into_iter().chain(bounds);
    /// The builders have no trait in common.
    macro_rules! build {
        ($builder:ty) => {{
            let mut builder = <$builder>::new().with_url(url.to_string());
            for (name, value) in options {
                // Other tools of the cloud have their own variables.
                if let Ok(key) = name.to_ascii_lowercase().parse() {
                    builder = builder.with_config(key, value);
                }
            }
            let builder = builder
                .with_retry(retry)
                .with_http_connector(Connector::new(network));
            Arc::new(builder.build()?) as Arc<dyn object_store::ObjectStore>
        }};
    }
    let objects = match scheme {
        ObjectStoreScheme::AmazonS3 => build!(AmazonS3Builder),
        ObjectStoreScheme::GoogleCloudStorage => build!(GoogleCloudStorageBuilder),
        ObjectStoreScheme::MicrosoftAzure => build!(MicrosoftAzureBuilder),
        _ => {
            return Err(object_store::Error::NotSupported {
                source: "it is none of s3://, gs:// and az://".into(),
            });
        }
    };
    Ok((objects, folder))
}
