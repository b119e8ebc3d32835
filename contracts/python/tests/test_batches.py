"""Messages in every form that columns of Arrow have: each is judged as plain strings are, or refused by name."""

import itertools

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


def test_table_is_no_iterable_of_messages(contracts):
    table = pa.table({"payload": ["{}"]})
    for columns in (table, table.to_batches()[0], table.to_reader()):
        with pytest.raises(TypeError, match="audit_batch judges a column of it"):
            contracts.audit(columns, event=EVENT)


def test_batch_without_columns_is_refused_and_names_none(contracts):
    with pytest.raises(Error, match='no column "payload": the batch has no columns'):
        contracts.audit_batch(pa.table({}), event=EVENT)


def test_single_column_and_lazy_frame_are_refused_with_a_way_out(contracts):
    with pytest.raises(Error, match="ChunkedArray gives no batch .* named by a table or a data frame around it"):
        contracts.audit_batch(pa.chunked_array([["{}"]]), event=EVENT)
    polars = needs.module("polars", "python-engines")
    frame = polars.DataFrame({"payload": ["{}"]})
    with pytest.raises(Error, match="Series gives no batch .* named by a table or a data frame around it"):
        contracts.audit_batch(frame["payload"], event=EVENT)
    with pytest.raises(Error, match=r"LazyFrame: hand over what its collect\(\) returns"):
        contracts.audit_batch(frame.lazy(), event=EVENT)


def test_two_columns_of_one_name_are_refused(contracts):
    arrays = [pa.array(["{}"]), pa.array(["x"]), pa.array([EVENT])]
    batch = pa.RecordBatch.from_arrays(arrays, ["payload", "payload", "e"])
    with pytest.raises(Error, match='there are 2 columns "payload"'):
        contracts.audit_batch(batch, event=EVENT)
    batch = pa.RecordBatch.from_arrays(arrays, ["payload", "e", "e"])
    with pytest.raises(Error, match='there are 2 columns "e".*event_column'):
        contracts.audit_batch(batch, event_column="e")
    assert contracts.audit_batch(batch, event=EVENT).messages == 1


def test_places_in_messages_contradict_a_column_of_events(contracts):
    batch = pa.record_batch({"e": [EVENT], "payload": ['{"p": {}}']})
    for option in ({"payload_at": "/p"}, {"event_at": "/e"}, {"payload_strings": "json"}):
        with pytest.raises(Error, match="with event_column, .* leave out event_at, payload_at and payload_strings"):
            contracts.audit_batch(batch, event_column="e", **option)


def test_name_of_an_event_that_is_not_utf8_names_none(contracts):
    batch = pa.record_batch({"e": pa.array([b"\xff", EVENT.encode(), None]), "payload": ["{}", "?", "{}"]})
    findings = contracts.audit_batch(batch, event_column="e")
    assert (findings.messages, findings.without_event) == (3, 2)
    assert {row["position"] for row in rows(findings)} == {1}


def test_position_beyond_the_largest_number_is_an_error(contracts):
    batch = pa.record_batch({"payload": ["?", "?"]})
    with pytest.raises(Error, match="first is 18446744073709551615"):
        contracts.audit_batch(batch, event=EVENT, first=2**64 - 1)
    found = rows(contracts.audit_batch(batch, event=EVENT, first=2**64 - 3))
    assert {row["position"] for row in found} == {2**64 - 3, 2**64 - 2}


class Stream:
    """What has the interface of Arrow for streams and nothing else."""

    def __init__(self, reader):
        self.reader = reader

    def __arrow_c_stream__(self, requested_schema=None):
        return self.reader.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("wrap", [lambda reader: reader, Stream], ids=["reader", "stream"])
@pytest.mark.parametrize(
    "columns",
    [{"payload": pa.array([1])}, {"payload": pa.array([{"a": 1}])}, {}, {"e": ["x"], "payload": ["{}"]}],
    ids=["number", "struct", "none", "more"],
)
def test_batch_that_differs_from_the_schema_of_its_stream_is_an_error(contracts, columns, wrap):
    reader = pa.RecordBatchReader.from_batches(pa.schema({"payload": pa.string()}), iter([pa.record_batch(columns)]))
    with pytest.raises(Error, match="a batch is not what the schema of its stream says"):
        contracts.audit_batch(wrap(reader), event=EVENT)


def test_error_of_a_reader_is_the_cause_and_an_interrupt_passes(contracts):
    def batches(raised):
        yield pa.record_batch({"payload": ["{}"]})
        raise raised

    def reader(raised):
        return pa.RecordBatchReader.from_batches(pa.schema({"payload": pa.string()}), batches(raised))

    gone = ValueError("the disk is gone")
    with pytest.raises(Error, match="the disk is gone") as caught:
        contracts.audit_batch(reader(gone), event=EVENT)
    assert caught.value.__cause__ is gone
    with pytest.raises(KeyboardInterrupt):
        contracts.audit_batch(reader(KeyboardInterrupt()), event=EVENT)


def test_interrupt_is_raised_between_rows(contracts):
    import signal
    import threading

    batch = pa.record_batch({"payload": ['{"user_id": 1, "locale": null, "email": "a"}'] * 1_000})
    reader = pa.RecordBatchReader.from_batches(batch.schema, itertools.repeat(batch))
    interrupted = threading.Timer(0.2, signal.raise_signal, [signal.SIGINT])
    interrupted.start()
    with pytest.raises(KeyboardInterrupt):
        contracts.audit_batch(reader, event=EVENT)
    interrupted.join()
