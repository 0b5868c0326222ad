"""The way in and out: set-up token, password, sessions, cookies, forms, guessing."""

import asyncio
import json
import re

import pytest

from mien.study.app import create_app
from mien.study.app.admin import first_token, reset_admin
from mien.study.app.admin.access import KEY, SESSION_MS, Access, digest, password_fault
from mien.study.app.admin.gate import TRIES, TRIES_OF_ALL, WINDOW_MS
from mien.study.store import open_store

pytestmark = pytest.mark.anyio
PASSWORD = "a long enough password"


async def log_in(site, browser, password=PASSWORD):
    return await site.send(browser, "/admin/login", {"password": password})


async def is_in(browser) -> bool:
    return (await browser.get("/admin/live.json")).status_code == 200


async def audited(site) -> list[tuple[str, str, str]]:
    return await site.store.read("SELECT who, action, detail FROM audit ORDER BY id")


# First run


async def test_there_is_no_default_account(site):
    assert (await site.client.get("/admin")).headers["location"] == "/admin/login"
    assert (await site.client.get("/admin/login")).headers["location"] == "/admin/setup"
    token = site.form_token(await site.client.get("/admin/setup"))
    for password in ("", "admin", PASSWORD):
        answer = await site.client.post(
            "/admin/login", data={"form_token": token, "password": password}, headers=site.origin(site.client)
        )
        assert answer.status_code == 403
    assert not await is_in(site.client)
    assert await site.store.setting(KEY) is None


async def test_a_token_is_used_once_by_twenty_at_the_same_time(site, tmp_path):
    """Two applications on one file, as two processes have."""
    token = await first_token(site.store)
    second = await open_store(site.directory.default_store, site.directory.design.rules)
    try:
        app = create_app(site.directory, second, {})
        # Each from an address of its own, so that no limit stands before the token.
        browsers = [site.browser(f"192.0.2.{n}") for n in range(20)]
        for number, browser in enumerate(browsers):
            if number % 2:
                browser._transport.app = app
        fields = {"token": token, "new": PASSWORD, "again": PASSWORD}
        answers = await asyncio.gather(*(site.send(each, "/admin/setup", fields) for each in browsers))
        assert sorted(answer.status_code for answer in answers) == [303] + [403] * 19
        inside = [await is_in(browser) for browser in browsers]
        assert sum(inside) == 1
        assert answers[inside.index(True)].status_code == 303
    finally:
        await second.close()
    access = json.loads(await site.store.setting(KEY))
    assert (access["token"], len(access["sessions"])) == ("", 1)
    actions = [action for _, action, _ in await audited(site)]
    assert actions.count("set-up") == 1
    assert actions.count("set-up refused") == 19


async def test_a_new_token_takes_the_place_of_the_last(site):
    old, new = await first_token(site.store), await first_token(site.store)
    fields = {"new": PASSWORD, "again": PASSWORD}
    assert (await site.send(site.client, "/admin/setup", {"token": old, **fields})).status_code == 403
    assert (await site.send(site.client, "/admin/setup", {"token": new, **fields})).status_code == 303
    assert await first_token(site.store) is None


@pytest.mark.parametrize("password", ["short", "x" * 11, "a" * 40, "abababababab", "p" * 300 + "abcdefg"])
async def test_a_weak_password_is_not_taken_and_the_token_stays(site, password):
    token = await first_token(site.store)
    answer = await site.send(
        site.client, "/admin/setup", {"token": token, "new": password, "again": password}
    )
    assert answer.status_code == 422
    assert password_fault(password) in answer.text
    assert password not in answer.text
    await site.send(site.client, "/admin/setup", {"token": token, "new": PASSWORD, "again": PASSWORD})
    assert await is_in(site.client)


async def test_two_different_passwords_are_a_mistake(site):
    token = await first_token(site.store)
    fields = {"token": token, "new": PASSWORD, "again": PASSWORD + "x"}
    assert "differ" in (await site.send(site.client, "/admin/setup", fields)).text


async def test_only_hashes_are_kept(site, admin):
    token = await reset_admin(site.store)
    await site.send(admin, "/admin/setup", {"token": token, "new": PASSWORD, "again": PASSWORD})
    secret = dict(admin.cookies)["__Host-mien-admin"]
    kept = await site.store.setting(KEY)
    assert '"$argon2id$v=19$' in kept
    assert digest(secret) in kept
    for never in (PASSWORD, secret, token):
        assert never not in kept
        assert never not in str(await site.tables())


