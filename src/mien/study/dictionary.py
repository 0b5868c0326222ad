"""What every column of the exports means: the one source of Psych-DS and of the files' types."""

from __future__ import annotations

from dataclasses import dataclass

from mien.triplets.votes import LABELS


@dataclass(frozen=True)
class Meaning:
    """What a column holds.

    Attributes
    ----------
    text : one sentence.
    kind : ``str``, ``int`` or ``float``.
    unit : of numbers; ``""`` where there is none.
    levels : all values that there are; empty where they are many.
    """

    text: str
    kind: type = str
    unit: str = ""
    levels: tuple[str, ...] = ()


_FLAG = ("0", "1")
MEANINGS: dict[str, Meaning] = {
    "question": Meaning("name of the question, as in the study's files"),
    "name": Meaning("name of the question, as in the study's files"),
    "kind": Meaning("kind of question"),
    "part": Meaning("part of the split that the question's faces are of; empty where there is none"),
    "role": Meaning("vote: counted; catch: the answer is known", levels=("vote", "catch")),
    "face": Meaning("name of the face that was shown"),
    "anchor": Meaning("name of the reference face; of sets, the first face by name"),
    "first": Meaning("name of the first of the two other faces; of sets, the second by name"),
    "second": Meaning("name of the second of the two other faces; of sets, the third by name"),
    **{
        f"face_{number}": Meaning(f"name of face {number} of the set, by name; empty in smaller sets")
        for number in range(1, 9)
    },
    "expected": Meaning("the known answer of a catch question; empty for votes"),
    "rater": Meaning("pseudonym of the person, random, the same in all files of this study"),
    "choice": Meaning("the answer; of triplets, the face that is more like the reference"),
    "label": Meaning("what the person called the expression", levels=LABELS),
    "valence": Meaning("how pleasant, from least to most of the study's scale", float),
    "arousal": Meaning("how aroused, from least to most of the study's scale", float),
    "intensity": Meaning("how strong, from least to most of the study's scale", float),
    "odd": Meaning("name of the face that differs most from the other two"),
    "best": Meaning("name of the face that is most of the dimension asked for"),
    "worst": Meaning("name of the face that is least of the dimension asked for"),
    "place": Meaning("where the chosen face was on the screen, from 1 in reading order", int),
    "best_place": Meaning("where the best face was on the screen, from 1 in reading order", int),
    "worst_place": Meaning("where the worst face was on the screen, from 1 in reading order", int),
    "seconds": Meaning(
        "from the painted pictures to the answer, by the page's clock; empty if unknown", float, "s"
    ),
    "left": Meaning("which of a triplet's two faces was on the left", levels=("first", "second")),
    "repeat": Meaning(
        "1: the person's own question again, to test self-consistency; no vote", int, levels=_FLAG
    ),
    "answer": Meaning("number of the answer in the store, in the order of coming in", int),
    "counted": Meaning("1: the answer fills one of the places of its question", int, levels=_FLAG),
    "late": Meaning("1: it came after its place had been given up", int, levels=_FLAG),
    "excluded": Meaning("why the person was left out; empty if not"),
    "received": Meaning("when the server had it on disk, milliseconds since 1970 UTC", int, "ms"),
    "faces": Meaning("all faces of the question as JSON, by name for sets"),
    "condition": Meaning("condition that the person was assigned to; empty where there are none"),
    "platform": Meaning("where the person came from"),
    "language": Meaning("language of the page"),
    "state": Meaning("where the person is", levels=("working", "finished", "excluded", "withdrawn")),
    "consent": Meaning("versions of the consent text that were agreed to, by time, joined by spaces"),
    "answered": Meaning("answers of the person in all", int),
    "minutes": Meaning(
        "from consent to the completion code, or to the last sign of the person", float, "min"
    ),
    "median_seconds": Meaning("median response time of the person", float, "s"),
    "catch_asked": Meaning("catch questions that the person answered", int),
    "catch_right": Meaning("those of them answered as expected", int),
    "repeats": Meaning("repeats that the person answered", int),
    "repeats_alike": Meaning("those of them answered as the first time", int),
    "agreement": Meaning("share of the person's choices that are as the majority of the others", float),
    "compared": Meaning("choices of the person where the others have a majority", int),
    "flags": Meaning("reasons to look at the person, joined by semicolons"),
    "since": Meaning("from when on the person saw questions so, milliseconds since 1970 UTC", int, "ms"),
    "window_width": Meaning("of the browser's window, in CSS pixels", int, "px"),
    "window_height": Meaning("of the browser's window, in CSS pixels", int, "px"),
    "screen_width": Meaning("of the whole screen, in CSS pixels", int, "px"),
    "screen_height": Meaning("of the whole screen, in CSS pixels", int, "px"),
    "ratio": Meaning("pixels of the device in a CSS pixel, the browser's zoom included", float),
    "zoom": Meaning("magnification by pinching", float),
    "theme": Meaning("theme of the device; questions have the same grey in both", levels=("light", "dark")),
    "contrast": Meaning("1: the device forces colours of its own", int, levels=_FLAG),
    "motion": Meaning("less: the device asks for less motion, clips run once", levels=("full", "less")),
    "input": Meaning("what was used last", levels=("mouse", "touch", "pen", "keyboard", "unknown")),
    "hover": Meaning("1: the device has a pointer that can rest on things", int, levels=_FLAG),
    "face_width": Meaning("of a face as it was shown, in CSS pixels", int, "px"),
    "face_degrees": Meaning("of a face, in degrees of the visual field; empty if not measured", float, "deg"),
    "pixels_per_mm": Meaning("CSS pixels a millimetre, by a card held to the screen", float, "px/mm"),
    "distance_mm": Meaning("from the eyes to the screen; empty if not known", int, "mm"),
    "distance_by": Meaning("how the distance is known; empty if not", levels=("asked for", "blind spot")),
    "onset": Meaning("from the request to show the clips until their first picture was painted", int, "ms"),
    "clips": Meaning("clips of the question", int),
    "drawn": Meaning("pictures of all of them that were drawn", int),
    "missed": Meaning("pictures of all of them whose time passed before they could be drawn", int),
    "longest": Meaning("longest time that a picture stood, of all of them", int, "ms"),
    "plays": Meaning("how often a clip was begun at most", int),
    "facts": Meaning("what the person told besides answers, JSON: screening and comprehension"),
}
"""Column -> meaning; a column means the same in every file."""


def kind_of(column: str) -> type:
    """The type of a column's values."""
    return MEANINGS[column].kind
