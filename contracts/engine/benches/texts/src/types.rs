//! Contracts, and the types that they are of.

use serde::Deserialize;

/// The contract of the auth service in the examples.
pub const REGISTERED: &str = include_str!("../../../../../examples/contracts/auth-service/consumes/user.registered.json");

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
pub struct UserRegistered {
    user_id: u64,
    email: String,
    plan: Option<Plan>,
    locale: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Plan {
    Free,
    Pro,
    Enterprise,
}

/// Six fields of what GitHub sends.
pub const GITHUB: &str = r##"{
    "type": "object",
    "properties": {
        "action": {"type": ["string", "null"]},
        "sender": {"anyOf": [{"$ref": "#/$defs/Sender"}, {"type": "null"}]},
        "repository": {"anyOf": [{"$ref": "#/$defs/Repository"}, {"type": "null"}]}
    },
    "$defs": {
        "Sender": {"type": "object", "required": ["login", "id"], "properties": {
            "login": {"type": "string"},
            "id": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615}
        }},
        "Repository": {"type": "object", "required": ["id", "full_name", "private"], "properties": {
            "id": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
            "full_name": {"type": "string"},
            "private": {"type": "boolean"}
        }}
    }
}"##;

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
pub struct GithubEvent {
    action: Option<String>,
    sender: Option<Sender>,
    repository: Option<Repository>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Sender {
    login: String,
    id: u64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Repository {
    id: u64,
    full_name: String,
    private: bool,
}

/// Contracts of one event: each reads some of its members, in one of a few ways.
pub fn contracts(count: usize) -> Vec<String> {
    let members = [
        [r#""email": {"type": "string"}"#, r#""email": {"type": "string", "minLength": 3}"#],
        [r#""user_id": {"type": "integer", "minimum": 0}"#, r#""user_id": {"type": "integer"}"#],
        [r#""plan": {"enum": ["free", "pro", "enterprise"]}"#, r#""plan": {"type": "string"}"#],
        [r#""locale": {"type": ["string", "null"]}"#, r#""locale": {"type": "string"}"#],
        [
            r#""source": {"type": "object", "required": ["campaign"], "properties": {"campaign": {"type": "string"}}}"#,
            r#""source": {"type": "object", "properties": {"campaign": {"type": "string"}, "medium": {"enum": ["mail", "web"]}}}"#,
        ],
        [
            r#""signed_up_at": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615}"#,
            r#""signed_up_at": {"type": "number"}"#,
        ],
    ];
    let contract = |number: usize| {
        let chosen: Vec<&str> = members
            .iter()
            .enumerate()
            .filter(|(at, _)| (number + 1) >> at & 1 == 1)
            .map(|(at, ways)| ways[(number * 7 + at) / 5 % 2])
            .collect();
        let required = if number % 2 == 0 { r#""email", "user_id""# } else { r#""user_id""# };
        format!(r#"{{"type": "object", "properties": {{{}}}, "required": [{required}]}}"#, chosen.join(", "))
    };
    (0..count).map(contract).collect()
}
