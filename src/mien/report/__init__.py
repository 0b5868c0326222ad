"""The report of a run: read its records, draw them, write one offline HTML file. Loads no model."""

from mien.drawing.paper import paper_table
from mien.report.build import build_report
from mien.report.tables import caption
from mien.report.terminal import terminal_agreement, terminal_head, terminal_paired, terminal_table

__all__ = [
    "build_report",
    "caption",
    "paper_table",
    "terminal_agreement",
    "terminal_head",
    "terminal_paired",
    "terminal_table",
]
