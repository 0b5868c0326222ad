"""The page: its structure, that it needs no network, that user text is escaped; and damaged runs."""

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from mien.errors import RunError
from mien.report import build_report

VOID = {"meta", "link", "br", "input", "img", "hr"}


class Page(HTMLParser):
    """Collects elements and text, and fails on elements that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.words.append(data)

    def all(self, tag, **wanted):
        return [a for t, a in self.elements if t == tag and all(a.get(k) == v for k, v in wanted.items())]


def page_of(run_dir: Path) -> Page:
    return Page(build_report(run_dir).read_text("utf-8"))


def section_ids(page: Page) -> list[str]:
    return [a["id"] for a in page.all("section") if "id" in a]


def test_sections_headings_and_unique_ids(run_dir):
    page = page_of(run_dir)
    assert section_ids(page) == [
        "results", "plot", "spaces", "training", "strips", "missing", "reading", "again",
    ]  # fmt: skip
    assert len(page.all("h1")) == 1
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    assert [a["href"] for a in page.all("a")] == [f"#{name}" for name in section_ids(page)]
    pictures = [a for t, a in page.elements if t in ("svg", "canvas") and a.get("role") == "img"]
    assert len(pictures) > 20
    assert all(a.get("aria-label") for a in pictures)


def test_a_run_on_votes_has_its_own_sections(judged_dir):
    page = page_of(judged_dir)
    assert section_ids(page) == [
        "results", "plot", "agreement", "neutral", "spaces", "training", "strips", "missing",
        "reading", "again",
    ]  # fmt: skip
    words = "".join(page.words)
    assert "M2 satisfies the most triplets at vote difference 5, .861; next M1, .772." in words
    assert (
        "Difference x − y and M1 label the most test faces rightly, .853; next PCA of x − y, .851." in words
    )
    assert "1 frame in 5, and all that people were asked about" in words
    assert "Faces not asked about: blink 412, same action units 9,731." in words
    assert "the paper's Figure 5" in words
    assert "none 1,200, negative 361, positive 1,040" in words
    assert "Leak check: test people in training triplets 0, people in two parts 0" in words
    for term in ("Vote difference", "Random voters", "Other raters", "Best any space", "Neutral"):
        assert term in page.words
    pictures = [a for t, a in page.elements if t in ("svg", "canvas") and a.get("role") == "img"]
    assert all(a.get("aria-label") for a in pictures)
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    text = (judged_dir / "report.html").read_text("utf-8")
    assert "r007<i>" not in text
    assert "<b>no</b>" not in text
    assert "<S012>" not in text
    assert "http" not in text.replace("http-equiv", "")


def test_a_leak_is_told_loudly(judged_dir):
    info = json.loads((judged_dir / "run.json").read_text())
    info["leak"]["test_people_in_training_triplets"] = 4
    (judged_dir / "run.json").write_text(json.dumps(info))
    words = "".join(page_of(judged_dir).words)
    assert "test people in training triplets 4, people in two parts 0" in words
    assert "The test figures cannot be trusted." in words


def test_page_needs_nothing_from_anywhere(run_dir):
    text = build_report(run_dir).read_text("utf-8")
    page = Page(text)
    assert "http:" not in text
    assert "https:" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert page.all("link") + page.all("img") + page.all("iframe") == []
    assert all("src" not in a for a in page.all("script"))
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy.startswith("default-src 'none'")


def test_user_text_is_escaped(run_dir):
    text = build_report(run_dir).read_text("utf-8")
    page = Page(text)
    assert "<script>alert" not in text
    assert "faces <script>alert('x')</script> & \"friends\"" in "".join(page.words)
    assert "<person 0>" not in text
    assert "<b>" not in re.sub(r"<figcaption><b>", "", text)
    assert "mien reproduce posed --data 'npz:<b>.npz'" in "".join(page.words)


def test_synthetic_people_are_named_and_real_ones_are_not(run_dir):
    assert "Synthetic people." in "".join(page_of(run_dir).words)
    info = json.loads((run_dir / "run.json").read_text())
    info["data"]["synthetic"] = False
    (run_dir / "run.json").write_text(json.dumps(info))
    words = "".join(page_of(run_dir).words)
    assert "Synthetic" not in words
    assert "(real people)" in words
    info["data"]["synthetic"] = None
    (run_dir / "run.json").write_text(json.dumps(info))
    words = "".join(page_of(run_dir).words)
    assert "Synthetic people" not in words
    assert "(the data do not say whether these people are real or synthetic)" in words


def test_splits_and_crossings_are_told(run_dir):
    page = page_of(run_dir)
    assert "No person and no triplet is in two parts." in "".join(page.words)
    assert "1,234" in page.words
    info = json.loads((run_dir / "run.json").read_text())
    info["splits"][1]["crossing"]["triplets"] = 3
    (run_dir / "run.json").write_text(json.dumps(info))
    assert "3 people or triplets are in two parts" in "".join(page_of(run_dir).words)


def test_missing_parts_are_left_out_and_named(run_dir):
    for file in [*run_dir.glob("strips/*"), *run_dir.glob("latents/*"), *run_dir.glob("metrics/*")]:
        file.unlink()
    (run_dir / "config.toml").unlink()
    page = page_of(run_dir)
    assert section_ids(page) == ["results", "plot", "missing", "reading", "again"]
    words = "".join(page.words)
    for lacking in (
        "latents/",
        "metrics/",
        "strips/",
        "errors/",
        "details.json",
        "replicates.npz",
        "config.toml",
    ):
        assert lacking in words
    assert "The curves of training (metrics/) of VAE, M1, M2" in words


def test_run_of_two_rows_without_m2(run_dir):
    told = json.loads((run_dir / "table.json").read_text())
    rows = [row for row in told["rows"] if row["name"] in ("pca", "vae")]
    (run_dir / "table.json").write_text(json.dumps({"rows": rows}))
    for file in [*run_dir.glob("strips/*"), *run_dir.glob("metrics/m*")]:
        file.unlink()
    page = page_of(run_dir)
    assert [a["data-space"] for a in page.all("canvas")] == ["pca", "vae"]
    assert [a["data-row"] for a in page.all("tr") if "data-row" in a] == ["pca", "vae"]
    assert "topology" not in [a["data-term"] for a in page.all("figure") if "data-term" in a]


def test_a_model_that_the_report_has_never_heard_of_is_drawn(run_dir):
    told = json.loads((run_dir / "table.json").read_text())
    told["rows"].append({**told["rows"][-1], "name": "mine", "title": "My <own>", "colour": "brown"})
    (run_dir / "table.json").write_text(json.dumps(told))
    lines = [
        {**json.loads(line), "terms": {"adversary": 3.5}, "schedule": {"zeal": step / 6}}
        for step, line in enumerate((run_dir / "metrics" / "m1-seed0.jsonl").read_text().splitlines())
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    (run_dir / "metrics" / "mine-seed0.jsonl").write_text(text)
    shutil.copy(run_dir / "strips" / "m2-seed0.npz", run_dir / "strips" / "mine-seed0.npz")
    page = page_of(run_dir)
    terms = [a["data-term"] for a in page.all("figure") if "data-term" in a]
    assert terms == ["total", "reconstruction", "kl", "topology", "adversary", "beta", "zeal"]
    assert [a["data-model"] for a in page.all("details") if "data-model" in a] == ["m2", "mine"]
    assert page.words.count("My <own>") >= 4
    assert any(a.get("style") == "stroke:var(--brown)" for a in page.all("polyline"))
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))


def break_json(run_dir):
    (run_dir / "run.json").write_text('{"schema": 2, "da')


def later_schema(run_dir):
    (run_dir / "run.json").write_text('{"schema": 3, "data": {}}')


def earlier_schema(run_dir):
    (run_dir / "run.json").write_text('{"schema": 1, "data": {}}')


def nan_in_table(run_dir):
    text = (run_dir / "table.json").read_text()
    (run_dir / "table.json").write_text(text.replace('"sd": 0.0123', '"sd": NaN'))


def no_value(run_dir):
    told = json.loads((run_dir / "table.json").read_text())
    del told["rows"][2]["figures"]["accuracy"]["all"]["value"]
    (run_dir / "table.json").write_text(json.dumps(told))


def cut_metrics(run_dir):
    file = run_dir / "metrics" / "m1-seed0.jsonl"
    file.write_text(file.read_text()[:-30])


def cut_latents(run_dir):
    file = run_dir / "latents" / "seed0.npz"
    file.write_bytes(file.read_bytes()[:200])


def unknown_layout(run_dir):
    file = run_dir / "strips" / "m2-seed0.npz"
    arrays = dict(np.load(file))
    np.savez(file, **{**arrays, "layout": "of-nobody"})


def wrong_shape(run_dir):
    file = run_dir / "strips" / "m2-seed0.npz"
    arrays = dict(np.load(file))
    np.savez(file, **{**arrays, "movement": arrays["movement"][:2]})


def bad_count(run_dir):
    info = json.loads((run_dir / "run.json").read_text())
    info["splits"][0]["test"]["faces"] = "many"
    (run_dir / "run.json").write_text(json.dumps(info))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (break_json, r"run\.json: cannot be read"),
        (later_schema, r"run\.json: schema 3 is not known to this version of Mien"),
        (
            earlier_schema,
            r"run\.json: schema 1, made by an earlier version of Mien; .* run the command again",
        ),
        (nan_in_table, r"table\.json: damaged \(.*sd is nan; it must be a finite number"),
        (no_value, r"table\.json: damaged \(rows\.2\.figures\.accuracy\.all\.value is missing"),
        (cut_metrics, r"m1-seed0\.jsonl:6: "),
        (cut_latents, r"seed0\.npz: cannot be read"),
        (unknown_layout, r"m2-seed0\.npz: no landmark layout is called 'of-nobody'"),
        (wrong_shape, r"m2-seed0\.npz: the decoded faces"),
        (bad_count, r"run\.json: damaged \(splits\.0\.test\.faces is 'many'; expected a whole number"),
    ],
)
def test_a_damaged_run_gives_one_clear_line(run_dir, damage, says):
    damage(run_dir)
    with pytest.raises(RunError, match=says) as caught:
        build_report(run_dir)
    assert "\n" not in str(caught.value)
    assert not (run_dir / "report.html").exists()


def test_no_such_directory(tmp_path):
    with pytest.raises(RunError, match="no such run directory"):
        build_report(tmp_path / "nowhere")


def test_report_imports_neither_torch_nor_plotly():
    code = "import sys, mien.report; print([m for m in ('torch', 'plotly', 'scipy') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
