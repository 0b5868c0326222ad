"""py-feat's z: shares of the crop in released versions, pixels of it in others; told by the faces."""

import csv

import numpy as np
import pytest

from mien.errors import FormatError
from mien.sources.asked import Asked
from mien.sources.opening import open_faces

N = 478


def _shape():
    """(478, 3) pixels of the frame, y down and z away: 180 wide, 240 high, 150 deep."""
    rng = np.random.default_rng(8)
    points = rng.uniform(-0.5, 0.5, size=(N, 3)) * [180, 240, 150]
    points[:2] = [[-90, -120, -75], [90, 120, 75]]
    return points + np.array([320, 240, 0])


def _write(path, units, prefix="mesh_", crop=224.0, width=300.0):
    """A row for each unit: "share", "pixel", a factor of shares, or "" for a row without numbers."""
    rows = []
    for frame, unit in enumerate(units):
        points = _shape()
        z = points[:, 2] / width * {"share": 1.0, "pixel": crop, "": np.nan}.get(unit, unit)
        row = {"frame": frame, "FaceRectWidth": width, "FaceScore": 0.9}
        for i in range(N):
            row[f"{prefix}x_{i}"], row[f"{prefix}y_{i}"] = points[i, 0], points[i, 1]
            row[f"{prefix}z_{i}"] = "" if np.isnan(z[i]) else z[i]
        rows.append(row)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _extents(path, **options):
    return np.ptp(open_faces(Asked(f"pyfeat:{path}", options), "keep").landmarks.points, axis=1)


@pytest.mark.parametrize(("prefix", "crop"), [("mesh_", 224.0), ("", 256.0)])
@pytest.mark.parametrize("unit", ["share", "pixel"])
@pytest.mark.parametrize("width", [60.0, 300.0, 1200.0])
def test_either_unit_comes_to_pixels_of_the_frame(tmp_path, prefix, crop, unit, width):
    path = _write(tmp_path / "a.csv", [unit] * 3, prefix, crop, width)
    np.testing.assert_allclose(_extents(path), [[180, 240, 150]] * 3, rtol=1e-4)


def test_the_issue_in_numbers(tmp_path):
    # z over .4 of a crop that is 600 wide in the frame is 240 pixels deep, not 240/224.
    path = _write(tmp_path / "a.csv", ["share"], width=600.0)
    z = open_faces(f"pyfeat:{path}", "keep").landmarks.points[0, :2, 2]
    np.testing.assert_allclose(z, [75, -75], rtol=1e-4)


def test_lost_frames_first_do_not_decide(tmp_path):
    path = _write(tmp_path / "a.csv", ["", "", "share", "share"])
    assert _extents(path, skip_broken=True)[:, 2] == pytest.approx([150, 150], rel=1e-4)


def test_two_releases_in_one_file_are_refused_with_the_line(tmp_path):
    path = _write(tmp_path / "a.csv", ["share", "share", "pixel", "share"])
    with pytest.raises(FormatError, match=r"a\.csv:4: z is in pixels of the crop in this row and in shares"):
        _extents(path)


def test_what_is_neither_is_refused(tmp_path):
    path = _write(tmp_path / "a.csv", [12.0, 12.0])
    with pytest.raises(
        FormatError, match=r"a\.csv:2: z is neither in shares of the crop nor in pixels of the crop"
    ):
        _extents(path)


def test_a_folder_may_hold_files_of_several_releases(tmp_path):
    for name, unit in (("a", "share"), ("b", "pixel")):
        _write(tmp_path / f"{name}.csv", [unit] * 2)
    np.testing.assert_allclose(_extents(tmp_path), [[180, 240, 150]] * 4, rtol=1e-4)
