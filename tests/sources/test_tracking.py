"""Tracking by MediaPipe, on pictures of the built-in set's synthetic people whose landmarks are known."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from mien.cli import main
from mien.errors import ConfigError, DataError, FormatError
from mien.faces.parquet import read_faces
from mien.sources.notes import Notes
from mien.sources.tracking import Tracking, track

SIZE = 400
VIEW = 215.0


def _need_mediapipe():
    """MediaPipe and OpenCV, or the test is skipped."""
    pytest.importorskip("mediapipe", reason="MediaPipe is not installed; it is an optional part")
    return pytest.importorskip("cv2", reason="OpenCV is not installed")


@pytest.fixture(scope="module")
def drawn():
    """(picture (h, w, 3) uint8 RGB, landmarks (83, 2) pixels) of a rig's face, turned by so many degrees."""
    pytest.importorskip("PIL", reason="Pillow is not installed")
    _need_mediapipe()
    path = Path(__file__).parents[2] / "tools" / "render_faces.py"
    spec = importlib.util.spec_from_file_location("render_faces", path)
    tool = importlib.util.module_from_spec(spec)
    sys.modules["render_faces"] = tool
    spec.loader.exec_module(tool)
    rig = tool.load_rig()

    def draw(degrees=0.0, size=SIZE):
        turn = np.radians(degrees)
        yaw = np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
        vertices = (rig.neutral @ yaw.T).astype(np.float32)
        flat = (vertices[rig.landmarks] - [0, 8, 0])[:, :2] * [size / VIEW, -size / VIEW] + size / 2
        return np.asarray(tool.face(rig, vertices, size)), flat

    return draw


def _video(path, pictures):
    cv2 = _need_mediapipe()
    height, width = pictures[0].shape[:2]
    video = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (width, height))
    for picture in pictures:
        video.write(np.ascontiguousarray(picture[:, :, ::-1]))
    video.release()
    return path


def _picture(path, picture):
    _need_mediapipe().imwrite(str(path), np.ascontiguousarray(picture[:, :, ::-1]))
    return path


def _corners(table, row=0):
    """Outer and inner eye corners and corners of the mouth, subject's left first, in pixels from above."""
    points = table.landmarks.points[row, [263, 362, 133, 33, 291, 61]].astype(float)
    return points[:, 0], points[:, 1], points[:, 2]


# The same points of layout bu3dfe83.
SAME = [4, 0, 8, 12, 48, 54]


def test_a_picture_gives_the_landmarks_that_were_drawn(drawn, tmp_path):
    picture, flat = drawn()
    # Higher than wide, so that a mistaken side of the picture would show.
    tall = np.vstack([np.full((100, SIZE, 3), 250, np.uint8), picture])
    (table,) = track([_picture(tmp_path / "someone.png", tall)])
    assert table.face.tolist() == ["someone"]
    assert table.subject.tolist() == ["someone"]
    assert (table.landmarks.layout.name, table.landmarks.unit, table.frame.tolist()) == (
        "mediapipe478",
        "pixel",
        [-1],
    )
    x, y, _ = _corners(table)
    np.testing.assert_allclose(x, flat[SAME, 0], atol=0.03 * SIZE)
    np.testing.assert_allclose(y, SIZE - flat[SAME, 1], atol=0.03 * SIZE)


@pytest.mark.parametrize("degrees", [-20, 20])
def test_depth_is_toward_the_camera(drawn, tmp_path, degrees):
    """A face that looks to the picture's right shows its right eye nearer to the camera."""
    (table,) = track([_picture(tmp_path / "turned.png", drawn(degrees)[0])])
    _, _, z = _corners(table)
    assert (z[3] - z[0]) * degrees > 0
    nose, ear = table.landmarks.points[0, 1, 2], table.landmarks.points[0, 234, 2]
    assert nose > ear


