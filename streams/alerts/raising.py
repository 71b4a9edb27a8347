"""Raise alerts: what fired on a batch becomes episodes, and new or grown episodes become alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from streams.alerts.episodes import Firing, Policy, advance, continues, on_trial, open_episode, revise, under_way
from streams.alerts.evidence import Evidence, gather, gather_counted, items, utc
from streams.alerts.risk import risk, severity
from streams.alerts.unusual import SCORES, told
from streams.catalogue import explain
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.narrative import Currencies
from streams.catalogue.typology import Typology
from streams.dispositions.decision import Decision
from streams.dispositions.desk import Desk
from streams.dispositions.holding import Held, facts_of, suppressed
from streams.money import decimal_text
from streams.movement import MovementFlag, Movements, PartyCode, Words, duty_of
from streams.records import Alert, AlertSubject, Origin, Report, Resumed, Unusual
from streams.scoring.scorer import Role, Scorer
from streams.settings import Settings
from streams.signals.family import DAY_US, DIRECTIONS
from streams.signals.model import OF_MODEL
from streams.signals.registry import INDEX
from streams.subject.episode import Episode
from streams.subject.subjects import Applied, Subjects

REPORTS = "reports.due"
"""Topic of statutory reports, which are duties and not suspicions."""
SHADOW = "alerts.shadow"
SUPPRESSED = "alerts.suppressed"
KIND_NAMES = ["", *(code.name.lower() for code in PartyCode if code)]
_TRUNCATED = INDEX["history_truncated"]
_REPORTABLE = tuple(INDEX[f"cash_{direction}_reportable"] for direction in DIRECTIONS)


class Raised(NamedTuple):
    """An alert and where it goes: topic (without prefix), partition, key."""

    topic: str
    partition: int
    key: bytes
    alert: Alert
    received_ms: int | None
    """Kafka timestamp of the transaction that raised it; None for a network, which tokens complete."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """A row of the batch on which something fired."""

    slot: int
    movement: Any
    sequence: int
    signals: np.ndarray[Any, np.dtype[np.float64]]
    kind: int
    """PartyCode of the subject then."""
    counted: list[int]
    """COUNTED_FIELDS: the cash that the law counts together with it."""
    role: Role = "champion"
    """Which model's columns are in `signals`."""

    @property
    def reports_cash(self) -> bool:
        """Whether the movement is cash that must be reported, by itself or with what counts together with it."""
        return self.counted[0] >= 0 and self.signals[_REPORTABLE[int(self.movement["outward"])]] == 1.0

    @property
    def is_single(self) -> bool:
        """Whether the law reports it by itself."""
        return bool(int(self.movement["flags"]) & MovementFlag.SINGLE_REPORT)

    @property
    def scope(self) -> str:
        """What a statutory report of it is counted by."""
        movement = self.movement
        scope = f"{movement['business_day']}/{movement['outward']}/{movement['duty']}"
        return f"{scope}/{movement['transaction']}" if self.reports_cash and self.is_single else scope


