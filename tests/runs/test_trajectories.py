"""Latents over a recording as a file: back as they were, or refused."""

import numpy as np
import pytest

from mien.errors import RunError
from mien.runs import Movements, Trajectories

FRAMES = np.array([2, 4, 6, 14, 16, 18, 20])


def made(**changed):
    at = np.arange(2, 21, 2)
    values = {
        "recording": "film", "subject": "S1", "frame": FRAMES, "latents": np.ones((7, 3)), "at": at,
        "middle": np.zeros((10, 3)), "deviation": np.ones((10, 3)), "usage": np.array([0.5, 2.0, 1.0]),
        "movements": Movements(2, 30, 0.5, decoded=0.01),
    }  # fmt: skip
    return Trajectories(**values | changed)


def test_it_comes_back_as_it_was(tmp_path):
    made().write(tmp_path / "one.npz")
    again = Trajectories.read(tmp_path / "one.npz")
    assert (again.recording, again.subject, again.movements) == ("film", "S1", made().movements)
    assert again.movements.bridged is None
    for name in ("frame", "latents", "at", "middle", "deviation", "usage"):
        np.testing.assert_array_equal(getattr(again, name), getattr(made(), name))


def test_gaps_are_where_more_than_a_step_is_missing():
    found = made()
    assert (found.step, found.gaps(), found.used_first) == (2, [(6, 14)], [1, 2, 0])
    assert [part.tolist() for part in found.stretches()] == [[0, 1, 2], [3, 4, 5, 6]]
    whole = made(frame=np.arange(2, 16, 2))
    assert whole.gaps() == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"latents": np.ones((6, 3))}, "not of 7 frames and 3 dimensions"),
        ({"middle": np.zeros((9, 3))}, "not of 7 frames"),
        ({"frame": FRAMES[::-1]}, "do not ascend"),
        ({"usage": np.array([np.nan, 1, 1])}, "not finite"),
        ({"at": np.arange(3, 13)}, "a frame has no smoothed latents"),
    ],
)
def test_what_cannot_be_is_refused(wrong, says):
    with pytest.raises(RunError, match=says):
        made(**wrong)


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "one.npz"
    made().write(path)
    with np.load(path) as archive:
        held = dict(archive)
    np.savez(path, **{name: value for name, value in held.items() if name != "at"})
    with pytest.raises(RunError, match=r"one\.npz: no array called 'at'; evaluate the run again"):
        Trajectories.read(path)
    np.savez(path, **{**held, "usage": np.ones(2)})
    with pytest.raises(RunError, match=r"one\.npz: the latents over time are not .*; evaluate the run again"):
        Trajectories.read(path)
