"""Sends the tables through an engine and records what comes back; `tests/wires/README.md` describes the record."""

import pathlib
import sys
import tempfile

from python.record import compact

from .tables import TABLES, TYPED


class Carried:
    """What one engine makes of the messages, by path."""

    def __init__(self, engine, version):
        self.head = {"library": engine, "version": version, "options": []}
        self.cases = []
        self.folder = pathlib.Path(tempfile.mkdtemp())

    def path(self, name, call, carry, typed=False):
        """`carry` is called with the table's name, its messages, a file of them, and an empty folder; it returns a text for each message.

        If `typed`, the tables are those of declared types, and `carry` may return None for a table that it has no declaration of.
        """
        self.head["options"].append({"name": name, "role": "carries", "call": call})
        for table, messages in (TYPED if typed else TABLES).items():
            folder = self.folder / name / table
            folder.mkdir(parents=True)
            file = folder / "messages.ndjson"
            file.write_text("".join(f"{message}\n" for message in messages), encoding="utf-8")
            try:
                lines = carry(table, messages, file, folder)
            except Exception as error:
                print(f"{self.head['library']} {name} {table}: {str(error).strip().splitlines()[:1]}", file=sys.stderr)
                lines = [None] * len(messages)
            if lines is None:
                continue
            # Where an engine loses a message, nobody can say which.
            kept = len(lines) == len(messages)
            for at, sent in enumerate(messages):
                line = lines[at] if kept else None
                case = {"id": f"{table}/{at + 1}", "field": table, "role": "carries", "options": name, "ok": line is not None, "sent": sent}
                self.cases.append(case | ({} if line is None else {"text": line}))

    def save(self):
        """Writes the record, one case a line, into the folder that the command line names."""
        head = ",\n".join(f'"{key}":{compact(value)}' for key, value in self.head.items())
        cases = ",\n".join(map(compact, self.cases))
        file = pathlib.Path(sys.argv[1]) / f"{self.head['library']}.json"
        file.write_text(f'{{{head},\n"cases":[\n{cases}\n]}}\n', encoding="utf-8")


def lines(file):
    """The lines of what an engine wrote: of a file, or of the files in a folder."""
    files = sorted(file.rglob("*.json")) if file.is_dir() else [file]
    return [line for one in files for line in one.read_bytes().decode("utf-8").split("\n") if line]
