"""Figure files: which there are, that they are the same bytes each time, as wide as asked for."""

import re
import subprocess
import sys

import pytest

from mien.cli import main
from mien.errors import ConfigError
from mien.plot import write_figures
from mien.plot.registry import FIGURES
from mien.plot.style import style
from mien.registry import load
from mien.runs import RunDirectory


def test_files_are_the_same_bytes_each_time_and_as_wide_as_asked_for(kept_dir, tmp_path):
    run = RunDirectory(kept_dir).read()
    done = [write_figures(run, tmp_path / name, width=85, only=("confusion",)) for name in ("one", "two")]
    names = [path.name for path in done[0].files]
    assert names == [path.name for path in done[1].files]
    assert set(names) == {
        f"{name}.{form}" for name in ("confusion-pca", "confusion-m2") for form in ("svg", "pdf")
    }
    for path in done[0].files:
        data = path.read_bytes()
        assert data == (tmp_path / "two" / path.name).read_bytes()
        assert b"CreationDate" not in data
        assert b"<dc:date>" not in data
    svg = (tmp_path / "one" / "confusion-m2.svg").read_text("utf-8")
    points = float(re.search(r'<svg [^>]*width="([\d.]+)pt"', svg).group(1))
    assert points * 25.4 / 72 == pytest.approx(85, abs=0.05)


def test_what_a_run_has_nothing_for_is_told_with_what_it_needs(judged_dir, tmp_path, capsys):
    out = tmp_path / "figures"
    kinds = "triplets,agreement,confusion,regions"
    assert main(["figures", str(judged_dir), str(out), "--format", "svg", "--only", kinds]) == 0
    said = capsys.readouterr()
    assert sorted(path.name for path in out.iterdir()) == [
        "agreement-differences.svg", "agreement-raters.svg", "triplets.svg",
    ]  # fmt: skip
    assert f"{judged_dir}: 3 files in {out}" in said.out
    assert f"Note: {judged_dir}: no confusion; it needs details.json" in said.err
    assert f"Note: {judged_dir}: no regions; it needs errors/" in said.err


def test_every_kind_of_figure_is_drawn_of_some_run(kept_dir, judged_dir):
    drawn = set()
    with style():
        for run in (RunDirectory(kept_dir).read(), RunDirectory(judged_dir).read()):
            found = {kind: next(load(one.at)(run, 180.0), None) for kind, one in FIGURES.items()}
            drawn |= {kind for kind, figure in found.items() if figure is not None}
            for what, figure in filter(None, found.values()):
                assert figure.get_size_inches()[0] == pytest.approx(180 / 25.4), what
    assert drawn == set(FIGURES) - {"behind"}, "no fixture keeps what further tasks do; see test_data"


def test_several_runs_have_folders_of_their_names(kept_dir, judged_dir, tmp_path):
    out = tmp_path / "figures"
    words = [str(kept_dir), str(judged_dir), str(out), "--format", "svg", "--only", "results", "--quiet"]
    assert main(["figures", *words]) == 0
    assert (out / "kept" / "results-accuracy-all.svg").exists()
    assert (out / "judged" / "results-triplets-5.svg").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "give a run and then the folder"),
        (("{run}",), "is a run; name the folder for the figures last"),
        (("out", "--format", "gif"), "no format is called 'gif'; there are svg, pdf, png"),
        (("out", "--only", "nosuch"), "no figure is called 'nosuch'; there are results"),
        (("out", "--width", "5"), "40"),
    ],
)
def test_mistakes_are_told_in_one_line(kept_dir, words, says, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = [str(kept_dir), *(word.format(run=kept_dir) for word in words)]
    assert main(["figures", *asked]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert says in said[0]
    assert not (tmp_path / "out").exists()


def test_without_matplotlib_the_extra_is_named(kept_dir, tmp_path):
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from mien.cli import main\n"
        f"raise SystemExit(main(['figures', {str(kept_dir)!r}, {str(tmp_path / 'out')!r}]))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert "pip install 'mien[plot]'" in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_matplotlib_is_loaded_when_something_is_drawn():
    code = "import sys, mien.plot, mien.cli.app; print('matplotlib' in sys.modules, 'torch' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]


def test_a_width_that_is_no_number_is_refused(kept_dir):
    with pytest.raises(ConfigError):
        write_figures(RunDirectory(kept_dir).read(), kept_dir / "out", ("nosuch",))
