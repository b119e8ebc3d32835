//! Generates the messages of `proto/shop.binpb` and their serde implementations, once for each set of options of pbjson.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=../proto/shop.binpb");
    let set = Path::new("../proto/shop.binpb");
    let descriptors = std::fs::read(set).unwrap();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
    for options in [
        "default",
        "emit_fields",
        "original_names",
        "enum_numbers",
        "ignore_unknown",
    ] {
        let folder = out.join(options);
        std::fs::create_dir_all(&folder).unwrap();
        prost_build::Config::new()
            .file_descriptor_set_path(set)
            .skip_protoc_run()
            .compile_well_known_types()
            .extern_path(".google.protobuf", "::pbjson_types")
            // Entries have an order.
            .btree_map(["."])
            .out_dir(&folder)
            .compile_protos(&["shop.proto", "legacy.proto"], &["../proto"])
            .unwrap();
        let mut builder = pbjson_build::Builder::new();
        builder
            .register_descriptors(&descriptors)
            .unwrap()
            .extern_path(".google.protobuf", "::pbjson_types")
            .btree_map(["."])
            .out_dir(&folder);
        match options {
            "emit_fields" => builder.emit_fields(),
            "original_names" => builder.preserve_proto_field_names(),
            "enum_numbers" => builder.use_integers_for_enums(),
            "ignore_unknown" => builder.ignore_unknown_fields().ignore_unknown_enum_variants(),
            _ => &mut builder,
        };
        builder.build(&[".shop"]).unwrap();
    }
}
