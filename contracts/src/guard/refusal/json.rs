//! The JSON form of a refusal. What is read has the same bounds as what is made.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bounds::cut;
use super::{Found, Part, Refusal, RefusalRule, Role};

/// The members, in the order in which they are written.
#[derive(Serialize, Deserialize)]
struct Members<'a> {
    role: Role,
    event: Cow<'a, str>,
    service: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<Cow<'a, str>>,
    rule: Cow<'a, RefusalRule>,
    part: Part,
    place: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_within: bool,
    expected: Cow<'a, str>,
    found: Found,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Cow<'a, str>>,
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Members {
            role: self.role,
            event: (&*self.event).into(),
            service: (&*self.service).into(),
            contract: self.contract.as_deref().map(Into::into),
            rule: Cow::Borrowed(&self.rule),
            part: self.part,
            place: (&*self.place).into(),
            is_within: self.is_within,
            expected: (&*self.expected).into(),
            found: self.found,
            offset: self.offset,
            value: self.value.as_deref().map(Into::into),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Refusal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Members::deserialize(deserializer)?;
        let mut refusal = Self::new(
            members.role,
            &members.event,
            &members.service,
            members.rule.into_owned(),
        );
        refusal.contract = members.contract.as_deref().map(cut);
        refusal.part = members.part;
        refusal.set_place(&members.place, members.is_within);
        refusal.set_expected(&members.expected);
        refusal.found = members.found;
        refusal.offset = members.offset;
        refusal.value = members.value.as_deref().map(cut);
        Ok(refusal)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusals() -> impl Strategy<Value = Refusal> {
        let kinds = (
            prop_oneof![Just(Role::Consumes), Just(Role::Emits)],
            0..RefusalRule::ALL.len(),
            prop_oneof![Just(Part::Payload), Just(Part::Headers), Just(Part::Key)],
            prop_oneof![Just(Found::Absent), Just(Found::Null), Just(Found::Malformed)],
        );
        let texts = (".{0,20}", ".{0,20}", "(/.{0,5}){0,300}", ".{0,300}");
        let optional = (
            proptest::option::of(".{0,20}"),
            any::<bool>(),
            proptest::option::of(any::<u64>()),
            proptest::option::of(".{0,300}"),
        );
        (kinds, texts, optional).prop_map(
            |(
                (role, rule, part, found),
                (event, service, place, expected),
                (contract, within, offset, value),
            )| {
                let mut refusal = Refusal::new(role, &event, &service, RefusalRule::ALL[rule].clone());
                refusal.contract = contract;
                refusal.part = part;
                refusal.set_place(&place, within);
                refusal.set_expected(&expected);
                refusal.found = found;
                refusal.offset = offset;
                refusal.value = value.as_deref().map(cut);
                refusal
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_refusal_is_read_from_its_json_form(refusal in refusals()) {
            let text = serde_json::to_string(&refusal).unwrap();
            prop_assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), refusal);
        }
    }

    #[test]
    fn members_of_later_versions_are_ignored_and_their_rules_kept() {
        let text = r#"{"role":"consumes","event":"e","service":"s","rule":"later","part":"payload","place":"",
            "expected":"x","found":"null","later":{"more":[1]}}"#;
        let refusal: Refusal = serde_json::from_str(text).unwrap();
        assert_eq!(refusal.rule, RefusalRule::Other("later".into()));
        let written = serde_json::to_string(&refusal).unwrap();
        assert_eq!(serde_json::from_str::<Refusal>(&written).unwrap(), refusal);
    }

    #[test]
    fn texts_that_others_wrote_are_bounded_when_read() {
        let long = "x".repeat(1 << 20);
        let text = format!(
            r#"{{"role":"emits","event":"{long}","service":"{long}","contract":"{long}","rule":"{long}","part":"key",
            "place":"/a/{long}","expected":"{long}","found":"string","value":"{long}"}}"#
        );
        let refusal: Refusal = serde_json::from_str(&text).unwrap();
        assert!(serde_json::to_string(&refusal).unwrap().len() < 4096);
        assert_eq!((&*refusal.place, refusal.is_within), ("/a", true));
    }
}
