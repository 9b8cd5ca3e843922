"""What is measured of an engine; free of any engine's library, so that reports need none."""

import msgspec


class Drained(msgspec.Struct, frozen=True):
    """What working off a filled topic took, in one round."""

    system: str
    job: str
    messages: int
    per_second: float
    cpu_ms: float
    round: int = 0


class Late(msgspec.Struct, frozen=True):
    """How late records came out at a steady rate; milliseconds."""

    system: str
    job: str
    rate: float
    records: int
    p50: float
    p95: float
    p99: float