async def test_a_reset_ends_everything(site, admin):
    token = await reset_admin(site.store)
    assert not await is_in(admin)
    async with site.browser() as other:
        assert (await other.get("/admin/login")).headers["location"] == "/admin/setup"
        await site.send(
            other,
            "/admin/setup",
            {"token": token, "new": "another good password", "again": "another good password"},
        )
        assert await is_in(other)
    assert ("terminal", "password reset", "all sessions ended") in await audited(site)


# Login and sessions


async def test_login_and_logout(site, admin):
    assert await is_in(admin)
    secret = dict(admin.cookies)["__Host-mien-admin"]
    answer = await site.send(admin, "/admin/logout", {}, page="/admin")
    assert answer.headers["location"] == "/admin/login"
    assert "__Host-mien-admin" not in admin.cookies
    # Who kept the cookie has nothing of it.
    async with site.browser() as thief:
        thief.cookies.set("__Host-mien-admin", secret)
        assert not await is_in(thief)
    assert (await log_in(site, admin)).status_code == 303
    assert await is_in(admin)
    assert [action for _, action, _ in await audited(site)] == ["set-up", "logout", "login"]


async def test_sessions_are_shared_by_processes_and_logout_too(site, admin):
    second = await open_store(site.directory.default_store, site.directory.design.rules)
    try:
        app = create_app(site.directory, second, {})
        async with site.browser() as elsewhere:
            elsewhere._transport.app = app
            elsewhere.cookies.update(admin.cookies)
            assert await is_in(elsewhere)
            await site.send(elsewhere, "/admin/logout", {}, page="/admin")
        assert not await is_in(admin)
    finally:
        await second.close()


async def test_a_session_that_was_planted_is_not_used(site, admin):
    """Whoever plants a cookie in a browser does not know the session after the login."""
    async with site.browser() as victim:
        planted = "planted-by-somebody-else-0123456789"
        victim.cookies.set("__Host-mien-admin", planted)
        page = await victim.get("/admin/login")
        answer = await victim.post(
            "/admin/login",
            data={"form_token": site.form_token(page), "password": PASSWORD},
            headers={**site.origin(victim), "cookie": f"__Host-mien-admin={planted}"},
        )
        assert answer.status_code == 303
        fresh = re.search(r"__Host-mien-admin=([^;]+)", answer.headers["set-cookie"])[1]
        assert fresh != planted
    async with site.browser() as attacker:
        attacker.cookies.set("__Host-mien-admin", planted)
        assert not await is_in(attacker)


async def test_cookies_are_strict(site):
    await site.set_up(site.client)
    for scheme, name in (("https", "__Host-mien-admin"), ("http", "mien-admin")):
        async with site.browser(scheme=scheme) as browser:
            first = (await browser.get("/admin/login")).headers["set-cookie"]
            last = (await log_in(site, browser)).headers["set-cookie"]
            assert await is_in(browser)
        for cookie in (first, last):
            parts = {part.strip().lower() for part in cookie.split(";")[1:]}
            assert cookie.startswith(name + "=")
            assert {"httponly", "samesite=strict", "path=/"} <= parts
            assert ("secure" in parts) == (scheme == "https")
            assert not any(part.startswith("domain") for part in parts)
    # A cookie of an unencrypted page is no session on an encrypted one.
    async with site.browser(scheme="http") as plain, site.browser() as encrypted:
        await log_in(site, plain)
        encrypted.cookies.set("mien-admin", dict(plain.cookies)["mien-admin"])
        assert not await is_in(encrypted)


async def test_a_session_ends_by_itself(site, admin, monkeypatch):
    from mien.study.app.admin import access

    now = access.now_ms()
    monkeypatch.setattr(access, "now_ms", lambda: now + SESSION_MS - 60_000)
    assert await is_in(admin)
    monkeypatch.setattr(access, "now_ms", lambda: now + SESSION_MS + 60_000)
    assert not await is_in(admin)


def test_sessions_are_few():
    held = Access()
    for number in range(50):
        held = held.opened(f"s{number}", number)
    assert len(held.sessions) == 20
    assert held.knows("s49", 50)
    assert not held.knows("s10", 50)
    assert Access.of(held.text()) == held


async def test_another_password(site, admin):
    async with site.browser() as other:
        await log_in(site, other)
        new = "a quite different password"
        wrong = {"password": "not the password", "new": new, "again": new}
        assert (await site.send(admin, "/admin/password", wrong)).status_code == 403
        right = {"password": PASSWORD, "new": new, "again": new}
        assert (await site.send(admin, "/admin/password", right)).status_code == 303
        assert await is_in(admin)
        assert not await is_in(other)
        assert (await log_in(site, other)).status_code == 403
        assert (await log_in(site, other, new)).status_code == 303


