"""How to read a report: what its words mean."""

from __future__ import annotations

from html import escape

from mien.report.inputs import Run
from mien.report.paper import CITATION, paper_table

_JUDGMENTS = [
    (
        "Vote difference",
        "people were asked which of two faces looks more like the anchor. The difference between the votes "
        "for the one and the other says how clear the answer is: of five votes, 5 to 0, 4 to 1 and 3 to 2 "
        "are differences 5, 3 and 1. Triplets with a clearer answer weigh more in training.",
    ),
    (
        "Random voters",
        "how many triplets would have each difference if every voter tossed a coin. Where a run is near this "
        "line, the votes say nothing.",
    ),
    (
        "Agreement of a rater",
        "share of a rater's votes that are those of most of the others who saw the same triplet. Chance is "
        ".500. Self-consistency is the share of repeated questions that the rater answered alike.",
    ),
]
_CEILING = [
    (
        "Other raters",
        "how often the majority of raters who did not vote on a triplet is that of those who did: the votes "
        "say no more than this about people. A few raters are noisy too, so a representation can come out a "
        "little higher. Predicted from the votes, it comes from how the votes are spread alone.",
    ),
    (
        "Best any space",
        "answers contradict each other, so no space satisfies them all. The best one is between the two "
        "bounds.",
    ),
]
_NEUTRALS = [
    (
        "Neutral",
        "the face of a person that stands for no expression. Ways: coded, of frames without any coded action "
        "unit the one nearest to the others (the paper's); median, the face nearest to the person's median "
        "face; still, where the face moves least; given, marked in the data.",
    )
]


def reading(run: Run) -> str:
    """What a reader must know to judge the figures, for the parts that this run has."""
    paper = paper_table(str(run.info.get("experiment", "")))
    figure = "Figure 5" if run.info.get("experiment") == "spontaneous" else "Figure 4"
    terms = [
        (
            "Accuracy",
            "share of test faces that a linear classifier (one against the rest, its constant chosen on "
            "validation) gives their right label. It was trained on other people.",
        ),
        (
            "Triplets",
            "a triplet says that of two faces one is nearer to an anchor. Satisfied means that the "
            "distances in the representation agree (the paper's eq. 12). Chance is .500.",
        ),
        (
            "Interval",
            "where the figure would fall for 95 % of other draws of test people. Intervals that overlap "
            "much are no clear difference.",
        ),
        (
            "x, y",
            "the landmarks of a face, and of the same person's neutral face. Difference x − y and its PCA "
            "are not in the paper: simple, and strong, so a model must beat them to be worth its trouble.",
        ),
        (
            "VAE, M1, M2",
            "a variational auto-encoder of faces; of faces given the neutral face; and that with "
            "triplets as a prior on the latent space.",
        ),
        (
            "Latent spaces",
            f"each panel is a projection by PCA of the test faces, the paper's {figure}. The share of "
            "variance says how much of the space three directions can show; the rest is out of sight.",
        ),
        (
            "Training",
            "every term is a sum over dimensions and a mean over faces, in nats, without its schedule's "
            "weight. Validation is at full weight; its lowest total picks the checkpoint.",
        ),
    ]
    if run.agreement is not None:
        terms += _JUDGMENTS
    if run.ceiling is not None:
        terms += _CEILING
    if run.neutrals is not None:
        terms += _NEUTRALS
    if run.strips is not None:
        terms.append(
            (
                "Strips",
                "one latent dimension is moved, the others stay 0. Grey behind is the face at 0. Movement "
                "is the mean way of a point from the first face to the last, in per cent of the distance "
                "between the eyes. A KL near 0 means that the model does not use the dimension.",
            )
        )
    text = "".join(f"<div><dt>{name}</dt><dd>{meaning}</dd></div>" for name, meaning in terms)
    source = f'<p class="note">The paper: {escape(CITATION)}, {paper.number}.</p>' if paper else ""
    return f'<dl class="words">{text}</dl>{source}'
