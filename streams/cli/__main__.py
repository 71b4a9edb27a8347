"""`python -m streams.cli`, for where the command is not on the path."""

from streams.cli import main

main()