def test_a_video_is_a_sequence_and_lost_frames_are_named(drawn, tmp_path):
    pictures = [drawn(degrees)[0] for degrees in np.linspace(-10, 10, 30)]
    pictures[12:20] = [np.full_like(pictures[0], 128)] * 8
    notes, seen = Notes(), []
    path = _video(tmp_path / "talk.avi", pictures)
    (table,) = track([path], notes=notes, progress=lambda done, total: seen.append((done, total)))
    assert set(range(30)) - set(table.frame.tolist()) >= set(range(13, 20))
    assert set(table.frame.tolist()) >= {*range(10), *range(24, 30)}
    assert set(table.sequence) == {"talk"}
    assert table.face[0] == "talk_000000"
    assert seen[-1] == (30, 30)
    (note,) = notes.lines()
    assert "frames left out, no face was found: talk.avi frames 1" in note
    assert note.startswith(str(30 - len(table)))


def test_each_so_many_th_frame_is_kept(drawn, tmp_path):
    path = _video(tmp_path / "talk.avi", [drawn()[0]] * 11)
    (table,) = track([path], Tracking(every=5, subject="P01"))
    assert table.frame.tolist() == [0, 5, 10]
    assert set(table.subject) == {"P01"}


def test_two_faces_are_refused_or_the_larger_is_kept(drawn, tmp_path):
    large, small = drawn()[0], drawn(size=240)[0]
    room = np.full((SIZE, 240, 3), 250, np.uint8)
    room[80:320] = small
    path = _picture(tmp_path / "two.png", np.hstack([large, room]))
    with pytest.raises(DataError, match=r"two\.png: frame 0 shows two faces; --keep-face largest"):
        list(track([path]))
    notes = Notes()
    (table,) = track([path], Tracking(keep_face="largest"), notes)
    assert table.landmarks.points[0, :, 0].max() < SIZE
    assert notes.lines() == ("1 faces left out, others than the one to keep: two.png frame 0",)
    (right,) = track([path], Tracking(keep_face="1"))
    assert right.landmarks.points[0, :, 0].min() > SIZE


def test_one_of_two_people_is_followed(drawn, tmp_path):
    """Two people beside each other; the one on the left is away for a while, and the other is not taken."""
    picture = drawn()[0]
    empty = np.full_like(picture, 250)
    frames = [np.hstack([empty if 10 <= frame < 20 else picture, picture]) for frame in range(30)]
    path, notes = _video(tmp_path / "two.avi", frames), Notes()
    (table,) = track([path], Tracking(keep_face="0"), notes)
    assert (table.landmarks.points[:, :, 0].max(axis=1) < SIZE + 20).all()
    assert set(range(10)) <= set(table.frame.tolist())
    assert not set(range(13, 19)) & set(table.frame.tolist())


def test_the_command_writes_a_faces_table(drawn, tmp_path, capsys):
    path = _video(tmp_path / "talk.avi", [drawn()[0]] * 5)
    out = tmp_path / "faces.parquet"
    assert main(["landmarks", str(path), str(out), "--subject", "P01", "--quiet"]) == 0
    assert read_faces(out).frame.tolist() == [0, 1, 2, 3, 4]
    assert "faces     5" in capsys.readouterr().out


def test_pictures_without_a_face_are_refused_or_left_out(drawn, tmp_path, capsys):
    path = _picture(tmp_path / "grey.png", np.full((200, 200, 3), 128, np.uint8))
    with pytest.raises(FormatError, match=r"grey\.png: no face was found in it; --skip-broken"):
        list(track([path]))
    good, out = _picture(tmp_path / "someone.png", drawn()[0]), tmp_path / "faces.parquet"
    assert main(["landmarks", str(good), str(path), str(out), "--skip-broken", "--quiet"]) == 0
    assert "1 files left out: " in capsys.readouterr().out
    assert read_faces(out).face.tolist() == ["someone"]
    assert "grey.png: no face was found in it" in read_faces(out).notes[0]
    assert main(["landmarks", str(path), str(out), "--skip-broken"]) == 2
    assert "no face is left; 1 files left out" in capsys.readouterr().err


