"""The examples of the book's page on tables."""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import registrations

PAGE = Path(__file__).resolve().parents[3] / "docs/src/spark.md"

MESSAGES = 400


def blocks(of_spark: bool) -> list[str]:
    """The blocks of Python: those that need Spark, or the others."""
    found = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    chosen = [block for block in found if ("pyspark" in block) == of_spark]
    assert chosen, "the page has examples"
    return chosen


def files(folder: Path) -> None:
    """What the page takes to be there."""
    contracts = registrations.contracts(folder / "contracts")
    texts = list(registrations.messages(contracts, MESSAGES, broken=0.1))
    kinds = [registrations.EVENT] * MESSAGES
    parquet.write_table(pa.table({"id": range(MESSAGES), "kind": kinds, "payload": texts}), folder / "log.parquet")
    whole = registrations.messages(contracts, MESSAGES, broken=0)
    (folder / "log.ndjson").write_text("".join(text + "\n" for text in whole))
