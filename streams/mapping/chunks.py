"""Text files in chunks of whole rows, plain or gzip, in constant memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from streams.errors import MappingError
from streams.mapping.source import Source

_CHUNK_BYTES = 4 << 20
_ROW_MAX_BYTES = 16 << 20


class ChunkedSource(Source):
    """A text file whose rows end with a line; `total` and `done` are bytes of the file as it lies there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total = path.stat().st_size
        self._raw: IO[bytes] | None = None

    @property
    def done(self) -> int:
        """Bytes of the file that were read."""
        return 0 if self._raw is None else self.total if self._raw.closed else self._raw.tell()

    def beginning(self, quote: bytes) -> bytes:
        """The first chunk, for a look at the file's columns."""
        beginning = next(self.chunks(quote), b"")
        self._raw = None
        return beginning

    def chunks(self, quote: bytes) -> Iterator[bytes]:
        """Pieces that end with a line; a line break inside quotes ends none. Raises MappingError."""
        with self.path.open("rb") as self._raw:
            is_gzip = self.path.suffix.lower() == ".gz"
            file = cast(IO[bytes], gzip.GzipFile(fileobj=self._raw)) if is_gzip else self._raw
            carried = b""
            try:
                while block := file.read(_CHUNK_BYTES):
                    chunk = carried + block
                    end = _last_line_end(chunk, quote)
                    carried = chunk[end:]
                    if len(carried) > _ROW_MAX_BYTES:
                        raise MappingError(f"{self.path}: a row is longer than {_ROW_MAX_BYTES} bytes: an open quote?")
                    if end:
                        yield chunk[:end]
            except (OSError, EOFError, zlib.error) as error:
                raise MappingError(f"{self.path}: cannot be read to its end: {error}") from error
            if carried:
                yield carried


def _last_line_end(chunk: bytes, quote: bytes) -> int:
    """The end of the last line that is not inside quotes; 0 for none."""
    end = chunk.rfind(b"\n") + 1
    quotes = chunk.count(quote, 0, end) if quote else 0
    while end and quotes % 2:
        previous = chunk.rfind(b"\n", 0, end - 1) + 1
        quotes -= chunk.count(quote, previous, end)
        end = previous
    return end
