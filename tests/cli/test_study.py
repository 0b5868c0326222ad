"""From faces to people's answers to a model, by the commands alone; and what the study commands refuse."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import random
import signal
import subprocess
import sys

import httpx
import numpy as np
import pytest
from PIL import Image

from mien.cli import main
from mien.study.app.pictures import Addresses
from mien.study.directory import StudyDirectory

SETTINGS = """
[questions]
k = 1
[person]
triplets = 40
catch = 1
repeats = 2
[page]
languages = ["en"]
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return tmp_path_factory.mktemp("study")


@pytest.fixture(scope="module")
def study(room, faces):
    """A study of all faces, with pictures of its own, as the commands make it."""
    questions = room / "questions.csv"
    words = ["questions", faces, str(questions), "--ask", "all", "--times", "3", "--split", "8,2,2"]
    assert main(words) == 0
    with open(questions, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    (room / "images").mkdir()
    rng = np.random.default_rng(0)
    for face in {row[place] for row in rows for place in ("anchor", "first", "second")}:
        picture = Image.fromarray(rng.integers(0, 255, (80, 64, 3), dtype=np.uint8))
        picture.save(room / "images" / f"{face}.png")
    design = room / "mine.toml"
    design.write_text(SETTINGS, "utf-8")
    words = ["study", "init", str(room / "study"), "--faces", faces, "--triplets", str(questions)]
    assert main([*words, "--images", str(room / "images"), "--design", str(design), "--quiet"]) == 0
    # As it is, people would agree to a template.
    assert main(["study", "serve", str(room / "study"), "--port", "0"]) == 2
    for consent in (room / "study").glob("consent.*.md"):
        text = consent.read_text("utf-8")
        consent.write_text(text.translate({ord("["): "", ord("]"): ""}), "utf-8")
    return room / "study"


def _serve(folder):
    words = [sys.executable, "-m", "mien", "study", "serve", str(folder), "--port", "0"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = {}
    for line in process.stdout:
        name, _, rest = line.partition(" ")
        lines[name] = rest.split()[0]
        if name == "stop":
            break
    return process, lines


def _answer_all(url, people, study):
    """People who prefer the picture whose content hash comes first, over HTTP; completion codes.

    Which picture is at an address is told by the study's key alone.
    """
    rng, codes = random.Random(0), []
    addresses = Addresses(StudyDirectory(study).key("picture"))

    def picture(address):
        return addresses.read(address.rpartition("/")[2])[0]

    with httpx.Client(base_url=url) as client:
        for number in range(people):
            query = {"visitor": f"visitor-{number:020}"}
            body = {"platform": "link", "query": query, "language": "en", "consent": "1"}
            token = client.post("api/enter", json=body).json()["token"]
            client.headers["Authorization"] = f"Bearer {token}"
            while questions := client.post("api/claim", json={}).json()["questions"]:
                answers = [
                    {
                        "lease": q["lease"],
                        "choice": min(("first", "second"), key=lambda s, q=q: picture(q[s])),
                        "ms": rng.randrange(500, 4000),
                    }
                    for q in questions
                ]
                fates = client.post("api/answers", json={"answers": answers}).json()["receipts"]
                assert {receipt["fate"] for receipt in fates} == {"stored"}
            codes.append(client.post("api/finish", json={"query": query}).json()["code"])
            del client.headers["Authorization"]
    return codes


@pytest.fixture(scope="module")
def answered(study):
    """The study after three people, its server stopped as a person stops it."""
    process, lines = _serve(study)
    try:
        codes = _answer_all(lines["study"], 3, study)
    finally:
        os.kill(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")
    assert "/admin/setup#" in lines["admin"]
    assert len(set(codes)) == 3
    assert all(codes)
    return study


def test_answers_lead_to_a_model(answered, room, faces, settings, capsys):
    out = room / "answers"
    assert main(["study", "export", str(answered), str(out)]) == 0
    assert "answers to catch questions" in capsys.readouterr().out
    triplets = room / "triplets.csv"
    assert main(["votes", str(out / "questions.csv"), str(out / "answers.csv"), str(triplets)]) == 0
    printed = capsys.readouterr().out
    with open(out / "questions.csv", newline="", encoding="utf-8") as file:
        asked = len(list(csv.DictReader(file)))
    assert f"triplets   {asked} of {asked} questions (by difference 1: {asked})" in printed
    words = ["train", "--data", faces, "--triplets", str(triplets), "--config", str(settings)]
    assert main([*words, "--split", "8,2,2", "--out", str(room / "run"), "--quiet"]) == 0
    about = json.loads((room / "run" / "models" / "m2-seed0" / "model.json").read_text("utf-8"))
    with open(triplets, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pictures = json.loads((answered / "stimuli" / "stimuli.json").read_text("utf-8"))["faces"]
    assert all(pictures[row["near"]]["file"] < pictures[row["far"]]["file"] for row in rows)
    # Of the triplets of all parts the model saw those of training people alone.
    assert about["triplets"]["count"] < len(rows)


def test_status_check_plan_and_backup(answered, room, capsys):
    assert main(["study", "status", str(answered), "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["people"] == {"finished": 3}
    assert all(row["counted"] == row["wanted"] for row in status["coverage"])
    assert main(["study", "check", str(answered)]) == 0
    # Who came last found few free places; that is as it may be, and said.
    *notes, last = capsys.readouterr().out.splitlines()
    assert last == "all is well"
    assert all("finished with fewer answers than planned" in note for note in notes)
    assert main(["study", "plan", str(answered)]) == 0
    assert "answers    84 counted" in capsys.readouterr().out
    copy = room / "copy.sqlite"
    assert main(["study", "backup", str(answered), str(copy)]) == 0
    restored = room / "restored"
    subprocess.run(["cp", "-r", str(answered), str(restored)], check=True)
    for path in restored.glob("study.sqlite*"):
        path.unlink()
    copy.rename(restored / "study.sqlite")
    capsys.readouterr()
    assert main(["study", "status", str(restored), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == status


def test_a_damaged_study_is_told_by_check(answered, room, capsys):
    broken = room / "broken"
    subprocess.run(["cp", "-r", str(answered), str(broken)], check=True)
    picture = next((broken / "stimuli").glob("*.png"))
    picture.write_bytes(picture.read_bytes()[:-1])
    questions = broken / "questions.csv"
    questions.write_text(questions.read_text("utf-8").replace("train-00001,", "train-9,", 1), "utf-8")
    assert main(["study", "check", str(broken)]) == 1
    told = capsys.readouterr().out
    assert f"picture {picture.name}: damaged" in told
    assert "question train-00001 is in the store and not in the files" in told
    assert "question train-9 is in the files and not in the store" in told


def test_people_can_be_left_out_found_and_forgotten(answered, room, capsys):
    folder = room / "people"
    subprocess.run(["cp", "-r", str(answered), str(folder)], check=True)
    visitor = f"visitor-{0:020}"
    assert main(["study", "about", str(folder), "link", visitor]) == 0
    held = json.loads(capsys.readouterr().out)
    (person,) = held["person"]
    assert [row["external"] for row in held["platform"]] == [visitor]
    assert main(["study", "exclude", str(folder), person["pseudonym"], "--reason", "too fast"]) == 0
    assert "no longer count" in capsys.readouterr().out
    assert main(["study", "export", str(folder), str(room / "less")]) == 0
    assert "answers of excluded people" in capsys.readouterr().out
    assert person["pseudonym"] not in (room / "less" / "answers.csv").read_text("utf-8")
    assert main(["study", "erase", str(folder), "link", visitor]) == 0
    assert main(["study", "about", str(folder), "link", visitor]) == 2
    assert "nobody is known by this link ID" in capsys.readouterr().err
    assert main(["study", "close", str(folder)]) == 0
    process, lines = _serve(folder)
    try:
        body = {"platform": "link", "query": {"visitor": "v" * 20}, "language": "en", "consent": "1"}
        refused = httpx.post(lines["study"] + "api/enter", json=body)
        # A server that is running sees it too.
        assert main(["study", "open", str(folder)]) == 0
        taken = httpx.post(lines["study"] + "api/enter", json=body)
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert (refused.status_code, refused.json()["error"]) == (403, "closed")
    assert taken.status_code == 200
    capsys.readouterr()
    assert main(["study", "password", str(folder)]) == 0
    assert "/admin/setup#" in capsys.readouterr().out
    assert main(["study", "check", str(folder)]) == 0


def test_without_the_optional_part_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "apsw" else found(name))
    assert main(["study", "status", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "not installed (apsw); run pip install 'mien[study]'" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["status", "{room}"], "is no study"),
        (["init", "{study}", "--faces", "builtin", "--triplets", "{room}/questions.csv"], "is there already"),
        (["init", "{room}/x", "--faces", "builtin"], "needs questions"),
        (["init", "{room}/x", "--faces", "builtin", "--triplets", "{room}/no.csv"], "no.csv"),
        (["exclude", "{study}", "r-nobody", "--reason", "x"], "nobody is called 'r-nobody'"),
        (["reconcile", "{study}", "prolific"], "study_id"),
        (["reconcile", "{study}", "connect"], "give the CSV"),
        (["serve", "{study}", "--workers", "2"], "needs a PostgreSQL store"),
        (["mturk", "{study}"], "server.public_url"),
        (["links", "{study}", "0"], "0 codes cannot be made"),
        (["backup", "{study}", "{study}/study.toml"], "is there already"),
        (["plan"], "takes nothing"),
    ],
)
def test_mistakes_are_one_line(answered, room, capsys, words, says):
    given = [word.format(room=room, study=answered) for word in words]
    assert main(["study", *given]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
