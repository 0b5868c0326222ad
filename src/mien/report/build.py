"""Put a run's report together: one HTML file that needs nothing else, on disk or on the network."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from mien.errors import RunError
from mien.files import write_text
from mien.report.agreement import agreement_section
from mien.report.curves import training_curves
from mien.report.dots import dot_plot
from mien.report.inputs import Run, read_run
from mien.report.neutrals import neutral_section
from mien.report.paper import paper_table
from mien.report.reading import reading
from mien.report.spaces import latent_panels
from mien.report.strips import html_strips
from mien.report.tables import (
    commonest_label_share,
    html_recovered,
    html_seeds,
    html_table,
    long_name,
    share,
    triplet_kinds,
)

# The page may load nothing from anywhere: the browser itself keeps it offline.
SIMULATED = "simulated raters"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def build_report(run_dir: str | Path) -> Path:
    """Write ``report.html`` into a run directory and return its path.

    Sections whose files are not there (no M2, no latents, no strips) are left out.

    Raises
    ------
    RunError
        If the directory is no finished run, a file in it is damaged, or the report cannot be written.
    """
    run = read_run(run_dir)
    try:
        page = render(run)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RunError(
            f"{run.path / 'run.json'}: a figure is missing or of the wrong kind ({error!r})"
        ) from error
    path = run.path / "report.html"
    write_text(path, page)
    return path


def render(run: Run) -> str:
    """The whole page of a run as text."""
    paper = paper_table(str(run.info.get("experiment", "")))
    names = [row.name for row in run.rows]
    table = html_table(run.rows, run.info, run.ceiling) + html_recovered(run.ceiling) + html_seeds(run.rows)
    plot = dot_plot(run.rows, paper, commonest_label_share(run.info), run.ceiling)
    sections = [("results", "Results", table), ("plot", "Results as a plot", plot)]
    if run.agreement is not None:
        sections.append(("agreement", "Agreement of the raters", agreement_section(run.agreement, run.info)))
    if run.neutrals is not None:
        sections.append(("neutral", "What the choice of neutral faces costs", neutral_section(run.neutrals)))
    if run.latents is not None:
        sections.append(("spaces", "Latent spaces", latent_panels(run.latents, names)))
    if run.metrics:
        sections.append(("training", "Training", training_curves(run.metrics)))
    if run.strips is not None:
        sections.append(("strips", "What each dimension of M2 does", html_strips(run.strips)))
    sections.append(("reading", "How to read this", reading(run)))
    sections.append(("again", "Versions and repeating the run", _again(run)))
    title = _title(run)
    links = "".join(f'<a href="#{key}">{escape(heading)}</a>' for key, heading, _ in sections)
    body = "".join(
        f'<section id="{key}" aria-labelledby="{key}-h">'
        f'<h2 id="{key}-h">{escape(heading)}</h2>{content}</section>'
        for key, heading, content in sections
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(title)}</title>'
        f"<style>{_file('page.css')}</style></head><body>"
        f'<header>{_header(run, title)}</header><nav aria-label="Sections">{links}</nav>'
        f"<main>{body}</main>"
        "<noscript><p>The latent spaces and the values under the pointer need JavaScript; "
        "all else is here without it.</p></noscript>"
        f"<script>{_file('page.js')}</script></body></html>\n"
    )


def _file(name: str) -> str:
    return resources.files("mien.report").joinpath("page", name).read_text("utf-8")


def _title(run: Run) -> str:
    experiment = str(run.info.get("experiment", "expressions"))
    return f"{experiment[:1].upper()}{experiment[1:]} facial expressions"


def _header(run: Run, title: str) -> str:
    info, data = run.info, run.info["data"]
    banner = ""
    if data.get("synthetic"):
        banner = (
            '<p class="banner"><strong>Synthetic people.</strong> The faces of this run were made '
            "by a program; nobody was measured. The figures say how the methods compare on them, not "
            "how they do on people.</p>"
        )
    if info.get("raters") == SIMULATED:
        banner += (
            '<p class="banner"><strong>Simulated raters.</strong> Nobody was asked: the answers and labels '
            "of this run come from a program with a metric of its own.</p>"
        )
    command = info.get("command")
    return (
        f'<p class="eyebrow">Mien {escape(str(info.get("mien", "")))} · report of a run</p>'
        f"<h1>{escape(title)}</h1>{_summary(run)}{banner}"
        + (f"<pre><code>{escape(str(command))}</code></pre>" if command else "")
        + f"<dl>{_facts(info, data)}</dl>{_splits(info)}"
    )


def _summary(run: Run) -> str:
    """One sentence: the best representation by each figure, and the runner-up."""
    kind = next(iter(triplet_kinds(run.rows)), None)
    words = [
        _lead("labels", "label", "the most test faces rightly", {row.name: row.accuracy for row in run.rows})
    ]
    if kind is not None:
        satisfied = {row.name: row.triplets[kind] for row in run.rows if kind in row.triplets}
        votes = "" if kind == "all" else f" at vote difference {kind}"
        words.append(_lead("satisfies", "satisfy", f"the most triplets{votes}", satisfied))
    return f'<p class="lead">{" ".join(words)}</p>'


def _lead(verb: str, verbs: str, what: str, figures: Mapping[str, float]) -> str:
    """The best by a figure, all whose figures are printed alike, and the one after them."""
    order = sorted(figures, key=lambda name: -figures[name])
    most = share(figures[order[0]])
    best = [name for name in order if share(figures[name]) == most]
    names = [f"<strong>{escape(name)}</strong>" for name in (long_name(best[0]), *map(_within, best[1:]))]
    who = " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
    text = f"{who} {verb if len(best) == 1 else verbs} {what}, {most}"
    if len(best) < len(order):
        after = order[len(best)]
        text += f"; next {escape(_within(after))}, {share(figures[after])}"
    return f"{text}."


def _within(name: str) -> str:
    """A representation's name inside a sentence."""
    text = long_name(name)
    return text[0].lower() + text[1:] if text.startswith(("Difference", "None")) else text


