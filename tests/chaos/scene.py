"""What a fault acts upon: the broker, the workers, and a dice.

Workers are kept in numbered slots. The one in slot 0 reaches the broker through the proxy, so it is the
one whose network can be cut.
"""

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.chaos.cluster import Cluster
from tests.chaos.plan import Plan
from tests.chaos.workers import Worker, send

POLL_SECONDS = 0.1
READY_SECONDS = 120.0
CHOICE_SECONDS = 30.0


class Scene:
    """A run while it goes on.

    Attributes:
        slots: the running workers.
        random: for faults; what it gives depends on the seed and the order of calls only.
        notes: what happened, a line each.
    """

    def __init__(self, plan: Plan, cluster: Cluster, settings: Mapping[str, str], folder: Path) -> None:
        self.plan = plan
        self.cluster = cluster
        self.random = random.Random(f"faults {plan.seed}")  # noqa: S311 - chance that can be repeated
        self.slots: dict[int, Worker] = {}
        self.notes: list[str] = []
        self.folder = folder
        self.prefix = settings["DATELINE_TOPIC_PREFIX"]
        self._settings = settings
        self._began = time.monotonic()
        self._all: list[Worker] = []
        self._stopped: list[psutil.Process] = []

    def note(self, text: str) -> None:
        """Add a line with the time."""
        self.notes.append(f"{time.monotonic() - self._began:6.1f} s  {text}")

    def start(self, slot: int) -> Worker:
        """Start a worker in a slot that is free or whose worker has ended."""
        bootstrap = self.cluster.proxied if slot == 0 else self.cluster.bootstrap
        environment = {**self._settings, "KAFKA_BOOTSTRAP_SERVERS": bootstrap}
        worker = Worker(f"worker-{slot}-{len(self._all)}", environment, self.folder)
        self.slots[slot] = worker
        self._all.append(worker)
        return worker

    async def any_worker(self) -> tuple[int, Worker]:
        """Return a slot and its worker by chance, one with stage processes if there is one before long."""
        deadline = time.monotonic() + CHOICE_SECONDS
        slots: list[int] = []
        while not slots and time.monotonic() < deadline:
            slots = [slot for slot, worker in sorted(self.slots.items()) if worker.stages()]
            await asyncio.sleep(0 if slots else POLL_SECONDS)
        slot = self.random.choice(slots or sorted(self.slots))
        return slot, self.slots[slot]

    async def any_process(self, stage: str | None = None) -> tuple[str, psutil.Process] | None:
        """Return a running stage process by chance, with a name for the notes; wait for one for a while."""
        deadline = time.monotonic() + CHOICE_SECONDS
        while time.monotonic() < deadline:
            found = [
                (f"{name} of {worker.name}", process)
                for _, worker in sorted(self.slots.items())
                for name, process in sorted(worker.stages().items())
                if stage in {None, name}
            ]
            if found:
                return self.random.choice(found)
            await asyncio.sleep(POLL_SECONDS)
        return None

    def freeze(self, process: psutil.Process) -> None:
        """Stop a process until `thaw`."""
        if send(process, signal.SIGSTOP):
            self._stopped.append(process)

    def thaw(self) -> None:
        """Let all stopped processes run again."""
        for process in self._stopped:
            send(process, signal.SIGCONT)
        self._stopped.clear()

    def new_events(self) -> list[tuple[Worker, dict[str, Any]]]:
        """Return the log's events of all workers since the last call."""
        return [(worker, event) for worker in self.slots.values() for event in worker.new_events()]

    def restore_staff(self) -> None:
        """Have as many workers as the plan says, as an orchestrator would."""
        for slot in range(self.plan.workers):
            worker = self.slots.get(slot)
            if worker is None or not worker.is_running:
                if worker is not None:
                    self.note(f"{worker.name} ended by itself and is replaced")
                self.start(slot)

    async def ready(self, workers: list[Worker], seconds: float = READY_SECONDS) -> bool:
        """Wait until all of these have said that they are ready; `False` if one ends or takes too long."""
        waiting = set(workers)
        deadline = time.monotonic() + seconds
        while waiting and time.monotonic() < deadline and all(worker.is_running for worker in waiting):
            for worker in list(waiting):
                if any(event.get("event") == "worker_ready" for event in worker.new_events()):
                    waiting.discard(worker)
            await asyncio.sleep(POLL_SECONDS)
        return not waiting

    async def dismiss(self) -> None:
        """Ask all workers to end, and note those that do not end well."""
        for worker in self.slots.values():
            worker.signal_supervisor(signal.SIGTERM)
        for worker in self.slots.values():
            status = await worker.wait()
            if status != 0:
                self.note(f"{worker.name} ended with status {status} when asked to")

    def end(self) -> None:
        """End every process that was started here."""
        self.thaw()
        for worker in self._all:
            worker.end()


@asynccontextmanager
async def opened_scene(
    plan: Plan, cluster: Cluster, settings: Mapping[str, str], folder: Path
) -> AsyncIterator[Scene]:
    """Yield a scene with its workers started; nothing of it outlives this."""
    scene = Scene(plan, cluster, settings, folder)
    try:
        for slot in range(plan.workers):
            scene.start(slot)
        yield scene
    finally:
        scene.end()
