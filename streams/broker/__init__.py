"""Brokers that we start ourselves: the embedded one for the demo, Apache Kafka for tests and the bench."""

from streams.broker.apache import ApacheKafka
from streams.broker.embedded import EmbeddedBroker
from streams.broker.local import LocalBroker
from streams.broker.process import Process, free_port

__all__ = ["ApacheKafka", "EmbeddedBroker", "LocalBroker", "Process", "free_port"]
