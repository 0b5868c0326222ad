"""The built-in posed set."""

from __future__ import annotations

from pydantic import Field

from mien.sources.stream import Reading, Stream, whole_file


class Options(Reading):
    """Which of the sets."""

    seed: int = Field(0, ge=0, description="Decides the people and their faces.")


def open_source(path: str, options: Options) -> Stream:
    """The posed set of a seed; there is no path."""
    from mien.synthetic.posed import builtin_posed

    return whole_file("builtin", builtin_posed(seed=options.seed))
