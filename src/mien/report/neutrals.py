"""What the choice of neutral faces costs, as HTML."""

from __future__ import annotations

from html import escape

from mien.report.dots import Dot, Marks, dots, key_line
from mien.report.findings import Neutrals
from mien.report.tables import kind_heading, long_name, share

WAY_NAMES = {
    "coded": "frames without action units",
    "given": "marked in the data",
    "median": "nearest to the median face",
    "still": "where the face moves least",
}
ROW_NAMES = {"difference": "x − y", "difference-pca": "PCA"}


def neutral_section(neutrals: Neutrals) -> str:
    """How the neutral faces were chosen, how far other ways' faces are from them, and their figures."""
    way = neutrals.chosen
    counts = sorted((about[1], person) for person, about in neutrals.subjects.items())
    fewest = (
        f" Candidates a person: {counts[0][0]:,} ({escape(counts[0][1])}) to {counts[-1][0]:,}."
        if counts
        else ""
    )
    text = (
        f"<p>This run takes the way <b>{escape(way)}</b> ({escape(WAY_NAMES.get(way, way))}) for "
        f"{len(counts):,} people.{fewest} The plots show x − y and its PCA on the same people, "
        "with the neutral faces of each way: where the dots lie together, the choice costs nothing.</p>"
    )
    return text + _distances(neutrals) + _plots(neutrals) + _figures(neutrals) + _people(neutrals)


def _distances(neutrals: Neutrals) -> str:
    if not neutrals.distance:
        return ""
    body = "".join(
        f'<tr data-way="{escape(way)}"><th scope="row">{escape(way)}</th>'
        f"<td>{apart.mean:.3f}</td><td>{apart.most:.3f}</td><td>{escape(apart.subject)}</td></tr>"
        for way, apart in neutrals.distance.items()
    )
    scale = (
        f" For scale: a face is {neutrals.expression:.3f} from its neutral."
        if neutrals.expression is not None
        else ""
    )
    return (
        '<div class="scroll" role="region" aria-label="Distances between neutral faces" tabindex="0"><table>'
        f'<thead><tr><td></td><th scope="col">mean distance to {escape(neutrals.chosen)}</th>'
        '<th scope="col">most</th><th scope="col">of</th></tr></thead>'
        f'<tbody>{body}</tbody></table></div><p class="note">In eye distances, mean over points.{scale}</p>'
    )


def _cells(neutrals: Neutrals) -> tuple[list[str], list[str], list[str]]:
    """Rows, ways with the chosen first, and kinds of triplets."""
    ways = [neutrals.chosen, *(way for way in neutrals.ways if way != neutrals.chosen)]
    ways = [way for way in ways if neutrals.ways.get(way)]
    rows = list(dict.fromkeys(row for way in ways for row in neutrals.ways[way]))
    kinds = list(
        dict.fromkeys(kind for way in ways for row in neutrals.ways[way].values() for kind in row.triplets)
    )
    return rows, ways, kinds


def _value(neutrals: Neutrals, way: str, row: str, kind: str | None) -> float | None:
    figures = neutrals.ways[way].get(row)
    if figures is None:
        return None
    return figures.accuracy if kind is None else figures.triplets.get(kind)


def _plots(neutrals: Neutrals) -> str:
    rows, ways, kinds = _cells(neutrals)
    charts = []
    for kind in (None, *kinds):
        values = [
            Dot(
                "chosen" if way == neutrals.chosen else "way",
                f"{ROW_NAMES.get(row, row)}, {way}",
                _value(neutrals, way, row, kind),
            )
            for row in rows
            for way in ways
        ]
        if any(dot.value is not None for dot in values):
            charts.append(dots("Accuracy" if kind is None else kind_heading(kind), values, Marks()))
    keys = key_line([("dot chosen", f"the way of this run, {neutrals.chosen}"), ("dot", "other ways")])
    return f'{keys}<div class="charts two">{"".join(charts)}</div>' if charts else ""


def _figures(neutrals: Neutrals) -> str:
    rows, ways, kinds = _cells(neutrals)
    if not rows:
        return ""
    heads = "".join(
        f'<th scope="col">{escape(head)}</th>' for head in ("Accuracy", *map(kind_heading, kinds))
    )
    body = ""
    for row in rows:
        for way in ways:
            places = "".join(
                f"<td>{share(_value(neutrals, way, row, kind))}{_change(neutrals, way, row, kind)}</td>"
                for kind in (None, *kinds)
            )
            body += f'<tr><th scope="row">{escape(long_name(row))}, {escape(way)}</th>{places}</tr>'
    return (
        "<details><summary>The figures, with the change from the chosen way</summary>"
        '<div class="scroll" role="region" aria-label="Figures by way" tabindex="0"><table><thead><tr>'
        f"<td></td>{heads}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def _change(neutrals: Neutrals, way: str, row: str, kind: str | None) -> str:
    if way == neutrals.chosen or neutrals.chosen not in neutrals.ways:
        return ""
    here, there = (_value(neutrals, one, row, kind) for one in (way, neutrals.chosen))
    if here is None or there is None:
        return ""
    change = round(round(here, 3) - round(there, 3), 3)  # as the figures shown differ
    sign = "±" if change == 0 else "+" if change > 0 else "−"
    return f" <small>{sign}{share(abs(change))}</small>"


def _people(neutrals: Neutrals) -> str:
    body = "".join(
        f'<tr><th scope="row">{escape(person)}</th><td>{escape(face)}</td><td>{candidates:,}</td>'
        f"<td>{distance:.3f}</td></tr>"
        for person, (face, candidates, distance) in neutrals.subjects.items()
    )
    return (
        "<details><summary>Every person's neutral face</summary>"
        '<div class="scroll" role="region" aria-label="Neutral faces" tabindex="0"><table><thead><tr>'
        '<td></td><th scope="col">Face</th><th scope="col">Candidates</th>'
        '<th scope="col">Mean distance to them</th>'
        f"</tr></thead><tbody>{body}</tbody></table></div></details>"
    )
