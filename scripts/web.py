"""Build the explorer's bundle from web/; with ``--check``, compare instead, byte for byte.

    python scripts/web.py [--check]

Needs npm (Debian: ``npm``). Where it is not there, the check says so and passes, unless ``MIEN_REQUIRE`` is
set.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
WEB, STATIC = ROOT / "web", ROOT / "src/mien/explorer/static"
FILES = ("explorer.js", "explorer.css")


def build(out: Path) -> None:
    """Bundle into a folder; the packages are those of the lock file."""
    wanted, there = WEB / "package-lock.json", WEB / "node_modules/.package-lock.json"
    if not there.exists() or there.stat().st_mtime < wanted.stat().st_mtime:
        subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], cwd=WEB, check=True
        )
    subprocess.run(["node", "build.js", str(out)], cwd=WEB, check=True)


def check() -> int:
    """1 where the committed bundle is not what its sources give."""
    with tempfile.TemporaryDirectory() as out:
        build(Path(out))
        stale = [name for name in FILES if (Path(out) / name).read_bytes() != (STATIC / name).read_bytes()]
    for name in stale:
        print(
            f"{(STATIC / name).relative_to(ROOT)} is not what web/ gives; run python scripts/web.py",
            file=sys.stderr,
        )
    return 1 if stale else 0


def main() -> int:
    """Build or check."""
    if not (shutil.which("npm") and shutil.which("node")):
        wanted = "--check" not in sys.argv or os.environ.get("MIEN_REQUIRE")
        print("npm is not there; the explorer's bundle is not checked", file=sys.stderr)
        return 1 if wanted else 0
    if "--check" in sys.argv:
        return check()
    STATIC.mkdir(exist_ok=True)
    build(STATIC)
    return 0


if __name__ == "__main__":
    sys.exit(main())
