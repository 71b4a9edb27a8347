"""Alerts posted to whoever wants them, signed as the Standard Webhooks specification says."""
