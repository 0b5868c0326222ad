"""Files of questions, answers and labels: Mien's own, and other people's."""

from mien.triplets.formats.fec import read_fec
from mien.triplets.formats.judgments import Judgments, Tolerance
from mien.triplets.formats.mturk import MTurkColumns, read_mturk
from mien.triplets.formats.numbers import read_numbers, write_numbers
from mien.triplets.formats.ours import (
    read_answers,
    read_judgments,
    read_label_answers,
    read_labels,
    read_questions,
    write_answers,
    write_label_answers,
    write_labels,
    write_questions,
)

__all__ = [
    "Judgments",
    "MTurkColumns",
    "Tolerance",
    "read_answers",
    "read_fec",
    "read_judgments",
    "read_label_answers",
    "read_labels",
    "read_mturk",
    "read_numbers",
    "read_questions",
    "write_answers",
    "write_label_answers",
    "write_labels",
    "write_numbers",
    "write_questions",
]
