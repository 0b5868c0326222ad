import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mien.errors import FormatError, MienError
from mien.sources.bnd import read_bnd, read_bnds

POINTS = np.random.default_rng(0).normal(scale=80.0, size=(84, 3)).round(4)
SEVERAL = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def _lines(n=83, ids=None, gap="\t\t"):
    ids = range(n) if ids is None else ids
    return [gap.join([str(i), *map(str, xyz)]) for i, xyz in zip(ids, POINTS, strict=False)][:n]


def _file(tmp_path, content):
    path = tmp_path / "F0001_AN01WH_F3D.bnd"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("gap", ["\t\t", " ", "   \t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\r"])
def test_any_white_space_reads(tmp_path, gap, end):
    path = _file(tmp_path, end.join(_lines(gap=gap)) + end)
    np.testing.assert_allclose(read_bnd(path), POINTS[:83].astype(np.float32))


def test_the_84th_point_is_left_out(tmp_path):
    np.testing.assert_allclose(
        read_bnd(_file(tmp_path, "\n".join(_lines(84)))), POINTS[:83].astype(np.float32)
    )


@pytest.mark.parametrize("n", [83, 84])
def test_points_without_ids_are_read(tmp_path, n):
    path = _file(tmp_path, "\n".join(" ".join(map(str, xyz)) for xyz in POINTS[:n]))
    for points in (read_bnd(path), read_bnds([path])[0]):
        np.testing.assert_allclose(points, POINTS[:83].astype(np.float32))
    path.write_text(path.read_text() + " 9")
    with pytest.raises(FormatError, match=r":1: 3 columns; expected 4"):
        read_bnd(path)


def test_ids_of_mesh_vertices_keep_the_order_of_lines(tmp_path):
    ids = np.random.default_rng(1).permutation(9000)[:83]
    np.testing.assert_allclose(
        read_bnd(_file(tmp_path, "\n".join(_lines(ids=ids)))), POINTS[:83].astype(np.float32)
    )


@pytest.mark.parametrize("first", [0, 1])
def test_shuffled_point_numbers_are_put_in_order(tmp_path, first):
    lines = _lines(ids=range(first, 83 + first))
    np.random.default_rng(2).shuffle(lines)
    np.testing.assert_allclose(read_bnd(_file(tmp_path, "\n".join(lines))), POINTS[:83].astype(np.float32))


def _changed(number, line):
    lines = _lines()
    lines[number] = line
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        ("\n".join(_lines(82)), ":82: ", "82 points"),
        (_changed(10, "10 1 2 3 4"), ":11: ", "5 columns"),
        (_changed(10, "10 1 2"), ":11: ", "3 columns"),
        (_changed(4, "4 1,5 2 3"), ":5: ", "three numbers"),
        (_changed(4, "4 1_5 2 3"), ": ", "id x y z"),
        (_changed(4, "4 nan 2 3"), ":5: ", "finite"),
        (_changed(4, "4 1e300 2 3"), ":5: ", "finite"),
        (_changed(7, "6 1 2 3"), ":8: ", "twice"),
        (_changed(7, "9999 1 2 3"), ":8: ", "outside"),
        (_changed(7, "-1 1 2 3"), ":8: ", "negative"),
        ("", ": ", "0 points"),
        (b"\x89PNG\r\n\xff\x00", ": ", "not text"),
        (b"0 1 2 3\n" * 20000, ": ", "larger"),
    ],
)
def test_broken_files_name_the_line(tmp_path, content, where, what):
    path = _file(tmp_path, content)
    with pytest.raises(FormatError, match=what) as error:
        read_bnd(path)
    assert str(error.value).startswith(f"{path}{where}")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"none\.bnd: cannot be read"):
        read_bnd(tmp_path / "none.bnd")


@SEVERAL
@given(st.binary(max_size=400))
def test_binary_is_refused(tmp_path, content):
    with pytest.raises(MienError):
        read_bnd(_file(tmp_path, content))


@SEVERAL
@given(st.integers(0, 3000))
def test_truncated_files_are_refused(tmp_path, length):
    text = "\n".join(_lines())
    # Cut inside the last number a shorter number could be left, so the cut stays before the last line.
    length = min(length, text.rindex("\n"))
    with pytest.raises(FormatError):
        read_bnd(_file(tmp_path, text[:length]))


@SEVERAL
@given(st.randoms(use_true_random=False), st.integers(0, 82), st.integers(0, 82))
def test_shuffled_and_doubled_lines_never_read_wrong(tmp_path, random, source, target):
    lines = _lines()
    lines[target] = lines[source]
    random.shuffle(lines)
    path = _file(tmp_path, "\n".join(lines))
    if source == target:
        np.testing.assert_allclose(read_bnd(path), POINTS[:83].astype(np.float32))
    else:
        with pytest.raises(FormatError, match="twice"):
            read_bnd(path)


def _folder(tmp_path, contents):
    paths = []
    for number, content in enumerate(contents):
        paths.append(tmp_path / f"{number:04d}.bnd")
        paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
    return paths


GOOD = [
    "\n".join(_lines()),
    "\n".join(_lines()) + "\n\n",
    "\r\n".join(_lines()) + "\r\n",
    "\r".join(_lines()),
    "\n".join(f"  {line} \t" for line in _lines()),
    "\n\n".join(_lines(gap=" ")),
    "\n".join(_lines(84)),
    "\n".join(_lines(ids=np.random.default_rng(1).permutation(9000)[:83])),
    "\n".join(reversed(_lines())),
    "\n".join(_lines(ids=range(1, 84))),
]


def test_many_files_at_once_are_read_as_one_by_one(tmp_path):
    paths = _folder(tmp_path, GOOD * 60)
    np.testing.assert_array_equal(read_bnds(paths), np.stack([read_bnd(path) for path in paths]))
    assert read_bnds([]).shape == (0, 83, 3)


@SEVERAL
@given(st.data())
def test_many_files_at_once_refuse_what_one_by_one_refuses(tmp_path, data):
    """Bytes of one file among good ones are altered; both ways agree on the faces and on the errors."""
    contents = [text.encode() for text in GOOD[:4]]
    place = data.draw(st.integers(0, 3))
    altered = bytearray(contents[place])
    for _ in range(data.draw(st.integers(1, 3))):
        where = data.draw(st.integers(0, len(altered) - 1))
        altered[where : where + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from(
                [b"", b"\n", b"\r", b"\t", b" ", b".", b"-", b"_", b"e", b"9", b'"', b"\xff", b"nan"]
            )
        )
    contents[place] = bytes(altered)
    paths = _folder(tmp_path, contents)
    broken: dict[int, FormatError] = {}
    points = read_bnds(paths, broken=broken)
    for row, path in enumerate(paths):
        if row in broken:
            with pytest.raises(FormatError) as raised:
                read_bnd(path)
            assert str(raised.value) == str(broken[row])
            assert np.isnan(points[row]).all()
        else:
            np.testing.assert_array_equal(points[row], read_bnd(path))
    if broken:
        with pytest.raises(FormatError) as raised:
            read_bnds(paths)
        assert str(raised.value) == str(broken[min(broken)])


def test_missing_files_among_many_are_named(tmp_path):
    paths = [*_folder(tmp_path, GOOD), tmp_path / "none.bnd"]
    broken: dict[int, FormatError] = {}
    read_bnds(paths, broken=broken)
    assert list(broken) == [len(GOOD)]
    with pytest.raises(FormatError, match=r"none\.bnd: cannot be read"):
        read_bnds(paths)
