"""The palette as custom properties of the page, on light and on dark ground."""

from __future__ import annotations

from mien.drawing.colours import DARK, LIGHT


def palette() -> str:
    """Style rules that the page's own come after."""

    def properties(colours: dict[str, str]) -> str:
        return "".join(f"--{name}:{value};" for name, value in colours.items())

    dark = f"@media (prefers-color-scheme:dark){{:root{{{properties(DARK)}}}}}"
    return f":root{{{properties(LIGHT)}}}\n{dark}\n"
