"""Contracts of event messages, from Python: checked, guarded and audited with the verdicts of Counterpart."""

from ._check import Finding, Reason, Schema, Verdict, check
from ._conform import Asked, Conformance, Difference, conform
from ._contracts import Audit, ContractFile, Contracts, Findings, Guard
from ._counterpart import VERSION as __version__
from ._declare import consumes, emits
from ._errors import Error, Refusal, Refused
from ._hints import Hint
from ._options import AuditOptions

__all__ = [
    "Asked",
    "Audit",
    "AuditOptions",
    "Conformance",
    "ContractFile",
    "Contracts",
    "Difference",
    "Error",
    "Finding",
    "Findings",
    "Guard",
    "Hint",
    "Reason",
    "Refusal",
    "Refused",
    "Schema",
    "Verdict",
    "check",
    "conform",
    "consumes",
    "emits",
    "__version__",
]
