"""Blocks of rows by several threads, and products that have none of their own."""

from threading import Thread

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from mien.threads import BLOCK, cores, in_blocks, lone_products

ROWS = 3 * BLOCK + 17


@pytest.mark.parametrize("threads", [None, 1, 2, 5])
def test_every_row_is_worked_on_once_in_the_same_blocks(threads):
    seen, parts = np.zeros(ROWS, int), []

    def work(part):
        seen[part] += 1
        parts.append(part)

    in_blocks(work, ROWS, threads)
    assert (seen == 1).all()
    assert sorted(part.start for part in parts) == [0, BLOCK, 2 * BLOCK], "no small one at the end"
    in_blocks(work, 0, threads)
    assert len(parts) == 3
    for rows in (1, 2, BLOCK // 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 5 * BLOCK // 2 + 1):
        seen[:], parts[:] = 0, []
        in_blocks(work, rows, threads)
        assert (seen[:rows] == 1).all()
        assert seen.sum() == rows
        sizes = [part.stop - part.start for part in parts]
        assert min(sizes) >= min(rows, BLOCK // 2)
        assert max(sizes) <= 3 * BLOCK // 2


@pytest.mark.parametrize("threads", [1, 3])
def test_the_first_block_that_fails_says_so(threads):
    def work(part):
        if part.start >= BLOCK:
            raise ValueError(f"from {part.start}")

    with pytest.raises(ValueError, match=f"from {BLOCK}$"):
        in_blocks(work, ROWS, threads)


def test_as_many_threads_as_there_are_cores_or_the_environment_allows(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    all_of_them = cores()
    assert all_of_them >= 1
    for said, wanted in (
        ("1", 1),
        ("1,4", 1),
        ("9999", all_of_them),
        ("0", all_of_them),
        ("many", all_of_them),
    ):
        monkeypatch.setenv("OMP_NUM_THREADS", said)
        assert cores() == wanted


def threads_of_products():
    return {one["filepath"]: one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


def test_products_have_their_threads_again():
    with threadpool_limits(2, "blas"):
        before = threads_of_products()
        if set(before.values()) != {2}:
            pytest.skip("no library of products here that has threads")
        seen = []

        def other():
            with lone_products():
                seen.append(threads_of_products())

        with lone_products():
            with lone_products():
                pass
            thread = Thread(target=other)
            thread.start()
            thread.join()
            seen.append(threads_of_products())
        assert [set(one.values()) for one in seen] == [{1}, {1}]
        assert threads_of_products() == before
        with pytest.raises(ValueError, match="any"), lone_products():
            raise ValueError("any")
        assert threads_of_products() == before
        thread = Thread(target=other)
        thread.start()
        thread.join()
        assert threads_of_products() == before
