"""How the three Kafka clients of this project are told of broker and security."""

from __future__ import annotations

import ssl
from typing import Any

from faust.auth import SASLCredentials, SSLCredentials

from streams.settings import Settings


def client_options(settings: Settings) -> dict[str, Any]:
    """Options of kafka-python's clients."""
    options: dict[str, Any] = {
        "bootstrap_servers": [server.strip() for server in settings.broker.split(",")],
        "client_id": settings.application,
        "security_protocol": settings.security_protocol,
    }
    if settings.security_protocol.endswith("SSL"):
        options["ssl_cafile"] = str(settings.ssl_cafile) if settings.ssl_cafile else None
    if settings.security_protocol.startswith("SASL"):
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.sasl_username
        options["sasl_plain_password"] = settings.sasl_password.get_secret_value()
    return options


def aiokafka_options(settings: Settings) -> dict[str, Any]:
    """Options of aiokafka's clients."""
    options = client_options(settings)
    options.pop("ssl_cafile", None)
    options["ssl_context"] = _ssl_context(settings)
    return options


def faust_credentials(settings: Settings) -> SASLCredentials | SSLCredentials | None:
    """Credentials of the Faust application; None for a broker without security."""
    if settings.security_protocol == "PLAINTEXT":
        return None
    if settings.security_protocol == "SSL":
        return SSLCredentials(context=_ssl_context(settings))
    return SASLCredentials(
        username=settings.sasl_username,
        password=settings.sasl_password.get_secret_value(),
        ssl_context=_ssl_context(settings),
        mechanism=settings.sasl_mechanism,
    )


def _ssl_context(settings: Settings) -> ssl.SSLContext | None:
    if not settings.security_protocol.endswith("SSL"):
        return None
    return ssl.create_default_context(cafile=str(settings.ssl_cafile) if settings.ssl_cafile else None)
