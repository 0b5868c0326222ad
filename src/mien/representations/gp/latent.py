"""The Bayesian GP-LVM of some faces: its parameters, its loss, and what it makes of other faces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from mien.objective.topology import topology_energy
from mien.representations.gp.back import BACKS
from mien.representations.gp.bound import Inference, divergence, infer, likelihood, predicted
from mien.representations.gp.kernel import RBF
from mien.training.streams import step_seed
from mien.triplets import Triplets

INDUCING, READ = 40, 50
_SPREAD, _VARIANCE, _LEAST = 0.1, 10.0, 0.01


@dataclass(frozen=True, eq=False)
class Scale:
    """How faces, or changes, (n, d), become what the model reads and what it explains.

    Attributes
    ----------
    centre : (d,) mean of the training faces.
    length : root mean square of what is left of them.
    axes : (d, r) principal axes of the training faces, the widest first.
    deviations : (r,) of the training faces along them.
    """

    centre: np.ndarray
    length: float
    axes: np.ndarray
    deviations: np.ndarray

    @classmethod
    def of(cls, faces: np.ndarray) -> Scale:
        """Of training faces (n, d)."""
        centre = faces.mean(axis=0)
        left = faces - centre
        length = float(np.sqrt(np.square(left).mean())) or 1.0
        _, sizes, axes = np.linalg.svd(left / length, full_matrices=False)
        most = max(1, min(READ, int((sizes > 1e-9 * max(sizes[0], 1e-9)).sum())))
        return cls(centre, length, axes[:most].T, sizes[:most] / np.sqrt(len(faces)))

    def explained(self, faces: np.ndarray) -> Tensor:
        """(n, d) float64, centred, of mean square 1."""
        return torch.from_numpy((np.asarray(faces, dtype=np.float64) - self.centre) / self.length)

    def read(self, faces: np.ndarray) -> Tensor:
        """(n, r) float64, along the axes, the first of deviation 1."""
        return self.explained(faces) @ torch.from_numpy(self.axes / (self.deviations[0] or 1.0))


class LatentModel(nn.Module):
    """q(X), inducing inputs, kernel and noise, all in float64.

    It begins as principal components: latents of deviation 1, each as relevant as its component is wide.

    Parameters
    ----------
    scale : of the training faces.
    faces : (n, d) training faces, or changes.
    components : q, at most what the faces allow.
    back : a name of `BACKS`.
    """

    def __init__(self, scale: Scale, faces: np.ndarray, components: int, back: str, seed: int = 0) -> None:
        super().__init__()
        self.scale, self.outputs, self.inputs = scale, scale.explained(faces), scale.read(faces)
        q = min(components, len(scale.deviations))
        deviations = torch.from_numpy(scale.deviations[:q]).clamp_min(1e-3)
        explained = deviations.square() / self.outputs.shape[1]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(step_seed(seed, 0))
            self.back = BACKS[back](self.inputs, q)
        mean = self.back(self.inputs).detach()
        places = np.random.default_rng([seed, 12]).permutation(len(mean))[:INDUCING]
        self.inducing = nn.Parameter(mean[torch.from_numpy(places)].clone())
        # What all faces share has parameters of its own, and so have slopes, which data say more about than
        # about the kernel's variance: so L-BFGS needs fewer steps. A nearly linear kernel begins.
        self.log_spread = nn.Parameter(torch.full((q,), _SPREAD, dtype=torch.float64).log())
        self.log_own_spread = nn.Parameter(torch.zeros_like(mean))
        self.log_slope = nn.Parameter(explained.log())
        self.log_variance = nn.Parameter(torch.full((), _VARIANCE, dtype=torch.float64).log())
        self.log_precision = nn.Parameter(-(1 - explained.sum()).clamp_min(_LEAST).log())

    @property
    def kernel(self) -> RBF:
        """The kernel as it is now."""
        return RBF(self.log_variance.exp(), (self.log_slope - self.log_variance).exp())

    def latents(self) -> tuple[Tensor, Tensor]:
        """Mean and variance of q(X) at the training faces, (n, q) each."""
        return self.back(self.inputs), (self.log_spread + self.log_own_spread).exp()

    def of_faces(self) -> Tensor:
        """Negative bound in nats a face."""
        mean, spread = self.latents()
        fits = likelihood(self.outputs, mean, spread, self.inducing, self.kernel, self.log_precision.exp())
        return (divergence(mean, spread) - fits) / len(mean)

    def inferred(self) -> Inference:
        """What the training faces say of the function from latents to faces."""
        mean, spread = self.latents()
        return infer(self.outputs, mean, spread, self.inducing, self.kernel, self.log_precision.exp())

    @torch.no_grad()
    def encode(self, faces: np.ndarray) -> np.ndarray:
        """Latents (n, q) of faces, or changes, (n, d), by the back-constraint."""
        return np.asarray(self.back(self.scale.read(faces)).numpy())

    @torch.no_grad()
    def error(self, faces: np.ndarray) -> float:
        """Mean square of what is not reconstructed of faces, or changes, that are centred and of length 1."""
        mean = self.back(self.scale.read(faces))
        made = predicted(self.inferred(), mean, torch.zeros_like(mean), self.inducing, self.kernel)
        return float((made - self.scale.explained(faces)).square().mean())


def topology_of(model: LatentModel, inputs: Tensor, triplets: Triplets, gamma: float) -> Callable[[], Tensor]:
    """−log p_T in nats a face (third term of eq. 11), of the means of q(X), as a function of the weights.

    Parameters
    ----------
    inputs : (n, r) faces as the model reads them.
    triplets : rows of these.
    """
    rows, weight = torch.from_numpy(triplets.rows), torch.from_numpy(triplets.weight).double()

    def term() -> Tensor:
        anchor, near, far = model.back(inputs)[rows].unbind(1)
        return (weight * topology_energy(anchor, near, far)).sum() / (gamma * len(inputs))

    return term


def minimise(model: nn.Module, loss: Callable[[], Tensor], steps: int) -> float:
    """Move the parameters to a lower loss by L-BFGS; gives the last.

    Where a step leads to numbers that are not finite, or a matrix that has no triangle, the line search goes
    back. It runs on one thread: products of this size are not faster on more, and the numbers stay the same.
    """
    from scipy.optimize import minimize

    parameters = list(model.parameters())

    def at(vector: np.ndarray) -> tuple[float, np.ndarray]:
        vector_to_parameters(torch.from_numpy(vector), parameters)
        model.zero_grad()
        try:
            value = loss()
            value.backward()
        except torch.linalg.LinAlgError:
            return float("inf"), np.zeros_like(vector)
        gradient = torch.cat(
            [torch.zeros(p.numel(), dtype=p.dtype) if p.grad is None else p.grad.ravel() for p in parameters]
        )
        return float(value.detach()), gradient.numpy()

    start = parameters_to_vector(parameters).detach().numpy().copy()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        found = minimize(
            at, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 20, "ftol": 1e-7}
        )
    finally:
        torch.set_num_threads(threads)
    vector_to_parameters(torch.from_numpy(found.x.copy()), parameters)
    return float(found.fun)
