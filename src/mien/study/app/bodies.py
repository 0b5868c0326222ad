"""Bodies of the participants' requests: what they may hold, and reading them strictly and cheaply."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect

from mien.study.app.problems import Problem, describe

MOST_BYTES = 64 * 1024
MOST_ANSWERS = 50
DAY_MS = 86_400_000
# What a JavaScript number holds exactly.
Lease = Annotated[int, Field(ge=1, le=2**53 - 1)]
Key = Annotated[str, Field(min_length=1, max_length=64)]
# A platform's signed token is the longest.
Value = Annotated[str, Field(max_length=4096)]
Attempt = Annotated[int, Field(ge=0, le=10_000)]


class Body(BaseModel):
    """Nothing is converted, nothing unknown is accepted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Empty(Body):
    """``{}``."""


class Enter(Body):
    """Somebody consented: by which platform, the query of the link, the page's language, the version."""

    platform: Annotated[str, Field(max_length=32)]
    query: Annotated[dict[Key, Value], Field(max_length=32)]
    language: Annotated[str, Field(max_length=16)]
    consent: Annotated[str, Field(max_length=64)]


Pixels = Annotated[int, Field(ge=0, le=100_000)]
Moments = Annotated[int, Field(ge=0, le=DAY_MS)]


class Played(Body):
    """A clip: pictures drawn, those whose time was missed, the longest wait (ms), how often begun."""

    drawn: Annotated[int, Field(ge=0, le=10_000_000)]
    late: Annotated[int, Field(ge=0, le=10_000_000)]
    longest: Moments
    plays: Annotated[int, Field(ge=0, le=1_000_000)]


class Shown(Body):
    """How a question was shown: a face's CSS pixels, milliseconds until it was painted, its clips."""

    face: Pixels
    onset: Moments
    clips: Annotated[list[Played], Field(max_length=16)]


class Display(Body):
    """How somebody sees the questions; sizes in CSS pixels, null where they were not measured."""

    window: Annotated[list[Pixels], Field(min_length=2, max_length=2)]
    screen: Annotated[list[Pixels], Field(min_length=2, max_length=2)]
    ratio: Annotated[float, Field(ge=0, le=100)]
    zoom: Annotated[float, Field(ge=0, le=100)]
    theme: Literal["light", "dark"]
    contrast: bool
    motion: Literal["full", "less"]
    input: Literal["mouse", "touch", "pen", "keyboard", "unknown"]
    hover: bool
    face: Pixels
    face_degrees: Annotated[float, Field(ge=0, le=360)] | None
    pixels_per_mm: Annotated[float, Field(ge=0, le=1000)] | None
    distance_mm: Annotated[int, Field(ge=0, le=100_000)] | None
    distance_by: Literal["", "asked for", "blind spot"]


class Answer(Body):
    """An answer as its kind has it; `ms` is null if the page cannot say how long; `attempt` as claimed.

    `shown` comes with clips.
    """

    lease: Lease
    choice: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
    ms: Annotated[int, Field(ge=0, le=DAY_MS)] | None
    attempt: Attempt = 0
    shown: Shown | None = None


class TakeBack(Body):
    """The answer to take back, the last one that was acknowledged."""

    lease: Lease
    attempt: Attempt = 0


class Answers(Body):
    """What lay in the outbox, oldest first."""

    answers: Annotated[list[Answer], Field(min_length=1, max_length=MOST_ANSWERS)]


Option = Annotated[int, Field(ge=1, le=100)]


class Screening(Body):
    """Answers to questions before the study: the place of the option, from 1, by the question's name."""

    answers: Annotated[dict[Key, Option], Field(max_length=50)]


class Comprehension(Body):
    """The places of the options, from 1, in the order of the questions."""

    answers: Annotated[list[Option], Field(max_length=20)]


class Comment(Body):
    """What a person says at the end."""

    text: Annotated[str, Field(max_length=2000)]


class Replace(Body):
    """A question whose pictures did not load."""

    lease: Lease
    reason: Annotated[str, Field(max_length=200)]


class Trouble(Body):
    """Something that went wrong on the page."""

    kind: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z-]*$")]
    detail: Annotated[str, Field(max_length=500)]


class Leave(Body):
    """The query of the link again: some platforms say in it where to go."""

    query: Annotated[dict[Key, Value], Field(max_length=32)] = Field(default_factory=dict)


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


