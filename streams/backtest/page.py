"""The findings of a backtest as one HTML page that needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from html import escape
from typing import Any

from streams.backtest.border import Sample
from streams.backtest.charts import COLOURS, bars, curves, histogram, legend
from streams.backtest.compare import Difference
from streams.backtest.findings import Findings
from streams.html_page import document
from streams.records import Alert
from streams.trace.wording import clean

_STYLE = """
.axis { fill: none; stroke: #6b7280; } .key { margin-right: 1rem; white-space: nowrap; }
.key svg { display: inline-block; } .legend { margin: .4rem 0; }
"""
_BINS = 50
_REST = "all others"
_DAYS_MAX = 3660
"""Days that are drawn at most."""
_NEAR = 0.5
"""What is further from a threshold than this is not shown below it."""


def page(findings: Findings) -> str:
    """The whole page. Every text that came from outside is escaped."""
    return document(f"Backtest of {clean(findings.metrics['file'])}", _STYLE, _parts(findings))


def _parts(findings: Findings) -> Iterator[str]:
    yield from _opening(findings.metrics)
    yield from _alerts(findings.alerts)
    yield from _scores(findings)
    if "labels" in findings.metrics:
        yield from _quality(findings)
    if findings.differences is not None:
        yield from _differences(findings.differences)
    if "capacity" in findings.metrics:
        yield from _capacity(findings.metrics["capacity"])
    yield from _groups(findings.metrics["alerts_by_party_kind"])
    yield from _border(findings)


def _opening(metrics: dict[str, Any]) -> Iterator[str]:
    rejected = sum(metrics["rejected"].values())
    topics = metrics["alerts_by_topic"]
    yield f"<h1>Backtest of {escape(clean(metrics['file']))}</h1>"
    model = f", model {metrics['model']['version']}" if "model" in metrics else ""
    yield f'<p class="quiet">catalogue {metrics["catalogue_digest"][:12]}{model}</p>'
    yield (
        f"<p>{metrics['transactions']:,} transactions of {metrics['rows']:,} rows, {metrics['movements']:,} movements."
        f" {topics['alerts']:,} alerts, which is {metrics['alerts_per_10_000_transactions'] or 0:g} per 10,000"
        f" transactions; {topics['alerts.shadow']:,} in shadow; {topics['reports.due']:,} reports due by law.</p>"
    )
    yield (
        f"<p>{rejected:,} rows rejected, {metrics['not_settled']:,} transactions not settled,"
        f" {metrics['movements_repeated']:,} movements that came again.</p>"
    )
    if rejected:
        yield _table(["rejected because", "#rows"], metrics["rejected"].items())


def _alerts(alerts: Sequence[Alert]) -> Iterator[str]:
    yield "<h2>Alerts per day and typology</h2>"
    if not alerts:
        yield "<p>There are none.</p>"
        return
    counts = Counter(alert.typology for alert in alerts)
    shown = [name for name, _ in counts.most_common(len(COLOURS) - 1)]
    names = [*shown, _REST] if len(counts) > len(shown) else shown
    days = _days(alerts)
    parts = {name: [0] * len(days) for name in names}
    places = {day: at for at, day in enumerate(days)}
    for alert in alerts:
        at = places.get(alert.detected_at.date().isoformat())
        if at is not None:
            parts[alert.typology if alert.typology in parts else _REST][at] += 1
    yield legend(names)
    yield bars(days, parts, "Alerts per day, by typology")
    yield _table(["typology", "#alerts"], counts.most_common())


def _days(alerts: Sequence[Alert]) -> list[str]:
    """Every day from the first alert to the last."""
    moments = [alert.detected_at.date() for alert in alerts]
    first = min(moments)
    length = min((max(moments) - first).days + 1, _DAYS_MAX)
    return [(first + timedelta(days=number)).isoformat() for number in range(length)]


def _scores(findings: Findings) -> Iterator[str]:
    bins = Counter(min(int(score * _BINS), _BINS - 1) for score in findings.scores.to_list())
    yield "<h2>Scores of movements</h2>"
    yield '<p class="quiet">Heights are square roots of counts, so that a few beside many are seen.</p>'
    yield histogram([bins[at] for at in range(_BINS)], "How many movements have which score")


def _quality(findings: Findings) -> Iterator[str]:
    labels = findings.metrics["labels"]
    yield "<h2>What is found of what is labelled</h2>"
    if labels["labelled_without_score"]:
        yield f"<p>{labels['labelled_without_score']:,} labelled transactions have no score: they were not judged.</p>"
    units = [unit for unit, points in findings.curves.items() if points]
    if units:
        yield legend([f"by {unit}, PR-AUC {labels[f'by_{unit}']['pr_auc']:.3f}" for unit in units])
        yield curves({unit: findings.curves[unit] for unit in units}, "Precision over recall")
    if "alone" in labels:
        yield from _alone(labels)
    rows = [
        (unit, name, at["count"], _share(at["precision"]), _share(at["recall"]))
        for unit in findings.curves
        for name, at in labels[f"by_{unit}"]["at"].items()
    ]
    yield _table(["of each", "what", "#count", "#precision", "#recall"], rows)
    for unit in findings.curves:
        yield from _recall_by_label(unit, labels[f"by_{unit}"]["at"])


def _alone(labels: dict[str, Any]) -> Iterator[str]:
    """Rules, the model's parts, and all together, side by side."""
    units = ("transaction", "subject")
    budgets = [name for name in labels["by_subject"]["at"] if name.endswith("looked at")]
    heads = ["score", *(f"#by {unit}: {what}" for unit in units for what in ("PR-AUC", *budgets))]
    rows = []
    for name, part in {**labels["alone"], "together": labels}.items():
        cells: list[str] = [name]
        for figures in (part[f"by_{unit}"] for unit in units):
            cells.append("" if figures["pr_auc"] is None else f"{figures['pr_auc']:.3f}")
            cells += [_share(figures["at"][budget]["recall"]) for budget in budgets]
        rows.append(cells)
    yield '<p class="quiet">Rules alone, the model alone, and together: PR-AUC, and recall of what is looked at.</p>'
    yield _table(heads, rows)


def _recall_by_label(unit: str, at: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Recall of each kind of label, where there are several."""
    found = {name: each["recall_by_label"] for name, each in at.items() if "recall_by_label" in each}
    if found:
        yield f"<h2>Recall by label, of each {unit}</h2>"
        kinds = next(iter(found.values()))
        yield _table(
            ["label", *(f"#{name}" for name in found)],
            [(kind, *(_share(each[kind]) for each in found.values())) for kind in kinds],
        )


def _differences(differences: Any) -> Iterator[str]:
    yield "<h2>What the other catalogue changes</h2>"
    rows = [
        (name, each.kept, each.gained, each.lost, each.subjects_gained, each.subjects_lost)
        for name, each in differences.items()
        if each.gained or each.lost
    ]
    if not rows:
        yield "<p>Nothing: the alerts are the same.</p>"
        return
    yield _table(["typology", "#kept", "#gained", "#lost", "#subjects gained", "#subjects lost"], rows)
    yield "<h2>Examples</h2>"
    examples = [row for each in differences.values() for row in _examples(each)]
    yield _table(["", "typology", "subject", "when (UTC)", "what"], examples)


def _examples(difference: Difference) -> Iterator[Sequence[str]]:
    for word, alerts in (("gained", difference.gained_examples), ("lost", difference.lost_examples)):
        for alert in alerts:
            yield word, alert.typology, alert.subject.id, f"{alert.detected_at:%Y-%m-%d %H:%M}", alert.narrative


def _capacity(loss: dict[str, Any]) -> Iterator[str]:
    yield f"<h2>With {loss['alerts_a_day']:,} alerts a day</h2>"
    yield (
        f"<p>{loss['alerts_lost']:,} of {loss['alerts']:,} alerts would not be looked at, those with the least risk on"
        f" {loss['days_over']:,} of {loss['days']:,} days.</p>"
    )
    if loss["labelled_subjects_lost"] is not None:
        yield (
            f"<p>Of {loss['labelled_subjects_alerted']:,} labelled subjects with an alert,"
            f" {loss['labelled_subjects_lost']:,} would be missed altogether.</p>"
        )
    if loss["by_typology"]:
        yield _table(["typology", "#alerts lost"], loss["by_typology"].items())


def _groups(groups: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "<h2>Groups of customers</h2>"
    yield '<p class="quiet">By the kind of party that the subject\'s last movement states.</p>'
    rows = [
        (each["kind"], each["subjects"], each["alerts"], each["subjects_alerted"], each["alerts_per_1_000_subjects"])
        for each in groups
    ]
    yield _table(["kind", "#subjects", "#alerts", "#subjects alerted", "#alerts per 1,000 subjects"], rows)


def _border(findings: Findings) -> Iterator[str]:
    yield "<h2>Near the thresholds</h2>"
    yield (
        '<p class="quiet">Of each typology a few subjects just above its threshold, with the comparison that held by'
        " least, and a few just below, with what was wanting and how near they came (1 fires). Typologies of networks"
        " are not judged on single movements, so nothing is near them.</p>"
    )
    rows: list[Sequence[object]] = []
    for name in sorted(findings.above.keys() | findings.below.keys()):
        below = [sample for sample in findings.below.get(name, ()) if sample.nearness >= _NEAR]
        rows += [_sample("above", sample) for sample in findings.above.get(name, ())]
        rows += [_sample("below", sample) for sample in below]
    yield _table(["typology", "", "#near", "subject", "transaction", "held by least, or wanting"], rows)


def _sample(side: str, sample: Sample) -> Sequence[object]:
    return sample.typology, side, f"{sample.nearness:.3f}", sample.subject, sample.transaction, sample.words


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; heads that begin with # are of columns of numbers."""
    numbers = [head.startswith("#") for head in heads]
    head = "".join(
        f"<th{_mark(n)}>{escape(each.removeprefix('#'))}</th>" for each, n in zip(heads, numbers, strict=True)
    )
    body = "\n".join(
        "<tr>" + "".join(f"<td{_mark(n)}>{_cell(each)}</td>" for each, n in zip(row, numbers, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>"


def _mark(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int | float) else escape(clean(str(value)))
