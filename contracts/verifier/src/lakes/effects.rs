//! What engines do to values, and all of it that applies to one value.

use counterpart_engine::compat::formats;

use super::{Engine, Reading, Scope};

/// One thing that an engine does to values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// A member that is absent becomes null.
    NullForAbsent,
    /// A member that is absent or null becomes the default of its column: an empty list, an empty map, an empty text, 0
    /// or `false`.
    DefaultForAbsent,
    /// A member that is null becomes absent.
    AbsentForNull,
    /// A member that is an object without members, or with nulls only, becomes absent.
    AbsentForEmpty,
    /// A text of these formats is written in another form.
    Texts(&'static [Form]),
    /// A number may become a text of digits.
    TextForDecimal,
    /// A number that a float cannot hold becomes null, as NaN does.
    NullForNaN,
    /// A number that a float cannot hold becomes a text, as NaN does.
    TextForNaN,
    /// A boolean becomes 0 or 1.
    NumberForBoolean,
    /// A text that is a number becomes one, and one that is a moment becomes its milliseconds if the name looks like a
    /// moment's.
    NumberForText,
    /// Where values of several kinds are allowed, numbers and booleans become texts.
    TextForMixed,
    /// There, lists and objects become texts that hold them as JSON.
    NestedForMixed,
    /// In an object that has a list beside values of other kinds under one name, other members become absent.
    AbsentForMixed,
    /// Where booleans and numbers are allowed, a boolean becomes 0 or 1.
    FlagForMixed,
    /// A list or an object becomes a text that holds it as JSON.
    TextForNested,
    /// An object without members becomes the text `{}`.
    TextForEmpty,
    /// An integer beyond 64 bits becomes a text of digits.
    TextForHuge,
    /// A moment becomes a number: its milliseconds.
    NumberForMoment,
    /// A number becomes a moment if the name looks like one's: a text of this form, or milliseconds.
    MomentForNumber(&'static str),
    /// A name with a dot becomes a name in a name.
    SplitNames,
    /// The keys of a map become other texts.
    OtherKeys,
    /// Numbers beyond the precision of a float are rounded.
    Rounded,
}

/// Another form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// The formats of JSON Schema whose texts are written so; none for any text in a column of bytes.
    pub(super) formats: &'static [&'static str],
    /// The form, as a regular expression of ECMA-262.
    pub(super) pattern: &'static str,
}

impl Form {
    /// Returns true if an engine may take a text for one of the formats: engines read moments and times that JSON Schema's
    /// formats do not include, such as those without an offset.
    pub(super) fn is_of(&self, text: &str) -> bool {
        let begins = |shape: &str| {
            text.len() >= shape.len()
                && text
                    .bytes()
                    .zip(shape.bytes())
                    .all(|(byte, wanted)| match wanted {
                        b'0' => byte.is_ascii_digit(),
                        b'T' => matches!(byte, b'T' | b't' | b' '),
                        wanted => byte == wanted,
                    })
        };
        let is_of = |format: &&str| match *format {
            "date-time" => begins("0000-00-00T00:00"),
            "date" => begins("0000-00-00"),
            "time" => begins("00:00"),
            format => formats::is_valid(format, text) != Some(false),
        };
        self.formats.is_empty() || self.formats.iter().any(is_of)
    }
}

/// All that happens to one value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Effects {
    pub(super) null_for_absent: bool,
    pub(super) default_for_absent: bool,
    pub(super) absent_for_null: bool,
    pub(super) absent_for_empty: bool,
    pub(super) texts: Vec<Form>,
    pub(super) text_for_decimal: bool,
    pub(super) null_for_nan: bool,
    pub(super) text_for_nan: bool,
    pub(super) number_for_boolean: bool,
    pub(super) number_for_text: bool,
    pub(super) text_for_mixed: bool,
    pub(super) nested_for_mixed: bool,
    pub(super) absent_for_mixed: bool,
    pub(super) flag_for_mixed: bool,
    pub(super) text_for_nested: bool,
    pub(super) text_for_empty: bool,
    pub(super) text_for_huge: bool,
    pub(super) number_for_moment: bool,
    pub(super) moment_for_number: Option<&'static str>,
    pub(super) split_names: bool,
    pub(super) other_keys: bool,
    pub(super) rounded: bool,
}

impl Effects {
    /// Those on the members of the message itself, or on what is further inside.
    pub(super) fn of(reading: &Reading, is_column: bool) -> Self {
        let mut effects = Self {
            absent_for_null: reading.absent_is_null,
            ..Self::default()
        };
        let habits = reading.exported_by.map_or(&[][..], |engine| engine.habits);
        for habit in habits {
            if is_column || habit.scope == Scope::All {
                effects.add(habit.change);
            }
        }
        effects
    }

    /// Those that an engine has on the members of messages.
    pub(super) fn of_engine(engine: &Engine) -> Self {
        let mut effects = Self::default();
        engine.habits.iter().for_each(|habit| effects.add(habit.change));
        effects
    }

    fn add(&mut self, change: Change) {
        match change {
            Change::NullForAbsent => self.null_for_absent = true,
            Change::DefaultForAbsent => self.default_for_absent = true,
            Change::AbsentForNull => self.absent_for_null = true,
            Change::AbsentForEmpty => self.absent_for_empty = true,
            Change::Texts(forms) => self.texts.extend(forms),
            Change::TextForDecimal => self.text_for_decimal = true,
            Change::NullForNaN => self.null_for_nan = true,
            Change::TextForNaN => self.text_for_nan = true,
            Change::NumberForBoolean => self.number_for_boolean = true,
            Change::NumberForText => self.number_for_text = true,
            Change::TextForMixed => self.text_for_mixed = true,
            Change::NestedForMixed => self.nested_for_mixed = true,
            Change::AbsentForMixed => self.absent_for_mixed = true,
            Change::FlagForMixed => self.flag_for_mixed = true,
            Change::TextForNested => self.text_for_nested = true,
            Change::TextForEmpty => self.text_for_empty = true,
            Change::TextForHuge => self.text_for_huge = true,
            Change::NumberForMoment => self.number_for_moment = true,
            Change::MomentForNumber(pattern) => self.moment_for_number = Some(pattern),
            Change::SplitNames => self.split_names = true,
            Change::OtherKeys => self.other_keys = true,
            Change::Rounded => self.rounded = true,
        }
    }

    /// Returns true if nothing happens.
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Returns true if what becomes of a value depends on the kinds of others.
    pub(super) fn joins_kinds(&self) -> bool {
        self.text_for_mixed || self.default_for_absent
    }

    /// Returns true if members that a row lacks appear in it.
    pub(super) fn adds_members(&self) -> bool {
        self.null_for_absent || self.default_for_absent
    }

    /// Returns true if members of a row disappear.
    pub(super) fn removes_members(&self) -> bool {
        self.absent_for_null || self.absent_for_empty || self.split_names
    }
}
