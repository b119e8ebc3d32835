//! A deployment was recorded: a semantic version, a UUID in its simple form.

use counterpart::Contract;
use semver::Version;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "deployment.recorded")]
#[serde(rename_all = "camelCase")]
struct DeploymentRecorded {
    #[serde(with = "uuid::serde::simple")]
    deployment_id: Uuid,
    version: Version,
    replaces: Option<Version>,
    environment: Environment,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
enum Environment {
    Staging,
    Production,
    #[serde(untagged)]
    Named(String),
}

/// The release notes.
#[derive(Deserialize, Contract)]
#[contract(consumes = "deployment.recorded")]
#[serde(rename_all = "camelCase")]
struct Deployment {
    #[serde(with = "uuid::serde::simple")]
    deployment_id: Uuid,
    version: Version,
    environment: String,
}

/// The usual form of a UUID.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
struct NextDeploymentRecorded {
    deployment_id: Uuid,
    version: Version,
    environment: Environment,
}

pair!(DeploymentRecorded => Deployment, NextDeploymentRecorded, "/deploymentId");
