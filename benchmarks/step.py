"""A training step beside its matrix products alone, a plain eager loop and pythae's VAE, taking turns.

    python benchmarks/step.py [--threads 2] [--turns 30] [--device cpu]

The step is all of `mien.training.loop`: rows, noise, loss, gradients, Adam. The plain loop is the same model
and loss written with PyTorch's own layers, dropout and optimiser. Prints milliseconds (medians) and ratios.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from mien.objective.topology import topology_term
from mien.objective.weights import weights_at
from mien.settings import Settings, recipe
from mien.synthetic.posed import builtin_posed
from mien.training.batch import FaceSet
from mien.training.loop import checked, needed
from mien.training.prepare import prepare
from mien.training.state import State
from mien.training.streams import FaceStream, NoiseStream

Turn = Callable[[int], object]


def ours(settings: Settings, faces: FaceSet, device: str) -> tuple[Turn, State]:
    """One step of the loop."""
    state = State(settings, faces.x.shape[1], 0, device, None, "")
    stream, noise = FaceStream(faces, settings.training, 0, device), NoiseStream(0, device)
    state.network.train()
    weights = weights_at(10**9, settings.objective, list(state.terms.values()))

    def turn(step: int) -> object:
        return state.engine.step(stream, noise, step, weights, 1e-4)

    return turn, state


def products(state: State, faces: int, in_triplets: int, device: str) -> Turn:
    """The matrix products that a step cannot do without: forward, weights' gradients, inputs' gradients."""
    samples = state.terms["elbo"].options.samples
    encoder, decoder = state.network.encoder.sizes, state.network.decoder.sizes
    own = state.network.shape.components
    made: list[tuple[Tensor, ...]] = []

    def add(rows: int, before: int, after: int, moved: int) -> None:
        """`moved`: inputs whose gradient is needed, the last ones."""
        x, w, g = (
            torch.randn(*shape, device=device) for shape in ((rows, before), (after, before), (rows, after))
        )
        made.append((x, w, g, torch.empty_like(g), torch.empty_like(w), x.new_empty(rows, moved)))

    for number, (before, after) in enumerate(pairwise(encoder)):
        add(faces + in_triplets, before, after, before if number else 0)
    for number, (before, after) in enumerate(pairwise(decoder)):
        if number:
            add(samples * faces, before, after, before)
        else:
            add(samples * faces, own, after, own)
            if before > own:
                add(faces, before - own, after, 0)

    def turn(step: int) -> object:
        for x, w, g, forward, weight, inputs in made:
            torch.mm(x, w.t(), out=forward)
            torch.mm(g.t(), x, out=weight)
            if inputs.shape[1]:
                torch.mm(g, w, out=inputs)
        return made

    return turn


def plain(settings: Settings, faces: FaceSet, state: State, device: str) -> Turn:
    """The same model, loss and optimiser as anybody would write them down."""
    options = settings.objective
    sigma2, samples = options.options("elbo")["sigma2"], options.options("elbo")["samples"]

    def stack(sizes: tuple[int, ...], keep: float) -> nn.Sequential:
        parts: list[nn.Module] = []
        for number, (before, after) in enumerate(pairwise(sizes)):
            parts += [nn.ELU(), nn.Dropout(1 - keep)] if number else []
            parts.append(nn.Linear(before, after))
        return nn.Sequential(*parts).to(device)

    encoder = stack(state.network.encoder.sizes, state.network.encoder.keep)
    decoder = stack(state.network.decoder.sizes, state.network.decoder.keep)
    optimiser = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-4)
    x = torch.from_numpy(faces.x).to(device)
    y = None if faces.y is None else torch.from_numpy(faces.y).to(device)
    rows = None if faces.triplets is None else torch.from_numpy(faces.triplets.rows).to(device)

    def posterior(chosen: Tensor) -> tuple[Tensor, Tensor]:
        given = x[chosen] if y is None else torch.cat([x[chosen], y[chosen]], dim=-1)
        mean, log_variance = encoder(given).chunk(2, dim=-1)
        return mean, log_variance

    def turn(step: int) -> object:
        chosen = torch.randperm(len(x), device=device)[: settings.training.batch]
        optimiser.zero_grad()
        mean, log_variance = posterior(chosen)
        z = mean + (0.5 * log_variance).exp() * torch.randn(samples, *mean.shape, device=device)
        latents = z if y is None else torch.cat([y[chosen].expand(samples, -1, -1), z], dim=-1)
        loss = (decoder(latents) - x[chosen]).square().sum() / (2 * sigma2 * samples * len(chosen))
        loss = loss + 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum() / len(chosen)
        if rows is not None:
            some = rows[torch.randint(len(rows), (settings.training.triplet_batch,), device=device)]
            m, v = posterior(some.t().reshape(-1))
            topology = options.options("topology")
            z = m + (0.5 * v).exp() * torch.randn(topology["samples"], *m.shape, device=device)
            anchor, near, far = z.unflatten(1, (3, -1)).unbind(1)
            loss = loss + topology_term(
                anchor, near, far, torch.ones(len(some), device=device), topology["gamma"], 4.0
            )
        loss.backward()
        optimiser.step()
        return loss

    return turn


def pythaes(faces: FaceSet, state: State, settings: Settings) -> Turn | None:
    """A step of pythae's VAE with the same layers, if pythae is installed."""
    try:
        from pythae.models import VAE, VAEConfig
        from pythae.models.base.base_utils import ModelOutput
        from pythae.models.nn import BaseDecoder, BaseEncoder
    except ImportError:
        return None
    sizes = state.network.encoder.sizes
    k, d = state.network.shape.components, sizes[0]

    def hidden(sizes: tuple[int, ...]) -> list[nn.Module]:
        return [part for a, b in pairwise(sizes) for part in (nn.Linear(a, b), nn.ELU(), nn.Dropout(0.1))]

    class Encoder(BaseEncoder):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            parts = [
                part for a, b in pairwise(sizes[:-1]) for part in (nn.Linear(a, b), nn.ELU(), nn.Dropout(0.1))
            ]
            self.body = nn.Sequential(*parts)
            self.mean, self.log_variance = nn.Linear(sizes[-2], k), nn.Linear(sizes[-2], k)

        def forward(self, x: Tensor) -> ModelOutput:
            h = self.body(x)
            return ModelOutput(embedding=self.mean(h), log_covariance=self.log_variance(h))

    class Decoder(BaseDecoder):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            widths = state.network.decoder.sizes
            parts = [
                part
                for a, b in pairwise(widths[:-1])
                for part in (nn.Linear(a, b), nn.ELU(), nn.Dropout(0.1))
            ]
            self.body = nn.Sequential(*parts, nn.Linear(widths[-2], d))

        def forward(self, z: Tensor) -> ModelOutput:
            return ModelOutput(reconstruction=self.body(z))

    model = VAE(VAEConfig(input_dim=(d,), latent_dim=k), Encoder(), Decoder())
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-4)
    x = torch.from_numpy(faces.x)

    def turn(step: int) -> object:
        chosen = torch.randperm(len(x))[: settings.training.batch]
        optimiser.zero_grad()
        loss = model({"data": x[chosen]}).loss
        loss.backward()
        optimiser.step()
        return loss

    return turn


