"""Writing leaves the old file or the whole new one, whatever goes wrong."""

import json
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from mien.errors import RunError
from mien.files import replacing, write_json, write_text


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    return path


def alone(path):
    """Nothing half-written lies beside it."""
    return [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_the_new_file_takes_the_name(old):
    with replacing(old) as beside:
        beside.write_text("new")
        assert old.read_text() == "old"
        assert beside.parent == old.parent
    assert old.read_text() == "new"
    assert alone(old)


def test_folders_are_made_and_permissions_are_the_usual(tmp_path):
    path = tmp_path / "a" / "b" / "file.txt"
    write_text(path, "text ä")
    assert path.read_text(encoding="utf-8") == "text ä"
    plain = tmp_path / "plain"
    plain.write_text("")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_an_exception_in_the_block_keeps_the_old_file(old):
    def half():
        with replacing(old) as beside:
            beside.write_text("half")
            raise ValueError("went wrong")

    with pytest.raises(ValueError, match="went wrong"):
        half()
    assert old.read_text() == "old"
    assert alone(old)


def test_an_interruption_in_the_block_keeps_the_old_file(old):
    def half():
        with replacing(old) as beside:
            beside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert old.read_text() == "old"
    assert alone(old)


def test_json_without_nan(tmp_path):
    write_json(tmp_path / "a.json", {"x": [1, None, "ä"]})
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == {"x": [1, None, "ä"]}
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"x": float("nan")})
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["x"][0] == 1


def test_a_folder_that_is_a_file_is_an_error(old):
    with pytest.raises(RunError, match=r"file\.txt.below: cannot be written"):
        write_text(old / "below", "new")
    assert old.read_text() == "old"


def python(code, *arguments, **settings):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)], text=True, **settings
    )


def test_a_folder_without_permission_keeps_the_old_file():
    code = """
        import os, sys
        from mien.errors import RunError
        from mien.files import write_text
        if os.geteuid() == 0:
            os.setuid(65_534)  # root may write everywhere
        try:
            write_text(sys.argv[1], "new")
        except RunError as error:
            print(error)
    """
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder) / "file.txt"
        path.write_text("old")
        Path(folder).chmod(0o555)
        process = python(code, path, stdout=subprocess.PIPE)
        said, _ = process.communicate(timeout=60)
        Path(folder).chmod(0o755)
        assert "file.txt: cannot be written (Permission denied)" in said
        assert path.read_text() == "old"


def test_a_full_disk_keeps_the_old_file(old):
    code = """
        import resource, signal, sys
        from mien.errors import RunError
        from mien.files import write_text
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_text(sys.argv[1], "new" * 10_000)
        except RunError as error:
            print(error)
    """
    process = python(code, old, stdout=subprocess.PIPE)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "file.txt: cannot be written (File too large); what was there before is unchanged" in said
    assert old.read_text() == "old"
    assert alone(old)


def test_a_kill_in_the_middle_of_writing_keeps_the_old_file(old):
    code = """
        import sys
        from mien.files import replacing
        with replacing(sys.argv[1]) as beside, open(beside, "w") as file:
            file.write("half")
            file.flush()
            print("half written", flush=True)
            sys.stdin.read()
            file.write(" and whole")
    """
    process = python(code, old, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdin is not None
    with process.stdin, process.stdout:
        assert process.stdout.readline() == "half written\n"
        process.kill()
        assert process.wait(timeout=60) == -signal.SIGKILL
    assert old.read_text() == "old"
    write_text(old, "new")
    assert old.read_text() == "new"