class Alarm:
    """Turns fired typologies into alerts; the state it changes is the subjects' episodes."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        subjects: Subjects,
        base_decimals: int,
        scorer: Scorer,
        desk: Desk,
    ) -> None:
        self._settings = settings
        self._subjects = subjects
        self._scorer = scorer
        self._desk = desk
        self._decimals = base_decimals
        self._unit = float(10**base_decimals)
        self._policy = Policy(settings.episode_max_days, settings.revision_growth, settings.evidence_max)
        self._transactions = settings.topic("transactions")
        self.use(catalogue)

    def use(self, catalogue: Catalogue) -> None:
        """Judge by this catalogue from now on."""
        self.catalogue = catalogue
        reading = [typology for typology in catalogue.typologies if not OF_MODEL.isdisjoint(typology.signals)]
        self._on_trial = Catalogue.of(reading, catalogue.vocabulary)
        self._windows_us = {typology.id: typology.window_us for typology in catalogue.typologies}
        self._windows_us |= {on_trial(typology.id): typology.window_us for typology in reading}

    def raise_for(
        self, movements: Movements, applied: Applied, before: Callable[[int], None]
    ) -> Iterator[tuple[int, Raised]]:
        """The alerts of a batch, each with the place of the movement that raised it, in the order of movements.

        `before` is called with the place of each movement on which something fired, before any episode changes by it.
        """
        for row, typology in _firings(self.catalogue, applied):
            before(row)
            raised = self._fired(_moment(movements, applied, row, "champion"), typology)
            if raised is not None:
                yield row, raised

    def raise_on_trial(self, movements: Movements, applied: Applied) -> Iterator[Raised]:
        """What the typologies that read a model say of the challenger's columns; all of it goes to the shadow."""
        for row, typology in _firings(self._on_trial, applied):
            raised = self._fired(_moment(movements, applied, row, "challenger"), typology)
            if raised is not None:
                yield raised._replace(topic=SHADOW)

    def _fired(self, moment: _Moment, typology: Typology) -> Raised | None:
        """Take one firing into its episode; an alert where the episode is new or has grown."""
        subjects, slot, movement = self._subjects, moment.slot, moment.movement
        scope = moment.scope if typology.topic == REPORTS else ""
        if scope and moment.reports_cash:
            return self._report(moment, typology, scope)
        firing = Firing(
            typology,
            subjects.keys[slot].decode(),
            "",
            int(movement["time_us"]),
            int(movement["received_ms"]),
            scope,
            moment.role == "challenger",
        )
        episodes = subjects.episodes[slot]
        last = next((e for e in reversed(episodes) if e.typology == firing.name and e.scope == scope), None)
        goes_on = (
            last is not None
            and continues(last, firing, self._policy)
            and not (typology.topic != REPORTS and self._desk.is_closed(slot, last.alert, firing.received_ms))
        )
        is_due = last is None or not goes_on or advance(last, firing, self._policy)
        if not is_due and not (last is not None and last.held):
            return None
        # Only now: most firings go on with an episode that is not due for a revision.
        row = subjects.row(slot, moment.sequence)
        words = subjects.row_words(slot, row)
        evidence = gather(subjects, slot, row, typology, self._unit)
        may_hold = not firing.challenger and self._desk.may_hold(slot, typology)
        held = self._held(moment, typology, evidence) if may_hold else None
        if held is not None and not is_due:
            return None
        if last is not None and goes_on:
            revise(last, evidence, self._policy)
            episode = last
        else:
            episode = self._opened(moment, replace(firing, transaction=words.transaction), evidence, last)
        was_held, episode.held = (last.held if last is not None else ""), held.decision.id if held is not None else ""
        if held is None and last is not None and not was_held and not goes_on:
            was_held = self._desk.closing(slot, last.alert, firing.received_ms)
        return self._alert(moment, words, typology, episode, evidence, held, "" if held is not None else was_held)

    def _held(self, moment: _Moment, typology: Typology, evidence: Evidence) -> Held | None:
        """The decision that holds a firing back."""
        listed = items(self._subjects, moment.slot, evidence, self._settings.evidence_max, self._decimals)
        count, value = len(evidence.rows), evidence.value_minor
        facts = facts_of(typology.id, typology.crimes, listed, count, value, round(self._unit))
        return self._desk.ask(moment.slot, facts, int(moment.movement["received_ms"]))

    def _report(self, moment: _Moment, typology: Typology, scope: str) -> Raised:
        """The report of cash that a movement makes due, or a further revision of it.

        Id and revision come from the day's aggregate and not from the episode, so that what arrives after the episode
        was forgotten still revises the report.
        """
        subjects, slot, movement = self._subjects, moment.slot, moment.movement
        _, value, count, before = moment.counted
        row = subjects.row(slot, moment.sequence)
        words = subjects.row_words(slot, row)
        evidence = gather_counted(subjects, slot, row, typology, self._unit, value)
        subject = subjects.keys[slot].decode()
        firing = Firing(typology, subject, "", int(movement["time_us"]), int(movement["received_ms"]), scope)
        episodes = subjects.episodes[slot]
        episode = next((e for e in episodes if e.typology == typology.id and e.scope == scope), None)
        if episode is not None:
            advance(episode, firing, self._policy)
            revise(episode, evidence, self._policy)
        elif moment.is_single:
            # Nothing will revise it, and an episode for each would fill the state of whoever moves much cash.
            current = under_way(episodes, firing.time_us, self._windows_us)
            episode = open_episode(firing, evidence, current, "", self._policy)
        else:
            episode = self._opened(moment, firing, evidence, None)
        episode.revision = count - 1 - before
        return self._alert(moment, words, typology, episode, evidence)

    def _opened(self, moment: _Moment, firing: Firing, evidence: Evidence, last: Episode | None) -> Episode:
        """Open an episode in the place of the one before it, and forget those that no longer matter."""
        episodes = self._subjects.episodes[moment.slot]
        current = under_way(episodes, firing.time_us, self._windows_us)
        opened = open_episode(firing, evidence, current, _alert_before(last), self._policy)
        kept = [e for e in episodes if e is not last and not (e.scope and e not in current)]
        self._subjects.episodes[moment.slot] = [*kept, opened]
        return opened

    def _alert(
        self,
        moment: _Moment,
        words: Words,
        typology: Typology,
        episode: Episode,
        evidence: Evidence,
        held: Held | None = None,
        was_held: str = "",
    ) -> Raised:
        subjects, slot, movement, settings = self._subjects, moment.slot, moment.movement, self._settings
        listed = items(subjects, slot, evidence, settings.evidence_max, self._decimals)
        counted = self._desk.open_episodes(slot, int(movement["received_ms"]))
        risk_now = risk(under_way(counted, int(movement["time_us"]), self._windows_us))
        currencies = Currencies(settings.base_currency, words.threshold_currency)
        report = _report_of(moment, words) if typology.topic == REPORTS and moment.reports_cash else None
        counterfactual = explain.counterfactual(typology, moment.signals, currencies)
        version, unusual = self._of_model(moment, typology)
        first_detected = utc(episode.first_detected_ms * 1000)
        alert = Alert(
            id=episode.alert,
            revision=episode.revision,
            status="new" if episode.revision == 0 else "revised",
            subject=AlertSubject(
                id=subjects.keys[slot].decode(),
                kind=KIND_NAMES[moment.kind],
                name=words.name,
                accounts=tuple(sorted({item.account for item in listed if item.account})),
            ),
            case=episode.case,
            previous=episode.previous or None,
            opened_at=utc(episode.opened_us),
            detected_at=utc(int(movement["time_us"])),
            first_detected_at=first_detected,
            due_at=self._due(episode, typology, first_detected),
            risk=risk_now,
            severity=severity(risk_now),
            narrative=told(explain.narrative(typology, moment.signals, currencies), unusual, currencies),
            counterfactual=counterfactual.text,
            alternatives=counterfactual.alternatives,
            comparisons=tuple(explain.comparisons(typology, moment.signals)),
            evidence=listed,
            evidence_count=report.count if report is not None else len(evidence.rows),
            evidence_value=decimal_text(evidence.value_minor, self._decimals),
            history_truncated=bool(moment.signals[_TRUNCATED]),
            base_currency=settings.base_currency,
            late=bool(moment.signals[INDEX["is_late"]]),
            origin=Origin(
                self._transactions,
                int(movement["input_partition"]),
                int(movement["input_offset"]),
                int(movement["input_index"]),
            ),
            catalogue_digest=self.catalogue.digest,
            report=report,
            suppressed=suppressed(held) if held is not None else None,
            resumed=resumed(was_held, self._desk.decision(slot, was_held)),
            model_version=version,
            challenger=moment.role == "challenger",
            unusual=unusual,
            **said_by(typology),
        )
        topic = topic_of(typology, held)
        return Raised(topic, subjects.partition_of(slot), subjects.keys[slot], alert, int(movement["received_ms"]))

    def _of_model(self, moment: _Moment, typology: Typology) -> tuple[str | None, tuple[Unusual, ...]]:
        """The model that a firing rests on, and what makes the movement stand out to it; nothing for any other."""
        model = self._scorer[moment.role]
        read = OF_MODEL.intersection(typology.signals)
        if model is None or not read:
            return None, ()
        compared = (each.signal for each in explain.comparisons(typology, moment.signals))
        signal = next((name for name in compared if name in SCORES), None)
        unusual = model.unusual(signal, moment.signals, moment.kind) if signal is not None else ()
        return model.version, tuple(unusual)

    def _due(self, episode: Episode, typology: Typology, first_detected: datetime) -> datetime:
        """A suspicion is due after its first detection, a statutory report after the transaction that made it due."""
        if typology.topic == REPORTS:
            return utc(episode.opened_us) + timedelta(days=self._settings.report_due_days)
        return first_detected + timedelta(days=self._settings.due_days)


