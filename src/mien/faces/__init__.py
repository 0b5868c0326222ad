"""The one table of faces, whose neutral is whose, splits, the file, frames, which faces to ask about."""

from mien.faces.faces import Faces
from mien.faces.frames import from_pandas, to_pandas

__all__ = ["Faces", "from_pandas", "to_pandas"]
