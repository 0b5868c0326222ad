"""Small videos that tests make: each picture has its number in its red, and a corner to turn by."""

import io
import struct
from fractions import Fraction

import av
import numpy as np

CORNER = 32


def picture(number, size):
    """Red counts, and the corner above on the left is white."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    pixels[:] = (20 * number % 256, 90, 200)
    pixels[:CORNER, :CORNER] = 255
    return pixels


def video(
    count=8, size=(96, 112), codec="libx264", kind="mp4", times=None, pixels="yuv420p", streams=1,
    sound=False, cover=False, base=Fraction(1, 1000), rate=25, prepare=None,
):  # fmt: skip
    """A video of so many pictures; `times` are their milliseconds, 40 apart without."""
    out = io.BytesIO()
    with av.open(out, "w", format=kind) as container:
        made = [
            container.add_stream(codec, rate=Fraction(rate).limit_denominator(1001)) for _ in range(streams)
        ]
        voice = container.add_stream("libopus", rate=48000, layout="mono") if sound else None
        for stream in made:
            stream.width, stream.height = size
            stream.pix_fmt = pixels
            stream.codec_context.time_base = base
            stream.codec_context.max_b_frames = 0
            stream.codec_context.options = {"crf": "10"} if codec == "libx264" else {}
            if prepare:
                prepare(stream)
        if cover:
            still = container.add_stream("mjpeg", rate=1)
            still.width, still.height, still.pix_fmt = *size, "yuvj420p"
            still.disposition = av.stream.Disposition.attached_pic
            frame = av.VideoFrame.from_ndarray(picture(9, size), format="rgb24")
            container.mux([*still.encode(frame), *still.encode(None)])
        for number in range(count):
            for stream in made:
                frame = av.VideoFrame.from_ndarray(picture(number, size), format="rgb24")
                frame.time_base = base
                frame.pts = (times or range(0, 40 * count, 40))[number]
                container.mux(stream.encode(frame))
        for stream in made:
            container.mux(stream.encode(None))
        if voice:
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.int16), format="s16", layout="mono")
            silence.sample_rate, silence.pts = 48000, 0
            container.mux(voice.encode(silence))
            container.mux(voice.encode(None))
    return out.getvalue()


def turned(data, a, b, c, d, across=0, down=0):
    """An MP4 with another display matrix, as ISO/IEC 14496-12 writes it (8.3.2)."""
    at = data.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, across << 16, down << 16, 1 << 30)
    assert data[at : at + 4] == struct.pack(">i", 1 << 16)
    return data[:at] + matrix + data[at + 36 :]
