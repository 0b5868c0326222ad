"""Programs of encoders and decoders: NumPy does what PyTorch does."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from mien.errors import DataError, ModelFileError
from mien.exporting.onnx import NODES
from mien.models.network import build_network
from mien.models.program import OPERATIONS, Operation, Program
from mien.models.registry import MODELS, NO_DECODER
from mien.models.tracing import decoder_program, encoder_program
from mien.settings import ModelSection

D, K, N = 12, 3, 7


def network_of(kind, decoder=None):
    torch.manual_seed(1)
    layers = {"kind": "mlp", "widths": (9, 8)}
    decoding = {} if MODELS[kind].decoder == NO_DECODER else layers
    section = ModelSection.of({"kind": kind, "n_components": K, "encoder": layers, "decoder": decoding})
    network = build_network(section, dict.fromkeys(MODELS[kind].columns, D)).eval()
    if decoder is not None:
        network.decoder = decoder
    return network


def rows(**widths):
    drawn = np.random.default_rng(0)
    return {name: drawn.normal(size=(N, width)).astype(np.float32) for name, width in widths.items()}


@pytest.mark.parametrize("kind", MODELS)
def test_numpy_gives_what_pytorch_gives(kind):
    network = network_of(kind)
    conditional = "y" in network.shape.columns
    given = rows(z=K, x=D, y=D)
    tensors = {name: torch.from_numpy(value) for name, value in given.items()}
    condition = {"y": tensors["y"]} if conditional else {}
    if MODELS[kind].decoder != NO_DECODER:
        program = decoder_program(network)
        assert dict(program.inputs) == {"z": K, **({"y": D} if conditional else {})}
        with torch.no_grad():
            faces = network.decode(tensors["z"], condition).numpy()
        np.testing.assert_allclose(program.run(given)["face"], faces, atol=1e-5)
    else:
        with pytest.raises(DataError, match="no decoder"):
            decoder_program(network)
    program = encoder_program(network)
    with torch.no_grad():
        posterior = network.encode({"x": tensors["x"], **condition})
        mean, variance = posterior.mean.numpy(), posterior.variance.numpy()
    found = program.run(given)
    np.testing.assert_allclose(found["z"], mean, atol=1e-5)
    assert ("std" in found) == (MODELS[kind].posterior not in ("point", "sphere"))
    if "std" in found:
        np.testing.assert_allclose(found["std"], np.sqrt(variance), atol=1e-5)
    only = program.only("z")
    assert len(only.operations) < len(program.operations) or "std" not in found
    np.testing.assert_array_equal(only.run(given)["z"], found["z"])


@pytest.mark.parametrize("kind", [kind for kind in MODELS if "neutral" in MODELS[kind].needs])
def test_what_a_known_neutral_needs_is_done_once(kind):
    network = network_of(kind)
    given = rows(z=K, x=D, y=D)
    person = np.array([0, 1, 1, 0, 2, 2, 1])
    whole = {**given, "y": given["y"][person]}
    programs = [encoder_program(network)]
    programs += [] if MODELS[kind].decoder == NO_DECODER else [decoder_program(network)]
    for program in programs:
        left = program.given({"y": given["y"][:3]})
        assert "y" not in left.inputs
        assert all(value.shape[-1] != 2 * D for value in left.arrays.values()), "half of a layer is left"
        assert len(left.operations) < len(program.operations)
        for name, value in left.run(given, person).items():
            np.testing.assert_allclose(value, program.run(whole)[name], atol=1e-5)
        alone = program.given({"y": given["y"][:1]})
        same = {**given, "y": np.repeat(given["y"][:1], N, axis=0)}
        for name, value in alone.run(given).items():
            np.testing.assert_allclose(value, program.run(same)[name], atol=1e-5)


def test_a_header_and_its_arrays_are_the_program():
    program = encoder_program(network_of("m2-planar"))
    given = rows(x=D, y=D)
    again = Program.of_header(json.loads(json.dumps(program.header())), program.arrays)
    for name, value in program.run(given).items():
        np.testing.assert_array_equal(again.run(given)[name], value)
    broken = program.header()
    broken["operations"][0]["name"] = "dance"
    with pytest.raises(ModelFileError, match="'dance' is of a later Mien"):
        Program.of_header(broken, program.arrays)
    with pytest.raises(ModelFileError, match=r"reads encoder\.0, which is not there"):
        Program.of_header(program.header(), {})


def test_the_page_and_onnx_know_the_operations():
    assert set(NODES) == set(OPERATIONS)
    page = (Path(__file__).parents[2] / "web" / "src" / "program.js").read_text("utf-8")
    known = set(re.findall(r"^  (\w+): \(", page, re.MULTILINE)) | set(
        re.findall(r'one.name === "(\w+)"', page)
    )
    known |= set(re.findall(r"(\w+): \(a, b\)", page))
    # No decoder has samples; the page says so if one comes.
    assert set(OPERATIONS) - known == {"sum_samples"}


def test_a_program_holds_what_it_needs_and_nothing_else():
    program = decoder_program(network_of("m2"))
    read = {name for one in program.operations for name in one.inputs}
    assert set(program.arrays) <= read
    assert {one.name for one in program.operations} <= set(OPERATIONS)
    widths = {value.shape for value in program.arrays.values()}
    assert widths == {(9, D), (9, K), (9,), (8, 9), (8,), (D, 8), (D,)}


class Residual(torch.nn.Module):
    """y + scaled softplus of a line: other operations, and a condition that is used twice."""

    def __init__(self):
        super().__init__()
        self.line = torch.nn.Linear(K + D, D)

    def forward(self, z, given, noise=()):
        both = torch.cat([z, given["y"]], dim=-1)
        return (
            given["y"] + 0.5 * torch.nn.functional.softplus(self.line(both)) - torch.tanh(both[..., K:]) * 2
        )


def test_other_decoders_are_written_down_without_a_line_of_theirs():
    network = network_of("m2", Residual())
    given = rows(z=K, y=D)
    with torch.no_grad():
        wanted = network.decode(*(torch.from_numpy(given["z"]), {"y": torch.from_numpy(given["y"])})).numpy()
    np.testing.assert_allclose(decoder_program(network).run(given)["face"], wanted, atol=1e-5)


class Sorting(Residual):
    def forward(self, z, given, noise=()):
        return super().forward(z.sort(dim=-1).values, given)


class Across(Residual):
    """What a row gives depends on the others."""

    def forward(self, z, given, noise=()):
        return super().forward(z - z[:1], given)


@pytest.mark.parametrize("part", [Sorting, Across])
def test_a_decoder_that_cannot_be_written_down_says_so(part):
    with pytest.raises(ModelFileError, match=r"the decoder .* (does not know|no program)"):
        decoder_program(network_of("m2", part()))


def test_operations_are_those_of_the_textbook():
    x = np.linspace(-3, 3, 11, dtype=np.float32).reshape(1, -1)
    np.testing.assert_allclose(OPERATIONS["elu"](x, alpha=1.0), np.where(x > 0, x, np.exp(x) - 1), atol=1e-6)
    np.testing.assert_allclose(OPERATIONS["softplus"](x), np.log1p(np.exp(x)), atol=1e-6)
    np.testing.assert_allclose(OPERATIONS["sigmoid"](x), 1 / (1 + np.exp(-x)), atol=1e-6)
    weight = np.arange(22, dtype=np.float32).reshape(2, 11)
    np.testing.assert_allclose(OPERATIONS["linear"](x, weight), x @ weight.T, atol=1e-5)
    assert OPERATIONS["elu"](x, alpha=1.0).dtype == np.float32


def test_inputs_are_checked():
    program = Program({"z": 2}, (Operation("tanh", ("z",), "h0", {}),), {}, {"face": "h0"})
    with pytest.raises(ModelFileError, match=r"input 'z' has shape \(1, 3\)"):
        program.run({"z": np.zeros((1, 3))})
    with pytest.raises(ModelFileError, match="input 'z' has shape"):
        program.run({})
