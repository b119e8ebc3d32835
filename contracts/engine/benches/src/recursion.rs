//! Recursive messages, as the producer sends them and a consumer reads them.

/// Name, emitted, accepted, and whether all that is emitted is accepted.
pub const CASES: [(&str, &str, &str, bool); 6] = [
    (
        "a tree",
        r##"{"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "object", "required": ["value", "children"],
            "additionalProperties": false, "properties": {"value": {"type": "integer"},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}}}}"##,
        r##"{"$ref": "#/$defs/Node", "$defs": {"Node": {"type": "object", "required": ["children"],
            "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}}}}"##,
        true,
    ),
    (
        "a list whose values got wider",
        r##"{"$ref": "#/$defs/List", "$defs": {"List": {"type": "object", "required": ["head"],
            "additionalProperties": false, "properties": {"head": {"type": "number"},
            "tail": {"anyOf": [{"$ref": "#/$defs/List"}, {"type": "null"}]}}}}}"##,
        r##"{"$ref": "#/$defs/List", "$defs": {"List": {"type": "object", "required": ["head"],
            "properties": {"head": {"type": "integer"},
            "tail": {"anyOf": [{"$ref": "#/$defs/List"}, {"type": "null"}]}}}}}"##,
        false,
    ),
    (
        "types that hold each other",
        r##"{"$ref": "#/$defs/A", "$defs": {
            "A": {"type": "object", "additionalProperties": false, "properties": {"b": {"$ref": "#/$defs/B"}}},
            "B": {"type": "object", "additionalProperties": false, "properties":
                {"a": {"$ref": "#/$defs/A"}, "n": {"type": "integer"}}}}}"##,
        r##"{"$ref": "#/$defs/X", "$defs": {
            "X": {"type": "object", "properties": {"b": {"$ref": "#/$defs/Y"}}},
            "Y": {"type": "object", "properties": {"a": {"$ref": "#/$defs/X"}}}}}"##,
        true,
    ),
    (
        "an expression, one operator not read",
        r##"{"$ref": "#/$defs/E", "$defs": {"E": {"oneOf": [
            {"type": "object", "additionalProperties": false, "required": ["Number"],
             "properties": {"Number": {"type": "integer"}}},
            {"type": "object", "additionalProperties": false, "required": ["Add"], "properties":
                {"Add": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/E"}}}},
            {"type": "object", "additionalProperties": false, "required": ["Not"],
             "properties": {"Not": {"$ref": "#/$defs/E"}}}]}}}"##,
        r##"{"$ref": "#/$defs/E", "$defs": {"E": {"oneOf": [
            {"type": "object", "additionalProperties": false, "required": ["Number"],
             "properties": {"Number": {"type": "integer"}}},
            {"type": "object", "additionalProperties": false, "required": ["Add"], "properties":
                {"Add": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/E"}}}}]}}}"##,
        false,
    ),
    (
        "a consumer that reads one level",
        r##"{"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "object", "required": ["value"],
            "additionalProperties": false, "properties": {"value": {"type": "integer"},
            "left": {"$ref": "#/$defs/Tree"}, "right": {"$ref": "#/$defs/Tree"}}}}}"##,
        r##"{"type": "object", "required": ["value"], "properties": {"value": {"type": "integer"},
            "left": {"type": "object"}}}"##,
        true,
    ),
    (
        "a leaf that got wider, deep down",
        r##"{"$ref": "#/$defs/Tree", "$defs": {"Tree": {"oneOf": [
            {"type": "object", "required": ["t", "v"], "properties": {"t": {"const": "leaf"}, "v": {"type": "integer"}}},
            {"type": "object", "required": ["t", "of"], "properties": {"t": {"const": "node"},
             "of": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}}]}}}"##,
        r##"{"$ref": "#/$defs/Tree", "$defs": {"Tree": {"oneOf": [
            {"type": "object", "required": ["t", "v"], "properties": {"t": {"const": "leaf"},
             "v": {"type": "integer", "minimum": 0}}},
            {"type": "object", "required": ["t", "of"], "properties": {"t": {"const": "node"},
             "of": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}}]}}}"##,
        false,
    ),
];
