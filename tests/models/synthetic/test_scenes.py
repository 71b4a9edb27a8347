"""What holds for every crime and every twin: it is described, can be staged at each level, and never twice alike."""

import ast
import inspect
import re
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

from models.synthetic import LEVELS, crimes, twins

_CATALOGUE = Path(__file__).parents[3] / "streams" / "typologies"
_BY_LEVEL = ("choice", "number", "value")


def _module(folder, typology):
    return import_module(f"models.synthetic.{folder}.{typology.replace('-', '_')}")


def _acts_apart_as_an_expert(module):
    """Whether its code gives experts something else than those who are only disguised."""
    found = False
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _BY_LEVEL:
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            given.update(zip(("plain", "disguised", "expert"), node.args, strict=False))
            found |= "expert" in given and ast.dump(given["expert"]) != ast.dump(given["disguised"])
        found |= isinstance(node, ast.Constant) and node.value in ("disguised", "expert")
    return found


def test_every_typology_of_the_catalogue_has_a_crime_and_a_twin_and_nothing_else_has():
    catalogue = sorted(path.stem for path in _CATALOGUE.glob("*.yaml"))
    assert len(catalogue) == 75
    assert crimes.names() == twins.names() == catalogue


@pytest.mark.parametrize("typology", crimes.names())
def test_every_crime_says_who_does_it_and_within_which_ranges(typology):
    module = _module("crimes", typology)
    words = module.__doc__ or ""
    assert re.search(r"^(Offenders|Customers): \w", words, re.MULTILINE)
    assert re.search(r"^Plain: \w", words, re.MULTILINE) or re.search(r"^Both levels", words, re.MULTILINE)
    assert re.search(r"^Disguised: \w", words, re.MULTILINE) or re.search(r"^Both levels", words, re.MULTILINE)
    assert module.inject.__doc__


@pytest.mark.parametrize("typology", crimes.names())
def test_a_crime_tells_of_experts_where_they_act_apart_and_only_there(typology):
    module = _module("crimes", typology)
    told = bool(re.search(r"^Expert: \w", module.__doc__ or "", re.MULTILINE))
    assert told == _acts_apart_as_an_expert(module)


@pytest.mark.parametrize("typology", twins.names())
def test_every_twin_says_who_does_it_within_which_ranges_and_why_it_is_honest(typology):
    module = _module("twins", typology)
    words = module.__doc__ or ""
    assert re.search(r"^Customers: \w", words, re.MULTILINE)
    assert re.search(r"^Plain: \w", words, re.MULTILINE)
    assert re.search(r"^It is honest\b", words, re.MULTILINE)
    assert module.imitate.__doc__
    assert not _acts_apart_as_an_expert(module)


@pytest.fixture(scope="module")
def scenes(towns_by_level, town):
    """All injections and twins of all towns, with their transactions."""
    found = []
    for staged in (town, *towns_by_level.values()):
        by_id = {transaction.id: transaction for transaction in staged.transactions}
        for scene in (*staged.injections, *staged.twins):
            found.append((scene, [by_id[number] for number in scene.transactions]))
    return found


def _of(scenes, typology, twin):
    return [(scene, transactions) for scene, transactions in scenes if (scene.typology, scene.twin) == (typology, twin)]


@pytest.mark.parametrize("twin", [False, True], ids=["crime", "twin"])
@pytest.mark.parametrize("typology", crimes.names())
def test_every_crime_and_twin_happens_several_times_at_each_level(scenes, typology, twin):
    found = _of(scenes, typology, twin)
    for level in LEVELS:
        happened = [transactions for scene, transactions in found if scene.level == level]
        assert len(happened) >= 2
        assert all(happened)


@pytest.mark.parametrize("typology", crimes.names())
def test_crimes_of_one_typology_differ_in_size_and_speed(scenes, typology):
    found = [each for each in _of(scenes, typology, twin=False) if each[0].level == "plain"]
    assert len(found) == 8
    totals = [sum(t.amount for t in transactions) for _, transactions in found]
    assert len(set(totals)) >= 7
    assert max(totals) > min(totals) * Decimal("1.15")
    lengths = {scene.ended - scene.started for scene, _ in found}
    assert len(lengths) >= 4


@pytest.mark.parametrize("typology", twins.names())
def test_twins_of_one_typology_differ(scenes, typology):
    found = _of(scenes, typology, twin=True)
    assert len({sum(t.amount for t in transactions) for _, transactions in found}) >= 3
    assert len({scene.ended - scene.started for scene, _ in found}) >= 3
    assert len({scene.started for scene, _ in found}) == len(found)
