"""PNG files of drawings."""

import io

import numpy as np
from PIL import Image

from mien.study.stimuli import png
from mien.synthetic.surface.draw import draw_faces


def chunks(data):
    at, found = 8, []
    while at < len(data):
        found.append(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return found


def test_files_are_small_true_and_hold_nothing_else(people, rig_layout):
    for picture in draw_faces(people[0][:7], rig_layout):
        data = png(picture)
        assert len(data) < 45_000
        assert set(chunks(data)) == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
        back = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(float)
        want = np.asarray(picture).astype(float)
        assert np.abs(back - want).mean() < 1.5
        assert (back[:20, :20] == want[0, 0]).all()


def test_the_palette_does_not_depend_on_what_came_before(people, rig_layout):
    first, second = draw_faces(people[0][5:7], rig_layout)
    alone = png(first)
    png(second)
    png(Image.effect_noise((90, 90), 80).convert("RGB"))
    assert png(first) == alone
