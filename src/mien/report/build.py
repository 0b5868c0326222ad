"""Put a report together: one HTML file that needs nothing else, on disk or on the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup

from mien.drawing.names import Names
from mien.drawing.paper import CITATION, paper_table
from mien.errors import RunError
from mien.explorer.page import POLICY, mounted, static
from mien.explorer.payload import Payload
from mien.files import write_text
from mien.report.agreement import agreement_section
from mien.report.behind import html_behind
from mien.report.beside import differing, html_beside
from mien.report.curves import training_curves
from mien.report.differences import html_differences
from mien.report.dots import dot_plot
from mien.report.head import html_head
from mien.report.heat import html_confusion
from mien.report.missing import missing
from mien.report.more import more_section
from mien.report.neutrals import neutral_section
from mien.report.pages import file, page
from mien.report.paired import html_paired
from mien.report.palette import palette
from mien.report.regions import html_regions
from mien.report.reliability import html_reliability
from mien.report.spaces import latent_panels
from mien.report.strips import html_strips
from mien.report.tables import html_recovered, html_seeds, html_table
from mien.report.trajectories import html_trajectories
from mien.runs import Run, RunDirectory

SEVERAL = Path("runs-side-by-side.html")
HEADINGS = {
    "beside": "Side by side",
    "results": "Results",
    "plot": "Results as a plot",
    "confusion": "Which labels are told for which",
    "calibration": "How far the probability of a choice can be believed",
    "more": "More about the spaces",
    "agreement": "Agreement of the raters",
    "neutral": "What the choice of neutral faces costs",
    "spaces": "Latent spaces",
    "explorer": "Explore the space",
    "errors": "Error of reconstruction",
    "training": "Training",
    "trajectories": "Latents over a recording",
    "strips": "What each latent dimension does",
    "missing": "What is not here",
    "reading": "How to read this",
    "again": "Versions and repeating the run",
}
Sections = dict[str, Markup]


def build_report(runs: str | Path | Sequence[str | Path], out: str | Path | None = None) -> Path:
    """Write the report of a run, or of several side by side, and return its path.

    Sections whose files are not there are left out, and named.

    Parameters
    ----------
    runs : run directories, finished or not.
    out : the file; ``report.html`` in the directory of a single run, and ``runs-side-by-side.html`` here for
        several, if None.

    Raises
    ------
    RunError
        If a directory is no run, a file in it is damaged, or the report cannot be written.
    """
    asked = [runs] if isinstance(runs, str | Path) else list(runs)
    directories = [RunDirectory(Path(one)) for one in asked]
    if not directories:
        raise RunError("there is no run to make a report of")
    found = {name: one.read() for name, one in _named(directories).items()}
    usual = directories[0].report if len(directories) == 1 else SEVERAL
    path = usual if out is None else Path(out)
    write_text(path, render(found))
    return path


def _named(directories: Sequence[RunDirectory]) -> dict[str, RunDirectory]:
    """The runs by the names of their folders, as short as they differ."""
    whole = [one.path.resolve() for one in directories]
    found: dict[str, RunDirectory] = {}
    for path, one in zip(whole, directories, strict=True):
        alike = sum(other.name == path.name for other in whole) > 1
        name = f"{path.parent.name}/{path.name}" if alike else path.name
        found[name if name not in found else f"{name} ({len(found) + 1})"] = one
    return found


def render(runs: Mapping[str, Run]) -> str:
    """The whole page as text, of one run or of several by their names."""
    several = len(runs) > 1
    prefixes = {name: f"-{place}" if several else "" for place, name in enumerate(runs, start=1)}
    parts = {name: _sections(run, prefixes[name]) for name, run in runs.items()}
    shown: Sections = {}
    if several:
        shown["beside"] = html_beside(runs) + page("differing.html", runs=list(runs), lines=differing(runs))
    for key in HEADINGS:
        of_runs = [(name, own[key]) for name, own in parts.items() if own.get(key)]
        if of_runs:
            shown[key] = page("ofruns.html", runs=of_runs) if several else of_runs[0][1]
    first = next(iter(runs.values()))
    style, script = palette() + file("page.css"), file("page.js")
    if "explorer" in shown:
        style, script = style + static("explorer.css"), script + static("explorer.js")
    return page(
        "page.html",
        policy=POLICY,
        style=Markup(style),
        script=Markup(script),
        title=f"{len(runs)} runs side by side" if several else _title(first),
        version=first.info.mien if first.info is not None and not several else version("mien"),
        several=several,
        heads=[(name, html_head(run, several)) for name, run in runs.items()],
        sections=[(key, HEADINGS[key], content) for key, content in _ordered(shown)],
    )


def _ordered(shown: Sections) -> list[tuple[str, Markup]]:
    return [(key, shown[key]) for key in HEADINGS if key in shown]


def _title(run: Run) -> str:
    if run.info is None:
        return "A run that did not finish"
    kind = run.info.experiment
    if kind == "single" and run.table is not None:
        paired = run.table.paired
        name = Names(run.table).title(paired.reference if paired else run.table.rows[0].name)
        return f"{name} and its rivals" if paired else f"{name} on its own"
    return f"{kind[:1].upper()}{kind[1:]} facial expressions"


def _sections(run: Run, prefix: str) -> Sections:
    """Key and content of every section that this run has something for; `prefix` makes ids its own."""
    names, info = Names(run.table), run.info
    lacking = missing(run)
    found: Sections = {"missing": page("missing.html", lines=lacking) if lacking else Markup()}
    found |= _judged(run)
    if run.agreement is not None and info is not None:
        found["agreement"] = agreement_section(run.agreement, info)
    if run.neutrals is not None:
        found["neutral"] = neutral_section(run.neutrals, names)
    if run.latents is not None and len(run.latents[1].label):
        order = [row.name for row in run.table.rows] if run.table else list(run.latents[1].spaces)
        found["spaces"] = latent_panels(*run.latents, names, order, prefix)
    if run.explorer is not None and not prefix:
        # The page's own script makes it, and no template escapes what is in it.
        found["explorer"] = Markup(mounted(Payload.read(run.explorer)))
    if run.errors:
        found["errors"] = html_regions(run.errors, names)
    if run.metrics:
        found["training"] = training_curves(run.metrics, names)
    if run.trajectories:
        found["trajectories"] = html_trajectories(run.trajectories, names)
    if run.strips:
        found["strips"] = html_strips(run.strips, names, prefix)
    if info is not None:
        found["reading"] = page(
            "reading.html",
            figure="Figure 5" if info.experiment == "spontaneous" else "Figure 4",
            rows=names.summaries(),
            run=run,
            paper=paper_table(info.experiment),
            citation=CITATION,
        )
    found["again"] = page("again.html", info=info, config=run.config, reading=run.reading)
    return found


def _judged(run: Run) -> Sections:
    """What is drawn from the table and from what lies behind it."""
    table, info, found = run.table, run.info, Sections()
    if table is None:
        return found
    names = Names(table)
    found["results"] = (
        html_table(table, info, run.ceiling)
        + html_paired(table)
        + html_recovered(run.ceiling, names)
        + html_seeds(table)
    )
    if table.columns(paper=True):
        paper = None if info is None else paper_table(info.experiment)
        commonest = None if info is None else info.data.commonest
        plot = dot_plot(table, paper, commonest, run.ceiling)
        found["plot"] = plot + html_differences(table, run.ceiling, info)
    if run.details is not None:
        found["confusion"] = html_confusion(run.details, table, info)
        found["calibration"] = html_reliability(run.details, table, info)
    if table.columns(paper=False) or any(row.unjudged for row in table.rows):
        found["more"] = more_section(table, names) + html_behind(table, run.details)
    return found
