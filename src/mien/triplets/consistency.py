"""The best that any space could satisfy, given that answers contradict each other.

A triplet says that the pair (anchor, near) is closer than the pair (anchor, far): an edge from one pair of
faces to another. A set of triplets without a cycle can be satisfied by some space: put its pairs in an
order that follows the edges and give pair number r the squared distance 1 + e r. For e = 0 that is a
regular simplex, whose Gram matrix is positive definite; a small e changes it by little, so that n points in
n - 1 dimensions with exactly these distances exist. A cycle can be satisfied by no space, unless ties
count. What a space can satisfy at most is therefore the largest set of edges without a cycle (maximum
acyclic subgraph).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from mien.triplets.questions import packed
from mien.triplets.values import Triplets

EXACT_NODES = 16
_PASSES = 50
_STEPS = 20_000_000

Edges = dict[int, dict[int, int]]


@dataclass(frozen=True)
class Best:
    """How many of some triplets the best space satisfies.

    Attributes
    ----------
    count : triplets.
    lower, upper : the best space satisfies at least and at most so many; equal where it is known.
    """

    count: int
    lower: int
    upper: int

    @property
    def shares(self) -> tuple[float, float]:
        """The bounds as shares of the triplets, each counted once; 1 where there are none."""
        if not self.count:
            return 1.0, 1.0
        return self.lower / self.count, self.upper / self.count


def best_possible(triplets: Triplets) -> Best:
    """The most of these triplets that any one space satisfies, each counted once.

    Only triplets within a strongly connected component of the graph of pairs can be part of a cycle.
    Components of up to 16 pairs are solved exactly (dynamic programming over sets of pairs). For larger ones,
    an order found greedily and improved by moving one pair at a time gives the lower bound, and cycles that
    share no triplet, each of which costs at least one, the upper.
    """
    near, far = _pairs(triplets)
    n = int(max(near.max(initial=-1), far.max(initial=-1))) + 1
    graph = csr_array((np.ones(len(near), dtype=np.int8), (near, far)), shape=(n, n))
    component = connected_components(graph, connection="strong")[1] if n else near
    inside = component[near] == component[far]
    lower = upper = int((~inside).sum())
    order = np.argsort(component[near[inside]], kind="stable")
    source, target = near[inside][order], far[inside][order]
    starts = np.flatnonzero(np.diff(component[source], prepend=-1))
    for edges in np.split(np.column_stack([source, target]), starts[1:]):
        if len(edges):
            low, high = _best_of_component(edges)
            lower, upper = lower + low, upper + high
    return Best(len(triplets), lower, upper)


def best_by_difference(triplets: Triplets) -> dict[int, Best]:
    """`best_possible` of the triplets of each vote difference (their weight) alone, the largest first."""
    return {
        int(difference): best_possible(triplets.take(triplets.weight == difference))
        for difference in np.unique(triplets.weight)[::-1]
    }


def _pairs(triplets: Triplets) -> tuple[np.ndarray, np.ndarray]:
    """(m,), (m,) numbers of the pairs (anchor, near) and (anchor, far), from 0."""
    rows = triplets.rows
    both = np.sort(np.concatenate([rows[:, [0, 1]], rows[:, [0, 2]]]), axis=1)
    number = np.unique(packed(both), return_inverse=True)[1]
    return number[: len(rows)], number[len(rows) :]


def _best_of_component(edges: np.ndarray) -> tuple[int, int]:
    """Bounds for the edges (e, 2) of one component; an edge that is there twice counts twice."""
    nodes, numbered = np.unique(edges, return_inverse=True)
    numbered = numbered.reshape(-1, 2)
    weight: Edges = {node: {} for node in range(len(nodes))}
    for source, target in numbered.tolist():
        weight[source][target] = weight[source].get(target, 0) + 1
    if len(nodes) <= EXACT_NODES:
        best = _exact(weight)
        return best, best
    place = _improved(_greedy_order(weight), weight)
    forward = int((place[numbered[:, 0]] < place[numbered[:, 1]]).sum())
    return forward, len(edges) - _disjoint_cycles(weight)


def _exact(weight: Edges) -> int:
    """Most edges that point forward in any order of the nodes, over all sets of nodes that can come first."""
    n = len(weight)
    sets = np.arange(2**n)
    size = sum((sets >> node) & 1 for node in range(n))
    gain = np.zeros((n, 2**n), dtype=np.int64)  # of putting a node behind all of a set
    for source, targets in weight.items():
        inside = (sets >> source) & 1
        for target, times in targets.items():
            gain[target] += times * inside
    best = np.zeros(2**n, dtype=np.int64)
    for count in range(1, n + 1):
        layer = sets[size == count]
        for node in range(n):
            with_node = layer[(layer >> node) & 1 == 1]
            before = with_node ^ (1 << node)
            best[with_node] = np.maximum(best[with_node], best[before] + gain[node, before])
    return int(best[-1])


def _turned(weight: Edges) -> Edges:
    back: Edges = {node: {} for node in weight}
    for source, targets in weight.items():
        for target, times in targets.items():
            back[target][source] = times
    return back


def _greedy_order(weight: Edges) -> list[int]:
    """Take sources to the front and sinks to the back, else the node with most out over in.

    P. Eades, X. Lin, W. F. Smyth, "A fast and effective heuristic for the feedback arc set problem",
    Information Processing Letters 47, 1993.
    """
    back = _turned(weight)
    leaving = {node: sum(targets.values()) for node, targets in weight.items()}
    coming = {node: sum(sources.values()) for node, sources in back.items()}
    # Entries of nodes that have changed since are passed over: the last one of a node is right.
    waiting = [(_rank(node, leaving, coming), node) for node in weight]
    heapify(waiting)
    front: list[int] = []
    rear: list[int] = []
    left = set(weight)
    while waiting:
        rank, node = heappop(waiting)
        if node not in left or rank != _rank(node, leaving, coming):
            continue
        (front if leaving[node] else rear).append(node)
        left.remove(node)
        for target, times in weight[node].items():
            coming[target] -= times
        for origin, times in back[node].items():
            leaving[origin] -= times
        for other in sorted((weight[node].keys() | back[node].keys()) & left):
            heappush(waiting, (_rank(other, leaving, coming), other))
    return front + rear[::-1]


def _rank(node: int, leaving: dict[int, int], coming: dict[int, int]) -> tuple[int, int]:
    """Sinks first, then sources, then most out over in."""
    if not leaving[node]:
        return 0, 0
    return (1, 0) if not coming[node] else (2, coming[node] - leaving[node])


def _improved(order: list[int], weight: Edges) -> np.ndarray:
    """Places of the nodes after moving single nodes to where most of their edges point forward."""
    back = _turned(weight)
    place = np.empty(len(order))
    place[order] = np.arange(len(order))
    for _ in range(_PASSES):
        moved = False
        for node in order:
            # Passing a neighbour from the front: an edge from it now points forward, one to it backward.
            steps = sorted(
                (place[other], back[node].get(other, 0) - weight[node].get(other, 0))
                for other in weight[node].keys() | back[node].keys()
            )
            gains = np.cumsum([0, *(step for _, step in steps)])
            here = gains[sum(spot < place[node] for spot, _ in steps)]
            best = int(gains.argmax())
            if gains[best] > here:
                spots = [steps[0][0] - 2, *(spot for spot, _ in steps), steps[-1][0] + 2]
                place[node] = (spots[best] + spots[best + 1]) / 2
                moved = True
        place = place.argsort(kind="stable").argsort(kind="stable").astype(np.float64)
        if not moved:
            break
    return place


def _disjoint_cycles(weight: Edges) -> int:
    """How many cycles without a common edge were found, short ones first from every node.

    The search ends after a bounded number of steps: fewer cycles are a weaker bound, not a wrong one.
    """
    left: Edges = {node: dict(targets) for node, targets in weight.items()}
    found = steps = 0
    for start in list(left):
        while steps < _STEPS:
            cycle, taken = _shortest_cycle(start, left)
            steps += taken
            if not cycle:
                break
            found += 1
            for source, target in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
                left[source][target] -= 1
                if not left[source][target]:
                    del left[source][target]
        # No cycle goes through this node any more, nor will one.
        left[start] = {}
    return found


def _shortest_cycle(start: int, edges: Edges) -> tuple[list[int], int]:
    """A shortest cycle through `start`, empty where there is none, and how many edges were looked at."""
    before: dict[int, int] = {}
    waiting = deque([start])
    steps = 0
    while waiting:
        node = waiting.popleft()
        steps += len(edges[node])
        for target in edges[node]:
            if target == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return path[::-1], steps
            if target not in before:
                before[target] = node
                waiting.append(target)
    return [], steps
