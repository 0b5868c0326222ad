"""From faces to questions, and from answers to triplets and labels, on the command line."""

import csv
import json
from collections import Counter

import numpy as np
import pytest

from mien.cli import main
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.faces.parquet import write_faces
from mien.faces.splits import split_subjects
from mien.faces.stimuli import choose_stimuli
from mien.synthetic.posed import builtin_posed
from mien.triplets.formats.ours import read_questions, write_answers
from mien.triplets.votes import Answers


def said(*words):
    assert main([str(word) for word in words]) == 0


@pytest.fixture
def refused(capsys):
    """Runs a command that has to fail, and gives its one line."""

    def run(*words):
        assert main([str(word) for word in words]) == 2
        lines = capsys.readouterr().err.strip().splitlines()
        assert len(lines) == 1
        return lines[0]

    return run


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """A Parquet file of 12 people with coded action units, and its faces."""
    table = builtin_posed(n_subjects=12)
    rng = np.random.default_rng(0)
    present = rng.integers(0, 2, (len(table), 4))
    present[::6] = -1
    present[1::31, 2] = -1
    units = ActionUnits(("AU01", "AU04", "AU12", "AU25"), present, np.full(present.shape, np.nan))
    columns = {name: getattr(table, name) for name in ("face", "subject", "label", "intensity")}
    table = Faces(
        table.landmarks, **columns, sequence=np.char.add(table.subject, "_T1"),
        frame=np.arange(len(table)), action_units=units, source=table.source, licence=table.licence,
        synthetic=table.synthetic,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("video") / "faces.parquet"
    write_faces(path, table)
    return path, table.whole()


@pytest.fixture(scope="module")
def judged(tmp_path_factory, video):
    """Files of questions about these faces and of five answers to each."""
    folder = tmp_path_factory.mktemp("judged")
    said("questions", video[0], folder / "q.csv", "--times", "3", "--split", "1,1,1")
    questions, _ = read_questions(folder / "q.csv")
    rng = np.random.default_rng(1)
    question = np.repeat(np.arange(len(questions)), 5)
    rater = np.concatenate([rng.permutation(9)[:5] for _ in range(len(questions))])
    choice = rng.random(len(question)) < rng.beta(0.5, 0.5, len(questions))[question]
    names = np.char.add("R", rater.astype(str))
    seconds, left = rng.uniform(1, 4, len(question)), rng.integers(0, 2, len(question))
    answers = Answers(question, names, choice, seconds, left, np.zeros(len(question)))
    write_answers(folder / "a.csv", questions, answers)
    return folder / "q.csv", folder / "a.csv", questions, answers


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_questions_are_about_the_chosen_faces_part_by_part(video, tmp_path, capsys):
    path, dataset = video
    said("questions", path, tmp_path / "q.csv", "--times", 3, "--split", "1,1,1", "--seed", 4, "--by-person")
    printed = capsys.readouterr().out
    asked = rows_of(tmp_path / "q.csv")
    stimuli = choose_stimuli(dataset)
    parts = split_subjects(dataset.subject, (1 / 3, 1 / 3, 1 / 3), 4).parts()
    for part, rows in parts.items():
        chosen = dataset.face[np.intersect1d(rows, stimuli.rows)]
        mine = [row for row in asked if row["part"] == part]
        counted = Counter(row[place] for row in mine for place in ("anchor", "first", "second"))
        assert counted == dict.fromkeys(chosen.tolist(), 3)
        assert f"{part} {len(mine)}" in printed
    assert f"{len(stimuli.rows)} of {len(dataset)}, 12 people" in printed
    for reason, count in stimuli.by_reason().items():
        assert (f"{count} {reason}" in printed) == (count > 0)
    for row, name in enumerate(stimuli.subjects):
        line = next(line for line in printed.splitlines() if line.startswith(name))
        assert [int(value) for value in line.split()[1:]] == [stimuli.kept[row], *stimuli.dropped[row]]


def test_all_faces_and_fewer_faces(video, tmp_path):
    path, dataset = video
    said("questions", path, tmp_path / "all.parquet", "--ask", "all")
    questions, face = read_questions(tmp_path / "all.parquet")
    assert len(questions) == 2 * len(dataset) == 600
    assert set(face) == set(dataset.face)
    said("questions", path, tmp_path / "few.csv", "--per-subject", 2, "--times", 3, "--split", "4,4,4")
    faces = {row["anchor"] for row in rows_of(tmp_path / "few.csv")}
    people = Counter(dataset.subject[np.isin(dataset.face, list(faces))].tolist())
    assert set(people.values()) == {2}


def test_votes_make_triplets_that_training_takes(judged, tmp_path, capsys):
    q, a, questions, answers = judged
    said("votes", q, a, tmp_path / "t.csv")
    printed = capsys.readouterr().out
    got = {
        tuple(row[place] for place in ("anchor", "near", "far")): row["weight"]
        for row in rows_of(tmp_path / "t.csv")
    }
    text = rows_of(q)
    for number, row in enumerate(text):
        second = int(answers.choice[answers.question == number].sum())
        near, far = (row["second"], row["first"]) if second > 2 else (row["first"], row["second"])
        assert float(got[(row["anchor"], near, far)]) == abs(2 * second - 5)
    assert len(got) == len(text)
    assert f"{len(text)} of {len(text)} questions" in printed
    said("votes", q, a, tmp_path / "test.csv", "--part", "test")
    assert len(rows_of(tmp_path / "test.csv")) == int((questions.part == "test").sum())


def test_agreement_as_text_and_json(judged, tmp_path, capsys):
    q, a, questions, answers = judged
    said("agreement", q, a)
    text = capsys.readouterr().out
    said("agreement", q, a, "--json")
    found = json.loads(capsys.readouterr().out)
    spread = [abs(2 * int(answers.choice[answers.question == n].sum()) - 5) for n in range(len(questions))]
    whole = [spread.count(value) for value in (5, 3, 1)]
    assert np.sum(found["table"]["counts"], axis=0).tolist() == whole
    assert text.splitlines()[0].split() == ["Vote", "difference", "5", "3", "1", "Total"]
    line = next(line for line in text.splitlines() if line.startswith("Whole data set"))
    assert [int(value.replace(",", "")) for value in line.split()[3:]] == [*whole, len(questions)]
    assert "Random voters     6.2%  31.2%  62.5%" in text
    assert found["warnings"] == []
    assert "Warning" not in text
    more = Answers.of(np.arange(len(questions)), np.full(len(questions), "X"), np.zeros(len(questions)))
    write_answers(tmp_path / "more.csv", questions, more)
    said("agreement", q, a, "--extra", tmp_path / "more.csv", "--json")
    measured = json.loads(capsys.readouterr().out)["ceiling"]["measured"]["differences"]
    first = np.array([int(answers.choice[answers.question == n].sum()) < 3 for n in range(len(questions))])
    for value in (5, 3, 1):
        assert measured[str(value)]["agreement"] == pytest.approx(first[np.array(spread) == value].mean())


def test_coins_are_warned_of(judged, tmp_path, capsys):
    q, _, questions, answers = judged
    coins = np.random.default_rng(8).integers(0, 2, len(answers))
    write_answers(tmp_path / "coins.csv", questions, Answers.of(answers.question, answers.rater, coins))
    said("agreement", q, tmp_path / "coins.csv")
    assert "Warning: agreement is no better than chance" in capsys.readouterr().out


@pytest.fixture
def labelled(tmp_path):
    """Thirty raters who mostly see what is there, one who presses one key, one who has labelled five."""
    rng = np.random.default_rng(0)
    kinds, lines = ("negative", "neutral", "positive"), []
    for rater in range(32):
        for face in range(5 if rater == 31 else 60):
            seen = face % 3 if rng.random() < 0.8 else rng.integers(3)
            lines.append(f"f{face:02},R{rater:02},{kinds[1 if rater == 30 else seen]},2.5,")
    path = tmp_path / "label-answers.csv"
    path.write_text("face,rater,label,seconds,repeat\n" + "\n".join(lines) + "\n")
    return path


def test_agreement_on_labels_names_who_presses_one_key(labelled, judged, capsys):
    said("agreement", "--labels", labelled)
    text = capsys.readouterr().out
    assert "R30 (60 votes): " in text
    assert "presses one key 1.00 of 60" in text
    assert "Not to be judged: 1 of 32 raters have at most 5 answers" in text
    said("agreement", "--labels", labelled, "--json")
    alone = json.loads(capsys.readouterr().out)["labels"]
    assert [one["name"] for one in alone["raters"] if one["flags"]] == ["R30"]
    assert (alone["answers"], alone["faces"], alone["by_label"]) == (31 * 60 + 5, 60, dict.fromkeys(
        ("negative", "neutral", "positive"), 20))  # fmt: skip
    # Another library's alpha of the same answers.
    import krippendorff

    rows = rows_of(labelled)
    table = np.full((32, 60), np.nan)
    for row in rows:
        table[int(row["rater"][1:]), int(row["face"][1:])] = ("negative", "neutral", "positive").index(
            row["label"]
        )
    assert alone["alpha"] == pytest.approx(
        krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    )
    q, a, *_ = judged
    said("agreement", q, a, "--labels", labelled, "--json")
    both = json.loads(capsys.readouterr().out)
    assert both["labels"] == alone
    assert both["table"]["parts"]


def test_agreement_of_nothing_or_of_half_is_refused(labelled, judged, refused):
    q, a, *_ = judged
    assert "or --labels FILE" in refused("agreement")
    assert "or --labels FILE" in refused("agreement", q, "--labels", labelled)
    assert "--extra are answers to triplets" in refused("agreement", "--labels", labelled, "--extra", a)
    twice = labelled.with_name("twice.csv")
    twice.write_text(labelled.read_text() + "f00,R00,neutral,1.0,\n")
    assert "labelled face f00 already" in refused("agreement", "--labels", twice)


def test_labels(tmp_path, capsys):
    path = tmp_path / "labels.csv"
    lines = [
        f"{face},R{rater},{label}"
        for face, labels in (("x", "ppn"), ("y", "ppp"))
        for rater, label in enumerate(labels)
    ]
    text = (
        "face,rater,label\n" + "\n".join(lines).replace(",p", ",positive").replace(",n", ",negative") + "\n"
    )
    path.write_text(text, encoding="utf-8")
    said("labels", path, tmp_path / "out.csv")
    assert [(row["face"], row["label"]) for row in rows_of(tmp_path / "out.csv")] == [
        ("x", ""),
        ("y", "positive"),
    ]
    assert "1 of 2 faces: negative 0, neutral 0, positive 1" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["cblearn-order", "cblearn-boolean"])
