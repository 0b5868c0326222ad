"""What the choice of neutral faces costs: how far the ways are apart, and how that moves the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, listed
from mien.evaluation import Judged, classify, satisfied_triplets
from mien.experiments.judgments import FRACTIONS
from mien.faces.neutrals import NeutralChoice
from mien.faces.splits import split_subjects
from mien.landmarks.degeneracy import batches
from mien.representations.interface import Making
from mien.representations.registry import represent
from mien.triplets.values import Triplets
from mien.vocabulary import PARTS

ROWS = ("difference", "difference-pca")


def face_distances(points: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(m,) float64, mean distance between the (n, p, 3) points of faces a and b, (m,) rows, in their unit."""
    found = np.empty(len(a))
    for part in batches(len(a)):
        apart = points[a[part]].astype(np.float64) - points[b[part]]
        found[part] = np.linalg.norm(apart, axis=2).mean(axis=1)
    return found


def compare_neutrals(
    points: np.ndarray,
    face: np.ndarray,
    subject: np.ndarray,
    choices: Mapping[str, NeutralChoice],
    chosen: str,
    on: Judged | None = None,
    fitted: np.ndarray | None = None,
    components: int = 30,
) -> dict[str, Any]:
    """Compare ways of choosing neutral faces, on the people who have one by every way.

    Parameters
    ----------
    points : (n, p, 3) aligned, in eye distances.
    face, subject : (n,) str
    choices : way -> choice.
    chosen : the way that the others are compared with.
    on : labels, parts and triplets; faces without a label (``""``) count for the triplets only. None: nothing
        is judged.
    fitted : rows that PCA is fitted on; the training rows of `on` if None.
    components : of the PCA.

    Returns
    -------
    dict
        For JSON, what `mien.runs.Neutrals` holds; ways have no rows where neither labels nor triplets are
        there.

    Raises
    ------
    ConfigError
        If `chosen` is not among the choices.
    DataError
        If nobody has a neutral face by every way.
    """
    if chosen not in choices:
        raise ConfigError(f"the chosen way is {chosen!r}; compared are {', '.join(choices)}")
    lacking = np.unique(np.concatenate([choice.missing for choice in choices.values()]))
    among = ~np.isin(subject, lacking)
    kept = np.flatnonzero(among)
    if not len(kept):
        raise DataError(f"nobody has a neutral face by every one of the ways {', '.join(choices)}")
    neutral = {way: choice.of_faces(subject) for way, choice in choices.items()}
    compared: dict[str, Any] = {
        "chosen": chosen,
        "subjects": choices[chosen].to_dict(face),
        "left_out": {"people": lacking.tolist(), "triplets": {}},
        "expression": float(face_distances(points, kept, neutral[chosen][kept]).mean()),
        "distance": {
            way: _apart(points, choices[chosen], choice, lacking)
            for way, choice in choices.items()
            if way != chosen
        },
        "ways": {way: {"rows": {}} for way in choices},
    }
    if on is not None:
        triplets, compared["left_out"]["triplets"] = _among(on.triplets, ~among)
        counted = among & (on.label != "")
        rows = {part: (taken := getattr(on, part))[counted[taken]] for part in PARTS}
        learned = on.train if fitted is None else fitted
        rows["fitted"] = learned[among[learned]]
        for way in choices:
            compared["ways"][way]["rows"] = _judged(
                points, neutral[way], on.label, rows, triplets, components
            )
    return compared


def judged_on_all(label: np.ndarray, subject: np.ndarray, triplets: Triplets | None, seed: int) -> Judged:
    """Judge the choice of neutrals without a model: labels on a split by person, and all triplets.

    Neither row of the comparison learns from triplets, so none need be kept back from it.

    Parameters
    ----------
    label, subject : (n,) str
    triplets : by their weights if these are vote differences (5, 3, 1), else all together.
    seed : of the split, 25/8/8 of 41 people as in the paper.
    """
    kinds = {} if triplets is None else triplets.by_weight()
    if len(np.unique(subject)) < 3:
        everyone = np.arange(len(subject))
        return Judged(label, subject, everyone, everyone[:0], everyone[:0], kinds, seed)
    split = split_subjects(subject, FRACTIONS, seed)
    return Judged(label, subject, split.train, split.validation, split.test, kinds, seed)


