//! The JSON form of each mark. Any other form is not a mark: a hand-written schema may use our keyword for its own
//! purposes.

use super::tree::Tree;
use super::values::{Denies, FieldsIn, NoContent, Other, OwnNames, TakenBy};

/// A mark, which may not be there.
pub(super) trait Mark<J>: Default {
    fn read(mark: &J) -> Self;
    fn write(self) -> Option<J>;
    /// The other one, if this one is missing.
    fn or(self, other: Self) -> Self;
}

/// The content of a mark.
pub(super) trait Said<J>: Sized {
    fn read(said: &J) -> Option<Self>;
    fn write(self) -> J;
}

impl<J: Tree> Mark<J> for bool {
    fn read(mark: &J) -> Self {
        mark.as_flag() == Some(true)
    }
    fn write(self) -> Option<J> {
        self.then(|| J::flag(true))
    }
    fn or(self, other: Self) -> Self {
        self || other
    }
}

impl<J: Tree> Mark<J> for Vec<String> {
    fn read(mark: &J) -> Self {
        texts(mark).unwrap_or_default()
    }
    fn write(self) -> Option<J> {
        (!self.is_empty()).then(|| list(&self))
    }
    fn or(self, other: Self) -> Self {
        if self.is_empty() { other } else { self }
    }
}

impl<J, T: Said<J>> Mark<J> for Option<T> {
    fn read(mark: &J) -> Self {
        T::read(mark)
    }
    fn write(self) -> Option<J> {
        self.map(T::write)
    }
    fn or(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<J: Tree> Said<J> for String {
    fn read(said: &J) -> Option<Self> {
        said.as_text().map(str::to_owned)
    }
    fn write(self) -> J {
        J::text(&self)
    }
}

impl<J: Tree> Said<J> for u64 {
    fn read(said: &J) -> Option<Self> {
        said.as_count()
    }
    fn write(self) -> J {
        J::number(self)
    }
}

/// A schema.
impl<J: Tree> Said<J> for J {
    fn read(said: &J) -> Option<Self> {
        Some(said.clone())
    }
    fn write(self) -> J {
        self
    }
}

impl<J: Tree> Said<J> for Other {
    fn read(said: &J) -> Option<Self> {
        either(said, Other::Strings, Other::Tags)
    }
    fn write(self) -> J {
        match self {
            Other::Strings => J::flag(true),
            Other::Tags(key) => J::text(&key),
        }
    }
}

impl<J: Tree> Said<J> for NoContent {
    fn read(said: &J) -> Option<Self> {
        either(said, NoContent::BesideTag, NoContent::Under)
    }
    fn write(self) -> J {
        match self {
            NoContent::BesideTag => J::flag(true),
            NoContent::Under(key) => J::text(&key),
        }
    }
}

impl<J: Tree> Said<J> for TakenBy {
    fn read(said: &J) -> Option<Self> {
        match said.as_count() {
            Some(number) => Some(TakenBy::Field(number)),
            None => (said.as_flag() == Some(false)).then_some(TakenBy::None),
        }
    }
    fn write(self) -> J {
        match self {
            TakenBy::Field(number) => J::number(number),
            TakenBy::None => J::flag(false),
        }
    }
}

impl<J: Tree> Said<J> for Denies {
    fn read(said: &J) -> Option<Self> {
        Some(Denies {
            itself: said.member("itself")?.as_flag()?,
            allowed: texts(said.member("allowed")?)?,
            until_known: said.member("until_known").and_then(J::as_count),
        })
    }
    fn write(self) -> J {
        let mut members = vec![
            ("itself".to_owned(), J::flag(self.itself)),
            ("allowed".to_owned(), list(&self.allowed)),
        ];
        if let Some(number) = self.until_known {
            members.push(("until_known".to_owned(), J::number(number)));
        }
        J::object(members)
    }
}

impl<J: Tree> Said<J> for OwnNames {
    fn read(said: &J) -> Option<Self> {
        let place = said.member("place");
        Some(OwnNames {
            read: texts(said.member("read")?)?,
            written: texts(said.member("written")?)?,
            place: match place {
                Some(place) => either(place, FieldsIn::OnlyProperty, FieldsIn::Property)?,
                None => FieldsIn::Own,
            },
        })
    }
    fn write(self) -> J {
        let mut members = vec![
            ("read".to_owned(), list(&self.read)),
            ("written".to_owned(), list(&self.written)),
        ];
        match self.place {
            FieldsIn::Own => {}
            FieldsIn::OnlyProperty => members.push(("place".to_owned(), J::flag(true))),
            FieldsIn::Property(name) => members.push(("place".to_owned(), J::text(&name))),
        }
        J::object(members)
    }
}

/// `true`, or a name.
fn either<J: Tree, T>(said: &J, set: T, named: fn(String) -> T) -> Option<T> {
    match said.as_text() {
        Some(name) => Some(named(name.to_owned())),
        None => (said.as_flag() == Some(true)).then_some(set),
    }
}

/// A list of texts.
pub(super) fn texts<J: Tree>(value: &J) -> Option<Vec<String>> {
    let texts = value.as_list()?.iter();
    Some(texts.filter_map(J::as_text).map(str::to_owned).collect())
}

pub(super) fn list<J: Tree>(texts: &[String]) -> J {
    J::list(texts.iter().map(|text| J::text(text)).collect())
}
