"""Executors that have not what the driver has: the failure says what is missing, where, and how it gets there."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import needs
import pytest
import registrations

pa = needs.module("pyarrow", "spark")
pytestmark = pytest.mark.spark


@pytest.fixture
def contracts(tmp_path):
    return registrations.contracts(tmp_path / "contracts")


@pytest.fixture
def log(spark, contracts):
    return spark.createDataFrame([(text,) for text in registrations.messages(contracts, 20)], "payload string")


def other_python(folder, counterpart=None):
    """A Python that has all packages of this one, but for `counterpart`: this text in its place, or nothing."""
    packages = folder / "packages"
    packages.mkdir()
    for name in ("purelib", "platlib"):
        for entry in Path(sysconfig.get_path(name)).iterdir():
            if not entry.name.lower().startswith("counterpart") and entry.suffix != ".pth":
                if not (packages / entry.name).exists():
                    (packages / entry.name).symlink_to(entry)
    if counterpart is not None:
        (packages / "counterpart.py").write_text(counterpart)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv/bin/python"
    command = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    (Path(site) / "packages.pth").write_text(f"{packages}\n")
    return str(python)


def failure(query):
    from pyspark.errors import PythonException

    with pytest.raises(PythonException) as raised:
        query.collect()
    return str(raised.value)


@pytest.mark.parametrize("way", ["audit", "counts"])
def test_package_that_executors_lack_is_named_with_the_ways_to_ship_it(
    spark, log, contracts, tmp_path, monkeypatch, way
):
    import counterpart
    from counterpart import spark as engine

    python = other_python(tmp_path)
    monkeypatch.setattr(spark.sparkContext, "pythonExec", python)
    said = failure(getattr(engine, way)(log, contracts, event=registrations.EVENT))
    # The executor's own Python ran, and lacks nothing but the package.
    assert f"of this executor, {python}, cannot import the package counterpart" in said
    assert "No module named 'counterpart'" in said
    assert f"install counterpart-contracts=={counterpart.__version__} on every node" in said
    assert "spark.archives" in said and "--py-files does not load native code" in said


def test_native_part_that_an_executor_cannot_load_is_named(spark, log, contracts, tmp_path, monkeypatch):
    from counterpart import spark as engine

    # As it is in a zip file that `--py-files` ships.
    python = other_python(tmp_path, "from counterpart import _counterpart")
    monkeypatch.setattr(spark.sparkContext, "pythonExec", python)
    said = failure(engine.audit(log, contracts, event=registrations.EVENT))
    assert "cannot import the package counterpart (cannot import name '_counterpart'" in said
    assert "--py-files does not load native code" in said


def test_another_version_on_the_executors_is_named(spark, log, contracts, tmp_path, monkeypatch):
    import counterpart
    from counterpart import spark as engine

    python = other_python(tmp_path, '__version__ = "0.0.9"\nclass Error(Exception): pass')
    monkeypatch.setattr(spark.sparkContext, "pythonExec", python)
    said = failure(engine.audit(log, contracts, event=registrations.EVENT))
    assert f"has counterpart 0.0.9, and the driver has {counterpart.__version__}: install" in said
