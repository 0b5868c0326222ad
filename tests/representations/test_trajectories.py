"""A model's latents over recordings: which is shown, how rough, how gaps are bridged."""

import dataclasses

import numpy as np
import pytest

from mien.faces.faces import Faces
from mien.models.smoothing import Evidence, movement_of, smoothed
from mien.representations import trajectories
from mien.representations.interface import Film
from mien.representations.trajectories import recordings_of, roughness, trajectories_of


def of_frames(posed, row, rest, name, frame, before=""):
    """Frames of one person, whose landmarks nobody reads: those of one face."""
    n = len(frame)
    return Faces(
        dataclasses.replace(posed.landmarks, points=np.repeat(posed.landmarks.points[[row]], n, axis=0)),
        np.array([f"{before}{name}-{number}" for number in frame]),
        np.full(n, posed.subject[row]),
        np.full(n, ""),
        np.full(n, np.nan),
        np.full(n, posed.face[rest]),
        np.full(n, name),
        frame,
        licence=posed.licence,
    )


def filmed(posed, x):
    """Three people's films of 100 frames from rest to happy and back; the third moves twice as far.

    Of the second person 20 frames were lost.
    """
    films, held = [], []
    for number, person in enumerate(posed.subjects[:3].tolist()):
        own = np.flatnonzero(posed.subject == person)
        rest, happy = (own[np.flatnonzero(posed.label[own] == label)[-1]] for label in ("neutral", "happy"))
        frame = np.arange(100) if number != 1 else np.r_[0:40, 60:100]
        way = np.sin(frame / 15)[:, None] * (2 if number == 2 else 1)
        noise = np.random.default_rng(number).normal(scale=0.02, size=(len(frame), x.shape[1]))
        films += [of_frames(posed, happy, rest, f"{person}-film", frame), posed.take(np.array([rest]))]
        held += [x[rest] + way * (x[happy] - x[rest]) + noise, x[rest][None]]
    return Film(Faces.joined(films), np.concatenate(held).astype(np.float32), 3)


@pytest.fixture(scope="module")
def shown(posed, make_shown):
    return make_shown(posed, "m2", 3)


@pytest.fixture(scope="module")
def film(shown):
    return filmed(shown.faces.faces, shown.faces.x)


@pytest.fixture(scope="module")
def found(shown, film):
    return trajectories_of(shown.model, film, ["P01", "P02"])


def test_it_shows_the_recording_whose_faces_vary_most(found, shown, film):
    assert (found.recording, found.subject, found.movements.recordings) == ("P02-film", "P02", 2)
    rows = np.flatnonzero(film.faces.sequence == "P02-film")
    y = film.x[film.faces.neutral_rows[rows]]
    mean, variance = shown.model.posterior_prepared(film.x[rows], y)
    np.testing.assert_allclose(found.latents, mean, atol=1e-6)
    np.testing.assert_allclose(
        found.usage, 0.5 * (mean**2 + variance - 1 - np.log(variance)).mean(0), rtol=1e-3
    )
    assert found.movements.decoded == pytest.approx(
        np.sqrt(np.square(decoded_errors(shown.model, film)).mean()), rel=1e-4
    )


def decoded_errors(model, film):
    rows = np.flatnonzero(np.isin(film.faces.sequence, ["P01-film", "P02-film"]))
    y = film.x[film.faces.neutral_rows[rows]]
    return model.network_output(model.encode_prepared(film.x[rows], y), y) - film.x[rows]


def test_lost_frames_have_smoothed_latents_of_the_smoother(shown, film):
    found = trajectories_of(shown.model, film, ["P01"])
    assert found.gaps() == [(39, 60)]
    assert found.at.tolist() == list(range(100))
    # A dimension that no frame says anything of is as unsure everywhere.
    assert (found.deviation[50] >= found.deviation[20]).all()
    assert (found.deviation[50] > found.deviation[20]).any()
    rows = np.flatnonzero(film.faces.sequence == "P01-film")
    y = film.x[film.faces.neutral_rows[rows]]
    evidence = Evidence.of_posterior(found.frame, *shown.model.posterior_prepared(film.x[rows], y))
    middle, deviation = smoothed(evidence, movement_of([evidence]), np.arange(100))
    np.testing.assert_allclose(found.middle, middle, atol=1e-4)
    np.testing.assert_allclose(found.deviation, deviation, atol=1e-4)


def test_roughness_is_of_neighbours_alone():
    z = np.array([[0.0, 1.0], [1.0, 1.0], [3.0, 0.0], [9.0, 0.0]])
    change = np.mean([1.0, 0.0, 4.0, 1.0])
    assert roughness(z, [np.array([0, 1, 2, 7])]) == pytest.approx(change / z.var(axis=0).mean())
    assert roughness(np.ones((3, 2)), [np.arange(3)]) == 0


def test_hidden_gaps_are_where_the_movement_says(monkeypatch):
    # What is hidden is drawn from the movement itself, so that 95 % of it is in the band.
    rng = np.random.default_rng(3)
    monkeypatch.setattr(trajectories, "LIVE", 0.0)
    recordings = []
    for _ in range(6):
        z = np.zeros((600, 4))
        for t in range(1, 600):
            z[t] = np.exp(-1 / 12) * z[t - 1] + rng.normal(size=4) * np.sqrt(1 - np.exp(-2 / 12))
        said = z + rng.normal(size=z.shape) * np.sqrt(0.1)
        recordings.append(Evidence(np.arange(600.0), said, np.full(z.shape, 10.0)))
    movement = movement_of(recordings)
    bridged, line, inside = trajectories._bridged(recordings, movement, np.ones(4, dtype=bool))
    assert 0.92 < inside < 0.975
    assert bridged < line


def test_what_is_not_known_is_none(shown, film, posed, make_shown):
    assert trajectories_of(shown.model, film, ["P07"]) is None
    unit = make_shown(posed, "m2-beta", 3).model
    of_unit = trajectories_of(unit, film, ["P02"])
    assert len(of_unit.at) == 0
    assert of_unit.movements.rough > 0
    assert of_unit.movements.rough_smoothed is of_unit.movements.bridged is None
    far = make_shown(posed, "triplet", 3).model
    assert trajectories_of(far, film, ["P02"]).movements.decoded is None


def test_one_recording_a_person_comes_before_a_second_until_there_are_enough(shown, film, monkeypatch):
    posed = shown.faces.faces
    rest, happy = posed.face.tolist().index("P00-neutral-0"), posed.face.tolist().index("P00-happy-2")
    more = of_frames(posed, happy, rest, "P00-a", np.arange(50), "again-")
    double = Film(Faces.joined([film.faces, more]), np.concatenate([film.x, film.x[:50]]), 4)
    everybody = ["P00", "P01", "P02"]
    names = [str(double.faces.sequence[rows[0]]) for rows in recordings_of(double, everybody, True)]
    assert names == ["P00-a", "P01-film", "P02-film", "P00-film"]
    monkeypatch.setattr(trajectories, "MOST", 51)
    assert len(recordings_of(double, everybody, True)) == 2
