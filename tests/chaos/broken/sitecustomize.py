"""Imported by Python at the start of every process of a broken run; see `tests.chaos.mutants`.

Only stage processes are changed, and only once their modules are there, so nothing is imported early.
"""

import importlib.abc
import importlib.util
import os
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


def _forgets(stage: ModuleType) -> None:
    async def restore_nothing(*_: Any) -> int:
        return 0

    stage.restore_state = restore_nothing  # type: ignore[attr-defined]


def _uncommitted(stage: ModuleType) -> None:
    import aiokafka  # noqa: PLC0415 - not before the stage has

    original = aiokafka.AIOKafkaConsumer.__init__

    def init(self: Any, *topics: Any, **options: Any) -> None:
        original(self, *topics, **options | {"isolation_level": "read_uncommitted"})

    aiokafka.AIOKafkaConsumer.__init__ = init


def _offset_first(stage: ModuleType) -> None:
    _split(stage, offset_first=True)


def _offset_later(stage: ModuleType) -> None:
    _split(stage, offset_first=False)


def _split(stage: ModuleType, *, offset_first: bool) -> None:
    """Make two transactions of one."""
    import asyncio  # noqa: PLC0415 - only where it is used

    writer = stage.TransactionalWriter

    async def offset(self: Any, next_offset: int) -> None:
        async with self._producer.transaction():
            places = {(self._source.topic, self._source.partition): next_offset}
            await self._producer.send_offsets_to_transaction(_named(places), self._group)

    async def outputs(self: Any, records: Any) -> None:
        async with self._producer.transaction():
            await asyncio.gather(*await self._send(records))

    async def write(self: Any, records: Any, next_offset: int) -> None:
        if offset_first:
            await offset(self, next_offset)
            await outputs(self, records)
        else:
            await outputs(self, records)
            await offset(self, next_offset)

    writer.write = write


def _named(places: dict[tuple[str, int], int]) -> dict[Any, int]:
    from aiokafka import TopicPartition  # noqa: PLC0415 - not before the stage has

    return {TopicPartition(*place): offset for place, offset in places.items()}


BREAK: dict[str, Callable[[ModuleType], None]] = {
    "forgets": _forgets,
    "uncommitted": _uncommitted,
    "offset-first": _offset_first,
    "offset-later": _offset_later,
}
TARGET = "service.worker.stage"


class _Breaker(importlib.abc.MetaPathFinder):
    """Finds the module that wires a stage, and breaks it right after it was loaded."""

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return the usual spec with a loader that does one thing more."""
        if name != TARGET:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            BREAK[os.environ["CHAOS_MUTANT"]](module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


if "CHAOS_MUTANT" in os.environ:
    sys.meta_path.insert(0, _Breaker())
