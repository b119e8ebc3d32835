"""``counterpart.spark`` on a standalone cluster with two workers: what ``audit_batch`` finds, wherever it runs."""

import collections
import json
import time

import needs
import pytest
import registrations
from counterpart import Contracts, Error

pa = needs.module("pyarrow", "spark")
pq = needs.module("pyarrow.parquet", "spark")
pytestmark = pytest.mark.spark

MESSAGES = 20_000


@pytest.fixture(scope="session")
def contracts(tmp_path_factory):
    return registrations.contracts(tmp_path_factory.mktemp("contracts"))


@pytest.fixture(scope="session")
def table(contracts):
    texts = list(registrations.messages(contracts, MESSAGES))
    texts[7] = texts[5_000] = None
    events = [
        "order.placed" if at % 10 == 3 else None if at % 10 == 4 else registrations.EVENT for at in range(MESSAGES)
    ]
    return pa.table({"id": pa.array(range(MESSAGES), pa.int64()), "event": events, "payload": texts})


@pytest.fixture(scope="session")
def log(spark, table, tmp_path_factory):
    """The table as Spark reads it, in many partitions."""
    path = tmp_path_factory.mktemp("log") / "log.parquet"
    pq.write_table(table, path, row_group_size=1_000, compression="none")
    log = spark.read.parquet(str(path))
    assert log.rdd.getNumPartitions() >= 15
    return log


def rows(findings, *names):
    """The findings of a batch, or of Spark, without the position."""
    names = names or ("event", "consumer", "contract", "rule", "place", "text")
    return collections.Counter(tuple(row[name] for name in names) for row in findings)


def of_batch(contracts, table, **options):
    return pa.record_batch(contracts.audit_batch(table, **options)).to_pylist()


def by_place(found):
    """What :func:`counterpart.spark.counts` counts as findings."""
    return rows(found, "event", "consumer", "contract", "rule", "place")


def counted(rows, what="finding"):
    by = ("event", "consumer", "contract", "rule", "place")
    return {tuple(row[name] for name in by): row["count"] for row in rows if row["what"] == what}


def test_findings_are_those_of_a_batch(log, table, contracts):
    from counterpart import spark

    found = spark.audit(log, contracts, event=registrations.EVENT, keep=["id"]).collect()
    expected = of_batch(contracts, table, event=registrations.EVENT)
    assert len(expected) > 300
    by_id = [{**row.asDict(), "position": row["id"]} for row in found]
    names = ("position", "event", "consumer", "contract", "rule", "place", "text")
    assert rows(by_id, *names) == rows(expected, *names)


def test_position_is_the_id_that_spark_gives_to_the_row_and_the_same_on_every_run(log, contracts):
    from counterpart import spark
    from pyspark.sql.functions import monotonically_increasing_id

    numbered = log.withColumn("at", monotonically_increasing_id())
    first, second = (
        sorted(tuple(row) for row in spark.audit(numbered, contracts, event=registrations.EVENT, keep=["at"]).collect())
        for _ in range(2)
    )
    assert first == second
    assert len({row[0] >> 33 for row in first}) >= 15, "from many partitions"
    assert all(row[0] == row[-1] for row in first)


def test_counts_are_those_of_a_batch(log, table, contracts):
    from counterpart import spark

    found = spark.counts(log, contracts, event_column="event").collect()
    batch = contracts.audit_batch(table, event_column="event")
    assert counted(found) == by_place(pa.record_batch(batch).to_pylist())
    whole = {row["what"]: row["count"] for row in found if row["consumer"] is None and row["what"] != "finding"}
    assert whole == {
        "messages": MESSAGES,
        "judged": batch.judged,
        "without-event": batch.without_event,
        "without-contract": batch.without_contract["order.placed"],
    }
    for service, event, name, judged, refused, undecided, elsewhere in batch.contracts:
        key = (event, service, name, None, None)
        assert counted(found, "contract-judged")[key] == judged
        assert counted(found, "contract-refused")[key] == refused
        assert (undecided, elsewhere) == (0, 0)
    assert not counted(found, "contract-undecided")
    first = next(row["first"] for row in found if row["rule"] == "message-malformed")
    all_of_them = spark.audit(log, contracts, event_column="event").where("rule = 'message-malformed'")
    assert first == min(row["position"] for row in all_of_them.collect())


