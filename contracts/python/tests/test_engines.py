"""Polars, DuckDB and pandas: their tables are audited as they are, and what they write as JSON is told from what a producer
sent."""

import json

import needs
import pytest
import registrations
from counterpart import Error, Hint

pa = needs.module("pyarrow", "python-engines")

EVENT = registrations.EVENT


@pytest.fixture(scope="module")
def contracts(tmp_path_factory):
    return registrations.contracts(tmp_path_factory.mktemp("contracts"))


@pytest.fixture(scope="module")
def texts(contracts):
    texts = list(registrations.messages(contracts, 2_000, broken=0.1))
    texts[3] = None
    return texts


@pytest.fixture(scope="module")
def expected(contracts, texts):
    return rows(contracts.audit_batch(pa.record_batch({"payload": texts}), event=EVENT))


def rows(findings):
    return pa.record_batch(findings).to_pylist()


# Their tables, through Arrow.


def test_data_frame_of_polars_is_judged_as_plain_strings_are(contracts, texts, expected):
    polars = needs.module("polars", "python-engines")
    frame = polars.DataFrame({"payload": texts})
    for one in (
        frame,
        polars.concat([frame[:700], frame[700:]], rechunk=False),
        frame.cast(polars.Binary),
        frame.cast(polars.Categorical),
    ):
        findings = contracts.audit_batch(one, event=EVENT)
        assert rows(findings) == expected
    assert polars.DataFrame(findings).height == len(expected)


def test_relation_of_duckdb_is_judged_as_plain_strings_are(contracts, texts, expected, tmp_path):
    duckdb = needs.module("duckdb", "python-engines")
    import pyarrow.parquet as parquet

    parquet.write_table(pa.table({"payload": texts}), tmp_path / "log.parquet")
    query = f"FROM '{tmp_path / 'log.parquet'}'"
    with duckdb.connect() as connection:
        for batch in (
            lambda relation: relation,
            lambda relation: relation.select("encode(payload) AS payload"),
            lambda relation: relation.to_arrow_table(),
            lambda relation: relation.to_arrow_reader(100),
        ):
            findings = contracts.audit_batch(batch(connection.sql(query)), event=EVENT)
            assert rows(findings) == expected
        found = pa.table(findings)  # noqa: F841
        assert connection.sql("SELECT count(*) FROM found").fetchall() == [(len(expected),)]


def test_what_an_engine_says_of_its_own_table_is_in_the_error(contracts):
    duckdb = needs.module("duckdb", "python-engines")
    with duckdb.connect() as connection:
        connection.sql("DROP TABLE IF EXISTS gone; CREATE TABLE gone (payload VARCHAR)")
        gone = connection.sql("FROM gone")
        connection.sql("DROP TABLE gone")
        with pytest.raises(Error, match="DuckDBPyRelation gives no batch with named columns: .*gone") as raised:
            contracts.audit_batch(gone, event=EVENT)
        assert isinstance(raised.value.__cause__, duckdb.Error)


def test_data_frame_of_pandas_is_judged_as_plain_strings_are(contracts, texts, expected):
    pandas = needs.module("pandas", "python-engines")
    for dtype in ("str", "object", pandas.ArrowDtype(pa.string()), pandas.ArrowDtype(pa.large_binary()), "category"):
        values = [text.encode() if text and "binary" in str(dtype) else text for text in texts]
        frame = pandas.DataFrame({"payload": pandas.Series(values, dtype=dtype)})
        assert rows(contracts.audit_batch(frame, event=EVENT)) == expected, dtype
    # An index is no column, and gives no position.
    frame = pandas.DataFrame({"payload": pandas.Series(texts, dtype="str")})
    frame.index = range(7, 7 + len(texts))
    assert rows(contracts.audit_batch(frame, event=EVENT)) == expected


