"""What odd ones, bests and worsts, and ratings say."""

import csv
import itertools

import numpy as np
import pytest

from mien.cli import main
from mien.triplets.derived import best_worst_scores, implied_pairs, labels_of_ratings, odd_one_out_triplets


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_an_odd_one_is_far_from_both_others():
    for odd in range(3):
        one, other = odd_one_out_triplets([[5, 7, 9]], [odd]).tolist()
        rest = [face for place, face in enumerate((5, 7, 9)) if place != odd]
        assert one == [rest[0], rest[1], (5, 7, 9)[odd]]
        assert other == [rest[1], rest[0], (5, 7, 9)[odd]]


@pytest.mark.parametrize("size", [3, 4, 8])
def test_a_best_and_a_worst_order_all_that_they_say_and_no_more(size):
    for best, worst in itertools.permutations(range(size), 2):
        pairs = implied_pairs(size, best, worst)
        assert len(set(pairs)) == len(pairs) == 2 * size - 3
        consistent = (
            [order for order in itertools.permutations(range(size)) if (order[0], order[-1]) == (best, worst)]
            if size < 6
            else []
        )
        for more, less in pairs:
            assert all(order.index(more) < order.index(less) for order in consistent)


def test_scores_are_counts():
    found = best_worst_scores([[0, 1, 2], [2, 1, 0], [0, 2, 3]], [0, 2, 0], [2, 1, 2], 5)
    np.testing.assert_array_equal(found.shown, [3, 2, 3, 1, 0])
    np.testing.assert_allclose(found.score(), [1.0, -0.5, -1 / 3, -1.0, np.nan])
    assert [0, 2, 3] in found.pairs.tolist()


def test_a_third_of_the_scale_is_a_label():
    assert labels_of_ratings([0, 33, 34, 66, 67, 100], 0, 100).tolist() == [
        "negative", "negative", "neutral", "neutral", "positive", "positive"
    ]  # fmt: skip
    assert labels_of_ratings([-3, 0, 3], -3, 3).tolist() == ["negative", "neutral", "positive"]


def test_files_of_other_kinds_become_our_own(tmp_path, capsys):
    odd = tmp_path / "odd.csv"
    odd.write_text(
        "question,rater,face_1,face_2,face_3,odd,place,seconds,repeat\n"
        "q1,r1,a,b,c,c,1,2.5,0\nq1,r2,a,b,c,a,3,1.5,0\nq1,r1,a,b,c,c,2,1.0,1\n"
    )
    assert (
        main(["answers", "from-odd-one-out", str(odd), str(tmp_path / "q.csv"), str(tmp_path / "a.csv")]) == 0
    )
    said = rows(tmp_path / "a.csv")
    assert [row["one_answer"] for row in said] == ["0", "0", "1", "1", "2", "2"]
    assert [row["repeat"] for row in said] == ["0", "0", "0", "0", "1", "1"]
    assert main(["votes", str(tmp_path / "q.csv"), str(tmp_path / "a.csv"), str(tmp_path / "t.csv")]) == 0
    assert "triplets" in capsys.readouterr().out
    best = tmp_path / "best.csv"
    best.write_text(
        "face_1,face_2,face_3,face_4,best,worst,repeat\na,b,c,d,b,a,0\na,b,c,,b,c,0\na,b,c,d,a,b,1\n"
    )
    pairs = tmp_path / "p.csv"
    assert (
        main(["answers", "from-best-worst", str(best), str(tmp_path / "s.csv"), "--pairs", str(pairs)]) == 0
    )
    assert "1 repeats" in capsys.readouterr().out
    assert {row["face"]: float(row["score"]) for row in rows(tmp_path / "s.csv")} == {
        "a": -0.5, "b": 1.0, "c": -0.5, "d": 0.0
    }  # fmt: skip
    assert {"more": "b", "less": "a", "votes": "2"} in rows(pairs)
    rated = tmp_path / "r.csv"
    rated.write_text("face,rater,valence,arousal\na,r1,90,1\na,r2,80,2\na,r3,10,3\n")
    assert main(["answers", "from-ratings", str(rated), str(tmp_path / "l.csv")]) == 0
    assert [row["label"] for row in rows(tmp_path / "l.csv")] == ["positive", "positive", "negative"]


@pytest.mark.parametrize(
    ("command", "text", "says"),
    [
        (
            "from-odd-one-out",
            "face_1,face_2,face_3,odd\na,b,c,z\n",
            "x.csv:2: the odd one 'z' is none of the three",
        ),
        (
            "from-best-worst",
            "face_1,face_2,face_3,best,worst\na,b,c,a,a\n",
            "x.csv:2: best 'a' and worst 'a' are not",
        ),
        ("from-ratings", "face,rater,valence\na,r,101\n", "x.csv:2: valence 101 is not between 0 and 100"),
        ("from-ratings", "face,rater,valence\na,r,high\n", "x.csv:2: valence 'high' is not a number"),
    ],
)
def test_wrong_answers_are_named(tmp_path, capsys, command, text, says):
    (tmp_path / "x.csv").write_text(text)
    out = [str(tmp_path / "o1.csv"), str(tmp_path / "o2.csv")][: 2 if command == "from-odd-one-out" else 1]
    assert main(["answers", command, str(tmp_path / "x.csv"), *out]) == 2
    assert says in capsys.readouterr().err
