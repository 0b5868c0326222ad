"""Who it is: what a space still tells of the person."""

from __future__ import annotations

import numpy as np

from mien.evaluation.bootstrap import bootstrap_faces
from mien.evaluation.details import LEAK
from mien.evaluation.interface import Judged, Lacking, Outcome, Space
from mien.evaluation.ridge import of_one_length, ridge

FOLDS = 5
MOST = 200
_LEAST = 3
_OWN = 54


class PersonLeft:
    """Share of test faces whose person a linear probe guesses from other faces of the same people."""

    title = "Person left"

    def heading(self, kind: str) -> str:
        """The title; there is one kind."""
        return self.title

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """The probe's accuracy; about it that of the same probe on the landmarks."""
        kept = on.shared.get("person")
        if kept is None:
            rows, fold = folds(on)
            raw = None if on.faces is None else probe(on.faces[rows], on.person[rows], fold).mean()
            kept = on.shared["person"] = rows, fold, raw
        rows, fold, raw = kept
        person = on.person[rows]
        right = probe(space.latents[rows], person, fold)
        return {
            "all": Outcome(
                float(right.mean()),
                bootstrap_faces(right, person, on.drawn),
                {} if raw is None else {"landmarks": float(raw)},
                counts=on.counted(rows),
                chance=float(np.bincount(person).max() / len(person)),
                scale=LEAK,
            )
        }


def folds(on: Judged) -> tuple[np.ndarray, np.ndarray]:
    """Test faces and the fold (m,) of each; faces of one recording are in one fold.

    People with faces of fewer than three recordings (three faces, where faces are of none) are left out; of
    others at most `MOST` faces are taken.

    Raises
    ------
    Lacking
        If fewer than two people are left.
    """
    rng = np.random.default_rng([on.seed, _OWN])
    recorded = on.sequence is not None and (on.sequence[on.test] != "").all()
    group = on.sequence if recorded and on.sequence is not None else np.arange(len(on.label))
    taken, groups = [], []
    for person in np.unique(on.person[on.test]):
        mine = on.test[on.person[on.test] == person]
        mine = np.sort(rng.choice(mine, MOST, replace=False)) if len(mine) > MOST else mine
        names, of = np.unique(group[mine], return_inverse=True)
        if len(names) >= _LEAST:
            taken.append(mine)
            groups.append(rng.permutation(len(names))[of])
    if len(taken) < 2:
        what = "recordings" if recorded else "faces"
        raise Lacking(f"no two test people have {_LEAST} {what} or more each")
    most = min(FOLDS, *(int(of.max()) + 1 for of in groups))
    return np.concatenate(taken), np.concatenate(groups) % most


def probe(space: np.ndarray, person: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """(m,) bool, whether each face's person is guessed by ridge regression on who the other folds' faces are.

    The strength is chosen on the fold that follows the one that is guessed, and neither is learned from.
    """
    number = int(fold.max()) + 1
    who = np.unique(person, return_inverse=True)[1]
    right = np.empty(len(person), dtype=bool)
    for held in range(number):
        asked = np.flatnonzero(fold == held)
        choosing = np.flatnonzero(fold == (held + 1) % number)
        known = np.flatnonzero((fold != held) & (fold != (held + 1) % number))
        features = of_one_length(np.asarray(space, dtype=np.float64), known)
        wanted = np.concatenate([choosing, asked])
        told = ridge(features[known], np.eye(int(who.max()) + 1)[who[known]], features[wanted]).argmax(axis=2)
        hit = told == who[wanted]
        best = int(hit[:, : len(choosing)].sum(axis=1).argmax())
        right[asked] = hit[best, len(choosing) :]
    return right
