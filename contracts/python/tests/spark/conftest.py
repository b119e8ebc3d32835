"""A cluster for the tests, started once."""

import importlib.util
import shutil
import sys

import needs
import pytest


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    if sys.platform != "linux":
        needs.skip("spark", "the cluster finds its processes in /proc")
    for module in ("pyspark", "pyarrow", "pandas"):
        if importlib.util.find_spec(module) is None:
            needs.skip("spark", f"{module} is not installed")
    if shutil.which("java") is None:
        needs.skip("spark", "Spark needs Java 17, and there is no `java`")
    from cluster import Cluster

    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def spark(cluster):
    # Small files are not put together, and a file of several row groups is several partitions.
    session = cluster.session(**{"spark.sql.files.openCostInBytes": "0", "spark.sql.files.maxPartitionBytes": "262144"})
    try:
        yield session
    finally:
        session.stop()
