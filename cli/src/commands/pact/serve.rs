//! `cargo counterpart pact serve`

use std::net::TcpListener;

use clap::Args;
use counterpart_pact::serve::{Served, serve};

use super::producing::Producing;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output;

/// Serve the messages of a service to the verifier of any language, as Pact's protocol has it
///
/// A verifier sends a description and the states of the provider, and is given a message of `#[contract(samples = …)]` with its
/// metadata. The address is printed when it can be asked; the command ends when it is stopped.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The service, where there are several that emit something
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The address to listen at; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: String,
    #[command(flatten)]
    producing: Producing,
}

impl Serve {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let found = self.producing.find()?;
        let services: Vec<String> = found
            .producers
            .services()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let service = match (&self.service, services.as_slice()) {
            (Some(named), _) if services.contains(named) => named.clone(),
            (Some(named), _) => {
                return Err(
                    Failure::new(format!("no service here that emits events is called {named:?}"))
                        .hint(format!("there is {}", services.join(", "))),
                );
            }
            (None, [only]) => only.clone(),
            (None, []) => return Err(Failure::new("no service here emits anything")),
            (None, _) => {
                return Err(Failure::new("several services here emit something")
                    .hint(format!("name one with --service: {}", services.join(", "))));
            }
        };
        let cannot = |error| Failure::new(format!("cannot listen at {}: {error}", self.listen));
        let listener = TcpListener::bind(&self.listen).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        output::results(&format!(
            "serving the messages of {service} at http://{address}/\n"
        ))?;
        let served = Served {
            producers: found.producers,
            service,
            settings: found.settings,
        };
        serve(listener, served).map_err(cannot)?;
        Ok(Exit::Compatible)
    }
}
