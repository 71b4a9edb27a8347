"""The AsyncAPI document is valid, is what the code says, and speaks of every topic, record and field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from streams import topics
from streams.contracts import NAME
from streams.contracts.channels import CHANNELS
from streams.contracts.document import document, render
from streams.contracts.messages import EXAMPLES, MESSAGES
from streams.schemas import RECORDS, VERSION, path
from streams.settings import Settings

ROOT = Path(__file__).parent.parent.parent
SPECIFICATION = json.loads(Path(__file__).with_name("asyncapi-3.0.0.json").read_text())
SECURED = Settings(
    broker="a.example:9093,b.example",
    topic_prefix="bank-a.",
    application="bank-a",
    subjects_partitions=12,
    replication_factor=3,
    security_protocol="SASL_SSL",
    sasl_mechanism="SCRAM-SHA-256",
    sasl_username="counterflow",
    sasl_password="secret-word",
)


def test_the_committed_document_is_what_the_code_says():
    committed = (ROOT / "deploy" / NAME).read_text()
    assert committed == render(Settings()), "run `python -m streams.contracts`"
    assert yaml.safe_load(committed) == json.loads(json.dumps(document(Settings())))


@pytest.mark.parametrize(
    "settings", [Settings(), SECURED, Settings(embedded_broker=True)], ids=["default", "secured", "embedded"]
)
def test_the_document_is_valid_by_the_specification(settings: Settings):
    validator = jsonschema.Draft7Validator(SPECIFICATION)
    made = document(settings)
    assert [error.message for error in validator.iter_errors(made)] == []
    made["channels"]["alerts"]["bindings"]["kafka"]["partitions"] = "four"
    assert not validator.is_valid(made)


def test_every_topic_is_a_channel_as_it_is_created():
    wanted = {topic.name: topic for topic in (*topics.needed(SECURED), *topics.restricted(SECURED))}
    channels = {channel["address"]: channel for channel in document(SECURED)["channels"].values()}
    assert channels.keys() == wanted.keys()
    for name, channel in channels.items():
        kafka = channel["bindings"]["kafka"]
        assert (kafka["topic"], kafka["partitions"], kafka["replicas"]) == (name, wanted[name].partitions, 3)
        assert kafka["topicConfiguration"].keys() == wanted[name].config.keys()
    assert channels["bank-a.bank-a-subjects-changelog"]["bindings"]["kafka"]["topicConfiguration"][
        "cleanup.policy"
    ] == ["compact"]


def test_every_reference_leads_somewhere():
    made = document(Settings())
    references = list(_references(made))
    assert len(references) > 100
    for reference in references:
        place: Any = made
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_message_is_on_a_channel_and_every_channel_is_used():
    used = {name for channel in CHANNELS.values() for name in channel.messages}
    assert used == {message.name for message in MESSAGES}
    assert all(channel.senders for channel in CHANNELS.values())


def test_every_record_is_carried_and_has_an_example():
    carried = {message.record for message in MESSAGES if message.record}
    assert carried == set(RECORDS)
    assert all(message.examples for message in MESSAGES if message.record)
    assert {name for each in MESSAGES for name in each.examples} == {file.stem for file in EXAMPLES.iterdir()}


@pytest.mark.parametrize(("record", "name"), [(each.record, name) for each in MESSAGES for name in each.examples])
def test_an_example_is_a_record_by_its_schema_and_by_the_code(record: str, name: str):
    text = (EXAMPLES / f"{name}.json").read_text()
    schema = json.loads(path(record).read_text())
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(json.loads(text))
    decoded = msgspec.json.decode(text, type=RECORDS[record])
    if record != "transaction":  # that one was not written by Counterflow
        assert json.loads(msgspec.json.encode(decoded)) == json.loads(text)


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_of_every_record_says_what_it_means(record: str):
    schema = json.loads(path(record).read_text())
    assert schema["$id"] == f"urn:counterflow:schema:{record}:{VERSION}"
    for name, definition in schema["$defs"].items():
        assert definition["description"], name
        silent = [field for field, content in definition["properties"].items() if not content.get("description")]
        assert silent == [], f"{name} in the docstrings of {RECORDS[record].__module__}"


def test_what_is_in_the_document_are_the_records_and_their_fields():
    schemas = document(Settings())["components"]["schemas"]
    for name in RECORDS:
        for part, definition in json.loads(path(name).read_text())["$defs"].items():
            assert schemas[part]["properties"].keys() == definition["properties"].keys()
            assert schemas[part].get("required") == definition.get("required")


def test_servers_are_those_of_the_settings_and_sign_in_as_they_say():
    servers = document(SECURED)["servers"]
    said = [(each["variables"]["host"]["default"], each["variables"]["port"]["default"]) for each in servers.values()]
    assert said == [("a.example", "9093"), ("b.example", "9092")]
    assert {each["protocol"] for each in servers.values()} == {"kafka-secure"}
    assert servers["broker"]["security"] == [{"$ref": "#/components/securitySchemes/scramSha256"}]
    assert "security" not in document(Settings())["servers"]["broker"]


def test_no_secret_is_in_the_document():
    assert "secret-word" not in render(SECURED)


def test_the_version_is_that_of_the_package():
    assert f'\nversion = "{VERSION}"\n' in (ROOT / "pyproject.toml").read_text()


def _references(value: Any) -> Any:
    if isinstance(value, dict):
        for name, content in value.items():
            if name == "$ref":
                yield content
            else:
                yield from _references(content)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
