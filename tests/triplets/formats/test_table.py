"""Answers of other people's programs, by the names of their columns."""

import json

import numpy as np
import pytest

from mien.errors import ConfigError, FormatError
from mien.triplets.formats.judgments import INVALID, Tolerance
from mien.triplets.formats.numbers import triplet_answers
from mien.triplets.formats.presets import PRESETS, TableColumns
from mien.triplets.formats.stimuli import picture
from mien.triplets.formats.table import read_table

FACE = np.array(["ann_01", "ben_02", "cy_03", "dot_04"])
DROP = Tolerance(unknown="drop", invalid="drop", twice="drop")


def read(tmp_path, text, columns, face=FACE, name="answers.csv", **more):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    columns = PRESETS[columns] if columns in PRESETS else TableColumns().with_columns(columns)
    return read_table(path, columns, face, **more)


def said(got):
    """(rater, anchor, near, far) of every judgment."""
    rows = got.face[triplet_answers(got.questions, got.answers)]
    return [(str(rater), *row) for rater, row in zip(got.answers.rater, rows.tolist(), strict=True)]


def test_salmon_by_name_by_html_and_as_json(tmp_path):
    text = (
        "head,left,right,winner,loser,alg_ident,puid,response_time,network_latency\n"
        "2,0,3,3,0,Random,p1,1.5,0.1\n2,0,3,0,3,Random,p2,2.5,0.1\n"
    )
    got = read(tmp_path, text, "salmon")
    assert said(got) == [("p1", "cy_03", "dot_04", "ann_01"), ("p2", "cy_03", "ann_01", "dot_04")]
    assert got.answers.seconds.tolist() == [1.5, 2.5]
    assert got.answers.first_left.tolist() == [1, 1]
    assert got.notes == ("stimuli are numbers of faces, from 0",)
    assert sorted(read(tmp_path, text, "salmon", face=None).face) == ["0", "2", "3"]
    row = {"head": 9, "left": 8, "right": 7, "winner": 7, "puid": "p3", "response_time": 3}
    for place, name in (("head", "cy_03"), ("left", "ann_01"), ("right", "dot_04"), ("winner", "dot_04")):
        row[f"{place}_html"] = f"<img src='https://x.org/faces/{name}.png?v=2' width=200>"
    got = read(tmp_path, json.dumps([row]), "salmon", name="answers.json")
    assert said(got) == [("p3", "cy_03", "dot_04", "ann_01")]
    assert "4 stimuli" not in got.notes[0]
    assert got.notes == ("3 stimuli are known by their picture's name",)


def test_next_with_names_that_r_changed_and_times_that_can_be_no_seconds(tmp_path):
    head = "Participant.ID,Timestamp,Center,Left,Right,Answer,Response.Time..s."
    text = f"{head}\n7,x,cy_03,ann_01,ben_02,ben_02,4200\n"
    got = read(tmp_path, text, "next")
    assert said(got) == [("7", "cy_03", "ben_02", "ann_01")]
    assert got.answers.seconds.tolist() == [pytest.approx(4.2)]
    assert "taken as milliseconds" in got.notes[0]


SHOWN = {"trial_type": "b", "subject": "s1", "anchor": "img/cy_03.png", "second": "img/ben_02.png"}
TRIALS = [
    {"trial_type": "instructions", "rt": 900, "response": None},
    {**SHOWN, "rt": 1200, "response": 1, "first": "img/ann_01.png"},
    {**SHOWN, "rt": None, "response": 0, "first": "img/dot_04.png"},
]


@pytest.mark.parametrize(
    "text",
    [json.dumps(TRIALS), "\n".join(json.dumps([row]) for row in TRIALS), json.dumps({"data": TRIALS})],
)
def test_jspsych_json(tmp_path, text):
    got = read(tmp_path, text, "jspsych", name="data.json")
    assert said(got) == [("s1", "cy_03", "ben_02", "ann_01"), ("s1", "cy_03", "dot_04", "ben_02")]
    np.testing.assert_array_equal(got.answers.seconds, np.array([1.2, np.nan], np.float32))
    assert list(got.left_out.values()) == [1]
    assert "choices of response read as 0 for the first, 1 for the second" in got.notes


@pytest.mark.parametrize(
    ("preset", "rater", "time", "choice", "value", "expected"),
    [
        ("labjs", "participant_id", "duration", "response", "second", 1.5),
        ("gorilla", "Participant Private ID", "Reaction Time", "Response", "img/ben_02.png", 1.5),
        ("pavlovia", "participant", "mouse.time", "mouse.clicked_name", "['second']", None),
        ("pavlovia", "participant", "key_resp.rt", "key_resp.keys", "2", None),
    ],
)
def test_presets(tmp_path, preset, rater, time, choice, value, expected):
    other = {"2": "1", "second": "first", "['second']": "['first']"}.get(value, "img/ann_01.png")
    stated = "1500" if expected else "1.5"
    text = f"{rater},{time},{choice},anchor,first,second\nr,{stated},{value},cy_03,ann_01,ben_02\n"
    text += f",,,,,\nr2,{stated},{other},cy_03,ann_01,ben_02\n{'r'},9,x,,,\n"
    got = read(tmp_path, text, preset)
    assert said(got) == [("r", "cy_03", "ben_02", "ann_01"), ("r2", "cy_03", "ann_01", "ben_02")]
    assert got.answers.seconds.tolist() == [1.5, 1.5]


