"""The options of an audit, the same wherever messages are judged."""

from __future__ import annotations

from typing import Any, Optional, TypedDict


class AuditOptions(TypedDict, total=False):
    """What an audit may be told. Each has a default."""

    role: str
    """``"consumes"`` (the default): whom would these messages have broken? ``"emits"``: do they keep to what producers
    declare?"""
    service: Optional[str]
    """Only the contracts of this service."""
    event: Optional[str]
    """All messages are payloads of this event. Else CloudEvents, and rows such as ``{"event": …, "payload": …}``, name
    theirs."""
    event_at: Optional[str]
    """Where a message has its event: a JSON Pointer."""
    payload_at: Optional[str]
    """Where a message has its payload: a JSON Pointer."""
    payload_strings: Optional[str]
    """What a payload that is a string is: ``"json"``, a text that holds JSON; ``"payload"``, the payload itself. Without
    it, each contract tells."""
    exported_by: Optional[str]
    """The engine that exported the messages, such as ``"duckdb"``: contracts are widened for what it does to values."""
    absent_is_null: bool
    """Takes a required member that may be null as null where it is absent."""


_DEFAULTS: dict[str, Any] = {
    "role": "consumes",
    "service": None,
    "event": None,
    "event_at": None,
    "payload_at": None,
    "payload_strings": None,
    "exported_by": None,
    "absent_is_null": False,
}


def complete(options: AuditOptions) -> dict[str, Any]:
    """All options, in one order.

    Raises :class:`TypeError` for a name that is none of them.
    """
    for name in options:
        if name not in _DEFAULTS:
            known = ", ".join(_DEFAULTS)
            raise TypeError(f"{name!r} is no option of an audit; the options are {known}")
    return {**_DEFAULTS, **options}
