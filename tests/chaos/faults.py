"""The faults: each does its harm, waits as long as it lasts, mends it, and returns what it did.

They use what any operator has: signals, the broker's own start and stop, a network that can be cut. The
worker has no hook for them.
"""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Mapping

from tests.chaos.disk import busy_disk, sync_times
from tests.chaos.observer import EndsReader
from tests.chaos.plan import Fault
from tests.chaos.proxy import Cut
from tests.chaos.scene import Scene
from tests.chaos.workers import send

HIT_SECONDS = 20.0
PULSE_SECONDS = (0.1, 0.9)
GAP_SECONDS = (0.05, 0.4)
QUIET_SECONDS = 1.0


async def kill_stage(scene: Scene) -> str:
    """SIGKILL one stage process; its supervisor starts another."""
    found = await scene.any_process()
    if found is None:
        return "nothing to kill"
    name, process = found
    send(process, signal.SIGKILL)
    return name


async def kill_supervisor(scene: Scene) -> str:
    """SIGKILL a supervisor, whose stage processes must end by themselves, and start a new worker."""
    slot, worker = await scene.any_worker()
    worker.signal_supervisor(signal.SIGKILL)
    await worker.wait()
    scene.start(slot)
    return worker.name


async def terminate(scene: Scene) -> str:
    """SIGTERM a worker, wait for its orderly end, and start a new one."""
    slot, worker = await scene.any_worker()
    began = time.monotonic()
    worker.signal_supervisor(signal.SIGTERM)
    status = await worker.wait()
    if status is None:
        worker.end()
    scene.start(slot)
    return f"{worker.name}: status {status} after {time.monotonic() - began:.1f} s"


async def pause_stage(scene: Scene) -> str:
    """SIGSTOP one stage process for longer than its group waits for it, then let it go on."""
    found = await scene.any_process()
    if found is None:
        return "nothing to pause"
    name, process = found
    scene.freeze(process)
    await asyncio.sleep(scene.plan.scale.pause)
    scene.thaw()
    return f"{name} for {scene.plan.scale.pause:g} s"


async def pause_worker(scene: Scene) -> str:
    """SIGSTOP all stage processes of a worker."""
    _, worker = await scene.any_worker()
    for process in worker.stages().values():
        scene.freeze(process)
    await asyncio.sleep(scene.plan.scale.pause)
    scene.thaw()
    return f"{worker.name} for {scene.plan.scale.pause:g} s"


async def scale(scene: Scene) -> str:
    """Go down to one worker, up to three, down to one, and back."""
    await _remove(scene, 1)
    added = [scene.start(slot) for slot in range(3) if slot not in scene.slots]
    is_ready = await scene.ready(added, 60)
    await asyncio.sleep(scene.random.uniform(1, 3))
    await _remove(scene, 1)
    await asyncio.sleep(scene.random.uniform(1, 3))
    scene.restore_staff()
    return f"three were {'ready' if is_ready else 'NOT ready'}"


async def _remove(scene: Scene, left: int) -> None:
    """End workers until `left` are left, some in order and some by SIGKILL."""
    slots = sorted(scene.slots)
    scene.random.shuffle(slots)
    for slot in slots[left:]:
        worker = scene.slots.pop(slot)
        number = scene.random.choice((signal.SIGTERM, signal.SIGKILL))
        worker.signal_supervisor(number)
        if await worker.wait() is None:
            scene.note(f"{worker.name} did not end on {number.name}")
            worker.end()


async def restart_broker(scene: Scene) -> str:
    """Stop the broker in order and start it again."""
    return await _broker_away(scene, 0.0, crash=False)


async def crash_broker(scene: Scene) -> str:
    """SIGKILL the broker and start it again."""
    return await _broker_away(scene, 0.0, crash=True)


async def broker_away(scene: Scene) -> str:
    """Take the broker away for a while."""
    return await _broker_away(scene, scene.plan.scale.away, crash=scene.random.random() < 0.5)


async def _broker_away(scene: Scene, seconds: float, *, crash: bool) -> str:
    began = time.monotonic()
    await scene.cluster.stop(crash=crash)
    await asyncio.sleep(seconds)
    await scene.cluster.start()
    return f"{'killed' if crash else 'stopped'}, gone for {time.monotonic() - began:.1f} s"


async def cut_network(scene: Scene) -> str:
    """Cut the network between the worker in slot 0 and the broker."""
    kind = scene.random.choice(list(Cut))
    await scene.cluster.proxy.cut(kind)
    try:
        await asyncio.sleep(scene.plan.scale.pause)
    finally:
        await scene.cluster.proxy.heal()
    name = scene.slots[0].name if 0 in scene.slots else "nobody"
    return f"{name}, {kind} for {scene.plan.scale.pause:g} s"


