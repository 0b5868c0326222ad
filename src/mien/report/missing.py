"""What a run does not have, in words: nothing is left out without being named."""

from __future__ import annotations

from collections.abc import Mapping

from mien.drawing.names import Names
from mien.models.registry import MODELS
from mien.runs import Agreement, Ceiling, Details, Neutrals, Replicates, Run, RunInfo, Table

_AGAIN = "repeat the command to have it"


def missing(run: Run) -> list[str]:
    """A sentence for each thing that is not there, and what to do."""
    told = []
    resume = "the run did not finish: give its command again, with --resume"
    if run.info is None:
        told.append(f"What was run, on which faces, with what ({RunInfo.FILE}): {resume}.")
    if run.table is None:
        told.append(f"The table ({Table.FILE}), and all that is drawn from it: {resume}.")
        return told
    if not run.config:
        told.append("The settings (config.toml).")
    if run.table.columns():
        if run.replicates is None:
            told.append(
                f"Whether two rows are level ({Replicates.FILE}): made before these were kept; {_AGAIN}."
            )
        if run.details is None:
            told.append(
                f"Which labels are told for which, and what else lies behind the figures ({Details.FILE}): "
                f"made before it was kept; {_AGAIN}."
            )
    if run.latents is None:
        told.append(f"The latent spaces (latents/); {_AGAIN}.")
    return [*told, *_of_models(run), *_of_votes(run)]


def _of_models(run: Run) -> list[str]:
    names = Names(run.table)
    rows = [row.name for row in run.table.rows if row.name in MODELS] if run.table else []
    kept: dict[str, Mapping[str, object]] = {
        "The curves of training (metrics/)": run.metrics,
        "Faces along the latent dimensions (strips/)": run.strips,
        "The error of reconstruction (errors/)": run.errors,
    }
    if run.info is not None and run.info.raters:
        kept["The latents over a recording (trajectories/)"] = run.trajectories
    told = []
    for what, there in kept.items():
        lacking = [names.title(row) for row in rows if row not in there]
        if lacking:
            told.append(f"{what} of {', '.join(lacking)}: made before it was kept, or removed; {_AGAIN}.")
    return told


def _of_votes(run: Run) -> list[str]:
    if run.info is None or not run.info.raters:
        return []
    parts = {
        f"How far the raters agree ({Agreement.FILE})": run.agreement,
        f"What a row could reach at most ({Ceiling.FILE})": run.ceiling,
        f"What the choice of neutral faces costs ({Neutrals.FILE})": run.neutrals,
    }
    return [f"{what}; {_AGAIN}." for what, there in parts.items() if there is None]
