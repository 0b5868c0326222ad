"""Action units that coders saw, found in a space by linear detectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.evaluation.bootstrap import ratio
from mien.evaluation.details import Breakdown, Item
from mien.evaluation.interface import Judged, Lacking, Outcome, Space
from mien.evaluation.ridge import STRENGTHS, of_one_length, ridge


@dataclass(frozen=True, eq=False)
class Detected:
    """A unit on its test faces.

    Attributes
    ----------
    rows : (m,) coded test faces.
    told, present : (m,) bool.
    threshold, strength : of the detector, chosen on validation faces.
    """

    name: str
    rows: np.ndarray
    told: np.ndarray
    present: np.ndarray
    threshold: float
    strength: float

    def hits(self) -> np.ndarray:
        """(m, 3) 1 where a face is a hit, a false alarm, a miss."""
        told, present = self.told, self.present
        return np.column_stack([told & present, told & ~present, ~told & present]).astype(np.float64)


def f1(hits: np.ndarray) -> np.ndarray:
    """(…,) F1 of counts (…, 3) of hits, false alarms and misses; NaN where there are none of them."""
    return ratio(2 * hits[..., 0], 2 * hits[..., 0] + hits[..., 1] + hits[..., 2])


def best_threshold(score: np.ndarray, present: np.ndarray) -> tuple[float, float]:
    """The threshold with the best F1, between two scores, and that F1; present is at or above it."""
    order = np.argsort(-score, kind="stable")
    ranked, hit = score[order], np.cumsum(present[order])
    # Faces of one score are on one side.
    ends = np.append(ranked[1:] < ranked[:-1], True)
    quality = np.where(ends, 2 * hit / (np.arange(1, len(score) + 1) + present.sum()), -1.0)
    last = int(quality.argmax())
    below = ranked[last + 1] if last + 1 < len(ranked) else ranked[last] - 1.0
    return float((ranked[last] + below) / 2), float(quality[last])


class UnitDetection:
    """Action units found on test faces: F1 of each unit, and their mean."""

    title = "Action units"

    def heading(self, kind: str) -> str:
        """F1, the mean over units."""
        return f"{self.title}, mean F1"

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Ridge regression on 0 and 1 from training faces; strength and threshold by validation faces."""
        found = self._detected(space, on)
        people = on.drawn.shape[1]
        scores, draws, items = [], [], []
        for one in found:
            hits = one.hits()
            score, prevalence = float(f1(hits.sum(axis=0))), float(one.present.mean())
            mine = on.person[one.rows]
            counted = np.stack([np.bincount(mine, weights=column, minlength=people) for column in hits.T], 1)
            scores.append(score)
            draws.append(f1(on.drawn @ counted))
            hit, false, missed = hits.sum(axis=0).tolist()
            about = {
                "precision": hit / max(hit + false, 1.0),
                "recall": hit / (hit + missed),
                "present": hit + missed,
                "threshold": one.threshold,
                "strength": one.strength,
            }
            chance = 2 * prevalence / (1 + prevalence)
            items.append(Item(name=one.name, value=score, count=len(one.rows), chance=chance, about=about))
        drawn = np.stack(draws)
        known = np.isfinite(drawn)
        rows = np.concatenate([one.rows for one in found])
        return {
            "all": Outcome(
                float(np.mean(scores)),
                ratio(np.where(known, drawn, 0).sum(axis=0), known.sum(axis=0)),
                detail=Breakdown(by="action unit", counted="faces", items=items),
                counts=on.counted(rows, units=len(found)),
                chance=float(np.mean([item.chance for item in items if item.chance is not None])),
            )
        }

    def _detected(self, space: Space, on: Judged) -> list[Detected]:
        if on.units is None:
            raise Lacking("no face has coded action units")
        present = on.units.present
        parts = on.parts()
        features = of_one_length(space.latents, on.train)
        readings: dict[bytes, list[int]] = {}
        for unit in range(len(on.units.names)):
            codes = [present[rows, unit] for rows in parts]
            both = all((code == 1).any() and (code == 0).any() for code in (codes[0], codes[2]))
            if both and (codes[1] == 1).any():
                # Units that are coded in the same faces are learned together.
                readings.setdefault((np.concatenate(codes) >= 0).tobytes(), []).append(unit)
        if not readings:
            raise Lacking("no action unit is both present and absent in training and test people's faces")
        found = []
        for units in readings.values():
            train, validation, test = (rows[present[rows, units[0]] >= 0] for rows in parts)
            asked = np.concatenate([validation, test])
            told = ridge(features[train], present[train][:, units].astype(np.float64), features[asked])
            for place, unit in enumerate(units):
                scores, there = told[:, :, place], present[:, unit] == 1
                ways = [best_threshold(score[: len(validation)], there[validation]) for score in scores]
                best = int(np.argmax([quality for _, quality in ways]))
                threshold = ways[best][0]
                found.append(
                    Detected(
                        on.units.names[unit],
                        test,
                        scores[best, len(validation) :] >= threshold,
                        there[test],
                        threshold,
                        STRENGTHS[best],
                    )
                )
        return sorted(found, key=lambda one: one.name)