async def test_a_composed_and_a_decomposed_letter_are_the_same_password(site):
    token = await first_token(site.store)
    await site.send(
        site.client,
        "/admin/setup",
        {"token": token, "new": "passwo\u0308rter so", "again": "passwo\u0308rter so"},
    )
    assert (await log_in(site, site.browser(), "passw\u00f6rter so")).status_code == 303


# Guessing


async def test_guessing_is_locked_out_and_the_answer_is_the_same(site, monkeypatch):
    await site.set_up(site.client)
    async with site.browser("192.0.2.9") as guesser:
        pages = [await log_in(site, guesser, f"wrong guess number {n}") for n in range(TRIES + 1)]
        right = await log_in(site, guesser)
        assert [page.status_code for page in [*pages, right]] == [403] * (TRIES + 2)
        assert len({page.text for page in [*pages, right]}) == 1
        assert not await is_in(guesser)
        # Another address is not locked.
        async with site.browser("192.0.2.10") as other:
            assert (await log_in(site, other)).status_code == 303
        # Nor is a lock written over and over by who goes on guessing.
        assert sum(action == "login refused" for _, action, _ in await audited(site)) == TRIES
        from mien.study.app.admin import access

        later = access.now_ms() + WINDOW_MS + 1000
        monkeypatch.setattr(access, "now_ms", lambda: later)
        assert (await log_in(site, guesser)).status_code == 303


async def test_guessing_at_once_is_no_way_round(site):
    await site.set_up(site.client)
    async with site.browser("192.0.2.9") as guesser:
        token = site.form_token(await guesser.get("/admin/login"))
        tries = [PASSWORD if n == 8 else f"wrong guess number {n}" for n in range(9)]
        answers = await asyncio.gather(
            *(
                guesser.post(
                    "/admin/login", data={"form_token": token, "password": each}, headers=site.origin(guesser)
                )
                for each in tries
            )
        )
    assert {answer.status_code for answer in answers} == {403}
    assert sum(action == "login refused" for _, action, _ in await audited(site)) == TRIES


async def test_guessing_from_everywhere_is_locked_out(site):
    await site.set_up(site.client)
    for number in range(TRIES_OF_ALL):
        await site.store.audit(f"198.51.100.{number}", "login refused", "wrong password")
    async with site.browser("192.0.2.10") as admin:
        assert (await log_in(site, admin)).status_code == 403
    # The terminal is the way back in.
    token = await reset_admin(site.store)
    assert token


async def test_every_try_is_in_the_audit_log(site, admin):
    async with site.browser("192.0.2.44") as other:
        await log_in(site, other, "wrong")
        await log_in(site, other)
    assert await audited(site) == [
        (site.address, "set-up", "password set"),
        ("192.0.2.44", "login refused", "wrong password"),
        ("192.0.2.44", "login", ""),
    ]


# Forms


async def forged(site, browser, path, fields, headers=None, token=None):
    data = {**fields, **({"form_token": token} if token is not None else {})}
    return await browser.post(path, data=data, headers=site.origin(browser) if headers is None else headers)


FORMS = {
    "/admin/logout": {},
    "/admin/password": {"password": PASSWORD, "new": "x" * 8 + "abcdefgh", "again": "x" * 8 + "abcdefgh"},
    "/admin/raters/1/exclude": {"reason": "because"},
    "/admin/people/about": {"platform": "prolific", "external": "anna"},
    "/admin/people/erase": {"platform": "prolific", "external": "anna", "sure": "yes"},
    "/admin/stimuli": {"face": "a"},
}


@pytest.mark.parametrize("path", FORMS)
async def test_a_forged_form_does_nothing(site, admin, path):
    await site.enter("anna")
    before = await site.tables()
    good = site.form_token(await admin.get("/admin"))
    async with site.browser() as other:
        foreign = site.form_token(await other.get("/admin/login"))
    tries = [
        {},
        {"token": ""},
        {"token": "0" * 64},
        {"token": foreign},
        {"token": "é"},
        {"token": good, "headers": {"origin": "https://evil.example"}},
        {"token": good, "headers": {"origin": "http://study.example"}},
        {"token": good, "headers": {"origin": "https://study.example.evil.example"}},
        {"token": good, "headers": {"origin": "null"}},
        {"token": good, "headers": {}},
        {"token": good, "headers": {"sec-fetch-site": "cross-site"}},
        {"token": good, "headers": {"sec-fetch-site": "same-site", "origin": "null"}},
    ]
    for number, attempt in enumerate(tries):
        # Each from another address, so that it is not the limit that refuses it.
        async with site.browser(f"192.0.2.{number}") as browser:
            browser.cookies.update(admin.cookies)
            answer = await forged(site, browser, path, FORMS[path], **attempt)
        assert answer.status_code == 403, attempt
    assert await site.tables() == before
    assert await is_in(admin)


