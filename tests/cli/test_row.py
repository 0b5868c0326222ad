"""What `mien evaluate` prints of a row."""

from mien.cli.row import row_text
from mien.evaluation.details import Correlations
from mien.inference.evaluate import Evaluated
from mien.runs import Details, Figure, TableRow


def test_a_line_says_which_dimension_each_unit_has():
    found = Correlations(
        units=["AU01", "AU04", "AU12"],
        values=[[0.1, 0.713], [None, 0.2], [-0.456, 0.3]],
        chosen={"AU12": 0, "AU01": 1},
        deviation=[1.0, 1.0],
    )
    figure = Figure(value=0.4, low=0.3, high=0.5, chance=0.0, counts={"people": 3, "units": 3})
    row = TableRow(name="m2", dim=2, figures={"dimensions": {"units": figure}})
    text = row_text(Evaluated(row, Details(rows={"m2": {0: {"dimensions": {"units": found}}}})))
    line = "dimensions units 0.400 [0.300, 0.500] 0.000 3 people, 3 units"
    assert " ".join(text.splitlines()[1].split()) == line
    assert text.splitlines()[-1] == (
        "Dimension of each unit, with their correlation on test people: AU01 z1 +.71, AU12 z0 −.46"
    )
    assert "Dimension" not in row_text(Evaluated(row, Details(rows={"m2": {0: {}}})))
