"""The built-in video with coded action units."""

from __future__ import annotations

from mien.sources.builtin import Options as Options
from mien.sources.stream import Stream, whole_file


def open_source(path: str, options: Options) -> Stream:
    """The video of a seed; there is no path."""
    from mien.synthetic.spontaneous import builtin_video

    return whole_file("builtin-spontaneous", builtin_video(seed=options.seed)[0])
