"""An interrupted reproduction goes on where it was and ends with the same figures."""

import json
import signal
import subprocess
import sys
import time

import pytest

from mien.cli import main

ONLY = ["--only", "m2", "--seeds", "1", "--quiet"]


def words(faces, settings, out):
    return ["reproduce", "posed", "--data", faces, "--config", str(settings), *ONLY, "--out", str(out)]


def start(faces, settings, out):
    command = [sys.executable, "-m", "mien", *words(faces, settings, out)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts
    )


def heed_interrupts():
    """A shell's jobs in the background ignore SIGINT, and so would all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(scope="module")
def longer(settings, tmp_path_factory):
    """Settings of a training that takes long enough to be caught in it."""
    path = tmp_path_factory.mktemp("settings") / "longer.toml"
    text = settings.read_text().replace("steps = 40", "steps = 400").replace("= 10\n", "= 20\n")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(faces, longer, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole") / "run"
    assert main(words(faces, longer, out)) == 0
    return json.loads((out / "table.json").read_text())


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_resumed_after_a_signal_the_table_is_the_same(way, whole, faces, longer, tmp_path, capsys):
    out = tmp_path / "run"
    process = start(faces, longer, out)
    deadline = time.monotonic() + 60
    while not (out / "checkpoints" / "m2-seed0.safetensors").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(way)
    _, error = process.communicate(timeout=60)
    assert process.returncode == (-way if way == signal.SIGKILL else 130)
    if way != signal.SIGKILL:
        assert error.splitlines() == [
            "mien: interrupted; the last checkpoint is kept, --resume with the same --out goes on"
        ]
    assert not (out / "table.json").exists()
    assert main(words(faces, longer, out)) == 2
    assert "add --resume to go on with it" in capsys.readouterr().err
    assert main([*words(faces, longer, out), "--resume"]) == 0
    assert json.loads((out / "table.json").read_text()) == whole
    assert (out / "report.html").is_file()


def test_a_command_that_keeps_no_checkpoint_promises_none(faces, monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mien.sources.convert.describe", interrupt)
    assert main(["info", faces]) == 130
    assert capsys.readouterr().err == "mien: interrupted\n"
