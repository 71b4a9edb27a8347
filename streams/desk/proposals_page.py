"""Decisions that wait for a second person, and who may do what about them."""

from __future__ import annotations

from collections.abc import Sequence

from streams.desk.frame import hidden
from streams.desk.markup import Child, Markup, el
from streams.desk.proposals import Proposal
from streams.desk.session import Session
from streams.desk.words import alert_address, facts_list, holds, subject_link, verdict_words
from streams.trace.wording import moment


def proposals_parts(proposals: Sequence[Proposal], session: Session) -> list[Child]:
    """Decisions that wait for a second person, with what the reader may do about each."""
    parts: list[Child] = [
        el("h1", "Waiting for a second person"),
        el(
            "p",
            "What is to hold without a date, or for long, takes an approver other than whoever proposed it.",
            class_="quiet",
        ),
    ]
    for each in proposals:
        parts.append(_proposal(each, session))
    if not proposals:
        parts.append(el("p", "Nothing waits."))
    return parts


def is_other(proposal: Proposal, session: Session) -> bool:
    """Whether this session may be the second person of a proposal."""
    return session.may_approve and session.name != proposal.disposition.decided_by


def may_drop(proposal: Proposal, session: Session) -> bool:
    """Whether this session may decline a proposal, or withdraw its own."""
    return session.may_approve or (session.may_decide and session.name == proposal.disposition.decided_by)


def _proposal(proposal: Proposal, session: Session) -> Markup:
    made = proposal.disposition
    deeds = []
    if is_other(proposal, session):
        deeds.append(el("button", "Approve and send", name="deed", value="approve"))
    if may_drop(proposal, session):
        word = "Withdraw" if session.name == made.decided_by else "Decline"
        deeds.append(el("button", word, name="deed", value="drop", class_="plain"))
    form = el(
        "form",
        hidden(csrf=session.csrf),
        el("p", *deeds, class_="actions"),
        method="post",
        action=f"/proposals/{made.id}",
    )
    facts: list[tuple[str, Child]] = [
        ("Alert", el("a", proposal.title, href=alert_address(made.alert or ""))),
        ("Subject", subject_link(made.subject)),
        ("Verdict", verdict_words(made.verdict, made.reason)),
        ("Holds", holds(made)),
        ("Note", el("span", made.note, class_="note") if made.note else None),
        ("Proposed", f"{moment(proposal.proposed_at)} UTC by {made.decided_by}"),
    ]
    return el("section", el("h2", f"{made.typology} on {made.subject}"), facts_list(facts), form if deeds else None)