def test_binary_payloads_and_other_columns_are_kept(log, contracts):
    from counterpart import spark
    from pyspark.sql.functions import col, struct

    binary = log.select(col("payload").cast("binary").alias("value"), struct("id", "event").alias("where"), "event")
    found = spark.audit(
        binary, contracts, payload="value", event=registrations.EVENT, keep=["where", "value"]
    ).collect()
    payloads = {row["id"]: row["payload"] for row in log.select("id", "payload").collect()}
    assert len(found) > 300
    for row in found:
        value = None if row["value"] is None else bytes(row["value"]).decode()
        assert value == payloads[row["where"]["id"]]
    with pytest.raises(Error, match="'event'.*rename"):
        spark.audit(binary, contracts, payload="value", event=registrations.EVENT, keep=["event"])


def test_what_producers_declare_is_judged_as_in_a_batch(spark, contracts, table, tmp_path):
    from counterpart import spark as engine

    declared = {
        "accounts": (registrations.CONSUMERS[0]["properties"], ["user_id", "email", "locale", "plan"]),
        "importer": ({"user_id": {"type": "integer"}, "source": {"const": "import"}}, ["source", "user_id"]),
    }
    for service, (properties, required) in declared.items():
        header = {"format": 1, "role": "emits", "service": service, "event": registrations.EVENT, "assumes": []}
        document = {"x-contract": header, "type": "object", "properties": properties, "required": required}
        path = tmp_path / service / "emits" / f"{registrations.EVENT}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(document))
    producers = Contracts.load(tmp_path)
    texts = table.column("payload").to_pylist()[:2_000]
    texts[::9] = ['{"source": "import", "user_id": %d}' % at for at in range(len(texts[::9]))]
    log = spark.createDataFrame([(text,) for text in texts], "payload string").repartition(3).cache()
    # The rows as Spark has them, in its order.
    batch = pa.record_batch({"payload": [row["payload"] for row in log.collect()]})
    options = {"event": registrations.EVENT, "role": "emits"}

    names = ("event", "producer", "contract", "rule", "place", "text")
    found = [row.asDict() for row in engine.audit(log, producers, **options).collect()]
    expected = producers.audit_batch(batch, **options)
    assert len(found) > 20
    assert rows(found, *names) == rows(pa.record_batch(expected).to_pylist(), *names)
    assert {row["producer"] for row in found} == {None, "accounts", "importer"}, "a message that both refuse is of both"

    summed = engine.counts(log, producers, **options).collect()
    assert "consumer" not in summed[0].asDict()
    said = {(row["producer"], row["what"]): row["count"] for row in summed if row["what"].startswith("contract-")}
    for service, _, _, judged, refused, undecided, elsewhere in expected.contracts:
        assert said.pop((service, "contract-judged")) == judged > 0
        assert said.pop((service, "contract-refused")) == refused > 0
        assert said.pop((service, "contract-elsewhere")) == elsewhere > 0
        assert undecided == 0
    assert said == {}
    by_place = rows(pa.record_batch(expected).to_pylist(), *names[:-1])
    findings = {tuple(row[name] for name in names[:-1]): row["count"] for row in summed if row["what"] == "finding"}
    assert findings == by_place

    with pytest.raises(Error, match="there is no file of what a service emits"):
        engine.audit(log, contracts, **options)


def test_a_table_without_rows_is_counted_as_nothing_judged(spark, contracts):
    from counterpart import spark as engine

    empty = spark.createDataFrame([], "payload string")
    found = engine.counts(empty, contracts, event=registrations.EVENT).collect()
    assert sorted((row["what"], row["consumer"], row["count"]) for row in found if row["consumer"] is None) == [
        ("judged", None, 0),
        ("messages", None, 0),
    ]
    judged = counted(found, "contract-judged")
    assert {key[1]: count for key, count in judged.items()} == {"auth-service": 0, "billing": 0}
    assert engine.audit(empty, contracts, event=registrations.EVENT).collect() == []


def test_each_of_very_many_events_without_a_contract_is_counted(spark, contracts):
    from counterpart import spark as engine

    many = spark.range(0, 30_000, 1, 1).selectExpr("concat('event.', id % 25000) AS event", "'{}' AS payload")
    found = engine.counts(many, contracts, event_column="event").where("what = 'without-contract'")
    assert found.count() == 25_000
    assert found.where("count = 2").count() == 5_000


