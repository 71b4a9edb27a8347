"""The brokers of the document, and how one signs in to them."""

from __future__ import annotations

from typing import Any

from streams.settings import Settings

_DEFAULT_PORT = "9092"
SCHEMES = {
    "PLAIN": ("plain", {"type": "plain", "description": "SASL PLAIN; over TLS only, as it shows the password."}),
    "SCRAM-SHA-256": ("scramSha256", {"type": "scramSha256", "description": "SASL SCRAM with SHA-256."}),
    "SCRAM-SHA-512": ("scramSha512", {"type": "scramSha512", "description": "SASL SCRAM with SHA-512."}),
}
"""By `sasl_mechanism`: name and security scheme."""


def servers(settings: Settings) -> dict[str, Any]:
    """A server for each bootstrap server of the settings; host and port are variables that default to them."""
    addresses = [address.strip() for address in settings.broker.split(",")]
    names = [f"broker{number or ''}" for number in range(len(addresses))]
    return {name: _server(address, settings) for name, address in zip(names, addresses, strict=True)}


def security_schemes() -> dict[str, Any]:
    """Every scheme that the settings allow."""
    return dict(SCHEMES.values())


def _server(address: str, settings: Settings) -> dict[str, Any]:
    host, _, port = address.rpartition(":") if ":" in address else (address, "", _DEFAULT_PORT)
    protocol = settings.security_protocol
    found: dict[str, Any] = {
        "host": "{host}:{port}",
        "protocol": "kafka-secure" if protocol.endswith("SSL") else "kafka",
        "description": f"A bootstrap server; security protocol {protocol}.",
        "variables": {
            "host": {"default": host, "description": "Name or address of the broker."},
            "port": {"default": port, "description": "Port of its listener for clients."},
        },
    }
    if protocol.startswith("SASL"):
        found["security"] = [{"$ref": f"#/components/securitySchemes/{SCHEMES[settings.sasl_mechanism][0]}"}]
    return found
