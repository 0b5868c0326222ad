"""Draw the built-in sets as sheets of shaded faces, to see that they look like faces and emotions.

    python tools/render_faces.py sheet OUT.png [--seed 0] [--people 6] [--plain]
    python tools/render_faces.py degrees OUT.png [--seed 0] [--person 0]
    python tools/render_faces.py shapes OUT.png
    python tools/render_faces.py landmarks OUT.png
    python tools/render_faces.py strip OUT.png [--seed 0] [--person 0] [--task 0] [--every 10]
    python tools/render_faces.py images OUT.png [--seed 0] [--people 6]

sheet: people × (neutral and six emotions at degree 4); degrees: one person, emotions × degrees 1 to 4;
shapes: every expression shape of the rig at full weight on the mean face; landmarks: the mean face with
numbered landmarks; strip: frames of one sequence of the built-in spontaneous set, with the action units
that the coder saw; images: people × coded frames of theirs with different action units. Needs Pillow
besides mien itself.
"""

from __future__ import annotations

import argparse

import numpy as np
from PIL import Image, ImageDraw

from mien.synthetic.acts import CODED
from mien.synthetic.posed import CODES, DEGREES, posed_faces
from mien.synthetic.rig import FaceRig, load_rig
from mien.synthetic.spontaneous import SpontaneousFaces, spontaneous_faces
from mien.synthetic.surface.frame import Frame
from mien.synthetic.surface.paint import paint_surface
from mien.synthetic.surface.skin import MILLIMETRES

VIEW = 215.0  # millimetres across a picture
BELOW = 8.0  # millimetres of the rig's origin below the middle of a picture


def face(
    rig: FaceRig, vertices: np.ndarray, size: int, view: float = VIEW, numbers: bool | None = None
) -> Image.Image:
    """One face; numbers True: numbered landmarks, False: landmarks as dots, None: no landmarks."""
    frame = Frame(size, size, MILLIMETRES * size / view, size / 2)
    placed = (vertices - [0.0, BELOW, 0.0]) / MILLIMETRES
    image = paint_surface(placed, frame)
    if numbers is not None:
        pen = ImageDraw.Draw(image)
        flat = frame.pixels(placed[rig.landmarks])[:, :2]
        for number, (column, row) in enumerate(flat, start=1):
            r = 3 if numbers else 1
            pen.ellipse((column - r, row - r, column + r, row + r), fill=(20, 60, 200))
            if numbers:
                pen.text((column + 3, row + 1), str(number), fill=(0, 0, 0))
    return image


def grid(pictures: list[Image.Image], titles: list[str], columns: int) -> Image.Image:
    """Pictures row by row with a title each."""
    size = pictures[0].width
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * size, rows * (size + 14)), (255, 255, 255))
    pen = ImageDraw.Draw(sheet)
    for place, (picture, title) in enumerate(zip(pictures, titles, strict=True)):
        left, top = place % columns * size, place // columns * (size + 14)
        sheet.paste(picture, (left, top + 14))
        pen.text((left + 4, top + 1), title, fill=(0, 0, 0))
    return sheet


def people_sheet(rig: FaceRig, seed: int, people: int, plain: bool) -> Image.Image:
    """People × (neutral and six emotions at degree 4)."""
    posed = posed_faces(seed)
    rows = np.flatnonzero((posed.intensity == 0) | (posed.intensity == DEGREES))[: people * (1 + len(CODES))]
    surfaces = rig.vertices(posed.identity[rows], posed.expression[rows])
    pictures = [face(rig, one, 230, numbers=None if plain else False) for one in surfaces]
    return grid(pictures, [f"{posed.face[row]} {posed.label[row]}" for row in rows], 1 + len(CODES))


def degrees_sheet(rig: FaceRig, seed: int, person: int) -> Image.Image:
    """One person, a row an emotion, degrees 1 to 4."""
    posed = posed_faces(seed)
    first = person * (1 + len(CODES) * DEGREES)
    rows = [
        first + offset
        for emotion in range(len(CODES))
        for offset in (0, *range(1 + 4 * emotion, 5 + 4 * emotion))
    ]
    surfaces = rig.vertices(posed.identity[rows], posed.expression[rows])
    return grid(
        [face(rig, one, 230) for one in surfaces], [str(posed.face[row]) for row in rows], 1 + DEGREES
    )


def spontaneous_sheet(rig: FaceRig, faces: SpontaneousFaces, rows: np.ndarray, columns: int) -> Image.Image:
    """Faces of the spontaneous set without head movement and tracking, with what the coder saw of them."""
    surfaces = rig.vertices(faces.identity[faces.person[rows]], faces.expression(rows))
    titles = []
    for row in rows:
        seen = faces.intensity[row]
        units = "+".join(
            f"{unit}{'?ABCDE'[int(level)]}" for unit, level in zip(CODED, seen, strict=True) if level > 0
        )
        titles.append(
            f"{faces.sequence[row]} {faces.frame[row]} {units if faces.coded[row] else 'not coded'}"
        )
    return grid([face(rig, one, 230) for one in surfaces], titles, columns)


def image_rows(faces: SpontaneousFaces, each: int = 8) -> np.ndarray:
    """Coded frames of each person with open eyes, of different action units, spread over the tasks."""
    rows = []
    for person in np.unique(faces.person):
        own = np.flatnonzero(faces.coded & (faces.person == person) & (faces.blink < 0.1))
        _, first = np.unique(faces.present[own], axis=0, return_index=True)
        rng = np.random.default_rng(int(person))
        rows.append(np.sort(rng.choice(own[first], each, replace=False)))
    return np.concatenate(rows)


def shapes_sheet(rig: FaceRig) -> Image.Image:
    """The mean face with every expression shape at full weight."""
    count = len(rig.expression)
    surfaces = rig.vertices(np.zeros((count, len(rig.identity))), np.eye(count))
    return grid([face(rig, one, 230, numbers=False) for one in surfaces], list(rig.expression_names), 8)


def main() -> None:
    """Parse, draw, save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("sheet", "degrees", "shapes", "landmarks", "strip", "images"))
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--person", type=int, default=0)
    parser.add_argument("--task", type=int, default=0, help="0 to 7")
    parser.add_argument("--every", type=int, default=10, help="frames from one picture to the next")
    parser.add_argument("--plain", action="store_true", help="no landmarks")
    given = parser.parse_args()
    rig = load_rig()
    if given.what == "sheet":
        image = people_sheet(rig, given.seed, given.people, given.plain)
    elif given.what == "degrees":
        image = degrees_sheet(rig, given.seed, given.person)
    elif given.what in ("strip", "images"):
        strip = given.what == "strip"
        faces = spontaneous_faces(given.seed, given.person + 1 if strip else given.people)
        if strip:
            name = f"S{given.person + 1:03d}_T{given.task + 1}"
            rows = np.flatnonzero((faces.sequence == name) & faces.coded)[:: given.every][:40]
        else:
            rows = image_rows(faces)
        image = spontaneous_sheet(rig, faces, rows, 8)
    elif given.what == "shapes":
        image = shapes_sheet(rig)
    else:
        image = face(rig, rig.neutral, 1400, 190.0, numbers=True)
    image.save(given.out)


if __name__ == "__main__":
    main()
