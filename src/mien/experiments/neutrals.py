"""What the choice of neutral faces costs: how far the ways are apart, and how that moves the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, listed
from mien.evaluation import Judged, classify, satisfied_triplets
from mien.faces.neutrals import NeutralChoice
from mien.faces.splits import split_subjects
from mien.landmarks.degeneracy import batches
from mien.representations.interface import Making
from mien.representations.registry import represent
from mien.triplets.values import Triplets

ROWS = ("difference", "difference-pca")


def face_distances(points: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(m,) float64, mean distance between the points of faces a and b, in the unit of the points.

    Parameters
    ----------
    points : (n, p, 3)
    a, b : (m,) rows.
    """
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
        For JSON: ``chosen``; ``subjects`` (see `NeutralChoice.to_dict`); ``left_out`` (people without a
        neutral by some way, and triplets with faces of theirs); ``expression``, mean distance of a face from
        its neutral; ``distance``: other way -> ``mean`` and ``most`` over people of the distance between
        their two neutral faces, ``subject`` where it is most; ``ways``: way -> ``rows``: row -> ``accuracy``
        (None without labels) and ``triplets`` by kind; no rows where neither is there.

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
    kept = np.flatnonzero(~np.isin(subject, lacking))
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
        triplets, left_out = _among(on.triplets, np.isin(subject, lacking))
        compared["left_out"]["triplets"] = left_out
        among = np.zeros(len(subject), dtype=bool)
        among[kept] = True
        rows = {"fitted": on.train if fitted is None else fitted}
        rows |= {part: getattr(on, part) for part in ("train", "validation", "test")}
        for part, taken in rows.items():
            rows[part] = taken[among[taken] & ((part == "fitted") | (on.label[taken] != ""))]
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
    split = split_subjects(subject, (25 / 41, 8 / 41, 8 / 41), seed)
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
        left_out[kind] = int((~whole).sum())
        if whole.any():
            kept[kind] = Triplets(given.rows[whole], given.weight[whole])
    return kept, {kind: count for kind, count in left_out.items() if count}


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
    train, validation, test = (place[rows[part]] for part in ("train", "validation", "test"))
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
    kinds = list(next(iter(compared["ways"].values()))["rows"].get(ROWS[0], {}).get("triplets", {}))
    heads = ["way", "distance", "most", "subject"]
    lines = []
    for way in compared["ways"]:
        apart = compared["distance"].get(way)
        cells = [way, "chosen", "", ""]
        if apart is not None:
            cells = [way, f"{apart['mean']:.3f}", f"{apart['most']:.3f}", apart["subject"]]
        lines.append(cells)
    text = _aligned([heads, *lines])
    text += [
        "Distance to the neutral face of the first way, in eye distances, mean over points.",
        f"A face is {compared['expression']:.3f} from its neutral.",
    ]
    if any(part["rows"] for part in compared["ways"].values()):
        heads = ["way", "row", "accuracy", *(f"triplets {kind}" for kind in kinds)]
        lines = [
            [way, name, _share(row["accuracy"]), *(_share(row["triplets"].get(kind)) for kind in kinds)]
            for name in ROWS
            for way, part in compared["ways"].items()
            for row in [part["rows"][name]]
        ]
        text += ["", *_aligned([heads, *lines])]
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


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _aligned(cells: list[list[str]]) -> list[str]:
    widths = [max(len(line[place]) for line in cells) for place in range(len(cells[0]))]
    return [
        "  ".join(
            text.ljust(width) if place < 1 or text in ROWS or text == "row" else text.rjust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
