"""Records PostgreSQL: columns of json and jsonb, and `row_to_json` of typed columns.

`tests/wires/run_postgresql` starts a server for it, which `psql` finds by its environment. The second argument is its version.
"""

import subprocess
import sys

from .carry import Carried

COLUMNS = {
    "typed": "total bigint, big numeric(20, 0), weight double precision, ratio real, paid boolean, name text, day date, sent_at timestamptz, local_at timestamp, counts integer[], line item",
    "typed-decimals": "price numeric(10, 2), fine numeric(38, 18)",
    "typed-decimal-texts": "price numeric(10, 2)",
    "typed-nan": "weight double precision",
    "typed-maps": "labels jsonb",
    "typed-times": "opens time",
    "typed-uuids": "id uuid",
    "typed-bytes": "digest bytea",
    "typed-bytes-base64": "digest bytea",
    "typed-bytes-control": "digest bytea",
    "typed-bytes-beyond-ascii": "digest bytea",
}
REFUSED = "REFUSED"
# A message is refused by itself, as the INSERT of one is.
FUNCTION = """
CREATE FUNCTION carry(message text) RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
  {}
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END
$body$;
"""


def psql(sql):
    run = subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--pset", f"null={REFUSED}", "--set", "ON_ERROR_STOP=1"], input=sql, capture_output=True, encoding="utf-8")
    if run.returncode:
        raise RuntimeError(run.stderr)
    return run.stdout


def through(body, prepare=lambda _: ""):
    def carry(table, messages, _, __):
        before = prepare(table)
        if before is None:
            return None
        asked = "".join(f"SELECT carry($message${message}$message$);\n" for message in messages)
        answers = psql(f"BEGIN; {before}{FUNCTION.format(body)}{asked}ROLLBACK;").rstrip("\n").split("\n")
        return [None if answer == REFUSED else answer for answer in answers]

    return carry


def types(table):
    return f"CREATE TYPE item AS (sku text, amount bigint); CREATE TYPE typed AS ({COLUMNS[table]});" if table in COLUMNS else None


carried = Carried("postgresql", sys.argv[2])
carried.path("json", "INSERT into a column of json, SELECT message::text", through("RETURN message::json::text;"))
carried.path("jsonb", "INSERT into a column of jsonb, SELECT message::text", through("RETURN message::jsonb::text;"))
carried.path("without-nulls", "jsonb_strip_nulls(message::jsonb)::text", through("RETURN jsonb_strip_nulls(message::jsonb)::text;"))
declared = "columns are bigint, numeric(20, 0), double precision, real, boolean, text, date, timestamptz, timestamp, integer[], a composite type, numeric(10, 2), numeric(38, 18), jsonb, time, uuid, bytea"
carried.path("declared", f"json_populate_record(NULL::typed, message::json), row_to_json; {declared}", through("RETURN row_to_json(json_populate_record(NULL::typed, message::json))::text;", types), typed=True)
carried.path("declared-jsonb", f"json_populate_record(NULL::typed, message::json), to_jsonb; {declared}", through("RETURN to_jsonb(json_populate_record(NULL::typed, message::json))::text;", types), typed=True)
carried.save()
