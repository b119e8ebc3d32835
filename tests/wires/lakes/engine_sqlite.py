"""Records SQLite, by apsw: its functions for JSON, and columns of tables. The second argument names the record."""

import sys

import apsw

from .carry import Carried

COLUMNS = {
    "typed": {"total": "INTEGER", "big": "INTEGER", "weight": "REAL", "ratio": "REAL", "paid": "INTEGER", "name": "TEXT", "day": "TEXT", "sent_at": "TEXT", "local_at": "TEXT", "counts": "TEXT", "line": "TEXT"},
    "typed-decimals": {"price": "NUMERIC", "fine": "NUMERIC"},
    "typed-decimal-texts": {"price": "NUMERIC"},
    "typed-nan": {"weight": "REAL"},
    "typed-maps": {"labels": "TEXT"},
    "typed-times": {"opens": "TEXT"},
    "typed-uuids": {"id": "TEXT"},
    "typed-bytes": {"digest": "BLOB"},
    "typed-bytes-base64": {"digest": "BLOB"},
    "typed-bytes-control": {"digest": "BLOB"},
    "typed-bytes-beyond-ascii": {"digest": "BLOB"},
}


def through(sql):
    def carry(_, messages, __, ___):
        return [apsw.Connection(":memory:").execute(sql, (message,)).fetchone()[0] for message in messages]

    return carry


def columns(table, messages, _, __):
    if table not in COLUMNS:
        return None
    db = apsw.Connection(":memory:")
    names = COLUMNS[table]
    db.execute(f"CREATE TABLE messages ({', '.join(f'{name} {kind}' for name, kind in names.items())})")
    taken = ", ".join(f"CAST(message ->> '$.{name}' AS BLOB)" if kind == "BLOB" else f"message ->> '$.{name}'" for name, kind in names.items())
    back = ", ".join(f"'{name}', {name}" for name in names)
    for message in messages:
        db.execute(f"INSERT INTO messages SELECT {taken} FROM (SELECT ? AS message)", (message,))
    return [row[0] for row in db.execute(f"SELECT json_object({back}) FROM messages ORDER BY rowid")]


# The version has another name in old releases.
carried = Carried(sys.argv[2], apsw.sqlite_lib_version() if hasattr(apsw, "sqlite_lib_version") else apsw.sqlitelibversion())
carried.path("json", "SELECT json(message)", through("SELECT json(?)"))
if apsw.SQLITE_VERSION_NUMBER >= 3045000:
    carried.path("jsonb", "SELECT json(jsonb(message))", through("SELECT json(jsonb(?))"))
carried.path("patched", "SELECT json_patch('{}', message): without members that are null", through("SELECT json_patch('{}', ?)"))
carried.path("members", "SELECT json_group_object(key, value) FROM json_each(message)", through("SELECT json_group_object(key, value) FROM json_each(?)"))
carried.path("declared", "INSERT of message ->> '$.name' into columns of INTEGER, REAL, TEXT, NUMERIC and BLOB, SELECT json_object(…)", columns, typed=True)
carried.save()
