"""The figures of a run; a new one is a file beside this one and a line here."""

from __future__ import annotations

from dataclasses import dataclass

from mien.registry import Registry


@dataclass(frozen=True)
class Drawn:
    """A kind of figure.

    Attributes
    ----------
    at : dotted name of ``of_run(run, width)``, which gives names and figures; none where a run lacks them.
    summary : one line for the documents.
    needs : what a run must have, in words.
    """

    at: str
    summary: str
    needs: str


FIGURES = Registry(
    "figure",
    {
        "results": Drawn(
            "mien.plot.results:of_run",
            "every column of the table: a dot a row, interval over people, seeds, chance, the paper",
            "table.json",
        ),
        "space": Drawn(
            "mien.plot.space:of_run",
            "test faces on three principal components of each row (Figures 4 and 5)",
            "latents/",
        ),
        "strip": Drawn(
            "mien.plot.strip:of_run", "faces along the dimensions that move them most", "strips/ of a model"
        ),
        "triplets": Drawn(
            "mien.plot.triplets:of_run",
            "satisfied triplets by vote difference, with chance and the raters' ceiling",
            "triplets with votes",
        ),
        "confusion": Drawn(
            "mien.plot.confusion:of_run", "which labels are told for which", "details.json, and labels"
        ),
        "reliability": Drawn(
            "mien.plot.reliability:of_run",
            "how far the probability of a choice can be believed",
            "details.json, and triplets",
        ),
        "agreement": Drawn(
            "mien.plot.agreement:of_run", "vote differences and raters", "agreement.json of a run on votes"
        ),
        "curves": Drawn("mien.plot.curves:of_run", "every term of the loss along the training", "metrics/"),
        "regions": Drawn(
            "mien.plot.regions:of_run",
            "error of reconstruction on the face and by region",
            "errors/ of a model",
        ),
        "trajectories": Drawn(
            "mien.plot.trajectories:of_run",
            "latents over a recording, smoothed in their band, lost frames shaded",
            "trajectories/ of a model on recordings",
        ),
        "behind": Drawn(
            "mien.plot.behind:of_run",
            "figures of further tasks one by one, along something, dimensions against action units",
            "details.json, and what these tasks need",
        ),
    },
)
