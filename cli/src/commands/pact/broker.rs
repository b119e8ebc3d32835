//! The flags that give the address of a broker.

use clap::Args;
use counterpart::config::{Flags, Settings};
use counterpart_pact::broker::{Auth, Broker};

use crate::failure::Failure;
use crate::network::{NetworkFlags, tell};
use crate::store::here;

/// A Pact broker.
#[derive(Debug, Args)]
#[command(next_help_heading = "Pact broker")]
pub(crate) struct BrokerFlags {
    /// The address of a Pact broker
    #[arg(long, value_name = "URL")]
    pub(crate) broker: Option<String>,
    /// Its token; without it, what PACT_BROKER_TOKEN says
    #[arg(long, value_name = "TOKEN", requires = "broker")]
    broker_token: Option<String>,
    /// Its user; without it, what PACT_BROKER_USERNAME says
    #[arg(
        long,
        value_name = "USER",
        requires = "broker",
        conflicts_with = "broker_token"
    )]
    broker_username: Option<String>,
    /// The user's password; without it, what PACT_BROKER_PASSWORD says
    #[arg(long, value_name = "PASSWORD", requires = "broker")]
    broker_password: Option<String>,
    #[command(flatten)]
    network: NetworkFlags,
}

impl BrokerFlags {
    pub(crate) fn find(&self) -> Result<Option<Broker>, Failure> {
        let Some(url) = &self.broker else {
            return Ok(None);
        };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(Failure::new(format!("{url:?} is no address of a broker"))
                .hint("write it with http:// or https://"));
        }
        let or = |flag: &Option<String>, variable| {
            let said = || std::env::var(variable).ok().filter(|value| !value.is_empty());
            flag.clone().or_else(said)
        };
        let token = match self.broker_username {
            None => or(&self.broker_token, "PACT_BROKER_TOKEN"),
            Some(_) => None,
        };
        let auth = match (token, or(&self.broker_username, "PACT_BROKER_USERNAME")) {
            (Some(token), _) => Auth::Token(token),
            (None, Some(user)) => Auth::User(user, or(&self.broker_password, "PACT_BROKER_PASSWORD")),
            (None, None) => Auth::None,
        };
        let flags = Flags {
            timeout: self.network.network_timeout,
            size: self.network.network_size,
            ..Flags::default()
        };
        Ok(Some(Broker {
            url: url.trim_end_matches('/').to_owned(),
            auth,
            network: Settings::find(&here()?, &flags)?.network(tell),
        }))
    }
}
