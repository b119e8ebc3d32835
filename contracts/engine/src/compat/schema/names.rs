//! Names, and what stands under them, in sorted slices: a document has many such lists, and most are short.

use std::ops::Index;
use std::sync::Arc;

/// Names, each once, in their order. Many schemas may share one list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(Arc<[Arc<str>]>);

impl Names {
    /// Returns true if this is one of the names.
    pub fn contains(&self, name: &str) -> bool {
        self.0.binary_search_by(|known| (**known).cmp(name)).is_ok()
    }

    /// The names.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<str>> {
        self.0.iter()
    }

    /// The number of names.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Arc<str>> for Names {
    fn from_iter<T: IntoIterator<Item = Arc<str>>>(names: T) -> Self {
        Self::from(Vec::from_iter(names))
    }
}

impl From<Vec<Arc<str>>> for Names {
    fn from(mut names: Vec<Arc<str>>) -> Self {
        if !names.is_sorted_by(|one, next| one < next) {
            names.sort_unstable();
            names.dedup();
        }
        Self(names.into())
    }
}

impl<'a> IntoIterator for &'a Names {
    type Item = &'a Arc<str>;
    type IntoIter = std::slice::Iter<'a, Arc<str>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Something for each of some names, in the order of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByName<T>(Box<[(Arc<str>, T)]>);

/// The entries of a [`ByName`].
pub(super) type Entries<'a, T> =
    std::iter::Map<std::slice::Iter<'a, (Arc<str>, T)>, fn(&'a (Arc<str>, T)) -> (&'a Arc<str>, &'a T)>;

impl<T> ByName<T> {
    fn entry(&self, name: &str) -> Option<&(Arc<str>, T)> {
        let place = self.0.binary_search_by(|(known, _)| (**known).cmp(name));
        place.ok().map(|place| &self.0[place])
    }

    /// What stands under a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entry(name).map(|(_, value)| value)
    }

    /// Returns true if something stands under a name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The names, and what stands under them.
    pub fn iter(&self) -> Entries<'_, T> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// The names.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Arc<str>> + ExactSizeIterator + Clone {
        self.0.iter().map(|(name, _)| name)
    }

    /// What stands under the names, in their order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    /// The number of names.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// # Panics
/// If nothing stands under the name.
impl<T> Index<&str> for ByName<T> {
    type Output = T;

    fn index(&self, name: &str) -> &T {
        self.get(name).expect("something stands under the name")
    }
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self(Box::default())
    }
}

/// Of several entries with one name, the last remains.
impl<T> From<Vec<(Arc<str>, T)>> for ByName<T> {
    fn from(mut entries: Vec<(Arc<str>, T)>) -> Self {
        if !entries.is_sorted_by(|(one, _), (next, _)| one < next) {
            entries.sort_by(|(one, _), (next, _)| one.cmp(next));
            entries.dedup_by(|next, kept| {
                let is_same = next.0 == kept.0;
                if is_same {
                    std::mem::swap(next, kept);
                }
                is_same
            });
        }
        Self(entries.into())
    }
}

impl<'a, T> IntoIterator for &'a ByName<T> {
    type Item = (&'a Arc<str>, &'a T);
    type IntoIter = Entries<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique_and_the_last_entry_of_one_remains() {
        let names = |texts: &[&str]| texts.iter().map(|text| Arc::from(*text)).collect::<Names>();
        let some = names(&["b", "a", "c", "a"]);
        assert_eq!(some, names(&["a", "b", "c"]));
        assert!(some.contains("b") && !some.contains("") && !some.contains("d"));
        assert_eq!(some.len(), 3);

        let entries = [("b", 1), ("a", 2), ("b", 3), ("c", 4), ("b", 5)];
        let map = ByName::from(entries.map(|(name, value)| (Arc::from(name), value)).to_vec());
        let all: Vec<(&str, i32)> = map.iter().map(|(name, value)| (&**name, *value)).collect();
        assert_eq!(all, [("a", 2), ("b", 5), ("c", 4)]);
        assert_eq!((map.get("b"), map.get("bb")), (Some(&5), None));
        assert_eq!(map.keys().len(), map.values().len());
    }
}