async def slow_broker(scene: Scene) -> str:
    """Let the broker run only now and then."""
    until = time.monotonic() + scene.plan.scale.slow
    pulses = 0
    try:
        while time.monotonic() < until:
            scene.cluster.signal(signal.SIGSTOP)
            await asyncio.sleep(scene.random.uniform(*PULSE_SECONDS))
            scene.cluster.signal(signal.SIGCONT)
            await asyncio.sleep(scene.random.uniform(*GAP_SECONDS))
            pulses += 1
    finally:
        scene.cluster.signal(signal.SIGCONT)
    return f"{pulses} pauses of {PULSE_SECONDS[0]:g} to {PULSE_SECONDS[1]:g} s"


async def slow_disk(scene: Scene) -> str:
    """Have the broker wait for its disk at every append, while others keep that disk busy."""
    folder = scene.folder / "broker"
    before = await sync_times(folder, QUIET_SECONDS)
    await scene.cluster.sync_every_append(wanted=True)
    try:
        async with busy_disk(folder):
            during = await sync_times(folder, scene.plan.scale.slow)
    finally:
        await scene.cluster.sync_every_append(wanted=False)
    return f"4 KiB are on the disk after {during}, before after {before}"


async def kill_in_restore(scene: Scene) -> str:
    """SIGKILL de-duplication again and again while it rebuilds its state."""
    hits = 0
    for _ in range(scene.plan.scale.kills):
        found = await scene.any_process("deduplicate")
        if found is None:
            break
        scene.new_events()
        send(found[1], signal.SIGKILL)
        hits += await _killed_while_restoring(scene)
    return f"{hits} of {scene.plan.scale.kills} kills while restoring"


async def _killed_while_restoring(scene: Scene) -> bool:
    """Wait for a restore to begin, kill its process, and tell whether that came before its end."""
    deadline = time.monotonic() + HIT_SECONDS
    while time.monotonic() < deadline:
        for worker, event in scene.new_events():
            if event.get("event") != "restore_progressed":
                continue
            process = worker.stages().get("deduplicate")
            if process is None or not send(process, signal.SIGKILL):
                continue
            opened = [later.get("partition") for later in worker.new_events() if _is_opening(later)]
            return event.get("partition") not in opened
        await asyncio.sleep(0.01)
    return False


def _is_opening(event: Mapping[str, object]) -> bool:
    return event.get("event") == "partition_opened" and event.get("stage") == "deduplicate"


async def kill_in_transaction(scene: Scene) -> str:
    """SIGKILL a stage between its first record of a transaction and the commit.

    The moment is met from outside: when a partition's last stable offset falls behind its high
    watermark, the stage is stopped, and killed only if the transaction is then still open.
    """
    outputs = {"normalize": "normalized", "deduplicate": "fingerprints", "tag": "enriched"}
    hits: list[str] = []
    async with EndsReader(scene.cluster.bootstrap) as reader:
        for _ in range(scene.plan.scale.kills):
            stage = scene.random.choice(sorted(outputs))
            if await _killed_while_open(scene, reader, stage, f"{scene.prefix}.{outputs[stage]}"):
                hits.append(stage)
    return f"{len(hits)} of {scene.plan.scale.kills} kills with a transaction open ({', '.join(hits)})"


async def _killed_while_open(scene: Scene, reader: EndsReader, stage: str, topic: str) -> bool:
    deadline = time.monotonic() + HIT_SECONDS
    while time.monotonic() < deadline:
        if not await reader.has_open([topic]):
            await asyncio.sleep(0.002)
            continue
        processes = [found[stage] for worker in scene.slots.values() if stage in (found := worker.stages())]
        for process in processes:
            scene.freeze(process)
        is_open = await reader.has_open([topic])
        if is_open:
            for process in processes:
                send(process, signal.SIGKILL)
        scene.thaw()
        if is_open:
            return True
    return False


FAULTS: Mapping[Fault, Callable[[Scene], Awaitable[str]]] = {
    Fault.KILL_STAGE: kill_stage,
    Fault.KILL_SUPERVISOR: kill_supervisor,
    Fault.TERMINATE: terminate,
    Fault.PAUSE_STAGE: pause_stage,
    Fault.PAUSE_WORKER: pause_worker,
    Fault.SCALE: scale,
    Fault.RESTART_BROKER: restart_broker,
    Fault.CRASH_BROKER: crash_broker,
    Fault.BROKER_AWAY: broker_away,
    Fault.CUT_NETWORK: cut_network,
    Fault.SLOW_BROKER: slow_broker,
    Fault.SLOW_DISK: slow_disk,
    Fault.KILL_IN_RESTORE: kill_in_restore,
    Fault.KILL_IN_TRANSACTION: kill_in_transaction,
}
