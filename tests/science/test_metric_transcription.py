"""Losses of triplets alone, against NumPy written from the papers' formulas, a triplet at a time."""

import numpy as np
import pytest
import torch

from mien.models.network import build_network
from mien.models.registry import MODELS
from mien.objective.contrastive import info_nce
from mien.objective.fec import odd_margin, odd_softmax
from mien.objective.interface import Group
from mien.objective.registry import terms_for
from mien.objective.triplet import triplet_loss
from mien.settings import Settings
from mien.training.step import terms_of

D, K, V, PER_FACE = 8, 3, 6, 1.8
UNIT = ("fec", "fec-x", "contrastive")


def of(kind, term=None, **options):
    """Network, terms, batch of triplets, and what the network makes of the faces, (3, v, k) float64."""
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    settings = Settings().changed(
        model={"kind": kind, "n_components": K}, objective={term: options} if term else {}
    )
    network = build_network(settings.model, dict.fromkeys(MODELS[kind].columns, D)).eval()
    given = {
        name: torch.from_numpy(rng.normal(size=(3 * V, D)).astype(np.float32))
        for name in MODELS[kind].columns
    }
    weight = torch.from_numpy(rng.uniform(0.2, 3, V).astype(np.float32))
    batch = {"triplets": Group(given, V, weight, PER_FACE)}
    raw = network.encoder(given).detach().double().numpy()
    if kind in UNIT:
        raw = np.array([row / np.sqrt(sum(row**2)) for row in raw])
    return network, terms_for(settings, network), batch, raw.reshape(3, V, K)


def figure(network, terms, batch):
    (value,) = terms_of(network, terms, batch, {"encoder": (), **dict.fromkeys(terms, ())}).values()
    return float(value.detach())


def mean_a_face(batch, losses):
    weight = batch["triplets"].weight.double().numpy()
    return PER_FACE * sum(w * one for w, one in zip(weight, losses, strict=True)) / V


@pytest.mark.parametrize("kind", ["triplet", "triplet-linear"])
@pytest.mark.parametrize("loss", ["softplus", "margin", "ratio"])
def test_triplet_networks(kind, loss):
    network, terms, batch, (anchor, near, far) = of(kind, "triplet", loss=loss, margin=0.7)
    losses = []
    for a, n, f in zip(anchor, near, far, strict=True):
        plus, minus = np.linalg.norm(a - n), np.linalg.norm(a - f)
        if loss == "softplus":
            losses.append(-np.log(np.exp(-plus) / (np.exp(-plus) + np.exp(-minus))))
        elif loss == "margin":
            losses.append(max(0.0, plus - minus + 0.7))
        else:
            share = np.array([np.exp(plus), np.exp(minus)]) / (np.exp(plus) + np.exp(minus))
            losses.append(((share - [0, 1]) ** 2).sum())
    assert figure(network, terms, batch) == pytest.approx(mean_a_face(batch, losses), rel=1e-5)


def test_the_linear_network_is_a_matrix_times_the_change():
    network, _, batch, places = of("triplet-linear")
    given = batch["triplets"].given
    (layer,) = network.encoder.layers
    change = (given["x"] - given["y"]).double().numpy()
    matrix, offset = layer.weight.detach().double().numpy(), layer.bias.detach().double().numpy()
    np.testing.assert_allclose(places.reshape(-1, K), change @ matrix.T + offset, atol=1e-5)


@pytest.mark.parametrize("kind", ["fec", "fec-x"])
@pytest.mark.parametrize("pairs", ["all", "anchor"])
@pytest.mark.parametrize("form", ["margin", "softmax"])
def test_the_far_face_is_the_odd_one_out(kind, form, pairs):
    network, terms, batch, places = of(
        kind, "odd_one_out", form=form, margin=0.3, temperature=0.4, pairs=pairs
    )
    np.testing.assert_allclose(np.linalg.norm(places, axis=-1), 1)
    losses = []
    for a, n, f in zip(*places, strict=True):
        similar, others = a @ n, [a @ f, n @ f] if pairs == "all" else [a @ f]
        if form == "margin":
            # Squared distances on the unit sphere are 2 − 2 · cosine.
            losses.append(sum(max(0.0, (2 - 2 * similar) - (2 - 2 * other) + 0.3) for other in others))
        else:
            weights = np.exp(np.array([similar, *others]) / 0.4)
            losses.append(-np.log(weights[0] / weights.sum()))
    assert figure(network, terms, batch) == pytest.approx(mean_a_face(batch, losses), rel=1e-5)


@pytest.mark.parametrize("negatives", [V, 40])
def test_the_near_face_is_found_among_the_batchs_far_faces(negatives):
    network, terms, batch, (anchor, near, far) = of(
        "contrastive", "contrastive", temperature=0.3, negatives=negatives
    )
    losses = []
    for a, n in zip(anchor, near, strict=True):
        right, wrong = np.exp(a @ n / 0.3), sum(np.exp(a @ f / 0.3) for f in far)
        losses.append(-np.log(right / (right + wrong * negatives / V)))
    assert figure(network, terms, batch) == pytest.approx(mean_a_face(batch, losses), rel=1e-5)


def test_gradients_are_those_of_differences():
    rng = np.random.default_rng(3)
    z = torch.from_numpy(rng.normal(size=(3, 5, K))).requires_grad_()
    distances = torch.from_numpy(rng.normal(size=(3, 5))).requires_grad_()
    for loss in ("softplus", "margin", "ratio"):
        assert torch.autograd.gradcheck(lambda d, one=loss: triplet_loss(d, one, 0.5), (distances[0],))
    assert torch.autograd.gradcheck(lambda d: odd_margin(d[0], d[1:], 0.2), (distances,))
    assert torch.autograd.gradcheck(lambda d: odd_softmax(d[0], d[1:], 0.2), (distances,))
    assert torch.autograd.gradcheck(lambda z: info_nce(*z, 0.5, 9), (z,))


def test_the_probability_of_three_alike_is_a_third_and_of_two_a_half():
    same = torch.ones(2)
    torch.testing.assert_close(odd_softmax(same, [same, same], 0.1), torch.full((2,), np.log(3.0)).float())
    torch.testing.assert_close(odd_softmax(same, [same], 0.1), torch.full((2,), np.log(2.0)).float())
