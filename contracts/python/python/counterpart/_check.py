"""One schema against another."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Optional, Union

from . import _counterpart
from ._errors import Error

Schema = Union[dict[str, Any], bool, str, bytes]
"""A JSON Schema: as Python objects, or as a JSON text."""


@dataclasses.dataclass(frozen=True)
class Finding:
    """One incompatibility, at one place of the message."""

    rule: str
    """The stable id, as ``cargo counterpart explain`` knows it."""
    place: str
    """The place in the message: ``/lines/*/sku``."""
    text: str
    """What may be emitted there and what is accepted."""
    witness_json: str
    """A whole message, as JSON: the emitted schema allows it, and the accepted schema refuses it."""
    witness_at: str
    """A JSON Pointer to what is wrong in the witness."""
    emitted: str
    """A JSON Pointer into the emitted schema."""
    accepted: str
    """A JSON Pointer to the keyword of the accepted schema that refuses."""
    premises: tuple[str, ...]
    """What the finding presupposes. With any, a text in the witness may stand for one that cannot be made."""

    @property
    def witness(self) -> Any:
        """The witness as Python objects. A number that is no integer is a float, and then not exact."""
        return json.loads(self.witness_json)


@dataclasses.dataclass(frozen=True)
class Reason:
    """Something that could be neither proven nor refuted."""

    kind: str
    place: str
    text: str


@dataclasses.dataclass(frozen=True)
class Verdict:
    """The answer to "is every message of the emitted schema accepted?"."""

    outcome: str
    """``"compatible"`` (proven), ``"incompatible"`` (each finding has a witness) or ``"unproven"`` (reasons say why)."""
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...]
    further: int
    """Findings beyond the limit, which are counted only."""
    steps: int
    """The steps of the search: the same on every machine."""
    assumptions: tuple[str, ...]
    """What a verdict of ``"compatible"`` assumes of the producer, by id."""
    warnings: tuple[str, ...]
    """What in the schemas may not mean what their authors think, such as a misspelt keyword."""

    @property
    def is_compatible(self) -> bool:
        """True only if it is proven."""
        return self.outcome == "compatible"


def check(
    emitted: Schema,
    accepted: Schema,
    *,
    steps: Optional[int] = None,
    findings: Optional[int] = None,
    format_is_a_note: bool = False,
    anything: bool = False,
) -> Verdict:
    """Decides whether every message that ``emitted`` allows is accepted by ``accepted``: the verdict of
    ``cargo counterpart check``.

    ``steps`` bounds the search, and ``findings`` the findings with a witness. ``format_is_a_note`` takes ``format`` as an
    annotation; ``anything`` takes a schema that asserts nothing, which else is an :class:`Error`.

    Raises :class:`Error` if one of them is no schema.
    """
    outcome, found, reasons, further, used, assumptions, warnings = _counterpart.check(
        _text("emitted", emitted),
        _text("accepted", accepted),
        steps=steps,
        findings=findings,
        format_is_a_note=format_is_a_note,
        anything=anything,
    )
    return Verdict(
        outcome=outcome,
        findings=tuple(Finding(*one[:7], tuple(one[7])) for one in found),
        reasons=tuple(Reason(*one) for one in reasons),
        further=further,
        steps=used,
        assumptions=tuple(assumptions),
        warnings=tuple(warnings),
    )


def _text(name: str, schema: Schema) -> str:
    try:
        if isinstance(schema, bytes):
            return schema.decode()
        if isinstance(schema, str):
            schema.encode()
            return schema
        if isinstance(schema, (dict, bool)):
            return json.dumps(schema, allow_nan=False)
    except (ValueError, RecursionError) as failed:
        raise Error(f"{name} is no JSON text: {failed}") from failed
    raise TypeError(f"a schema is a dict, a bool, str or bytes, and not {type(schema).__name__}")
