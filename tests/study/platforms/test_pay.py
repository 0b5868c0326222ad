"""Who ended how, whom the platform confirms, and who is paid: told alike by all that tell it."""

import csv
import io

import pytest

from mien.cli import main
from mien.study.check import check, notes
from mien.study.cost import pay_of
from mien.study.endings import endings
from mien.study.export import export
from mien.study.judged import raters, raters_text, read
from mien.study.measuring import measured
from mien.study.pay import payments, write_payments
from mien.study.platforms.listing import listed
from mien.study.reconcile import Kind, reconcile, reconcile_with
from mien.study.store.records import Outcome


def pid(number):
    return f"{number:024x}"


async def _people(study):
    """One complete, one who gave most back, one who came to a full study, one who left, one invented."""
    await study.complete(pid(1), pid(11))
    half = await study.enter(pid(2), pid(12))
    for _ in range(8):
        claim = await study.store.claim(half.number, 4)
        if len(claim.leased) > 2:
            await study.store.release(half.number, claim.leased[0].lease, "stimulus", "404")
    while claim.leased:
        await study.store.submit(half.number, [_answer(one) for one in claim.leased[:1]])
        claim = await study.store.claim(half.number, 4)
        for one in claim.leased:
            await study.store.release(half.number, one.lease, "stimulus", "404")
        claim = await study.store.claim(half.number, 4)
    await study.store.finish(half.number, "C1M7OONT", {Outcome.partial: "PART"})
    left = await study.enter(pid(3), pid(13))
    await study.answer(left, 2)
    await study.complete(pid(9), pid(19))


def _answer(leased):
    from mien.study.store.records import Submission

    return Submission(leased.lease, "first", 900)


def _row(number, said="AWAITING REVIEW", code="C1M7OONT"):
    return listed(pid(number), pid(number + 10), said, code)


def test_lists_of_pay(with_study, tmp_path):
    async def do(study):
        await _people(study)
        store, design = study.store, study.context.directory.design
        before = await payments(store, design, "prolific")
        assert {one.due for one in before} == {"held"}
        await store.mark_listed("prolific", [pid(1), pid(2), pid(3)])
        found = await payments(store, design, "prolific")
        due = {one.external: (one.due, one.amount) for one in found}
        [half] = [one for one in found if one.external == pid(2)]
        assert (half.outcome, half.planned) == ("partial", 4)
        assert 0 < half.answered < 4
        whole = round(pay_of(design, 4), 2)
        assert due == {
            pid(1): ("full", whole),
            pid(2): ("part", round(pay_of(design, 4) * half.answered / 4, 2)),
            pid(3): ("nothing", 0.0),
            pid(9): ("held", 0.0),
        }
        written = write_payments(tmp_path / "pay", "prolific", found)
        text = {name: path.read_text() for name, (path, _) in written.items()}
        assert text["approve"] == f"{pid(11)}\n"
        assert text["bonus"] == f"{pid(2)},{half.amount:.2f}\n"
        rows = list(csv.DictReader(io.StringIO(text["held"])))
        assert [(row["participant"], row["id"]) for row in rows] == [(pid(9), "unlisted")]
        assert {name: count for name, (_, count) in written.items()} == {
            "people": 4, "approve": 1, "bonus": 1, "held": 1
        }  # fmt: skip
        table = write_payments(tmp_path / "more", "mturk", found)["bonus"][0].read_text().splitlines()
        assert table[0] == "WorkerId,AssignmentId,BonusAmount,Reason"
        assert table[1].startswith(f"{pid(2)},{pid(12)},{half.amount:.2f},")

    with_study(do)


def test_who_ended_otherwise_than_planned_is_named_everywhere(with_study, tmp_path):
    async def do(study):
        await _people(study)
        store, directory = study.store, study.context.directory
        [one] = await endings(store)
        said = f"finished with fewer answers than planned: {one.answered} of 4"
        assert said in str(one)
        assert any(said in line for line in await notes(directory, store))
        assert not any(said in line for line in await check(directory, store))
        found = await reconcile(store, "prolific", [_row(1), _row(2, code="PART")])
        [unplanned] = [d for d in found.differences if d.kind is Kind.unplanned]
        assert (unplanned.external, said in unplanned.detail) == (pid(2), True)
        await export(store, tmp_path / "out")

    with_study(do)