def _firings(catalogue: Catalogue, applied: Applied) -> Iterator[tuple[int, Typology]]:
    """Where something fired, and what, in the order of movements."""
    rows, columns = np.nonzero(catalogue.evaluate(applied.matrix).T)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        yield row, catalogue.typologies[column]


def _moment(movements: Movements, applied: Applied, row: int, role: Role) -> _Moment:
    return _Moment(
        int(applied.slots[row]),
        movements[row],
        int(applied.sequences[row]),
        applied.matrix[row],
        int(applied.kinds[row]),
        applied.counted[row].tolist(),
        role,
    )


def _report_of(moment: _Moment, words: Words) -> Report:
    """The numbers of the report of cash that a movement makes due."""
    movement, (total, _, count, _) = moment.movement, moment.counted
    jurisdiction, kind = duty_of(int(movement["duty"]))
    decimals, limit = int(movement["threshold_decimals"]), int(movement["cash_report_limit"])
    return Report(
        jurisdiction=jurisdiction,
        institution_kind=kind,
        business_day=utc(int(movement["business_day"]) * DAY_US).date(),
        direction="out" if movement["outward"] else "in",
        currency=words.threshold_currency,
        threshold=decimal_text(limit, decimals),
        comparison="over" if int(movement["cash_report_reached"]) > limit else "at_least",
        total=decimal_text(total, decimals),
        count=count,
    )


