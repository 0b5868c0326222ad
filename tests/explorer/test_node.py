"""The page's own modules, run by Node: against golden numbers of Python, and their own tests."""

import base64
import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mien.explorer.sections import payload_of
from mien.landmarks.layout import get_layout
from mien.synthetic.posed import builtin_posed
from mien.synthetic.surface.linear import linear_surface

WEB = Path(__file__).parents[2] / "web"
PRELUDE = f"""
import {{ readFileSync }} from "node:fs";
import {{ dataOf, unpacked }} from "{WEB}/src/data.js";
const [file] = process.argv.slice(2), given = JSON.parse(readFileSync(file));
const data = dataOf(given.header, await unpacked(given.block));
const out = (value) => console.log(JSON.stringify(value));
"""


@pytest.fixture(scope="module")
def node():
    found = shutil.which("node")
    if found is None:
        if os.environ.get("MIEN_REQUIRE"):
            pytest.fail("MIEN_REQUIRE is set, and node is not there")
        pytest.skip("node is not there; install nodejs to test the page's modules")

    def run(*words):
        done = subprocess.run([found, *map(str, words)], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def shown(make_shown):
    return make_shown(builtin_posed(0, 8))


@pytest.fixture(scope="module")
def ask(node, tmp_path_factory):
    """What a script gives that has the data of a page: ``ask(shown, script, **more)``."""

    def asked(shown, script, **more):
        header, block = payload_of(shown).texts()
        folder = tmp_path_factory.mktemp("node")
        (folder / "given.json").write_text(json.dumps({"header": json.loads(header), "block": block, **more}))
        (folder / "script.mjs").write_text(PRELUDE + script)
        return json.loads(node(folder / "script.mjs", folder / "given.json"))

    return asked


def test_the_modules_own_tests(node):
    told = node("--test", *sorted((WEB / "test").glob("*.test.js")))
    assert "# fail 0" in told or "fail 0" in told


def test_the_decoder_is_golden(ask, shown):
    script = """
    const { makeApp } = await import("%s/src/app.js");
    const app = makeApp(data);
    out({ error: app.goldenError, faces: given.z.map((z, i) => [...app.decode(z, given.neutral[i])]) });
    """
    of = shown.faces
    rows = np.arange(0, len(of.z), 29)
    places = np.unique(of.neutral, return_inverse=True)[1]
    found = ask(shown, script % WEB, z=of.z[rows].tolist(), neutral=places[rows].tolist())
    wanted = shown.model.decode_prepared(of.z[rows], of.x[of.neutral[rows]])
    assert found["error"] < 1e-5
    np.testing.assert_allclose(np.array(found["faces"]), wanted.reshape(len(rows), -1), atol=1e-5)


def test_the_surface_is_that_of_python(ask, shown):
    script = """
    const { surfaceOf } = await import("%s/src/surface.js");
    const surface = surfaceOf(data.model), vertices = new Float32Array(3 * surface.vertices);
    const placed = (points) => { surface.place(Float32Array.from(points), vertices); return [...vertices]; };
    out(given.points.map(placed));
    """
    model, faces = shown.model, shown.faces.faces
    mean = model.preparation.mean
    points = model.prepare(faces.landmarks.points[:4]).reshape(4, -1, 3) + mean
    surface = linear_surface(mean, get_layout("bu3dfe83"))
    found = np.array(ask(shown, script % WEB, points=points.reshape(4, -1).tolist())).reshape(4, -1, 3)
    for vertices, face in zip(found, points, strict=True):
        wanted = surface.of(face, mean)
        assert np.abs(vertices[: len(wanted)] - wanted).max() < 0.01


@pytest.mark.parametrize(("layout", "dims"), [("bu3dfe83", 3), ("ibug51", 3), ("ibug51", 2)])
def test_landmarks_of_a_file_are_aligned_as_in_python(ask, make_shown, make_posed, layout, dims):
    import dataclasses

    from mien.landmarks import Landmarks

    faces = make_posed(layout)
    flat = Landmarks(faces.landmarks.points[..., :dims], faces.landmarks.layout, "mm")
    shown = make_shown(dataclasses.replace(faces, landmarks=flat).whole())
    angle = 0.3
    turn = np.eye(dims)
    turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    points = 40 * flat.points[5] @ turn.T + 7
    script = """
    const { aligned, pointsOf } = await import("%s/src/align.js");
    const { names, dims } = data.model.layout;
    out([...aligned(pointsOf(given.csv, names.length, dims), data.model)]);
    """
    lines = ["name," + ",".join("xyz"[:dims])]
    lines += [f"p{number}," + ",".join(map(repr, map(float, point))) for number, point in enumerate(points)]
    found = ask(shown, script % WEB, csv="\n".join(lines))
    np.testing.assert_allclose(found, shown.model.prepare(points[None])[0], atol=1e-5)


def test_the_packed_block_holds_all_arrays(shown):
    header, block = payload_of(shown).texts()
    raw = gzip.decompress(base64.b64decode(block))
    assert len(raw) >= max(place["at"] for place in json.loads(header)["arrays"].values())
