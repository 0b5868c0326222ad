"""One's own images: good ones come through upright and bare, everything else is refused with its name."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from mien.errors import DataError, FormatError
from mien.study.stimuli import Limits, import_images, reencode

EXIF = Image.Exif()
EXIF[0x010E] = "secret description"
EXIF[0x013B] = "secret person"


def gradient(width=120, height=90):
    """Red rises to the right, green downward."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([x, y, 0 * x + 80], axis=2).astype(np.uint8))


def saved(image, kind, **settings):
    out = io.BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(width, height, pixels, more=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("kind", "out"), [("PNG", "PNG"), ("JPEG", "JPEG"), ("WEBP", "JPEG")])
def test_pixels_come_through_and_nothing_else(kind, out):
    data = saved(gradient(), kind, exif=EXIF, **({} if kind == "PNG" else {"quality": 95}))
    assert b"secret" in data
    new = reencode(data, "face.img")
    image = opened(new)
    assert b"secret" not in new
    assert image.format == out
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    difference = np.abs(np.asarray(image).astype(int) - np.asarray(opened(data).convert("RGB")))
    assert difference.mean() < (0.01 if kind == "PNG" else 2)
    assert reencode(data, "face.img") == new


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_photographs_are_put_upright(orientation):
    turns = {
        1: [], 2: ["FLIP_LEFT_RIGHT"], 3: ["ROTATE_180"], 4: ["FLIP_TOP_BOTTOM"], 5: ["TRANSPOSE"],
        6: ["ROTATE_90"], 7: ["TRANSVERSE"], 8: ["ROTATE_270"],
    }  # fmt: skip
    stored = gradient()
    for turn in turns[orientation]:
        stored = stored.transpose(Image.Transpose[turn])
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = opened(reencode(saved(stored, "JPEG", exif=exif, quality=95), "a.jpg"))
    assert image.size == (120, 90)
    assert np.abs(np.asarray(image).astype(int) - np.asarray(gradient())).mean() < 4


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_mode_becomes_plain_colour(mode):
    grey = gradient().convert("L")
    if mode == "I;16":
        image = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    else:
        image = grey.convert(mode)
    assert image.mode == mode
    out = opened(reencode(saved(image, "PNG"), "a.png"))
    assert out.mode == "RGB"
    want = np.asarray(grey.convert("1").convert("L") if mode == "1" else grey).astype(int)
    assert np.abs(np.asarray(out)[..., 0] - want).mean() < 3


def test_interlaced_images_are_taken():
    # The seven passes of 64 × 64 grey pixels, a filter byte before each row.
    rows = b"".join(
        bytes(1 + 64 // across) * (64 // down)
        for across, down in ((8, 8), (8, 8), (4, 8), (4, 4), (2, 4), (2, 2), (1, 2))
    )
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 1))
    body = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    assert opened(reencode(b"\x89PNG\r\n\x1a\n" + head + body, "a.png")).size == (64, 64)


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (80, 80), (200, 0, 0, 0))
    assert (np.asarray(opened(reencode(saved(image, "PNG"), "a.png"))) == 255).all()


def test_cmyk_photographs_are_turned_to_rgb():
    data = saved(gradient().convert("CMYK"), "JPEG", quality=95)
    image = opened(reencode(data, "a.jpg"))
    assert image.mode == "RGB"
    assert np.abs(np.asarray(image).astype(int) - np.asarray(gradient())).mean() < 6


def test_colour_profiles_are_applied_before_they_are_dropped():
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = reencode(saved(gradient(), "PNG"), "a.png")
    assert np.abs(
        np.asarray(opened(reencode(saved(gradient(), "PNG", icc_profile=srgb), "a.png"))).astype(int)
        - np.asarray(opened(plain))
    ).max() <= 1  # fmt: skip
    odd = opened(reencode(saved(gradient(), "PNG", icc_profile=lab_like), "a.png"))
    assert "icc_profile" not in odd.info
    broken = opened(reencode(saved(gradient(), "PNG", icc_profile=b"no profile"), "a.png"))
    assert (np.asarray(broken) == np.asarray(opened(plain))).all()


def test_large_images_are_made_smaller_in_proportion():
    out = opened(reencode(saved(gradient(3000, 1500), "PNG"), "a.png"))
    assert out.size == (1024, 512)


def test_a_png_that_stays_large_becomes_a_jpeg():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (900, 900, 3), dtype=np.uint8))
    assert opened(reencode(saved(noise, "PNG"), "a.png")).format == "JPEG"


def test_photographs_of_phones_with_a_second_image_are_taken():
    first, second = saved(gradient(), "JPEG"), saved(gradient(64, 64), "JPEG")
    assert opened(reencode(first + second, "a.jpg")).size == (120, 90)
    both = saved(gradient(), "MPO", save_all=True, append_images=[gradient(64, 64)])
    assert opened(reencode(both, "a.jpg")).size == (120, 90)


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("run.sh", "echo")
    return out.getvalue()


def animated(kind):
    return saved(gradient(), kind, save_all=True, append_images=[gradient().rotate(90)], duration=50)


