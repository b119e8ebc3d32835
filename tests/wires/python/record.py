"""Writes a library's record; `tests/wires/README.md` describes it."""

import importlib.metadata
import json
import pathlib
import sys


def compact(value):
    """JSON in one line, without letters that no editor shows."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(letter if letter.isprintable() or letter == " " else json.dumps(letter)[1:-1] for letter in text)


class Record:
    """What one library writes and reads. Options other than "default" are recorded only where they differ from it."""

    def __init__(self, library, distribution, options):
        self.library = library
        self.head = {"library": library, "version": importlib.metadata.version(distribution), "options": [dict(zip(["name", "role", "call"], option)) for option in options]}
        self.cases = []
        self.default = {}

    def add(self, case, role, options, ok, text=None, again=None):
        """`case` has an id, a field and a message."""
        row = {"id": case["id"], "field": case["field"], "message": case["message"], "role": role, "options": options, "ok": ok}
        row |= {key: value for key, value in [("text", text), ("again", again)] if value is not None}
        answer, key = (ok, text, again), (role, case["id"])
        if options == "default":
            self.default[key] = answer
        elif self.default[key] == answer:
            return
        self.cases.append(row)

    def save(self):
        """Writes the record to `LIBRARY.json` in the folder that the command line names, one case a line."""
        head = ",\n".join(f'"{key}":{compact(value)}' for key, value in self.head.items())
        cases = ",\n".join(map(compact, self.cases))
        file = pathlib.Path(sys.argv[1]) / f"{self.library}.json"
        file.write_text(f'{{{head},\n"cases":[\n{cases}\n]}}\n', encoding="utf-8")


def lines(file):
    """The cases of a file of `tests/wires`, as `proto/near.jsonl`."""
    with open(pathlib.Path(__file__).parent.parent / file, encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


def lines_of(cases):
    """The text of such a file. Two cases of one id are an error."""
    ids = [case["id"] for case in cases]
    twice = {one for one in ids if ids.count(one) > 1}
    assert not twice, twice
    return "".join(f"{compact(case)}\n" for case in cases)