def test_answers_to_numbers_and_back(judged, tmp_path, kind, capsys):
    q, a, _, _ = judged
    said("answers", "write", kind, q, a, tmp_path / "out.npz")
    said("answers", "read", kind, tmp_path / "out.npz", tmp_path / "q.csv", tmp_path / "a.csv")
    said("votes", q, a, tmp_path / "t1.csv")
    said("votes", tmp_path / "q.csv", tmp_path / "a.csv", tmp_path / "t2.csv")

    def triplets(name):
        return {tuple(row.values()) for row in rows_of(tmp_path / name)}

    assert triplets("t1.csv") == triplets("t2.csv")


def test_odd_one_out_and_fec_become_answers(tmp_path, capsys):
    (tmp_path / "odd.csv").write_text("i,j,k\n0,1,2\n0,1,2\n1,2,3\n", encoding="utf-8")
    said("answers", "read", "odd-one-out", tmp_path / "odd.csv", tmp_path / "q.csv", tmp_path / "a.csv")
    said("votes", tmp_path / "q.csv", tmp_path / "a.csv", tmp_path / "t.csv")
    got = {tuple(row.values()) for row in rows_of(tmp_path / "t.csv")}
    assert got == {
        ("0", "1", "2", "2.0"),
        ("1", "0", "2", "2.0"),
        ("1", "2", "3", "1.0"),
        ("2", "1", "3", "1.0"),
    }
    image = '"u{}",0,1,0,1'
    fec = ",".join(image.format(n) for n in "abc") + ",ONE_CLASS_TRIPLET,A1,3,A2,3\n"
    (tmp_path / "fec.csv").write_text(fec, encoding="utf-8")
    words = ("answers", "read", "fec", tmp_path / "fec.csv")
    said(*words, tmp_path / "fq.csv", tmp_path / "fa.csv", "--part", "train")
    assert {row["part"] for row in rows_of(tmp_path / "fq.csv")} == {"train"}
    assert [row["rater"] for row in rows_of(tmp_path / "fa.csv")] == ["A1", "A1", "A2", "A2"]


