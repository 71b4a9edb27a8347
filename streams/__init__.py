"""Counterflow, the running system. Start reading at `streams.app`."""

import atexit
import gc

# msgspec can crash while the last garbage collection of a process frees its struct types (its issue 717): all work is
# done by then, but the exit status is spoiled. What is frozen is not collected.
atexit.register(gc.freeze)
