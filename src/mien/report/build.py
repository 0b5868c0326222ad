"""Put a run's report together: one HTML file that needs nothing else, on disk or on the network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from mien.explorer.page import POLICY, mounted, static
from mien.explorer.payload import Payload
from mien.files import write_text
from mien.report.agreement import agreement_section
from mien.report.curves import training_curves
from mien.report.dots import dot_plot
from mien.report.names import Names, heading
from mien.report.neutrals import neutral_section
from mien.report.pages import file, page, share
from mien.report.paper import CITATION, paper_table
from mien.report.spaces import latent_panels
from mien.report.strips import html_strips
from mien.report.tables import html_recovered, html_seeds, html_table
from mien.runs import Run, RunDirectory, RunInfo

SIMULATED = "simulated raters"
_VERBS = {
    "accuracy": ("labels", "label", "the most test faces rightly"),
    "triplets": ("satisfies", "satisfy", "the most triplets"),
}


def build_report(run_dir: str | Path) -> Path:
    """Write ``report.html`` into a run directory and return its path.

    Sections whose files are not there (no latents, no strips, no figures) are left out. A RunError if the
    directory is no finished run, a file in it is damaged, or the report cannot be written.
    """
    directory = RunDirectory(Path(run_dir))
    write_text(directory.report, render(directory.read()))
    return directory.report


def render(run: Run) -> str:
    """The whole page of a run as text."""
    info, names = run.info, Names(run.table)
    title = f"{info.experiment[:1].upper()}{info.experiment[1:]} facial expressions"
    if info.experiment == "single":
        title = f"{names.title(run.table.rows[0].name)} on its own"
    style, script = file("page.css"), file("page.js")
    if run.explorer is not None:
        style, script = style + static("explorer.css"), script + static("explorer.js")
    return page(
        "page.html",
        policy=POLICY,
        style=Markup(style),
        script=Markup(script),
        title=title,
        info=info,
        simulated=info.raters == SIMULATED,
        lead=_lead(run),
        facts=_facts(info, names),
        config=run.config,
        sections=_sections(run),
    )


def _sections(run: Run) -> list[tuple[str, str, Markup]]:
    """Key, heading and content of every section that this run has something for."""
    names, info, table = Names(run.table), run.info, run.table
    paper = paper_table(info.experiment)
    tables = html_table(table, info, run.ceiling) + html_recovered(run.ceiling, names) + html_seeds(table)
    sections = [("results", "Results", tables)]
    if table.columns():
        plot = dot_plot(table, paper, info.data.commonest, run.ceiling)
        sections.append(("plot", "Results as a plot", plot))
    if run.agreement is not None:
        sections.append(("agreement", "Agreement of the raters", agreement_section(run.agreement, info)))
    if run.neutrals is not None:
        words = "What the choice of neutral faces costs"
        sections.append(("neutral", words, neutral_section(run.neutrals, names)))
    if run.latents is not None and len(run.latents[1].label):
        order = [row.name for row in table.rows]
        sections.append(("spaces", "Latent spaces", latent_panels(*run.latents, names, order)))
    if run.explorer is not None:
        # The page's own script makes it, and no template escapes what is in it.
        shown = Markup(mounted(Payload.read(run.explorer)))
        sections.append(("explorer", "Explore the space", shown))
    if run.metrics:
        sections.append(("training", "Training", training_curves(run.metrics, names)))
    if run.strips:
        sections.append(("strips", "What each latent dimension does", html_strips(run.strips, names)))
    reading = page(
        "reading.html",
        figure="Figure 5" if info.experiment == "spontaneous" else "Figure 4",
        rows=names.summaries(),
        run=run,
        paper=paper,
        citation=CITATION,
    )
    sections.append(("reading", "How to read this", reading))
    again = page("again.html", info=info, config=run.config)
    return [*sections, ("again", "Versions and repeating the run", again)]


def _lead(run: Run) -> list[list[tuple[str, bool]]]:
    """A sentence a task, for its first kind: the best representation and the runner-up; names are strong."""
    names, sentences = Names(run.table), []
    for task in dict.fromkeys(task for task, _ in run.table.columns()):
        kind = next(kind for known, kind in run.table.columns() if known == task)
        one, several, what = _VERBS.get(task, ("has", "have", f"the best figure of {heading(task, kind)}"))
        what += "" if kind == "all" or task not in _VERBS else f" at vote difference {kind}"
        figures = {row.name: figure.value for row in run.table.rows if (figure := row.figure(task, kind))}
        sentences.append(_sentence(names, figures, one, several, what))
    return sentences


def _sentence(
    names: Names, figures: Mapping[str, float], one: str, several: str, what: str
) -> list[tuple[str, bool]]:
    """The best by a figure, all whose figures are printed alike, and the one after them."""
    order = sorted(figures, key=lambda name: -figures[name])
    most = share(figures[order[0]])
    if len(order) == 1:
        alone = what.replace("the most", f"{most} of the").replace("the best figure of", f"{most} in")
        return [(names.title(order[0]), True), (f" {one} {alone}.", False)]
    best = [name for name in order if share(figures[name]) == most]
    words = [(names.title(best[0]), True)]
    for place, name in enumerate(best[1:], start=2):
        words += [(" and " if place == len(best) else ", ", False), (names.within(name), True)]
    text = f" {one if len(best) == 1 else several} {what}, {most}"
    if len(best) < len(order):
        after = order[len(best)]
        text += f"; next {names.within(after)}, {share(figures[after])}"
    return [*words, (f"{text}.", False)]


def _facts(info: RunInfo, names: Names) -> list[tuple[str, str]]:
    data, every = info.data, info.selection.every
    took = f"{info.seconds / 60:.1f} minutes" if info.seconds else ""
    if info.minutes:
        each = (f"{names.title(name)} {value:.1f}" for name, value in info.minutes.items())
        took += f" ({', '.join(each)})"
    facts = [
        ("Faces", data.source),
        ("Read from", info.asked),
        ("Licence", data.licence),
        ("Size", f"{data.faces:,} faces of {data.subjects:,} people"),
        ("Used", f"1 frame in {every}, and all that people were asked about" if every > 1 else ""),
        ("Labels", ", ".join(f"{label or 'none'} {count:,}" for label, count in data.labels.items())),
        ("Landmarks", " in ".join(text for text in (data.layout, data.unit) if text)),
        ("Recipe", info.recipe),
        ("Seeds", ", ".join(map(str, info.seeds))),
        ("Started", info.started.replace("T", " ")),
        ("Took", took),
        *(("Note", note) for note in data.notes),
    ]
    return [(name, value) for name, value in facts if value]
