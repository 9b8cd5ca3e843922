"""What a figure was measured on: processor, memory, kernel, interpreter, and how busy the machine was."""

import os
import platform
from importlib.metadata import version
from pathlib import Path


def machine_facts(*packages: str) -> dict[str, str]:
    """Return the facts in words, and the versions of installed `packages`; what is not told is left out."""
    facts = {
        "cores": str(len(os.sched_getaffinity(0))),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "load average": " ".join(f"{load:.1f}" for load in os.getloadavg()),
    }
    facts |= {name: version(name) for name in packages}
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            facts["processor"] = line.partition(":")[2].strip()
            break
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemTotal"):
            facts["memory"] = f"{int(line.split()[1]) // 1024**2} GiB"
            break
    return facts


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
