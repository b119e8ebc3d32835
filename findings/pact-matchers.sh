#!/usr/bin/env bash
# pact-python 4.2.0 with pact-python-ffi 0.5.12.1 (PyPI), matchers of message pacts of version 4, verified by Pact's own verifier over the loopback
# interface; seen on 2026-12-01 with Python 3.11.
#
# Guess: `like` takes the type of its example, integer or fraction among it; `each_like` wants an item; a matcher takes one type of JSON, and its example.
#
# Seen:
# - `like([1])` and `each_like(1)` take the empty list, and `like([1, 2])` one of any length.
# - `like(5)` takes 1.5, and `like(1.5)` takes 1. `int` refuses 5.0, and `decimal` refuses 1.
# - `bool` takes the text "true"; `like(True)` refuses it.
# - `includes` takes a list or an object that holds the text somewhere, in a name, too.
# - `date` takes 2026-1-1 for %Y-%m-%d. `datetime` with %z takes +0000 alone: it refuses +00:00 and Z, which Python reads by that format, and so its
#   own example here.
# - `\d` of `regex` takes digits of other scripts. A plain {} takes any object, and a plain [] only itself.
#
# Why it matters here: a pact that is read as a schema by the names of its matchers refuses what Pact takes, and takes what it refuses.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pact-python==4.2.0 pact-python-ffi==0.5.12.1 || exit 2
cat > run.py <<'PY'
from pathlib import Path

from pact import Pact, Verifier, match

CASES = [
    ("like(5)", match.like(5), ["1.5", '"5"', "null"]),
    ("like(1.5)", match.like(1.5), ["1"]),
    ("int(5)", match.int(5), ["-1", "5.0"]),
    ("decimal(1.5)", match.decimal(1.5), ["1", "1.0"]),
    ("like(True)", match.like(True), ['"true"']),
    ("bool(True)", match.bool(True), ['"true"', '"yes"', "1"]),
    ("like([1])", match.like([1]), ["[]", "[1.5,2]", '["a"]']),
    ("like([1, 2])", match.like([1, 2]), ["[]", "[1]", "[1,2,3]"]),
    ("each_like(1)", match.each_like(1), ["[]", "[1.5]", '["a"]']),
    ("each_like(1, min=1)", match.each_like(1, min=1), ["[]"]),
    ('includes("ab")', match.includes("ab"), ['"cab"', '["ab"]', '{"ab":1}', "5"]),
    ("date, %Y-%m-%d", match.date("2026-12-01", format="%Y-%m-%d"), ['"2026-1-1"', '"2026-02-30"']),
    (
        "datetime, %Y-%m-%dT%H:%M:%S%z",
        match.datetime("2026-12-01T10:00:00+00:00", format="%Y-%m-%dT%H:%M:%S%z"),
        ['"2026-12-01T10:00:00+00:00"', '"2026-12-01T10:00:00+0000"', '"2026-12-01T10:00:00Z"'],
    ),
    (r'regex, \d+', match.regex("12", regex=r"\d+"), ['"\u0661\u0662"', '"12a"', "12"]),
    ("{}", {}, ['{"a":1}', "[]"]),
    ("[]", [], ["[1]", "{}"]),
]
messages = {f"{name} and {text}": text for name, _, texts in CASES for text in texts}
pact = Pact("reader", "writer").with_specification("V4")
for name, matcher, texts in CASES:
    for text in texts:
        pact.upon_receiving(f"{name} and {text}", "Async").with_body({"v": matcher}, "application/json")
pact.write_file(Path("pacts"))


def message(name, metadata=None):
    return {"contents": b'{"v":%s}' % messages[name].encode(), "content_type": "application/json", "metadata": {}}


verifier = Verifier("writer").message_handler(message).add_source("pacts/reader-writer.json")
try:
    verifier.verify()
except RuntimeError:
    pass
refused = {error["interaction"].removeprefix("Verifying a pact between reader and writer - ") for error in verifier.results["errors"]}
assert refused < set(messages), refused
with open("seen", "w") as out:
    for name, _, texts in CASES:
        verdicts = (f"{'refuses' if f'{name} and {text}' in refused else 'takes'} {text}" for text in texts)
        print(f"{name} {', '.join(verdicts)}", file=out)
PY
PACT_DO_NOT_TRACK=true env/bin/python run.py > log 2>&1 || { cat log; exit 1; }
cat > expected <<'OUT'
like(5) takes 1.5, refuses "5", refuses null
like(1.5) takes 1
int(5) takes -1, refuses 5.0
decimal(1.5) refuses 1, takes 1.0
like(True) refuses "true"
bool(True) takes "true", refuses "yes", refuses 1
like([1]) takes [], takes [1.5,2], refuses ["a"]
like([1, 2]) takes [], takes [1], takes [1,2,3]
each_like(1) takes [], takes [1.5], refuses ["a"]
each_like(1, min=1) refuses []
includes("ab") takes "cab", takes ["ab"], takes {"ab":1}, refuses 5
date, %Y-%m-%d takes "2026-1-1", refuses "2026-02-30"
datetime, %Y-%m-%dT%H:%M:%S%z refuses "2026-12-01T10:00:00+00:00", takes "2026-12-01T10:00:00+0000", refuses "2026-12-01T10:00:00Z"
regex, \d+ takes "١٢", refuses "12a", takes 12
{} takes {"a":1}, refuses []
[] refuses [1], refuses {}
OUT
diff expected seen && cat seen
