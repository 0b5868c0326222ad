"""Raters: who is drawn where, who is flagged and why."""

import math
import re

import numpy as np

from mien.report import read_run
from mien.report.raters import rater_plots


def points(html, kind):
    pattern = rf'<svg x="([\d.]+)%" y="([\d.]+)%" overflow="visible" class="{kind}" data-tip="([^"]+)"'
    return [(float(x), float(y), tip.split(":")[0]) for x, y, tip in re.findall(pattern, html)]


def test_raters_lie_at_their_agreement_and_log_time(judged_dir):
    raters = {
        rater.name.replace("<i>", "&lt;i&gt;"): rater for rater in read_run(judged_dir).agreement.raters
    }
    first = rater_plots(list(raters.values())).split("</figure>")[0]
    drawn = points(first, "rater") + points(first, "flag")
    assert len(drawn) == 59
    seconds = [math.log10(raters[name].seconds) for *_, name in drawn]
    agreement = [raters[name].agreement for *_, name in drawn]
    for places, values in (([x for x, *_ in drawn], seconds), ([y for _, y, _ in drawn], agreement)):
        slope, offset = np.polyfit(values, places, 1)
        np.testing.assert_allclose(np.array(values) * slope + offset, places, atol=0.02)
    assert np.polyfit(agreement, [y for _, y, _ in drawn], 1)[0] < 0


def test_flagged_raters_are_crosses_and_named_with_their_reasons(judged_dir):
    raters = read_run(judged_dir).agreement.raters
    html = rater_plots(raters)
    assert "60 raters, 2 of them to look at." in html
    for plot in html.split("</figure>")[:2]:
        assert sorted(name for *_, name in points(plot, "flag")) == ["r007&lt;i&gt;", "r031&lt;i&gt;"]
    listed = re.search(r'<ul class="flags">(.*?)</ul>', html).group(1)
    assert re.findall("<b>(.*?)</b>: (.*?)</li>", listed)[0] == (
        "r007&lt;i&gt;", "agreement .51, no better than chance; 40 % of answers too fast",
    )  # fmt: skip


def test_the_table_has_every_rater_with_what_is_not_known(judged_dir):
    html = rater_plots(read_run(judged_dir).agreement.raters)
    table = html[html.index("<details>") :]
    assert table.count('scope="row"') == 60
    row = re.search(r"r003&lt;i&gt;</th>(.*?)</tr>", table).group(1)
    cells = re.findall("<td>(.*?)</td>", row)
    assert [cells[place] for place in (1, 2, 3, 5)] == ["–", "0", "–", "–"]


def test_no_raters_no_plot():
    assert rater_plots([]) == ""
