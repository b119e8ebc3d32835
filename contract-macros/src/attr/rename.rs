//! `#[serde(rename_all = "…")]`, as serde changes the names of fields and of variants.

/// A way to write names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenameRule {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl RenameRule {
    pub(crate) fn of(text: &str) -> Option<Self> {
        Some(match text {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// A field's name, which serde takes to be in snake case.
    pub(crate) fn of_field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => pascal(name),
            Self::Camel => {
                let pascal = pascal(name);
                let mut letters = pascal.chars();
                let first = letters.next().map(|first| first.to_ascii_lowercase());
                first.into_iter().chain(letters).collect()
            }
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// A variant's name, which serde takes to be in Pascal case.
    pub(crate) fn of_variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => {
                let mut letters = name.chars();
                let first = letters.next().map(|first| first.to_ascii_lowercase());
                first.into_iter().chain(letters).collect()
            }
            Self::Snake => snake(name),
            Self::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Self::Kebab => snake(name).replace('_', "-"),
            Self::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn pascal(name: &str) -> String {
    let mut upper = true;
    let mut pascal = String::new();
    for letter in name.chars() {
        match letter {
            '_' => upper = true,
            _ if std::mem::take(&mut upper) => pascal.push(letter.to_ascii_uppercase()),
            _ => pascal.push(letter),
        }
    }
    pascal
}

#[cfg(test)]
mod tests {
    use super::RenameRule;

    #[test]
    fn the_names_of_fields_are_written_as_serde_writes_them() {
        let of = |rule: &str| RenameRule::of(rule).map(|rule| rule.of_field("a_field_2"));
        for (rule, name) in [
            ("lowercase", "a_field_2"),
            ("UPPERCASE", "A_FIELD_2"),
            ("PascalCase", "AField2"),
            ("camelCase", "aField2"),
            ("snake_case", "a_field_2"),
            ("SCREAMING_SNAKE_CASE", "A_FIELD_2"),
            ("kebab-case", "a-field-2"),
            ("SCREAMING-KEBAB-CASE", "A-FIELD-2"),
        ] {
            assert_eq!(of(rule).as_deref(), Some(name));
        }
        assert_eq!(of("Title Case"), None);
    }
    #[test]
    fn the_names_of_variants_are_written_as_serde_writes_them() {
        let of = |rule: &str| RenameRule::of(rule).map(|rule| rule.of_variant("AVariant2"));
        for (rule, name) in [
            ("lowercase", "avariant2"),
            ("UPPERCASE", "AVARIANT2"),
            ("PascalCase", "AVariant2"),
            ("camelCase", "aVariant2"),
            ("snake_case", "a_variant2"),
            ("SCREAMING_SNAKE_CASE", "A_VARIANT2"),
            ("kebab-case", "a-variant2"),
            ("SCREAMING-KEBAB-CASE", "A-VARIANT2"),
        ] {
            assert_eq!(of(rule).as_deref(), Some(name));
        }
    }
}
