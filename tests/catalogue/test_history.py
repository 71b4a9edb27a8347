"""The history says who changed what, and a digest leads back to the parameters that made it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from streams.catalogue.catalogue import read_definitions
from streams.catalogue.deployment import Deployment
from streams.catalogue.history import Edit, Span, find, history
from streams.catalogue.tuning import Knob, read_tuning
from streams.catalogue.vocabulary import Vocabulary
from streams.errors import CatalogueError
from tests.catalogue.examples import SIGNALS, write
from tests.catalogue.test_tuning import BEFORE, START, change

NAME = "several-payments"
COUNT, VALUE, STATUS = Knob(NAME, "min_count"), Knob(NAME, "min_value"), Knob(NAME, None)


@pytest.fixture
def deployment(tmp_path: Path):
    """A deployment of one typology with these changes."""
    write(tmp_path)

    def of(*changes: dict[str, object]) -> Deployment:
        path = tmp_path / "tuning.txt"
        path.write_bytes(msgspec.json.encode([{**each} for each in changes]))
        return Deployment(read_definitions([tmp_path]), read_tuning(path), Vocabulary.of(SIGNALS))

    return of


def tune(day: int, **fields: object) -> dict[str, object]:
    return change(day, **fields) if "reverts" in fields else change(day, **{"typology": NAME, **fields})


def day(number: int):
    return START + timedelta(days=number)


def test_every_change_is_listed_with_old_and_new(deployment):
    found = list(
        history(
            deployment(
                tune(0, id="a", params={"min_count": 4}),
                tune(1, id="b", params={"min_count": 5, "min_value": 2000}),
                tune(2, id="c", status="shadow"),
                tune(3, id="d", reverts="b", author="Analyst 7", approver="Officer 2"),
            )
        )
    )
    assert [entry.change.id for entry in found] == ["a", "b", "c", "d"]
    assert [entry.edits for entry in found] == [
        (Edit(COUNT, 3, 4),),
        (Edit(COUNT, 4, 5), Edit(VALUE, 1000, 2000)),
        (Edit(STATUS, "stable", "shadow"),),
        (Edit(COUNT, 5, 4), Edit(VALUE, 2000, 1000)),
    ]
    assert (found[3].change.author, found[3].change.approver) == ("Analyst 7", "Officer 2")


def test_the_digest_of_an_entry_is_that_of_the_catalogue_then_in_force(deployment):
    tuned = deployment(tune(0, params={"min_count": 4}), tune(1, status="shadow"), tune(5, params={"min_value": 7}))
    for entry in history(tuned):
        assert entry.digest == tuned.catalogue(entry.change.effective).digest
    assert len({entry.digest for entry in history(tuned)} | {tuned.catalogue(BEFORE).digest}) == 4


def test_after_the_way_back_the_digest_is_that_of_before(deployment):
    tuned = deployment(tune(0, id="a", params={"min_count": 4}), tune(2, reverts="a"))
    assert tuned.catalogue(day(2)).digest == tuned.catalogue(BEFORE).digest != tuned.catalogue(day(1)).digest


def test_a_digest_leads_to_the_times_in_which_it_was_in_force(deployment):
    tuned = deployment(tune(0, id="a", params={"min_count": 4}), tune(2, reverts="a"), tune(3, params={"min_count": 3}))
    untuned, changed = tuned.catalogue(BEFORE).digest, tuned.catalogue(day(1)).digest
    assert find(tuned, changed[:10]) == (changed, [Span(day(0), day(2))])
    # The last change states what held anyway.
    assert find(tuned, untuned) == (untuned, [Span(None, day(0)), Span(day(2), None)])


def test_a_catalogue_that_was_overtaken_in_the_same_moment_was_never_in_force(deployment):
    tuned = deployment(tune(0, params={"min_count": 4}), tune(0, params={"min_count": 5}))
    overtaken, _ = history(tuned)
    assert overtaken.digest is not None
    with pytest.raises(CatalogueError, match="no catalogue of these files has digest"):
        find(tuned, overtaken.digest)


def test_a_digest_that_is_none_or_several_is_an_error(deployment):
    tuned = deployment(tune(0, params={"min_count": 4}))
    with pytest.raises(CatalogueError, match="no catalogue of these files has digest 0123456789"):
        find(tuned, "0123456789")
    with pytest.raises(CatalogueError, match="2 catalogues have a digest that begins with : give more"):
        find(tuned, "")


def test_changes_of_a_typology_that_is_gone_are_listed_without_digest_and_refused_while_in_force(deployment):
    gone = tune(0, id="gone", typology="scatter", params={"old": 4})
    tuned = deployment(gone, tune(1, params={"min_count": 4}), tune(2, reverts="gone"))
    found = list(history(tuned))
    assert found[0].edits == (Edit(Knob("scatter", "old"), None, 4),)
    assert [entry.digest is None for entry in found] == [True, True, False]
    with pytest.raises(CatalogueError, match=r"tuning\.txt: change gone: unknown typology scatter"):
        tuned.catalogue(day(1))
    assert tuned.catalogue(day(2))[NAME].params["min_count"] == 4


def test_a_change_to_come_is_proved_now(deployment):
    tuned = deployment(tune(9, id="typo", params={"min_cuont": 4}))
    assert tuned.catalogue(day(0))[NAME].params["min_count"] == 3
    with pytest.raises(CatalogueError, match=r"change typo: .*unknown parameter min_cuont; did you mean min_count\?"):
        tuned.prove(day(0))
