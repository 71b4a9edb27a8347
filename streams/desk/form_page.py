"""The form of a verdict, and what is said of one that was given."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from streams.desk.detail import Detail
from streams.desk.form import NOTE_MAX, REASONS, VERDICTS
from streams.desk.frame import hidden, message
from streams.desk.markup import Child, Markup, el
from streams.desk.session import Session
from streams.desk.words import alert_address, verdict_words
from streams.records import Disposition


def verdict_form(found: Detail, session: Session, seen: str, filled: Mapping[str, str]) -> Markup:
    """The form; `filled` is what was sent and not taken, so that nobody types it twice."""
    if not session.may_decide:
        return el("p", "You may look, and not decide.", class_="quiet")
    number = filled.get("form") or str(uuid4())
    parts = [
        hidden(csrf=session.csrf, form=number, seen=seen),
        _choices("Verdict", "verdict", VERDICTS, filled),
        _choices("Reason, where you close it", "reason", REASONS, filled),
        el("fieldset", el("legend", "Note"), _note(filled)),
        _holding(found, filled) if found.topic != "reports.due" else None,
        _box("sampled", "It was drawn by `counterflow review`", filled) if found.topic != "alerts" else None,
        el("p", el("button", "Send the verdict"), f" as {session.name}", class_="actions"),
    ]
    form = el("form", *parts, method="post", action=alert_address(found.alert.id), class_="verdict")
    if found.state == "closed" and not filled:
        return el("details", el("summary", "It is closed. Decide again"), form)
    return form


def sent_message(sent: Disposition) -> Markup:
    """What is shown until the store has a verdict."""
    said = f"{verdict_words(sent.verdict, sent.reason)}, sent as {sent.id} by {sent.decided_by}."
    return message("sent", said, " The store has not got it yet; look again in a moment.")


def _choices(title: str, name: str, choices: Mapping[str, str], filled: Mapping[str, str]) -> Markup:
    radios = [
        el(
            "label",
            el(
                "input",
                type="radio",
                name=name,
                value=value,
                checked=filled.get(name) == value,
                required=name == "verdict",
            ),
            words,
        )
        for value, words in choices.items()
    ]
    return el("fieldset", el("legend", title), *radios, class_="choices")


def _note(filled: Mapping[str, str]) -> Markup:
    hint = "In words, for whoever looks at it later. Not whether a report was filed."
    return el("label", hint, el("textarea", filled.get("note", ""), name="note", maxlength=NOTE_MAX), class_="field")


def _holding(found: Detail, filled: Mapping[str, str]) -> Markup:
    parties = {each.counterparty: each.counterparty_name for each in found.alert.evidence if each.counterparty}
    options = [el("option", "nobody", value="")]
    options += [
        el("option", f"{key} {name}".strip(), value=key, selected=filled.get("allow") == key)
        for key, name in parties.items()
    ]
    chosen = el("label", "Allow a counterparty", el("select", *options, name="allow"), class_="field")
    everywhere = _box("every_typology", "for every typology that points to no other crime", filled)
    snooze = el(
        "fieldset",
        el("legend", "Snooze this typology on this subject"),
        _date("snooze_until", "Until (UTC)", filled),
        _box("snooze_endless", "without a date", filled),
    )
    allow = [
        chosen,
        _date("allow_until", "Until (UTC)", filled),
        _box("allow_endless", "without a date", filled),
        everywhere,
    ]
    hint = (
        "What holds without a date, or for long, waits for a second person. News ends both; sanctions are never held"
        " back."
    )
    has_any = any(filled.get(name) for name in ("snooze_until", "snooze_endless", "allow"))
    return el(
        "details",
        el("summary", "Hold back what comes next"),
        el("p", hint, class_="quiet"),
        snooze,
        el("fieldset", el("legend", "Allow one counterparty"), *allow) if parties else None,
        open=has_any,
    )


def _date(name: str, title: str, filled: Mapping[str, str]) -> Markup:
    return el("label", title, el("input", type="date", name=name, value=filled.get(name, "")), class_="field")


def _box(name: str, title: str, filled: Mapping[str, str]) -> Markup:
    return el("label", el("input", type="checkbox", name=name, value="yes", checked=name in filled), title)


def confirmation(made: Disposition, is_published: bool) -> list[Child]:
    """The page after a verdict."""
    said = f"{verdict_words(made.verdict, made.reason)} by {made.decided_by}, disposition {made.id}."
    where = el(
        "p", el("a", "Back to the alert", href=alert_address(made.alert or "")), " ", el("a", "To the queue", href="/")
    )
    if is_published:
        kind, title, more = "done", "Sent", "Workers take it up now; the queue follows when the store has it."
    else:
        kind, title, more = (
            "sent",
            "Waits for a second person",
            "An approver other than you finds it under Second person.",
        )
    return [el("h1", title), message(kind, said), el("p", more), where]