@pytest.mark.parametrize("path", FORMS)
async def test_a_form_without_a_login_does_nothing(site, path):
    await site.set_up(site.client)
    await site.enter("anna")
    async with site.browser() as other:
        token = site.form_token(await other.get("/admin/login"))
        before = await site.tables()
        assert (await forged(site, other, path, FORMS[path], token=token)).status_code == 401
        assert await site.tables() == before


async def test_a_login_cannot_be_forged(site):
    """Else somebody could be logged in as another without noticing; here it needs a page of this browser."""
    await site.set_up(site.client)
    async with site.browser() as attacker, site.browser() as victim:
        token = site.form_token(await attacker.get("/admin/login"))
        assert (
            await forged(site, victim, "/admin/login", {"password": PASSWORD}, token=token)
        ).status_code == 403
        await victim.get("/admin/login")
        assert (
            await forged(site, victim, "/admin/login", {"password": PASSWORD}, token=token)
        ).status_code == 403
        assert not await is_in(victim)


async def test_browsers_without_an_origin_say_where_a_form_is_from(site, admin):
    good = site.form_token(await admin.get("/admin"))
    for headers in ({"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "same-origin", "origin": "null"}):
        answer = await forged(site, admin, "/admin/people/about", FORMS["/admin/people/about"], headers, good)
        assert answer.status_code == 404


async def test_the_public_address_is_an_origin_too(serving_study, tmp_path):
    design = '[person]\ntriplets = 4\n[server]\npublic_url = "https://public.example/study/"\n'
    async with serving_study(tmp_path / "study", design) as site:
        headers = {"origin": "https://public.example", "host": "public.example"}
        page = await site.client.get("/admin/setup", headers=headers)
        token = await first_token(site.store)
        fields = {"form_token": site.form_token(page), "token": token, "new": PASSWORD, "again": PASSWORD}
        answer = await site.client.post("/admin/setup", data=fields, headers=headers)
        assert answer.status_code == 303
        # This test alone hashes as a server does: by RFC 9106, with 64 MiB.
        assert "$argon2id$v=19$m=65536,t=3,p=4$" in await site.store.setting(KEY)


@pytest.mark.parametrize(
    "body",
    [
        {"content": b"--x\r\nbroken", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"content": b"{}", "headers": {"content-type": "application/json"}},
        {"content": b"form_token=%ff%00", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"data": {"form_token": "x"}, "files": [("a", b"1"), ("b", b"2"), ("c", b"3")]},
        {"data": {f"field{n}": "x" for n in range(2000)}},
        {"files": {"form_token": b"x"}},
    ],
)
async def test_strange_bodies_are_refused(site, admin, body):
    headers = {**site.origin(admin), **body.pop("headers", {})}
    for path in ("/admin/login", "/admin/people/erase"):
        answer = await admin.post(path, headers=headers, **body)
        assert answer.status_code in (400, 403), answer.text
    assert await is_in(admin)


async def test_an_open_connection_is_pointed_out(site):
    await site.set_up(site.client)
    async with site.browser(scheme="http") as plain:
        assert "not encrypted" in (await plain.get("/admin/login")).text
        plain.base_url = "http://127.0.0.1:8000"
        assert "not encrypted" not in (await plain.get("/admin/login")).text
    assert "not encrypted" not in (await site.browser().get("/admin/login")).text


@pytest.mark.parametrize(
    "host", ["[", "[::1", "a b", "x:y:z", "", "é", "evil.example:99999999", "'<b>", "//x"]
)
async def test_a_strange_host_is_no_crash(site, host):
    await site.set_up(site.client)
    async with site.browser("192.0.2.9") as other:
        for method in ("GET", "POST"):
            for path in ("/admin", "/admin/login", "/", "/health", "/api/claim"):
                headers = [(b"host", host.encode("utf-8")), (b"origin", b"https://evil.example")]
                answer = await other.request(method, path, headers=headers)
                assert answer.status_code < 500, (path, answer.text)
                assert "<b>" not in answer.text
