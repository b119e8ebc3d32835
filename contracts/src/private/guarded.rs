//! The items that a declaration's code names in production, for the feature `guard`.

pub use crate::guard::{
    Binding as GuardBinding, Consumes, ConsumesOne, Declared, Derived, Emits, EmitsOne, Header,
    Mode as GuardMode, Role as GuardRole, UpcastsFrom, With,
};

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
            pub enum CounterpartCall {}
            $crate::__counterpart_guarded_by! { [CounterpartCall], $($rest)* }
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
        with: $with:tt,
    ) => {
        $crate::__counterpart_guarded_as! { [$by] [$type] Consumes ConsumesOne CONSUMED [$({$($consumed)*})*] [] }
        $crate::__counterpart_guarded_as! { [$by] [$type] Emits EmitsOne EMITTED [$({$($emitted)*})*] $with }
        $(impl $crate::__private::UpcastsFrom<$older, $by> for $type {})*
    };
}

/// The implementation of one trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_guarded_as {
    ([$by:ty] [$type:ty] $trait:ident $one:ident $constant:ident [] $with:tt) => {};
    ([$by:ty] [$type:ty] $trait:ident $one:ident $constant:ident [{$($only:tt)*}] $with:tt) => {
        $crate::__counterpart_guarded_all! { [$by] [$type] $trait $constant [{$($only)*}] $with }
        impl $crate::__private::$one<$by> for $type {}
    };
    ([$by:ty] [$type:ty] $trait:ident $one:ident $constant:ident [$($several:tt)*] $with:tt) => {
        $crate::__counterpart_guarded_all! { [$by] [$type] $trait $constant [$($several)*] $with }
    };
}

/// The constant with all declarations of a role.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_guarded_all {
    ([$by:ty] [$type:ty] $trait:ident $constant:ident [$({
        event: $event:literal,
        service: $service:expr,
        name: $name:expr,
        key: $key:expr,
        event_type: [$($event_type:literal)?],
        mode: [$mode:ident $($binding:ident)?],
        requires_time: $requires_time:literal,
        extensions: [$($extension:literal: $extension_type:ty),*],
        headers: [$($header:literal: $header_type:ty),*],
    })*] $with:tt) => {
        impl $crate::__private::$trait<$by> for $type {
            const $constant: &'static [$crate::__private::Declared] = &[$(
                $crate::__private::Declared::of(
                    $crate::__private::GuardRole::$trait,
                    $event,
                    $service,
                    $name,
                    $key,
                    &[$($event_type)?],
                    $crate::__private::GuardMode::$mode $(($crate::__private::GuardBinding::$binding))?,
                    $requires_time,
                    &[$($crate::__counterpart_guarded_header!($trait, $extension, $extension_type)),*],
                    &[$($crate::__counterpart_guarded_header!($trait, $header, $header_type)),*],
                    $crate::__counterpart_guarded_with!($with),
                )
            ),*];
        }
    };
}

/// The fields whose type on the wire is declared.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_guarded_with {
    ([$($with:literal: $with_type:ty),*]) => {
        &[$($crate::__private::With::of::<$with_type>($with)),*]
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
