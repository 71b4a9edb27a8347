"""Topics from the command line."""

from __future__ import annotations

import json

from streams import topics
from streams.settings import Settings


def test_topics_are_created_and_described(counterflow, cluster: Settings, monkeypatch):
    monkeypatch.setenv("COUNTERFLOW_TOPIC_PREFIX", f"{cluster.topic_prefix}new.")
    before = json.loads(counterflow("topics", "describe", "--json").out)
    assert {each["partitions"] for each in before} == {0}
    created = json.loads(counterflow("topics", "create", "--json").out)["created"]
    assert set(created) == {each["name"] for each in before}
    after = json.loads(counterflow("topics", "describe", "--json").out)
    assert all(each["partitions"] == each["partitions_wanted"] for each in after)


def test_nothing_to_create_is_said(counterflow, cluster: Settings):
    assert counterflow("topics", "create").out == "all topics are there\n"


def test_topics_that_do_not_fit_the_settings_are_refused(counterflow, cluster: Settings, monkeypatch):
    monkeypatch.setenv("COUNTERFLOW_SUBJECTS_PARTITIONS", str(cluster.subjects_partitions + 1))
    result = counterflow("topics", "create")
    assert result.status == 2
    assert f"{cluster.changelog} has {cluster.subjects_partitions} partitions" in result.err


def test_missing_topics_are_shown_as_missing(counterflow, cluster: Settings, monkeypatch):
    monkeypatch.setenv("COUNTERFLOW_TOPIC_PREFIX", "absent.")
    assert counterflow("topics", "describe").out.count("missing") == len(topics.needed(cluster))
