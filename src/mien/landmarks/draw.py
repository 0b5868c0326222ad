"""Drawing a layout: its edges as lines."""

from __future__ import annotations

import numpy as np


def polylines(edges: np.ndarray) -> list[list[int]]:
    """Join edges (e, 2) into as few open or closed lines as a walk from end to end finds."""
    left: dict[int, list[int]] = {}
    for a, b in edges.tolist():
        left.setdefault(a, []).append(b)
        left.setdefault(b, []).append(a)
    starts = sorted(left, key=lambda point: (len(left[point]) == 2, point))
    lines = []
    for start in starts:
        while left[start]:
            line = [start]
            while left[line[-1]]:
                here, there = line[-1], left[line[-1]][0]
                left[here].remove(there)
                left[there].remove(here)
                line.append(there)
            lines.append(line)
    return lines
