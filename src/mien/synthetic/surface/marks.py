"""Where each layout's landmarks are on the rig: pairs of a place among them and a place on the surface.

The rig has the landmarks of ``bu3dfe83``, and of ``bp4d83`` by name. Other layouts mark the same eyes, brows,
nose, lips and jaw with other numbers of points; a place between two points stands for one that only the other
side has. Where definitions differ (the jaw above all), the pair is loose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from mien.errors import LayoutError
from mien.landmarks.layout import Layout, get_layout
from mien.synthetic.rig import load_rig

RIG_LAYOUT = "bu3dfe83"
_LOOSE_BROW, _LOOSE_CONTOUR, _LOOSE_NOSE = 1.3, 2.0, 2.0
_SIDES = ("left", "right")
# Vertices of the rig on its midline; bridge_1 to bridge_3 and tip as the iBUG points.
_MIDLINE = {"bridge_1": 133, "bridge_2": 131, "bridge_3": 201, "tip": 1457}


@dataclass(frozen=True, eq=False)
class Marks:
    """q pairs.

    Attributes
    ----------
    among : (q, p) float64, weights of the layout's landmarks in each place; rows sum to 1.
    vertices, shares : (q, 4) the rig's vertices of each place, and their weights.
    weight : (q, 3) trust in x, y and z; 1 for a landmark on an edge.
    facing : (r, 2) rows of an upper lid or lip and of the lower one below it.
    lower_lids : rows of the lower lids, the left eye's and the right one's.
    """

    among: np.ndarray
    vertices: np.ndarray
    shares: np.ndarray
    weight: np.ndarray
    facing: np.ndarray
    lower_lids: tuple[list[int], list[int]]

    def of(self, points: np.ndarray) -> np.ndarray:
        """The places among landmarks (n, p, 3): (n, q, 3); lids and lips that cross meet halfway."""
        places = np.einsum("qp,npk->nqk", self.among, points, optimize=True)
        upper, lower = self.facing.T
        cross = np.clip(places[:, lower, 1] - places[:, upper, 1], 0, None) / 2
        places[:, upper, 1] += cross
        places[:, lower, 1] -= cross
        return np.asarray(places)

    def on(self, surface: np.ndarray) -> np.ndarray:
        """The places on surfaces (..., v, 3): (..., q, 3)."""
        return np.einsum("...qsk,qs->...qk", surface[..., self.vertices, :], self.shares)


@cache
def marks(layout_name: str) -> Marks:
    """The pairs of a layout; a LayoutError if the layout is not one that the rig can be bent to."""
    layout = get_layout(layout_name)
    if layout_name in (RIG_LAYOUT, "bp4d83"):
        return _paired(layout, _own(layout))
    if layout_name.startswith("ibug"):
        return _paired(layout, _ibug(layout))
    if layout_name.startswith("mediapipe"):
        return _paired(layout, _mediapipe())
    raise LayoutError(f"no surface can be bent to landmarks of {layout_name}; draw lines instead")


_Place = Mapping[str, float]
_Pair = tuple[_Place, _Place, tuple[float, float, float]]


def _trust(loose: float, deep: float = 1.0) -> tuple[float, float, float]:
    return 1 / loose**2, 1 / loose**2, deep / loose**2


def _alike(name: str, loose: float = 1.0) -> _Pair:
    """A landmark that the rig has by the same name."""
    return {name: 1}, {name: 1}, _trust(loose)


def _paired(layout: Layout, pairs: list[_Pair]) -> Marks:
    rig = load_rig()
    vertex = dict(zip(get_layout(RIG_LAYOUT).names, (int(v) for v in rig.landmarks), strict=True))
    vertex |= _MIDLINE
    among = np.zeros((len(pairs), layout.n_points))
    vertices, shares = np.zeros((len(pairs), 4), dtype=np.int64), np.zeros((len(pairs), 4))
    for row, (place, on_rig, _) in enumerate(pairs):
        for name, share in place.items():
            among[row, layout.names.index(name)] = share / sum(place.values())
        for column, (name, share) in enumerate(on_rig.items()):
            vertices[row, column], shares[row, column] = vertex[name], share / sum(on_rig.values())
    trusts = np.array([trust for _, _, trust in pairs])
    places = [set(on_rig) for _, on_rig, _ in pairs]
    left, right = (
        [row for row, place in enumerate(places) if min(place).startswith(f"{side}_eye_lower_lid_")]
        for side in _SIDES
    )
    return Marks(among, vertices, shares, trusts, _facing(places), (left, right))


def _facing(places: list[set[str]]) -> np.ndarray:
    """(r, 2) rows of upper lids and lips with those of the lower ones."""

    def below(name: str) -> str:
        # Upper lids are counted from the inner corner, lower ones from the outer.
        lid, _, number = name.rpartition("_upper_lid_")
        return f"{lid}_lower_lid_{4 - int(number)}" if lid else name.replace("inner_upper", "inner_lower")

    rows = []
    for row, place in enumerate(places):
        other = {below(name) for name in place}
        if other != place and other in places:
            rows.append((row, places.index(other)))
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


def _own(layout: Layout) -> list[_Pair]:
    loose: dict[str, float] = {"left_brow": _LOOSE_BROW, "right_brow": _LOOSE_BROW, "contour": _LOOSE_CONTOUR}
    factor = {layout.names[i]: value for region, value in loose.items() for i in layout.regions[region]}
    return [_alike(name, factor.get(name, 1)) for name in get_layout(RIG_LAYOUT).names]


def _ibug(layout: Layout) -> list[_Pair]:
    pairs: list[_Pair] = []
    for side in _SIDES:
        eye, brow = f"{side}_eye", f"{side}_brow"
        # Two points a lid, the first at the outer corner; the rig has three, its upper ones from the inner.
        for lid, outer in (("upper", 3), ("lower", 1)):
            for number, next_ in ((1, outer), (2, 4 - outer)):
                on_rig = {f"{eye}_{lid}_lid_{next_}": 2, f"{eye}_{lid}_lid_2": 1}
                pairs.append(({f"{eye}_{lid}_lid_{number}": 1}, on_rig, _trust(1)))
        pairs += [_alike(f"{eye}_{corner}_corner") for corner in ("inner", "outer")]
        for number, ends in (
            (1, ("outer_end",)),
            (2, ("upper_4", "lower_1")),
            (3, ("upper_2", "upper_3", "lower_2", "lower_3")),
            (4, ("upper_1", "lower_4")),
            (5, ("inner_end",)),
        ):
            along = {f"{brow}_{name}": 1.0 for name in ends}
            pairs.append(({f"{brow}_{number}": 1}, along, _trust(_LOOSE_BROW)))
        nose = f"nose_{side}"
        for name in (f"{nose}_wing", f"{nose}_base"):
            pairs.append(({name: 1}, {name: 1, f"{nose}_nostril": 1}, _trust(_LOOSE_NOSE)))
    pairs += [({f"nose_bridge_{k}": 1}, {f"bridge_{k}": 1}, _trust(_LOOSE_NOSE)) for k in (1, 2, 3)]
    pairs.append(({"nose_tip": 1}, {"tip": 1}, _trust(_LOOSE_NOSE)))
    pairs.append(({"nose_base": 1}, {"nose_left_base": 1, "nose_right_base": 1}, _trust(_LOOSE_NOSE)))
    pairs += [_alike(name) for name in layout.names if name.startswith("lip_")]
    if "contour" in layout.regions:
        contour = get_layout(RIG_LAYOUT).regions["contour"]
        names = [get_layout(RIG_LAYOUT).names[i] for i in contour[::-1]]
        for point, place in zip(layout.regions["contour"], np.linspace(0, 14, 17), strict=True):
            first = min(int(place), 13)
            on_rig = {names[first]: 1 - (place - first), names[first + 1]: place - first}
            pairs.append(({layout.names[point]: 1}, on_rig, _trust(2 * _LOOSE_CONTOUR, 0.1)))
    return pairs


def _mediapipe() -> list[_Pair]:
    pairs: list[_Pair] = []
    for side in _SIDES:
        eye, brow, nose = f"{side}_eye", f"{side}_brow", f"nose_{side}"
        # Seven points a lid, the first at the outer corner.
        for number in (1, 2, 3):
            upper, lower = f"{eye}_upper_lid_{number}", f"{eye}_lower_lid_{number}"
            pairs.append(({f"{eye}_upper_lid_{8 - 2 * number}": 1}, {upper: 1}, _trust(1)))
            pairs.append(({f"{eye}_lower_lid_{2 * number}": 1}, {lower: 1}, _trust(1)))
        pairs += [_alike(f"{eye}_{corner}_corner") for corner in ("inner", "outer")]
        # Five points on each edge of a brow, the first outside; four and the ends on the rig's.
        for end, number in (("outer", 1), ("inner", 5)):
            place = {f"{brow}_upper_{number}": 1.0, f"{brow}_lower_{number}": 1.0}
            pairs.append((place, {f"{brow}_{end}_end": 1}, _trust(_LOOSE_BROW)))
        for number in (1, 2, 3, 4):
            for edge, at in (("upper", 5 - 0.8 * number), ("lower", 1 + 0.8 * number)):
                first = int(at)
                place = {f"{brow}_{edge}_{first}": 1 - (at - first), f"{brow}_{edge}_{first + 1}": at - first}
                pairs.append((place, {f"{brow}_{edge}_{number}": 1}, _trust(_LOOSE_BROW)))
        wing = {f"{nose}_wing_1": 1.0, f"{nose}_wing_2": 1.0}
        pairs.append((wing, {f"{nose}_wing": 1}, _trust(_LOOSE_NOSE)))
        pairs.append(({f"{nose}_base_1": 1}, {f"{nose}_nostril": 1}, _trust(_LOOSE_NOSE)))
    pairs.append(({"nose_line_10": 1}, {"nose_left_base": 1, "nose_right_base": 1}, _trust(_LOOSE_NOSE)))
    pairs.append(({"nose_tip": 1, "nose_line_6": 1}, {"tip": 1}, _trust(_LOOSE_NOSE)))
    pairs.append(({"nose_line_3": 1}, {"bridge_2": 1}, _trust(_LOOSE_NOSE)))
    # Twenty points a lip line, from the right corner over the upper lip to the left and back below.
    outer = {
        "right_corner": (1,), "upper_right_2": (3, 4), "upper_right_1": (5,), "upper_middle": (6,),
        "upper_left_1": (7,), "upper_left_2": (8, 9), "left_corner": (11,), "lower_left_2": (13,),
        "lower_left_1": (15,), "lower_middle": (16,), "lower_right_1": (17,), "lower_right_2": (19,),
    }  # fmt: skip
    inner = {
        "right_corner": (1,), "upper_right": (4,), "upper_middle": (6,), "upper_left": (8,),
        "left_corner": (11,), "lower_left": (14,), "lower_middle": (16,), "lower_right": (18,),
    }  # fmt: skip
    for line, numbers in (("outer", outer), ("inner", inner)):
        for name, those in numbers.items():
            place = {f"lips_{line}_{number}": 1.0 for number in those}
            pairs.append((place, {f"lip_{line}_{name}": 1}, _trust(1)))
    # The oval lies farther back than the rig's contour: only where it is in the picture counts.
    for number, at in ((3, 10), (4, 12), (5, 13), (6, 14), (7, 17)):
        for side, oval in (("left", at), ("right", 38 - at)):
            trust = _trust(2 * _LOOSE_CONTOUR, 0.0)
            pairs.append(({f"oval_{oval}": 1}, {f"contour_{side}_{number}": 1}, trust))
    pairs.append(({"chin": 1}, {"chin": 1}, _trust(2 * _LOOSE_CONTOUR, 0.0)))
    return pairs