def _facts(info: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{label or 'none'} {count:,}" for label, count in (data.get("labels") or {}).items())
    minutes, every = info.get("minutes") or {}, (info.get("selection") or {}).get("every", 1)
    took = f"{info['seconds'] / 60:.1f} minutes" if info.get("seconds") else ""
    if minutes:
        took += f" ({', '.join(f'{long_name(name)} {value:.1f}' for name, value in minutes.items())})"
    facts = [
        ("Faces", data.get("source")),
        ("Licence", data.get("licence")),
        ("Size", f"{data.get('faces', 0):,} faces of {data.get('subjects', 0):,} people"),
        ("Used", f"1 frame in {every}, and all that people were asked about" if every > 1 else ""),
        ("Labels", counts),
        ("Landmarks", " in ".join(str(data[key]) for key in ("layout", "unit") if data.get(key))),
        ("Recipe", info.get("recipe")),
        ("Seeds", ", ".join(str(seed) for seed in info.get("seeds") or [])),
        ("Started", str(info.get("started", "")).replace("T", " ")),
        ("Took", took),
        *(("Note", note) for note in data.get("notes") or []),
    ]
    return "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(str(value))}</dd></div>" for name, value in facts if value
    )


def _splits(info: Mapping[str, Any]) -> str:
    splits = info.get("splits") or []
    lines, crossing = [], 0
    for split in splits:
        for part in ("train", "validation", "test"):
            counts = split.get(part) or {}
            cells = "".join(f"<td>{counts.get(key, 0):,}</td>" for key in ("subjects", "faces", "triplets"))
            lines.append(f'<tr><th scope="row">{part}</th><td>{split.get("seed", 0)}</td>{cells}</tr>')
        crossing += sum((split.get("crossing") or {}).values())
    if not lines:
        return ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Seed", "People", "Faces", "Triplets"))
    verdict = (
        "No person and no triplet is in two parts."
        if crossing == 0
        else f"{crossing:,} people or triplets are in two parts: the test figures cannot be trusted."
    )
    state = "" if crossing == 0 else " bad"
    return (
        f'<p class="verdict{state}">Split by person. {verdict}</p>{_leak(info)}'
        f'<details class="splits"{" open" if len(splits) == 1 else ""}><summary>Counts of the split</summary>'
        f'<div class="scroll"><table><thead><tr><td></td>{heads}</tr></thead><tbody>{"".join(lines)}</tbody>'
        "</table></div></details>"
    )


def _leak(info: Mapping[str, Any]) -> str:
    """What could have leaked from the test people into training, counted; the counts should be 0."""
    leak = info.get("leak") or {}
    if not leak:
        return ""
    bad = any(leak.values())
    counts = ", ".join(f"{escape(str(name)).replace('_', ' ')} {count:,}" for name, count in leak.items())
    words = f"Leak check: {counts}." + (" The test figures cannot be trusted." if bad else "")
    return f'<p class="leak verdict bad">{words}</p>' if bad else f'<p class="leak note">{words}</p>'


def _again(run: Run) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in (run.info.get("versions") or {}).items())
    machine = run.info.get("machine") or {}
    cores = (
        f" on {machine['cpus']} CPU cores, {machine.get('threads', '?')} threads"
        if machine.get("cpus")
        else ""
    )
    config = (
        f"<details><summary>Configuration</summary><pre><code>{escape(run.config)}</code></pre></details>"
        if run.config
        else ""
    )
    return (
        "<p>A seed gives the same numbers on the same machine and engine. Another processor, library "
        "version or number of threads can change the last digits, and training makes them larger; judge "
        f"differences by the spread over seeds.</p><p>Mien {escape(str(run.info.get('mien', '')))}, "
        f"{escape(versions)}{escape(cores)}.</p>{config}"
    )
