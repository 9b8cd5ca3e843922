"""The embedded broker's configuration as text: server properties, logging, and the Java command line.

Pure functions. The values suit one broker on a laptop: loopback only, replication 1, little memory,
raw messages of 64 MiB, and quick rebalances so that tests do not wait.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

HOST = "127.0.0.1"
# Kafka parts a list of folders at commas, Java its class path at colons, and neither can be told otherwise.
UNUSABLE = {",": "a comma", ":": "a colon", "\n": "a line break", "\r": "a line break"}
MEBIBYTE = 1024 * 1024
# A dead letter is a raw message of at most 64 MiB with headers added; see schemas/topics.
LARGEST_RECORD = 66 * MEBIBYTE


def unusable_sign(folder: Path) -> str | None:
    """Return in words what in a folder's name Kafka or Java would misread; `None` if nothing is."""
    return next((words for sign, words in UNUSABLE.items() if sign in str(folder)), None)


def server_properties(
    *, data: Path, port: int, controller_port: int, extra: Mapping[str, str]
) -> dict[str, str]:
    """Return Kafka's server properties for a single node that is broker and controller.

    Args:
        data: folder of the log segments.
        port: of the clients' listener, on loopback.
        controller_port: of the controller's listener, on loopback; may change between starts.
        extra: properties that override or add to these.
    """
    return _identity(data, port, controller_port) | _SINGLE_NODE | _SIZES | _TIMES | dict(extra)


def _identity(data: Path, port: int, controller_port: int) -> dict[str, str]:
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{HOST}:{controller_port}",
        "listeners": f"PLAINTEXT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": (
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL"
        ),
        "log.dirs": str(data),
    }


_SINGLE_NODE = {
    "num.partitions": "8",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "8",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # A misspelt topic is an error, not a new topic with the wrong settings.
    "auto.create.topics.enable": "false",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
}

_SIZES = {
    "message.max.bytes": str(LARGEST_RECORD),
    "replica.fetch.max.bytes": str(LARGEST_RECORD),
    "socket.request.max.bytes": str(100 * MEBIBYTE),
    # Bounds the requests held in memory, so that a burst of 64 MiB messages waits instead of
    # exhausting a heap of 512 MiB.
    "queued.max.request.bytes": str(200 * MEBIBYTE),
    "log.segment.bytes": str(256 * MEBIBYTE),
    "log.index.size.max.bytes": str(2 * MEBIBYTE),
    "log.cleaner.dedupe.buffer.size": str(32 * MEBIBYTE),
}

_TIMES = {
    # After a crash the broker may not register again until its old session has lapsed.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "group.initial.rebalance.delay.ms": "100",
    "group.min.session.timeout.ms": "1000",
    # Outlives a laptop that stays closed for a month, so that no consumer starts from the beginning.
    "offsets.retention.minutes": str(60 * 24 * 60),
    "transaction.max.timeout.ms": str(5 * 60 * 1000),
    # Open transactions of killed producers end within a few seconds of their time-out.
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "2000",
    "log.retention.hours": str(14 * 24),
    "log.retention.check.interval.ms": str(5 * 60 * 1000),
}


def render_properties(properties: Mapping[str, str]) -> str:
    """Write properties in Java's format: backslashes doubled, what is not ASCII as UTF-16 escapes.

    Kafka reads these files as ISO 8859-1 (`java.util.Properties.load`), so an umlaut in a folder's name
    written as it is would be another folder.
    """
    return "".join(f"{name}={_escaped(value)}\n" for name, value in properties.items())


def _escaped(value: str) -> str:
    return "".join(_escaped_sign(sign) for sign in value.replace("\\", "\\\\"))


def _escaped_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def log4j_properties(log: Path) -> str:
    """Return a log4j2 configuration that keeps four files of 8 MB and writes nothing elsewhere."""
    return f"""status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = {_escaped(str(log))}
appender.file.filePattern = {_escaped(str(log))}.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{{yyyy-MM-dd HH:mm:ss,SSS}} %p %m (%c)%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 8MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""


def java_command(
    java: str, jars: Sequence[Path], *, logging: Path, main: str, heap: str = "512m"
) -> list[str]:
    """Return the command line up to the main class.

    The serial collector takes the least memory and threads; the two flags about native access and
    `Unsafe` silence warnings about Kafka's libraries that nobody here can mend.
    """
    return [
        java,
        f"-Xmx{heap}",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Djava.awt.headless=true",
        # Without a bound every network thread keeps a buffer as large as its largest message for ever.
        "-Djdk.nio.maxCachedBufferSize=1048576",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        f"-Dlog4j2.configurationFile={logging}",
        "-cp",
        ":".join(map(str, jars)),
        main,
    ]
