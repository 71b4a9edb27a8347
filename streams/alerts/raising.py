"""Raise alerts: what fired on a batch becomes episodes, and new or grown episodes become alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from streams.alerts.episodes import (
    Firing,
    Policy,
    advance,
    continues,
    in_earnest,
    on_trial,
    open_episode,
    revise,
    under_way,
)
from streams.alerts.evidence import Evidence, gather, gather_counted, items, parties, utc
from streams.alerts.moments import Moment, firings, moment_at, report_of
from streams.alerts.published import KIND_NAMES, REPORTS, SHADOW, Raised, resumed, said_by, topic_of
from streams.alerts.risk import risk, severity
from streams.alerts.unusual import SCORES, told
from streams.catalogue import explain
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.narrative import Currencies
from streams.catalogue.typology import Typology
from streams.dispositions.desk import Desk
from streams.dispositions.holding import Facts, Held, items_of, parts_of, suppressed
from streams.money import decimal_text
from streams.movement import Movements, Words
from streams.records import Alert, AlertSubject, Comparison, Origin, Unusual
from streams.scoring.scorer import Scorer
from streams.settings import Settings
from streams.signals.registry import INDEX
from streams.subject.episode import Episode
from streams.subject.subjects import Applied, Subjects

_TRUNCATED = INDEX["history_truncated"]


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
        reading = [typology for typology in catalogue.typologies if typology.reads_model]
        self._on_trial = Catalogue.of(reading, catalogue.vocabulary)
        self._windows_us = {typology.id: typology.window_us for typology in catalogue.typologies}
        self._windows_us |= {on_trial(typology.id): typology.window_us for typology in reading}

    def raise_for(
        self, movements: Movements, applied: Applied, before: Callable[[int], None]
    ) -> Iterator[tuple[int, Raised]]:
        """The alerts of a batch, each with the place of the movement that raised it, in the order of movements.

        `before` is called with the place of each movement on which something fired, before any episode changes by it.
        """
        for row, typology in firings(self.catalogue, applied):
            before(row)
            raised = self._fired(moment_at(movements, applied, row, "champion"), typology)
            if raised is not None:
                yield row, raised

    def raise_on_trial(self, movements: Movements, applied: Applied) -> Iterator[Raised]:
        """What the typologies that read a model say of the challenger's columns; all of it goes to the shadow."""
        for row, typology in firings(self._on_trial, applied):
            raised = self._fired(moment_at(movements, applied, row, "challenger"), typology)
            if raised is not None:
                yield raised._replace(topic=SHADOW)

    def _fired(self, moment: Moment, typology: Typology) -> Raised | None:
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

    def _held(self, moment: Moment, typology: Typology, evidence: Evidence) -> Held | None:
        """The decision that holds a firing back."""
        listed = items(self._subjects, moment.slot, evidence, self._settings.evidence_max, self._decimals)
        facts = Facts(
            typology.id,
            frozenset(typology.crimes),
            items_of(listed, round(self._unit)),
            parts_of(parties(self._subjects, evidence)),
            len(evidence.rows),
            evidence.value_minor,
        )
        return self._desk.ask(moment.slot, facts, int(moment.movement["received_ms"]))

    def _report(self, moment: Moment, typology: Typology, scope: str) -> Raised:
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
            episode = open_episode(firing, evidence, in_earnest(current), "", self._policy)
        else:
            episode = self._opened(moment, firing, evidence, None)
        episode.revision = count - 1 - before
        return self._alert(moment, words, typology, episode, evidence)

    def _opened(self, moment: Moment, firing: Firing, evidence: Evidence, last: Episode | None) -> Episode:
        """Open an episode in the place of the one before it, and forget those that no longer matter."""
        episodes = self._subjects.episodes[moment.slot]
        current = under_way(episodes, firing.time_us, self._windows_us)
        others = [] if firing.challenger else in_earnest(current)
        opened = open_episode(firing, evidence, others, _alert_before(last), self._policy)
        kept = [e for e in episodes if e is not last and not (e.scope and e not in current)]
        self._subjects.episodes[moment.slot] = [*kept, opened]
        return opened

    def _alert(
        self,
        moment: Moment,
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
        report = report_of(moment, words) if typology.topic == REPORTS and moment.reports_cash else None
        counterfactual = explain.counterfactual(typology, moment.signals, currencies)
        comparisons = explain.comparisons(typology, moment.signals)
        version, unusual = self._of_model(moment, comparisons) if typology.reads_model else (None, ())
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
            comparisons=tuple(comparisons),
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

    def _of_model(self, moment: Moment, comparisons: Sequence[Comparison]) -> tuple[str | None, tuple[Unusual, ...]]:
        """The model in force, and what makes the movement stand out to it in what was compared; nothing without one."""
        model = self._scorer[moment.role]
        if model is None:
            return None, ()
        version = model.version
        signal = next((each.signal for each in comparisons if each.signal in SCORES), None)
        unusual = self._scorer.unusual(moment.role, signal, moment.signals, moment.kind) if signal is not None else ()
        return version, tuple(unusual)

    def _due(self, episode: Episode, typology: Typology, first_detected: datetime) -> datetime:
        """A suspicion is due after its first detection, a statutory report after the transaction that made it due."""
        if typology.topic == REPORTS:
            return utc(episode.opened_us) + timedelta(days=self._settings.report_due_days)
        return first_detected + timedelta(days=self._settings.due_days)


def _alert_before(last: Episode | None) -> str:
    """The alert that the next episode names: the last one that was not held back from the beginning."""
    if last is None:
        return ""
    return last.previous if last.held and last.previous else last.alert
