"""Triplets of the page: rows, weights, votes and γ, against the tables that they come from."""

from dataclasses import replace

import numpy as np
import pytest

from mien.explorer import asked
from mien.runs import Agreement, RunDirectory
from mien.triplets import Triplets


@pytest.fixture(scope="module")
def shown(make_shown, posed):
    return make_shown(posed)


def judged(shown, triplets, **faces):
    return replace(shown, faces=replace(shown.faces, triplets=triplets, **faces))


def test_every_triplet_is_there_with_its_part(shown):
    header, arrays = asked.section(shown)
    expected = {part: triplets.rows for part, triplets in shown.faces.triplets.items()}
    for number, part in enumerate(header["parts"]):
        here = arrays["part"] == number
        np.testing.assert_array_equal(arrays["rows"][here], expected[part])
    assert arrays["part"][0] == header["parts"].index("test")
    assert header["gamma"] == shown.model.about.settings.objective.options("topology")["gamma"]
    assert (header["without_latents"], header["beyond"], header["votes"]) == (0, 0, None)


def test_rows_are_those_of_the_page_and_what_is_left_out_is_counted(shown, monkeypatch):
    z = shown.faces.z.copy()
    z[[0, 5]] = np.nan
    triplets = {
        "train": Triplets.of(np.array([[1, 2, 3], [0, 2, 3], [4, 6, 7]])),
        "test": Triplets.of(np.array([[8, 9, 5]])),
    }
    of = judged(shown, triplets, z=z)
    header, arrays = asked.section(of)
    np.testing.assert_array_equal(of.faces.kept[arrays["rows"]], [[1, 2, 3], [4, 6, 7]])
    assert header["without_latents"] == 2
    monkeypatch.setattr(asked, "MOST", 1)
    header, arrays = asked.section(of)
    assert (len(arrays["rows"]), header["beyond"]) == (1, 1)


def test_a_model_without_triplets_in_its_training_has_no_gamma(make_shown, posed):
    assert asked.section(make_shown(posed, "m1"))[0]["gamma"] is None


def test_no_triplets_no_section(shown):
    assert asked.section(judged(shown, {})) is None
    assert asked.section(replace(shown, faces=None)) is None
    nothing = Triplets.of(np.zeros((0, 3), dtype=np.int64))
    assert asked.section(judged(shown, {"train": nothing})) is None


@pytest.mark.parametrize(
    ("weights", "votes"), [((5, 3, 1), 5), ((4, 2), None), ((1.5, 1), None), ((7, 5), None)]
)
def test_votes_are_told_where_weights_are_their_differences(shown, tmp_path, weights, votes):
    run = RunDirectory(tmp_path)
    run.save(Agreement(parts={"all": {"5": 3}}, votes=5, chance={"5": 0.0625}))
    rows = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])[: len(weights)]
    given = judged(shown, {"test": Triplets.of(rows, np.array(weights, dtype=np.float32))})
    assert asked.section(replace(given, run=run))[0]["votes"] == votes
    assert asked.section(given)[0]["votes"] is None
