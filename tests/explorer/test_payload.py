"""What the page is given."""

import base64
import gzip
import json

import numpy as np
import pytest

from mien.errors import DataError, RunError
from mien.explorer.page import explorer_page
from mien.explorer.payload import Payload, coded, halved, quantised, script_json
from mien.explorer.sections import SECTIONS, payload_of
from mien.synthetic.posed import builtin_posed

MOST_BYTES = 6_000_000


@pytest.fixture(scope="module")
def people():
    return builtin_posed(0, 8)


@pytest.fixture(scope="module")
def shown(make_shown, people):
    return make_shown(people)


@pytest.fixture(scope="module")
def payload(shown):
    return payload_of(shown)


def test_arrays_are_where_the_header_says():
    arrays = {
        "a.b": np.array([[1.5, -2]], np.float32), "c": np.array([1, 2, 3], np.int8),
        "d": np.array([70000], np.int32), "e": halved(np.array([0.1, 1e9])),
    }  # fmt: skip
    header, block = Payload({"model": {}}, arrays).texts()
    places, raw = json.loads(header)["arrays"], gzip.decompress(base64.b64decode(block))
    for name, value in arrays.items():
        place = places[name]
        # All first bytes, then all second ones.
        planes = np.frombuffer(raw, np.uint8, value.nbytes, place["at"]).reshape(value.itemsize, -1)
        found = np.frombuffer(planes.T.tobytes(), "<" + place["kind"])
        np.testing.assert_array_equal(found.reshape(place["shape"]), value)
    assert (header, block) == Payload({"model": {}}, arrays).texts()


def test_a_kind_that_the_page_does_not_read_is_refused():
    with pytest.raises(TypeError, match="float64"):
        Payload({}, {"a": np.zeros(2)}).texts()


def test_a_file_gives_what_was_written(tmp_path, payload):
    path = tmp_path / "explorer.npz"
    payload.write(path)
    assert Payload.read(path).texts() == payload.texts()


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:200], lambda raw: b"", lambda raw: raw[:-50] + b"x" * 50]
)
def test_a_damaged_file_is_named(tmp_path, payload, damage):
    path = tmp_path / "explorer.npz"
    payload.write(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(RunError, match=r"explorer\.npz: cannot be read .*mien explore again"):
        Payload.read(path)


def test_texts_are_coded_and_numbers_are_near():
    names, codes = coded(np.array(["b", "a", "b"]))
    assert (names, codes.tolist()) == (["a", "b"], [1, 0, 1])
    values = np.random.default_rng(0).normal(size=(50, 4)) * [1, 10, 0.1, 0]
    bytes_, scale = quantised(values)
    assert np.abs(bytes_ * scale - values).max(axis=0) == pytest.approx(0, abs=10 * 4 / 127 / 2)
    assert (np.abs(bytes_ * scale - values) <= np.abs(values).max(axis=0) / 254 + 1e-9).all()


def test_the_header_cannot_end_its_script():
    assert json.loads(script_json({"face": "</script><b>"})) == {"face": "</script><b>"}
    assert "<" not in script_json({"face": "</script><b>"})


def test_faces_without_a_neutral_are_left_out_where_one_is_needed(make_shown, people):
    alone = people.face != people.face[0]
    some = people.take(alone)
    with pytest.raises(DataError, match="no neutral"):
        make_shown(some)
    vae = payload_of(make_shown(some, "vae"))
    assert vae.header["faces"]["count"] == len(some)
    assert vae.header["model"]["conditions"] == []


def test_a_section_that_cannot_be_made_is_named(monkeypatch, shown):
    def fails(shown):
        raise DataError("no numbers\nat all")

    monkeypatch.setitem(SECTIONS, "dimensions", f"{__name__}:fails")
    monkeypatch.setattr(
        "mien.explorer.sections.load", lambda at: fails if at.endswith(":fails") else (lambda _: None)
    )
    assert payload_of(shown).header["missing"] == [{"what": "dimensions", "why": "no numbers at all"}]


def test_columns_are_those_of_the_faces(payload, people):
    faces, arrays = payload.header["faces"], payload.arrays
    assert faces["face"] == people.face.tolist()
    for name in ("subject", "label"):
        np.testing.assert_array_equal(np.array(faces[name])[arrays[f"faces.{name}"]], getattr(people, name))
    neutral = arrays["faces.neutral"]
    np.testing.assert_array_equal(np.array(faces["neutrals"]["subject"])[neutral], people.subject)
    found = arrays["faces.x"] * arrays["faces.x.scale"]
    np.testing.assert_allclose(found[people.neutral_rows], arrays["faces.neutrals"][neutral], atol=0.01)


def test_a_page_of_2500_faces_is_under_6_megabytes(make_shown):
    shown = make_shown(builtin_posed(), k=30, widths=())
    page = explorer_page(payload_of(shown))
    assert len(page.encode()) < MOST_BYTES
    assert "http://" not in page.split("<script>")[0]
