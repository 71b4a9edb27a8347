"""Where alerts go: PostgreSQL, a webhook, files. Each sink is a process of its own with a consumer group of its own."""
