"""A worker with the simple stages, as a process.

python -m tests.integration.simple_worker STAGES N [DEFINITIONS]
"""

import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

SIMPLE = "tests.integration.simple_stages:define_simple"


async def main(stages: list[str], processes: int, folder: Path, definitions: str = SIMPLE) -> None:
    """Run until SIGTERM."""
    from service.model import StageName  # noqa: PLC0415 - the metrics folder must be known first
    from service.settings import load_settings  # noqa: PLC0415
    from service.telemetry.logging import configure_logging  # noqa: PLC0415
    from service.worker.supervisor import Supervisor  # noqa: PLC0415

    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    supervisor = Supervisor(
        settings,
        {StageName(stage): processes for stage in stages},
        folder=folder,
        definitions=definitions,
    )
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, supervisor.stop, "SIGTERM")
    await supervisor.run()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as run_folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = f"{run_folder}/metrics"
        Path(run_folder, "metrics").mkdir()
        asyncio.run(main(sys.argv[1].split(","), int(sys.argv[2]), Path(run_folder), *sys.argv[3:]))
