//! `oneOf`: a narrowed alternative must not make room for the others.

use super::{Context, ImportError, Part, Parts, Reading, Writer};
use crate::import::apart::exclude_each_other;
use counterpart_engine::compat::schema::node::{Keywords, NodeId};
use counterpart_engine::json::{Json, Object};

impl Writer<'_> {
    /// Exactly one alternative must hold, as in the file. If a narrowed alternative does not exclude the others,
    /// the narrowed ones are added to those of the file, so that nothing fits that the file refuses.
    pub(super) fn one_of(
        &mut self,
        keywords: &Keywords,
        below: &Parts<'_>,
        out: &mut Object,
    ) -> Result<(), ImportError> {
        let context = below.part(Part::OneOf);
        let alternatives = &keywords.one_of;
        if !alternatives.iter().any(|&id| self.narrows(id, &context)) || self.are_apart(alternatives)? {
            return self.list("oneOf", alternatives, |_| context.clone(), out);
        }
        let verbatim = Context::of(Reading::Verbatim);
        self.list("oneOf", alternatives, |_| verbatim.clone(), out)?;
        let mut narrowed = Object::default();
        if !out.contains_key("anyOf") {
            self.list("anyOf", alternatives, |_| context.clone(), &mut narrowed)?;
            if narrowed.get("anyOf") != out.get("oneOf") {
                out.extend(narrowed);
            }
            return Ok(());
        }
        let place = match out.get("allOf") {
            Some(Json::Array(all)) => all.len(),
            _ => 0,
        };
        let depth = self.path.len();
        self.path.extend(["allOf".to_owned(), place.to_string()]);
        let written = self.list("anyOf", alternatives, |_| context.clone(), &mut narrowed);
        self.path.truncate(depth);
        written?;
        if narrowed.get("anyOf") != out.get("oneOf") {
            let all = out
                .entry("allOf".into())
                .or_insert_with(|| Json::Array(Vec::new()));
            if let Json::Array(all) = all {
                all.push(Json::Object(narrowed));
            }
        }
        Ok(())
    }

    /// Returns true if something may be written into a schema that its file does not say.
    fn narrows(&self, id: NodeId, context: &Context) -> bool {
        let closes = self.taken.closed
            && matches!(context.reading, Reading::Whole | Reading::Part)
            && self.closer.reaches_open(id);
        let bounds = context.reading != Reading::Verbatim
            && self.taken.integers.range().is_some()
            && self.has_integer[id.0 as usize];
        closes || bounds
    }

    fn are_apart(&mut self, alternatives: &[NodeId]) -> Result<bool, ImportError> {
        let applied = alternatives.iter().map(|&id| self.closer.unconditional(id));
        let applied: Vec<Vec<NodeId>> = applied.collect::<Result<_, _>>()?;
        Ok(exclude_each_other(self.schema, &applied))
    }
}