def test_a_folder_of_photographs_whose_names_say_who_and_what(drawn, tmp_path, capsys):
    for person in ("p01", "p02"):
        (tmp_path / "photos" / person).mkdir(parents=True)
        for label, degrees in (("neutral", 0), ("happy", 5)):
            _picture(tmp_path / "photos" / person / f"{label}.png", drawn(degrees)[0])
    (tmp_path / "photos" / "about.txt").write_text("who they are")
    words = ["landmarks", str(tmp_path / "photos"), str(tmp_path / "faces.parquet"), "--quiet"]
    assert main([*words, "--names", "{subject}/{label}"]) == 0
    faces = read_faces(tmp_path / "faces.parquet").whole()
    assert faces.face.tolist() == ["p01/happy", "p01/neutral", "p02/happy", "p02/neutral"]
    assert faces.subject.tolist() == ["p01", "p01", "p02", "p02"]
    assert faces.names(faces.neutral_rows).tolist() == ["p01/neutral"] * 2 + ["p02/neutral"] * 2
    # The same face was drawn for both.
    left_out, alike = faces.notes
    assert left_out == "1 files left out that are no images or videos: about.txt"
    assert "p01 and p02 (0)" in alike
    assert main(words) == 0
    assert "4 files counted as a person each" in capsys.readouterr().out
    assert main([*words, "--names", "{subject}/{label}", "--subject", "P"]) == 2
    assert "leave one out" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["broken.avi", "broken.png"])
def test_damaged_files_are_named(tmp_path, name):
    _need_mediapipe()
    (tmp_path / name).write_bytes(b"\x00not a picture" * 50)
    with pytest.raises(FormatError, match=rf"{name}: not a .* that OpenCV reads"):
        list(track([tmp_path / name]))


def test_a_wrong_model_is_named(drawn, tmp_path):
    path = _picture(tmp_path / "someone.png", drawn()[0])
    with pytest.raises(FormatError, match=r"someone\.png: not a model of MediaPipe's face landmarker"):
        list(track([path], Tracking(model=path)))


def test_what_needs_no_mediapipe_is_checked_first(tmp_path):
    (tmp_path / "talk.avi").write_bytes(b"")
    with pytest.raises(DataError, match=r"talk\.avi is named twice"):
        list(track([tmp_path / "talk.avi", tmp_path / "." / "talk.avi"]))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("nobody")
    with pytest.raises(FormatError, match=r"texts: no image or video is in it; known are \.jpg"):
        list(track([tmp_path / "texts"]))
    with pytest.raises(FormatError, match=r"none\.avi: there is no such file or folder"):
        list(track([tmp_path / "none.avi"]))
    with pytest.raises(FormatError, match=r"none\.task: there is no such file"):
        Tracking(model=tmp_path / "none.task")
    with pytest.raises(ConfigError, match="keep-face is 'all'; expected largest, or a place from the left"):
        Tracking(keep_face="all")
    with pytest.raises(ConfigError, match="every is 0"):
        Tracking(every=0)


def test_without_mediapipe_one_line_says_what_to_install(tmp_path, capsys, monkeypatch):
    # None in sys.modules makes the import fail as on a machine without it.
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    (tmp_path / "talk.avi").write_bytes(b"")
    out = tmp_path / "faces.parquet"
    assert main(["landmarks", str(tmp_path / "talk.avi"), str(out)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "pip install 'mien[landmarks]'" in said
    assert not out.exists()
    assert main(["landmarks", str(out)]) == 2
    assert "at least one video" in capsys.readouterr().err
    assert main(["landmarks", str(tmp_path / "talk.avi"), "faces.csv"]) == 2
    assert "must end with .parquet" in capsys.readouterr().err
