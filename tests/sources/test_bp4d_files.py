"""What coders and pose estimators wrote for BP4D: damaged files are refused, or read as what they say."""

import contextlib
import io

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from mien.errors import FormatError
from mien.sources.bp4d_files import read_intensity, read_occurrence, read_pose

SEVERAL = settings(deadline=None, derandomize=True)
UNITS = (1, 2, 12, 25)
CODES = np.random.default_rng(0).choice([0, 1, 9], size=(12, 4))
WHOLE = "\n".join(
    [",".join(map(str, (0, *UNITS)))]
    + [",".join(map(str, (frame, *codes))) for frame, codes in enumerate(CODES.tolist(), 7)]
)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return tmp_path_factory.mktemp("bp4d")


def occurrence(room, content):
    path = room / "F001_T1.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_occurrence(path)


def plainly(text):
    """The coding of a file's text, value by value: frame -> {unit: code or -1}."""
    header, *lines = [line.split(",") for line in text.splitlines() if line.strip()]
    units = [f"AU{int(number):02d}" for number in header[1:]]
    return {
        int(line[0]): {
            unit: -1 if int(code) == 9 else int(code) for unit, code in zip(units, line[1:], strict=True)
        }
        for line in lines
    }


def as_read(coding):
    rows = zip(coding.frame.tolist(), coding.value.tolist(), strict=True)
    return {frame: dict(zip(coding.names, values, strict=True)) for frame, values in rows}


def test_a_whole_file_is_what_it_says(room):
    assert as_read(occurrence(room, WHOLE)) == plainly(WHOLE)


@SEVERAL
@given(st.integers(0, len(WHOLE)))
def test_truncated_coding_is_refused_or_whole_lines(room, size):
    text = WHOLE[:size]
    try:
        coding = occurrence(room, text)
    except FormatError:
        return
    assert as_read(coding) == plainly(text)


@SEVERAL
@given(st.permutations(range(1, 13)), st.permutations(range(1, 5)))
def test_shuffled_lines_and_columns_read_the_same(room, lines, columns):
    table = [line.split(",") for line in WHOLE.splitlines()]
    order = [0, *columns]
    text = "\n".join(",".join(table[row][column] for column in order) for row in (0, *lines))
    assert as_read(occurrence(room, text)) == plainly(WHOLE)


@SEVERAL
@given(st.binary(max_size=200))
def test_binary_coding_raises_nothing_else(room, content):
    with contextlib.suppress(FormatError):
        occurrence(room, content)
    with contextlib.suppress(FormatError):
        read_intensity(room / "F001_T1.csv", "AU06")


@SEVERAL
@given(
    st.integers(1, 12),
    st.integers(1, 4),
    st.sampled_from(["nan", "", "1.5", "-1", "x", "inf", "2", " ", "10"]),
)
def test_a_wrong_value_is_named_by_its_line(room, row, column, value):
    table = [line.split(",") for line in WHOLE.splitlines()]
    table[row][column] = value
    text = "\n".join(map(",".join, table))
    with pytest.raises(FormatError, match=r"F001_T1\.csv:\d+: "):
        occurrence(room, text)


@pytest.fixture(scope="module")
def poses(room):
    """A file of poses: its bytes, and what is in it."""
    turns = Rotation.from_quat(np.random.default_rng(2).normal(size=(4, 4))).as_matrix()
    stored = io.BytesIO()
    with h5py.File(stored, "w") as file:
        references = file.create_dataset("fit/pose", (4, 1), dtype=h5py.ref_dtype)
        for row, turn in enumerate(turns):
            element = file.create_group(f"#refs#/{row}")
            element.create_dataset("rot", data=turn.T)
            references[row, 0] = element.ref
    return stored.getvalue(), turns


@SEVERAL
@given(st.floats(0, 1), st.integers(0, 255), st.booleans())
def test_damaged_poses_are_refused_or_rotations(room, poses, place, byte, cut):
    content, turns = bytearray(poses[0]), poses[1]
    at = min(int(place * len(content)), len(content) - 1)
    if cut:
        del content[at:]
    else:
        content[at] = byte
    path = room / "F001_T1.mat"
    path.write_bytes(content)
    try:
        found = read_pose(path)
    except FormatError:
        return
    known = np.isfinite(found).all(axis=(1, 2))
    np.testing.assert_allclose(
        found[known] @ np.swapaxes(found[known], 1, 2), np.eye(3)[None].repeat(known.sum(), 0), atol=1e-2
    )
    if bytes(content) == poses[0]:
        np.testing.assert_allclose(found, turns)
