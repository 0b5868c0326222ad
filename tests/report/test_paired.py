"""The table of differences, and the marks of what a row sees."""

from mien.drawing.names import Names
from mien.report import caption, terminal_paired
from mien.report.pages import signed
from mien.report.paired import gap_cells, html_paired, paired_lines
from mien.report.tables import grid
from mien.runs import Figure, Gap, Paired, RunInfo, Table, TableRow

from .conftest import run_info


def made():
    def figures(accuracy, triplets=None):
        found = {"accuracy": {"all": Figure(value=accuracy)}}
        return found if triplets is None else {**found, "triplets": {"all": Figure(value=triplets)}}

    rows = [
        TableRow(name="difference", title="Difference", dim=9, figures=figures(0.7, 0.6)),
        TableRow(name="lda", title="LDA", sees=["labels"], dim=5, figures=figures(0.75)),
        TableRow(name="ideal", title="Ideal", sees=["truth"], dim=5, figures=figures(0.9, 0.8)),
        TableRow(name="m2", title="M2", sees=["triplets"], dim=5, figures=figures(0.72, 0.7)),
    ]
    gap = Gap(value=-0.02, low=-0.05, high=0.01, sd=0.004)
    gaps = {
        "difference": {
            "accuracy": {"all": gap}, "triplets": {"all": Gap(value=-0.1, low=-0.2, high=-0.05)},
        },
        "lda": {"accuracy": {"all": Gap(value=0.03, low=0.01, high=0.05)}},
    }  # fmt: skip
    return Table(rows=rows, paired=Paired(reference="m2", gaps=gaps))


def test_a_difference_has_its_sign_and_says_when_it_is_level():
    assert (signed(-0.0214), signed(0.5), signed(0.0)) == ("−.021", "+.500", "+.000")
    level = gap_cells(Gap(value=-0.02, low=-0.05, high=0.01, sd=0.004))
    assert level == ("−.020 ± .004", "level, −.050 to +.010")
    assert gap_cells(Gap(value=0.03, low=0.01, high=0.05)) == ("+.030", "+.010 to +.050")
    assert gap_cells(None) == ("–", "")


def test_the_lines_are_those_rows_that_have_a_difference():
    heads, lines = paired_lines(made())
    assert heads == ["Accuracy", "Triplets"]
    assert [name for name, _ in lines] == ["difference", "lda"]
    assert lines[1][1][1] == ("–", "")
    page = str(html_paired(made()))
    assert "Difference from M2" in page
    assert 'data-paired="lda"' in page
    assert "LDA‡" in page
    assert "level, −.050 to +.010" in page
    assert str(html_paired(Table(rows=made().rows))) == ""


def test_the_terminal_has_the_same():
    from rich.console import Console

    console = Console(width=100, record=True)
    console.print(terminal_paired(made()))
    text = console.export_text()
    assert "Difference from M2" in text
    assert "lda‡" in text
    assert "level" in text
    assert "−.050 to +.010" in text
    assert not any(len(line) > 60 for line in text.splitlines())


def test_what_a_row_sees_is_marked_and_explained_and_what_it_cannot_do_is_said():
    table, info = made(), RunInfo.model_validate(run_info())
    names = Names(table)
    assert [names.marked(row.name) for row in table.rows] == ["Difference", "LDA‡", "Ideal¶", "M2†"]
    text = caption(table, info)
    for said in (
        "† learns from triplets",
        "‡ learns from labels",
        "¶ knows the rig",
        "–: the row is not for",
    ):
        assert said in text
    plain = Table(rows=[row.changed(sees=[]) for row in table.rows if row.name != "lda"])
    assert not any(mark in caption(plain, info) for mark in ("†", "‡", "¶", "–:"))


def test_who_knows_the_truth_is_not_the_best_of_a_column():
    laid = grid(made(), None)
    bold = [[cell.text for _, cells in laid.rows if (cell := cells[place]).best] for place in (1, 2)]
    assert bold == [[".750"], [".700"]]
