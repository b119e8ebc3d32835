//! The items that a declaration's code names in production, for the feature `guard`.

pub use crate::guard::{Consumes, Declared, Derived, Emits, Header, Role as GuardRole, UpcastsFrom};

/// The declarations of a type. Those of a derive are found by the type alone; a `contract!` may be for a type of another
/// crate, and has a type of its own so that the compiler accepts the implementation.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_guarded {
    (by: derive, $($rest:tt)*) => {
        $crate::__counterpart_guarded_by! { [$crate::__private::Derived], $($rest)* }
    };
    (by: call, $($rest:tt)*) => {
        const _: () = {
            pub enum Call {}
            $crate::__counterpart_guarded_by! { [Call], $($rest)* }
        };
    };
}

/// The implementations of the traits, each if it says something.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_guarded_by {
    (
        [$by:ty],
        type: [$type:ty],
        consumes: [$({$($consumed:tt)*})*],
        emits: [$({$($emitted:tt)*})*],
        older: [$([$older:ty])*],
    ) => {
        $crate::__counterpart_guarded_as! { [$by] [$type] Consumes CONSUMED [$({$($consumed)*})*] }
        $crate::__counterpart_guarded_as! { [$by] [$type] Emits EMITTED [$({$($emitted)*})*] }
        $(impl $crate::__private::UpcastsFrom<$older, $by> for $type {})*
    };
}

/// The implementation of one trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_guarded_as {
    ([$by:ty] [$type:ty] $trait:ident $constant:ident []) => {};
    ([$by:ty] [$type:ty] $trait:ident $constant:ident [$({
        event: $event:literal,
        service: $service:expr,
        name: $name:expr,
        key: $key:expr,
        event_type: [$($event_type:literal)?],
        extensions: [$($extension:literal: $extension_type:ty),*],
        headers: [$($header:literal: $header_type:ty),*],
    })*]) => {
        impl $crate::__private::$trait<$by> for $type {
            const $constant: &'static [$crate::__private::Declared] = &[$(
                $crate::__private::Declared::of(
                    $crate::__private::GuardRole::$trait,
                    $event,
                    $service,
                    $name,
                    $key,
                    &[$($event_type)?],
                    &[$($crate::__counterpart_guarded_header!($trait, $extension, $extension_type)),*],
                    &[$($crate::__counterpart_guarded_header!($trait, $header, $header_type)),*],
                )
            ),*];
        }
    };
}

/// A header, or an extension of an envelope. What is only sent need not be read.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_guarded_header {
    (Consumes, $name:literal, $type:ty) => {
        $crate::__private::Header::read::<$type>($name)
    };
    (Emits, $name:literal, $type:ty) => {
        $crate::__private::Header::sent::<$type>($name)
    };
}
