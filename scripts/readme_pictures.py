"""Pictures of the explorer and the report, and a short animation, for the README.

    python scripts/readme_pictures.py RUN [OUT]

RUN is a finished run (``mien reproduce posed``); OUT is docs/pictures if left out. Needs Chromium and the
tools of ``make install``.
"""

from __future__ import annotations

import io
import math
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from mien.explorer.page import write_explorer
from mien.explorer.payload import Payload
from mien.report import build_report
from mien.runs import RunDirectory

ROOT = Path(__file__).parent.parent
ARGUMENTS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
WIDE, HIGH = 1280, 860
FRAMES, SMALL, COLOURS = 32, 640, 224
# From one emotion to the next and back, on the person that the page opens with.
LABELS = ("happy", "surprised", "angry")
SECTIONS = (
    "results",
    "plot",
    "confusion",
    "calibration",
    "spaces",
    "explorer",
    "errors",
    "training",
    "strips",
)
Z = """([from, to, share]) => {
  const { dimensions, model } = mien.data, { k } = model;
  const mean = (label) => {
    const at = dimensions.labels.indexOf(label);
    return [...dimensions.arrays.by_label.values.subarray(at * k, at * k + k)].map((value) => 1.3 * value);
  };
  const a = mean(from), b = mean(to);
  mien.set({ z: a.map((value, i) => value * (1 - share) + b[i] * share), face: null }, { undo: false });
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def still(page: Any, file: Path, clip: dict[str, int] | None = None) -> None:
    """A screenshot with few colours, which a page of flat areas hardly shows."""
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    picture.quantize(192, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


def explorer(page: Any, out: Path) -> None:
    """The page as it opens on a face, and a film of its sliders at work."""
    page.evaluate(
        "mien.choose(mien.data.faces.face.findIndex((_, row) => mien.data.faces.label.at(row) === 'happy'"
        " && mien.data.faces.intensity[row] === 4 && mien.data.faces.part.at(row) === 'test'))"
    )
    page.wait_for_timeout(1500)
    still(page, out / "explorer.png")
    film = []
    for number in range(FRAMES):
        way = number / FRAMES * len(LABELS)
        at = int(way)
        share = (1 - math.cos(math.pi * (way - at))) / 2
        page.evaluate(Z, [LABELS[at], LABELS[(at + 1) % len(LABELS)], share])
        film.append(small(page))
    moving(film, out / "explorer.gif", 100)


def report(page: Any, out: Path) -> None:
    """The results, and a film that goes from section to section."""
    page.wait_for_timeout(1500)
    still(page, out / "report.png")
    film = []
    for name in SECTIONS:
        page.evaluate("(name) => document.getElementById(name).scrollIntoView()", name)
        # The explorer begins when it comes into sight.
        page.wait_for_timeout(3000 if name == "explorer" else 700)
        film.append(small(page))
    moving(film, out / "report.gif", 1800)


def small(page: Any) -> Image.Image:
    """What the page shows, as wide as a README shows a film."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return picture.resize((SMALL, round(SMALL * picture.height / picture.width)), Image.Resampling.LANCZOS)


def moving(film: list[Image.Image], file: Path, each: int) -> None:
    """Pictures in one palette, so many milliseconds each."""
    beside = Image.new("RGB", (film[0].width, film[0].height * 4))
    for place in range(4):
        beside.paste(film[place * len(film) // 4], (0, place * film[0].height))
    palette = beside.quantize(COLOURS, Image.Quantize.MEDIANCUT)
    packed = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in film]
    packed[0].save(file, save_all=True, append_images=packed[1:], duration=each, loop=0, optimize=True)
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


def main() -> int:
    """Make all of them."""
    from playwright.sync_api import sync_playwright

    run = RunDirectory(Path(sys.argv[1]))
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs" / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        shown = write_explorer(Payload.read(run.explorer), Path(room) / "explorer.html")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
        page.goto(shown.as_uri())
        page.wait_for_function("() => window.mien?.timing.frames.length")
        explorer(page, out)
        page.goto(build_report(run.path).as_uri() + "#results")
        report(page, out)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
