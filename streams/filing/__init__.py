"""Drafts of suspicious transaction reports, and the restricted record of what became of them.

    alerts, movements, transactions ─► gathering ─► a Case ─► page, pdf, fincen, goaml ─► files, never sent
    filings.restricted ◄─ registry ─► filings.access        who knows whether a report was filed, and who looked

The two halves do not know each other: a draft says nothing about filing, and the record holds nothing of the draft.
"""
