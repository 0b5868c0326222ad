"""Small posed data sets: several people, a neutral face each, and labels in two degrees."""

import io
import os
from pathlib import Path

import numpy as np
import pytest

from mien.faces.faces import Faces
from mien.landmarks import Landmarks, get_layout

PLACES = {
    "left_eye": (0.5, 0.4, 0.0), "right_eye": (-0.5, 0.4, 0.0), "left_brow": (0.5, 0.7, 0.1),
    "right_brow": (-0.5, 0.7, 0.1), "nose": (0.0, 0.0, 0.4), "mouth": (0.0, -0.6, 0.2),
}  # fmt: skip
LABELS = ("angry", "happy", "sad")


def _shape(layout_name, rng):
    """(p, 3) float64, a symmetric shape that faces the camera."""
    layout = get_layout(layout_name)
    base = rng.normal(scale=0.1, size=(layout.n_points, 3))
    for region, offset in PLACES.items():
        base[list(layout.regions[region])] += offset
    return (base + base[layout.mirror] * [-1, 1, 1]) / 2


def _faces(layout_name: str, n: int, seed: int = 0, spread: float = 0.03) -> np.ndarray:
    """(n, p, 3) float64 faces around one symmetric shape."""
    rng = np.random.default_rng(seed)
    base = _shape(layout_name, rng)
    return base + rng.normal(scale=spread, size=(n, *base.shape))


def _posed(layout_name="ibug51", people=12, labels=LABELS, degrees=(1, 2), seed=0) -> Faces:
    """People of different looks; a label moves the points one way, a degree says how far."""
    rng = np.random.default_rng(seed)
    base = _shape(layout_name, rng)
    ways = {label: rng.normal(scale=0.04, size=base.shape) for label in labels}
    rows, points = [], []
    for person in range(people):
        looks = base + rng.normal(scale=0.05, size=base.shape)
        for label, degree in [("neutral", 0), *((name, d) for name in labels for d in degrees)]:
            change = 0.0 if label == "neutral" else ways[label] * degree
            points.append(looks + change + rng.normal(scale=0.005, size=base.shape))
            rows.append((f"P{person:02}-{label}-{degree}", f"P{person:02}", label, float(degree)))
    face, subject, label, intensity = (np.array(column) for column in zip(*rows, strict=True))
    landmarks = Landmarks(np.array(points, dtype=np.float32), get_layout(layout_name), "mm")
    about = {"source": "drawn by a test", "licence": "CC0-1.0", "synthetic": True}
    return Faces(landmarks, face, subject, label, intensity, **about)


def _npz(path, table):
    columns = {name: getattr(table, name) for name in ("face", "subject", "label", "intensity")}
    np.savez(path, landmarks=table.landmarks.points, layout=np.array(table.landmarks.layout.name), **columns)
    return path


@pytest.fixture(scope="session")
def make_faces():
    """Makes points: ``make_faces(layout_name, n, seed, spread)``."""
    return _faces


@pytest.fixture
def real_faces():
    """The folder of the real faces; skips where it is absent."""
    folder = Path(os.environ.get("MIEN_REAL_FACES", Path(__file__).parents[2] / "shared" / "data"))
    if not (folder / "london.npz").is_file():
        pytest.skip("the real faces are not there; set MIEN_REAL_FACES to their folder")
    return folder


@pytest.fixture(scope="session")
def make_posed():
    """Makes a faces table: ``make_posed(layout_name, people, labels, degrees, seed)``."""
    return _posed


@pytest.fixture(scope="session")
def write_npz():
    """Writes a faces table as a generic .npz: ``write_npz(path, table)``."""
    return _npz


@pytest.fixture(scope="session")
def posed():
    """84 faces of 12 people, layout ibug51."""
    return _posed().whole()


