//! Records what Rust libraries write and read as JSON: `wires OUT_FOLDER`, run in `tests/wires`.

mod apache_avro;
mod pbjson;
mod prost_reflect;
mod record;

fn main() {
    let out = std::env::args_os().nth(1).expect("a folder for the records");
    let out = std::path::Path::new(&out);
    apache_avro::record().save(out);
    pbjson::record().save(out);
    prost_reflect::record().save(out);
}
