"""Sessions of pytest in a project of their own, with the plugin."""

from __future__ import annotations

from pathlib import Path

import pytest

MODELS = """
    import counterpart
    import pydantic

    @counterpart.consumes("user.registered", owner="team-billing")
    class UserRegistered(pydantic.BaseModel):
        user_id: int
        email: str

    @counterpart.emits(
        "invoice.paid",
        retention="90d",
        examples=lambda: [InvoicePaid(invoice_id=7, note=None), '{"invoice_id": 8, "note": "late"}'],
    )
    class InvoicePaid(pydantic.BaseModel):
        invoice_id: int
        note: str | None = None
"""
CONSUMED = "contracts/billing/consumes/user.registered.json"
EMITTED = "contracts/billing/emits/invoice.paid.json"


def write(project: pytest.Pytester, path: str, text: str) -> Path:
    file = project.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def run(project: pytest.Pytester, *arguments: str, **outcomes: int) -> str:
    result = project.runpytest_subprocess(*arguments)
    result.assert_outcomes(**outcomes)
    return result.stdout.str()
