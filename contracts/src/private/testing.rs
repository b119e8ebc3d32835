//! The items that a declaration's code names in tests: the registration, and the test that needs it.

pub use crate::contract::{Binding, Envelope, EventReader, Role};
pub use crate::declaration::real::{
    CloudEvent, Probe, Real, Text, Unreadable, Unwritable, sent_of, written_of,
};
pub use crate::declaration::{Declaration, DeclaredEnvelope, DeclaredHeader, MessageLayout, Older};
pub use crate::schema::HeaderOf;
pub use crate::testing::run;
pub use inventory;

/// The compiler refuses a role that serde cannot play.
pub const fn deserialize<T: serde::Deserialize<'static>>() {}
/// The compiler refuses a role that serde cannot play.
pub const fn serialize<T: serde::Serialize>() {}

/// The registration of a declaration and its test.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_declare {
    (
        advice: $advice:literal,
        test: $test:ident,
        bound: $bound:ident,
        type: $type:ty,
        path: $path:expr,
        role: $role:ident,
        event: $event:literal,
        name: $name:expr,
        producer: $producer:expr,
        owner: $owner:expr,
        service: $service:expr,
        samples: [$($samples:path)?],
        messages: [$($messages:path)?],
        envelope: [$($envelope:ident [$($binding:ident)?], $event_type:expr, $reader:expr, $requires_time:literal)?],
        extensions: [$($extension:literal: $extension_type:ty),*],
        key: $key:expr,
        headers: [$($header:literal: $header_type:ty),*],
        retention: $retention:expr,
        older: [$($older:ty: [$($older_envelope:ident)?]),*],
        features: [$($feature:literal),*],
    ) => {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[allow(unused_imports)]
            use $crate::__private::Unreadable as _;
            $crate::__private::$bound::<$type>();
            $($crate::__private::$bound::<$older>();)*
            $crate::__private::inventory::submit! {
                $crate::__private::Declaration {
                    // `collect::marker`, spelled out because `concat!` takes nothing else.
                    marker: ::core::concat!("counterpart declares \u{1}", $event, "\0"),
                    module: ::core::module_path!(),
                    test: ::core::stringify!($test),
                    role: $crate::__private::Role::$role,
                    event: $event,
                    name: $name,
                    producer: $producer,
                    owner: $owner,
                    service: $service,
                    rust_type: $path,
                    file: ::core::file!(),
                    out_dir: ::core::option_env!("OUT_DIR"),
                    package: ::core::env!("CARGO_PKG_NAME"),
                    manifest_dir: ::core::env!("CARGO_MANIFEST_DIR"),
                    features: &[$(($feature, ::core::cfg!(feature = $feature))),*],
                    schema: |settings| {
                        settings.into_generator().into_root_schema_for::<$crate::__private::wire::Kind<$crate::__private::wire::Argument<$type>>>()
                    },
                    real: $crate::__counterpart_real!($type, [$($samples)?] [$($messages)?] [$($envelope)?]),
                    layout: $crate::__private::MessageLayout {
                        envelope: $crate::__counterpart_envelope!($($envelope [$($binding)?], $event_type, $reader, $requires_time)?),
                        key: $key,
                        extensions: &[$($crate::__counterpart_header!($extension, $extension_type)),*],
                        headers: &[$($crate::__counterpart_header!($header, $header_type)),*],
                        retention: $retention,
                    },
                    older: &[$($crate::__private::Older {
                        rust_type: ::core::any::type_name::<$older>,
                        schema: |settings| {
                            settings.into_generator().into_root_schema_for::<$crate::__private::wire::Kind<$crate::__private::wire::Argument<$older>>>()
                        },
                        real: $crate::__counterpart_real!($older, [] [] [$($older_envelope)?]),
                    }),*],
                }
            }
        };

        #[allow(non_snake_case)]
        #[::core::prelude::v1::test]
        fn $test() {
            $crate::__private::run(::core::module_path!(), ::core::stringify!($test));
        }
    };
}

/// serde's functions for a type.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_real {
    ($type:ty, [$($samples:path)?] [$($messages:path)?] [$($envelope:ident)?]) => {
        $crate::__private::Real {
            read: $crate::__private::Probe::<$type>::READ,
            read_in_envelope: $crate::__counterpart_in_envelope!(READ, $type $(, $envelope)?),
            refuse: $crate::__private::Probe::<$type>::REFUSE,
            refuse_in_envelope: $crate::__counterpart_in_envelope!(REFUSE, $type $(, $envelope)?),
            rewrite: $crate::__private::Probe::<$type>::REWRITE,
            samples: $crate::__counterpart_samples!($type, $($samples)?),
            messages: $crate::__counterpart_messages!($($messages)?),
            record: $crate::__private::Probe::<$type>::RECORD,
        }
    };
}

/// serde's functions for a type in an envelope.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_in_envelope {
    ($constant:ident, $type:ty) => {
        ::core::option::Option::None
    };
    ($constant:ident, $type:ty, CloudEvents) => {
        $crate::__private::Probe::<$crate::__private::CloudEvent<$type>>::$constant
    };
    ($constant:ident, $type:ty, CloudEventsBatch) => {
        $crate::__private::Probe::<::std::vec::Vec<$crate::__private::CloudEvent<$type>>>::$constant
    };
    // The message is the payload.
    ($constant:ident, $type:ty, CloudEventsBinary) => {
        $crate::__private::Probe::<$type>::$constant
    };
}

/// A header, or an extension of an envelope.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_header {
    ($name:literal, $type:ty) => {
        $crate::__private::DeclaredHeader {
            header: $crate::__private::HeaderOf::of::<$type>($name),
            read: $crate::__private::Probe::<$type>::READ,
            read_text: $crate::__private::Probe::<$crate::__private::Text<$type>>::READ,
        }
    };
}

/// The envelope of a message.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_envelope {
    () => {
        ::core::option::Option::None
    };
    ($envelope:ident [$($binding:ident)?], $event_type:expr, $reader:expr, $requires_time:literal) => {
        ::core::option::Option::Some($crate::__private::DeclaredEnvelope {
            envelope: $crate::__private::Envelope::$envelope $(($crate::__private::Binding::$binding))?,
            event_type: $event_type,
            reader: $reader,
            requires_time: $requires_time,
        })
    };
}

/// The function that writes a user's values.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_samples {
    ($type:ty,) => {
        ::core::option::Option::None
    };
    ($type:ty, $samples:path) => {
        ::core::option::Option::Some(|most| $crate::__private::written_of::<$type, _>($samples(), most))
    };
}

/// The function that gives a user's whole messages.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_messages {
    () => {
        ::core::option::Option::None
    };
    ($messages:path) => {
        ::core::option::Option::Some(|most| $crate::__private::sent_of($messages(), most))
    };
}

/// Asks serde whether the variants of an enum are numbers on the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_numbered {
    ($type:ident, $format:literal, $reads_others:literal, [$($variant:ident),*]) => {{
        #[allow(unused_imports)]
        use $crate::__private::{Unreadable as _, Unwritable as _};
        ::core::option::Option::Some($crate::__private::schema::Numbered {
            format: $format,
            reads_others: $reads_others,
            read: $crate::__private::Probe::<$type>::READ,
            variants: $crate::__private::vec![$((
                $type::$variant as i128,
                $crate::__private::Probe::<$type>::WRITE.and_then(|write| write(&$type::$variant).ok()),
            )),*],
        })
    }};
}
