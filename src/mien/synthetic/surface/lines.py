"""Faces as plain drawings of the outlines that the landmarks give; only skin and irises are added."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from mien.landmarks.draw import polylines
from mien.landmarks.layout import Layout, get_layout
from mien.synthetic.surface import skin
from mien.synthetic.surface.frame import Frame

_MORE = 3  # samples a pixel and direction
_MOUTH_COLOUR, _LINE_COLOUR = (88, 40, 40), (112, 86, 74)
_LINE, _LASH, _BROW = 0.028, 0.03, 0.085  # widths in eye distances
_IRIS, _PUPIL = 0.098, 0.042  # radii in eye distances
_HEAD = np.array([1.42, 1.75])  # half width and half height of a head whose outline is not known
_HEAD_DOWN, _CROWN = 0.45, 1.65  # its middle below the eyes; its top above them

_Colour = tuple[int, int, int]


def draw_lines(points: np.ndarray, layout: Layout, frame: Frame) -> Image.Image:
    """An RGB picture of one aligned face (p, 3), in eye distances; outlines are the edges of its layout."""
    return _Sheet(points, layout, frame).picture()


@cache
def outlines(layout_name: str, region: str) -> tuple[tuple[tuple[int, ...], bool], ...]:
    """The edges of a region joined: points in order, and whether the last is joined to the first."""
    layout = get_layout(layout_name)
    inside = np.isin(layout.edges, layout.regions.get(region, ())).all(axis=1)
    return tuple(
        (tuple(line[:-1]), True) if line[0] == line[-1] else (tuple(line), False)
        for line in polylines(layout.edges[inside])
    )


class _Sheet:
    def __init__(self, points: np.ndarray, layout: Layout, frame: Frame) -> None:
        self.layout, self.frame = layout, frame
        self.large = frame.scaled(_MORE)
        self.places = self.large.pixels(points)[:, :2]
        self.unit = self.large.eye_distance
        self.image = Image.new("RGB", (self.large.width, self.large.height), skin.BACKGROUND)
        self.pen = ImageDraw.Draw(self.image)

    def picture(self) -> Image.Image:
        self._head()
        for line, closed in outlines(self.layout.name, "nose"):
            curve = self._curve(line, closed)
            self._stroke(curve, _LINE, _LINE_COLOUR, closed)
        for side in ("left", "right"):
            self._eye(side)
            self._brow(side)
        self._mouth()
        size = self.frame.width, self.frame.height
        return self.image.resize(size, Image.Resampling.BOX)

    def _curve(self, points: tuple[int, ...], closed: bool) -> np.ndarray:
        corners = self.places[list(points)]
        if closed:
            return skin.rounded(corners)
        ends = np.concatenate([2 * corners[:1] - corners[1:2], corners, 2 * corners[-1:] - corners[-2:-1]])
        return skin.rounded(ends)[8 : 8 * (len(corners)) + 1]

    def _fill(self, outline: np.ndarray, colour: _Colour) -> None:
        self.pen.polygon([tuple(place) for place in outline], fill=colour)

    def _stroke(self, line: np.ndarray, width: float, colour: _Colour, closed: bool = False) -> None:
        line = np.concatenate([line, line[:1]]) if closed else line
        thick = width * self.unit
        self.pen.line([tuple(place) for place in line], fill=colour, width=round(thick), joint="curve")
        for end in (line[0], line[-1]):
            self._disc(end, thick / 2, colour)

    def _disc(self, middle: np.ndarray, radius: float, colour: _Colour) -> None:
        (x, y), r = middle, radius
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def _head(self) -> None:
        turn = np.linspace(0, 2 * np.pi, 200, endpoint=False)
        round_ = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        middle = np.array([self.large.width / 2, self.large.eye_line])
        found = outlines(self.layout.name, "contour")
        if not found:
            head = middle + [0, _HEAD_DOWN * self.unit] + round_ * _HEAD * self.unit
        else:
            line, closed = max(found, key=lambda one: len(one[0]))
            head = self._curve(line, closed)
            if not closed:
                start, end = head[0], head[-1]
                half = (end - start) / 2
                rise = _CROWN * self.unit + ((start + end) / 2 - middle)[1]
                arc = np.linspace(0, np.pi, 60)[1:-1, None]
                head = np.concatenate(
                    [head, (start + end) / 2 + np.cos(arc) * half - np.sin(arc) * [0, rise]]
                )
        self._fill(head, skin.SKIN_COLOUR)
        self._stroke(head, _LINE, _LINE_COLOUR, closed=True)

    def _eye(self, side: str) -> None:
        region = f"{side}_eye"
        (line, _), *_ = outlines(self.layout.name, region)
        lid = self._curve(line, closed=True)
        irises = self.layout.regions.get(f"{side}_iris")
        corners = self.layout.left_eye_corners if side == "left" else self.layout.right_eye_corners
        middle = self.places[list(irises or corners)].mean(axis=0)
        if not irises:
            middle[1] -= 0.02 * self.unit
        mask = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(mask).polygon([tuple(place) for place in lid], fill=255)
        plain, pen = self.image, self.pen
        self.image = Image.new("RGB", plain.size, skin.WHITE_COLOUR)
        self.pen = ImageDraw.Draw(self.image)
        self._disc(middle, _IRIS * self.unit, skin.RIM_COLOUR)
        self._disc(middle, 0.87 * _IRIS * self.unit, skin.IRIS_COLOUR)
        self._disc(middle, _PUPIL * self.unit, skin.PUPIL_COLOUR)
        self._disc(middle - 0.032 * self.unit, 0.016 * self.unit, (250, 250, 250))
        plain.paste(self.image, mask=mask)
        self.image, self.pen = plain, pen
        self._stroke(lid, _LINE / 2, _LINE_COLOUR, closed=True)
        lower = self.layout.left_lower_lid if side == "left" else self.layout.right_lower_lid
        inner = line.index(corners[0])
        upper = tuple(point for point in line[inner:] + line[:inner] if point not in lower)
        if upper[-1] != corners[1]:
            upper = (upper[0], *upper[:0:-1])
        self._stroke(self._curve(upper, closed=False), _LASH, skin.LASH_COLOUR)

    def _brow(self, side: str) -> None:
        for line, closed in outlines(self.layout.name, f"{side}_brow"):
            curve = self._curve(line, closed)
            if closed:
                self._fill(curve, skin.BROW_COLOUR)
            self._stroke(curve, _LINE / 2 if closed else _BROW, skin.BROW_COLOUR, closed)

    def _mouth(self) -> None:
        for region, colour in (("outer_lip", skin.LIP_COLOUR), ("inner_lip", _MOUTH_COLOUR)):
            for line, _ in outlines(self.layout.name, region):
                curve = self._curve(line, closed=True)
                self._fill(curve, colour)
                self._stroke(curve, _LINE / 2, _MOUTH_COLOUR, closed=True)