REFUSED = {
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "is SVG or XML"),
    "svg without a head": (b"\n <SVG onload='alert(1)'></SVG>", "is SVG or XML"),
    "html": (b"<html><script>alert(1)</script></html>", "is not an image"),
    "empty": (b"", "is empty"),
    "gif": (animated("GIF"), "is a GIF"),
    "bmp": (saved(gradient(), "BMP"), "is not an image"),
    "tiff": (saved(gradient(), "TIFF"), "is not an image"),
    "animated webp": (animated("WEBP"), "is animated"),
    "animated png": (animated("PNG"), "is animated"),
    "png and zip": (saved(gradient(), "PNG") + archive(), "bytes behind the image"),
    "jpeg and zip": (saved(gradient(), "JPEG") + archive(), "bytes behind the image"),
    "webp and zip": (saved(gradient(), "WEBP") + archive(), "bytes behind the image"),
    "cut png": (saved(gradient(), "PNG")[:-30], "cut off"),
    "png without its end": (saved(gradient(), "PNG")[:-12], "cut off"),
    "cut jpeg": (saved(gradient(), "JPEG")[:-300], "cut off"),
    "cut webp": (saved(gradient(), "WEBP")[:-30], "cut off"),
    "signature alone": (b"\x89PNG\r\n\x1a\n", "cut off"),
    "too few rows": (png_of(100, 100, b"\0" * 101 * 40), "fewer pixels than its size says"),
    "pixel bomb": (png_of(60_000, 60_000, b"\0" * 1000), "more than 40,000,000 pixels"),
    "text bomb": (
        png_of(100, 100, b"\0" * 10100, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 90_000_000, 9))),
        "damaged PNG",
    ),
    "profile bomb": (
        png_of(100, 100, b"\0" * 10100, chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 90_000_000, 9))),
        "damaged PNG",
    ),
    "tiny": (saved(gradient(20, 20), "PNG"), "20 × 20 pixels; each side needs at least 64"),
    "large file": (b"\xff\xd8\xff" + b"\0" * 20_000_000, "20,000,003 bytes"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_one_whole_still_image_is_refused_in_one_line_with_its_name(what):
    data, words = REFUSED[what]
    with pytest.raises(FormatError) as caught:
        reencode(data, "Ada_happy.png")
    assert str(caught.value).startswith("Ada_happy.png: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_pixels_that_unpack_to_more_than_the_image_are_not_unpacked():
    data = png_of(100, 100, b"\0" * 100_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(FormatError, match=r"bomb\.png: is a PNG image with more pixels"):
            reencode(data, "bomb.png")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_wrong_ending_does_not_matter_the_content_does():
    assert opened(reencode(saved(gradient(), "JPEG"), "a.png")).format == "JPEG"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0, 5000), st.integers(1, 255), st.integers(0, 400)
)
def test_damage_gives_an_image_or_a_clear_error_and_nothing_else(kind, place, bits, cut):
    data = bytearray(saved(gradient(), kind))
    data[place % len(data)] ^= bits
    try:
        image = opened(reencode(bytes(data[: len(data) - cut]), "damaged.img"))
    except FormatError as error:
        message = str(error)
    else:
        message = f"damaged.img: {image.mode}"
    assert message.startswith("damaged.img: ")


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x10\0\0\0WEBP"]),
    st.binary(max_size=300),
)
def test_noise_is_refused(start, noise):
    with pytest.raises(FormatError):
        reencode(start + noise, "noise")


@pytest.fixture
def folder(tmp_path):
    for name, kind in (("Ada.png", "PNG"), ("Eva.jpg", "JPEG"), ("Ida.webp", "WEBP")):
        gradient().save(tmp_path / name, kind)
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    return tmp_path


def test_images_come_in_the_order_of_the_faces(folder):
    kinds = [opened(data).format for data in import_images(folder, ["Eva", "Ada", "Ida"])]
    assert kinds == ["JPEG", "PNG", "JPEG"]
    files = [folder / "Ida.webp", folder / "Ada.png"]
    assert len(list(import_images(files, np.array(["Ada", "Ida"])))) == 2


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Ada", "Eva", "Ida", "Uma", "Zoe"], "no image of face Uma, Zoe"),
        (["Ada", "Ida"], r"no face is called as the image Eva\.jpg"),
    ],
)
def test_faces_without_images_and_images_without_faces_are_named(folder, names, words):
    with pytest.raises(DataError, match=words):
        import_images(folder, names)


def test_two_images_of_one_face(folder):
    gradient().save(folder / "Ada.jpg", "JPEG")
    with pytest.raises(DataError, match="more than one image of face Ada"):
        import_images(folder, ["Ada", "Eva", "Ida"])


def test_a_bad_file_among_good_ones_is_named_with_its_path(folder):
    (folder / "Eva.jpg").write_bytes(REFUSED["svg"][0])
    images = import_images(folder, ["Ada", "Eva", "Ida"])
    next(images)
    with pytest.raises(FormatError, match=r"Eva\.jpg: is SVG"):
        next(images)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FormatError, match="cannot be read as a folder"):
        import_images(tmp_path / "nowhere", ["Ada"])
    with pytest.raises(FormatError, match=r"Ada\.png: cannot be read"):
        next(import_images([tmp_path / "Ada.png"], ["Ada"]))


def test_limits_are_kept():
    data = saved(gradient(), "PNG")
    with pytest.raises(FormatError, match="at most 100 are taken"):
        reencode(data, "a", Limits(most_bytes=100))
    with pytest.raises(FormatError, match="at most 1,000 in all"):
        reencode(data, "a", Limits(most_pixels=1000))
    assert opened(reencode(data, "a", Limits(most_side=70))).size == (70, 53)


def test_text_in_a_png_is_not_kept():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "<?php secret ?>")
    data = saved(gradient(), "PNG", pnginfo=text)
    assert b"secret" in data
    assert b"secret" not in reencode(data, "a.png")