def test_what_is_wrong_is_said_before_spark_runs_anything(spark, log, contracts):
    from counterpart import spark as engine
    from pyspark.sql.functions import struct

    with pytest.raises(Error, match="no column 'body': .*`body` cannot be resolved"):
        engine.audit(log, contracts, payload="body")
    with pytest.raises(Error, match="no column 'kind'"):
        engine.counts(log, contracts, event_column="kind")
    with pytest.raises(Error, match="no column 'event': .*ambiguous"):
        engine.audit(log.crossJoin(log.select("event")), contracts, event_column="event")
    with pytest.raises(Error, match=r"'\*' is 3 columns: name one of id, event, payload"):
        engine.audit(log, contracts, payload="*")
    with pytest.raises(Error, match="'id' holds bigint"):
        engine.audit(log, contracts, payload="id")
    with pytest.raises(Error, match=r"to_json\(payload\).*exported_by='spark'"):
        engine.audit(log.select(struct("id").alias("payload")), contracts)
    with pytest.raises(Error, match="order.placed"):
        engine.audit(log, contracts, event="order.placed")
    with pytest.raises(Error, match="none of the engines"):
        engine.counts(log, contracts, exported_by="impala")
    with pytest.raises(TypeError, match="keep is a list"):
        engine.audit(log, contracts, keep="id")


def test_example_of_the_book_runs(spark, tmp_path, capfd):
    import page

    page.files(tmp_path)
    (block,) = page.blocks(of_spark=True)
    # Spark has the folder in which its driver was started.
    for name in ("log.parquet", "refused.parquet", "contracts"):
        block = block.replace(f'"{name}"', repr(str(tmp_path / name)))
    exec(compile(block, page.PAGE.name, "exec"), {})
    assert "property-missing" in capfd.readouterr().out
    refused = pq.read_table(tmp_path / "refused.parquet")
    assert refused.num_rows > 10
    assert refused.schema.names[-1] == "id"


def gate(log, path, until):
    """The same rows, of which those of later partitions come once a file is there. A task that is run again says so in a
    file beside it."""

    def wait(batches):
        import pathlib
        import time

        from pyspark import TaskContext

        task = TaskContext.get()
        if task.attemptNumber() > 0 or task.stageAttemptNumber() > 0:
            pathlib.Path(f"{path}.again-{task.partitionId()}").touch()
        while task.partitionId() >= until and not pathlib.Path(path).exists():
            time.sleep(0.05)
        yield from batches

    return log.mapInArrow(wait, log.schema)


def killed_half_way(spark, cluster, query, opened):
    """The rows of a query during which a worker is killed once some of its tasks are done, and others run."""
    found = []
    group = f"killed-{opened.name}"

    def collect():
        spark.sparkContext.setJobGroup(group, "a worker is killed")
        try:
            found.append(query.collect())
        except Exception as failed:
            found.append(failed)

    from pyspark import InheritableThread

    thread = InheritableThread(target=collect)
    thread.start()
    tracker = spark.sparkContext.statusTracker()
    until = time.monotonic() + 180
    try:
        while True:
            assert time.monotonic() < until, "no task was done"
            assert thread.is_alive(), found
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            if any(stage and stage.numCompletedTasks >= 8 and stage.numActiveTasks >= 2 for stage in stages):
                break
            time.sleep(0.05)
        cluster.kill_worker()
    finally:
        opened.touch()
    thread.join(300)
    assert not thread.is_alive(), "the query does not end"
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def test_killed_worker_changes_no_finding_and_no_count(spark, cluster, log, contracts, tmp_path):
    from counterpart import spark as engine

    opened = tmp_path / "audit"
    expected = sorted(map(tuple, engine.audit(log, contracts, event=registrations.EVENT).collect()))
    query = engine.audit(gate(log, str(opened), 8), contracts, event=registrations.EVENT)
    assert sorted(map(tuple, killed_half_way(spark, cluster, query, opened))) == expected
    assert list(tmp_path.glob("audit.again-*")), "a task was lost, and run again"

    cluster.add_worker()
    opened = tmp_path / "counts"
    expected = set(map(tuple, engine.counts(log, contracts, event=registrations.EVENT).collect()))
    query = engine.counts(gate(log, str(opened), 8), contracts, event=registrations.EVENT)
    assert set(map(tuple, killed_half_way(spark, cluster, query, opened))) == expected
    assert list(tmp_path.glob("counts.again-*")), "a task was lost, and run again"
    cluster.add_worker()
