"""Formulas as MathML, which browsers draw by themselves: no script, no fonts of another host."""

from __future__ import annotations

import re

from latex2mathml.converter import convert

_BLOCK = re.compile(r"^```math\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def with_maths(text: str) -> str:
    """Markdown whose blocks of formulas are MathML."""
    return _BLOCK.sub(lambda found: f'<div class="formula">{mathml(found[1])}</div>', text)


def mathml(formula: str) -> str:
    """One formula in TeX as displayed MathML, in one line."""
    # A code host knows the first, the converter the second.
    made = convert(" ".join(formula.split()).replace("{aligned}", "{align*}"), display="block")
    if "<merror" in made or "\\" in made or ">&<" in made:
        raise ValueError(f"not understood in a formula: {formula}")
    return made
