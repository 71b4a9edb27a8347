"""The papers that payments for goods name: invoices and shipments."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import integer, pick


def invoice_number(rng: Generator) -> str:
    """The number of an invoice."""
    return f"INV-{integer(rng, 10**4, 10**6)}"


def shipment_number(rng: Generator) -> str:
    """The number of a bill of lading or an air waybill."""
    return pick(rng, ("BL", "AWB")) + f"-{integer(rng, 10**6, 10**8)}"
