"""What starts without torch, and which names the package offers."""

import subprocess
import sys

import pytest

import mien

LIGHT = (
    "mien, mien.report, mien.plot, mien.drawing, mien.runs, mien.study, mien.synthetic, mien.faces, "
    "mien.triplets, mien.landmarks, "
    "mien.settings, mien.sources.registry, mien.sources.opening, mien.models.registry, "
    "mien.objective.registry, "
    "mien.representations.registry, mien.evaluation.registry, mien.training.engines.registry"
)


def heavy(code):
    """Which of the heavy packages some code loads."""
    code += "\nimport sys\nprint(*sorted({'torch', 'sklearn', 'scipy'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()[-1].split()


def test_light_packages_do_not_load_torch():
    assert "torch" not in heavy(f"import {LIGHT}")


def test_settings_and_registries_load_nothing_heavy():
    names = (
        "settings",
        "models.registry",
        "objective.registry",
        "representations.registry",
        "sources.registry",
    )
    assert heavy("\n".join(f"import mien.{name}" for name in names)) == []


def test_the_package_alone_loads_nothing_heavy():
    assert heavy("import mien") == []


@pytest.mark.parametrize("words", [["--help"], ["reproduce", "posed", "--help"], ["train", "--help"]])
def test_help_loads_nothing_heavy(words):
    assert heavy(f"from mien.cli import main\nassert main({words!r}) == 0") == []


def test_the_estimator_is_there_when_asked_for():
    assert "sklearn" in heavy("import mien\nmien.ExpressionSpace(steps=1)")


def test_exported_names_are_exact():
    assert mien.__all__ == ["ExpressionSpace", "__version__"]
    for name in mien.__all__:
        assert getattr(mien, name)
    with pytest.raises(AttributeError, match="no attribute 'Space'"):
        _ = mien.Space


def test_the_version_is_the_packages():
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert mien.__version__ == project["project"]["version"]
