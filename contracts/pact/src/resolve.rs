//! The service and the event of an interaction.

use std::collections::BTreeMap;

use serde_json::Value;

use super::metadata::plain;
use super::producers::Producers;
use counterpart::config::pact::Settings;

/// Keys of the metadata whose value may be the name of an event, lower case and without signs.
const EVENT_KEYS: [&str; 12] = [
    "topic",
    "cetype",
    "cloudeventstype",
    "type",
    "event",
    "eventtype",
    "eventname",
    "messagetype",
    "contenttype",
    "subject",
    "routingkey",
    "channel",
];

/// The service that a pact's provider is.
///
/// # Errors
/// Fails if no service here has the name; says which there are, and the fix.
pub(super) fn service<'a>(
    provider: &str,
    producers: &'a Producers,
    settings: &Settings,
) -> Result<&'a str, String> {
    let wanted = settings.providers.get(provider).map_or(provider, String::as_str);
    let services = producers.services();
    if let Some(service) = services.iter().find(|service| **service == wanted) {
        return Ok(service);
    }
    let near = services
        .iter()
        .find(|service| words(service).concat() == words(wanted).concat())
        .map_or(String::new(), |service| format!(" (is {service:?} meant?)"));
    Err(format!(
        "no service here that emits events is called {wanted:?}{near}; there is {}: correct the pact, or \
         name the service under `[pact.providers]` in counterpart.toml",
        listed(services.iter().copied())
    ))
}

/// The event that a message is.
///
/// The tables of the configuration come first, then a value of the metadata that is an event's name, then the description:
/// an event's name or its type's, word by word.
///
/// # Errors
/// Fails if none or several fit; says which there are, and the fix.
pub(super) fn event(
    description: &str,
    metadata: &BTreeMap<String, Value>,
    service: &str,
    producers: &Producers,
    settings: &Settings,
) -> Result<String, String> {
    let events = producers.events_of(service);
    let known = |event: &str| events.iter().any(|(name, _)| *name == event);
    if let Some(event) = settings.events.get(description) {
        return match known(event) {
            true => Ok(event.clone()),
            false => Err(format!(
                "`[pact.events]` names {event:?}, which {service:?} does not emit: it emits {}",
                listed(events.iter().map(|(name, _)| *name))
            )),
        };
    }
    for (key, value) in metadata {
        let Some(value) = value.as_str() else { continue };
        if let Some(event) = settings.topics.get(value).filter(|event| known(event)) {
            return Ok(event.clone());
        }
        if !EVENT_KEYS.contains(&plain(key).as_str()) {
            continue;
        }
        if known(value) {
            return Ok(value.to_owned());
        }
        // A content type of one's own: `application/vnd.order.placed+json`.
        let within = value.split(';').next().and_then(|kind| kind.split_once("/vnd."));
        if let Some((_, named)) = within {
            let named = named.split('+').next().unwrap_or(named);
            if known(named) {
                return Ok(named.to_owned());
            }
        }
    }
    let description = words(description);
    let mut best: Vec<&str> = Vec::new();
    let mut length = 0;
    for (name, types) in &events {
        let spelt = std::iter::once(*name)
            .chain(types.iter().map(String::as_str))
            .map(words);
        let longest = spelt
            .filter(|words| {
                !words.is_empty()
                    && description
                        .windows(words.len())
                        .any(|part| part == words.as_slice())
            })
            .map(|words| words.len())
            .max();
        match longest {
            Some(words) if words > length => (best, length) = (vec![*name], words),
            Some(words) if words == length => best.push(*name),
            _ => {}
        }
    }
    match best.as_slice() {
        [event] => Ok((*event).to_owned()),
        several => {
            let why = match several.is_empty() {
                true => format!(
                    "names no event of {service:?}, which emits {}",
                    listed(events.iter().map(|(name, _)| *name))
                ),
                false => format!("may be any of {}", listed(several.iter().copied())),
            };
            Err(format!(
                "{why}: write the event of this description under `[pact.events]` in counterpart.toml"
            ))
        }
    }
}

/// The event that only the configuration or the metadata names, if the provider's events are unknown.
pub(super) fn configured(
    description: &str,
    metadata: &BTreeMap<String, Value>,
    settings: &Settings,
) -> Option<String> {
    if let Some(event) = settings.events.get(description) {
        return Some(event.clone());
    }
    let texts = || {
        metadata
            .iter()
            .filter_map(|(key, value)| Some((plain(key), value.as_str()?)))
    };
    if let Some(event) = texts().find_map(|(_, value)| settings.topics.get(value)) {
        return Some(event.clone());
    }
    const TYPES: [&str; 5] = [
        "cetype",
        "cloudeventstype",
        "eventtype",
        "eventname",
        "messagetype",
    ];
    texts()
        .find(|(key, _)| TYPES.contains(&key.as_str()))
        .map(|(_, value)| value.to_owned())
}

