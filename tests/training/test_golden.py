"""Twenty steps of every model give the numbers that they gave before any work on speed.

The numbers of `golden.json` are those of the first engine; a change to how a step runs may move them by
rounding alone. After a change of meaning they are written anew by ``python tests/training/test_golden.py``.
"""

import json
from pathlib import Path

import pytest
import torch

from mien.settings import recipe
from mien.synthetic.posed import builtin_posed
from mien.training.loop import train_model
from mien.training.prepare import prepare

PATH = Path(__file__).parent / "golden.json"
GOLDEN = json.loads(PATH.read_text("utf-8"))
# Adam divides by the root of tiny squares at first, which makes the last bits of a sum larger.
TOLERANCE = 2e-4


def prepared():
    return prepare(builtin_posed(seed=3, n_subjects=12), 0)


def records(name, faces):
    """What 20 steps of RECIPE/MODEL write down, with all of the recipe but the exchange of neutrals."""
    recipe_name, kind = name.split("/")
    training = {"steps": 20, "validate_every": 10, "device": "cpu"}
    if recipe_name == "fast":
        training |= {"exchange": 0.0, "average": 0.9}
    settings = recipe(recipe_name).changed(
        model={"kind": kind}, training=training, objective={"anneal_steps": 10}
    )
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        found = train_model(settings, faces.faces("train"), faces.faces("validation"), seed=5).records
    finally:
        torch.set_num_threads(threads)
    return [{key: value for key, value in record.items() if key != "seconds"} for record in found]


@pytest.fixture(scope="module")
def faces():
    return prepared()


@pytest.mark.parametrize("name", GOLDEN)
def test_twenty_steps_give_the_pinned_numbers(name, faces):
    found = records(name, faces)
    assert len(found) == len(GOLDEN[name]) == 22
    for record, pinned in zip(found, GOLDEN[name], strict=True):
        assert record.keys() == pinned.keys()
        assert record.pop("part") == pinned.pop("part")
        assert record == pytest.approx(pinned, rel=TOLERANCE), pinned["step"]


def test_the_pinned_numbers_are_of_training():
    for name, pinned in GOLDEN.items():
        assert pinned[-1]["total"] < 0.9 * pinned[0]["total"], name


if __name__ == "__main__":
    everything = prepared()
    rows = {name: records(name, everything) for name in GOLDEN}
    lines = (
        f' "{name}": [\n' + ",\n".join(f"  {json.dumps(r)}" for r in found) + "\n ]"
        for name, found in rows.items()
    )
    PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
