"""Links that are signed: Prolific's tokens, by keys that OpenSSL made for these tests, and our own links."""

import base64
import json
import re
import shutil
import subprocess
import time

import pytest

from mien.errors import ConfigError
from mien.study.design import ConnectSection, ProlificSection
from mien.study.directory import StudyDirectory, make_key
from mien.study.platforms import (
    ConnectPlatform,
    EntryError,
    LinkPlatform,
    ProlificPlatform,
    enabled_platforms,
)
from mien.study.platforms.jwt import KeysFile, keys_of
from mien.study.platforms.links import signed_links
from mien.study.platforms.signing import signature
from mien.study.store.records import Vouched

IDS = {
    "PROLIFIC_PID": "60bf9310e8dec401be6e9615",
    "STUDY_ID": "60d9aadeb86739de712faee0",
    "SESSION_ID": "60aca280709ee40ec37d4885",
}
HOST = "study.example.org"


def b64(data):
    data = json.dumps(data).encode() if isinstance(data, dict) else data
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Signer:
    """A key pair of OpenSSL's."""

    def __init__(self, folder, name, bits=2048):
        self.name, self.path = name, folder / f"{name}.pem"
        self.folder = folder
        self._openssl("genrsa", "-out", self.path, str(bits))
        text = self._openssl("rsa", "-in", self.path, "-noout", "-modulus").decode()
        modulus = int(re.search("Modulus=([0-9A-F]+)", text)[1], 16)
        size = (modulus.bit_length() + 7) // 8
        self.public = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": name, "e": "AQAB",
                       "n": b64(modulus.to_bytes(size, "big"))}  # fmt: skip

    def _openssl(self, *words):
        done = subprocess.run(["openssl", *map(str, words)], capture_output=True, check=True)
        return done.stdout

    def sign(self, message, digest="-sha256"):
        plain = self.folder / "message"
        plain.write_bytes(message)
        return self._openssl("dgst", digest, "-sign", self.path, plain)

    def token(self, head=None, digest="-sha256", **said):
        claims = {"iss": "https://www.prolific.com", "aud": f"https://{HOST}", "exp": int(time.time()) + 300,
                  "prolific": {**IDS, "workspace_id": "w"}, **said}  # fmt: skip
        header = {"alg": "RS256", "typ": "JWT", "kid": self.name, **(head or {})}
        text = f"{b64(header)}.{b64(claims)}"
        return f"{text}.{b64(self.sign(text.encode(), digest))}"


@pytest.fixture(scope="module")
def signers(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("keys")
    return [Signer(folder, name) for name in ("one", "two")]


@pytest.fixture
def keys_file(tmp_path, signers):
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [signers[0].public]}))
    return path


@pytest.fixture
def prolific(keys_file):
    section = ProlificSection(completion_code="C", study_id=IDS["STUDY_ID"])
    return ProlificPlatform(section, KeysFile(keys_file), HOST)


def test_a_link_that_prolific_signed(prolific, signers):
    one = signers[0]
    for query in ({}, IDS, {"PROLIFIC_PID": IDS["PROLIFIC_PID"].upper()}):
        arrival = prolific.arrival({**query, "prolific_token": one.token()})
        assert (arrival.external, arrival.session) == (IDS["PROLIFIC_PID"], IDS["SESSION_ID"])
        assert (arrival.vouched, arrival.expired) == (Vouched.signed, False)
    for audience in (HOST, f"http://{HOST}/prolific", [f"https://{HOST}:443", "https://other"]):
        assert not prolific.arrival({"prolific_token": one.token(aud=audience)}).expired
    assert prolific.arrival({"prolific_token": one.token(exp=int(time.time()) - 1)}).expired


def test_what_is_not_signed_or_changed_is_refused(prolific, signers):
    one, two = signers
    head, body, seal = one.token().split(".")
    other = b64({"iss": "https://www.prolific.com", "aud": HOST, "exp": 2**40,
                 "prolific": {**IDS, "PROLIFIC_PID": "a" * 24}})  # fmt: skip
    raw = base64.urlsafe_b64decode(seal + "==")
    high = b64(b"\xff" * 256)
    tokens = [
        "",
        "x",
        "..",
        "a.b.c",
        f"{head}.{body}",
        f"{head}.{body}.",
        f"{head}.{other}.{seal}",
        f"{head}.{body}.{seal[:-4]}AAAA",
        f"{head}.{body}.{seal}=",
        f"{head}.{body}.{b64(raw + b'x')}",
        f"{head}.{body}.{b64(bytes(256))}",
        f"{head}.{body}.{high}",
        two.token(),
        two.token({"kid": "one"}),
        one.token({"kid": "none"}),
        one.token({"alg": "RS512"}, "-sha512"),
        one.token({"alg": "RS256"}, "-sha512"),
        one.token({"crit": ["x"]}),
        one.token({"kid": ["one"]}),
        f"{b64({'alg': 'none', 'kid': 'one'})}.{body}.",
        f"{b64({'alg': 'HS256', 'kid': 'one'})}.{body}.{seal}",
        one.token(aud="https://evil.example"),
        one.token(aud=None),
        one.token(aud=f"https://{HOST}.evil.example"),
        one.token(iss="https://evil.example"),
        one.token(exp=None),
        one.token(exp=True),
        one.token(exp="9" * 12),
        one.token(prolific=None),
        one.token(prolific={}),
        one.token(prolific={**IDS, "PROLIFIC_PID": "<b>"}),
        one.token(prolific={**IDS, "STUDY_ID": "b" * 24}),
        "x" * 5000,
        f"{head}.{b64(b'[' * 3000)}.{seal}",
        f"\u0661{head}.{body}.{seal}",
    ]
    for token in tokens:
        with pytest.raises(EntryError):
            prolific.arrival({"prolific_token": token})
    with pytest.raises(EntryError, match="not signed"):
        prolific.arrival(IDS)
    with pytest.raises(EntryError, match="changed"):
        prolific.arrival({**IDS, "PROLIFIC_PID": "a" * 24, "prolific_token": one.token()})


