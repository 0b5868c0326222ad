"""Table I: counts, shares, chance, the paper's figures, and what is told of the votes."""

import io
import json
import re

import pytest
from rich.console import Console

from mien.drawing.paper import TABLE_I
from mien.report import terminal_agreement
from mien.report.agreement import agreement_plot, agreement_section, facts, html_agreement, rows_of
from mien.runs import RunDirectory


def changed(judged_dir, **values):
    file = judged_dir / "agreement.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | values))
    return RunDirectory(judged_dir).read().agreement


def test_table_has_the_counts_of_the_file_with_shares_that_sum_to_one(judged_dir):
    html = html_agreement(RunDirectory(judged_dir).read().agreement)
    told = json.loads((judged_dir / "agreement.json").read_text())["parts"]
    rows = dict(re.findall(r'<tr data-part="([^"]+)">(.*?)</tr>', html))
    assert list(rows) == list(told)
    for part, row in rows.items():
        cells = re.findall(r"<td>(.*?)</td>", row)
        counts = [int(re.match(r"[\d,]+", cell).group().replace(",", "")) for cell in cells]
        assert counts == [*(told[part][kind] for kind in ("5", "3", "1")), sum(told[part].values())]
        shares = [float(share) for share in re.findall(r"<small>([.\d]+)</small>", "".join(cells))]
        assert shares == [round(count / counts[-1], 3) for count in counts[:3]]


def test_paper_stands_beside_with_its_own_totals(judged_dir):
    html = html_agreement(RunDirectory(judged_dir).read().agreement)
    rows = dict(re.findall(r'<tr data-part="([^"]+)">(.*?)</tr>', html))
    theirs = {
        part: [re.match(r"[\d,]+", cell).group() for cell in re.findall(r'<td class="paper">(.*?)</td>', row)]
        for part, row in rows.items()
    }
    assert theirs == {
        "train": ["2,426", "2,364", "2,206", "6,996"],
        "validation": ["652", "686", "643", "1,981"],
        "test": ["728", "767", "719", "2,214"],
        "all": ["3,806", "3,817", "3,568", "11,191"],
    }
    for kind in ("5", "3", "1"):
        assert TABLE_I.parts["all"][kind] == sum(
            TABLE_I.parts[part][kind] for part in ("train", "validation", "test")
        )


def test_chance_line_and_chart_places(judged_dir):
    agreement = RunDirectory(judged_dir).read().agreement
    chance = re.search(r'data-part="chance">(.*?)</tr>', html_agreement(agreement)).group(1)
    assert re.findall(r"<td>([.\d]+)</td>", chance) == [".0625", ".3125", ".625"]
    plots = re.findall(r'<figure class="dots">(.*?)</figure>', agreement_plot(agreement))
    lines = [float(re.search(r'class="chance" x1="([\d.]+)%"', plot).group(1)) for plot in plots]
    scale = lines[2] / 0.625
    assert lines == pytest.approx([0.0625 * scale, 0.3125 * scale, 0.625 * scale], abs=0.02)
    for place, plot in enumerate(plots):
        drawn = [float(x) for x in re.findall(r'class="ours" cx="([\d.]+)%"', plot)]
        wanted = [scale * cells[place][1] for _, cells, _ in rows_of(agreement)]
        assert drawn == pytest.approx(wanted, abs=0.02)


def test_other_numbers_of_voters_and_unknown_parts(judged_dir):
    parts = {"": {"3": 10, "1": 30}}
    agreement = changed(judged_dir, parts=parts, votes=3, chance={"3": 0.25, "1": 0.75})
    html = html_agreement(agreement)
    assert "part unknown" in html
    assert "10 <small>.250</small>" in html
    assert html.count('class="paper">–') == 4
    assert len(re.findall("<figure", agreement_plot(agreement))) == 2


def test_facts_say_alpha_chance_sides_and_what_was_left_out(judged_dir):
    run = RunDirectory(judged_dir).read()
    text = "\n".join(text for text, _ in facts(run.agreement, run.info))
    html = str(agreement_section(run.agreement, run.info))
    assert '<strong class="warn">2 raters are &lt;b&gt;no&lt;/b&gt; better than chance' in html
    for line in (
        "agree more than voters who toss coins would (p below .0001)",
        "Krippendorff's alpha 0.312, 95 % interval 0.290 to 0.333",
        "chosen in .501 of the answers, 95 % interval .496–.506",
        "Answers left out: answered twice 12, never asked 3.",
        "Faces asked about: train 3,500, validation 1,000, test 1,107.",
        "Faces not asked about: blink 412, same action units 9,731.",
    ):
        assert line in text


def test_votes_no_better_than_chance_are_a_warning(judged_dir):
    agreement = changed(judged_dir, p=0.4, better=False, alpha=None)
    html = agreement_section(agreement, RunDirectory(judged_dir).read().info)
    line = '<strong class="warn">The raters agree no more than voters who toss coins (p .400).</strong>'
    assert line in html
    assert "NO BETTER THAN CHANCE" in printed(agreement)


def printed(agreement, width=80):
    text = io.StringIO()
    Console(width=width, file=text).print(terminal_agreement(agreement))
    return text.getvalue()


def test_terminal_table_fits_80_columns_with_the_same_counts(judged_dir):
    lines = printed(RunDirectory(judged_dir).read().agreement).splitlines()
    place = next(n for n, line in enumerate(lines) if line.strip().startswith("test"))
    assert lines[place].split() == ["test", "751", "702", "761", "2,214", "728", "767", "719", "2,214"]
    assert lines[place + 1].split() == [".339", ".317", ".344", ".329", ".346", ".325"]
    chance = next(line for line in lines if "random voters" in line)
    assert chance.split()[2:] == [".0625", ".3125", ".625"]
    assert "60 raters, 2" in " ".join(lines)
