"""Writes the schemas; with `--release` also those of the version that is being released."""

import sys

from streams.schemas import RELEASED, VERSION, write

for file in [*write(), *(write(RELEASED / VERSION) if "--release" in sys.argv[1:] else ())]:
    print(file)
