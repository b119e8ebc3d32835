#!/usr/bin/env bash
# jsonsubschema 0.0.8 (PyPI), which decides whether one JSON Schema is contained in another; seen on 2026-11-29 with Python 3.11, judged by jsonschema 4.26.0.
#
# Guess: it answers True only where containment holds; a keyword that it cannot handle is an error (as it is for a recursive reference).
#
# Seen:
# - `dependencies`, a keyword of draft-04, is ignored: every object is "contained" in an object that demands `b` beside `a`.
# - So are `contains` and `propertyNames` under `$schema` draft-06, and `if` under draft-07: each answer is True, and each has a value that shows otherwise.
# - `^.*$` is taken for every string, although `.` does not match a line feed.
# - Multiples of 0.3 in multiples of 0.2 give None, neither True nor False. A closed object of one property is not found in `maxProperties: 1`.
#
# Why it matters here: a gate that trusts the answer is green for a break.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check jsonsubschema==0.0.8 jsonschema==4.26.0
cat > run.py <<'PY'
import warnings
warnings.filterwarnings("ignore")
from jsonschema import Draft4Validator, Draft6Validator, Draft7Validator
from jsonsubschema import isSubschema
URI = "http://json-schema.org/draft-0%d/schema#"
OF = {4: Draft4Validator, 6: Draft6Validator, 7: Draft7Validator}
CASES = [
    (4, {"type": "object"}, {"type": "object", "dependencies": {"a": ["b"]}}, {"a": 1}),
    (6, {"type": "array"}, {"type": "array", "contains": {"type": "string"}}, []),
    (6, {"type": "object"}, {"type": "object", "propertyNames": {"maxLength": 1}}, {"ab": 1}),
    (7, {"type": "integer"}, {"if": {"type": "integer"}, "then": False}, 1),
    (4, {"type": "string"}, {"type": "string", "pattern": "^.*$"}, "a\nb"),
    (4, {"enum": ["a", "c"]}, {"enum": ["a", "b"]}, "c"),
    (4, {"type": "number", "multipleOf": 0.3}, {"type": "number", "multipleOf": 0.2}, 0.3),
    (4, {"type": "object", "properties": {"a": {}}, "additionalProperties": False}, {"type": "object", "maxProperties": 1}, None),
]
for draft, left, right, value in CASES:
    left, right = ({"$schema": URI % draft, **schema} for schema in (left, right))
    counter = value is not None and OF[draft](left).is_valid(value) and not OF[draft](right).is_valid(value)
    keyword = next(key for key in reversed(right) if key not in ("$schema", "then"))
    print(f"{keyword}: {isSubschema(left, right)}, {'though ' + ascii(value) + ' is in the first only' if counter else 'no value shows otherwise'}")
PY
env/bin/python run.py > seen
cat > expected <<'END'
dependencies: True, though {'a': 1} is in the first only
contains: True, though [] is in the first only
propertyNames: True, though {'ab': 1} is in the first only
if: True, though 1 is in the first only
pattern: True, though 'a\nb' is in the first only
enum: False, though 'c' is in the first only
multipleOf: None, though 0.3 is in the first only
maxProperties: False, no value shows otherwise
END
diff expected seen && cat seen
