"""The whole way over real connections: the form that MTurk gets, and webhooks that Prolific delivers."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from urllib.parse import urlsplit

import httpx
import uvicorn
from fastapi import FastAPI

from mien.study.app.webhooks import webhook_routes
from mien.study.design import MTurkSection
from mien.study.platforms import MTurkPlatform
from mien.study.platforms.listing import listed_from_csv
from mien.study.reconcile import Kind, reconcile

SECRET = "delivered-by-hand"
TURK = {
    "workerId": "AZ3456EXAMPLE",
    "assignmentId": "123RVWYBAZW00EXAMPLE456RVWYBAZW00EXAMPLE",
    "hitId": "123RVWYBAZW00EXAMPLE",
    "turkSubmitTo": "https://workersandbox.mturk.com",
}


def test_mturk_takes_the_form_and_its_results_agree_with_ours(with_study, crowd, tmp_path) -> None:
    turk = MTurkPlatform(MTurkSection())

    async def do(study):
        arrival = turk.arrival(TURK)
        code = turk.new_code()
        await study.complete(arrival.external, arrival.session, "mturk", code)
        way = turk.departure(TURK, code)
        async with httpx.AsyncClient() as client:
            # The fake listens here; the path and the fields are what MTurk would get.
            answer = await client.post(crowd.url + urlsplit(way.url).path, data=dict(way.fields))
        assert answer.status_code == 200
        results = tmp_path / "Batch_results.csv"
        fields = crowd.submitted[0]
        results.write_text(
            '"AssignmentId","WorkerId","AssignmentStatus","Answer.code"\n'
            f'"{fields["assignmentId"][0]}","{arrival.external}","Submitted","{fields["code"][0]}"\n'
            f'"3OTHER","A0OTHER","Submitted","{code}"\n'
        )
        return await reconcile(study.store, "mturk", listed_from_csv(results))

    result = with_study(do)
    assert result.agree == 1
    assert [(one.kind, one.external) for one in result.differences] == [(Kind.unknown_here, "A0OTHER")]


def _signed(body: bytes) -> dict[str, str]:
    now = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), now.encode() + body, hashlib.sha256).digest()
    return {
        "X-Prolific-Request-Signature": base64.b64encode(digest).decode(),
        "X-Prolific-Request-Timestamp": now,
        "X-Timestamp": now,
    }


def test_deliveries_over_real_connections_are_handled_once(with_study, monkeypatch) -> None:
    monkeypatch.setenv("MIEN_PROLIFIC_SECRET", SECRET)

    async def do(study):
        people = [await study.enter(f"{i:024x}", f"{i + 0x5000:024x}") for i in range(6)]
        for person in people:
            await study.store.claim(person.number, 4)
        app = FastAPI()
        app.include_router(webhook_routes(study.context))
        server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
        )
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:

            async def deliver(number: int) -> str:
                body = json.dumps(
                    {"resource_id": f"{number + 0x5000:024x}", "event_type": "submission.status.change",
                     "participant_id": f"{number:024x}", "status": "RETURNED"}
                ).encode()  # fmt: skip
                headers = {**_signed(body), "X-Event-ID": f"event-{number}"}
                answer = await client.post("/hooks/prolific", content=body, headers=headers)
                assert answer.status_code == 200
                return answer.json()["result"]

            results = await asyncio.gather(*[deliver(number) for number in range(6) for _ in range(8)])
        server.should_exit = True
        await asyncio.wait_for(serving, 30)
        assert set(results) <= {"done", "duplicate"}
        assert await study.store.read("SELECT SUM(leased) FROM question") == [(0,)]
        assert await study.store.read("SELECT DISTINCT status FROM platform_id") == [("RETURNED",)]
        # Each lease was given back once, however many deliveries were under way.
        return await study.store.read("SELECT COUNT(*) FROM trouble"), results

    troubles, results = with_study(do)
    assert troubles == [(24,)]
    assert results.count("done") >= 6
