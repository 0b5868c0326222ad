"""What the recipes build: the paper's networks at 83 points, and their shapes."""

import pytest
import torch
from torch import nn

from mien.errors import ConfigError
from mien.models.recipes import COMPOSITIONS, build_model, composition, default_widths


def widths(network):
    linear = [layer for layer in network.layers if isinstance(layer, nn.Linear)]
    return [linear[0].in_features, *(layer.out_features for layer in linear)]


@pytest.mark.parametrize("kind", ["m1", "m2"])
def test_networks_of_83_points_are_the_papers(kind):
    model = build_model(kind, 249)
    # Paper V-D; the encoder's last layer holds a mean and a log-variance of 30 dimensions each.
    assert widths(model.encoder) == [498, 480, 240, 120, 60, 2 * 30]
    assert widths(model.decoder) == [279, 300, 400, 300, 249]


def test_the_vae_is_symmetrical():
    model = build_model("vae", 249)
    assert widths(model.encoder) == [249, 480, 240, 120, 60, 60]
    assert widths(model.decoder) == [30, 60, 120, 240, 480, 249]


@pytest.mark.parametrize("kind", COMPOSITIONS)
def test_units_are_elu_and_nine_in_ten_are_kept(kind):
    model = build_model(kind, 249)
    for network in (model.encoder, model.decoder):
        dropped = [layer.p for layer in network.layers if isinstance(layer, nn.Dropout)]
        elu = [layer for layer in network.layers if isinstance(layer, nn.ELU)]
        assert len(dropped) == len(elu) == len(widths(network)) - 2
        assert dropped == pytest.approx([0.1] * len(dropped))
        assert isinstance(network.layers[-1], nn.Linear)


def test_other_layouts_scale_with_the_square_root_of_their_size():
    encoder, decoder = default_widths("m2", 249 * 4)
    assert encoder == (960, 480, 240, 120)
    assert decoder == (600, 800, 600)
    encoder, _ = default_widths("m2", 9, 30)
    assert min(encoder) == 60


def test_given_widths_are_taken():
    model = build_model("m2", 12, 3, (10, 8), (7,), keep=1.0)
    assert widths(model.encoder) == [24, 10, 8, 6]
    assert widths(model.decoder) == [15, 7, 12]
    assert not any(isinstance(layer, nn.Dropout) for layer in model.modules())


@pytest.mark.parametrize("kind", COMPOSITIONS)
def test_shapes_and_condition(kind):
    model = build_model(kind, 12, 3, (10,), (10,)).eval()
    x, y = torch.randn(5, 12), torch.randn(5, 12)
    mean, log_variance = model.encode(x, y)
    assert mean.shape == log_variance.shape == (5, 3)
    samples = torch.randn(4, 5, 3)
    decoded = model.decode(samples, y)
    assert decoded.shape == (4, 5, 12)
    for number in range(4):
        torch.testing.assert_close(decoded[number], model.decode(samples[number], y))
    other = torch.randn(5, 12)
    conditional = kind != "vae"
    assert torch.equal(model.encode(x, other)[0], mean) is not conditional
    assert torch.equal(model.decode(samples, other), decoded) is not conditional


def test_an_unknown_kind_is_refused():
    with pytest.raises(ConfigError, match="'m3'; there are vae, m1, m2"):
        composition("m3")
