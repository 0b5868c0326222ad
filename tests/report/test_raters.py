"""Raters: who is drawn where, who is flagged and why."""

import math
import re

import numpy as np

from mien.report.raters import rater_plots
from mien.runs import RunDirectory


def points(html, kind):
    pattern = rf'<svg x="([\d.]+)%" y="([\d.]+)%" overflow="visible" class="{kind}" data-tip="([^"]+)"'
    return [(float(x), float(y), tip.split(":")[0]) for x, y, tip in re.findall(pattern, html)]


def test_raters_lie_at_their_agreement_and_log_time(judged_dir):
    raters = {
        rater.name.replace("<i>", "&lt;i&gt;"): rater
        for rater in RunDirectory(judged_dir).read().agreement.raters
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


def test_time_has_round_numbers_along_it(judged_dir):
    raters = RunDirectory(judged_dir).read().agreement.raters
    timed = rater_plots(raters).split("</figure>")[0]
    named = re.search(r'class="xticks" aria-hidden="true">(.*?)</div>', timed).group(1)
    ticks = [(float(x), float(number)) for x, number in re.findall(r'left:([\d.]+)%">([\d.]+)<', named)]
    seconds = [rater.seconds for rater in raters if rater.seconds]
    assert [number for _, number in ticks] == [
        number for number in (0.1, 0.2, 0.5, 1, 2, 5, 10) if min(seconds) <= number <= max(seconds)
    ]
    drawn = {name: x for x, _, name in points(timed, "rater")}
    one = next(rater for rater in raters if rater.name.startswith("r000"))
    slope = (ticks[1][0] - ticks[0][0]) / math.log10(ticks[1][1] / ticks[0][1])
    expected = ticks[0][0] + slope * math.log10(one.seconds / ticks[0][1])
    assert abs(drawn[one.name.replace("<i>", "&lt;i&gt;")] - expected) < 0.2


def test_few_and_close_times_have_their_ends_along_them(judged_dir):
    raters = [
        one.changed(seconds=1.1 + place / 100)
        for place, one in enumerate(RunDirectory(judged_dir).read().agreement.raters)
    ]
    named = re.search(r'class="xticks" aria-hidden="true">(.*?)</div>', rater_plots(raters)).group(1)
    assert re.findall(r">([\d.]+)<", named) == ["1.1", "1.69"]


def test_flagged_raters_are_crosses_and_named_with_their_reasons(judged_dir):
    raters = RunDirectory(judged_dir).read().agreement.raters
    html = rater_plots(raters)
    assert "60 raters, 2 of them to look at." in html
    for plot in html.split("</figure>")[:2]:
        assert sorted(name for *_, name in points(plot, "flag")) == ["r007&lt;i&gt;", "r031&lt;i&gt;"]
    listed = re.search(r'<ul class="flags">(.*?)</ul>', html).group(1)
    assert re.findall("<b>(.*?)</b>: (.*?)</li>", listed)[0] == (
        "r007&lt;i&gt;", "agreement .51, no better than chance; 40 % of answers too fast",
    )  # fmt: skip


def test_the_table_has_every_rater_with_what_is_not_known(judged_dir):
    html = rater_plots(RunDirectory(judged_dir).read().agreement.raters)
    table = html[html.index("<details>") :]
    assert table.count('scope="row"') == 60
    row = re.search(r"r003&lt;i&gt;</th>(.*?)</tr>", table).group(1)
    cells = re.findall("<td>(.*?)</td>", row)
    assert [cells[place] for place in (1, 2, 3, 5)] == ["–", "0", "–", "–"]


def test_no_raters_no_plot():
    assert rater_plots([]) == ""
