"""The proxies of docs/study/deployment.md, as they stand there, in front of the real server."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "study" / "deployment.md").read_text("utf-8")
HOST = "study.example.org"


def _block(heading):
    """The first block of code below a heading of the page."""
    return re.search(rf"^## {heading}$.*?^```\w*\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]


def _port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _needed(program):
    if shutil.which(program) is None and not Path(f"/usr/sbin/{program}").exists():
        reason = f"{program} is not installed (Debian: {program})"
        if "proxies" in os.environ.get("MIEN_REQUIRE", "").split(","):
            pytest.fail(reason)
        pytest.skip(reason)
    return shutil.which(program) or f"/usr/sbin/{program}"


def _started(words, **more):
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def _end(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def server(tmp_path, make_study):
    """The real server behind a proxy; its port."""
    server = {"public_url": f"https://{HOST}", "entries_per_minute": 3}
    make_study(tmp_path / "study", {"server": server})
    words = [sys.executable, "-m", "mien", "study", "serve", str(tmp_path / "study"), "--port", "0"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        lines = iter(process.stdout.readline, "")
        url = next(line.split()[1] for line in lines if line.startswith("study"))
        yield int(url.rstrip("/").rpartition(":")[2])
    finally:
        _end(process)
        process.stdout.close()


@pytest.fixture
def certificate(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert,
         "-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.fixture(params=["nginx", "caddy"])
def proxied(request, tmp_path, server, certificate):
    """The port of a proxy that has the study's name."""
    program, port = _needed(request.param), _port()
    key, cert = certificate
    if request.param == "nginx":
        text = _block("nginx").replace("127.0.0.1:8000", f"127.0.0.1:{server}")
        text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")
        text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.MULTILINE)
        # Debian's old stable has an nginx that says it so.
        text = text.replace("    http2 on;\n", "")
        text = re.sub(r"ssl_certificate\s+\S+;", f"ssl_certificate {cert};", text)
        text = re.sub(r"ssl_certificate_key\s+\S+;", f"ssl_certificate_key {key};", text)
        config = tmp_path / "nginx.conf"
        folders = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config.write_text(
            ("user root; " if os.geteuid() == 0 else "")
            + f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} "
            f"http {{ {folders}\n{text} }}"
        )
        words = [program, "-p", str(tmp_path), "-c", str(config)]
    else:
        text = _block("Caddy").replace("127.0.0.1:8000", f"127.0.0.1:{server}")
        text = text.replace(f"{HOST} {{", f"https://{HOST}:{port} {{\n\ttls {cert} {key}", 1)
        config = tmp_path / "Caddyfile"
        config.write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text)
        words = [program, "run", "--config", str(config), "--adapter", "caddyfile"]
    process = _started(words, env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)})
    try:
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (
                (tmp_path / "error.log").read_text() if config.name != "Caddyfile" else ""
            )
            time.sleep(0.05)
        yield port, cert
    finally:
        _end(process)


def test_the_study_behind_a_proxy(proxied):
    port, cert = proxied
    trust = ssl.create_default_context(cafile=str(cert))
    transport = httpx.HTTPTransport(verify=trust)
    base, extra = f"https://127.0.0.1:{port}", {"sni_hostname": HOST}
    with httpx.Client(transport=transport, base_url=base, headers={"host": HOST}, timeout=20) as client:

        def ask(method, path, **more):
            return client.request(method, path, extensions=extra, **more)

        assert ask("GET", "/health").json() == {"ok": True}
        page = ask("GET", "/")
        assert page.status_code == 200
        assert "max-age=31536000" in page.headers["strict-transport-security"]
        assert "default-src 'none'" in page.headers["content-security-policy"]
        # From elsewhere than the network of the example nobody reaches the administrator's pages.
        assert ask("GET", "/admin").status_code in (403, 404)
        # The limits are those of the client, whatever it says of itself.
        body = {"platform": "link", "query": {"visitor": "visitor-0123456789abcdef"}, "language": "en",
                "consent": "1"}  # fmt: skip
        statuses = [
            ask("POST", "/api/enter", json=body, headers={"x-forwarded-for": f"198.51.100.{n}"}).status_code
            for n in range(5)
        ]
        assert statuses == [200, 200, 200, 429, 429]
        big = ask("POST", "/api/claim", content=b"x" * 400_000, headers={"content-type": "application/json"})
        # nginx sends what it has read on, and takes the early refusal for a broken connection at times.
        assert big.status_code in (413, 502)
        assert ask("GET", "/health", headers={"x-long": "y" * 60_000}).status_code in (400, 431, 502)
        assert ask("GET", "/health").status_code == 200


def test_the_unit_of_systemd():
    """Systemd itself says what it thinks of it, where it is there."""
    unit = _block("systemd")
    assert "LimitNOFILE=" in unit
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    there = Path(os.environ.get("TMPDIR", "/tmp")) / f"mien-test-{os.getpid()}.service"
    there.write_text(unit.replace("/opt/mien/bin/mien", "/bin/true"))
    try:
        done = subprocess.run(
            [program, "verify", "--man=no", str(there)], capture_output=True, text=True, check=False
        )
    finally:
        there.unlink()
    assert not re.search(r"Unknown|Failed to parse|bad", done.stderr), done.stderr
