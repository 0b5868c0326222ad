"""What ``--dry-run`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mien.cli.result import Result

if TYPE_CHECKING:
    from mien.experiments.curve import PlannedCurve
    from mien.experiments.plan import Plan
    from mien.runs import FacesInfo


def plan_result(plan: Plan) -> Result:
    """The plan of an experiment, a line a thing."""
    lines = [_faces(plan.data)]
    for split in plan.splits:
        counts = [
            f"{name} {part.subjects} people, {part.faces:,} faces, {part.triplets:,} triplets"
            for name, part in split.parts().items()
        ]
        lines.append(f"seed {split.seed:<6} {'; '.join(counts)}")
    for one in plan.trainings:
        state = "; kept already, not trained again" if one.trained else ""
        size = f"{one.steps:,} steps, {one.parameters:,} parameters"
        lines.append(f"training    {one.model}, seed {one.seed}: {size}{state}")
    lines += [
        f"rows        {', '.join(plan.rows.values())}",
        f"recipe      {plan.recipe}; engine {plan.engine} on {plan.device}",
        f"out         {plan.out}, {'goes on' if plan.there else 'new'}",
        *(f"note        {note}" for note in plan.notes),
        _END,
    ]
    return Result({"dry_run": True, **vars(plan)}, lines)


def curve_result(plan: PlannedCurve) -> Result:
    """The plan of a curve."""
    lines = [
        _faces(plan.data),
        f"cells       {plan.cells}, {plan.made} made already",
        f"rows        {', '.join(plan.rows)}",
        f"out         {plan.out}, {'goes on' if plan.there else 'new'}",
        _END,
    ]
    return Result({"dry_run": True, **vars(plan)}, lines)


_END = "Nothing was trained or written; the same command without --dry-run does it."


def _faces(data: FacesInfo) -> str:
    return f"faces       {data.faces:,} of {data.subjects} people, layout {data.layout}, from {data.source}"
