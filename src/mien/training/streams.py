"""What a step sees, as a pure function of seed and step: rows, alterations, noise. So resuming is exact."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple

import numpy as np
import torch
from torch import Tensor

from mien.models.interface import Draw, Given
from mien.objective.interface import FACES, TRIPLETS, WINDOWS, Batch, Group
from mien.settings import TrainingSection
from mien.training.batch import FaceSet

_FACES, _TRIPLETS, _ALTERATIONS, _WINDOWS = 0, 1, 2, 3
Noise = dict[str, tuple[Tensor, ...]]
"""Random numbers of a step: those of the encoder's pass, and of each term by its name."""


class Order:
    """An endless stream of rows, reshuffled every time all have been seen, cut into batches.

    Parameters
    ----------
    n : number of rows.
    size : rows a batch; may be larger than n.
    seed : the stream's seed, a sequence of whole numbers.
    """

    def __init__(self, n: int, size: int, seed: tuple[int, ...]) -> None:
        self.n, self.size, self.seed = n, size, seed
        self._round, self._order = -1, np.empty(0, dtype=np.int64)

    def at(self, step: int) -> np.ndarray:
        """(size,) int64, the rows of the batch at a 0-based step."""
        place, end = step * self.size, (step + 1) * self.size
        parts = []
        while place < end:
            number, offset = divmod(place, self.n)
            taken = min(end - place, self.n - offset)
            parts.append(self._shuffled(number)[offset : offset + taken])
            place += taken
        return np.concatenate(parts)

    def _shuffled(self, number: int) -> np.ndarray:
        if number != self._round:
            self._round = number
            self._order = np.random.default_rng([*self.seed, number]).permutation(self.n)
        return self._order


