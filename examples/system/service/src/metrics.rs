//! Metrics in the text format of Prometheus.

use std::sync::{Arc, Mutex};

use prometheus_client::encoding::text::encode;
use prometheus_client::registry::{Metric, Registry};

/// The metrics of a process. Clones are the same metrics.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    registry: Arc<Mutex<Registry>>,
}

impl Metrics {
    /// Adds a metric; its help ends without a full stop. A counter's name gets `_total`.
    pub fn add<M: Metric + Clone>(&self, name: &str, help: &str, metric: M) -> M {
        let mut registry = self.registry.lock().unwrap_or_else(|held| held.into_inner());
        registry.register(name, help, metric.clone());
        metric
    }

    /// All metrics as text.
    pub fn text(&self) -> String {
        let registry = self.registry.lock().unwrap_or_else(|held| held.into_inner());
        let mut text = String::new();
        match encode(&mut text, &registry) {
            Ok(()) => text,
            Err(_) => unreachable!("a String takes any text"),
        }
    }
}
