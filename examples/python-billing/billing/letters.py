"""Dead letters: messages that this service could not read, kept whole and with the reason.

A letter is the document that `cargo counterpart schema dead-letter` describes. `cargo counterpart redrive` says which
letters another version would take.
"""

from __future__ import annotations

import base64
import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from counterpart import Refused

from billing import SERVICE, VERSION


class Letters:
    """A file of letters, one a line."""

    def __init__(self, path: Path):
        self.path = path

    def keep(self, letter: dict[str, Any]) -> None:
        """Writes a letter, and returns after it is on the disk: only then may the message be acknowledged."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(letter, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with self.path.open("ab+") as file:
            # A process that was killed may have left half a line.
            if file.tell() > 0:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    line = b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def letter(
    *,
    source: str,
    id: str,
    event: str,
    payload: bytes,
    why: Exception,
    key: str | None = None,
    headers: dict[str, str] | None = None,
    stream: str | None = None,
    position: int | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """The letter of a message that a guard refused, or that this service's own code could not take."""
    moment = (at or datetime.now(timezone.utc)).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    document: dict[str, Any] = {"format": 1, "id": {"source": source, "id": id}, "event": event}
    if key is not None:
        document["key"] = key
    if headers:
        document["headers"] = [{"name": name, "value": value} for name, value in headers.items()]
    try:
        document["payload"] = payload.decode()
    except UnicodeDecodeError:
        document["payload_base64"] = base64.b64encode(payload).decode()
    if stream is not None:
        document["origin"] = {"stream": stream}
        if position is not None:
            document["origin"]["position"] = str(position)
    document["consumer"] = {"service": SERVICE, "version": VERSION}
    if isinstance(why, Refused):
        document["refusal"] = refusal(why)
    else:
        # Its text may repeat what was sent.
        document["error"] = {"name": type(why).__name__}
    return document | {"attempts": 1, "first_failure": moment, "last_failure": moment}


def refusal(refused: Refused) -> dict[str, Any]:
    """The reason, without a value of the message."""
    is_malformed = refused.rule in ("message-malformed", "message-unreadable")
    reason = {
        "role": "consumes",
        "event": refused.event,
        "service": refused.consumer,
        "rule": "malformed-text" if is_malformed else refused.rule,
        "part": refused.part,
        "place": refused.place,
        "expected": refused.expected or ("JSON" if is_malformed else refused.refusals[0].text),
        "found": "malformed" if is_malformed else refused.found or "absent",
    }
    if refused.offset is not None:
        reason["offset"] = refused.offset
    return reason
