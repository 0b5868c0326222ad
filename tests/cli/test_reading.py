"""Options of reading: in every command that reads faces, done by it, kept with a run, and told of."""

import csv
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import typer.main

from mien.cli import app, main
from mien.cli.reading import settings_of_sources
from mien.faces.parquet import read_faces, write_faces
from mien.sources.opening import open_faces
from mien.sources.stream import Reading

READERS = {
    "train", "encode", "decode", "evaluate", "convert", "info", "questions", "reproduce posed",
    "reproduce spontaneous", "neutral choose", "neutral compare", "study init", "answers read",
    "answers write", "curve", "explore", "neutral pool", "sweep",
}  # fmt: skip


def _commands(group, before=""):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


COMMANDS = dict(_commands(typer.main.get_command(app)))


def test_every_command_that_reads_faces_has_the_options_of_all_sources():
    options = set(settings_of_sources())
    assert set(Reading.model_fields) <= options
    for name, command in COMMANDS.items():
        names = [one.name for one in command.params]
        assert len(names) == len(set(names)), name
        if name in READERS:
            assert options <= set(names), name
        elif name == "landmarks":
            assert set(Reading.model_fields) <= set(names)
        else:
            assert not options & set(names), name


@pytest.mark.parametrize("name", sorted({*READERS, "landmarks"}))
def test_no_option_of_a_command_is_in_the_way_of_a_sources(name):
    own = {one.name for one in COMMANDS[name].own}
    # Pictures are no source of faces: they are read with the options that every source has.
    assert not own & set(Reading.model_fields if name == "landmarks" else settings_of_sources())


def test_the_help_has_a_section_of_its_own(capsys):
    assert main(["train", "--help"]) == 0
    own, how = capsys.readouterr().out.split("How the faces are read:")
    assert "--skip-broken" not in own
    assert "--help" in own
    for option in ("--skip-broken", "--names", "--table", "--image-size", "--keep-face", "--frame-offset"):
        assert option in how


