"""The explorer in a real browser, opened from a file."""

import statistics

MOST_MS = 4.0
PIXELS = """() => {
  const canvas = document.querySelector('[data-view=face] canvas');
  const { width, height } = canvas;
  const flat = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  flat.drawImage(canvas, 0, 0);
  return [...flat.getImageData(0, 0, width, height).data];
}"""


def slide(page, number, value):
    """Move a dimension's slider as a hand would."""
    page.eval_on_selector(
        f"[data-dimension='{number}']",
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }",
        value,
    )


def test_a_slider_moves_the_face(look, explorer):
    opened = look(explorer)
    opened.frames()
    before = opened.page.evaluate(PIXELS)
    slide(opened.page, 0, 3)
    opened.frames()
    after = opened.page.evaluate(PIXELS)
    assert len(set(before)) > 50, "something is drawn"
    differing = sum(a != b for a, b in zip(before, after, strict=True)) / len(before)
    assert differing > 0.002
    opened.page.keyboard.press("Control+z")
    opened.frames()
    assert opened.page.evaluate(PIXELS) == before
    opened.check()


def test_the_decoder_gives_what_pytorch_gives_and_in_time(look, explorer):
    opened = look(explorer)
    assert opened.page.evaluate("mien.goldenError") < 1e-5
    for step in range(60):
        slide(opened.page, 1, step / 20 - 1.5)
        opened.frames()
    times = opened.page.evaluate("mien.timing.frames")
    middle = statistics.median(times)
    print(
        f"decode, surface and upload: median {middle:.2f} ms, most {max(times):.2f} ms of {len(times)} frames"
    )
    assert len(times) > 50
    opened.check()
