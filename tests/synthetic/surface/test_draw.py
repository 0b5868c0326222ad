"""Drawn faces: where the landmarks are, what differs, what does not, what is refused."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from mien.errors import ConfigError, DataError
from mien.landmarks import NAMES, Alignment, Landmarks, get_layout
from mien.study.stimuli import png
from mien.synthetic.rig import load_rig
from mien.synthetic.surface.draw import draw_faces, levelled
from mien.synthetic.surface.frame import Frame
from mien.synthetic.surface.surface import bent

DIGESTS = """
import hashlib
from mien.synthetic.posed import builtin_posed
from mien.synthetic.surface.draw import draw_faces
from mien.study.stimuli import png
faces = builtin_posed(0, 1)
rows = [0, 16]
drawn = draw_faces(faces.landmarks.points[rows], faces.landmarks.layout)
print(*(hashlib.sha256(png(picture)).hexdigest() for picture in drawn))
"""


@pytest.fixture(scope="module")
def pictures(people, rig_layout):
    points, names, _, labels = people
    drawn = draw_faces(points, rig_layout, names=names)
    return [np.asarray(picture) for picture in drawn], labels


def of(pictures, label):
    drawn, labels = pictures
    return [picture for picture, own in zip(drawn, labels, strict=True) if own == label]


def aligned(points, layout):
    landmarks = Landmarks(points, layout)
    alignment = Alignment.fit(landmarks)
    return levelled(alignment.restore(alignment.apply(landmarks)), layout)


def in_layout(points, name):
    """Points of the rig's layout as those of another one with the same names."""
    own = get_layout("bu3dfe83").names
    return points[:, [own.index(point) for point in get_layout(name).names]]


# What is white ends above the landmarks: by half a line, on the surface by the edge of the lid, a millimetre.
@pytest.mark.parametrize(("style", "edge"), [("lines", 0.9), ("surface", 2.5)])
def test_lids_are_drawn_where_their_landmarks_are(people, rig_layout, parts, style, edge):
    points = people[0][::21]
    frame = Frame().scaled(2)
    places = aligned(points, rig_layout)
    apart = []
    for picture, face in zip(draw_faces(points, rig_layout, frame=frame, style=style), places, strict=True):
        dark_or_white = parts(picture)["eye_white"] | parts(picture)["dark"]
        for lids in ([5, 6, 7], [13, 14, 15]):
            for x, y, _ in face[lids]:
                column = round(frame.width / 2 + x * frame.eye_distance)
                row = frame.eye_line - y * frame.eye_distance
                near = np.flatnonzero(dark_or_white[int(row) - 40 : int(row) + 15, column]) + int(row) - 40
                apart.append((near.max() + 1 - row) / 2 + edge)
    assert np.abs(np.mean(apart)) < 1
    assert np.quantile(np.abs(apart), 0.9) < 1.5


@pytest.mark.parametrize("name", ["bu3dfe83", "bp4d83"])
def test_eye_centres_are_at_fixed_pixels_and_landmarks_near_their_places(people, name):
    rng = np.random.default_rng(0)
    points = in_layout(people[0] + rng.normal(0, 0.8, people[0].shape), name)
    layout, frame = get_layout(name), Frame()
    places = aligned(points, layout)
    marks = bent(places, layout).vertices(slice(None))[:, load_rig().landmarks].astype(float)
    columns = frame.width / 2 + marks[:, :, 0] * frame.eye_distance
    rows = frame.eye_line - marks[:, :, 1] * frame.eye_distance
    for lids, column in (([5, 6, 7], 240 + 66), ([13, 14, 15], 240 - 66)):
        assert np.abs(columns[:, lids].mean(axis=1) - column).max() < 0.1
        assert np.abs(rows[:, lids].mean(axis=1) - 200).max() < 0.1
    wanted = in_layout(np.zeros((1, 83, 3)), name) * 0 + places
    back = [layout.names.index(point) for point in get_layout("bu3dfe83").names]
    error = np.linalg.norm(marks[:, :, :2] - wanted[:, back, :2], axis=2) * frame.eye_distance
    assert error.mean() < 2.0
    assert np.quantile(error, 0.99) < 6.0


def test_a_face_of_the_rig_is_found_again(people, rig_layout):
    from mien.synthetic.posed import Style, posed_faces

    faces = posed_faces(0, 8, Style(open_mouth=0.0, jaw=0.0))
    rows = np.flatnonzero((faces.intensity == 0) | (faces.intensity == 4))
    true = load_rig().vertices(faces.identity[rows], faces.expression[rows]).astype(float)
    drawn = bent(aligned(people[0], rig_layout), rig_layout).vertices(slice(None)).astype(float)
    front = load_rig().neutral[:, 2] > -20
    for want, got in zip(true[:, front], drawn[:, front], strict=True):
        a, b = want - want.mean(axis=0), got - got.mean(axis=0)
        turn, _ = Rotation.align_vectors(a, b)
        b = turn.apply(b)
        b *= (a * b).sum() / (b * b).sum()
        assert np.sqrt(((a - b) ** 2).sum(axis=1).mean()) < 2.5  # millimetres


def test_the_same_bytes_in_two_processes():
    first, second = (
        subprocess.run([sys.executable, "-c", DIGESTS], capture_output=True, text=True, timeout=120)
        for _ in range(2)
    )
    assert first.returncode == 0, first.stderr
    one, other = first.stdout.split()
    assert one != other
    assert first.stdout == second.stdout


def test_neutral_and_happy_differ_at_the_mouth(pictures):
    for neutral, happy in zip(of(pictures, "neutral"), of(pictures, "happy"), strict=True):
        change = np.abs(neutral.astype(float) - happy).mean(axis=2)
        mouth, forehead = change[280:400, 170:310].mean(), change[60:120, 170:310].mean()
        assert mouth > 3 * forehead
        assert mouth > 5


