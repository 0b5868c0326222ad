"""What the recipes build: the paper's networks at 83 points, and their shapes."""

import pytest
import torch
from torch import nn

from mien.errors import ConfigError
from mien.models.network import build_network
from mien.models.registry import MODELS, completed
from mien.settings import ModelSection, Settings

PAPERS = [name for name, model in MODELS.items() if model.encoder == model.decoder == "mlp"]


def build_model(kind, features, components=30, encoder=(), decoder=(), keep=0.9):
    parts = {
        name: {"widths": widths, "keep": keep}
        for name, widths in (("encoder", encoder), ("decoder", decoder))
    }
    section = ModelSection.of({"kind": kind, "n_components": components, **parts})
    return build_network(section, dict.fromkeys(MODELS[kind].columns, features))


def widths(part):
    return [part.layers[0].in_features, *(layer.out_features for layer in part.layers)]


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


@pytest.mark.parametrize("kind", PAPERS)
def test_units_are_elu_and_nine_in_ten_are_kept(kind):
    model = build_model(kind, 249)
    for part in (model.encoder, model.decoder):
        masks = part.draws(200) if part is model.encoder else part.draws(3, 200)
        assert [mask.keep for mask in masks] == pytest.approx([0.9] * (len(widths(part)) - 2))
        assert [mask.shape[-1] for mask in masks] == widths(part)[1:-1]
        assert all(isinstance(layer, nn.Linear) for layer in part.layers)
    x = torch.randn(4, 249)
    hidden = torch.cat([x] * len(MODELS[kind].columns), dim=1)
    for layer in model.encoder.layers[:-1]:
        hidden = nn.functional.elu(layer(hidden))
    torch.testing.assert_close(model.encoder({"x": x, "y": x}), model.encoder.layers[-1](hidden))


def test_other_layouts_scale_with_the_square_root_of_their_size():
    model = build_model("m2", 249 * 4)
    assert widths(model.encoder)[1:-1] == [960, 480, 240, 120]
    assert widths(model.decoder)[1:-1] == [600, 800, 600]
    assert min(widths(build_model("m2", 9, 30).encoder)) >= 18
    assert min(widths(build_model("m2", 9, 30).encoder)[1:]) == 60


def test_given_widths_are_taken():
    model = build_model("m2", 12, 3, (10, 8), (7,), keep=1.0)
    assert widths(model.encoder) == [24, 10, 8, 6]
    assert widths(model.decoder) == [15, 7, 12]
    assert model.encoder.draws(5) == model.decoder.draws(2, 5) == ()


@pytest.mark.parametrize("kind", PAPERS)
def test_shapes_and_condition(kind):
    model = build_model(kind, 12, 3, (10,), (10,)).eval()
    x, y, other = torch.randn(3, 5, 12)
    posterior = model.encode({"x": x, "y": y})
    assert posterior.mean.shape == posterior.variance.shape == (5, 3)
    samples = torch.randn(4, 5, 3)
    decoded = model.decode(samples, {"y": y})
    assert decoded.shape == (4, 5, 12)
    for number in range(4):
        torch.testing.assert_close(decoded[number], model.decode(samples[number], {"y": y}))
    conditional = "y" in MODELS[kind].columns
    assert torch.equal(model.encode({"x": x, "y": other}).mean, posterior.mean) is not conditional
    assert torch.equal(model.decode(samples, {"y": other}), decoded) is not conditional


def test_what_is_not_known_is_refused():
    for model, message in (
        ({"kind": "m3"}, "no model is called 'm3'; there are vae, vae-t, m1, m2"),
        ({"encoder": {"kind": "cnn"}}, "no encoder is called 'cnn'; there are mlp"),
        ({"decoder": {"keep": 1.5}}, "model.decoder: keep is 1.5; it must be at most 1"),
        ({"decoder": {"keep": 0.0}}, "model.decoder: keep is 0.0; it must be above 0"),
        ({"encoder": (5, 0)}, "model.encoder: widths.1 is 0; it must be at least 1"),
        ({"prior": {"width": 3}}, "model.prior: unknown key 'width'"),
    ):
        with pytest.raises(ConfigError, match=message):
            completed(Settings().changed(model=model))


def test_completed_settings_say_every_option():
    section = completed(Settings().changed(model={"kind": "m1", "encoder": (7,)})).model
    assert section.encoder.model_dump() == {"kind": "mlp", "widths": [7], "keep": 0.9, "straight": False}
    assert section.decoder.model_dump() == {"kind": "mlp", "widths": [], "keep": 0.9}
    assert (section.posterior.kind, section.prior.kind) == ("gaussian", "normal")
