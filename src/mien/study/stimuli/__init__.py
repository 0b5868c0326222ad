"""Stimuli: faces drawn from landmarks or images of one's own, in a folder by content."""

from mien.study.stimuli.folder import import_images
from mien.study.stimuli.store import (
    INDEX,
    About,
    Stimuli,
    Stimulus,
    exchange_stimulus,
    faults,
    read_stimuli,
    write_stimuli,
)
from mien.study.stimuli.uploads import Limits, reencode
from mien.synthetic.surface.draw import STYLES, Style, draw_faces
from mien.synthetic.surface.encode import png
from mien.synthetic.surface.frame import Frame

__all__ = [
    "INDEX",
    "STYLES",
    "About",
    "Frame",
    "Limits",
    "Stimuli",
    "Stimulus",
    "Style",
    "draw_faces",
    "exchange_stimulus",
    "faults",
    "import_images",
    "png",
    "read_stimuli",
    "reencode",
    "write_stimuli",
]
