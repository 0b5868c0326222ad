"""What the registry says of sources is what they do, and what the command line offers."""

from dataclasses import replace

import numpy as np
import pytest

from mien.cli import main
from mien.errors import ConfigError, FormatError
from mien.faces.parquet import write_faces
from mien.sources.asked import Asked
from mien.sources.convert import describe
from mien.sources.opening import open_stream, parse_source
from mien.sources.registry import SOURCES, kinds_of
from mien.sources.stream import Reading


@pytest.mark.parametrize("kind", SOURCES)
def test_each_source_has_its_options_and_opens(kind):
    source = SOURCES[kind]
    module = source.module()
    assert issubclass(module.Options, Reading)
    for name, setting in module.Options.model_fields.items():
        assert setting.description, name
    assert parse_source(f"{kind}:x" if source.place else kind) == (kind, "x" if source.place else "")
    assert bool(source.place) == bool(source.reads)
    if source.place:
        with pytest.raises(FormatError, match="there is no such"):
            open_stream(f"{kind}:/nowhere/at/all")


def test_options_are_refused_in_one_line():
    for options, what in (
        ({"least_confidence": 2.0}, "openface: least_confidence is 2.0; it must be at most 1"),
        ({"skip_broken": "yes"}, "openface: skip_broken is 'yes'; expected true or false"),
        (
            {"speed": 1},
            "openface: unknown key 'speed'; there are skip_broken, flip, scale, unit, names, table, to, keep",
        ),
    ):
        with pytest.raises(ConfigError, match=what):
            open_stream(Asked("openface:a.csv", options))


def test_the_command_line_offers_every_source_with_a_path_and_every_option(capsys):
    assert main(["convert", "--help"]) == 0
    said = capsys.readouterr().out
    for kind, source in SOURCES.items():
        if source.place:
            assert kind in said
            for name in source.module().Options.model_fields:
                assert f"--{name.replace('_', '-')}" in said


def test_kinds_by_ending_and_folder(tmp_path):
    assert kinds_of("a/faces.NPZ") == ["npz", "mediapipe"]
    assert kinds_of("fex.csv") == ["openface", "pyfeat", "parquet"]
    assert kinds_of("faces.parquet") == ["parquet"]
    assert kinds_of(tmp_path) == ["bu3dfe", "bp4d", "bu4dfe", "openface", "pyfeat", "pts", "deepmvlm"]
    assert kinds_of("a.json") == ["mediapipe", "points"]
    assert kinds_of("faces.doc") == []


def test_info_finds_out_which_source_it_is_and_names_the_others(tmp_path, make_posed):
    write_faces(tmp_path / "f.parquet", make_posed(people=2))
    assert (describe(tmp_path / "f.parquet")["kind"], describe(tmp_path / "f.parquet")["also_read_by"]) == (
        "parquet",
        [],
    )
    points = np.random.default_rng(0).uniform(0.2, 0.8, size=(2, 478, 3))
    np.savez(tmp_path / "mesh.npz", landmarks=points, image_size=np.array([4, 3]))
    found = describe(tmp_path / "mesh.npz")
    assert (found["kind"], found["also_read_by"], found["layout"]) == ("mediapipe", ["npz"], "mediapipe478")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FormatError, match=r"other\.csv: not a known format; as openface: .*; as pyfeat: .*"):
        describe(tmp_path / "other.csv")


def test_info_counts_people_without_a_neutral_as_training_does(tmp_path, make_posed):
    """A face without one among faces that name theirs has none, whatever its label."""
    faces = make_posed(people=3).whole()
    neutral = np.where(faces.face == "P01-sad-1", "", faces.neutral)
    write_faces(tmp_path / "f.parquet", replace(faces, neutral=neutral))
    assert describe(tmp_path / "f.parquet")["without_neutral"] == ["P01"]