/// The words of a name, lower case: `OrderPlaced`, `order.placed` and `order_placed` are the same two.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            was_lower = false;
            if words.last().is_some_and(|word| !word.is_empty()) {
                words.push(String::new());
            }
            continue;
        }
        if words.is_empty() || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 10;
    let names: Vec<String> = names.map(|name| format!("{name:?}")).collect();
    match names.len() {
        0 => "none".to_owned(),
        count if count > SHOWN => format!("{} and {} more", names[..SHOWN].join(", "), count - SHOWN),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::producers::tests::producers;
    use super::super::read::parse;
    use super::*;

    fn mapped(description: &str, metadata: &str, toml: &str) -> Result<String, String> {
        let pact = format!(
            r#"{{"consumer": {{"name": "c"}}, "provider": {{"name": "shop"}}, "messages": [
                {{"description": {description:?}, "contents": {{}}, "metadata": {metadata}}}],
                "metadata": {{"pactSpecification": {{"version": "3.0.0"}}}}}}"#
        );
        let pact = parse("p.json", pact.as_bytes()).unwrap();
        let settings: Settings = toml::from_str(toml).unwrap();
        let producers = producers(&["order.placed", "order.placed.late", "user.left"]);
        let service = service(&pact.provider, &producers, &settings)?;
        let message = &pact.messages[0];
        event(
            &message.description,
            &message.metadata,
            service,
            &producers,
            &settings,
        )
    }

    #[test]
    fn a_description_names_an_event_word_by_word_and_the_longest_counts() {
        assert_eq!(mapped("an OrderPlaced event", "{}", "").unwrap(), "order.placed");
        assert_eq!(mapped("order_placed", "{}", "").unwrap(), "order.placed");
        assert_eq!(
            mapped("order.placed.late", "{}", "").unwrap(),
            "order.placed.late"
        );
        assert!(mapped("an order was not placed", "{}", "").is_err());
    }

    #[test]
    fn metadata_and_the_configuration_name_an_event() {
        assert_eq!(mapped("x", r#"{"topic": "user.left"}"#, "").unwrap(), "user.left");
        assert_eq!(
            mapped("x", r#"{"ce-type": "user.left"}"#, "").unwrap(),
            "user.left"
        );
        assert_eq!(
            mapped("x", r#"{"contentType": "application/vnd.user.left+json"}"#, "").unwrap(),
            "user.left"
        );
        assert_eq!(
            mapped("x", r#"{"topic": "t"}"#, "topics = { t = 'user.left' }").unwrap(),
            "user.left"
        );
        assert_eq!(
            mapped("order placed", "{}", "events = { 'order placed' = 'user.left' }").unwrap(),
            "user.left"
        );
    }

    #[test]
    fn description_of_no_or_several_events_is_refused_with_the_fix() {
        insta::assert_snapshot!(mapped("something", "{}", "").unwrap_err(), @r#"names no event of "shop", which emits "order.placed", "order.placed.late", "user.left": write the event of this description under `[pact.events]` in counterpart.toml"#);
        insta::assert_snapshot!(mapped("order placed and user left", "{}", "").unwrap_err(), @r#"may be any of "order.placed", "user.left": write the event of this description under `[pact.events]` in counterpart.toml"#);
        insta::assert_snapshot!(mapped("x", "{}", "events = { x = 'y' }").unwrap_err(), @r#"`[pact.events]` names "y", which "shop" does not emit: it emits "order.placed", "order.placed.late", "user.left""#);
    }

    #[test]
    fn a_misspelt_provider_is_an_error_that_names_the_services() {
        let producers = producers(&["order.placed"]);
        insta::assert_snapshot!(service("shpo", &producers, &Settings::default()).unwrap_err(), @r#"no service here that emits events is called "shpo"; there is "shop": correct the pact, or name the service under `[pact.providers]` in counterpart.toml"#);
        insta::assert_snapshot!(service("Shop", &producers, &Settings::default()).unwrap_err(), @r#"no service here that emits events is called "Shop" (is "shop" meant?); there is "shop": correct the pact, or name the service under `[pact.providers]` in counterpart.toml"#);
        let settings: Settings = toml::from_str("providers = { 'The Shop' = 'shop' }").unwrap();
        assert_eq!(service("The Shop", &producers, &settings), Ok("shop"));
    }
}
