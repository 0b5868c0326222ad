"""Axes and units of what any source reads: mended as asked, told by info, refused where it is used."""

from dataclasses import replace

import numpy as np
import pytest

from mien.cli import main
from mien.errors import ConfigError, FormatError
from mien.faces.faces import Faces
from mien.faces.parquet import read_faces, write_faces
from mien.landmarks import Alignment, Landmarks, get_layout
from mien.sources.asked import Asked
from mien.sources.convert import describe
from mien.sources.opening import open_faces, open_stream
from mien.synthetic.posed import builtin_posed


@pytest.fixture(scope="module")
def posed():
    return builtin_posed(seed=5, n_subjects=4)


def _npz(path, faces, factors=(1, 1, 1), **more):
    points = faces.landmarks.points * np.float32(factors)
    columns = {name: getattr(faces, name) for name in ("face", "subject", "label", "intensity")}
    np.savez(path, landmarks=points, layout=np.array(faces.landmarks.layout.name), **columns, **more)
    return str(path)


def _bu3dfe(folder, faces, factors=(1, 1, 1)):
    """The faces of one person as a folder of .bnd files."""
    for code, degree, points in (("NE", 0, faces.landmarks.points[0]), ("HA", 2, faces.landmarks.points[3])):
        path = folder / "F0001" / f"F0001_{code}{degree:02d}WH_F3D.bnd"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = enumerate((points * np.float32(factors)).tolist())
        path.write_text("".join(f"{i}\t\t{x:.5f}\t\t{y:.5f}\t\t{z:.5f}\n" for i, (x, y, z) in rows))
    return f"bu3dfe:{folder}"


def _bp4d(folder, faces, factors=(1, 1, 1)):
    """Frames of one recording, its points in BP4D's order."""
    layouts = get_layout("bu3dfe83"), get_layout("bp4d83")
    order = [layouts[0].names.index(name) for name in layouts[1].names]
    for frame, points in enumerate(faces.landmarks.points[:3], start=1):
        path = folder / "F001" / "T1" / f"{frame:04d}.bnd"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = enumerate((points[order] * np.float32(factors)).tolist())
        path.write_text("".join(f"{i} {x:.5f} {y:.5f} {z:.5f}\n" for i, (x, y, z) in rows))
    return f"bp4d:{folder}"


def _parquet(folder, faces, factors=(1, 1, 1)):
    folder.mkdir()
    points = faces.landmarks.points * np.float32(factors)
    write_faces(folder / "f.parquet", replace(faces, landmarks=replace(faces.landmarks, points=points)))
    return f"parquet:{folder / 'f.parquet'}"


def _generic(folder, faces, factors=(1, 1, 1)):
    folder.mkdir()
    return f"npz:{_npz(folder / 'f.npz', faces, factors)}"


SOURCES = pytest.mark.parametrize("source", [_generic, _parquet, _bu3dfe, _bp4d])


@SOURCES
@pytest.mark.parametrize(
    ("factors", "cause", "options"),
    [
        ((1, 1, -1), "inside out", {"flip": "z"}),
        ((-1, 1, 1), "mirrored: the subject's left", {"flip": "x"}),
        ((1, -1, 1), "upside down and mirrored", {"flip": "y"}),
        ((-1, -1, -1), "all three axes", {"flip": "x,y,z"}),
        ((1, 1, 1 / 640), "z is about .00 times smaller than x and y", {"scale": "z=640"}),
        ((1 / 640, 1 / 480, 1 / 640), "", {"scale": "x=640,y=480,z=640"}),
        ((1, 1, 40), "z is about [34]0 times larger than x and y", {"scale": "z=0.025"}),
    ],
)
def test_every_source_is_judged_and_mended(tmp_path, posed, source, factors, cause, options):
    good = open_faces(source(tmp_path / "good", posed), "keep")
    spec = source(tmp_path / "bad", posed, factors)
    if cause:
        with pytest.raises(FormatError, match=cause) as raised:
            open_faces(spec, "keep")
        (name, value), *_ = options.items()
        assert f"--{name} {value if name == 'flip' else 'z=N'}" in str(raised.value)
        assert str(raised.value).startswith(spec.partition(":")[2])
    mended = open_faces(Asked(spec, options), "keep")
    np.testing.assert_allclose(mended.landmarks.points, good.landmarks.points, rtol=1e-3, atol=2e-2)
    assert mended.face.tolist() == good.face.tolist()


