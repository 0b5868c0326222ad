"""The design of a study: one TOML file that people read and edit; an unknown key is an error."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mien.errors import ConfigError
from mien.study.store.records import Rules

Count = Annotated[int, Field(ge=0, le=10_000)]


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Questions(Section):
    """How many answers are wanted, and in which order questions come.

    `k` counted answers a question; an odd number has no ties. `order` is ``random`` or ``fixed`` (as in the
    file). Which questions are asked never depends on the answers.
    """

    k: Annotated[int, Field(ge=1, le=1000)] = 5
    order: Literal["random", "fixed"] = "random"


class PersonSection(Section):
    """What one person is asked.

    `triplets` and `labels` questions of each kind; `quota` shares of the parts of the split, in proportion to
    their questions if left out. `catch` questions with a known answer and `repeats` of the person's own
    questions come on top; a repeat comes at least `repeat_gap` questions after the first time. `practice`
    questions come before, with the right answer shown, and are not stored.
    """

    triplets: Count = 60
    labels: Count = 0
    quota: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    catch: Count = 3
    repeats: Count = 3
    repeat_gap: Annotated[int, Field(ge=1)] = 10
    practice: Count = 2

    @model_validator(mode="after")
    def _something(self) -> PersonSection:
        if self.triplets + self.labels == 0:
            raise ValueError("a person is asked nothing; set triplets or labels")
        if self.quota and sum(self.quota.values()) <= 0:
            raise ValueError("quota has no part above 0")
        return self


class PageSection(Section):
    """What the page does: languages offered (the first is the default), seconds of lockout, breaks.

    `break_every` questions a break is offered, 0 for none. `contact` is shown to people who have a question.
    """

    title: str = "Which face looks more alike?"
    languages: tuple[str, ...] = ("en", "de")
    lockout_ms: Annotated[int, Field(ge=0, le=5000)] = 250
    break_every: Count = 30
    contact: str = ""


class ConsentSection(Section):
    """The consent text, a Markdown file a language in the study's folder; a new text needs a new version."""

    version: str = "1"
    file: str = "consent.{language}.md"


class LeaseSection(Section):
    """How long a question is kept for a person who is silent, and how many are sent at once."""

    minutes: Annotated[float, Field(gt=0, le=1440)] = 10.0
    batch: Annotated[int, Field(ge=1, le=100)] = 10
    heartbeat_seconds: Annotated[float, Field(ge=1, le=600)] = 30.0

    @model_validator(mode="after")
    def _beats(self) -> LeaseSection:
        if self.heartbeat_seconds * 2 > self.minutes * 60:
            raise ValueError("a lease has to last two heartbeats at least")
        return self


class CostSection(Section):
    """For the calculator: pay an hour, the platform's fee as a share of it, seconds a question."""

    pay_per_hour: Annotated[float, Field(ge=0)] = 12.0
    fee: Annotated[float, Field(ge=0)] = 0.33
    currency: str = "GBP"
    seconds_per_question: Annotated[float, Field(gt=0)] = 2.7
    minutes_around: Annotated[float, Field(ge=0)] = 3.0
    drop_out: Annotated[float, Field(ge=0, lt=1)] = 0.1


class PrivacySection(Section):
    """`retention_days` after which platform IDs are deleted, 0 for never by themselves."""

    retention_days: Count = 90


class ServerSection(Section):
    """The address that people see, who may set forwarding headers, and limits.

    `requests_per_minute` from one address, for what changes something; a class of students may share one.
    """

    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1",)
    max_body_kb: Annotated[int, Field(ge=16, le=65_536)] = 256
    requests_per_minute: Annotated[int, Field(ge=1)] = 6000


class LinkSection(Section):
    """Plain links: anybody may come (``open``), or only who has one of the codes in a file, one a line."""

    enabled: bool = True
    codes_file: str = ""


class ProlificSection(Section):
    """Prolific: the completion code of the study there; secrets are read from the environment."""

    enabled: bool = False
    completion_code: str = ""
    study_id: str = ""


class ConnectSection(Section):
    """CloudResearch Connect: its completion code and the address to send people back to."""

    enabled: bool = False
    completion_code: str = ""
    redirect_url: str = ""
    project_id: str = ""


class MTurkSection(Section):
    """Amazon Mechanical Turk: hosts that answers may be submitted to."""

    enabled: bool = False
    submit_hosts: tuple[str, ...] = ("https://www.mturk.com", "https://workersandbox.mturk.com")


class PlatformsSection(Section):
    """Where people come from; each has its own entry address."""

    link: LinkSection = Field(default_factory=LinkSection)
    prolific: ProlificSection = Field(default_factory=ProlificSection)
    connect: ConnectSection = Field(default_factory=ConnectSection)
    mturk: MTurkSection = Field(default_factory=MTurkSection)


class StudyDesign(Section):
    """All of study.toml."""

    questions: Questions = Field(default_factory=Questions)
    person: PersonSection = Field(default_factory=PersonSection)
    page: PageSection = Field(default_factory=PageSection)
    consent: ConsentSection = Field(default_factory=ConsentSection)
    lease: LeaseSection = Field(default_factory=LeaseSection)
    cost: CostSection = Field(default_factory=CostSection)
    privacy: PrivacySection = Field(default_factory=PrivacySection)
    server: ServerSection = Field(default_factory=ServerSection)
    platforms: PlatformsSection = Field(default_factory=PlatformsSection)

    @property
    def rules(self) -> Rules:
        """What the store needs to know."""
        return Rules(
            lease_ms=round(self.lease.minutes * 60_000),
            fixed_order=self.questions.order == "fixed",
            repeat_gap=self.person.repeat_gap,
        )

    @classmethod
    def load(cls, path: Path) -> StudyDesign:
        """Read study.toml.

        Raises
        ------
        ConfigError
            If it cannot be read, is no TOML, or a key is unknown or wrong; names file, key and value.
        """
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: is not TOML ({error})") from error
        return cls.of(found, str(path))

    @classmethod
    def of(cls, values: object, where: str) -> StudyDesign:
        """A design of plain values; errors as in `load`, naming `where`."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"]) or "the file"
            if first["type"] == "extra_forbidden":
                raise ConfigError(f"{where}: {key} is not a setting of a study; see docs/study") from error
            given = "" if first["type"] == "value_error" else f", found {first['input']!r}"
            what = first["msg"].removeprefix("Value error, ")
            raise ConfigError(f"{where}: {key}: {what[0].lower()}{what[1:]}{given}") from error