# What they write as JSON.


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Messages that both consumers accept, but for one that says a negative number."""
    path = tmp_path_factory.mktemp("log") / "log.ndjson"
    messages = [registrations.whole(number) for number in range(40)]
    messages[11]["user_id"] = -3
    for message in messages[::4]:
        # Where billing does not look, and another row has it.
        del message["referrer"]
    path.write_text("".join(json.dumps(message) + "\n" for message in messages))
    return path


def from_polars(log):
    polars = needs.module("polars", "python-engines")
    frame = polars.read_ndjson(log)
    moment = polars.col("registered_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ")
    return frame.with_columns(moment).write_ndjson()


def from_duckdb(log):
    duckdb = needs.module("duckdb", "python-engines")
    out = log.with_name("duckdb.ndjson")
    with duckdb.connect() as connection:
        connection.sql(f"COPY (FROM read_json_auto('{log}')) TO '{out}' (FORMAT json)")
    return out.read_text()


def from_pandas(log):
    pandas = needs.module("pandas", "python-engines")
    frame = pandas.read_json(log, lines=True)
    frame["registered_at"] = pandas.to_datetime(frame["registered_at"])
    return frame.to_json(orient="records", lines=True, date_format="epoch")


@pytest.mark.parametrize("engine, export", [("polars", from_polars), ("duckdb", from_duckdb), ("pandas", from_pandas)])
def test_what_an_engine_changed_is_told_from_what_the_producer_sent(contracts, log, engine, export):
    sent = contracts.audit(log.read_text().splitlines(), event=EVENT)
    assert places(sent) == {("number-range", "/user_id"): 1}
    lines = export(log).splitlines()
    assert len(lines) == 40

    plain = contracts.audit(lines, event=EVENT)
    assert places(plain).pop(("number-range", "/user_id")) == 1
    assert sum(places(plain).values()) > 20, "the engine changed values, and the contracts refuse them"
    text = remark(plain, "looks-exported")
    assert engine in text.split("--exported-by")[1]
    hint = next(hint for hint in plain.hints if hint.exported_by == engine)
    refused = sum(one["refused"] for one in plain.contracts)
    assert 9 * refused / 10 <= hint.explained < hint.refused == refused
    assert f"if {hint.engine} exported the messages: exported_by={engine!r}" in str(hint)

    assert contracts.audit_batch(pa.record_batch({"payload": lines}), event=EVENT).hints == plain.hints

    named = contracts.audit(lines, event=EVENT, **hint.options)
    assert named.hints == ()
    assert places(named) == {("number-range", "/user_id"): 1}
    assert named.document["assumes"] == [f"exported-by-{engine}"]
    assert "how a moment was written" in remark(named, "exported-by")

    batch = contracts.audit_batch(pa.record_batch({"payload": lines}), event=EVENT, exported_by=engine)
    assert batch.hints == ()
    assert {(row["position"], row["rule"], row["place"]) for row in rows(batch)} == {(11, "number-range", "/user_id")}


def places(audit):
    """How many messages are refused, by rule and place, whoever refuses them."""
    return {(one["rule"], one["place"]): one["seen"]["count"] for one in audit.findings}


def remark(audit, named):
    return next(one["text"] for one in audit.document["remarks"] if one["id"] == named)


def test_nulls_that_were_left_out_on_the_way_are_taken_as_null(contracts, log):
    polars = needs.module("polars", "python-engines")
    lines = [
        json.dumps({name: value for name, value in row.items() if value is not None})
        for row in polars.read_ndjson(log).to_dicts()
    ]
    plain = contracts.audit(lines, event=EVENT, service="auth-service")
    assert places(plain) == {("number-range", "/user_id"): 1, ("property-missing", "/locale"): 8}
    # One of nine is another's doing, so that no reading explains nine of ten. Without it, one does, and engines that leave out
    # nulls do.
    assert plain.hints == ()
    del lines[11]
    batch = contracts.audit_batch(pa.record_batch({"payload": lines}), event=EVENT, service="auth-service")
    hint = batch.hints[-1]
    assert hint == Hint(None, None, True, 8, 8)
    assert hint.options == {"absent_is_null": True}
    assert str(hint) == "all 8 refusals are as expected if absent members are null: absent_is_null=True"
    assert {"spark", "datafusion"} <= {hint.exported_by for hint in batch.hints[:-1]}
    lines = [
        json.dumps({name: value for name, value in row.items() if value is not None})
        for row in polars.read_ndjson(log).to_dicts()
    ]
    named = contracts.audit(lines, event=EVENT, service="auth-service", absent_is_null=True)
    assert places(named) == {("number-range", "/user_id"): 1}
    batch = contracts.audit_batch(pa.record_batch({"payload": lines}), event=EVENT, absent_is_null=True)
    assert {(row["rule"], row["place"]) for row in rows(batch)} == {("number-range", "/user_id")}


def test_messages_as_they_were_sent_have_no_hint(contracts, log):
    lines = log.read_text().splitlines()
    refused = contracts.audit_batch(pa.record_batch({"payload": lines}), event=EVENT)
    assert (len(refused), refused.hints) == (2, ())
    del lines[11]
    accepted = contracts.audit_batch(pa.record_batch({"payload": lines}), event=EVENT)
    assert (len(accepted), accepted.hints) == (0, ())
    assert contracts.audit(lines, event=EVENT).hints == ()


def test_hint_about_one_refusal_says_that_it_shows_little(contracts):
    message = {name: value for name, value in registrations.whole(5).items() if value is not None}
    findings = contracts.audit_batch(pa.record_batch({"payload": [json.dumps(message)]}), event=EVENT)
    assert [row["place"] for row in rows(findings)] == ["/locale"]
    text = str(findings.hints[-1])
    assert text.startswith("the only refusal is as expected if ")
    assert text.endswith("one refusal alone does not show that this is so")


# The book.


@pytest.mark.parametrize("number", range(5))
def test_example_of_the_book_runs(tmp_path, monkeypatch, capsys, number):
    for module in ("polars", "duckdb"):
        needs.module(module, "python-engines")
    import page

    page.files(tmp_path)
    monkeypatch.chdir(tmp_path)
    blocks = page.blocks(of_spark=False)
    assert len(blocks) == 5
    exec(compile(blocks[number], f"{page.PAGE.name}, block {number}", "exec"), {})
    printed = capsys.readouterr().out
    assert any(text in printed for text in ("compatible", "property-missing", "absent_is_null=True; 0 are left"))
