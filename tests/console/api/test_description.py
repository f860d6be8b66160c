"""Schemathesis against the OpenAPI: what the description says holds, for good calls and for bad ones.

All its checks run, `ignored_auth`, `negative_data_rejection` and `unsupported_method` among them, on every operation.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from leads_db.records.account import Role
from tests.console.api.office import Office, open_office

EVERYTHING = (Role.REVIEWER, Role.APPROVER, Role.COUNTY, Role.COUNTY_HEAD, Role.OPS)
EXAMPLES = 10
OPERATIONS = 15


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    opened = open_office(tmp_path_factory.mktemp("described"), per_minute=100_000)
    yield opened
    opened.engine.dispose()


def run(office: Office, **more: Any) -> tuple[Counter[str], list[str]]:
    """Operation → how many calls were made; what failed of them."""
    config = SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {office.token(*EVERYTHING)}"},
            "generation": {"max-examples": EXAMPLES, "database": "none", "deterministic": True},
            **more,
        }
    )
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", office.app, config=config)
    calls, faults = Counter[str](), list[str]()
    for event in from_schema(schema).execute():
        if isinstance(event, events.FatalError | events.NonFatalError):
            faults.append(repr(event))
        if isinstance(event, events.ScenarioFinished):
            for name, node in event.recorder.cases.items():
                calls[node.value.operation.label] += 1
                for check in event.recorder.checks.get(name, []):
                    if check.failure_info is not None:
                        faults.append(f"{check.name}: {node.value.operation.label}: {check.failure_info.failure}")
    return calls, faults


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_every_call_keeps_to_the_description(described: Office) -> None:
    calls, faults = run(described)
    assert list(dict.fromkeys(faults)) == []
    assert len(calls) == OPERATIONS
    assert min(calls.values()) >= EXAMPLES


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_calls_about_what_there_is_keep_to_it_too(described: Office) -> None:
    sent = described.sent["huanren"]
    known = {"path.number": sent.numbers[1], "path.uid": sent.uids[1]}
    off = {"enabled": False}
    calls, faults = run(described, parameters=known, phases={"stateful": off, "coverage": off})
    assert list(dict.fromkeys(faults)) == []
    assert calls["POST /v1/leads/{number}/moves"] >= EXAMPLES


def test_the_description_is_open_and_every_route_but_health_asks_for_a_token(described: Office) -> None:
    told = described.client.get("/api/v1/openapi.json").json()
    assert told["servers"] == [{"url": "/api"}]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert path == "/v1/health" or operation["security"] == [{"HTTPBearer": []}], (method, path)
            assert "503" in operation["responses"], (method, path)