def test_pairs_odd_ones_keys_and_rows_that_are_wanted(tmp_path):
    text = "who,a,n,f,odd,kind\nx,cy_03,ann_01,ben_02,dot_04,main\ny,cy_03,ann_01,ben_02,dot_04,practice\n"
    got = read(tmp_path, text, "anchor=a,near=n,far=f,rater=who", where="kind=main")
    assert said(got) == [("x", "cy_03", "ann_01", "ben_02")]
    assert list(got.left_out.values()) == [1]
    got = read(tmp_path, text, "first=a,second=n,odd=odd,rater=who")
    assert said(got)[:2] == [("x", "cy_03", "ann_01", "dot_04"), ("x", "ann_01", "cy_03", "dot_04")]
    assert got.answers.given.tolist() == [0, 0, 1, 1]
    keys = "anchor,first,second,key\ncy_03,ann_01,ben_02,j\ncy_03,ann_01,ben_02,f\n"
    columns = TableColumns().with_columns("anchor=anchor,first=first,second=second,choice=key")
    path = tmp_path / "keys.csv"
    path.write_text(keys)
    with pytest.raises(FormatError, match=r":2: choice 'j' is neither face \(2 such answers\); .*--choices"):
        read_table(path, columns, FACE)
    got = read_table(path, columns.with_choices("first=f,second=j"), FACE)
    assert [row[2] for row in said(got)] == ["ben_02", "ann_01"]


def test_sides(tmp_path):
    text = (
        "anchor,first,second,choice,left\ncy_03,ann_01,ben_02,left,ben_02\ncy_03,dot_04,ben_02,right,second\n"
    )
    got = read(tmp_path, text, "anchor=anchor,first=first,second=second,choice=choice,left=left")
    assert [row[2] for row in said(got)] == ["ben_02", "dot_04"]
    # The question's first face is that of the lower row: ann_01, then ben_02.
    assert got.answers.first_left.tolist() == [0, 1]


HEAD = "anchor,first,second,choice,rater\n"
ALL = "anchor=anchor,first=first,second=second,choice=choice,rater=rater"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "cy_03,ann_01,,ann_01,r\n", ":2: second is empty"),
        (HEAD + "cy_03,ann_01,eve,ann_01,r\n", r":2: stimulus eve is no face of the data \(1 .*--on-unknown"),
        (HEAD + "cy_03,ann_01,ben_02,dot_04,r\n", ":2: choice 'dot_04' is neither face"),
        (HEAD + "cy_03,ann_01,ann_01,ann_01,r\n", ":2: a face is twice"),
        (
            HEAD + "cy_03,ann_01,ben_02,1,r\ncy_03,ann_01,dot_04,1,r\n",
            ":2: column choice could be read .* or .*--choices",
        ),
        (
            HEAD + "cy_03,ann_01,ben_02,ann_01,r\ncy_03,ben_02,ann_01,ben_02,r\n",
            ":3: rater r answered question .* another way",
        ),
        (
            "anchor,first,second,rater\ncy_03,ann_01,ben_02,r\n",
            r":1: no column choice \(choice\); .*--columns choice=",
        ),
        (HEAD + ",,,,r\n", "there are no answers"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path, text, message):
    with pytest.raises(FormatError, match=message):
        read(tmp_path, text, ALL)


def test_what_cannot_be_used_is_left_out_counted_and_named(tmp_path):
    text = HEAD + "cy_03,ann_01,eve,eve,r\ncy_03,ann_01,ben_02,dot_04,r\ncy_03,ann_01,ben_02,ben_02,r\n"
    got = read(tmp_path, text, ALL, tolerance=DROP)
    assert said(got) == [("r", "cy_03", "ben_02", "ann_01")]
    assert got.left_out == {"answers with a stimulus that is no face of the data: eve": 1, INVALID: 1}
    assert len(got.questions) == 1


def test_two_stimuli_of_one_name_need_the_data(tmp_path):
    text = "anchor,near,far\na/x.png,b/x.png,c/y.png\n"
    with pytest.raises(FormatError, match=r":2: a/x.png, b/x.png would both be face x; .*--data"):
        read(tmp_path, text, "anchor=anchor,near=near,far=far", face=None)


@pytest.mark.parametrize("text", ["anchor", "anchor=", "who=x", "=x"])
def test_wrong_columns(text):
    with pytest.raises(ConfigError, match="--columns"):
        TableColumns().with_columns(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("f1", "f1"),
        ("11", "11"),
        ("F1.v2", "F1.v2"),
        ("stim/F1.v2.PNG", "F1.v2"),
        ("https://x.org/a%20b.jpg?size=2#top", "a b"),
        ('<div><img width="9" src="/s/f1.png"></div>', "f1"),
        ("<p>f1</p>", "f1"),
        ("C:\\faces\\f1.bmp", "f1"),
        ("http://x/u.jpg#0.1,0.5,0.2,0.6", "u"),
    ],
)
def test_a_picture_is_named_by_its_path(text, name):
    assert picture(text) == name
