"""`encode --smooth` on files: rows, names, deviations, bridged frames, what is refused."""

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from mien.cli import main
from mien.errors import DataError
from mien.faces.parquet import write_faces
from mien.inference.decode import decode_file
from mien.inference.encode import encode_source
from mien.inference.recordings import Smoothing
from mien.models.smoothing import Evidence, movement_of, smoothed
from mien.models.trained import load_model

SAVED = Path(__file__).parents[1] / "models" / "saved" / "v1"
LOST = (12, 13, 14)


@pytest.fixture(scope="module")
def model():
    return load_model(SAVED)


@pytest.fixture(scope="module")
def frames(make_posed):
    """Two recordings of 30 frames, three of them lost, of people who go to an expression and back."""
    posed = make_posed(people=2).whole()
    tables = []
    for person in posed.subjects:
        own = np.flatnonzero(posed.subject == person)
        rest, happy = (own[np.flatnonzero(posed.label[own] == label)[-1]] for label in ("neutral", "happy"))
        numbers = np.array([number for number in range(30) if number not in LOST])
        share = np.sin(np.pi * numbers / 29)[:, None, None]
        rng = np.random.default_rng(len(tables))
        points = posed.landmarks.points[[rest]] * (1 - share) + posed.landmarks.points[[happy]] * share
        points = points + rng.normal(scale=0.003, size=points.shape)
        names = np.array([f"{person}-film-{number}" for number in numbers])
        film = type(posed)(
            dataclasses.replace(posed.landmarks, points=points.astype(np.float32)),
            names,
            np.full(len(numbers), person),
            np.where(np.arange(len(numbers)) < 2, "", "happy"),
            np.full(len(numbers), np.nan),
            np.full(len(numbers), posed.face[rest]),
            np.full(len(numbers), f"{person}-film"),
            numbers,
            licence=posed.licence,
        )
        tables += [posed.take(np.array([rest])), film]
    return type(posed).joined(tables)


@pytest.fixture(scope="module")
def source(frames, tmp_path_factory):
    path = tmp_path_factory.mktemp("video") / "video.parquet"
    write_faces(path, frames)
    return path


def columns_of(path):
    table = pq.read_table(path)
    return {name: np.array(table[name].to_pylist()) for name in table.column_names}


def latents_of(path, name="z"):
    columns = columns_of(path)
    return np.stack([columns[f"{name}{i}"] for i in range(3)], axis=1)


def test_every_face_has_a_row_and_lost_frames_where_asked(model, frames, source, tmp_path, caplog):
    out = tmp_path / "z.parquet"
    assert encode_source(model, str(source), out, smooth=Smoothing(bridge=3)) == len(frames) + 6
    table = columns_of(out)
    lost = table["seen"] == 0
    assert set(table["face"][~lost]) == set(frames.face)
    assert table["face"][lost].tolist() == [f"P{p:02}-film frame {n}" for p in (0, 1) for n in LOST]
    assert table["frame"][lost].tolist() == [*LOST, *LOST]
    assert (table["label"][lost] == "").all()
    assert table["subject"][lost].tolist() == [*["P00"] * 3, *["P01"] * 3]
    film = table["sequence"] == "P00-film"
    assert table["frame"][film].tolist() == list(range(30))
    deviation = latents_of(out, "sd")[film]
    assert (deviation[13] > deviation[20]).all()
    # The two neutral faces are of no recording: as they are, and said.
    assert table["face"][-2:].tolist() == frames.face[frames.sequence == ""].tolist()
    assert "2 faces are of no recording and not smoothed" in caplog.text
    assert encode_source(model, str(source), out, smooth=Smoothing(bridge=2)) == len(frames)


def test_the_numbers_are_those_of_the_smoother(model, frames, source, tmp_path):
    out, plain = tmp_path / "z.parquet", tmp_path / "plain.parquet"
    encode_source(model, str(source), out, smooth=Smoothing())
    encode_source(model, str(source), plain)
    x = model.prepare(frames.landmarks.points)
    y = model.prepare(frames.neutral_points())
    mean, variance = model.posterior_prepared(x, y)
    np.testing.assert_allclose(latents_of(plain), mean, atol=1e-5)
    films = [np.flatnonzero(frames.sequence == name) for name in ("P00-film", "P01-film")]
    evidence = [Evidence.of_posterior(frames.frame[film], mean[film], variance[film]) for film in films]
    movement = movement_of(evidence)
    expected = np.concatenate([smoothed(one, movement)[0] for one in evidence])
    found = latents_of(out)[: len(expected)]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert np.square(np.diff(found[:27], axis=0)).mean() < np.square(np.diff(mean[films[0]], axis=0)).mean()


def test_smoothed_latents_are_decoded(model, source, tmp_path):
    latents = tmp_path / "z.parquet"
    count = encode_source(model, str(source), latents, smooth=Smoothing(bridge=3))
    assert decode_file(model, latents, str(source), tmp_path / "faces.parquet") == count


def test_faces_without_recordings_and_frames_twice_are_refused(model, frames, tmp_path):
    still, twice = tmp_path / "still.parquet", tmp_path / "twice.parquet"
    write_faces(still, frames.take(frames.sequence == ""))
    with pytest.raises(DataError, match=r"still\.parquet: no face is a frame of a recording"):
        encode_source(model, str(still), tmp_path / "z.csv", smooth=Smoothing())
    numbers = np.where(frames.frame == 5, 4, frames.frame)
    write_faces(twice, dataclasses.replace(frames, frame=numbers))
    with pytest.raises(DataError, match=r"twice\.parquet: recording P00-film has frame 4 twice"):
        encode_source(model, str(twice), tmp_path / "z.csv", smooth=Smoothing())
    assert not (tmp_path / "z.csv").exists()


def test_the_command(source, tmp_path, capsys):
    out = tmp_path / "z.csv"
    words = ["encode", str(SAVED), "--data", str(source), "--out", str(out)]
    assert main([*words, "--bridge", "3"]) == 2
    assert (
        "--bridge fills lost frames of recordings that are smoothed; add --smooth" in capsys.readouterr().err
    )
    assert main([*words, "--smooth", "--bridge", "3"]) == 0
    assert "62 rows" in capsys.readouterr().out
    header = out.read_text().splitlines()[0]
    assert header.startswith('"face","subject","label","sequence","frame","seen","z0"')
