//! Pacts as contracts, so that everything else works on them.

use std::collections::BTreeMap;

use super::producers::Producers;
use super::read::{Message, PactFile};
use super::resolve;
use super::schema::{self, Narrowing};
use counterpart::config::pact::Settings;
use counterpart::contract::{Assumption, ContractFile, Header, Identity, Role};
use counterpart_engine::json::{Json, Object};

/// The longest name of a contract that is made of a description, in bytes.
const LONGEST: usize = 60;

/// A contract made of an interaction.
#[derive(Debug)]
pub struct Imported {
    /// The interaction.
    pub description: String,
    /// The contract: Pact accepts everything that it accepts.
    pub contract: ContractFile,
    /// The places where Pact accepts more.
    pub narrowings: Vec<Narrowing>,
    /// Metadata that the contract does not mention.
    pub metadata: Vec<String>,
}

/// Makes a contract of each message of a pact.
///
/// The event is `event`, if given. Otherwise it is found as `verify` finds it, among the provider's events if they
/// are known, and otherwise from the configuration or the metadata. If a consumer has several messages for one
/// event, each contract is named after its description.
///
/// # Errors
/// Fails if an event cannot be determined, or a name is invalid; the error is a sentence with the fix.
pub fn import(
    pact: &PactFile,
    event: Option<&str>,
    producers: &Producers,
    settings: &Settings,
) -> Result<Vec<Imported>, String> {
    let provider = settings.providers.get(&pact.provider).unwrap_or(&pact.provider);
    let mut of_event: BTreeMap<String, usize> = BTreeMap::new();
    let mut events = Vec::new();
    for message in &pact.messages {
        let said = |why: String| format!("{}: the interaction {:?} {why}", pact.source, message.description);
        let event = match event {
            Some(event) => event.to_owned(),
            None => event_of(pact, message, producers, settings).map_err(said)?,
        };
        *of_event.entry(event.clone()).or_default() += 1;
        events.push(event);
    }
    let mut imported = Vec::new();
    for (message, event) in pact.messages.iter().zip(events) {
        let name = (of_event[&event] > 1).then(|| name_of(&message.description));
        let identity = Identity::new(&pact.consumer, Role::Consumes, &event, name.as_deref())
            .map_err(|error| format!("{}: {error}", pact.source))?;
        let accepted = schema::of_value(&message.contents, message.rules.clone(), true);
        let schema = match accepted.schema {
            Json::Object(members) => members,
            // A header needs an object below it.
            other => Object::from_iter([("allOf".to_owned(), Json::Array(vec![other]))]),
        };
        let header = Header {
            identity,
            producer: Some(provider.clone()),
            owner: None,
            metadata: Default::default(),
            types: Vec::new(),
            imported: vec![file_of(&pact.source)],
            assumes: accepted
                .decimals
                .then_some(Assumption::FloatsHaveFractions)
                .into_iter()
                .collect(),
            trusts: Vec::new(),
        };
        imported.push(Imported {
            description: message.description.clone(),
            contract: ContractFile::new(header, schema),
            narrowings: accepted.narrowings,
            metadata: message.metadata.keys().cloned().collect(),
        });
    }
    let mut names: Vec<_> = imported
        .iter()
        .map(|one| one.contract.header.identity.path())
        .collect();
    names.sort();
    if let Some(same) = names.windows(2).find(|two| two[0] == two[1]) {
        return Err(format!(
            "{}: two interactions would both become {}: give them descriptions that differ in more than \
             punctuation",
            pact.source,
            same[0].display()
        ));
    }
    Ok(imported)
}

/// The last part of the path: a contract file says the same on every machine.
fn file_of(source: &str) -> String {
    source.rsplit(['/', '\\']).next().unwrap_or(source).to_owned()
}

fn event_of(
    pact: &PactFile,
    message: &Message,
    producers: &Producers,
    settings: &Settings,
) -> Result<String, String> {
    if let Ok(service) = resolve::service(&pact.provider, producers, settings) {
        return resolve::event(
            &message.description,
            &message.metadata,
            service,
            producers,
            settings,
        );
    }
    resolve::configured(&message.description, &message.metadata, settings).ok_or_else(|| {
        format!(
            "names no event, and the events of {:?} are unknown here: give the event with --event, or under \
             `[pact.events]` in counterpart.toml",
            pact.provider
        )
    })
}

fn name_of(description: &str) -> String {
    let mut name = String::new();
    for c in description.chars() {
        match c.is_ascii_alphanumeric() {
            true => name.push(c.to_ascii_lowercase()),
            false if name.ends_with('-') || name.is_empty() => {}
            false => name.push('-'),
        }
        if name.len() >= LONGEST {
            break;
        }
    }
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::producers::tests::producers;
    use super::super::read::parse;
    use super::*;

    fn pact(messages: &str) -> PactFile {
        let text = format!(
            r#"{{"consumer": {{"name": "billing"}}, "provider": {{"name": "shop"}}, "messages": {messages},
                "metadata": {{"pactSpecification": {{"version": "3.0.0"}}}}}}"#
        );
        parse("pacts/billing-shop.json", text.as_bytes()).unwrap()
    }

    #[test]
    fn an_interaction_becomes_a_contract_of_the_consumer_for_that_producer() {
        let pact = pact(
            r#"[{"description": "order placed", "contents": {"id": "x"}, "metadata": {"topic": "t"},
                "matchingRules": {"body": {"$.id": {"matchers": [{"match": "type"}]}}}}]"#,
        );
        let made = import(&pact, None, &producers(&["order.placed"]), &Settings::default()).unwrap();
        insta::assert_snapshot!(made[0].contract.to_json(), @r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","x-contract":{"format":1,"role":"consumes","service":"billing","event":"order.placed","producer":"shop","imported":["billing-shop.json"],"assumes":[]},"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}"#);
        assert_eq!(made[0].metadata, ["topic"]);
    }

    #[test]
    fn several_interactions_for_one_event_are_named_after_their_descriptions() {
        let pact = pact(
            r#"[{"description": "order placed, paid", "contents": {"id": 1}}, {"description": "order placed (open)", "contents": {"id": 2}}]"#,
        );
        let made = import(&pact, None, &producers(&["order.placed"]), &Settings::default()).unwrap();
        let names: Vec<_> = made
            .iter()
            .map(|one| one.contract.header.identity.name())
            .collect();
        assert_eq!(names, [Some("order-placed-paid"), Some("order-placed-open")]);
    }

    #[test]
    fn unknown_provider_needs_an_explicit_event() {
        let pact =
            pact(r#"[{"description": "something", "contents": {"id": 1}, "metadata": {"topic": "orders"}}]"#);
        let unknown = import(&pact, None, &Producers::default(), &Settings::default()).unwrap_err();
        insta::assert_snapshot!(unknown, @r#"pacts/billing-shop.json: the interaction "something" names no event, and the events of "shop" are unknown here: give the event with --event, or under `[pact.events]` in counterpart.toml"#);
        let settings: Settings = toml::from_str("topics = { orders = 'order.placed' }").unwrap();
        let made = import(&pact, None, &Producers::default(), &settings).unwrap();
        assert_eq!(made[0].contract.header.identity.event(), "order.placed");
        let made = import(&pact, Some("order.put"), &Producers::default(), &settings).unwrap();
        assert_eq!(made[0].contract.header.identity.event(), "order.put");
    }
}