def _draw(expression: int, size: int = 256) -> bytes:
    """A PNG of a simple face; its mouth bends with the expression."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (size, size), (225, 222, 214))
    pen = ImageDraw.Draw(picture)
    unit = size / 16
    pen.ellipse([2 * unit, unit, 14 * unit, 15 * unit], fill=(235, 205, 180), outline=(90, 70, 60), width=3)
    for x in (5.5, 10.5):
        pen.ellipse([(x - 0.7) * unit, 5 * unit, (x + 0.7) * unit, 6.4 * unit], fill=(50, 50, 60))
    bend = (expression % 7 - 3) * 0.5 * unit
    x = np.linspace(-1, 1, 25)
    y = 11 * unit + bend * (1 - x**2) + (expression // 7) * unit / 3
    pen.line(list(zip(8 * unit + x * 3 * unit, y, strict=True)), fill=(120, 40, 40), width=5)
    output = io.BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


def _asked(faces: int) -> list:
    """Triplets and labels of part train, a catch question, and practice questions, on faces f00, f01, …"""
    from mien.study.store.records import CATCH, PRACTICE, NewQuestion, Pool

    def face(number: int) -> str:
        return f"f{number % faces:02}"

    triplets, labels = Pool("triplet", "train"), Pool("label", "train")
    return [
        *(
            NewQuestion(f"q{i}", triplets, face(i), face(i + 1 + i % 3), face(i + 6 + i % 5))
            for i in range(40)
        ),
        *(NewQuestion(f"l{i}", labels, face(i)) for i in range(faces)),
        NewQuestion("catch", Pool("triplet", "", CATCH), "f00", "f00", "f06", expected="first"),
        NewQuestion("practice", Pool("triplet", "", PRACTICE), "f00", "f01", "f06", expected="first"),
        NewQuestion("practice-label", Pool("label", "", PRACTICE), "f06", expected="positive"),
    ]


def _study(folder: Path, design: dict, faces: int = 21) -> Path:
    """A study's folder: drawn faces f00, f01, …, and questions on them."""
    import tomli_w

    from mien.study.app.catalogues import consent_template
    from mien.study.asked import write_asked
    from mien.study.directory import make_key
    from mien.study.stimuli import About, write_stimuli

    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(tomli_w.dumps(design), encoding="utf-8")
    make_key(folder / "secret.key")
    for language in ("en", "de"):
        # Completed: no place is left to fill in.
        text = consent_template(language).translate({ord("["): "", ord("]"): ""})
        (folder / f"consent.{language}.md").write_text(text, encoding="utf-8")
    names = [f"f{number:02}" for number in range(faces)]
    write_stimuli(folder / "stimuli", names, [_draw(number) for number in range(faces)], About("images"))
    write_asked(folder, _asked(faces))
    return folder


def _shown(faces: Faces, kind: str = "m2", k: int = 4, widths=(24, 16)):
    """What the explorer shows of a model of these faces that nobody trained; its latents do differ."""
    import torch

    from mien.explorer.shown import Shown, shown_faces
    from mien.models.about import About
    from mien.models.network import build_network
    from mien.models.people import People
    from mien.models.registry import MODELS, completed
    from mien.models.trained import ExpressionModel
    from mien.settings import recipe
    from mien.training.prepare import about_data, prepare

    model, layers = MODELS[kind], {"kind": "mlp", "widths": widths}
    section = {"kind": kind, "n_components": k, "encoder": layers, "decoder": layers}
    settings = completed(recipe("fast", "posed").changed(model=section))
    prepared = prepare(faces, 0, by_rule=not (faces.label == "").any(), neutral="neutral" in model.needs)
    torch.manual_seed(0)
    network = build_network(settings.model, dict.fromkeys(model.columns, prepared.x.shape[1]))
    for weights in network.parameters():
        weights.data *= 3
    about = {
        "seed": 0,
        "best_step": 0,
        "people": People.in_parts(prepared.people()),
        "data": about_data(faces),
    }
    made = About.of_training(settings, prepared.faces("train").triplets, **about)
    trained = ExpressionModel(network.eval(), prepared.alignment, made)
    columns = shown_faces(trained, faces, prepared.x, prepared.people(), prepared.triplets)
    return Shown(trained, model.title, 0, columns)


@pytest.fixture(scope="session")
def make_shown():
    """What the explorer shows of an untrained model: ``make_shown(faces, kind, k, widths)``."""
    return _shown


@pytest.fixture(scope="session")
def make_study():
    """Makes a study's folder with pictures and questions: ``make_study(folder, design, faces)``."""
    return _study
