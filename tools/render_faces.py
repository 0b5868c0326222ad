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
import itertools

import numpy as np
from PIL import Image, ImageDraw

from mien.datasets.posed import CODES, DEGREES, posed_faces
from mien.datasets.rig import EYE, SKIN, TEETH, TONGUE, FaceRig, load_rig
from mien.datasets.spontaneous import SpontaneousFaces, spontaneous_faces
from mien.datasets.spontaneous_acts import CODED

SKIN_COLOUR, LIGHT = (222, 178, 152), np.array([-0.3, 0.4, 0.87])
VIEW = 215.0  # millimetres across a picture
BACKGROUND = 250.0


def normals(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(v, 3) unit normals, each the area-weighted mean of the triangles around a vertex."""
    corner = vertices[triangles]
    face = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    total = np.zeros_like(vertices)
    for column in range(3):
        np.add.at(total, triangles[:, column], face)
    return total / (np.linalg.norm(total, axis=1, keepdims=True) + 1e-12)


def colours(rig: FaceRig) -> np.ndarray:
    """(v, 3) colour of each vertex: skin, reddish lips, eyes with an iris, teeth, tongue."""
    colour = np.tile(np.array(SKIN_COLOUR, dtype=np.float64), (len(rig.neutral), 1))
    lips = inside_polygon(rig.neutral[:, :2], rig.neutral[rig.landmarks[48:60], :2])
    in_front = rig.neutral[:, 2] > rig.neutral[rig.landmarks[48], 2] - 4
    colour[lips & in_front & (rig.part == SKIN)] = (198, 124, 114)
    colour[rig.part == EYE] = (240, 240, 238)
    for side in (-1, 1):
        eye = np.flatnonzero((rig.part == EYE) & (rig.neutral[:, 0] * side > 0))
        pole = rig.neutral[eye[rig.neutral[eye, 2].argmax()]]
        away = np.linalg.norm(rig.neutral[eye] - pole, axis=1)
        colour[eye[away < 6.5]] = (92, 66, 48)
    colour[rig.part == TEETH] = (246, 242, 228)
    colour[rig.part == TONGUE] = (190, 96, 96)
    return colour


def inside_polygon(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(n,) whether each of (n, 2) points is in the polygon, by the even-odd rule."""
    inside = np.zeros(len(points), dtype=bool)
    x, y = points.T
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        crosses = (y0 > y) != (y1 > y)
        inside ^= crosses & (x < x0 + (x1 - x0) * (y - y0) / (y1 - y0 + 1e-9))
    return inside


def draw(
    vertices: np.ndarray, triangles: np.ndarray, colour: np.ndarray, size: int, view: float
) -> np.ndarray:
    """(size, size, 3) picture: orthographic, back to front, with samples dense enough to close triangles."""
    light = LIGHT / np.linalg.norm(LIGHT)
    shade = 0.3 + 0.75 * np.clip(normals(vertices, triangles) @ light, 0, 1)
    lit = colour * shade[:, None]
    pixel = size / view
    screen = np.stack([vertices[:, 0] * pixel, -vertices[:, 1] * pixel, vertices[:, 2]], axis=1)
    screen[:, :2] += size / 2
    corner = screen[triangles]
    a, b = corner[:, 1, :2] - corner[:, 0, :2], corner[:, 2, :2] - corner[:, 0, :2]
    toward = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] < 0
    corner, tint = corner[toward], lit[triangles[toward]]
    extent = np.ptp(corner[:, :, :2], axis=1).max(1)
    places, tints = [], []
    limits = [0.0, *2.0 ** np.arange(1, 12)]
    for low, high in itertools.pairwise(limits):
        some = (extent >= low) & (extent < high)
        if some.any():
            count = int(1.5 * high) + 2
            i, j = np.indices((count + 1, count + 1)).reshape(2, -1)
            i, j = i[i + j <= count], j[i + j <= count]
            weight = np.stack([i, j, count - i - j], axis=1) / count
            places.append(np.einsum("wk,tkc->twc", weight, corner[some]).reshape(-1, 3))
            tints.append(np.einsum("wk,tkc->twc", weight, tint[some]).reshape(-1, 3))
    place, tint = np.concatenate(places), np.concatenate(tints)
    x, y = np.floor(place[:, :2]).astype(int).T
    inside = (x >= 0) & (x < size) & (y >= 0) & (y < size)
    order = np.argsort(place[inside, 2], kind="stable")
    picture = np.full((size * size, 3), BACKGROUND)
    picture[(y * size + x)[inside][order]] = tint[inside][order]
    return picture.reshape(size, size, 3)


def face(
    rig: FaceRig, vertices: np.ndarray, size: int, view: float = VIEW, numbers: bool | None = None
) -> Image.Image:
    """One face; numbers True: numbered landmarks, False: landmarks as dots, None: no landmarks."""
    shift = np.array([0.0, 8.0, 0.0], dtype=np.float32)
    picture = draw(vertices - shift, rig.triangles, colours(rig), size, view)
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    flat = (vertices[rig.landmarks] - shift)[:, :2] * [size / view, -size / view] + size / 2
    brows = Image.new("L", image.size, 0)
    for first in (16, 26):
        ImageDraw.Draw(brows).polygon([tuple(point) for point in flat[first : first + 10]], fill=150)
    image.paste((70, 48, 38), mask=brows)
    if numbers is not None:
        pen = ImageDraw.Draw(image)
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
