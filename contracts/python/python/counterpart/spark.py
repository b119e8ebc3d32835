"""Audits of tables of Apache Spark, on its executors. This module needs pyspark, with the pyarrow and pandas that it
asks for; no other one does.

Each executor needs the package, in the version of the driver: install its wheel on every node, or in the environment
that ``spark.archives`` ships. A wheel has native code, so ``--py-files`` does not load it.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Optional

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import TaskContext
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import (
    BinaryType,
    DataType,
    LongType,
    StringType,
    StructField,
    StructType,
)

from . import __version__
from ._contracts import Contracts, Findings
from ._errors import Error
from ._options import AuditOptions, complete

if TYPE_CHECKING:
    from typing_extensions import Unpack

_PARTITION = 33
"""Spark counts the rows of a partition in so many bits: ``monotonically_increasing_id``."""

_MOST_SUMS = 10_000
"""Sums that a task holds before it hands them on."""

_BY = ("event", "service", "contract", "rule", "place")


def audit(
    df: DataFrame,
    contracts: Contracts,
    *,
    payload: str = "payload",
    event_column: Optional[str] = None,
    keep: Sequence[str] = (),
    **options: Unpack[AuditOptions],
) -> DataFrame:
    """Judges every message of a column, and returns a row for each message and place that is refused.

    The arguments and the columns are those of :meth:`Contracts.audit_batch`. ``position`` is what
    ``monotonically_increasing_id()`` says of the row: the same on every run, as long as ``df`` has the same rows in the
    same partitions. ``keep`` names columns of ``df`` that each row gets too, so that the message is found again.

    A message that no contract judges is no row: :func:`counts` says how many were judged.

    Raises :class:`Error` before Spark runs anything if a column or a contract is missing, or an option is wrong.
    """
    plan = _plan(df, contracts, payload, event_column, keep, options)
    kept = [_field(df, name) for name in keep]
    fields = [StructField("position", LongType(), False)]
    fields += [StructField(name, StringType()) for name in (*plan.identity, "rule", "place", "text")]
    taken = {field.name for field in fields}
    for field in kept:
        if field.name in taken:
            raise Error(f"keep names the column {field.name!r}, and the result has one of this name: rename it in df")
        taken.add(field.name)

    return plan.select(df).mapInArrow(_shipped(plan, "rows"), StructType(fields + kept))


def counts(
    df: DataFrame,
    contracts: Contracts,
    *,
    payload: str = "payload",
    event_column: Optional[str] = None,
    **options: Unpack[AuditOptions],
) -> DataFrame:
    """Judges every message of a column, and counts. Each partition is summed where it is, so that little is shuffled.

    The columns are ``what``, ``event``, ``consumer`` (``producer`` with ``role="emits"``), ``contract``, ``rule``,
    ``place``, ``count`` and ``first``, the lowest position of a finding. ``what`` is one of:

    - ``messages`` and ``judged``: all messages, and those that at least one contract judged. These rows are always there:
      an audit that judged nothing has checked nothing.
    - ``without-event``, and ``without-contract`` with the name of the event: the others.
    - ``contract-judged``, ``contract-refused``, ``contract-undecided`` and ``contract-elsewhere`` (refused, and accepted by
      another schema of the event): what each contract said. ``contract-judged`` is there for each contract.
    - ``finding``: the messages that a contract refuses, or cannot decide, at a place by a rule.
    - ``further``: refusals at more places of one message than are told apart.
    """
    plan = _plan(df, contracts, payload, event_column, (), options)
    by = ["what", *plan.identity, "rule", "place"]
    fields = [StructField(name, StringType()) for name in by]
    schema = StructType([*fields, StructField("count", LongType()), StructField("first", LongType())])

    # A table without partitions has no task that could say that nothing was judged.
    nothing = [tuple(row.values()) for row in plan.nothing().to_pylist()]
    none = df.sparkSession.createDataFrame(nothing, schema).coalesce(1)
    summed = plan.select(df).mapInArrow(_shipped(plan, "sums"), schema).union(none)
    return summed.groupBy(*by).agg(F.sum("count").alias("count"), F.min("first").alias("first"))


@dataclasses.dataclass(frozen=True)
class _Plan:
    """What is shipped to the executors, which compile the contracts once a task."""

    contracts: Contracts
    columns: tuple[str, ...]
    """Of ``df``: the payload, the event if it is in a column, and what is kept."""
    options: dict[str, Any]
    """Those of ``audit_batch``."""

    @property
    def judged(self) -> list[str]:
        """The names of the columns that are judged, in the batches."""
        return ["payload", "event"] if self.options["event_column"] is not None else ["payload"]

    @property
    def identity(self) -> tuple[str, str, str]:
        return ("event", "producer" if self.options["role"] == "emits" else "consumer", "contract")

    def select(self, df: DataFrame) -> DataFrame:
        """The columns that are needed: the others are neither read nor shipped."""
        return df.select(*(df[name].alias(f"c{at}") for at, name in enumerate(self.columns)))

    def audited(self, batch: pa.RecordBatch, first: int) -> Findings:
        judged = self.judged
        messages = pa.RecordBatch.from_arrays(batch.columns[: len(judged)], names=judged)
        return self.contracts.audit_batch(messages, first=first, **self.options)

    def found(self, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, int, Findings]]:
        """Each batch of a partition, with the position of its first row and what was found."""
        context = TaskContext.get()
        if context is None:
            raise Error("positions are those of a task of Spark, and this is none")
        position = context.partitionId() << _PARTITION
        for batch in batches:
            yield batch, position, self.audited(batch, position)
            position += batch.num_rows

    def rows(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The findings, with what is kept of their messages."""
        for batch, first, found in self.found(batches):
            if not len(found):
                continue
            table = pa.record_batch(found)
            position = table.column(0).cast(pa.int64())
            at = pc.subtract(position, pa.scalar(first, pa.int64()))
            kept = [column.take(at) for column in batch.columns[len(self.judged) :]]
            names = [*table.schema.names, *batch.schema.names[len(self.judged) :]]
            yield pa.RecordBatch.from_arrays([position, *table.columns[1:], *kept], names=names)

    def sums(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The counts of a partition: each key once, unless there are very many."""
        sums = _Sums(self.identity)
        for _, _, found in self.found(batches):
            sums.add(found)
            if len(sums.by_key) > _MOST_SUMS:
                yield sums.taken()
        if sums.by_key:
            yield sums.taken()

    def nothing(self) -> pa.RecordBatch:
        """The counts of no messages."""
        empty = pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in self.judged], names=self.judged)
        sums = _Sums(self.identity)
        sums.add(self.audited(empty, 0))
        return sums.taken()


def _shipped(plan: _Plan, method: str) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A method of the plan, as what an executor can load that lacks this package: it says so, and which version to install.

    Spark ships a function that is defined in another one whole, and needs the module of any other. So all that this one
    asks of the package is in it, and the plan is bytes."""
    shipped, version = pickle.dumps(plan), __version__

    def judge(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pickle
        import sys

        way_out = (
            f"install counterpart-contracts=={version} on every node, or ship an environment that has it with "
            "spark.archives (--py-files does not load native code)"
        )
        here = f"the Python {sys.version.split()[0]} of this executor, {sys.executable},"
        try:
            import counterpart
        except ImportError as failed:
            raise ImportError(f"{here} cannot import the package counterpart ({failed}): {way_out}") from failed
        if counterpart.__version__ != version:
            there = counterpart.__version__
            raise counterpart.Error(f"{here} has counterpart {there}, and the driver has {version}: {way_out}")
        yield from getattr(pickle.loads(shipped), method)(batches)

    return judge


class _Sums:
    """Counts by key: what, event, service, contract, rule, place."""

    def __init__(self, identity: tuple[str, str, str]):
        self.identity = identity
        self.by_key: dict[tuple[Optional[str], ...], tuple[int, Optional[int]]] = {}

    def add(self, found: Findings) -> None:
        """Adds what was found in some messages."""
        self._count("messages", found.messages)
        self._count("judged", found.judged)
        for what, number in (("without-event", found.without_event), ("further", found.further)):
            if number:
                self._count(what, number)
        for event, number in found.without_contract.items():
            self._count("without-contract", number, event)
        for service, event, name, judged, refused, undecided, elsewhere in found.contracts:
            self._count("contract-judged", judged, event, service, name)
            for what, number in (("refused", refused), ("undecided", undecided), ("elsewhere", elsewhere)):
                if number:
                    self._count(f"contract-{what}", number, event, service, name)
        if not len(found):
            return
        by = [*self.identity, "rule", "place"]
        table = pa.table(pa.record_batch(found))
        grouped = table.group_by(by, use_threads=False).aggregate([("position", "count_distinct"), ("position", "min")])
        for row in grouped.to_pylist():
            key = [row[name] for name in by]
            self._count("finding", row["position_count_distinct"], *key, first=row["position_min"])

    def _count(self, what: str, number: int, *of: Optional[str], first: Optional[int] = None) -> None:
        key = (what, *of, *(None,) * (len(_BY) - len(of)))
        count, earlier = self.by_key.get(key, (0, None))
        self.by_key[key] = (count + number, first if earlier is None else earlier)

    def taken(self) -> pa.RecordBatch:
        """The counts so far, which are forgotten."""
        keys = list(zip(*self.by_key))
        count, first = zip(*self.by_key.values())
        self.by_key = {}
        names = ["what", *self.identity, "rule", "place"]
        columns = [pa.array(column, pa.string()) for column in keys]
        columns += [pa.array(count, pa.int64()), pa.array(first, pa.int64())]
        return pa.RecordBatch.from_arrays(columns, names=[*names, "count", "first"])


def _plan(
    df: DataFrame,
    contracts: Contracts,
    payload: str,
    event_column: Optional[str],
    keep: Sequence[str],
    options: AuditOptions,
) -> _Plan:
    if isinstance(keep, str):
        raise TypeError(f"keep is a list of names of columns: [{keep!r}]")
    judged = [payload] if event_column is None else [payload, event_column]
    for name in judged:
        of = _field(df, name).dataType
        if not isinstance(of, (StringType, BinaryType)):
            raise Error(f"the column {name!r} holds {of.simpleString()}, and messages are texts: {_way_out(of, name)}")
    columns = {"payload": "payload", "event_column": None if event_column is None else "event"}
    plan = _Plan(contracts, (*judged, *keep), {**complete(options), **columns})
    # What is wrong with the options is said here, and not by a task that is tried four times.
    plan.nothing()
    return plan


def _field(df: DataFrame, name: str) -> StructField:
    """The field of a column, as Spark finds it."""
    if not isinstance(name, str):
        raise TypeError(f"a column is named by a str, and not by {type(name).__name__}")
    try:
        fields = df.select(df[name]).schema.fields
    except AnalysisException as failed:
        raise Error(f"no column {name!r}: {str(failed).partition(chr(10))[0]}") from failed
    if len(fields) != 1:
        raise Error(f"{name!r} is {len(fields)} columns: name one of {', '.join(df.columns)}")
    return fields[0]


def _way_out(of: DataType, name: str) -> str:
    if of.simpleString().startswith(("struct", "map", "array", "variant")):
        return f"write them with to_json({name}), and say exported_by='spark'"
    return "name another column with payload"
