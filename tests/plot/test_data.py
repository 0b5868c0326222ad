"""What stands in the axes against plain computations from the files of the run."""

import json

import numpy as np
import pytest
from matplotlib.colors import to_hex
from sklearn.decomposition import PCA

from mien import plot
from mien.drawing.colours import LIGHT
from mien.evaluation.details import Breakdown, Item, Line
from mien.runs import RunDirectory


@pytest.fixture
def run(kept_dir):
    return RunDirectory(kept_dir).read()


@pytest.fixture
def judged(judged_dir):
    return RunDirectory(judged_dir).read()


def lines_of(ax, marker):
    return [line for line in ax.lines if line.get_marker() == marker]


def offsets(collection):
    return np.asarray(collection.get_offsets())


@pytest.mark.parametrize("dims", [2, 3])
def test_the_space_is_sklearns_pca(dims):
    rng = np.random.default_rng(0)
    space = rng.normal(size=(60, 5)) * [5, 3, 2, 0.5, 0.1]
    label = np.array(["happy", "sad", "fear", ""])[np.arange(60) % 4]
    intensity = np.where(np.arange(60) < 30, 1.0, 4.0)
    ax = plot.latent_space(space, label, intensity, dims)
    kept = label != ""
    theirs = PCA(dims, svd_solver="full").fit(space[kept])
    scores = theirs.transform(space[kept])
    names = [one.get_label() for one in ax.collections]
    assert names == ["fear", "happy", "sad"]
    for one in ax.collections:
        drawn = offsets(one) if dims == 2 else np.column_stack(one._offsets3d)
        wanted = scores[label[kept] == one.get_label()]
        np.testing.assert_allclose(np.abs(drawn), np.abs(wanted), atol=1e-9)
    assert ax.get_title("left").startswith(
        f"{theirs.explained_variance_ratio_.sum():.0%} of the variance of 5"
    )
    assert to_hex(ax.collections[1].get_facecolor()[0]) == LIGHT["orange"]
    sizes = [set(np.round(one.get_sizes(), 3)) for one in ax.collections]
    assert all(sizes[0] == size == {6.75, 13.5} for size in sizes)


def test_faces_along_a_dimension_are_the_decoded_ones(run):
    strips = run.strips["m2"][1]
    ax = plot.strip(strips, 1)
    drawn = np.array(ax.collections[-1].get_segments())
    face = strips.faces[1, -1][:, :2]
    wanted = face[strips.layout.edges]
    drawn = drawn - drawn.reshape(-1, 2).min(axis=0)
    wanted = wanted - wanted.reshape(-1, 2).min(axis=0)

    def stretches(lines):
        return sorted(sorted(tuple(np.round(end, 5)) for end in line) for line in lines)

    assert stretches(drawn) == stretches(wanted)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["−3", "−2", "−1", "0", "+1", "+2", "+3"]
    assert [text.get_text() for text in plot.strip(strips).get_yticklabels()] == ["z₁", "z₃", "z₀"]


def test_the_confusion_shows_shares_of_rows():
    counts = np.array([[6, 2, 0], [1, 9, 0], [0, 0, 0]])
    ax = plot.confusion(counts, ["a", "b", "c"])
    np.testing.assert_allclose(ax.images[0].get_array(), [[0.75, 0.25, 0], [0.1, 0.9, 0], [0, 0, 0]])
    assert {text.get_position(): text.get_text() for text in ax.texts} == {
        (0, 0): "75", (1, 0): "25", (0, 1): "10", (1, 1): "90",
    }  # fmt: skip
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a (8)", "b (10)", "c (0)"]


def test_results_are_the_tables(run, kept_dir):
    rows = json.loads((kept_dir / "table.json").read_text())["rows"]
    ax = plot.results(run.table, "accuracy", paper={"m2": 0.736})
    dots = lines_of(ax, "o")
    figures = [row["figures"]["accuracy"]["all"] for row in rows]
    np.testing.assert_allclose([line.get_xdata()[0] for line in dots], [one["value"] for one in figures])
    bounds = [line.get_xdata() for line in lines_of(ax, "None") if len(set(line.get_ydata())) == 1]
    np.testing.assert_allclose(bounds, [[one["low"], one["high"]] for one in figures])
    seeds = [line.get_xdata() for line in lines_of(ax, "|")]
    np.testing.assert_allclose(
        seeds, [[one["figures"]["accuracy"]["all"] for one in row["seeds"]] for row in rows]
    )
    assert [line.get_xdata()[0] for line in lines_of(ax, "D")] == [0.736]
    assert ax.get_ylim()[0] > ax.get_ylim()[1], "the table's first row is on top"


