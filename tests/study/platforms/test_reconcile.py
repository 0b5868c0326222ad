"""A platform's list against ours: every difference is named, and nothing is changed."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import apsw
import pytest

from mien.errors import ConfigError, DataError
from mien.study.directory import StudyDirectory
from mien.study.platforms.listing import Listed
from mien.study.platforms.prolific_api import prolific_submissions
from mien.study.reconcile import ADVICE, Kind, reconcile, reconcile_with

CODE = "C1M7OONT"


def pid(number: int) -> str:
    return f"{number:024x}"


def sid(number: int) -> str:
    return f"{number + 0x50000:024x}"


def row(number: int, said: str = "AWAITING REVIEW", code: str | None = CODE, session: str = "") -> Listed:
    return Listed(pid(number), session or sid(number), said, code)


def kinds(result) -> list[tuple[Kind, str]]:
    return [(difference.kind, difference.external) for difference in result.differences]


def test_two_lists_that_agree(with_study) -> None:
    async def do(study):
        for number in range(5):
            await study.complete(pid(number), sid(number))
        await study.enter(pid(7), sid(7))
        submissions = [row(number) for number in range(5)] + [row(7, "ACTIVE", ""), row(9, "RETURNED", "")]
        before = await study.tables()
        result = await reconcile(study.store, "prolific", submissions)
        assert await study.tables() == before
        return result

    result = with_study(do)
    assert result.differences == ()
    assert (result.listed, result.ours, result.agree, result.forgotten) == (7, 6, 6, 0)
    assert result.text() == "prolific: 7 submissions listed, 6 people here, 6 agree, 0 differences\n"


def test_each_difference_is_named(with_study) -> None:
    async def do(study):
        await study.complete(pid(1), sid(1))
        half = await study.enter(pid(2), sid(2))
        await study.answer(half, 3)
        for number in (3, 4, 5, 6, 7):
            await study.complete(pid(number), sid(number))
        await study.enter(pid(8), sid(8))
        submissions = [
            row(0),
            row(1),
            row(2),
            row(3, "ACTIVE", ""),
            row(5, "APPROVED", "SOMEBODY"),
            row(6, "RETURNED", ""),
            row(7, "APPROVED"),
            row(7, "AWAITING REVIEW", session=sid(70)),
            row(8, "ON FIRE", ""),
        ]
        return await reconcile(study.store, "prolific", submissions)

    result = with_study(do)
    assert kinds(result) == [
        (Kind.unknown_here, pid(0)),
        (Kind.unfinished_here, pid(2)),
        (Kind.not_submitted, pid(3)),
        (Kind.not_listed, pid(4)),
        (Kind.code_differs, pid(5)),
        (Kind.given_up_counted, pid(6)),
        (Kind.duplicate, pid(7)),
        (Kind.unknown_status, pid(8)),
    ]
    assert (result.agree, result.ours) == (1, 8)
    detail = {difference.kind: difference.detail for difference in result.differences}
    assert (
        detail[Kind.unfinished_here]
        == "AWAITING REVIEW; working here, 3 of 4 answered, code 'C1M7OONT' there"
    )
    assert detail[Kind.code_differs] == "code 'SOMEBODY' there, code 'C1M7OONT' here"
    assert detail[Kind.given_up_counted] == "RETURNED; 4 answers counted"
    assert sum(result.counts().values()) == 8
    text = result.text().splitlines()
    for difference in result.differences:
        assert any(difference.external in line and difference.detail in line for line in text)
    assert f"r-{pid(2)[-8:]}" in result.text()


def test_answers_that_went_missing_are_seen(with_study, tmp_path) -> None:
    async def do(study):
        await study.complete(pid(1), sid(1))
        await study.complete(pid(2), sid(2))
        # Only a damaged file can lose an answer; make one.
        damaged = apsw.Connection(str(tmp_path / "study.sqlite"))
        damaged.execute("DROP TRIGGER answer_remains")
        damaged.execute("DELETE FROM answer WHERE id = (SELECT MIN(id) FROM answer WHERE person = 1)")
        damaged.close()
        return await reconcile(study.store, "prolific", [row(1), row(2)])

    result = with_study(do)
    assert kinds(result) == [(Kind.answers_missing, pid(1))]
    assert "4 of 4 answered, 3 answers stored" in result.differences[0].detail


def test_people_whose_answers_are_left_out_are_no_difference_when_they_gave_up(with_study) -> None:
    async def do(study):
        person = await study.complete(pid(1), sid(1))
        await study.store.exclude(person.number, "returned", "admin")
        gone = await study.enter(pid(2), sid(2))
        await study.answer(gone, 2)
        await study.store.withdraw(gone.number)
        return await reconcile(study.store, "prolific", [row(1, "RETURNED", CODE), row(2, "RETURNED", "")])

    assert with_study(do).differences == ()


def test_people_who_came_again_are_compared_by_the_submission_that_is_done(with_study) -> None:
    async def do(study):
        await study.enter(pid(1), sid(1))
        await study.complete(pid(1), sid(10))
        rows = [row(1, "APPROVED", session=sid(10)), row(1, "RETURNED", "")]
        first = await reconcile(study.store, "prolific", rows)
        second = await reconcile(study.store, "prolific", rows[::-1])
        return first, second

    first, second = with_study(do)
    assert first.differences == second.differences == ()


def test_a_submission_that_is_done_goes_before_the_one_we_know(with_study) -> None:
    async def do(study):
        await study.complete(pid(1), sid(1))
        rows = [row(1, "APPROVED", session=sid(10)), row(1, "RETURNED", "")]
        return await reconcile(study.store, "prolific", rows)

    assert with_study(do).differences == ()


def test_a_code_that_the_list_does_not_have_is_not_compared(with_study) -> None:
    async def do(study):
        await study.complete("4F1CC0A7B2", "9D02BEEF11", "connect", "DC6CDE9748")
        silent = [Listed("4F1CC0A7B2", "9D02BEEF11", "Approved", None)]
        empty = [Listed("4F1CC0A7B2", "9D02BEEF11", "Approved", "")]
        return [await reconcile(study.store, "connect", rows) for rows in (silent, empty)]

    silent, empty = with_study(do)
    assert silent.differences == ()
    assert kinds(empty) == [(Kind.code_differs, "4F1CC0A7B2")]


def test_forgotten_people_are_counted(with_study) -> None:
    async def do(study):
        person = await study.complete(pid(1), sid(1))
        await study.store.erase(person.number, "r-erased")
        return await reconcile(study.store, "prolific", [row(1)])

    result = with_study(do)
    assert (result.ours, result.forgotten) == (0, 1)
    assert kinds(result) == [(Kind.unknown_here, pid(1))]
    assert "1 people here have no platform ID any more" in result.text()


def test_other_platforms_people_are_left_alone(with_study) -> None:
    async def do(study):
        await study.complete("A1B2C3", "3ABC", "mturk", "K7Q3M2TZ9X")
        return await reconcile(study.store, "prolific", [row(1, "ACTIVE", "")])

    assert with_study(do).ours == 0


def test_no_list_is_not_taken_for_an_empty_study(with_study) -> None:
    async def do(study):
        with pytest.raises(DataError, match="no submissions"):
            await reconcile(study.store, "prolific", [])
        with pytest.raises(DataError, match="link: has no list"):
            await reconcile(study.store, "link", [row(1)])

    with_study(do)


def test_from_the_api_to_the_table(with_study, crowd) -> None:
    crowd.submissions = [
        {"id": sid(i), "participant_id": pid(i), "status": "AWAITING REVIEW", "study_code": CODE}
        for i in range(23)
    ]

    async def do(study):
        for number in range(20):
            await study.complete(pid(number), sid(number))
        found = await prolific_submissions(
            "60d9aadeb86739de712faee0", "t0k3n-of-a-researcher", crowd.url, 10.0, asyncio.sleep
        )
        return await reconcile(study.store, "prolific", found)

    result = with_study(do, questions=60)
    assert kinds(result) == [(Kind.unknown_here, pid(i)) for i in (20, 21, 22)]
    assert len(crowd.requests) == 2


def test_the_api_is_asked_with_the_token_of_the_environment(with_study, crowd, monkeypatch, caplog) -> None:
    monkeypatch.setenv("MIEN_PROLIFIC_TOKEN", " t0k3n-of-a-researcher\n")
    crowd.submissions = [{"id": sid(1), "participant_id": pid(1), "status": "ACTIVE", "study_code": None}]

    async def do(study):
        await study.enter(pid(1), sid(1))
        return await reconcile_with(study.context.directory, study.store, "prolific", None, crowd.url)

    with caplog.at_level(logging.DEBUG):
        assert with_study(do).agree == 1
    assert crowd.tokens == {"Token t0k3n-of-a-researcher"}
    assert "t0k3n" not in caplog.text


def test_what_is_not_set_is_named(with_study, monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("MIEN_PROLIFIC_TOKEN", raising=False)

    async def do(study):
        directory = study.context.directory
        with pytest.raises(ConfigError, match="MIEN_PROLIFIC_TOKEN is not set"):
            await reconcile_with(directory, study.store, "prolific", None)
        for platform in ("connect", "mturk"):
            with pytest.raises(ConfigError, match="give the CSV file"):
                await reconcile_with(directory, study.store, platform, None)
        (tmp_path / "study.toml").write_text("")
        with pytest.raises(ConfigError, match=r"platforms\.prolific\.study_id"):
            await reconcile_with(StudyDirectory(tmp_path), study.store, "prolific", None)

    with_study(do)


def test_from_a_file_to_the_table(with_study, tmp_path) -> None:
    (tmp_path / "export.csv").write_text(
        "Submission id,Participant id,Status,Completion code\n"
        f"{sid(1).upper()},{pid(1).upper()},APPROVED,c1m7oont\n"
        f"{sid(2)},{pid(2)},TIMED-OUT,NOCODE\n"
    )

    async def do(study):
        await study.complete(pid(1), sid(1))
        late = await study.enter(pid(2), sid(2))
        await study.answer(late, 2)
        return await reconcile_with(study.context.directory, study.store, "prolific", tmp_path / "export.csv")

    result = with_study(do)
    assert kinds(result) == [(Kind.given_up_counted, pid(2))]
    assert "2 answers counted" in result.differences[0].detail


def test_the_documents_explain_each_difference() -> None:
    text = (Path(__file__).parents[3] / "docs" / "study" / "platforms.md").read_text("utf-8")
    assert [kind for kind in Kind if f"| {kind} |" not in text] == []
    assert set(ADVICE) == set(Kind)