def test_mturk_results_become_answers(judged, tmp_path, capsys):
    q, _, _, _ = judged
    one = rows_of(q)[0]
    (tmp_path / "batch.csv").write_text(
        "WorkerId,WorkTimeInSeconds,Input.name,Input.anchor,Answer.choice\n"
        f"W1,3,{one['name']},{one['anchor']},second\nW2,3,unheard,,first\n",
        encoding="utf-8",
    )
    words = (
        "answers",
        "read",
        "mturk",
        tmp_path / "batch.csv",
        q,
        tmp_path / "a.csv",
        "--on-unknown",
        "drop",
    )
    said(*words)
    assert [(row["question"], row["rater"], row["choice"]) for row in rows_of(tmp_path / "a.csv")] == [
        (one["name"], "W1", "second")
    ]
    assert "left out   1 answers to questions that were never asked" in capsys.readouterr().out


def test_mistakes_are_one_line(refused, video, faces, judged, tmp_path):
    q, a, _, _ = judged
    out = tmp_path / "out.csv"
    assert "no action units" in refused("questions", faces, out)
    assert "train: " in refused("questions", video[0], out, "--times", "20000")
    assert "expected three positive numbers" in refused("questions", video[0], out, "--split", "1,2")
    assert "does not go with" in refused("questions", video[0], out, "--ask", "all", "--per-subject", "3")
    assert "no question is of part 'tets'" in refused("votes", q, a, out, "--part", "tets")
    assert "exists already" in refused("answers", "read", "odd-one-out", a, q, out)
    assert "no.csv: there is no such file" in refused("agreement", q, video[0].parent / "no.csv")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("question,rater,choice\nnever,v,first\n", encoding="utf-8")
    assert f"{wrong}:2: question 'never' was never asked" in refused("votes", q, wrong, out)
    assert "no question has a majority" in refused("votes", q, wrong, out, "--on-unknown", "drop")
    assert "no question has a vote" in refused("agreement", q, wrong, "--on-unknown", "drop")
    assert not out.exists()
