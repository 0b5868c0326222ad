"""Pictures that an administrator puts in the place of others: what is taken, and when."""

import hashlib
import io
import json
import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from mien.study.app.pictures import Pictures
from mien.study.stimuli import About, write_stimuli
from mien.study.stimuli.animations import reencode_clip
from mien.study.stimuli.prepared import prepare_copies

from ..stimuli.videos import video

pytestmark = pytest.mark.anyio
PATH = "/admin/stimuli"


async def upload(site, browser, face, data, name="picture.png"):
    return await site.send(browser, PATH, {"face": face}, files={"picture": (name, data)})


def index(site) -> dict:
    return json.loads((site.directory.stimuli / "stimuli.json").read_text("utf-8"))


def files(site) -> dict[str, bytes]:
    """All that lies in the study's folder but for the store's own files."""
    return {
        str(path.relative_to(site.directory.path)): path.read_bytes()
        for path in site.directory.path.rglob("*")
        if path.is_file() and not path.name.startswith("study.sqlite")
    }


async def test_a_picture_is_replaced_before_anybody_was_asked(site, admin, draw):
    before = index(site)
    data = draw(99, (200, 210))
    answer = await upload(site, admin, "a", data)
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    after = index(site)
    new = after["faces"]["a"]
    assert (new["width"], new["height"]) == (200, 210)
    # All else of the index, and the old file for pages that are open, are as before.
    assert {**after["faces"], "a": before["faces"]["a"]} == before["faces"]
    assert {key: after[key] for key in after if key != "faces"} == {
        key: before[key] for key in before if key != "faces"
    }
    assert (site.directory.stimuli / before["faces"]["a"]["file"]).is_file()
    assert (await site.client.get(f"{PATH}/{new['file']}")).status_code in (303, 401, 403)
    shown = await admin.get(f"{PATH}/{new['file']}")
    assert shown.status_code == 200
    assert hashlib.sha256(shown.content).hexdigest() == new["file"].partition(".")[0]
    assert (
        np.asarray(Image.open(io.BytesIO(shown.content))) == np.asarray(Image.open(io.BytesIO(data)))
    ).all()
    log = await site.store.read("SELECT action, detail FROM audit ORDER BY id DESC LIMIT 1")
    assert log == [("picture", f"face a: {before['faces']['a']['file']} replaced by {new['file']}")]


async def test_participants_see_the_new_picture_soon(site, admin, draw, monkeypatch):
    pictures = Pictures(site.directory.stimuli, site.directory.key("picture"))
    old = pictures.url("a", 1, 0)
    before = await site.client.get(old)
    await upload(site, admin, "a", draw(99))
    monkeypatch.setattr("mien.study.app.pictures.LOOK_SECONDS", -1.0)
    new = pictures.url("a", 1, 0)
    assert new != old
    digest, lease, place = pictures.addresses.read(new.rpartition("/")[2])
    assert index(site)["faces"]["a"]["file"].startswith(digest)
    assert (lease, place) == (1, 0)
    shown = await site.client.get(new)
    assert shown.status_code == 200
    assert shown.content != before.content
    # A page that is open still shows what it was to show.
    assert (await site.client.get(old)).status_code == 200


async def test_a_picture_that_was_seen_stays(site, admin, draw):
    person = await site.enter("anna")
    leased = (await site.store.claim(person, 1)).leased[0]
    before = files(site)
    refused = await upload(site, admin, leased.anchor, draw(99))
    assert refused.status_code == 422
    assert "begin a new study" in refused.text
    assert files(site) == before
    free = next(
        face for face in index(site)["faces"] if face not in (leased.anchor, leased.first, leased.second)
    )
    assert (await upload(site, admin, free, draw(98))).status_code == 303
    log = await site.store.read("SELECT action FROM audit WHERE action LIKE 'picture%' ORDER BY id")
    assert log == [("picture refused",), ("picture",)]


async def test_in_a_study_of_clips_a_video_takes_the_place_of_a_clip(site, admin):
    faces = list(index(site)["faces"])
    write_stimuli(site.directory.stimuli, faces, [reencode_clip(video(3), "x")] * len(faces), About("images"))
    prepare_copies(site.directory.stimuli)
    assert "video/mp4" in (await admin.get(PATH)).text
    before = files(site)
    broken = await upload(site, admin, "a", video(4)[:-60], "smile.mp4")
    assert broken.status_code == 422
    assert "smile.mp4: is no whole MP4 video" in broken.text
    assert files(site) == before
    data = video(4, codec="libvpx", kind="webm")
    assert (await upload(site, admin, "a", data, "smile.webm")).status_code == 303
    new = index(site)["faces"]["a"]["file"]
    assert (site.directory.stimuli / new).read_bytes() == reencode_clip(data, "x")
    # The administrator sees its first picture.
    assert (await admin.get(f"{PATH}/{new}")).content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("harm", ["missing", "damaged"])
