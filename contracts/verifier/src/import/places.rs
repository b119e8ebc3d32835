//! Places: in the compound document, in the files that it is made of, and in references.

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::NodeId;
use counterpart_engine::json::Pointer;

/// The file of a compound document that contains a node, and the place in it.
pub(super) fn file_and_place(schema: &Schema, id: NodeId) -> (String, Pointer) {
    place_in_file(&schema.pointer(id))
}

/// The same for a pointer: `/$defs/<file>` comes before the place in the file.
pub(super) fn place_in_file(pointer: &Pointer) -> (String, Pointer) {
    let mut steps = pointer.steps().iter().skip(1);
    let file = steps.next().cloned().unwrap_or_default();
    let place = steps.fold(Pointer::root(), |place, step| place.child(step.as_str()));
    (file, place)
}

/// A pointer as the fragment of a URI.
pub(crate) fn encoded(pointer: &str) -> String {
    let mut fragment = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'$' => {
                fragment.push(byte as char);
            }
            _ => fragment.push_str(&format!("%{byte:02X}")),
        }
    }
    fragment
}
