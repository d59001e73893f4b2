"""Real logs, held against the published schema, which stands in step with the code."""

import dataclasses
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner

from cleaner import Cleaner, Edit, Spared, log_records
from cleaner.cli import main
from cleaner.edit import Action
from cleaner.log import SCHEMA
from cleaner.options import Mode
from tests.conftest import CHECKOUT

PUBLISHED = CHECKOUT / "docs" / "pages" / "log.schema.json"
PAGES = sorted((CHECKOUT / "corpus").glob("*/page.*"))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PUBLISHED.read_text("utf-8"))
    return found


@pytest.mark.parametrize("mode", get_args(Mode))
def test_real_logs_are_valid(schema: dict[str, Any], mode: Mode) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the extra 'dev'")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator, cleaner = jsonschema.Draft202012Validator(schema), Cleaner(mode=mode, html="fast")
    kinds = set()
    for page in PAGES:
        for record in log_records(cleaner.clean(page.read_bytes()), page.name):
            validator.validate(json.loads(json.dumps(record)))
            kinds.add(record["record"])
    assert kinds == {"document", "edit", "kept"}


def test_the_log_of_half_a_character_is_valid(schema: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the extra 'dev'")
    records = [*log_records(Cleaner().clean("Leave a Reply \ud83d\ude00\nThe \ud83d\ude00 tide.\n"), "one")]
    assert "halves" in records[1]
    for record in records:
        jsonschema.Draft202012Validator(schema).validate(record)


def test_the_log_of_a_run_with_an_alarm_is_valid(schema: dict[str, Any], tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the extra 'dev'")
    page, log = PUBLISHED.parents[2] / "corpus" / "regional-portal" / "page.txt", tmp_path / "log.jsonl"
    done = CliRunner().invoke(main, ["clean", str(page), "--log", str(log), "--max-removed", "0.1"])
    assert done.exit_code == 1
    records = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert records[0]["flags"]
    for record in records:
        jsonschema.Draft202012Validator(schema).validate(record)


def test_the_schema_refuses_what_is_no_record(schema: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the extra 'dev'")
    validator = jsonschema.Draft202012Validator(schema)
    record = next(iter(log_records(Cleaner().clean("The tide."), "one")))
    assert validator.is_valid(record)
    for change in ({"schema": 2}, {"source_sha256": "x"}, {"surprise": 1}, {"record": "other"}, {"kind": "html"}):
        assert not validator.is_valid({**record, **change}), change


def test_the_schema_has_every_field_of_the_code(schema: dict[str, Any]) -> None:
    for name, kind, more in (
        ("edit", Edit, {"record", "halves", "element", "html_span"}),
        ("kept", Spared, {"record"}),
    ):
        fields = {field.name for field in dataclasses.fields(kind)}
        assert set(schema["$defs"][name]["properties"]) == fields | more
    assert schema["$defs"]["edit"]["properties"]["action"]["enum"] == [*get_args(Action)]
    assert schema["$defs"]["document"]["properties"]["mode"]["enum"] == [*get_args(Mode)]
    assert schema["$defs"]["document"]["properties"]["schema"]["const"] == SCHEMA


def test_the_page_on_the_log_names_every_field(schema: dict[str, Any]) -> None:
    text = Path(PUBLISHED.parent / "log.md").read_text("utf-8")
    for kind in schema["$defs"].values():
        for name in kind.get("properties", {}):
            assert f"`{name}`" in text or name == "record", name
