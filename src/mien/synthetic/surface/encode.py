"""Pictures as small PNG files, the same bytes for the same picture."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
from PIL import Image

from mien.synthetic.surface import skin

_BITS = 7  # of a channel, when the nearest colour is looked up
_PLACES = np.array([1 << 2 * _BITS, 1 << _BITS, 1], dtype=np.int32)
_UNKNOWN = 255


def png(picture: Image.Image) -> bytes:
    """An RGB drawing as PNG, in one palette for all drawings, without metadata; some 35 kB at 480 × 560."""
    table = _Table()
    value = np.asarray(picture.convert("RGB"))
    coarse = (value >> (8 - _BITS)).astype(np.int32)
    indexed = Image.fromarray(table.numbers((coarse @ _PLACES).ravel()).reshape(value.shape[:2]), "P")
    indexed.putpalette(table.palette.ravel().tolist())
    out = io.BytesIO()
    indexed.save(out, "PNG", compress_level=6)
    return out.getvalue()


@cache
class _Table:
    """The number of the palette's colour nearest to each coarse colour, found when first needed; only one."""

    def __init__(self) -> None:
        from scipy.spatial import KDTree

        self.palette = _palette()
        self.tree = KDTree(self.palette)
        self.nearest = np.full(1 << 3 * _BITS, _UNKNOWN, dtype=np.uint8)
        # What rounds to the background is the background.
        own = np.flatnonzero((self.palette == skin.BACKGROUND).all(axis=1))[0]
        self.nearest[(np.array(skin.BACKGROUND) >> (8 - _BITS)) @ _PLACES] = own

    def numbers(self, places: np.ndarray) -> np.ndarray:
        """(k,) uint8 of coarse colours (k,)."""
        found = self.nearest[places]
        new = np.unique(places[found == _UNKNOWN])
        if len(new):
            shift = 8 - _BITS
            channels = (new[:, None] // _PLACES) % (1 << _BITS)
            self.nearest[new] = self.tree.query((channels << shift) + (1 << shift) / 2)[1]
            found = self.nearest[places]
        return found


def _palette() -> np.ndarray:
    """(c, 3) uint8 colours: what light makes of skin, lips, brows and eyes, and their blends; c < 255."""

    def lit(colour: tuple[int, ...], lights: np.ndarray) -> np.ndarray:
        return np.minimum(lights[:, None] * colour, 255)

    lights = np.linspace(0, 1.3, 66)
    lips = tuple(int(value * 1.1) for value in skin.LIP_COLOUR)
    shades = lit(skin.SKIN_COLOUR, np.linspace(0.5, 1.1, 5))
    colours = np.concatenate(
        [
            [skin.BACKGROUND],
            lit(skin.SKIN_COLOUR, lights),
            lit(skin.LIP_COLOUR, lights[::3]),
            np.linspace(lips, skin.SKIN_COLOUR, 6),
            np.linspace(skin.BROW_COLOUR, skin.SKIN_COLOUR, 12),
            lit(skin.WHITE_COLOUR, np.linspace(0.1, 1.0, 14)),
            np.linspace(skin.PUPIL_COLOUR, skin.IRIS_COLOUR, 5),
            np.linspace(skin.IRIS_COLOUR, skin.WHITE_COLOUR, 5),
            *(np.linspace(shade, skin.BACKGROUND, 10) for shade in shades),
        ]
    )
    return np.unique(np.round(colours).astype(np.uint8), axis=0)