def _apart(
    points: np.ndarray, chosen: NeutralChoice, other: NeutralChoice, lacking: np.ndarray
) -> dict[str, Any]:
    people = np.setdiff1d(chosen.subject, lacking)
    distances = face_distances(points, chosen.of_faces(people), other.of_faces(people))
    most = int(distances.argmax())
    return {
        "mean": float(distances.mean()),
        "most": float(distances[most]),
        "subject": str(people[most]),
        "same": int((distances == 0).sum()),
        "people": len(people),
    }


def _among(
    triplets: Mapping[str, Triplets], lacking: np.ndarray
) -> tuple[dict[str, Triplets], dict[str, int]]:
    """Triplets without a face of the people who lack a neutral, and how many others there were."""
    kept, left_out = {}, {}
    for kind, given in triplets.items():
        whole = ~lacking[given.rows].any(axis=1)
        if not whole.all():
            left_out[kind] = int((~whole).sum())
        if whole.any():
            kept[kind] = given.take(whole)
    return kept, left_out


def _judged(
    points: np.ndarray,
    neutral: np.ndarray,
    label: np.ndarray,
    rows: Mapping[str, np.ndarray],
    triplets: Mapping[str, Triplets],
    components: int,
) -> dict[str, Any]:
    """The rows' figures with these neutrals; only the faces that count are taken into memory."""
    needed = [*rows.values(), *(given.rows.reshape(-1) for given in triplets.values())]
    used = np.unique(np.concatenate(needed))
    place = np.full(len(points), -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    x, y = (points[taken].reshape(len(used), -1) for taken in (used, neutral[used]))
    train, validation, test = (place[rows[part]] for part in PARTS)
    labelled = len(validation) and len(test) and len(np.unique(label[rows["train"]])) > 1
    if not labelled and not triplets:
        return {}
    judged = {}
    for name in ROWS:
        space = represent(Making(name, x, y, place[rows["fitted"]], components))
        judged[name] = {
            "accuracy": (
                classify(space, label[used], train, validation, test).accuracy if labelled else None
            ),
            "triplets": {
                kind: satisfied_triplets(space, Triplets(place[given.rows], given.weight)).share
                for kind, given in triplets.items()
            },
        }
    return judged


def comparison_lines(compared: Mapping[str, Any]) -> list[str]:
    """The comparison as aligned text, for a terminal of 80 columns."""
    lines = [["way", "distance", "most", "subject"]]
    for way in compared["ways"]:
        apart = compared["distance"].get(way)
        far = ["chosen", "", ""]
        if apart is not None:
            far = [f"{apart['mean']:.3f}", f"{apart['most']:.3f}", apart["subject"]]
        lines.append([way, *far])
    text = [
        *_aligned(lines),
        "Distance to the neutral face of the first way, in eye distances, mean over points.",
        f"A face is {compared['expression']:.3f} from its neutral.",
    ]
    judged = {way: part["rows"] for way, part in compared["ways"].items() if part["rows"]}
    if judged:
        kinds = list(next(iter(judged.values()))[ROWS[0]]["triplets"])
        lines = [["way", "row", "accuracy", *(f"triplets {kind}" for kind in kinds)]]
        for name in ROWS:
            for way, rows in judged.items():
                shares = [rows[name]["accuracy"], *(rows[name]["triplets"].get(kind) for kind in kinds)]
                lines.append([way, name, *("-" if one is None else f"{one:.3f}" for one in shares)])
        text += ["", *_aligned(lines)]
    else:
        text.append("Neither labels nor triplets are there to say what the choice moves.")
    people = compared["left_out"]["people"]
    if people:
        count = sum(compared["left_out"]["triplets"].values())
        text.append(
            f"Left out: {len(people)} people without a neutral by some way ({listed(people)}), "
            f"{count} triplets."
        )
    return text


def _aligned(cells: list[list[str]]) -> list[str]:
    widths = [max(len(line[place]) for line in cells) for place in range(len(cells[0]))]
    return [
        "  ".join(
            text.ljust(width) if place < 1 or text in ROWS or text == "row" else text.rjust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
