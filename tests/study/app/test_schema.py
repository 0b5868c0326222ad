"""The whole application against its own description: requests as it asks for them, and as it does not."""

import asyncio
import contextlib
import warnings

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from mien.study.app.tokens import Tokens
from mien.study.store.invariants import violations

with warnings.catch_warnings():
    # Some of its own dependencies warn while they are loaded.
    warnings.simplefilter("ignore")
    import jsonschema_rs
    import schemathesis
    from schemathesis.generation import GenerationMode

PER_OPERATION = 8
EXPECTED = {200, 400, 401, 403, 404, 405, 409, 413, 415, 422}
DESIGN = "[person]\ntriplets = 4\n[server]\nrequests_per_minute = 1000000\n"


async def respond(site, case, authorization: str | None):
    """What the application answers."""
    wanted = case.as_transport_kwargs(base_url="https://study.example")
    body = {key: wanted[key] for key in ("json", "data") if wanted.get(key) is not None}
    if isinstance(body.get("data"), bytes | str):
        body = {"content": body["data"]}
    headers = {"content-type": "application/json"} if body else {}
    if authorization is not None:
        headers["authorization"] = authorization
    return await site.client.request(
        wanted["method"], wanted["url"], params=wanted.get("params"), headers=headers, **body
    )


def test_no_request_breaks_the_application(tmp_path, serving_study):
    with asyncio.Runner() as runner:
        manager = serving_study(tmp_path / "study", DESIGN)
        site = runner.run(manager.__aenter__())
        try:
            person = runner.run(site.enter("anna"))
            runner.run(site.store.claim(person, 3))
            good = "Bearer " + Tokens(site.directory.key("token")).issue(person)
            tokens = st.sampled_from([good, good, good + "x", "Bearer 1", "Basic eDp5", "", None])
            tried: dict[str, set[int]] = {}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                schema = schemathesis.openapi.from_dict(site.app.openapi())
                for found in schema.get_all_operations():
                    operation = found.ok()
                    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                        tried.setdefault(operation.path, set()).update(
                            _try(runner, site, operation, mode, tokens)
                        )
            secured = {
                path
                for path, found in site.app.openapi()["paths"].items()
                if found.get("post", {}).get("security")
            }
            without = {"/api/enter", "/hooks/prolific"}
            assert {path for path in tried if path.startswith("/api/")} - without - {
                "/api/practice"
            } == secured
            assert site.app.openapi()["components"]["securitySchemes"]["person"]["scheme"] == "bearer"
            assert set(tried) >= {"/api/enter", "/api/answers", "/api/withdraw", "/health", "/prolific"}
            assert 200 in tried["/api/claim"]
            assert tried["/api/answers"] >= {401, 422}
            assert all(tried[path] for path in tried), tried
            assert runner.run(site.store.verify()) == []
            assert runner.run(violations(site.store)) == []
        finally:
            runner.run(manager.__aexit__(None, None, None))


def _try(runner, site, operation, mode, tokens) -> set[int]:
    """Statuses of some requests; every one is looked at."""
    statuses: set[int] = set()
    cases = operation.as_strategy(generation_mode=mode)

    @settings(
        max_examples=PER_OPERATION,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, authorization=tokens)
    def look(case, authorization):
        answer = runner.run(respond(site, case, authorization))
        assert answer.status_code in EXPECTED, (operation.path, answer.text)
        assert "content-security-policy" in answer.headers
        assert "Traceback" not in answer.text
        if operation.path.startswith("/api/"):
            described = operation.definition.raw["responses"][str(answer.status_code)]
            schema = described["content"]["application/json"]["schema"]
            jsonschema_rs.validate(schema, answer.json())
        statuses.add(answer.status_code)

    # Where nothing is described there is nothing to do wrong.
    with contextlib.suppress(Unsatisfiable):
        look()
    return statuses