async def test_a_picture_that_nobody_can_see_is_replaced_at_any_time(site, admin, draw, harm):
    person = await site.enter("anna")
    leased = (await site.store.claim(person, 1)).leased[0]
    path = site.directory.stimuli / index(site)["faces"][leased.anchor]["file"]
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20])
    page = (await admin.get(PATH)).text
    assert page.count(f"<small>{harm}</small>") == 1
    assert (await upload(site, admin, leased.anchor, draw(99))).status_code == 303
    assert harm not in (await admin.get(PATH)).text.partition("<ul")[2]


@pytest.mark.parametrize(
    "face",
    ["", "z", "../a", "a/../b", "../../secret", "stimuli.json", "a.png", "A", "/etc/passwd", "%2e%2e/a"],
)
async def test_a_face_that_is_not_asked_about_gets_no_picture(site, admin, draw, face):
    before = files(site)
    assert (await upload(site, admin, face, draw(99))).status_code == 422
    assert files(site) == before


@pytest.mark.parametrize(
    "name", ["../../secret.key", "/etc/passwd", "..\\..\\x.png", "x" * 300, "stimuli.json", "a\0b.png"]
)
async def test_the_name_of_a_file_goes_nowhere(site, admin, draw, name):
    before = files(site)
    answer = await upload(site, admin, "a", draw(99), name)
    after = files(site)
    changed = {path for path in after if after[path] != before.get(path)}
    if answer.status_code == 303:
        new = index(site)["faces"]["a"]["file"]
        assert changed == {
            "stimuli/stimuli.json", "stimuli/copies.json", f"stimuli/{new}", f"stimuli/copies/{new}",
        }  # fmt: skip
    else:
        assert not changed


def bomb_png(side: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that would be decoded to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 5_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zipped(count: int = 20_000_000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * count)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("what", "make"),
    [
        ("nothing", lambda draw: b""),
        ("svg", lambda draw: SVG),
        ("svg with a declaration", lambda draw: b'<?xml version="1.0"?>' + SVG),
        ("html", lambda draw: b"<!doctype html><script>alert(1)</script>"),
        ("gif", lambda draw: draw(1, kind="GIF")),
        ("bmp", lambda draw: draw(1, kind="BMP")),
        ("tiff", lambda draw: draw(1, kind="TIFF")),
        ("a bomb", lambda draw: bomb_png()),
        ("a zip bomb", lambda draw: zipped()),
        ("a page after the picture", lambda draw: draw(1) + b"<script>alert(1)</script>"),
        ("a zip after the picture", lambda draw: draw(1) + zipped(100)),
        ("a zip after a jpeg", lambda draw: draw(1, kind="JPEG") + zipped(100)),
        ("a picture after a page", lambda draw: b"<script>" + draw(1)),
        ("half a picture", lambda draw: draw(1)[:3000]),
        ("a picture of one pixel", lambda draw: draw(1, (1, 1))),
    ],
)
async def test_what_is_no_plain_picture_is_refused(site, admin, draw, what, make):
    before = files(site)
    answer = await upload(site, admin, "a", make(draw), "picture.png")
    assert answer.status_code == 422, what
    assert '<p class="fault" role="alert">' in answer.text
    assert "<script>alert" not in answer.text
    assert files(site) == before


async def test_only_pixels_are_kept(site, admin):
    image = Image.fromarray(np.full((80, 70, 3), 120, dtype=np.uint8))
    exif = Image.Exif()
    exif[0x010E] = "made by Anna Example at home"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"<script>alert(1)</script>")
    assert b"Anna Example" in out.getvalue()
    assert (await upload(site, admin, "a", out.getvalue(), "p.jpg")).status_code == 303
    kept = (site.directory.stimuli / index(site)["faces"]["a"]["file"]).read_bytes()
    assert b"Anna Example" not in kept
    assert b"script" not in kept


async def test_uploads_have_a_cap_of_their_own(site, admin, draw):
    large = draw(1, (900, 700))
    assert len(large) > 1_000_000
    assert (await upload(site, admin, "a", large)).status_code == 303
    token = site.form_token(await admin.get(PATH))
    for path, size in ((PATH, 17), ("/admin/people/about", 1)):
        answer = await admin.post(
            path,
            data={"form_token": token},
            files={"picture": b"x" * (size << 20)},
            headers=site.origin(admin),
        )
        assert answer.status_code == 413, path


async def test_no_upload_is_read_without_a_login(site, draw):
    await site.set_up(site.client)
    read = []

    async def body():
        for _ in range(100):
            read.append(1)
            yield b"x" * 10_000

    async with site.browser("192.0.2.9") as other:
        headers = {**site.origin(other), "content-type": "multipart/form-data; boundary=x"}
        assert (await other.post(PATH, content=body(), headers=headers)).status_code == 401
    assert not read


async def test_a_form_without_a_picture(site, admin):
    assert (await site.send(admin, PATH, {"face": "a"})).status_code == 422
    assert (await site.send(admin, PATH, {"face": "a", "picture": "text"})).status_code == 422


async def test_stimuli_that_are_damaged_as_a_whole_are_said_so(site, admin, draw):
    (site.directory.stimuli / "stimuli.json").write_text("{", encoding="utf-8")
    page = await admin.get(PATH)
    assert page.status_code == 200
    assert "is not JSON" in page.text
    assert (await upload(site, admin, "a", draw(1))).status_code == 422