class Strangers:
    """Draws, for rows of faces, a row of another person's each.

    Parameters
    ----------
    people : (n,) int64, a number a person; which number does not matter.
    """

    def __init__(self, people: np.ndarray) -> None:
        _, first, people = np.unique(people, return_index=True, return_inverse=True)
        people = np.argsort(np.argsort(first))[people.reshape(-1)]
        self.order = np.argsort(people, kind="stable")
        counts = np.bincount(people)
        self.first, self.own = (np.cumsum(counts) - counts)[people], counts[people]

    def of(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(r,) int64, each other person's face equally likely; the row itself where there is nobody else."""
        others = len(self.order) - self.own[rows]
        drawn = rng.integers(np.maximum(others, 1))
        drawn = drawn + np.where(drawn >= self.first[rows], self.own[rows], 0)
        return np.where(others > 0, self.order[drawn.clip(max=len(self.order) - 1)], rows)


class FaceStream:
    """Faces and triplets of a training set, batch after batch, on the device that trains.

    Mirror images lie behind the faces, worked out once, so that a mirrored face is another row.

    Parameters
    ----------
    faces : the training set; its triplets are used if it has any.
    training : batch sizes, and the chances of mirroring and exchanging, and the jitter.
    seed : the run's seed.
    """

    def __init__(self, faces: FaceSet, training: TrainingSection, seed: int, device: str = "cpu") -> None:
        self.training, self.seed, self.device = training, seed, device
        self.columns = columns_on(faces, device)
        self.mirrored = training.mirror > 0 and faces.mirror is not None
        if faces.mirror is not None and self.mirrored:
            order, sign, offset = map(self._on, astuple(faces.mirror))
            for name, column in self.columns.items():
                image = column.index_select(1, order).mul_(sign).add_(offset)
                self.columns[name] = torch.cat([column, image])
        self.triplets = faces.triplets if faces.triplets is not None and len(faces.triplets) else None
        self.per_face = faces.triplets_per_face
        self.strangers = Strangers(faces.people()) if training.exchange > 0 and faces.y is not None else None
        self._faces = Order(len(faces.x), training.batch, (seed, _FACES))
        if self.triplets is not None:
            self._weight = torch.from_numpy(self.triplets.weight).to(device)
            self._triplets = Order(len(self.triplets), training.triplet_batch, (seed, _TRIPLETS))
        self.windows, self._n = faces.windows, len(faces.x)
        if self.windows is not None:
            self._times = torch.from_numpy(self.windows.times).to(device)
            self._windows = Order(len(self.windows), training.window_batch, (seed, _WINDOWS))

    def at(self, step: int, noise: NoiseStream) -> Batch:
        """The batch of a 0-based step; `noise` is at the same step."""
        return self.seen({name: self._on(values) for name, values in self.plan(step).items()}, noise)

    def plan(self, step: int) -> dict[str, np.ndarray]:
        """What chance decides of a 0-based step, but for jitter: int64 rows by name."""
        rng = np.random.default_rng([self.seed, _ALTERATIONS, step])
        rows = self._faces.at(step)
        plan = self._altered(FACES, rows, rng)
        if self.triplets is not None:
            chosen = self._triplets.at(step)
            rows = self.triplets.rows[chosen].T.reshape(-1)
            plan |= {f"{TRIPLETS}.chosen": chosen, **self._altered(TRIPLETS, rows, rng)}
        if self.windows is not None:
            chosen = self._windows.at(step)
            rows = self.windows.rows[:, chosen]
            plan |= {f"{WINDOWS}.chosen": chosen}
            plan |= self._altered(WINDOWS, rows.reshape(-1), rng, len(rows))
        return plan

    def seen(self, plan: Mapping[str, Tensor], noise: NoiseStream) -> Batch:
        """The batch of a plan whose arrays are on the device; chance is in the noise alone."""
        groups = [name.removesuffix(".rows") for name in plan if name.endswith(".rows")]
        jitter = self._jitter(plan, groups, noise)
        given = {group: self._given(group, plan, jitter[group]) for group in groups}
        batch = {FACES: Group(given[FACES], len(plan[f"{FACES}.rows"]))}
        if self.triplets is not None:
            chosen = plan[f"{TRIPLETS}.chosen"]
            weight = self._weight.index_select(0, chosen)
            batch[TRIPLETS] = Group(given[TRIPLETS], len(chosen), weight, self.per_face)
        if self.windows is not None:
            chosen, per_face = plan[f"{WINDOWS}.chosen"], len(self.windows) / self._n
            times = self._times.index_select(1, chosen)
            batch[WINDOWS] = Group(given[WINDOWS], len(chosen), per_face=per_face, times=times)
        return batch

    def _on(self, values: np.ndarray) -> Tensor:
        return torch.from_numpy(values).to(self.device, non_blocking=True)

    def _altered(
        self, group: str, rows: np.ndarray, rng: np.random.Generator, together: int = 1
    ) -> dict[str, np.ndarray]:
        """Rows of faces, and of the neutrals that they are seen on, where these are drawn.

        The faces of a window, which lie `together` apart, are all altered alike.
        """
        apart = rows[: len(rows) // together]
        other = None
        if self.strangers is not None:
            moved = np.tile(rng.random(len(apart)) < self.training.exchange, together)
            other = np.where(moved, np.tile(self.strangers.of(apart, rng), together), rows)
        if self.mirrored:
            turned = self._n * np.tile(rng.random(len(apart)) < self.training.mirror, together)
            rows, other = rows + turned, None if other is None else other + turned
        return {f"{group}.rows": rows} | ({} if other is None else {f"{group}.other": other})

    def _jitter(
        self, plan: Mapping[str, Tensor], groups: Sequence[str], noise: NoiseStream
    ) -> Mapping[str, Sequence[Tensor]]:
        """Normals a column of each group; none where there is no jitter."""
        if not self.training.jitter:
            return dict.fromkeys(groups, ())
        widths = [column.shape[1] for column in self.columns.values()]
        return noise.draw(
            {group: [Draw((len(plan[f"{group}.rows"]), width)) for width in widths] for group in groups}
        )

    def _given(self, group: str, plan: Mapping[str, Tensor], jitter: Sequence[Tensor]) -> Given:
        rows, other = plan[f"{group}.rows"], plan.get(f"{group}.other")
        given = {name: column.index_select(0, rows) for name, column in self.columns.items()}
        if other is not None:
            y = self.columns["y"].index_select(0, other)
            given = {"x": given["x"].add_(y - given["y"]), "y": y}
        if jitter:
            for column, normals in zip(given.values(), jitter, strict=True):
                column.add_(normals, alpha=self.training.jitter)
        return given


def columns_on(faces: FaceSet, device: str) -> dict[str, Tensor]:
    """The columns of a set as float32 tensors on a device."""
    return {
        name: torch.from_numpy(np.ascontiguousarray(column, dtype=np.float32)).to(device)
        for name, column in faces.columns().items()
    }


def whole_batches(faces: FaceSet, device: str = "cpu", size: int = 2_048) -> list[Batch]:
    """The whole set in order, in batches of bounded size, for validation."""
    triplets, windows, columns = faces.triplets, faces.windows, columns_on(faces, device)

    def given(rows: np.ndarray) -> Given:
        place = torch.from_numpy(rows).to(device)
        return {name: column[place] for name, column in columns.items()}

    counts = (len(faces.x), len(triplets or ()), len(windows or ()))
    pieces = max(1, -(-max(counts) // size))
    batches = []
    parts = (np.array_split(np.arange(count), pieces) for count in counts)
    for rows, chosen, of_time in zip(*parts, strict=True):
        batch = {FACES: Group(given(rows), len(rows))}
        if triplets is not None and len(chosen):
            weight = torch.from_numpy(triplets.weight[chosen]).to(device)
            of_triplets = given(triplets.rows[chosen].T.reshape(-1))
            batch[TRIPLETS] = Group(of_triplets, len(chosen), weight, faces.triplets_per_face)
        if windows is not None and len(of_time):
            times = torch.from_numpy(windows.times[:, of_time]).to(device)
            of_windows, per_face = given(windows.rows[:, of_time].reshape(-1)), len(windows) / len(faces.x)
            batch[WINDOWS] = Group(of_windows, len(of_time), per_face=per_face, times=times)
        batches.append(batch)
    return batches


class NoiseStream:
    """The random numbers of steps, drawn on the device: a step's normals in one block, its masks in another.

    Parameters
    ----------
    seed : the run's seed.
    """

    def __init__(self, seed: int, device: str = "cpu") -> None:
        self.seed, self.device = seed, device
        self.generator = torch.Generator(device)
        self._bits = np.random.Generator(np.random.SFC64(0))

    def at(self, number: int) -> NoiseStream:
        """Go to a step, by a number that no other use has; returns itself."""
        own = step_seed(self.seed, number)
        self.generator.manual_seed(own)
        self._bits = np.random.Generator(np.random.SFC64(own))
        return self

    def of_step(self, step: int) -> NoiseStream:
        """Go to a 0-based step of training; returns itself."""
        return self.at(step + 1)

    def draw(self, wanted: Mapping[str, Sequence[Draw]], masks: bool = True) -> Noise:
        """What is wanted, in its order.

        Parameters
        ----------
        masks : draw what is dropped, too; without it as in evaluation.
        """
        kept = {name: [one for one in draws if masks or one.keep is None] for name, draws in wanted.items()}
        sizes: dict[float | None, list[int]] = {}
        for one in itertools.chain(*kept.values()):
            sizes.setdefault(one.keep, []).append(math.prod(one.shape))
        blocks = {keep: iter(self._block(keep, sum(parts)).split(parts)) for keep, parts in sizes.items()}
        return {
            name: tuple(next(blocks[one.keep]).view(one.shape) for one in draws)
            for name, draws in kept.items()
        }

    def _block(self, keep: float | None, size: int) -> Tensor:
        if keep is None:
            return torch.empty(size, device=self.device).normal_(generator=self.generator)
        if self.device != "cpu":
            return torch.empty(size, device=self.device).bernoulli_(keep, generator=self.generator).div_(keep)
        # Five times as fast as bernoulli_: 16 bits a unit are enough for its chance to within 1 in 100,000.
        drawn = np.frombuffer(self._bits.bytes(2 * size), dtype=np.uint16) < round(keep * 65_536)
        return torch.from_numpy(np.multiply(drawn, np.float32(1 / keep), dtype=np.float32))


def step_seed(seed: int, number: int) -> int:
    """A seed of PyTorch's for a number of a run."""
    state = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)
    return int(state[0] >> np.uint64(1))