def test_the_list_of_commands_imports_no_source():
    code = (
        "import sys; from mien.cli import main; main(['--help']); "
        "print([name for name in sys.modules if name in ('numpy', 'pydantic', 'mien.sources.stream')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def _openface(path, seed, lost=(), frames=4):
    rng = np.random.default_rng(seed)
    shape = np.random.default_rng(99).normal(scale=40, size=204) + rng.normal(scale=6, size=204)
    names = ["frame", "success", *(f"{axis}_{i}" for i in range(68) for axis in "XYZ")]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for frame in range(frames):
            moved = shape + rng.normal(scale=2, size=204)
            writer.writerow([frame, int(frame not in lost), *moved.round(3)])


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """Recordings of four people, two each, one of them without two frames; the names say who and what."""
    folder = tmp_path_factory.mktemp("clips")
    for person in range(4):
        for place, label in enumerate(("neutral", "joy")):
            lost = (1, 2) if (person, label) == (2, "joy") else ()
            _openface(folder / f"P{person}_{label}.csv", 2 * person + place, lost)
    return folder


NAMES = ("--names", "{subject}_{label}")
LOST = "2 frames left out, tracking was lost: P2_joy.csv frames 1-2"


@pytest.fixture(scope="module")
def run(clips, tmp_path_factory, settings):
    """A run on the recordings, and what was said on the way."""
    out = tmp_path_factory.mktemp("run") / "run"
    words = ["train", "--data", f"openface:{clips}", "--config", str(settings), "--out", str(out), "--quiet"]
    done = subprocess.run(
        [sys.executable, "-m", "mien", *words, *NAMES, "--skip-broken"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return out, words, done.stderr


def test_a_run_keeps_how_its_faces_were_read(run, clips):
    out, _, said = run
    assert f"note: {LOST}" in said
    kept = json.loads((out / "reading.json").read_text())
    assert kept == {
        "spec": f"openface:{clips}",
        "options": {"skip_broken": True, "names": "{subject}_{label}"},
    }
    info = json.loads((out / "run.json").read_text())
    assert info["asked"] == f"openface:{clips} --skip-broken --names '{{subject}}_{{label}}'"
    assert info["data"]["notes"] == [LOST]
    assert info["data"]["labels"] == {"joy": 14, "neutral": 16}
    page = (out / "report.html").read_text()
    assert "--skip-broken --names" in page
    assert LOST in page


def test_a_run_is_resumed_with_the_same_options_alone(run, capsys):
    out, words, _ = run
    assert main([*words, *NAMES, "--resume"]) == 2
    assert "tracking was lost" in capsys.readouterr().err
    assert main([*words, *NAMES, "--skip-broken", "--least-confidence", "0.9", "--resume"]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert f"{out / 'reading.json'}: begun with --data openface:" in said
    assert "--skip-broken --names '{subject}_{label}'; resume with the same options" in said
    assert main([*words, *NAMES, "--skip-broken", "--resume"]) == 0


def test_what_is_left_out_is_told_by_each_command(run, clips, tmp_path, capsys):
    out, _, _ = run
    model, data = str(out / "models" / "m2-seed0"), [f"openface:{clips}"]
    how = [*NAMES, "--skip-broken"]
    latents = str(tmp_path / "latents.csv")
    faces = str(tmp_path / "faces.parquet")
    for words in (
        ["encode", model, "--out", latents, "--data", *data],
        ["decode", model, latents, "--out", str(tmp_path / "decoded.parquet"), "--data", *data],
        ["evaluate", model, "--data", *data],
        ["questions", *data, str(tmp_path / "questions.csv"), "--ask", "all", "--split", "2,1,1"],
        ["neutral", "choose", *data, faces, "--way", "given"],
        ["neutral", "compare", *data, "--ways", "given,median"],
    ):
        assert main([*words, *NAMES]) == 2
        assert "--skip-broken leaves them out" in capsys.readouterr().err
        assert main([*words, *how]) == 0, words
        assert f"note: {LOST}" in capsys.readouterr().err, words
    assert read_faces(faces).notes[0] == LOST


def test_a_study_reads_as_the_other_commands(clips, tmp_path, capsys):
    pytest.importorskip("fastapi", reason="mien[study] is not installed")
    (tmp_path / "triplets.csv").write_text(
        "anchor,near,far\nP0_joy_000000,P0_joy_000001,P0_neutral_000000\n", encoding="utf-8"
    )
    words = ["study", "init", str(tmp_path / "study"), "--faces", f"openface:{clips}", "--quiet"]
    words += ["--triplets", str(tmp_path / "triplets.csv")]
    assert main(words) == 2
    assert "--skip-broken leaves them out" in capsys.readouterr().err
    assert main([*words, "--skip-broken"]) == 0
    assert f"note: {LOST}" in capsys.readouterr().err


def test_notes_stay_with_the_table(clips, tmp_path, capsys):
    out = tmp_path / "faces.parquet"
    assert main(["convert", "openface", str(clips), str(out), "--skip-broken", *NAMES, "--quiet"]) == 0
    assert LOST in capsys.readouterr().out
    assert main(["info", str(out)]) == 0
    assert f"notes            {LOST}" in capsys.readouterr().out
    again = tmp_path / "again.parquet"
    assert main(["convert", "parquet", str(out), str(again), "--quiet"]) == 0
    assert open_faces(str(again)).notes == (LOST,)


def test_info_counts_what_others_refuse(clips, capsys):
    assert main(["info", str(clips), *NAMES]) == 0
    said = dict(line.split("  ", 1) for line in capsys.readouterr().out.splitlines())
    said = {name: value.strip() for name, value in said.items()}
    assert said["faces"] == "30"
    assert said["subjects"] == "4"
    assert said["recordings"] == "8"
    assert said["frames"] == "30"
    assert said["notes"] == LOST
    assert said["refused"].endswith("(frames 1-2); --skip-broken leaves them out")
    assert main(["info", str(clips), *NAMES, "--skip-broken"]) == 0
    assert "refused" not in capsys.readouterr().out


def test_info_says_what_a_table_has_beside_landmarks(make_posed, tmp_path, capsys):
    faces = make_posed(people=3)
    turned = np.tile(np.eye(3, dtype=np.float32), (len(faces), 1, 1))
    turned[0] = np.nan
    write_faces(tmp_path / "f.parquet", replace(faces, rotation=turned))
    assert main(["info", str(tmp_path / "f.parquet")]) == 0
    said = capsys.readouterr().out
    assert f"poses            {len(faces) - 1}" in said
    assert "action units     none" in said
    assert "recordings       0" in said


def test_a_file_that_does_not_say_what_it_is(clips, tmp_path, capsys):
    path = clips / "P0_joy.csv"
    assert main(["train", "--data", str(path), "--out", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert f"write openface:{path} or pyfeat:{path}" in said
    assert "mien info" in said


def test_what_is_typed_counts_even_if_it_is_a_default(clips, tmp_path, capsys):
    words = ["convert", "openface", str(clips), str(tmp_path / "f.parquet"), "--skip-broken"]
    assert main([*words, "--pose", "auto"]) == 2
    assert "--pose is for bp4d; openface does not take it" in capsys.readouterr().err


def test_options_without_faces(tmp_path, capsys):
    words = ["answers", "write", "odd-one-out", "q.csv", "a.csv", str(tmp_path / "out.csv"), "--skip-broken"]
    assert main(words) == 2
    assert "--skip-broken says how faces are read; give them with --data" in capsys.readouterr().err


def test_the_same_person_under_two_names_is_told_of(make_posed, tmp_path, capsys):
    faces = make_posed(people=4)
    points = faces.landmarks.points.copy()
    points[faces.subject == "P03"] = points[faces.subject == "P01"] + 5
    write_faces(tmp_path / "f.parquet", replace(faces, landmarks=replace(faces.landmarks, points=points)))
    note = "1 pairs of people may be one person under two names"
    assert main(["info", str(tmp_path / "f.parquet")]) == 0
    assert note in capsys.readouterr().out
    assert (
        main(["convert", "parquet", str(tmp_path / "f.parquet"), str(tmp_path / "g.parquet"), "--quiet"]) == 0
    )
    assert note in capsys.readouterr().out
    assert "P01 and P03" in read_faces(tmp_path / "g.parquet").notes[0]
    words = [
        "questions",
        str(tmp_path / "f.parquet"),
        str(tmp_path / "q.csv"),
        "--ask",
        "all",
        "--split",
        "2,1,1",
    ]
    main(words)
    assert f"note: {note}" in capsys.readouterr().err


def test_encode_leaves_people_without_a_neutral_out(model, make_posed, tmp_path, capsys):
    faces = make_posed(people=3)
    label = np.where((faces.subject == "P01") & (faces.label == "neutral"), "calm", faces.label)
    write_faces(tmp_path / "f.parquet", replace(faces, label=label))
    words = ["encode", str(model), "--data", str(tmp_path / "f.parquet"), "--out", str(tmp_path / "z.csv")]
    assert main(words) == 2
    assert "no neutral face for subject P01; " in capsys.readouterr().err
    assert main([*words, "--missing-neutral", "drop"]) == 0
    said = capsys.readouterr()
    assert "note: 1 people without a neutral face left out: P01" in said.err
    with open(tmp_path / "z.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["face"] for row in rows] == faces.face[faces.subject != "P01"].tolist()
    write_faces(tmp_path / "f.parquet", replace(faces, label=np.full(len(faces), "calm")))
    assert main([*words, "--missing-neutral", "drop"]) == 2
    assert "no neutral face for subject P00" in capsys.readouterr().err
