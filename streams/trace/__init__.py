"""Where the money of an alert came from and where it is now, from the topics alone."""
