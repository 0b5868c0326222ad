#!/usr/bin/env python
"""Draw the pictures of docs/figures.md from two runs; the document says by which commands they are made.

python scripts/pictures.py runs/posed runs/spontaneous
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from PIL import Image

from mien.plot import write_figures
from mien.runs import RunDirectory

DOCS = Path(__file__).resolve().parents[1] / "docs"
# Of the second run; the others are of the first.
OF_VOTES = ("triplets", "agreement")


def main(runs: list[str]) -> int:
    """Write every picture that the document shows; 1 where a run has not what one needs."""
    wanted = set(re.findall(r"\]\(figures/([^)]+)\)", (DOCS / "figures.md").read_text("utf-8")))
    if len(runs) != 2:
        print("give the run on posed faces and the one on votes", file=sys.stderr)
        return 2
    posed, votes = (RunDirectory(Path(run)).read() for run in runs)
    with tempfile.TemporaryDirectory() as room:
        of_votes = write_figures(votes, Path(room) / "votes", ("png",), only=OF_VOTES).files
        kinds = ("space", "strip", "confusion", "regions", "reliability", "results")
        drawn = {
            path.name: path
            for path in [*write_figures(posed, Path(room), ("png",), only=kinds).files, *of_votes]
        }
        (DOCS / "figures").mkdir(exist_ok=True)
        for name in sorted(wanted & set(drawn)):
            # A third of the size, and nothing that the eye sees.
            with Image.open(drawn[name]) as picture:
                picture.convert("RGB").quantize(64).save(DOCS / "figures" / name, optimize=True)
        missing = sorted(wanted - set(drawn))
    if missing:
        print(f"these runs have nothing for {', '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
