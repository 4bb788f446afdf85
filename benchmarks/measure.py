"""Measuring itself: percentiles, medians of rounds, memory, disk, cores, and what machine it was."""

from __future__ import annotations

import math
import os
import platform
import resource
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any, Final

LIBRARIES: Final = ("numpy", "numba", "whoosh3", "PyStemmer", "orjson", "zstandard", "flask", "waitress")


def percentile(values: Iterable[float], share: float) -> float:
    """Return the nearest-rank percentile: the smallest value that ``share`` of all values do not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("there is no percentile of nothing")
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the mean of some times."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: percentile(milliseconds, share) for name, share in shares.items()}
    return {**found, "mean": statistics.fmean(milliseconds)}


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several rounds, the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Return the spread of one value a round."""
        found = list(values)
        return cls(statistics.median(found), min(found), max(found))


def ratios(values: Sequence[float], others: Sequence[float]) -> Spread:
    """Return ``values`` over ``others``, round by round.

    What was measured in fewer rounds than the other is compared with the other's median.
    """
    if len(values) == len(others):
        return Spread.of(value / other for value, other in zip(values, others, strict=True))
    if len(values) < len(others):
        middle = statistics.median(others)
        return Spread.of(value / middle for value in values)
    middle = statistics.median(values)
    return Spread.of(middle / other for other in others)


def timed(task: Callable[[], object]) -> dict[str, float]:
    """Run ``task``: its wall time and the processor time of all threads and finished children, in seconds."""
    wall, processor = perf_counter(), _processor_seconds()
    task()
    return {"seconds": perf_counter() - wall, "cpu_seconds": _processor_seconds() - processor}


def _processor_seconds() -> float:
    return sum(os.times()[:4])


def peak_memory() -> int:
    """Return the most bytes this process, or the greatest of its finished children, had in memory."""
    status = Path("/proc/self/status")
    own = 0
    if status.exists():
        own = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    else:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024


def disk_bytes(folder: Path) -> int:
    """Return the size of all files under ``folder``."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def pin(cores: int) -> None:
    """Keep this process and its children on the first ``cores`` cores that it may use."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[:cores])


def machine() -> dict[str, Any]:
    """Describe the machine, without its name."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
