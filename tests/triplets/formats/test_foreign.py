"""Other people's files: MTurk, FEC, odd-one-out, cblearn."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import ConfigError, DataError, FormatError
from mien.triplets.formats.fec import read_fec
from mien.triplets.formats.judgments import Judgments, Tolerance
from mien.triplets.formats.mturk import REJECTED, MTurkColumns, read_mturk
from mien.triplets.formats.numbers import (
    KINDS,
    boolean_answers,
    odd_one_out_rows,
    odd_one_out_triplets,
    ordered,
    read_numbers,
    triplet_answers,
    write_numbers,
)
from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, asked_by, triplets_by_majority, votes

FACE = np.array(["F1", "F2", "F3", "F4"])
ASKED = Questions(np.array([[0, 1, 2], [3, 0, 1]]), np.full(2, "test"), np.array(["a", "b"]))


@pytest.fixture
def file(tmp_path):
    def write(text, name="answers.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


MTURK = (
    '"HITId","AssignmentId","WorkerId","AssignmentStatus","WorkTimeInSeconds","Input.name","Input.anchor",'
    '"Input.first","Input.second","Input.left","Answer.choice"\n'
    '"H1","A1","W1","Approved","4","a","F1","F2","F3","first","first"\n'
    '"H1","A2","W2","Submitted","5","a","F1","F2","F3","second","left"\n'
    '"H2","A3","W1","Approved","6","b","F4","F1","F2","second","right"\n'
    '"H2","A4","W3","Rejected","1","b","F4","F1","F2","","second"\n'
    '"H2","A5","W2","Approved","6","b","F4","F1","F2","","F2"\n'
)


def test_mturk_results(file):
    got = read_mturk(file(MTURK), ASKED, FACE)
    assert got.left_out == {REJECTED: 1}
    assert got.answers.question.tolist() == [0, 0, 1, 1]
    assert got.answers.rater.tolist() == ["W1", "W2", "W1", "W2"]
    assert got.answers.choice.tolist() == [0, 1, 0, 1]
    assert got.answers.first_left.tolist() == [1, 0, 0, -1]
    assert got.answers.seconds.tolist() == [4, 5, 6, 6]


def test_mturk_with_several_questions_an_assignment(file):
    path = file(
        "Worker,Time,Input.q1,Input.q2,Answer.q1,Answer.q2\nW1,9,a,b,first,second\nW2,8,a,b,second,second\n"
    )
    columns = MTurkColumns("Input.q#", "Answer.q#", "Worker", "Time")
    got = read_mturk(path, ASKED, FACE, columns)
    assert votes(ASKED, got.answers).tolist() == [[1, 1], [0, 2]]
    assert got.answers.seconds.tolist() == [4.5, 4, 4.5, 4]
    with pytest.raises(ConfigError, match="both"):
        MTurkColumns("Input.q#")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("Answer.choice", "Answer.other"), ":1: no column Answer.choice"),
        (('"a","F1","F2","F3","first"', '"q","F1","F2","F3","first"'), ":2: question 'q' was never asked"),
        (('"b","F4"', '"b","F3"'), ":4: Input.anchor is 'F3', but question 'b' has 'F4'"),
        (('"first"\n', '"neither"\n'), ":2: choice 'neither'"),
        (('"W2","Submitted"', '"W1","Submitted"'), ":3: rater W1 answered question 'a' already in line 2"),
        (('"Submitted","5"', '"Submitted","x"'), ":3: WorkTimeInSeconds 'x'"),
        (('"W1","Approved","4"', '"","Approved","4"'), ":2: WorkerId is empty"),
    ],
)
def test_wrong_mturk_results(file, change, message):
    with pytest.raises(FormatError, match=message):
        read_mturk(file(MTURK.replace(*change)), ASKED, FACE)


DOWNLOAD = '"WorkerId","AssignmentStatus","WorkTimeInSeconds","Input.name",{},"Approve","Reject"\n'


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ('"Answer.choice"', ['"first"', '"second"']),
        ('"Answer.choice.first","Answer.choice.second"', ['"true","false"', '"false","true"']),
        ('"Answer.choice.F2","Answer.choice.F3"', ['"TRUE","FALSE"', '"FALSE","TRUE"']),
        (
            '"Answer.taskAnswers"',
            [
                '"[{""choice"":{""first"":true,""second"":false}}]"',
                '"[{""choice"":{""first"":false,""second"":true}}]"',
            ],
        ),
        ('"Answer.taskAnswers"', ['"[{""choice"":""F2""}]"', '"{""choice"":{""label"":""F3""}}"'][:1] * 2),
    ],
)
def test_mturks_own_download(file, columns, rows):
    lines = [f'"W{number}","Approved","7","a",{row}\n' for number, row in enumerate(rows)]
    got = read_mturk(file(DOWNLOAD.format(columns) + "".join(lines)), ASKED, FACE)
    assert got.answers.choice.tolist() == ([0, 1] if rows[0] != rows[1] else [0, 0])
    assert got.answers.seconds.tolist() == [7, 7]
    # Whatever Excel fills up is as good.
    filled = [line.strip() + ',"","x"\n' for line in lines]
    again = read_mturk(file(DOWNLOAD.format(columns) + "".join(filled)), ASKED, FACE)
    assert again.answers.choice.tolist() == got.answers.choice.tolist()


@pytest.mark.parametrize(
    ("columns", "row", "message"),
    [
        ('"Answer.choice"', "", ":2: 4 values; the header has 7"),
        ('"Answer.choice.first","Answer.choice.second"', ',"true","true"', ":2: .*first and second at once"),
        ('"Answer.choice.first","Answer.choice.second"', ',"false","false"', ":2: choice '' is neither"),
        ('"Answer.choice.first","Answer.choice.second"', ',"maybe","true"', ":2: .* expected true or false"),
        ('"Answer.taskAnswers"', ',"[{"', ":2: Answer.taskAnswers is not JSON"),
        ('"Answer.other"', ',"first"', ":1: no column Answer.choice"),
    ],
)
def test_wrong_downloads(file, columns, row, message):
    with pytest.raises(FormatError, match=message):
        read_mturk(file(DOWNLOAD.format(columns) + f'"W","Approved","7","a"{row}\n'), ASKED, FACE)


def fec_line(*answers, kind="TWO_CLASS_TRIPLET", urls="uvw"):
    images = ",".join(f'"http://x/{url}.jpg",0.1,0.5,0.2,0.6' for url in urls)
    return f"{images},{kind}," + ",".join(f"{rater},{answer}" for rater, answer in answers) + "\n"


def test_fec(file):
    got = read_fec(file(fec_line(("A1", 1), ("A2", 1), ("A3", 3)) + fec_line(("A1", 2), urls="vxy")), "train")
    u, v, w, x, y = (f"http://x/{url}.jpg#0.1,0.5,0.2,0.6" for url in "uvwxy")
    said = {
        (str(rater), *got.face[row].tolist())
        for rater, row in zip(got.answers.rater, triplet_answers(got.questions, got.answers), strict=True)
    }
    # The image named by the answer is the odd one: each other looks more like the other than like it.
    assert said == {
        ("A1", v, w, u), ("A1", w, v, u), ("A2", v, w, u), ("A2", w, v, u), ("A3", u, v, w), ("A3", v, u, w),
        ("A1", v, y, x), ("A1", y, v, x),
    }  # fmt: skip
    assert set(got.questions.part) == {"train"}
    triplets, _ = triplets_by_majority(got.questions, got.answers)
    weights = {
        tuple(got.face[row]): weight for row, weight in zip(triplets.rows, triplets.weight, strict=True)
    }
    assert weights[(w, v, u)] == 2
    assert weights[(v, w, u)] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no answers"),
        (fec_line(("A1", 4)), ":1: answer '4'"),
        (fec_line(("A1", 1)) + fec_line(("A1", 1))[:60] + "\n", ":2: .* values; expected 15"),
        (fec_line(("A1", 1), kind="FOUR"), "kind 'FOUR'"),
        (fec_line(("A1", 1), urls="uvv"), "twice in one line"),
        (fec_line(("A1", 1)).replace("0.6", "oops", 1), "box '0.1,0.5,0.2,oops'"),
        (fec_line(("A1", 1)) * 2, ":2: rater A1 answered question"),
    ],
)
def test_wrong_fec(file, text, message):
    with pytest.raises(FormatError, match=message):
        read_fec(file(text))


def test_fec_second_answers_can_be_left_out(file):
    got = read_fec(file(fec_line(("A1", 1)) * 2), tolerance=Tolerance(twice="drop"))
    assert len(got.answers) == 2
    assert sum(got.left_out.values()) == 1


triples = st.lists(
    st.permutations(range(6)).map(lambda order: (*sorted(order[:2]), order[2])), min_size=1, max_size=40
)


@given(triples)
@settings(deadline=None)
def test_odd_one_out_both_ways(rows):
    rows = np.array(rows)
    triplets = odd_one_out_triplets(rows)
    expected = [t for i, j, k in rows.tolist() for t in ((i, j, k), (j, i, k))]
    assert triplets.tolist() == [list(triplet) for triplet in expected]
    questions, question, choice = asked_by(triplets)
    back, alone = odd_one_out_rows(questions, Answers.of(question, np.full(len(question), ""), choice))
    assert sorted(back.tolist()) == sorted(rows.tolist())
    assert alone == 0


def test_odd_one_out_needs_both_halves_of_one_rater():
    questions, question, choice = asked_by(np.array([[0, 1, 2], [1, 0, 2], [3, 4, 5]]))
    rows, alone = odd_one_out_rows(questions, Answers.of(question, np.array(["v", "w", "v"]), choice))
    assert (len(rows), alone) == (0, 3)
    rows, alone = odd_one_out_rows(questions, Answers.of(question, np.array(["v", "v", "v"]), choice))
    assert (rows.tolist(), alone) == ([[0, 1, 2]], 1)


def test_cblearn_orders_and_booleans(make_questions, make_answers):
    questions = make_questions(9, 3)
    said = make_answers(np.linspace(0, 1, len(questions)))
    order = triplet_answers(questions, said)
    query, response = boolean_answers(questions, said)
    assert np.array_equal(ordered(query, response), order)
    for (anchor, near, far), (a, first, second), nearer in zip(order, query, response, strict=True):
        assert anchor == a
        assert (near, far) == ((first, second) if nearer else (second, first))


# check_query_response(query, response, result_format) of cblearn 0.4.0, run once: True and 1 say that the
# second column is nearer to the first than the third is.
CBLEARN_QUERY = np.array([[5, 3, 9], [1, 2, 0]])
CBLEARN_RESPONSE = np.array([True, False])
CBLEARN_ORDER = [[5, 3, 9], [1, 0, 2]]


def test_the_conventions_are_cblearns():
    assert ordered(CBLEARN_QUERY, CBLEARN_RESPONSE).tolist() == CBLEARN_ORDER


@pytest.mark.parametrize(("kind", "suffix"), list(itertools.product(KINDS, ["npz", "csv"])))
def test_numbers_come_back(tmp_path, make_questions, make_answers, kind, suffix):
    questions = make_questions(9, 3)
    said = make_answers(np.linspace(0, 1, len(questions)))
    if kind == "odd-one-out":
        rows = np.sort(
            np.random.default_rng(0).permuted(np.tile(np.arange(9), (20, 1)), axis=1)[:, :2], axis=1
        )
        rows = np.column_stack([rows, (rows.max(axis=1) + 1) % 9])
        rows = rows[rows[:, 2] != rows[:, 0]]
        questions, question, choice = asked_by(odd_one_out_triplets(rows))
        said = Answers.of(question, np.full(len(question), ""), choice)
    face = np.array([f"face {number}" for number in range(9)])
    path = tmp_path / f"out.{suffix}"
    assert write_numbers(path, Judgments(face, questions, said), kind) == 0
    back = read_numbers(path, kind, face if suffix == "csv" else None)
    assert np.array_equal(back.face, face)
    before = triplet_answers(questions, said).tolist()
    assert sorted(triplet_answers(back.questions, back.answers).tolist()) == sorted(before)


def test_repeats_are_not_written(tmp_path, make_questions, make_answers):
    questions = make_questions(9, 3)
    said = make_answers(np.zeros(len(questions)))
    said.repeat[:4] = True
    got = Judgments(np.arange(9).astype(str), questions, said)
    assert write_numbers(tmp_path / "out.csv", got, "cblearn-order") == 4
    assert len(read_numbers(tmp_path / "out.csv", "cblearn-order").answers) == len(said) - 4
    assert write_numbers(tmp_path / "b.csv", got, "cblearn-boolean") == 4
    said.rater[:] = [f"R{number}" for number in range(len(said))]
    with pytest.raises(DataError, match=r"none of the .* answers can be written as odd-one-out"):
        write_numbers(tmp_path / "c.csv", got, "odd-one-out")
    with pytest.raises(DataError, match="must end with"):
        write_numbers(tmp_path / "c.txt", got, "cblearn-order")


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("cblearn-order", "", "no judgments"),
        ("cblearn-order", "anchor near far\n", "no judgments"),
        ("cblearn-order", "0 5 2\n3 4\n", ":2: 2 values; expected 3"),
        ("cblearn-order", "0 5 2\n3 4 x\n", ":2: '3 4 x' are not whole numbers"),
        ("cblearn-order", "0 5 2\n3 -4 1\n", ":2: face 3, -4, 1 does not exist"),
        (
            "cblearn-order",
            "0 5 2\n3 4 99999999999\n",
            ":2: face 3, 4, 99999999999 does not exist; .* below 10,000,000",
        ),
        ("cblearn-order", f"0 5 2\n3 4 {2**64}\n", ":2: .* are not whole numbers of at most 64 bits"),
        ("odd-one-out", "0 5 2\n3 1 3\n", ":2: a face is twice"),
        ("cblearn-boolean", "0 5 2\n", ":1: 3 values; expected 4"),
        ("cblearn-boolean", "0,1,2,maybe\n", ":1: response 'maybe'"),
    ],
)
def test_wrong_numbers(file, kind, text, message):
    with pytest.raises(FormatError, match=message):
        read_numbers(file(text), kind)


def test_wrong_arrays(tmp_path):
    def refused(message, kind="cblearn-order", **arrays):
        np.savez(tmp_path / "x.npz", **arrays)
        with pytest.raises(FormatError, match=message):
            read_numbers(tmp_path / "x.npz", kind)

    refused("no array query", other=np.zeros(3))
    refused("expected", query=np.full((2, 3), 0.5))
    refused("expected", query=np.zeros((0, 3), int))
    refused("needs responses", "cblearn-boolean", query=CBLEARN_QUERY)
    refused("needs responses", query=CBLEARN_QUERY, response=CBLEARN_RESPONSE)
    refused("2 values true", "cblearn-boolean", query=CBLEARN_QUERY, response=np.ones(3, int))
    refused("cannot be read", query=np.array([object()]))
    for damage in (b"", b"PK\x03\x04 broken", b"\x93NUMPY"):
        (tmp_path / "x.npz").write_bytes(damage)
        with pytest.raises(FormatError, match="cannot be read"):
            read_numbers(tmp_path / "x.npz", "cblearn-order")
    np.save(tmp_path / "x.npy", CBLEARN_QUERY)
    got = read_numbers(tmp_path / "x.npy", "cblearn-order")
    assert triplet_answers(got.questions, got.answers).tolist() == CBLEARN_QUERY.tolist()
    assert got.face[0] == "0"
    np.savez(tmp_path / "x.npz", query=CBLEARN_QUERY, response=np.array([1, -1]))
    got = read_numbers(tmp_path / "x.npz", "cblearn-boolean")
    assert triplet_answers(got.questions, got.answers).tolist() == CBLEARN_ORDER