def test_corners_of_the_lips_rise_in_a_smile_and_fall_in_sadness(pictures, parts):
    def corners(picture):
        rows, columns = np.nonzero(parts(picture)["lips"][250:460, 120:360])
        ends = (columns < np.quantile(columns, 0.06)) | (columns > np.quantile(columns, 0.94))
        return rows.mean() - rows[ends].mean()

    happy, sad = ([corners(picture) for picture in of(pictures, label)] for label in ("happy", "sad"))
    assert np.mean(np.array(happy) > np.array(sad) + 2) >= 7 / 8


def test_brows_rise_in_surprise_and_sink_in_anger(pictures, parts):
    def brow(picture):
        rows = np.nonzero(parts(picture)["dark"][90:186, 150:330])[0]
        return np.median(rows)

    surprised, angry = ([brow(one) for one in of(pictures, label)] for label in ("surprised", "angry"))
    assert (np.array(surprised) < np.array(angry) - 3).all()


def test_pose_and_place_of_the_head_do_not_matter(people, rig_layout):
    points = people[0][:10].astype(float)
    turns = Rotation.from_euler("xyz", np.random.default_rng(3).normal(0, 8, (10, 3)), degrees=True)
    moved = np.einsum("nij,npj->npi", turns.as_matrix(), points) * 0.01 + [5.0, -3.0, 40.0]
    for still, turned in zip(draw_faces(points, rig_layout), draw_faces(moved, rig_layout), strict=True):
        assert np.abs(np.asarray(still).astype(float) - np.asarray(turned)).mean() < 0.5


def test_faces_added_later_are_drawn_as_before(people, rig_layout):
    points = people[0][:14]
    alignment = Alignment.fit(Landmarks(points, rig_layout))
    whole = [png(one) for one in draw_faces(points, rig_layout)]
    later = [png(one) for one in draw_faces(points[9:11], rig_layout, alignment=alignment)]
    assert later == whole[9:11]


def test_one_identity_a_person(people, rig_layout):
    points, _, subject, _ = people
    places = aligned(points[:7], rig_layout)
    alone, together = (
        bent(places, rig_layout, whose).coefficients[:, : load_rig().identity.shape[0]]
        for whose in (None, subject[:7])
    )
    assert np.ptp(together, axis=0).max() == 0
    assert np.ptp(alone, axis=0).max() > 0.1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("style", ["surface", "lines"])
def test_every_layout_is_drawn_in_both_styles(make_faces, name, style):
    points = make_faces(name, 2, spread=0.01)
    first, second = draw_faces(points, get_layout(name), style=style)
    assert first.size == (480, 560)
    assert first.mode == "RGB"
    assert hashlib.sha256(first.tobytes()).digest() != hashlib.sha256(second.tobytes()).digest()
    assert len(np.unique(np.asarray(first).reshape(-1, 3), axis=0)) > 10


def test_real_faces_have_their_eyes_in_place_and_smiles_differ(real_faces):
    with np.load(real_faces / "london.npz") as data:
        points, subject, label = data["landmarks"], data["subject"], data["label"]
    rows = np.flatnonzero(np.isin(subject, np.unique(subject)[:4]))
    layout = get_layout("mediapipe478")
    drawn = dict(zip(rows, draw_faces(points[rows], layout, people=subject[rows]), strict=True))
    for person in np.unique(subject[rows]):
        neutral, happy = (
            np.asarray(drawn[np.flatnonzero((subject == person) & (label == what))[0]]).astype(float)
            for what in ("neutral", "happy")
        )
        change = np.abs(neutral - happy).mean(axis=2)
        assert change[280:400, 170:310].mean() > 2 * change[60:120, 170:310].mean()


def test_size_and_progress(people, rig_layout):
    seen = []
    drawn = list(
        draw_faces(
            people[0][:3],
            rig_layout,
            frame=Frame(240, 280, 66, 100).scaled(2),
            progress=lambda done, total: seen.append((done, total)),
        )
    )
    assert [picture.size for picture in drawn] == [(480, 560)] * 3
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_degenerate_faces_are_refused_by_name(people, rig_layout):
    points = people[0][:4].copy()
    points[1, 3] = np.nan
    points[2, :, 2] = 7
    with pytest.raises(DataError, match=r"not finite: Eva.*without depth: Ida"):
        draw_faces(points, rig_layout, names=np.array(["Ada", "Eva", "Ida", "Uma"]))


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"style": "oil"}, ConfigError, "style is 'oil'; expected one of surface, lines"),
        ({"names": ["a"]}, DataError, "1 names for 2 faces"),
        ({"frame": Frame(480, 9999)}, ConfigError, "480 × 9999 pixels; at most 4096"),
        ({"people": ["a"]}, DataError, "1 people for 2 faces"),
    ],
)
def test_mistakes_are_refused_before_anything_is_drawn(people, rig_layout, given, error, words):
    with pytest.raises(error, match=words):
        draw_faces(people[0][:2], rig_layout, **given)


def test_no_faces(rig_layout):
    with pytest.raises(DataError, match="no faces"):
        draw_faces(np.zeros((0, 83, 3)), rig_layout)


@pytest.mark.parametrize(
    ("size", "words"),
    [((0, 560), "width"), ((480, 560, 600), "eye_distance"), ((480, 560, 99, 900), "eye_line")],
)
def test_frames_out_of_range_are_refused(size, words):
    with pytest.raises(ConfigError, match=words):
        Frame(*size)


def test_torch_is_not_loaded():
    code = "import sys, mien.study.stimuli; print('torch' in sys.modules, 'scipy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.split() == ["False", "False"], run.stderr
