"""A standalone cluster of Spark on the loopback: a master and workers of one core, each a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent

_PATIENCE = 180
"""Seconds that a process may take to start or to end."""


class Cluster:
    """Starts the processes, and ends all of them, those that they started too."""

    def __init__(self, folder: Path, workers: int = 2):
        self.folder = folder
        # The processes that the workers start inherit it.
        self.mark = f"COUNTERPART_TEST_CLUSTER={uuid.uuid4()}"
        self.processes: list[subprocess.Popen] = []
        self.workers: list[subprocess.Popen] = []
        try:
            self._start("master", "org.apache.spark.deploy.master.Master", "--port", "0")
            self.url = self._said("master", r"spark://127\.0\.0\.1:\d+")
            for _ in range(workers):
                self.add_worker()
        except BaseException:
            self.stop()
            raise

    def add_worker(self) -> None:
        """Starts a worker, and waits until the master has it."""
        name = f"worker-{len(self.workers)}"
        work = str(self.folder / name)
        named = "org.apache.spark.deploy.worker.Worker"
        started = self._start(name, named, "--cores", "1", "--memory", "768m", "--work-dir", work, self.url)
        self.workers.append(started)
        self._said(name, "Successfully registered with master")

    def kill_worker(self) -> None:
        """Kills the last worker, its executors and their Python processes."""
        of_worker = f"COUNTERPART_TEST_PROCESS=worker-{len(self.workers) - 1}"
        for _ in range(3):
            for process in self._marked(of_worker):
                _end(process, signal.SIGKILL)

    def cpu_seconds(self) -> float:
        """CPU time of the processes that run now, and of those that they waited for."""
        ticks = 0
        for process in self._marked(self.mark):
            fields = _read(process, "stat").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # none, if it has ended meanwhile
        return ticks / os.sysconf("SC_CLK_TCK")

    def python_memory(self) -> int:
        """The most bytes that a Python process of the executors has held."""
        held = [0]
        for process in self._marked(self.mark):
            if "pyspark.daemon" in _read(process, "cmdline"):
                most = re.search(r"VmHWM:\s+(\d+) kB", _read(process, "status"))
                held.append(int(most[1]) * 1024 if most else 0)
        return max(held)

    def session(self, **options: str):
        """A session of Spark on the cluster."""
        from pyspark.sql import SparkSession

        os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        builder = SparkSession.builder.master(self.url).appName("counterpart")
        settings = {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "512m",
            "spark.executor.memory": "512m",
            "spark.executor.cores": "1",
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(self.folder / "warehouse"),
            **options,
        }
        for key, value in settings.items():
            builder = builder.config(key, value)
        return builder.getOrCreate()

    def stop(self) -> None:
        """Ends what was started. Nothing may be left."""
        for process in reversed(self.processes):
            process.terminate()
        until = time.monotonic() + _PATIENCE
        while left := self._marked(self.mark):
            if time.monotonic() > until:
                raise RuntimeError(f"processes of the cluster are left: {left}")
            for process in left:
                _end(process, signal.SIGKILL)
            time.sleep(0.2)
        for process in self.processes:
            process.wait(_PATIENCE)

    def _start(self, name: str, main: str, *arguments: str) -> subprocess.Popen:
        key, mark = self.mark.split("=")
        environment = {
            **os.environ,
            key: mark,
            "COUNTERPART_TEST_PROCESS": name,
            "SPARK_HOME": str(HOME),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
        }
        command = [HOME / "bin" / "spark-class", main, "--host", "127.0.0.1", "--webui-port", "0", *arguments]
        with open(self.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def _said(self, name: str, pattern: str) -> str:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            text = (self.folder / f"{name}.log").read_text(errors="replace")
            if found := re.search(pattern, text):
                return found[0]
            if self.processes[-1].poll() is not None:
                raise RuntimeError(f"the {name} has ended:\n{text}")
            time.sleep(0.1)
        raise RuntimeError(f"the {name} is not ready after {_PATIENCE} s:\n{text}")

    def _marked(self, variable: str) -> list[int]:
        """The processes of this cluster that have a variable in their environment."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if self.mark.encode() in environment and variable.encode() in environment:
                found.append(int(folder.name))
        return found


def _read(process: int, name: str) -> str:
    try:
        return (Path("/proc") / str(process) / name).read_text(errors="replace")
    except OSError:
        return ""


def _end(process: int, by: signal.Signals) -> None:
    try:
        os.kill(process, by)
    except ProcessLookupError:
        pass
