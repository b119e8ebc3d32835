"""Compares what the recorders wrote with the committed records: compare.py WRITTEN RECORDED LIBRARY…"""

import difflib
import json
import pathlib
import sys


def by_case(text):
    """The record's parts by name, each as text."""
    record = json.loads(text) if text else {"cases": []}
    parts = {"versions": json.dumps(record.get("versions"), indent=2)}
    for case in record["cases"]:
        parts[f"{case['role']} {case['name']}"] = json.dumps(case, indent=2, sort_keys=True)
    return parts


def compare(written, recorded, library):
    """Prints the differences, and says whether there is one."""
    new = pathlib.Path(written, f"{library}.json").read_bytes().decode()
    file = pathlib.Path(recorded, f"{library}.json")
    old = file.read_bytes().decode() if file.exists() else ""
    if new == old:
        print(f"{library}: {len(json.loads(new)['cases'])} cases as recorded")
        return False
    old_parts, new_parts = by_case(old), by_case(new)
    differ = [name for name in old_parts | new_parts if old_parts.get(name) != new_parts.get(name)]
    print(f"{library}: {len(differ)} parts differ from {file}")
    for name in differ:
        before, after = (parts.get(name, "").splitlines() for parts in (old_parts, new_parts))
        print("\n".join(difflib.unified_diff(before, after, f"recorded {name}", f"written {name}", lineterm="", n=1)))
    if not differ:
        print("the order or the form of the file differs")
    return True


written, recorded, *libraries = sys.argv[1:]
sys.exit(1 if any([compare(written, recorded, library) for library in libraries]) else 0)
