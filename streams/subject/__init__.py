"""The bounded state of a subject: recent movements as columns, daily aggregates, open episodes."""