TEXT, FLAG, NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "integer"}
WRONG = _object(error=TEXT, message=TEXT)
PROGRESS = _object(state=TEXT, answered=NUMBER, total=NUMBER)
QUESTION = _object(
    lease=NUMBER, slot=NUMBER, kind=TEXT, anchor=TEXT, first=TEXT, second=TEXT, side=TEXT, attempt=NUMBER
)
WAY = {"code": TEXT, "url": TEXT, "fields": {"type": "object", "additionalProperties": TEXT}}
ENTERED = _object(token=TEXT, progress=PROGRESS, state=TEXT, consent=TEXT, language=TEXT, resumed=FLAG)
CLAIMED = _object(
    questions={"type": "array", "items": QUESTION},
    progress=PROGRESS,
    done=FLAG,
    waiting=FLAG,
    attention=TEXT,
)
RECEIPTS = _object(receipts={"type": "array", "items": _object(lease=NUMBER, fate=TEXT, choice=TEXT)})
UNDONE = _object(
    undone=FLAG, reason=TEXT, left=NUMBER, question={"anyOf": [QUESTION, {"type": "null"}]}, progress=PROGRESS
)
STANDING = _object(progress=PROGRESS)
NOTED = _object(noted=FLAG)
FINISHED = _object(done=FLAG, outcome=TEXT, **WAY, progress=PROGRESS)
LEFT = _object(state=TEXT, **WAY)
HEALTHY = _object(ok=FLAG)
_TEXTS = {"type": "array", "items": TEXT}
BRIEFED = _object(
    kinds=_TEXTS,
    screening={"type": "array", "items": _object(name=TEXT, text=TEXT, options=_TEXTS)},
    comprehension=FLAG,
    comment=FLAG,
)
SCREENED = _object(passed=FLAG)
QUIZ = _object(questions={"type": "array", "items": _object(text=TEXT, options=_TEXTS)}, left=NUMBER)
UNDERSTOOD = _object(passed=FLAG, left=NUMBER)
PRACTISED = _object(questions={"type": "array", "items": {"type": "object"}})

B = TypeVar("B", bound=Body)


async def read_body(request: Request, form: type[B]) -> B:
    """The body of a request.

    Raises
    ------
    Problem
        415 if it is not declared as JSON, 413 if it is too long, 400 if it is no JSON, 422 with the first
        place that is wrong.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", "the body has to be application/json")
    try:
        return form.model_validate_json(await _bytes(request))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            raise Problem(HTTPStatus.BAD_REQUEST, "no_json", "the body is no JSON") from error
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", describe(first)) from error


async def _bytes(request: Request) -> bytes:
    parts, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_BYTES:
                raise Problem(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    "too_large",
                    f"the body is longer than {MOST_BYTES} bytes",
                    headers={"Connection": "close"},
                )
            parts.append(chunk)
    except ClientDisconnect as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "cut_off", "the body did not come whole") from error
    return b"".join(parts)


def described(form: type[Body] | None, reply: dict[str, Any], *errors: int) -> dict[str, Any]:
    """What OpenAPI says of an address below /api, whose body is read by `read_body`.

    Parameters
    ----------
    form : the body; None for GET.
    reply : JSON schema of the answer.
    errors : statuses besides those that every such address has.
    """
    found: dict[str, Any] = {}
    usual = [500, 503]
    if form is not None:
        schema = form.model_json_schema(ref_template="#/components/schemas/{model}")
        inner = schema.pop("$defs", {})
        if "Answer" in inner:
            schema["properties"]["answers"]["items"] = _whole(inner["Answer"], inner)
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
        usual += [400, 413, 415, 422, 429]
        if form is not Enter:
            found["security"] = [{"person": []}]
            usual.append(401)
    wrong = {"description": "see `error` and `message`", "content": {"application/json": {"schema": WRONG}}}
    found["responses"] = {
        "200": {"description": "done", "content": {"application/json": {"schema": reply}}},
        **{str(status): wrong for status in sorted({*usual, *errors})},
    }
    return found


def _whole(schema: Any, inner: dict[str, Any]) -> Any:
    """A schema with what it refers to in its place."""
    if isinstance(schema, list):
        return [_whole(each, inner) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(inner[schema["$ref"].rpartition("/")[2]], inner)
    return {name: _whole(each, inner) for name, each in schema.items()}
