"""Messages in every form that columns of Arrow have: each is judged as plain strings are, or refused by name."""

import needs
import pytest
import registrations
from counterpart import Error

pa = needs.module("pyarrow", "python-engines")

EVENT = registrations.EVENT


@pytest.fixture(scope="module")
def contracts(tmp_path_factory):
    return registrations.contracts(tmp_path_factory.mktemp("contracts"))


@pytest.fixture(scope="module")
def texts(contracts):
    texts = list(registrations.messages(contracts, 2_000, broken=0.1))
    texts[3] = texts[1_500] = None
    return texts


def rows(findings):
    return pa.record_batch(findings).to_pylist()


@pytest.fixture(scope="module")
def expected(contracts, texts):
    expected = rows(contracts.audit_batch(pa.record_batch({"payload": pa.array(texts, pa.string())}), event=EVENT))
    assert len({row["position"] for row in expected}) > 100
    assert {row["position"] for row in expected if row["rule"] == "payload-missing"} == {3, 1_500}
    return expected


FORMS = [
    pa.large_string(),
    pa.string_view(),
    pa.binary(),
    pa.large_binary(),
    pa.binary_view(),
    *(
        pa.dictionary(key, value)
        for key in (pa.int16(), pa.uint32(), pa.int64())
        for value in (pa.string(), pa.large_string())
    ),
    pa.dictionary(pa.int32(), pa.binary()),
]


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_column_is_judged_as_plain_strings_are(contracts, texts, expected, form):
    array = pa.array(texts, pa.string())
    array = array.dictionary_encode().cast(form) if pa.types.is_dictionary(form) else array.cast(form)
    assert array.type == form
    assert rows(contracts.audit_batch(pa.record_batch({"payload": array}), event=EVENT)) == expected


def test_part_of_a_batch_is_judged_from_its_own_first_row(contracts, texts, expected):
    for form in (pa.string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
        array = pa.array(texts, pa.string())
        array = array.dictionary_encode() if pa.types.is_dictionary(form) else array.cast(form)
        part = pa.record_batch({"payload": array}).slice(1_000, 700)
        found = rows(contracts.audit_batch(part, event=EVENT, first=1_000))
        assert found == [row for row in expected if 1_000 <= row["position"] < 1_700]


def test_tables_and_readers_of_many_chunks_are_numbered_throughout(contracts, texts, expected):
    chunks = [texts[:1], texts[1:700], [], texts[700:]]
    table = pa.table({"payload": pa.chunked_array(chunks, pa.string())})
    assert rows(contracts.audit_batch(table, event=EVENT)) == expected
    assert rows(contracts.audit_batch(table.to_reader(max_chunksize=17), event=EVENT)) == expected
    assert rows(contracts.audit_batch(table, event=EVENT, first=5)) == [
        {**row, "position": row["position"] + 5} for row in expected
    ]


def test_chunks_may_have_dictionaries_of_their_own(contracts, texts, expected):
    chunks = [pa.array(part, pa.string()).dictionary_encode() for part in (texts[:900], texts[900:])]
    table = pa.table({"payload": pa.chunked_array(chunks)})
    assert rows(contracts.audit_batch(table, event=EVENT)) == expected


def test_dictionary_may_hold_null_as_a_value(contracts):
    values = pa.array([None, '{"user_id": 1, "locale": null}'])
    array = pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int8()), values)
    found = rows(contracts.audit_batch(pa.record_batch({"payload": array}), event=EVENT, service="auth-service"))
    assert [(row["position"], row["rule"]) for row in found] == [
        (0, "payload-missing"),
        (1, "property-missing"),
        (2, "payload-missing"),
    ]


def test_fixed_size_binary_is_judged_as_its_bytes(contracts):
    text = b'{"user_id":1,"email":"a@b","locale":null}'
    array = pa.array([text, text[:-1] + b" ", None], pa.binary(len(text)))
    found = rows(contracts.audit_batch(pa.record_batch({"payload": array}), event=EVENT, service="auth-service"))
    assert [(row["position"], row["rule"]) for row in found] == [(1, "message-malformed"), (2, "payload-missing")]


def test_column_of_nulls_has_no_payload_in_any_row(contracts):
    findings = contracts.audit_batch(pa.record_batch({"payload": pa.nulls(3)}), event=EVENT)
    assert [(row["position"], row["rule"]) for row in rows(findings)] == [(at, "payload-missing") for at in range(3)]
    assert (findings.messages, findings.judged) == (3, 0)


def test_bytes_that_are_not_utf8_are_refused_at_their_row(contracts):
    texts = [b'{"user_id": 1, "locale": null, "email": "\xff"}', b"\xff"]
    found = rows(contracts.audit_batch(pa.record_batch({"payload": texts}), event=EVENT, service="auth-service"))
    assert [(row["position"], row["rule"]) for row in found] == [(0, "message-unreadable"), (1, "message-malformed")]


