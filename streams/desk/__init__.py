"""The queue as pages: sign in, look at an alert, decide. Reads the alert store and publishes to `dispositions`."""
