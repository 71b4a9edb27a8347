"""Passwords cannot be tried without end: after some failures a name, or an address, waits."""

from __future__ import annotations

from collections.abc import Iterable

WINDOW_SECONDS = 900.0
"""How long a failure counts."""
NAME_MAX, ADDRESS_MAX = 10, 50
"""Failures within the window: of one name, and from one address, behind which a whole office may be."""
_KEYS_MAX = 20_000


class Throttle:
    """Counts failures in memory; a restart forgets them."""

    def __init__(self) -> None:
        self._failures: dict[tuple[str, str], list[float]] = {}

    def wait(self, name: str, address: str, now: float) -> float:
        """Seconds until this name may be tried from this address again; 0 for now."""
        found = 0.0
        for key, most in _keys(name, address):
            times = [each for each in self._failures.get(key, ()) if each > now - WINDOW_SECONDS]
            if len(times) >= most:
                found = max(found, times[-most] + WINDOW_SECONDS - now)
        return found

    def failed(self, name: str, address: str, now: float) -> None:
        """Count a failure."""
        for key, most in _keys(name, address):
            times = [*self._failures.pop(key, ()), now][-most:]
            self._failures[key] = times
        while len(self._failures) > _KEYS_MAX:
            del self._failures[next(iter(self._failures))]

    def succeeded(self, name: str, address: str, now: float) -> None:
        """Forget the failures of a name, and the one at `now` of the address."""
        self._failures.pop(("name", name.casefold()), None)
        times = self._failures.get(("address", address), [])
        if now in times:
            times.remove(now)


def _keys(name: str, address: str) -> Iterable[tuple[tuple[str, str], int]]:
    return (("name", name.casefold()), NAME_MAX), (("address", address), ADDRESS_MAX)
