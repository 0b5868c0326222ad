"""What `mien agreement` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mien.cli.facts import facts_text
from mien.triplets.raters import JUDGED

_NAMES = {"train": "Train", "validation": "Validation", "test": "Test", "": "Unknown"}


def agreement_text(found: dict[str, Any]) -> str:
    """Table I and the measures of `mien.triplets.summary.summary` as aligned text."""
    gone = [f"{count} {reason}" for reason, count in found["left_out"].items()]
    left_out = "\n".join(f"Left out: {line}" for line in (*gone, *found["notes"]))
    blocks = [left_out, _table(found["table"]), _measures(found), _ceilings(found), _raters(found)]
    blocks.append("\n".join(f"Warning: {line}" for line in found["warnings"]))
    return "\n\n".join(block for block in blocks if block)


def label_text(found: dict[str, Any]) -> str:
    """The measures of `mien.triplets.summary.label_summary` and the raters as aligned text."""
    alpha = "not defined" if found["alpha"] is None else f"{found['alpha']:.3f}"
    counts = ", ".join(f"{label} {count:,}" for label, count in found["by_label"].items())
    rates = {
        "Labels": f"{found['answers']:,} answers on {found['faces']:,} faces",
        "Krippendorff's alpha": alpha,
        "Majority of 3 or more": f"{counts}, none {found['unclear']:,}",
    }
    gone = [f"{count} {reason}" for reason, count in found["left_out"].items()]
    lines = [f"Left out: {line}" for line in (*gone, *found["notes"])]
    return "\n\n".join(block for block in ("\n".join(lines), facts_text(rates), _raters(found)) if block)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    cells = ([cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *line[1:]]).rstrip()
        for row, line in zip(rows, cells, strict=True)
    )


def _table(table: dict[str, Any]) -> str:
    rows = [["Vote difference", *map(str, table["differences"]), "Total"]]
    for part, counts in zip(table["parts"], table["counts"], strict=True):
        rows.append([_NAMES.get(part, part), *(f"{n:,}" for n in counts), f"{sum(counts):,}"])
    whole = [sum(column) for column in zip(*table["counts"], strict=True)]
    if len(table["parts"]) > 1:
        rows.append(["Whole data set", *(f"{n:,}" for n in whole), f"{sum(whole):,}"])
    rows.append(["Share", *(f"{share:.1%}" for share in table["shares"]), ""])
    rows.append(["Random voters", *(f"{share:.1%}" for share in table["chance"]), ""])
    return _aligned(rows)


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.3f} of {whole:,}" if whole else "not known"


def _p(value: float) -> str:
    return f"p {value:.4f}" if value >= 0.0001 else "p below .0001"


def _measures(found: dict[str, Any]) -> str:
    pairs, left, fast, repeats = (found[name] for name in ("pairs", "left", "fast", "repeats"))
    alpha = "not defined" if found["alpha"] is None else f"{found['alpha']:.3f}"
    sides = _rate(left["left"], left["of"])
    if left["interval"]:
        sides += f" [{left['interval'][0]:.3f}, {left['interval'][1]:.3f}], {_p(left['p'])}"
    speed = _rate(fast["fast"], fast["of"])
    if fast["median"] is not None:
        speed += f", median {fast['median']:.1f} s"
    again = _rate(repeats["kept"], repeats["of"])
    if repeats["orphans"]:
        again += f" ({repeats['orphans']} repeat no vote)"
    rates = {
        "Questions without a vote": f"{found['unanswered']:,} of {found['questions']:,}",
        "Pairs of answers that agree": (
            f"{_rate(pairs['agreeing'], pairs['of'])}, chance {pairs['chance']:.3f}, {_p(pairs['p'])}"
        ),
        "Krippendorff's alpha": alpha,
        "Repeats answered alike": again,
        "Left face chosen": sides,
        f"Faster than {fast['seconds']:g} s": speed,
    }
    return facts_text(rates)


def _ceilings(found: dict[str, Any]) -> str:
    if not found["ceiling"]:
        return ""
    names = {
        "five others": "Majority of five others, predicted",
        "everybody": "Majority of everybody, predicted",
        "measured": "Majority of the further raters",
    }
    differences = [name for name in found["best"] if name != "all"]
    rows = [["Ceiling of satisfied triplets", *differences, "all"]]
    for kind, one in found["ceiling"].items():
        known = one["differences"]
        cells = [f"{known[name]['agreement']:.3f}" if name in known else "–" for name in differences]
        total = sum(value["count"] for value in known.values())
        mean = sum(value["count"] * value["agreement"] for value in known.values()) / total
        rows.append([names[kind], *cells, f"{mean:.3f}"])
    cells = []
    for name in (*differences, "all"):
        low, high = f"{found['best'][name]['lower']:.3f}", f"{found['best'][name]['upper']:.3f}"
        cells.append(low if low == high else f"{low}–{high}")
    return _aligned([*rows, ["Best of any space", *cells]])


def _raters(found: dict[str, Any]) -> str:
    lines = [f"Raters: {len(found['raters'])}"]
    if found["unknown_raters"]:
        lines[0] += f", and {found['unknown_raters']:,} answers of unknown ones"
    known = [rater for rater in found["raters"] if rater["agreement"] is not None]
    if known:
        rates = sorted(rater["agreement"] for rater in known)
        lines.append(
            f"Agreement with the majority of the others: median {rates[len(rates) // 2]:.2f}, "
            f"from {rates[0]:.2f} to {rates[-1]:.2f}"
        )
    for rater in found["raters"]:
        if rater["flags"]:
            lines.append(f"  {rater['name']} ({rater['votes']} votes): {'; '.join(rater['flags'])}")
    return "\n".join([*lines, *undecided_text(found["raters"])])


def undecided_text(raters: Sequence[dict[str, Any]]) -> list[str]:
    """A line where some have too few answers to be told from who presses at random."""
    few = [rater for rater in raters if rater["undecided"] and not rater["flags"]]
    if not few:
        return []
    most = max(int(rater["compared"]) for rater in few)
    return [
        f"Not to be judged: {len(few)} of {len(raters)} raters have at most {most} answers to compare with "
        f"others', fewer than {JUDGED}; who presses at random is mostly not found among them"
    ]
