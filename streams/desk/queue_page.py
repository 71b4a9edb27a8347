"""The queue: filters, counts and alerts by due date."""

from __future__ import annotations

from streams.desk.filters import AWAITED, SEVERITIES, STATES, Filter
from streams.desk.frame import message
from streams.desk.markup import Markup, el, join
from streams.desk.queries import COUNT_MAX, Page
from streams.desk.words import lines_table


def queue_parts(found: Page, wanted: Filter, sent: set[str]) -> list[Markup]:
    """The content of the page; `sent` are alerts whose verdict the store has not got yet."""
    counts = found.counts
    said = [el("span", f"{_count(counts.alerts)} {'alert' if counts.alerts == 1 else 'alerts'}")]
    if wanted.state in AWAITED:
        said.append(el("span", f"{_count(counts.overdue)} overdue", class_="overdue" if counts.overdue else None))
        said.append(el("span", f"{_count(counts.soon)} due within three days"))
    return [
        el("h1", "Queue"),
        _states(found.states, wanted),
        _late_reports(found.reports_overdue) if found.reports_overdue and wanted.state != "due" else Markup(""),
        _filter(found, wanted),
        message("sent", f"{len(sent)} verdicts are sent and not in the store yet.") if sent else Markup(""),
        el("p", *said, class_="counts"),
        lines_table("Alerts by due date", found.lines, sent),
        _turn(found, wanted),
    ]


def _states(states: dict[str, int], wanted: Filter) -> Markup:
    links = [
        el(
            "a",
            f"{state or 'any'} ({_count(states.get(state, 0) if state else sum(states.values()))})",
            href=wanted._replace(state=state, after=None).address,
            aria_current="page" if state == wanted.state else None,
        )
        for state in (*STATES, "")
    ]
    return el("nav", *links, class_="counts", aria_label="States")


def _late_reports(number: int) -> Markup:
    said = f"{_count(number)} {'report' if number == 1 else 'reports'} that the law demands: overdue"
    return message("trouble", el("a", said, href=Filter(state="due").address))


def _filter(found: Page, wanted: Filter) -> Markup:
    keeps = "any" if not wanted.state else wanted.state
    return el(
        "form",
        el("input", type="hidden", name="state", value=keeps) if keeps != "open" else None,
        _choice("typology", "Typology", found.typologies, wanted.typology),
        _choice("crime", "Crime", [(each, each) for each in found.crimes], wanted.crime),
        _choice("severity", "Severity", [(each, each) for each in SEVERITIES], wanted.severity),
        el(
            "label",
            "Subject's id or name",
            el("input", name="subject", value=wanted.subject, maxlength=256),
            class_="field",
        ),
        el("button", "Show"),
        el("a", "All of them", href=Filter(state=wanted.state).address),
        class_="filter",
        method="get",
        action="/",
        role="search",
    )


def _choice(name: str, title: str, choices: list[tuple[str, str]], chosen: str) -> Markup:
    held = choices if not chosen or chosen in dict(choices) else [*choices, (chosen, chosen)]
    options = [el("option", label, value=value, selected=value == chosen) for value, label in [("", "any"), *held]]
    return el("label", title, el("select", *options, name=name), class_="field")


def _turn(found: Page, wanted: Filter) -> Markup:
    first = el("a", "First page", href=wanted._replace(after=None).address) if wanted.after is not None else None
    further = el("a", "Next page", href=wanted._replace(after=found.next).address, rel="next") if found.next else None
    return el("nav", join([first, further], " "), class_="counts no-print", aria_label="Pages of the queue")


def _count(number: int) -> str:
    return f"more than {COUNT_MAX:,}" if number > COUNT_MAX else f"{number:,}"
