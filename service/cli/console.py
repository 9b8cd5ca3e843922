"""What commands share when they talk to Kafka and to a person at once."""

import logging


def quiet_kafka() -> None:
    """Keep the client library's own log lines off the screen; commands report failures themselves."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL + 1)