def medians(turns: dict[str, Turn], rounds: int, device: str) -> dict[str, float]:
    """Milliseconds of each, all taking turns."""
    times: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(rounds + 5):
        for name, turn in turns.items():
            begun = time.perf_counter()
            turn(number)
            if device != "cpu":
                torch.cuda.synchronize()
            if number >= 5:
                times[name].append(1e3 * (time.perf_counter() - begun))
    return {name: float(np.median(found)) for name, found in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--engine", default="eager")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    data = prepare(builtin_posed(seed=3), 0)
    print(f"{'recipe':7}{'model':6}{'step':>8}{'products':>10}{'plain':>8}{'pythae':>8}"
          f"{'step/products':>15}{'plain/step':>12}{'pythae/step':>13}")  # fmt: skip
    for name in ("fast", "paper"):
        for kind in ("vae", "m1", "m2"):
            changes = {"training": {"device": asked.device, "engine": asked.engine}, "model": {"kind": kind}}
            if kind == "vae":
                # pythae's VAE takes one sample a face.
                changes["objective"] = {"elbo": {"samples": 1}}
            settings = checked(recipe(name).changed(**changes))
            faces = needed(settings, data.faces("train"), "training")
            step, state = ours(settings, faces, asked.device)
            batch = FaceStream(faces, settings.training, 0).at(0, NoiseStream(0).of_step(0))
            in_triplets = batch["triplets"].rows if "triplets" in batch else 0
            turns = {
                "step": step,
                "products": products(state, batch["faces"].rows, in_triplets, asked.device),
                "plain": plain(settings, faces, state, asked.device),
            }
            other = pythaes(faces, state, settings) if kind == "vae" and asked.device == "cpu" else None
            if other is not None:
                turns["pythae"] = other
            found = medians(turns, asked.turns, asked.device)
            theirs = found.get("pythae", float("nan"))
            print(
                f"{name:7}{kind:6}{found['step']:8.2f}{found['products']:10.2f}{found['plain']:8.2f}{theirs:8.2f}"
                f"{found['step'] / found['products']:15.2f}{found['plain'] / found['step']:12.2f}"
                f"{theirs / found['step']:13.2f}"
            )


if __name__ == "__main__":
    main()
