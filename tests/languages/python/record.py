"""The record of one library: cases with its schemas, and the messages that it wrote, read and refused."""

import inspect
import json
import pathlib
import platform
import sys
import textwrap
from importlib.metadata import version


def source(types):
    """The source of each type: a class or function of a recorder, or the text itself."""
    texts = [one if isinstance(one, str) else inspect.getsource(one) for one in types]
    return "\n\n".join(textwrap.dedent(text).strip("\n") for text in texts) + "\n"


class Record:
    """Cases of one library, in the order in which they are added."""

    def __init__(self, library, packages):
        self.library = library
        # What a library accepts may depend on the standard library, for instance on `datetime.fromisoformat`.
        python = ".".join(platform.python_version_tuple()[:2])
        self.versions = {"python": python, **{package: version(package) for package in packages}}
        self.cases = []

    def emits(self, name, about, types, call, schema, writes, never, omits=()):
        """`writes`: what the library wrote. `never`: texts that no value is written as. `omits`: what an option leaves out."""
        assert writes and never, name
        both = set(writes) & set(never)
        assert not both, f"{name}: written after all: {both}"
        said = {"omits": list(omits)} if omits else {}
        self._add(name, "emits", about, types, call, schema, writes=list(writes), never=list(never), **said)

    def consumes(self, name, about, types, call, schema, candidates, read):
        """Sorts `candidates` with `read`, which raises one of `refused` for a message that it refuses."""
        assert len(set(candidates)) == len(candidates), f"{name}: a message is there twice"
        reads, refuses = [], []
        for text in candidates:
            (reads if read(text) else refuses).append(text)
        assert reads and refuses, f"{name}: all messages have one fate: {reads} {refuses}"
        self._add(name, "consumes", about, types, call, schema, reads=reads, refuses=refuses)

    def _add(self, name, role, about, types, call, schema, **messages):
        assert all((case["name"], case["role"]) != (name, role) for case in self.cases), f"{name} is there twice"
        case = {"name": name, "role": role, "about": about, "source": source(types), "call": call, "schema": schema}
        self.cases.append(case | messages)

    def save(self):
        """Writes LIBRARY.json into the folder that is the program's argument."""
        record = {"library": self.library, "versions": self.versions, "cases": self.cases}
        text = json.dumps(record, indent=2, sort_keys=True, allow_nan=False)
        pathlib.Path(sys.argv[1], f"{self.library}.json").write_text(text + "\n", encoding="ascii")
