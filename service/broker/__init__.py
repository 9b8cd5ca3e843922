"""The broker's room: an embedded Apache Kafka for laptops and tests, and the topics on any cluster.

The embedded broker is `service.broker.embedded` and needs the extra `broker`; what topics should
exist is `service.broker.topics`, comparing and creating them is `service.broker.admin`. Producing
and consuming articles is `service.worker`.
"""


class BrokerError(RuntimeError):
    """The broker or its topics are not usable; the message is one line that says what to do."""


class AccessRefused(BrokerError):
    """A broker answers and refuses us: certificate, password or mechanism; waiting does not help."""
