"""Triangles to pixels, against every pixel asked of every triangle."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.synthetic.surface.raster import cover, planes

WIDTH, HEIGHT = 13, 11
# Off the pixels' centres, so that no centre lies on an edge.
across = st.integers(-30, 180).map(lambda number: number / 10 + 0.01374159)
down = st.integers(-30, 180).map(lambda number: number / 10 + 0.02718281)
corner = st.tuples(across, down)


def area(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def holds(corner, x, y):
    """Whether a triangle holds a point, by the signs of three areas."""
    sides = [area(corner[k], corner[(k + 1) % 3], (x, y)) for k in range(3)]
    return all(side > 0 for side in sides) or all(side < 0 for side in sides)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(corner, corner, corner).filter(lambda three: abs(area(*three)) > 1e-6), max_size=5))
def test_pixels_show_the_last_triangle_that_holds_their_centre(corners):
    screen = np.array(corners, dtype=float).reshape(-1, 2)
    triangles = np.arange(len(screen)).reshape(-1, 3)
    wanted = {}
    for number, triangle in enumerate(triangles):
        for y in range(HEIGHT):
            for x in range(WIDTH):
                if holds(screen[triangle], x + 0.5, y + 0.5):
                    wanted[y * WIDTH + x] = number
    pixel, shown = cover(screen, triangles, WIDTH, HEIGHT)
    assert dict(zip(pixel.tolist(), shown.tolist(), strict=True)) == wanted


def test_planes_have_the_values_of_the_corners():
    rng = np.random.default_rng(0)
    screen, values = rng.normal(size=(12, 2)) * 30, rng.normal(size=(4, 3, 2))
    triangles = np.arange(12).reshape(4, 3)
    plane = planes(screen, triangles, values)
    for t in range(4):
        for k in range(3):
            np.testing.assert_allclose([*screen[triangles[t, k]], 1] @ plane[t], values[t, k], atol=1e-9)


def test_a_triangle_without_area_shows_nothing_and_breaks_nothing():
    screen = np.array([[1.2, 1.2], [5.2, 5.2], [9.2, 9.2]])
    triangles = np.array([[0, 1, 2]])
    assert len(cover(screen, triangles, 20, 20)[0]) == 0
    assert np.isfinite(planes(screen, triangles, np.ones((1, 3, 1)))).all()
