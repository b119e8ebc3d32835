#!/usr/bin/env bash
# jsonschema's Python package, jsonschema_rs 0.61.2 (the Rust crate jsonschema 0.61.2); seen on 2026-11-28 with Python 3.11.
#
# Guess: patterns are ECMA-262 as JSON Schema says, so that `\d` is one of ten ASCII digits and `\w` an ASCII letter, digit or `_`, whatever stands beside them.
#
# Seen: so it is, until a negative lookahead stands in the pattern: then `\d` takes the Arabic digit three and `\w` takes é, because the expression goes to another
# engine without being translated. A positive lookahead changes nothing. `\b` is Unicode's in all of them: between é
# and x it finds no boundary, where ECMA-262 has one.
#
# Why it matters here: adding `(?!…)` to a pattern widens what stands behind it. Counterpart asks this library as its second evaluator, and spells the sets out for it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check jsonschema_rs==0.61.2
cat > run.py <<'PY'
from jsonschema_rs import Draft202012Validator
for pattern in [r"^\d$", r"^(?=.)\d$", r"^(?!x)\d$", r"^\w$", r"^(?=.)\w$", r"^(?!x)\w$", r"\bx"]:
    validator = Draft202012Validator({"pattern": pattern})
    print(pattern, [int(validator.is_valid(text)) for text in ["3", "a", "\u0663", "\u00e9", "\u00e9x"]])
PY
env/bin/python run.py > seen
cat > expected <<'END'
^\d$ [1, 0, 0, 0, 0]
^(?=.)\d$ [1, 0, 0, 0, 0]
^(?!x)\d$ [1, 0, 1, 0, 0]
^\w$ [1, 1, 0, 0, 0]
^(?=.)\w$ [1, 1, 0, 0, 0]
^(?!x)\w$ [1, 1, 1, 1, 0]
\bx [0, 0, 0, 0, 0]
END
diff expected seen && cat seen