def test_new_keys_are_taken_without_a_restart(prolific, keys_file, signers):
    one, two = signers
    with pytest.raises(EntryError):
        prolific.arrival({"prolific_token": two.token()})
    keys_file.write_text(json.dumps({"keys": [two.public, {"kty": "EC", "kid": "x"}]}))
    assert prolific.arrival({"prolific_token": two.token()}).vouched is Vouched.signed
    with pytest.raises(EntryError):
        prolific.arrival({"prolific_token": one.token()})


def test_key_sets_that_cannot_be_used_are_named(tmp_path, signers):
    short = Signer(tmp_path, "short", 1024).public
    for text in ("", "[]", "{}", '{"keys": []}', '{"keys": [1]}', json.dumps({"keys": [short]}),
                 json.dumps({"keys": [{**signers[0].public, "n": "%"}]})):  # fmt: skip
        with pytest.raises(ConfigError, match=r"^here: "):
            keys_of(text, "here")
    with pytest.raises(ConfigError, match="cannot be read"):
        KeysFile(tmp_path / "none.json")
    (tmp_path / "k.json").write_text(json.dumps({"keys": [signers[0].public]}))
    keys, section = KeysFile(tmp_path / "k.json"), ProlificSection(completion_code="C")
    with pytest.raises(ConfigError, match="public_url"):
        ProlificPlatform(section, keys)


def _study(tmp_path, toml):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.toml").write_text(f'[server]\npublic_url = "https://{HOST}/"\n{toml}')
    make_key(folder / "secret.key")
    return StudyDirectory(folder)


def _query(link):
    return dict(pair.split("=") for pair in link.partition("?")[2].split("&"))


def test_links_of_our_own(tmp_path):
    directory = _study(tmp_path, "[platforms.link]\nsigned = true\n")
    platform = enabled_platforms(directory)["link"]
    now = int(time.time())
    links = signed_links(directory, "link", 3, now + 60)
    assert len({platform.arrival(_query(link)).external for link in links}) == 3
    assert all(link.startswith(f"https://{HOST}/?code=") for link in links)
    query = _query(links[0])
    arrival = platform.arrival(query)
    assert (arrival.vouched, arrival.expired) == (Vouched.signed, False)
    [old] = signed_links(directory, "link", 1, now - 1)
    assert platform.arrival(_query(old)).expired
    until, seal = query["s"].split(".")
    for wrong in (
        {"code": query["code"]},
        {**query, "code": "A" * 12},
        {**query, "s": f"{int(until) + 1000}.{seal}"},
        {**query, "s": f"{until}.{seal[:-1]}x"},
        {**query, "s": signature(b"another key", int(until), "link", query["code"])},
        {**query, "s": signature(directory.key("links"), int(until), "connect")},
        {"visitor": "v" * 24},
    ):
        with pytest.raises(EntryError):
            platform.arrival(wrong)


def test_connects_link_is_signed_for_the_project(tmp_path):
    toml = '[platforms.connect]\nenabled = true\ncompletion_code = "C"\nsigned = true\n'
    directory = _study(tmp_path, toml)
    platform = enabled_platforms(directory)["connect"]
    [link] = signed_links(directory, "connect", 1, int(time.time()) + 60)
    ids = {"participantId": "4F1CC0A7B2", "assignmentId": "9D02BEEF11", "projectId": "DC6CDE9748"}
    arrival = platform.arrival({**ids, **_query(link)})
    # Everybody on Connect has the same link: whose ID is in it only Connect's list can say.
    assert (arrival.external, arrival.vouched, arrival.expired) == ("4F1CC0A7B2", Vouched.unknown, False)
    with pytest.raises(EntryError):
        platform.arrival(ids)
    [old] = signed_links(directory, "connect", 1, 5)
    assert platform.arrival({**ids, **_query(old)}).expired


def test_a_code_of_another_outcome_takes_its_place_in_connects_redirect():
    url = "https://connect.cloudresearch.com/participant/project/DC6CDE9748/complete"
    section = ConnectSection(completion_code="DC6CDE9748", redirect_url=url, codes={"full": "FULL01"})
    platform = ConnectPlatform(section)
    assert platform.departure({}, "FULL01").url == url.replace("DC6CDE9748", "FULL01")
    assert platform.departure({}, "").url == ""


def test_settings_that_cannot_be_are_refused(tmp_path):
    directory = _study(tmp_path, '[platforms.link]\nsigned = true\ncodes_file = "codes.txt"\n')
    with pytest.raises(ConfigError, match="not both"):
        enabled_platforms(directory)
    section = ProlificSection(completion_code="C", codes={"full": "a b"})
    with pytest.raises(ConfigError, match=r"prolific\.codes\.full"):
        ProlificPlatform(section)
    (directory.path / "study.toml").write_text("")
    with pytest.raises(ConfigError, match="public_url"):
        signed_links(StudyDirectory(directory.path), "link", 1, 5)
    assert not LinkPlatform().personal
