"""Palette and words that page and paper share."""

import pytest

from mien.drawing import tested as told
from mien.drawing.colours import DARK, LIGHT, PALETTE
from mien.report.palette import palette
from mien.runs import Counts, FacesInfo, RunInfo, SplitCounts


def info(*people):
    def part(subjects):
        return Counts(subjects=subjects, faces=5 * subjects, triplets=9)

    splits = [
        SplitCounts(seed=seed, train=part(20), validation=part(3), test=part(number))
        for seed, number in enumerate(people)
    ]
    data = FacesInfo(source="drawn", faces=3, subjects=1)
    seeds = list(range(len(people)))
    return RunInfo(mien="1", experiment="posed", started="now", seeds=seeds, data=data, splits=splits)


@pytest.mark.parametrize(
    ("people", "words", "warns"),
    [
        ((), "", False),
        ((1,), "1 test person", True),
        ((9,), "9 test people", True),
        ((10,), "10 test people", False),
        ((10, 12, 11), "10 to 12 test people a seed, 3 seeds", False),
        ((10, 8), "8 to 10 test people a seed, 2 seeds", True),
    ],
)
def test_how_many_people_are_told_and_few_are_warned_of(people, words, warns):
    assert told.tested(info(*people)) == words
    assert bool(told.few(told.fewest_people(info(*people)))) == warns


def test_both_grounds_have_every_colour():
    assert list(LIGHT) == list(DARK) == list(PALETTE)
    rules = palette()
    for name in PALETTE:
        assert f"--{name}:{LIGHT[name]}" in rules
        assert f"--{name}:{DARK[name]}" in rules.partition("dark")[2]


def test_colours_stand_out_from_their_ground():
    def light(colour):
        shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
        return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

    for colours, ground in ((LIGHT, "#ffffff"), (DARK, "#14171b")):
        for name, colour in colours.items():
            high, low = sorted((light(colour), light(ground)), reverse=True)
            assert (high + 0.05) / (low + 0.05) > 2, name
