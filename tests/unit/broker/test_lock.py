"""The lock file that ships with the package."""

import re

from service.broker.lock import Jar, read_lock


def test_every_jar_is_pinned_by_version_and_checksum() -> None:
    """No artefact is left to be whatever a repository serves."""
    for jar in read_lock().jars:
        group, artifact, version = jar.coordinate.split(":")
        assert group
        assert artifact
        assert re.fullmatch(r"[0-9][\w.-]*", version)
        assert re.fullmatch(r"[0-9a-f]{64}", jar.sha256)
        assert jar.size > 0


def test_all_parts_of_kafka_have_one_version() -> None:
    """A resolver that mixes versions of Kafka's own jars would be noticed here."""
    lock = read_lock()
    kafka = [jar for jar in lock.jars if jar.coordinate.startswith("org.apache.kafka:")]
    versions = {jar.coordinate.split(":")[2] for jar in kafka}

    assert versions == {lock.kafka}


def test_kafka_and_its_logging_are_in_the_set() -> None:
    """Server, storage tool and log binding are what the class path cannot do without."""
    names = {jar.coordinate.split(":")[1] for jar in read_lock().jars}

    assert {"kafka_2.13", "kafka-clients", "log4j-slf4j-impl", "log4j-core"} <= names


def test_size_is_the_sum() -> None:
    """The download's size is known before it begins."""
    lock = read_lock()

    assert lock.size == sum(jar.size for jar in lock.jars)


def test_no_two_jars_share_a_file_name() -> None:
    """All jars lie in one folder."""
    jars = read_lock().jars

    assert len({jar.filename for jar in jars}) == len(jars)


def test_a_jar_is_named_by_artefact_and_version() -> None:
    """The file name is that of a Maven repository."""
    jar = Jar(coordinate="org.example:thing_2.13:1.0", sha256="0" * 64, size=1)

    assert jar.filename == "thing_2.13-1.0.jar"
