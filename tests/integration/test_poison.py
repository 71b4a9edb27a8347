"""A movement that cannot be applied is put aside, and those around it are applied."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from aiokafka.structs import ConsumerRecord
from kafka import KafkaProducer

from streams import topics
from streams.broker import LocalBroker
from streams.connection import client_options
from streams.intake.enrich import Addressed
from streams.intake.intake import Intake
from streams.movement import LAYOUT, MOVEMENT, MOVEMENT_BYTES
from streams.records import Alert, Rejected
from streams.reference import Reference
from streams.settings import Settings
from streams.worker_process import WorkerProcess
from tests.integration.harness import RECEIVED_MS, publish, read_all, settings_for, wait_processed
from tests.integration.made import deposit
