"""Whose money carries a crime: the payments that are evidence of an alert, or pass on money that is."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

import numpy as np

from streams.alerts.published import SUPPRESSED, Raised
from streams.catalogue.catalogue import Catalogue
from streams.dispositions.desk import Desk
from streams.flows.flowed import Flowed
from streams.flows.network import Network
from streams.movement import Movements
from streams.signals.family import DAY_US
from streams.subject.advance import Status
from streams.subject.episode import Episode
from streams.subject.subjects import Applied, Subjects

TAINT_US = 30 * DAY_US
"""How long before and after an alert money is taken to be that of its crime."""
LAUNDERING, FRAUD = "money-laundering", "fraud"
"""What is done with the money of any crime, and so no crime that could be told from another; and what patterns of
layering name besides, since they see how money is passed on and not what it comes from."""


def crimes_carried(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The crimes that the money of a typology's alerts carries, by typology; shadows and duties carry none.

    Alerts that come of tokens do not ask: tokens carry on by themselves what they carry.
    """
    found = {
        typology.id: tuple(
            crime
            for crime in typology.crimes
            if crime != LAUNDERING and not (crime == FRAUD and typology.stage == "layering")
        )
        for typology in catalogue.typologies
        if typology.status == "stable" and typology.topic == "alerts"
    }
    return {name: crimes for name, crimes in found.items() if crimes}


class Taint:
    """Follows one batch: what each of its payments carries depends on the alerts before it, and no later ones."""

    def __init__(
        self,
        subjects: Subjects,
        network: Network,
        crimes: Mapping[str, tuple[str, ...]],
        movements: Movements,
        applied: Applied,
        flowed: Flowed,
        desk: Desk,
    ) -> None:
        self._desk = desk
        self._subjects = subjects
        self._network = network
        self._crimes = crimes
        outward = (movements["outward"] == 1) & (applied.status <= Status.LATE)
        self._waiting = deque(np.flatnonzero(outward).tolist())
        self._movements = movements
        self._slots = applied.slots
        self._sequences = applied.sequences
        self._flowed = flowed

    def until(self, at: int) -> None:
        """Let the payments before a place in the batch carry the crimes of the alerts so far."""
        while self._waiting and self._waiting[0] < at:
            place = self._waiting.popleft()
            slot, time_us = int(self._slots[place]), int(self._movements[place]["time_us"])
            for episode in self._desk.open_episodes(slot, int(self._movements[place]["received_ms"])):
                crimes = self._crimes.get(episode.typology)
                if crimes is not None and time_us - episode.last_us < TAINT_US:
                    row = self._subjects.row(slot, int(self._sequences[place]))
                    self._network.taint_payment(slot, row, episode, crimes, self._flowed)

    def raised(self, at: int, raised: Raised) -> None:
        """Let what was paid before an alert, or its revision, carry its crimes."""
        crimes = self._crimes.get(raised.alert.typology)
        if crimes is None or raised.topic == SUPPRESSED:
            return
        slot, time_us = int(self._slots[at]), int(self._movements[at]["time_us"])
        episode = self._episode(slot, raised.alert.id)
        if episode is not None:
            self._network.taint(slot, episode, crimes, time_us - TAINT_US, self._flowed)

    def _episode(self, slot: int, alert: str) -> Episode | None:
        return next((each for each in self._subjects.episodes[slot] if each.alert == alert), None)
