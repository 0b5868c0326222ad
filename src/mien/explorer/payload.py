"""What the page is given: a JSON header and one block of arrays, kept in a run as a file of its own."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from mien.errors import RunError
from mien.files import replacing

SCHEMA = 1
_HEADER = "header"
_KINDS = ("f4", "f2", "i4", "i2", "i1", "u1")


@dataclass(frozen=True, eq=False)
class Payload:
    """A header of plain values, and arrays by name.

    Attributes
    ----------
    header : sections by name, ``missing`` among them: what is not there, and why.
    arrays : little-endian, of one of the kinds f4, f2, i4, i2, i1, u1. Names begin with their section.
    """

    header: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]

    def texts(self) -> tuple[str, str]:
        """The header as JSON, with kind, shape and place of each array, and the arrays as base64 of gzip.

        An array's first bytes come first, then all second ones: alike bytes lie together, which packs better.
        """
        places, block = {}, io.BytesIO()
        for name, value in self.arrays.items():
            value = np.ascontiguousarray(value)
            kind = value.dtype.str[1:]
            if kind not in _KINDS:
                raise TypeError(f"array {name} is of {value.dtype}; the page reads {', '.join(_KINDS)}")
            places[name] = {"kind": kind, "shape": list(value.shape), "at": block.tell()}
            numbers = value.astype(value.dtype.newbyteorder("<")).reshape(-1)
            block.write(numbers.view(np.uint8).reshape(-1, value.itemsize).T.tobytes())
        header = {"schema": SCHEMA, **self.header, "arrays": places}
        # Without a date: the same page has the same bytes.
        packed = gzip.compress(block.getvalue(), mtime=0)
        return script_json(header), base64.b64encode(packed).decode("ascii")

    def write(self, path: Path) -> None:
        """Write an ``.npz`` whole or not at all."""
        header = np.array(json.dumps({"schema": SCHEMA, **self.header}, allow_nan=False))
        with replacing(path) as beside, open(beside, "wb") as file:
            arrays: dict[str, Any] = {_HEADER: header, **self.arrays}
            np.savez_compressed(file, **arrays)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an ``.npz``; a RunError if it is damaged, or of another version of Mien."""
        try:
            with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            header = json.loads(str(arrays.pop(_HEADER)))
            schema = header.pop("schema")
        except (OSError, ValueError, KeyError, AttributeError, zipfile.BadZipFile, EOFError) as error:
            raise RunError(
                f"{path}: cannot be read ({error}); remove it and run mien explore again"
            ) from error
        if schema != SCHEMA:
            raise RunError(f"{path}: of another version of Mien; remove it and run mien explore again")
        return cls(header, arrays)


def coded(values: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Texts (n,) as their sorted different values and (n,) places among them, in as few bytes as do."""
    names, codes = np.unique(values, return_inverse=True)
    return names.tolist(), codes.astype(np.int16 if len(names) < 2**15 else np.int32)


def halved(values: np.ndarray) -> np.ndarray:
    """Numbers as float16, where a third digit is all that a picture shows."""
    return np.asarray(values, np.float32).clip(-65504, 65504).astype(np.float16)


def quantised(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns (n, m) as int8 and what each is to be multiplied with (m,), float32."""
    scale = np.maximum(np.abs(values).max(axis=0, initial=0), 1e-12) / 127
    return np.rint(values / scale).astype(np.int8), scale.astype(np.float32)


def script_json(value: Any) -> str:
    """JSON that can stand in a script element: no ``<`` can end it early."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