def test_triplets_by_difference_lie_between_chance_and_people(judged, judged_dir):
    ax = plot.triplets_by_difference(judged.table, judged.ceiling)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["5", "3", "1"]
    rows = json.loads((judged_dir / "table.json").read_text())["rows"]
    wanted = [row["figures"]["triplets"][kind]["value"] for row in rows for kind in ("5", "3", "1")]
    dots = [line.get_ydata()[0] for line in lines_of(ax, "o")]
    np.testing.assert_allclose(dots, wanted)
    labelled = {line.get_label(): line.get_ydata() for line in ax.lines}
    assert set(labelled["chance"]) == {0.5}
    green = [
        line.get_ydata()[0]
        for line in ax.lines
        if line.get_color() == LIGHT["green"] and len(line.get_xdata()) == 2
    ]
    people = json.loads((judged_dir / "ceiling.json").read_text())["people"]
    assert [people[kind] for kind in ("5", "3", "1")] == [
        value for value in green if value in people.values()
    ]
    assert [line.get_xdata()[0] for line in lines_of(ax, "o")] == pytest.approx(
        [place + 0.7 * (number + 0.5) / len(rows) - 0.35 for number in range(len(rows)) for place in range(3)]
    )


def test_reliability_is_where_it_was_observed(run):
    ax = plot.reliability([0.55, 0.7, 0.9], [0.5, 0.75, 0.8], [10, 40, 0], "M2")
    line = next(line for line in ax.lines if line.get_label() == "M2")
    np.testing.assert_allclose(
        line.get_xydata(), [[0.55, 0.5], [0.7, 0.75]], err_msg="an empty bin is left out"
    )
    np.testing.assert_allclose(ax.collections[0].get_sizes(), [6 + 30 / 4, 36])
    plot.reliability([0.6], [0.6], ax=ax)
    assert sum(line.get_gid() == "diagonal" for line in ax.lines) == 1


def test_the_raters_agreement_is_the_records(judged):
    ax = plot.agreement(judged.agreement, "train")
    total = 2312 + 2290 + 2398
    np.testing.assert_allclose(
        [bar.get_height() for bar in ax.patches], [2312 / total, 2290 / total, 2398 / total]
    )
    assert [line.get_ydata()[0] for line in ax.lines] == [0.0625, 0.3125, 0.625]
    ax = plot.raters(judged.agreement.raters)
    known = [one for one in judged.agreement.raters if one.seconds and one.agreement is not None]
    drawn = np.concatenate([offsets(some) for some in ax.collections])
    wanted = {(one.seconds, one.agreement) for one in known}
    assert {tuple(point) for point in drawn.tolist()} == wanted
    assert "1 raters without" in ax.get_xlabel()
    assert len(offsets(ax.collections[1])) == sum(bool(one.flags) for one in known)


def test_curves_are_the_metrics(run):
    ax = plot.curves(run.metrics, "kl")
    drawn = {line.get_label(): line.get_xydata() for line in ax.lines if not line.get_label().startswith("_")}
    assert set(drawn) == {"VAE", "M1", "M2"}
    np.testing.assert_allclose(drawn["M2"], [[100, 5], [200, 5], [300, 5]])
    ax = plot.curves(run.metrics)
    kept = lines_of(ax, "o")
    assert [tuple(line.get_xydata()[0]) for line in kept] == [(200, 20.0)] * 3, "the lowest validation total"
    assert sum(line.get_linestyle() == ":" for line in ax.lines) == 3, "training of the first seed alone"


def test_errors_are_means_over_faces(run, kept_dir):
    kept = dict(np.load(kept_dir / "errors" / "m2-seed0.npz"))
    errors = run.errors["m2"][1]
    each = np.average(kept["error"], axis=0, weights=kept["faces"])
    ax = plot.error_on_face(errors)
    np.testing.assert_allclose(ax.collections[1].get_array(), 100 * each)
    np.testing.assert_allclose(offsets(ax.collections[1]), kept["face"][:, :2])
    ax = plot.error_by_region({"M2": errors})
    regions = [*errors.layout.regions, "all"]
    assert [text.get_text() for text in ax.get_yticklabels()] == [name.replace("_", " ") for name in regions]
    wanted = [100 * each[list(points)].mean() for points in errors.layout.regions.values()] + [
        100 * each.mean()
    ]
    np.testing.assert_allclose([line.get_xdata()[0] for line in lines_of(ax, "o")], wanted)
    np.testing.assert_allclose([line.get_xdata()[0] for line in lines_of(ax, "D")], 5.0)
    for place, bounds in enumerate(line.get_xdata() for line in lines_of(ax, "None")):
        assert bounds[0] < wanted[place] < bounds[1]


def test_items_and_lines_are_drawn_as_kept():
    items = [Item(name="AU12", value=0.8, count=9, chance=0.5), Item(name="AU4", value=None, count=0)]
    ax = plot.breakdown({"M2": Breakdown(by="action unit", counted="faces", items=items)})
    assert [line.get_xydata().tolist() for line in lines_of(ax, "o")] == [[[0.8, 0.0]]]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["AU12 (9)", "AU4 (0)"]
    line = Line(along="nearest faces", places=[1, 5], values=[0.9, 0.7], chance=[0.2, 0.2])
    ax = plot.line({"M2": line})
    assert ax.lines[0].get_xydata().tolist() == [[1, 0.9], [5, 0.7]]
    assert ax.lines[1].get_xydata().tolist() == [[1, 0.2], [5, 0.2]]
    ax = plot.correlations([[0.5, None], [-1.0, 0.25]], ["AU1", "AU2"])
    np.testing.assert_allclose(ax.images[0].get_array(), [[0.5, np.nan], [-1, 0.25]])
    assert ax.images[0].get_clim() == (-1, 1)
