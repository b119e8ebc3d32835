"""Contracts of event messages, from Python: checked, guarded and audited with the verdicts of Counterpart."""

from ._check import Finding, Reason, Schema, Verdict, check
from ._contracts import Audit, ContractFile, Contracts, Findings, Guard
from ._counterpart import VERSION as __version__
from ._errors import Error, Refusal, Refused

__all__ = [
    "Audit",
    "ContractFile",
    "Contracts",
    "Error",
    "Finding",
    "Findings",
    "Guard",
    "Reason",
    "Refusal",
    "Refused",
    "Schema",
    "Verdict",
    "check",
    "__version__",
]
