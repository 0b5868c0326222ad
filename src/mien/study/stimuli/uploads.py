"""A researcher's own images as stimuli: checked, decoded and written anew, so that only pixels come along."""

from __future__ import annotations

import io
import time
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageCms, ImageOps

from mien.errors import FormatError
from mien.study.stimuli.containers import kind_of, refuse_other_pixels, refuse_surroundings

_QUALITY = 92
_PLAIN = (255, 255, 255)  # behind what is transparent


@dataclass(frozen=True)
class Limits:
    """What is taken in, and what comes out.

    Attributes
    ----------
    most_bytes : of a file that is taken in.
    most_pixels : of it when decoded.
    least_side, most_side : pixels; smaller images are refused, larger ones are made smaller.
    most_bytes_out : a PNG above this becomes a JPEG.
    most_pixels_in_all : of all pictures of a clip when decoded.
    most_seconds : that decoding a clip may take.
    """

    most_bytes: int = 20_000_000
    most_pixels: int = 40_000_000
    least_side: int = 64
    most_side: int = 1024
    most_bytes_out: int = 1_500_000
    most_pixels_in_all: int = 1_500_000_000
    most_seconds: float = 60.0


def reencode(data: bytes, name: str, limits: Limits | None = None) -> bytes:
    """An uploaded image, decoded and written anew: upright, in sRGB, without metadata, of bounded size.

    Parameters
    ----------
    data : the file's content.
    name : what error messages call it.
    limits : None for the default ones.

    Returns
    -------
    bytes of a PNG (of PNG files), or of a JPEG.

    Raises
    ------
    FormatError
        If it is not a whole PNG, JPEG or WebP image and nothing else, is animated, or is too large or small.
    """
    limits = limits or Limits()
    if len(data) > limits.most_bytes:
        raise FormatError(name, f"has {len(data):,} bytes; at most {limits.most_bytes:,} are taken")
    kind = kind_of(data, name)
    refuse_surroundings(data, kind, name)
    image = _decoded(data, kind, name, limits)
    if max(image.size) > limits.most_side:
        image.thumbnail((limits.most_side, limits.most_side), Image.Resampling.LANCZOS)
    if kind == "PNG":
        out = _encoded(image, "PNG", optimize=True)
        if len(out) <= limits.most_bytes_out:
            return out
    return _encoded(image, "JPEG", quality=_QUALITY, subsampling=0)


def _decoded(data: bytes, kind: str, name: str, limits: Limits) -> Image.Image:
    """The upright image in RGB."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(io.BytesIO(data), formats=[kind])
            refuse_size(image.size, name, limits)
            # Pictures of phones may hold a second JPEG, which is not shown.
            if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
                raise FormatError(name, "is animated; a study of still pictures takes still images")
            if kind == "PNG":
                refuse_other_pixels(data, name)
            image.load()
            return plain(_srgb(ImageOps.exif_transpose(image)))
    except FormatError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FormatError(name, f"has more than {limits.most_pixels:,} pixels") from None
    except Exception as error:
        # Decoders of hostile files raise whatever they like; all of it means the same here.
        reason = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise FormatError(name, f"is a damaged {kind} image ({reason}); save it again") from error


def refuse_size(size: tuple[int, int], name: str, limits: Limits) -> None:
    """Raise a FormatError unless columns and rows, known before decoding, are a size that is taken."""
    width, height = size
    if width * height > limits.most_pixels:
        raise FormatError(
            name, f"has {width:,} × {height:,} pixels; at most {limits.most_pixels:,} in all are taken"
        )
    if min(width, height) < limits.least_side:
        raise FormatError(
            name, f"has {width} × {height} pixels; each side needs at least {limits.least_side}"
        )


def too_many_pixels(name: str, limits: Limits) -> FormatError:
    """All pictures of a clip together are too much."""
    return FormatError(
        name,
        f"has more than {limits.most_pixels_in_all:,} pixels in all its pictures; make it smaller or shorter",
    )


def refuse_slow(until: float, name: str, limits: Limits) -> None:
    """Raise a FormatError after a moment of the monotonic clock."""
    if time.monotonic() > until:
        raise FormatError(
            name, f"takes longer than {limits.most_seconds:g} s to decode; make it smaller or shorter"
        )


def _srgb(image: Image.Image) -> Image.Image:
    """The image with its colour profile applied, as the profile itself is not kept."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    mode = image.mode if image.mode == "RGBA" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image
    return turned if turned is not None else image


def plain(image: Image.Image) -> Image.Image:
    """RGB without transparency."""
    if image.mode.startswith("I"):
        return Image.fromarray(
            (np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8)
        ).convert("RGB")
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        plain = Image.new("RGB", image.size, _PLAIN)
        plain.paste(clear, mask=clear.getchannel("A"))
        return plain
    return image.convert("RGB")


def _encoded(image: Image.Image, kind: str, **settings: int) -> bytes:
    """A file of the pixels alone."""
    out = io.BytesIO()
    Image.frombytes("RGB", image.size, image.tobytes()).save(out, kind, **settings)
    return out.getvalue()
