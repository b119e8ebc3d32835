//! `cargo counterpart config`

use clap::Args;
use counterpart::config::network::Shown;
use counterpart::config::{FILE_NAME, Layer};
use counterpart_engine::json::Json;
use counterpart_verifier::store::cache_folder;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::table::table;
use crate::store::{StoreFlags, shown};
use crate::terminal::output;

/// Print the effective configuration and where each value comes from
///
/// Flags override environment variables, which override counterpart.toml (the nearest one upwards), which overrides the
/// default.
#[derive(Debug, Args)]
pub(crate) struct Config {
    #[command(flatten)]
    store: StoreFlags,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Config {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let settings = self.store.settings()?;
        let cache = cache_folder().ok().map(|folder| folder.display().to_string());
        let cache_from = match std::env::var_os("COUNTERPART_CACHE").filter(|value| !value.is_empty()) {
            Some(_) => Layer::Variable("COUNTERPART_CACHE"),
            None => Layer::Default,
        };
        let retention = settings.retention.value.map(|retention| retention.to_string());
        let rows = [
            (
                "contracts",
                Some(shown(&settings.contracts.value)),
                &settings.contracts.from,
            ),
            (
                "store",
                settings.store.value.as_deref().map(without_secret),
                &settings.store.from,
            ),
            ("retention", retention, &settings.retention.from),
            (
                "allow",
                Some(settings.allow.value.len().to_string()),
                &settings.allow.from,
            ),
            (
                "rules",
                Some(settings.rules.value.iter().count().to_string()),
                &settings.rules.from,
            ),
            ("cache", cache, &cache_from),
            (
                "network.timeout",
                Some(Shown(settings.timeout.value).to_string()),
                &settings.timeout.from,
            ),
            (
                "network.size",
                Some(settings.size.value.to_string()),
                &settings.size.from,
            ),
        ];
        let from = |layer: &Layer| match layer {
            Layer::File(path) => shown(path),
            other => other.to_string(),
        };
        output::json_or_text(
            self.json,
            &if self.json {
                let mut members: Vec<(String, Json)> = vec![
                    ("format".into(), Json::Number(1.into())),
                    (
                        "file".into(),
                        settings
                            .file
                            .as_ref()
                            .map_or(Json::Null, |file| Json::from(shown(file))),
                    ),
                ];
                for (name, value, layer) in rows {
                    let value = match name {
                        "allow" => {
                            Json::Array(settings.allow.value.iter().map(|allow| allow.to_json()).collect())
                        }
                        "rules" => {
                            let rules = settings.rules.value.iter();
                            let rules =
                                rules.map(|(rule, severity)| (rule.to_owned(), Json::from(severity.id())));
                            Json::Object(rules.collect())
                        }
                        _ => value.map_or(Json::Null, Json::from),
                    };
                    members.push((
                        name.to_owned(),
                        Json::from([("value", value), ("from", Json::from(from(layer)))]),
                    ));
                }
                Json::Object(members.into_iter().collect()).to_pretty()
            } else {
                let rows = rows.map(|(name, value, layer)| {
                    [
                        name.to_owned(),
                        value.unwrap_or_else(|| "not set".into()),
                        from(layer),
                    ]
                });
                let mut text = match &settings.file {
                    Some(file) => format!("{}\n\n", shown(file)),
                    None => format!("no {FILE_NAME} here or above\n\n"),
                };
                text.push_str(&table(["setting", "value", "from"], &rows));
                for (rule, severity) in settings.rules.value.iter() {
                    text.push_str(&format!("\n{rule}: {severity}\n"));
                }
                for allowance in &settings.allow.value {
                    text.push_str(&format!(
                        "\nallowed: {allowance}\n  because {}\n",
                        allowance.reason
                    ));
                    if let Some(until) = allowance.until {
                        text.push_str(&format!("  until {until}\n"));
                    }
                }
                text
            },
        )?;
        Ok(Exit::Compatible)
    }
}

/// An address without the password that may be in it.
fn without_secret(address: &str) -> String {
    match counterpart_verifier::store::Address::parse(address) {
        Ok(counterpart_verifier::store::Address::Git(address)) => address.to_string(),
        Ok(_) => address.to_owned(),
        Err(error) => format!("not usable: {error}"),
    }
}
