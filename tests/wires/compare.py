"""Compares records by case: `compare.py WRITTEN RECORDED NAME…`. Prints what differs, and exits with 1 if anything does."""

import json
import pathlib
import sys


def read(file):
    """The parts of a record by name."""
    record = json.loads(file.read_text(encoding="utf-8"))
    cases = record.pop("cases")
    return {json.dumps(key): value for key, value in record.items()} | {" ".join(case[key] for key in ("role", "id", "options")): case for case in cases}


def main(written, recorded, names):
    differs = False
    for name in names:
        new, old = pathlib.Path(written) / f"{name}.json", pathlib.Path(recorded) / f"{name}.json"
        if not old.exists():
            print(f"{name}: is not recorded; --update writes it")
            differs = True
        elif new.read_bytes() == old.read_bytes():
            print(f"{name}: as recorded")
        else:
            differs = True
            theirs, ours = read(new), read(old)
            different = [part for part in theirs | ours if theirs.get(part) != ours.get(part)]
            print(f"{name}: {len(different)} differences" + ("" if different else ", in the order or the layout"))
            for part in different:
                print(f"  {part}\n    recorded: {json.dumps(ours.get(part), ensure_ascii=False)}\n    now:      {json.dumps(theirs.get(part), ensure_ascii=False)}")
    return differs


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
