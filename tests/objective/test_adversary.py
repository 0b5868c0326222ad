"""The adversary: its figures in NumPy, its state in the checkpoint, and what it does to the latents."""

import numpy as np
import pytest
import torch

from mien.models.network import build_network
from mien.objective.interface import Group
from mien.objective.registry import made
from mien.settings import Settings, recipe
from mien.training.batch import FaceSet
from mien.training.loop import train_model
from mien.triplets import Triplets

D = 6


def faces(seed, n=60):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, D)).astype(np.float32)
    rows = np.array([rng.choice(n, 3, replace=False) for _ in range(40)])
    return FaceSet((y + rng.normal(size=y.shape)).astype(np.float32), y, Triplets.of(rows))


def small(kind, **training):
    return recipe("fast").changed(
        model={"kind": kind, "n_components": 2, "encoder": (8,), "decoder": (8,)},
        objective={"elbo": {"sigma2": 0.1}, "adversary": {"widths": (7,)}, "anneal_steps": 5},
        training={
            "steps": 20, "batch": 10, "triplet_batch": 6, "validate_every": 5, "mirror": 0.0,
            "exchange": 0.0, **training,
        },
    )  # fmt: skip


def test_its_figures_are_those_of_two_classes():
    torch.manual_seed(0)
    settings = Settings().changed(
        model={"n_components": 3, "encoder": (6,)},
        objective={"adversary": {"widths": (5,), "price": 7.0, "blur": 0.3}},
    )
    network = build_network(settings.model, {"x": D, "y": D}).double().eval()
    term = made("adversary", settings, network).double()
    rng = np.random.default_rng(0)
    group = Group({name: torch.from_numpy(rng.normal(size=(4, D))) for name in "xy"}, 4)
    noise = [torch.from_numpy(rng.normal(size=(1, 4, 3))) for _ in term.draws(network, 4)]
    posterior = network.encode(group.given)
    first, last = ((one.weight.detach().numpy(), one.bias.detach().numpy()) for one in term.critic.layers)
    mean, deviation = posterior.mean.detach().numpy(), posterior.variance.detach().numpy() ** 0.5
    fooling = telling = 0.0
    for face in range(4):
        of_face, blur, of_prior, blur_of_prior = (one[0, face].numpy() for one in noise)
        chances = []
        for seen in (mean[face] + deviation[face] * of_face + 0.3 * blur, of_prior + 0.3 * blur_of_prior):
            hidden = first[0] @ seen + first[1]
            hidden = np.where(hidden > 0, hidden, np.expm1(np.minimum(hidden, 0)))
            chances.append(1 / (1 + np.exp(-(last[0] @ hidden + last[1])[0])))
        fooling -= 7 * np.log(chances[0]) / 4
        telling -= (np.log(1 - chances[0]) + np.log(chances[1])) / 4
    forward = term(network, group, posterior, noise)
    own = term.own(network, group, posterior, noise)
    assert float(forward["fooling"].detach()) == pytest.approx(fooling, rel=1e-9)
    assert float(own["telling"].detach()) == pytest.approx(telling, rel=1e-9)
    own["telling"].backward()
    assert all(one.grad is None for one in network.parameters())
    assert all(one.grad is not None for one in term.parameters())


@pytest.mark.parametrize("kind", ["aae", "m2-adversarial"])
def test_ten_steps_and_ten_are_twenty(kind, tmp_path):
    whole = train_model(small(kind), faces(0), faces(1), 3)
    path = tmp_path / "checkpoint.safetensors"

    def watch(step, steps, record):
        if step == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_model(small(kind), faces(0), faces(1), 3, path, watch=watch)
    assert b"terms.adversary/critic.layers.0.weight" in path.read_bytes()
    resumed = train_model(small(kind), faces(0), faces(1), 3, path, True)
    told = [[{k: v for k, v in r.items() if k != "seconds"} for r in one.records] for one in (whole, resumed)]
    assert told[0] == told[1]
    assert {"telling", "fooling"} <= told[0][0].keys()
    for name, value in whole.network.state_dict().items():
        assert torch.equal(value, resumed.network.state_dict()[name])


@pytest.mark.parametrize("kind", ["aae", "m2-adversarial"])
def test_dropout_is_the_same_rows_in_both_phases(kind):
    settings = small(kind, clip=0.0).changed(model={"encoder": {"keep": 0.5}, "decoder": {"keep": 0.5}})
    assert np.isfinite(train_model(settings, faces(0)).records[-1]["telling"])


def energy_distance(z, of_prior):
    """Zero for equal distributions (Székely and Rizzo 2013)."""

    def mean_distance(a, b):
        return np.linalg.norm(a[:, None] - b[None], axis=-1).mean()

    return 2 * mean_distance(z, of_prior) - mean_distance(z, z) - mean_distance(of_prior, of_prior)


def test_the_latents_of_all_faces_come_near_the_prior():
    rng = np.random.default_rng(5)
    hidden = rng.uniform(-1, 1, (800, 2)) * (3, 1)
    x = (hidden @ rng.normal(size=(2, D)) + 0.05 * rng.normal(size=(800, D))).astype(np.float32)
    of_prior = rng.normal(size=(2_000, 2))
    found = {}
    for price in (0.0, 100.0):
        settings = small("aae", steps=500, batch=100, clip=1.0).changed(
            model={"encoder": {"keep": 1.0, "widths": (24,)}, "decoder": {"keep": 1.0, "widths": (24,)}},
            objective={"elbo": {"sigma2": 0.02}, "adversary": {"price": price, "widths": (24, 24)}},
        )
        network = train_model(settings, FaceSet(x)).network
        with torch.no_grad():
            posterior = network.encode({"x": torch.from_numpy(x)})
            z = posterior.draw(torch.randn(1, 800, 2, generator=torch.Generator().manual_seed(0))).z[0]
            error = (network.decode(z, {}) - torch.from_numpy(x)).square().mean()
        found[price] = energy_distance(z.numpy(), of_prior), float(error / x.var())
    assert found[100.0][0] < 0.1 < 1 < found[0.0][0], found
    assert found[100.0][1] < 0.1, "and the faces are still told"


def test_validation_knows_no_phase_but_the_networks():
    records = train_model(small("aae"), faces(0), faces(1)).records
    validated = [record for record in records if record["part"] == "validation"]
    assert all("fooling" in one and "telling" not in one for one in validated)
