"""Writes the schemas."""

from streams.schemas import write

for file in write():
    print(file.name)