@pytest.mark.parametrize("axes", ["z", "x", "x,y", "x,y,z"])
def test_poses_are_turned_with_the_axes(tmp_path, posed, axes):
    rng = np.random.default_rng(0)
    turns = np.linalg.qr(np.eye(3) + rng.normal(scale=0.2, size=(len(posed), 3, 3)))[0]
    turns *= np.linalg.det(turns)[:, None, None]
    signs = np.array([-1.0 if axis in axes else 1.0 for axis in "xyz"])
    points = posed.landmarks.points @ turns
    good = replace(posed, landmarks=replace(posed.landmarks, points=points), rotation=turns)
    # The pose of the axes that point the wrong way: R' such that R' (S p) = S (R p).
    bad = replace(
        good,
        landmarks=replace(good.landmarks, points=points * signs),
        rotation=np.diag(signs) @ turns @ np.diag(signs),
    )
    write_faces(tmp_path / "bad.parquet", bad)
    mended = open_faces(Asked(f"parquet:{tmp_path / 'bad.parquet'}", {"flip": axes}), "keep")
    np.testing.assert_allclose(mended.rotation, turns, atol=1e-6)
    expected = Alignment.fit(good.landmarks, rotations=turns).apply(good.landmarks, turns)
    found = Alignment.fit(mended.landmarks, rotations=mended.rotation).apply(
        mended.landmarks, mended.rotation
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_unit_is_what_the_option_says(tmp_path, posed):
    path = _npz(tmp_path / "a.npz", posed, unit=np.array("mm"))
    assert open_faces(path).landmarks.unit == "mm"
    assert open_faces(Asked(path, {"unit": "pixel"})).landmarks.unit == "pixel"
    assert open_faces(Asked("builtin", {"unit": "normalised"})).landmarks.unit == "normalised"


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"flip": "w"}, "npz: flip.0 is 'w'; it can be 'x', 'y' or 'z'"),
        ({"flip": ""}, "npz: flip.0 is ''"),
        ({"scale": "640"}, "npz: scale: '640' is no list of factors; expected for example z=640"),
        ({"scale": "z=0"}, "npz: scale.z is 0.0; it must be above 0"),
        ({"scale": "z=-3"}, "npz: scale.z is -3.0; it must be above 0"),
        ({"scale": "z=inf"}, "npz: scale.z"),
        ({"scale": "q=3"}, "npz: scale.q"),
        ({"scale": "z=2,z=3"}, "npz: scale: 'z=2,z=3' names an axis twice"),
        ({"unit": "cm"}, "npz: unit is 'cm'; it can be 'mm', 'pixel', 'normalised' or 'eyes'"),
    ],
)
def test_options_that_make_no_sense_are_refused(tmp_path, posed, options, what):
    with pytest.raises(ConfigError, match=what.replace("(", r"\(")):
        open_stream(Asked(_npz(tmp_path / "a.npz", posed), options))


def test_info_tells_and_goes_on(tmp_path, posed, capsys):
    path = _npz(tmp_path / "a.npz", posed, (1, 1, -1))
    assert main(["info", path]) == 0
    said = capsys.readouterr().out
    assert "100 of 100 faces are inside out: the noses are behind the eyes" in said
    assert "--flip z turns it" in said
    assert describe(_npz(tmp_path / "good.npz", posed))["notes"] == []


def test_a_refused_set_leaves_nothing_and_the_way_out_works(tmp_path, posed, capsys):
    path, out = _npz(tmp_path / "a.npz", posed, (1, -1, 1)), tmp_path / "out.parquet"
    words = ["convert", "npz", path, str(out), "--quiet"]
    assert main(words) == 2
    assert "100 of 100 faces are upside down and mirrored: y points down; --flip y turns it" in (
        capsys.readouterr().err
    )
    assert not out.exists()
    assert main([*words, "--flip", "y"]) == 0
    np.testing.assert_allclose(read_faces(out).landmarks.points, posed.landmarks.points, rtol=1e-6)


def test_turned_heads_are_used_and_told(tmp_path, posed):
    # MediaPipe's and OpenFace's own axes: y down, z away. That is a turn of the head, which alignment undoes.
    path = _npz(tmp_path / "a.npz", posed, (1, -1, -1))
    faces = open_faces(path)
    assert faces.notes == (
        "most heads are upside down and turned away: y points down and z away from the camera; alignment "
        "turns them back (--flip y,z does it while reading)",
    )
    assert open_faces(Asked(path, {"flip": "y,z"})).notes == ("read with --flip y,z",)
    aligned, good = (Alignment.fit(some.landmarks).apply(some.landmarks) for some in (faces, posed))
    np.testing.assert_allclose(aligned, good, atol=1e-5)


def test_odd_faces_are_kept_counted_and_named(tmp_path, posed):
    points = posed.landmarks.points.copy()
    points[[4, 9]] *= np.float32([1, 1, -1])
    odd = replace(posed, landmarks=replace(posed.landmarks, points=points))
    faces = open_faces(_npz(tmp_path / "a.npz", odd))
    assert len(faces) == 100
    assert faces.notes == (
        "2 of 100 faces are mirrored or inside out, unlike the others, and kept: "
        f"{posed.face[4]}, {posed.face[9]}",
    )


def test_faces_with_reasons_of_their_own_keep_them(tmp_path, posed):
    with pytest.raises(Exception, match="faces that cannot be used: without depth: "):
        open_faces(_npz(tmp_path / "a.npz", posed, (1, 1, 0)))


def test_a_single_face(tmp_path, posed):
    one = posed.take(np.arange(1))
    assert len(open_faces(_npz(tmp_path / "a.npz", one))) == 1
    with pytest.raises(FormatError, match="1 of 1 faces are inside out"):
        open_faces(_npz(tmp_path / "b.npz", one, (1, 1, -1)))


def test_aligned_faces_are_good_faces(tmp_path, posed):
    alignment = Alignment.fit(posed.landmarks)
    aligned = alignment.restore(alignment.apply(posed.landmarks))
    faces = replace(posed, landmarks=Landmarks(aligned, posed.landmarks.layout, "eyes"))
    write_faces(tmp_path / "a.parquet", faces)
    assert isinstance(open_faces(str(tmp_path / "a.parquet")), Faces)
