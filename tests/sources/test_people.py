"""A table that says who faces are, on a source that knows their files, recordings and names."""

import numpy as np
import pytest

from mien.errors import DataError, FormatError
from mien.faces.faces import Faces
from mien.landmarks import Landmarks, get_layout
from mien.sources.notes import Notes
from mien.sources.people import PeopleTable
from mien.sources.stream import Reading, Stream
from mien.sources.who import known
from mien.tabular import write_columns

FILES = ["p01/a.csv", "p01/b.csv", "p02/a.csv", "p02/c.csv"]


@pytest.fixture
def read(tmp_path, make_faces):
    """The faces of four files, two of each, with what a table of these lines says; and the notes."""
    points = np.asarray(make_faces("ibug51", 8))

    def read(*lines, neutral=None, **options):
        (tmp_path / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        batches = [
            Faces(
                Landmarks(points[2 * row : 2 * row + 2], get_layout("ibug51")),
                face=np.array([f"f{2 * row}", f"f{2 * row + 1}"]),
                subject=np.full(2, f"s{row}"),
                label=np.array(["neutral", "sad"]),
                intensity=np.full(2, np.nan),
                neutral=None if neutral is None else np.full(2, neutral[row]),
                sequence=np.full(2, f"r{row}"),
                file=np.full(2, name),
            )
            for row, name in enumerate(FILES)
        ]
        stream = Stream("somewhere", lambda notes: iter(batches))
        told = known(stream, Reading(table=str(tmp_path / "people.csv"), **options))
        faces = Faces.joined(list(told.batches()))
        return faces, told.told()

    return read


def test_by_file_however_it_is_written(read):
    faces, notes = read(
        "file,subject,label", "p01/a.csv,A,joy", "videos/p01/b,A,fear", "p02\\a.csv,B,", "c.csv,B,joy"
    )
    assert faces.subject.tolist() == ["A"] * 4 + ["B"] * 4
    # An empty cell leaves what the source says.
    assert faces.label.tolist() == ["joy", "joy", "fear", "fear", "neutral", "sad", "joy", "joy"]
    assert notes == ()
    assert faces.file is None


def test_by_recording_with_a_degree(read):
    lines = ("r0,1,30", "r1,,4", "r2,0.5,9", "r3,2,3", "r9,2,3", "r2,0.5,8")
    faces, notes = read("sequence,intensity,age", *lines)
    np.testing.assert_array_equal(faces.intensity, [1, 1, np.nan, np.nan, 0.5, 0.5, 2, 2])
    assert notes == (
        "1 rows of people.csv that no sequence is named by: r9",
        "1 columns of people.csv not read: age",
        "1 rows of people.csv that repeat another: people.csv",
    )


def test_by_face_and_whose_neutral_it_is(read):
    rows = [f"f{row},P,{'yes' if row == 3 else 'no'}" for row in range(8)]
    faces, notes = read("face,subject,neutral", *rows, neutral=["f0", "f2", "f4", "f6"])
    whole = faces.whole()
    assert set(whole.names(whole.neutral_rows).tolist()) == {"f3"}
    assert faces.label.tolist() == ["", "sad", "", "neutral", "", "sad", "", "sad"]
    assert notes == ("4 labels 'neutral' taken away, for people.csv marks other faces: f0, f2, f4, f6",)


def test_neutrals_that_are_named(read):
    faces, _ = read("sequence,subject,neutral", "r0,P,f3", "r1,P,f3", "r2,Q,f4", "r3,Q,")
    assert faces.neutral.tolist() == ["f3"] * 4 + ["f4"] * 2 + [""] * 2


def test_faces_without_a_row(read):
    lines = ("file,subject", "p01/a.csv,A", "p02/a.csv,B")
    with pytest.raises(
        DataError, match=r"somewhere: .*people\.csv has no row for file p01/b\.csv; .*--skip-broken"
    ):
        read(*lines)
    faces, notes = read(*lines, skip_broken=True)
    assert faces.subject.tolist() == ["A", "A", "B", "B"]
    assert notes == ("4 faces left out, without a row in people.csv: p01/b.csv, p02/c.csv",)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            ["file,subject", "a.csv,A", "b.csv,A", "c.csv,B"],
            "2: file a.csv may be p01/a.csv or p02/a.csv; write",
        ),
        (["file,subject", "p01/a.csv,A", "p01/a,A"], "lines 2, 3 are of one file, p01/a.csv"),
        (
            ["file,subject", "p01/a.csv,A", "p01/a.csv,B"],
            "3: file p01/a.csv is there twice, and subject is 'B' here",
        ),
        (["name,subject", "a,A"], "1: expected one column that says which faces: face, file or sequence"),
        (["face,file,subject", "a,b,A"], "columns face and file"),
        (["face,age", "f0,3"], "nothing beside the column face; expected some of subject"),
        (["face,intensity", "f0,strong"], "2: intensity is 'strong', not a number"),
        (["face,label,neutral", "f0,joy,yes"], "2: neutral is yes and the label is 'joy'"),
        (["face,label,neutral", "f0,Neutral,0"], "2: neutral is 0 and the label is 'neutral'"),
        (["face,subject", ",A"], "2: face is empty"),
    ],
)
def test_tables_that_are_refused(read, lines, why):
    with pytest.raises(FormatError, match=why):
        read(*lines)


def test_names_and_then_a_table(read):
    faces, _ = read(
        "sequence,label", "a,joy", "b,neutral", "c,Neutral", names="{subject}/{sequence}", skip_broken=True
    )
    assert faces.subject.tolist() == ["p01"] * 4 + ["p02"] * 4
    assert faces.label.tolist() == ["joy"] * 2 + ["neutral"] * 2 + ["joy"] * 2 + ["neutral"] * 2


def test_names_that_do_not_match(read):
    lines = ("sequence,label", "r0,joy", "r1,joy", "r2,joy")
    with pytest.raises(FormatError, match=r"p01/b\.csv: the name does not match .*--skip-broken leaves"):
        read(*lines, names="{subject}/a")
    faces, notes = read(*lines, names="{subject}/a", skip_broken=True)
    assert faces.subject.tolist() == ["p01", "p01", "p02", "p02"]
    assert notes[0].startswith("2 files left out for their name: p01/b.csv: ")


def test_parquet_and_no_file(tmp_path, make_faces):
    write_columns(tmp_path / "people.parquet", {"sequence": ["r"], "subject": ["A"]})
    table = PeopleTable.load(tmp_path / "people.parquet")
    assert table.rows == {"r": {"subject": "A"}}
    faces = Faces(
        Landmarks(np.asarray(make_faces("ibug51", 1)), get_layout("ibug51")), np.array(["f"]), np.array(["s"])
    )
    for key, why in (("sequence", "are of no recording"), ("file", "not known which file")):
        write_columns(tmp_path / "p.csv", {key: ["r"], "subject": ["A"]})
        told = known(Stream("here", lambda notes: iter([faces])), Reading(table=str(tmp_path / "p.csv")))
        with pytest.raises(DataError, match=f"here: .*{why}"):
            list(told.read(Notes()))
