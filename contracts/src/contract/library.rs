//! The libraries of other languages whose schemas are imported with corrections.

use std::fmt;

/// A library or format whose schemas differ from its messages in known ways, as an import knows it.
///
/// The number is the part of its version that the corrections are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Library {
    /// Python: pydantic 2, also where FastAPI uses it.
    Pydantic2,
    /// Python: msgspec 0.
    Msgspec0,
    /// Python: mashumaro 3.
    Mashumaro3,
    /// Python: the schemas inside AsyncAPI documents of FastStream 0.
    FastStream0,
    /// TypeScript: zod 4.
    Zod4,
    /// TypeScript: valibot 1.
    Valibot1,
    /// TypeScript: TypeBox 1.
    TypeBox1,
    /// TypeScript: ArkType 2.
    ArkType2,
    /// TypeScript: Effect Schema 4.
    Effect4,
    /// TypeScript: ts-json-schema-generator 2.
    TsJsonSchemaGenerator2,
    /// Python: OpenAPI 3.1 as FastAPI 0 writes it, for models of pydantic 2.
    FastApi0,
    /// Python: OpenAPI 3.0 as apispec 6 writes it, for schemas of marshmallow 4.
    Apispec6,
}

impl Library {
    /// All of them.
    pub const ALL: [Library; 12] = [
        Library::Pydantic2,
        Library::Msgspec0,
        Library::Mashumaro3,
        Library::FastStream0,
        Library::Zod4,
        Library::Valibot1,
        Library::TypeBox1,
        Library::ArkType2,
        Library::Effect4,
        Library::TsJsonSchemaGenerator2,
        Library::FastApi0,
        Library::Apispec6,
    ];

    /// The name on the command line, as in `import --from pydantic`.
    pub fn id(self) -> &'static str {
        match self {
            Library::Pydantic2 => "pydantic",
            Library::Msgspec0 => "msgspec",
            Library::Mashumaro3 => "mashumaro",
            Library::FastStream0 => "faststream",
            Library::Zod4 => "zod",
            Library::Valibot1 => "valibot",
            Library::TypeBox1 => "typebox",
            Library::ArkType2 => "arktype",
            Library::Effect4 => "effect",
            Library::TsJsonSchemaGenerator2 => "ts-json-schema-generator",
            Library::FastApi0 => "fastapi",
            Library::Apispec6 => "apispec",
        }
    }

    /// The assumption that a producer writes as this library does.
    pub(super) fn writes(self) -> &'static str {
        match self {
            Library::Pydantic2 => "as-pydantic-2-writes",
            Library::Msgspec0 => "as-msgspec-0-writes",
            Library::Mashumaro3 => "as-mashumaro-3-writes",
            Library::FastStream0 => "as-faststream-0-writes",
            Library::Zod4 => "as-zod-4-writes",
            Library::Valibot1 => "as-valibot-1-writes",
            Library::TypeBox1 => "as-typebox-1-writes",
            Library::ArkType2 => "as-arktype-2-writes",
            Library::Effect4 => "as-effect-4-writes",
            Library::TsJsonSchemaGenerator2 => "as-ts-json-schema-generator-2-writes",
            Library::FastApi0 => "as-fastapi-0-writes",
            Library::Apispec6 => "as-apispec-6-writes",
        }
    }

    /// The assumption that a consumer reads as this library does.
    pub(super) fn reads(self) -> &'static str {
        match self {
            Library::Pydantic2 => "as-pydantic-2-reads",
            Library::Msgspec0 => "as-msgspec-0-reads",
            Library::Mashumaro3 => "as-mashumaro-3-reads",
            Library::FastStream0 => "as-faststream-0-reads",
            Library::Zod4 => "as-zod-4-reads",
            Library::Valibot1 => "as-valibot-1-reads",
            Library::TypeBox1 => "as-typebox-1-reads",
            Library::ArkType2 => "as-arktype-2-reads",
            Library::Effect4 => "as-effect-4-reads",
            Library::TsJsonSchemaGenerator2 => "as-ts-json-schema-generator-2-reads",
            Library::FastApi0 => "as-fastapi-0-reads",
            Library::Apispec6 => "as-apispec-6-reads",
        }
    }
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Library::Pydantic2 => "pydantic 2",
            Library::Msgspec0 => "msgspec",
            Library::Mashumaro3 => "mashumaro 3",
            Library::FastStream0 => "FastStream",
            Library::Zod4 => "zod 4",
            Library::Valibot1 => "valibot 1",
            Library::TypeBox1 => "TypeBox 1",
            Library::ArkType2 => "ArkType 2",
            Library::Effect4 => "Effect Schema 4",
            Library::TsJsonSchemaGenerator2 => "ts-json-schema-generator 2",
            Library::FastApi0 => "FastAPI",
            Library::Apispec6 => "apispec 6 with marshmallow 4",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumptions_of_a_library_begin_with_its_id() {
        for library in Library::ALL {
            let start = format!("as-{}-", library.id());
            for (id, end) in [(library.writes(), "-writes"), (library.reads(), "-reads")] {
                assert!(id.starts_with(&start), "{id}");
                assert!(id.ends_with(end), "{id}");
            }
        }
    }
}
