"""The examples in README.md and in the book are true."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from counterpart import _declare

PAGES = ["contracts/python/README.md", "docs/src/python.md"]


@pytest.mark.parametrize("page", PAGES)
def test_code_on_the_page_runs(
    page: str, checkout: Path, example_contracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if page != "contracts/python/README.md":
        # The README makes its own.
        shutil.copytree(example_contracts, tmp_path / "contracts")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_declare, "_declared", [])
    text = (checkout / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2
    # Annotations of models refer to names of earlier blocks, as in one module.
    names: dict[str, Any] = {"__name__": "page"}
    for block in blocks:
        exec(compile(block, page, "exec", dont_inherit=True), names)
    for name, test in list(names.items()):
        if name.startswith("test_"):
            test()
