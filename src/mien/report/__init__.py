"""The report of a run: read the run directory, draw it, write one offline HTML file. Loads no model."""

from mien.report.agreement import terminal_agreement
from mien.report.build import build_report
from mien.report.findings import Agreement, Ceiling, Neutrals
from mien.report.inputs import Row, Run, read_run, read_table
from mien.report.paper import CITATION, PaperRow, PaperTable, paper_table
from mien.report.tables import caption, terminal_table

__all__ = [
    "CITATION",
    "Agreement",
    "Ceiling",
    "Neutrals",
    "PaperRow",
    "PaperTable",
    "Row",
    "Run",
    "build_report",
    "caption",
    "paper_table",
    "read_run",
    "read_table",
    "terminal_agreement",
    "terminal_table",
]