@pytest.mark.parametrize(
    ("answered", "outcome", "words", "wrong"),
    [
        (3, "partial", "finished with fewer answers than planned: 3 of 4", False),
        (0, "nothing", "finished with fewer answers than planned: 0 of 4", False),
        (1, "complete", "finished with fewer answers than planned: 1 of 4", True),
        (6, "complete", "finished with more answers than planned: 6 of 4", True),
        (5, "partial", "finished with more answers than planned: 5 of 4", True),
    ],
)
def test_fewer_and_more_answers_than_planned_are_told_alike_by_all_that_tell(
    with_study, tmp_path, capsys, answered, outcome, words, wrong
):
    """Check (an error or a note), reconcile, the table of raters, and export."""

    async def do(study):
        for number in (1, 2):
            person = await study.complete(pid(number), pid(number + 10))
        import apsw

        connection = apsw.Connection(str(study.context.directory.default_store))
        sql = "UPDATE person SET answered = ?, outcome = ? WHERE id = ?"
        connection.execute(sql, (answered, outcome, person.number))
        connection.close()
        store, directory = study.store, study.context.directory
        name = "r-" + pid(2)[-8:]
        line = f"{name}: {words} ({outcome})"
        assert [str(one) for one in await endings(store)] == [line]
        told = [one for one in await check(directory, store) if "planned" in one]
        noted = [one for one in await notes(directory, store) if "planned" in one]
        assert (told, noted) == (([f"store: {line}"], []) if wrong else ([], [line]))
        found = await reconcile(store, "prolific", [_row(1), _row(2)])
        [one] = [one for one in found.differences if one.kind is Kind.unplanned]
        assert (one.external, one.pseudonym, one.detail) == (pid(2), name, f"{words} ({outcome})")
        assert found.counts()[Kind.unplanned] == 1
        assert words in found.text()
        first, second = await raters(store, directory.design, measured(await read(store, directory.design)))
        assert (first.pseudonym, first.flags[0]) == (name, words)
        assert not any("planned" in flag for flag in second.flags)
        assert words in raters_text([first, second])

    with_study(do)
    assert main(["study", "export", str(tmp_path), str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [one for one in said if "planned" in one] == [f"note       r-{pid(2)[-8:]}: {words} ({outcome})"]


@pytest.mark.parametrize("answered", [0, 2])
def test_an_ordinary_code_for_too_little_is_an_error(with_study, answered):
    """As it could be got once: the store of an earlier version says so when it is checked."""

    async def do(study):
        person = await study.complete(pid(1), pid(11))
        import apsw

        connection = apsw.Connection(str(study.context.directory.default_store))
        connection.execute("UPDATE person SET answered = ? WHERE id = ?", (answered, person.number))
        connection.close()
        lines = await check(study.context.directory, study.store)
        assert any(
            f"finished with fewer answers than planned: {answered} of 4 (complete)" in x for x in lines
        )

    with_study(do)


def test_ids_that_the_platform_does_not_list_are_held_apart(with_study, tmp_path):
    async def do(study):
        await study.complete(pid(1), pid(11))
        await study.complete(pid(9), pid(19))
        invented = await study.enter(pid(8), pid(18))
        await study.answer(invented, 2)
        store, directory = study.store, study.context.directory
        assert "prolific: 3 IDs that no platform confirmed; they are not paid" in await notes(
            directory, store
        )
        file = tmp_path / "list.csv"
        file.write_text(f"Participant id,Submission id,Status\n{pid(1).upper()},{pid(11)},APPROVED\n")
        before = await store.read("SELECT * FROM platform_id")
        plain = await reconcile_with(directory, store, "prolific", file)
        assert await store.read("SELECT * FROM platform_id") == before
        marked = await reconcile_with(directory, store, "prolific", file, mark=True)
        assert plain == marked
        assert [d.external for d in marked.differences if d.kind is Kind.unlisted_counted] == [pid(8)]
        assert await store.read("SELECT external, vouched FROM platform_id ORDER BY person") == [
            (pid(1), "listed"), (pid(9), "unlisted"), (pid(8), "unlisted")
        ]  # fmt: skip
        done = await export(store, tmp_path / "out")
        assert done.counts["answers"] == 4
        assert done.left_out == {"answers of people whom their platform does not list": 6}
        assert await store.read("SELECT who, action, detail FROM audit") == [
            ("terminal", "reconcile", "prolific: 1 listed, 2 not")
        ]

    with_study(do)