def _alert_before(last: Episode | None) -> str:
    """The alert that the next episode names: the last one that was not held back from the beginning."""
    if last is None:
        return ""
    return last.previous if last.held and last.previous else last.alert


def topic_of(typology: Typology, held: Held | None) -> str:
    """Where an alert goes."""
    if held is not None:
        return SUPPRESSED
    return SHADOW if typology.status == "shadow" else typology.topic


def resumed(was_held: str, decision: Decision | None) -> Resumed | None:
    """What an alert says that is published though a disposition of this id held it back."""
    if not was_held:
        return None
    return Resumed(was_held, (decision.ended_by if decision is not None else "") or "over")


def said_by(typology: Typology) -> dict[str, Any]:
    """The fields of an alert that are what its typology says."""
    return {
        "typology": typology.id,
        "title": typology.title,
        "crimes": tuple(typology.crimes),
        "stage": typology.stage,
        "weight": typology.weight,
        "window": typology.window,
        "recommended_action": typology.action.strip(),
        "runbook": typology.runbook.strip(),
        "false_positives": tuple(each.strip() for each in typology.false_positives),
        "references": tuple(_reference(reference) for reference in typology.references),
        "typology_digest": typology.digest,
    }


def _reference(reference: Any) -> dict[str, str]:
    return {name: value for name in reference.__struct_fields__ if (value := getattr(reference, name))}
