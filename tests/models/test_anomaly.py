from __future__ import annotations

import numpy as np

from models.anomaly import ALL
from models.rows import Rows
from models.train import Trained
from streams.movement import PartyCode


def test_tails_lie_between_0_and_1_and_do_not_depend_on_the_batch(rows: Rows, trained: Trained):
    few = rows.where(np.arange(len(rows)) % 23 == 0)
    tails = trained.model.score(few.signals, few.kinds)
    assert ((tails > 0) & (tails <= 1)).all()
    one_by_one = [trained.model.score(few.signals[[at]], few.kinds[[at]])[0] for at in range(len(few))]
    assert tails.tolist() == one_by_one


def test_a_threshold_means_the_same_in_every_segment(rows: Rows, trained: Trained):
    new = rows.where(rows.times_us >= np.quantile(rows.times_us, 0.8))
    tails = trained.model.score(new.signals, new.kinds)
    for kind in (PartyCode.PERSON, PartyCode.BUSINESS):
        assert 0.07 < (tails[new.kinds == kind] < 0.1).mean() < 0.14


def test_what_is_usual_for_one_kind_is_odd_for_another(rows: Rows, trained: Trained):
    firms = rows.where(rows.kinds == PartyCode.BUSINESS)
    as_persons = trained.model.score(firms.signals, np.full(len(firms), PartyCode.PERSON, np.uint8))
    assert np.median(trained.model.score(firms.signals, firms.kinds)) > 0.2
    assert np.median(as_persons) < 0.001


def test_a_kind_with_too_few_rows_and_one_that_is_not_said_are_judged_among_all(trained: Trained):
    assert set(trained.model.segments) == {ALL, "person", "business"}
    for kind in (PartyCode.NPO, PartyCode.NONE, PartyCode.MONEY_SERVICE):
        assert trained.model.segment(kind).name == ALL


def test_imputed_values_are_counted(rows: Rows, trained: Trained):
    before = trained.model.imputed
    trained.model.score(rows.signals[:10], rows.kinds[:10])
    seen = rows.signals[:10][:, trained.model.columns]
    assert trained.model.imputed - before == np.isnan(seen).sum() > 0


def test_the_signals_that_are_named_are_what_makes_a_row_odd(rows: Rows, trained: Trained):
    model = trained.model
    persons = rows.signals[rows.kinds == PartyCode.PERSON].astype(np.float64)
    row = np.nanquantile(persons, 0.6, axis=0)
    planted = range(0, len(model.signals), 8)
    row[model.columns[planted]] = 1e9
    reasons = model.reasons(row, PartyCode.PERSON, most=4)
    assert len(reasons) == 4
    assert {each.signal for each in reasons} <= {model.signals[column] for column in planted}
    for each in reasons:
        assert each.value == 1e9 > each.high > each.low
        assert each.tail < each.tail_without

    place = dict(zip(model.signals, model.columns.tolist(), strict=True))
    returned = row.copy()
    for each in reasons:
        returned[place[each.signal]] = (each.low + each.high) / 2
    kinds = np.array([PartyCode.PERSON], np.uint8)
    assert model.score(returned[None], kinds)[0] > 1.5 * model.score(row[None], kinds)[0]
    assert [each.tail for each in reasons] == [model.score(row[None], kinds)[0]] * 4


def test_a_row_of_medians_has_no_reasons(trained: Trained):
    model = trained.model
    row = np.full(model.columns.max() + 2, np.nan)
    assert model.reasons(row, PartyCode.PERSON) == []