def test_empty_batch_has_no_finding_and_judged_nothing(contracts):
    for empty in (
        pa.record_batch({"payload": pa.array([], pa.string())}),
        pa.table({"payload": pa.chunked_array([], pa.string())}),
    ):
        findings = contracts.audit_batch(empty, event=EVENT)
        assert (len(findings), findings.messages, findings.judged) == (0, 0, 0)


def test_events_are_named_by_a_column_in_every_form(contracts, texts, expected):
    names = [EVENT if at % 3 else None if at % 2 else "order.placed" for at in range(len(texts))]
    plain = pa.array(names, pa.string())
    forms = [
        plain,
        plain.cast(pa.string_view()),
        plain.cast(pa.large_string()),
        plain.dictionary_encode(),
        plain.cast(pa.binary()),
    ]
    for events in forms:
        batch = pa.record_batch({"kind": events, "payload": pa.array(texts, pa.string())})
        findings = contracts.audit_batch(batch, event_column="kind")
        assert rows(findings) == [row for row in expected if row["position"] % 3]
        assert findings.without_event == names.count(None)
        assert findings.without_contract == {"order.placed": names.count("order.placed")}


def test_extension_type_over_strings_is_judged_as_they_are(contracts, texts, expected):
    array = pa.ExtensionArray.from_storage(pa.json_(), pa.array(texts, pa.string()))
    assert rows(contracts.audit_batch(pa.record_batch({"payload": array}), event=EVENT)) == expected


def test_run_end_encoded_column_is_refused_by_name(contracts):
    import pyarrow.compute as pc

    array = pc.run_end_encode(pa.array(["{}", "{}"]))
    with pytest.raises(Error, match="'payload'|\"payload\".*strings or binary"):
        contracts.audit_batch(pa.record_batch({"payload": array}), event=EVENT)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1]),
        pa.array([1.5]),
        pa.array([{"user_id": 1}]),
        pa.array([["{}"]]),
        pa.array([[("a", "{}")]], pa.map_(pa.string(), pa.string())),
    ],
    ids=lambda column: str(column.type),
)
def test_column_that_holds_no_texts_is_refused_by_name(contracts, column):
    with pytest.raises(Error, match='column "payload" holds .*strings or binary'):
        contracts.audit_batch(pa.record_batch({"payload": column}), event=EVENT)


def test_missing_column_is_refused_with_those_that_are_there(contracts):
    batch = pa.record_batch({"id": [1], "body": ["{}"]})
    with pytest.raises(Error, match='no column "payload": name one of id, body with payload'):
        contracts.audit_batch(batch, event=EVENT)
    with pytest.raises(Error, match='no column "kind".*event_column'):
        contracts.audit_batch(batch, payload="body", event_column="kind")


@pytest.mark.parametrize(
    "batch", [None, "{}", b"{}", ["{}"], {"payload": ["{}"]}, 1], ids=lambda batch: type(batch).__name__
)
def test_what_is_no_batch_is_refused_by_its_type(contracts, batch):
    with pytest.raises(Error, match=f"PyCapsule interface of Arrow.*not {type(batch).__name__}"):
        contracts.audit_batch(batch, event=EVENT)


def test_array_without_named_columns_is_refused(contracts):
    with pytest.raises(Error, match="StringArray gives no batch with named columns"):
        contracts.audit_batch(pa.array(["{}"]), event=EVENT)
    with pytest.raises(Error, match="ChunkedArray gives no batch with named columns"):
        contracts.audit_batch(pa.chunked_array([["{}"]]), event=EVENT)


def test_reader_that_fails_half_way_is_an_error_and_no_answer(contracts):
    schema = pa.schema({"payload": pa.string()})

    def batches():
        yield pa.record_batch({"payload": ["{}"]})
        raise ValueError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(schema, batches())
    with pytest.raises(Error, match="the disk is gone"):
        contracts.audit_batch(reader, event=EVENT)


def test_schema_of_findings_is_the_same_with_and_without_rows(contracts):
    some = contracts.audit_batch(pa.record_batch({"payload": ["?"]}), event=EVENT)
    none = contracts.audit_batch(pa.record_batch({"payload": pa.array([], pa.string())}), event=EVENT)
    assert pa.schema(some) == pa.schema(none) == pa.record_batch(some).schema
    assert pa.schema(some).names == ["position", "event", "consumer", "contract", "rule", "place", "text"]


def test_auditors_of_several_threads_answer_alike(contracts, texts, expected):
    from concurrent.futures import ThreadPoolExecutor

    batch = pa.record_batch({"payload": pa.array(texts, pa.string())})
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: rows(contracts.audit_batch(batch, event=EVENT)), range(8)))
    assert all(one == expected for one in found)
