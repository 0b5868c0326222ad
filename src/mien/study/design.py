"""The design of a study: one TOML file that people read and edit; an unknown key is an error."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from mien.errors import ConfigError
from mien.settings import Section
from mien.study.store.records import Rules
from mien.study.tasks.interface import Task
from mien.study.tasks.registry import TASKS, make_task

Count = Annotated[int, Field(ge=0, le=10_000)]
# TOML has lists alone.
Texts = Annotated[tuple[str, ...], Field(strict=False)]


class Questions(Section):
    """How many answers are wanted, and in which order questions come.

    `k` counted answers a question; an odd number has no ties. `order` is ``random`` or ``fixed`` (as in the
    file). Which questions are asked never depends on the answers.
    """

    k: int = Field(5, ge=1, le=1000)
    order: Literal["random", "fixed"] = "random"


class PersonSection(Section):
    """What one person is asked.

    `triplets`, `labels` and `more` (``{ rating = 20 }``) questions of each kind. `blocks` says which kinds
    come after each other and which are mixed: ``[["triplet"], ["label", "rating"]]``; kinds that it does not
    name are blocks of their own at the end, in their usual order. `quota` shares of the parts of the split,
    in proportion to their questions if left out. `catch` questions with a known answer and `repeats` of the
    person's own questions come on top, over all blocks in proportion; a repeat comes at least `repeat_gap`
    questions after the first time. `practice` questions of each kind come before, with the right answer and
    why, and are not stored. `comprehension` asks a question about each kind then; who fails twice is screened
    out.
    """

    triplets: Count = 60
    labels: Count = 0
    more: dict[str, Count] = {}
    blocks: Annotated[tuple[Texts, ...], Field(strict=False)] = ()
    quota: dict[str, Annotated[float, Field(ge=0)]] = {}
    catch: Count = 3
    repeats: Count = 3
    repeat_gap: int = Field(10, ge=1)
    practice: Count = 2
    comprehension: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Questions of each kind that is asked, in the usual order of the kinds."""
        wanted = {"triplet": self.triplets, "label": self.labels, **self.more}
        return {kind: wanted[kind] for kind in TASKS if wanted.get(kind)}

    @property
    def in_blocks(self) -> tuple[tuple[str, ...], ...]:
        """Kinds that are asked, block by block."""
        counts = self.counts
        named = [tuple(kind for kind in block if kind in counts) for block in self.blocks]
        rest = [(kind,) for kind in counts if not any(kind in block for block in named)]
        return tuple(block for block in (*named, *rest) if block)

    @model_validator(mode="after")
    def _something(self) -> PersonSection:
        known = ", ".join(kind for kind in TASKS if kind not in ("triplet", "label"))
        strange = sorted(set(self.more) - set(TASKS)) + sorted({"triplet", "label"} & set(self.more))
        if strange:
            raise ValueError(
                f"more names {strange[0]!r}; there are {known} (triplets and labels have their own keys)"
            )
        named = [kind for block in self.blocks for kind in block]
        wrong = [kind for kind in named if kind not in TASKS or named.count(kind) > 1]
        if wrong:
            raise ValueError(f"blocks names {wrong[0]!r} twice, or there is no such kind")
        if not self.counts:
            raise ValueError("a person is asked nothing; set triplets, labels or more")
        if self.quota and sum(self.quota.values()) <= 0:
            raise ValueError("quota has no part above 0")
        return self


class AttentionSection(Section):
    """What follows wrong answers to catch questions.

    After `warn` of them a person is reminded once to look closely; after `end` their part is over, their
    answers do not count, and their questions are asked again. 0: never. What is done is said in the consent
    text.
    """

    warn: Count = 0
    end: Count = 0

    @model_validator(mode="after")
    def _order(self) -> AttentionSection:
        if self.warn and self.end and self.warn >= self.end:
            raise ValueError("warn has to be below end, or nobody is warned")
        return self


class ScreeningQuestion(Section):
    """A question before the study: `text` and `options` in each language; `allowed` the options that may take
    part.

    Options are named by their place, from 1. Without `allowed` nobody is screened out, and the answer is
    kept.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    text: dict[str, str]
    options: dict[str, Texts]
    allowed: Annotated[tuple[int, ...], Field(strict=False)] = ()


class PageSection(Section):
    """What the page does: languages offered (the first is the default), seconds of lockout, breaks.

    `break_every` questions a break is offered, 0 for none. `contact` is shown to people who have a question.
    `comment` asks for a comment at the end.
    """

    title: str = "Which face looks more alike?"
    languages: Texts = ("en", "de")
    lockout_ms: int = Field(250, ge=0, le=5000)
    break_every: Count = 30
    contact: str = ""
    comment: bool = True


class DisplaySection(Section):
    """How large faces are shown: as large as the window allows, or of a size in degrees of the visual field.

    `face_degrees` is the width of a face, 0 for as large as possible. Degrees need `calibrate`: ``card`` asks
    to hold a bank card to the screen and to sit `distance_cm` away, ``blind-spot`` measures that too.
    Where a face would be narrower than `least_face_px` CSS pixels, than `least_face_degrees`, or than the
    degrees that are wanted, no question is shown until the window is larger; 0 for no such rule.
    """

    face_degrees: float = Field(0.0, ge=0, le=60)
    least_face_px: Count = 0
    least_face_degrees: float = Field(0.0, ge=0, le=60)
    calibrate: Literal["none", "card", "blind-spot"] = "none"
    distance_cm: float = Field(57.0, ge=20, le=200)

    @model_validator(mode="after")
    def _known(self) -> DisplaySection:
        if self.calibrate == "none" and (self.face_degrees or self.least_face_degrees):
            raise ValueError('degrees need calibrate = "card" or "blind-spot"')
        return self


class ClipsSection(Section):
    """How moving faces are played: round and round, or once with so many replays.

    With `whole` no answer is taken before the clips of a question came to their end for the first time.
    """

    play: Literal["loop", "once"] = "loop"
    replays: Count = 1
    whole: bool = False


class ConsentSection(Section):
    """The consent text, a Markdown file a language in the study's folder; a new text needs a new version."""

    version: str = "1"
    file: str = "consent.{language}.md"


class LeaseSection(Section):
    """How long a question is kept for a person who is silent, and how many are sent at once."""

    minutes: float = Field(10.0, gt=0, le=1440)
    batch: int = Field(10, ge=1, le=100)
    heartbeat_seconds: float = Field(30.0, ge=1, le=600)

    @model_validator(mode="after")
    def _beats(self) -> LeaseSection:
        if self.heartbeat_seconds * 2 > self.minutes * 60:
            raise ValueError("a lease has to last two heartbeats at least")
        return self


class LimitsSection(Section):
    """What one person may ask for, and how much of the plan the ordinary completion code takes.

    `complete` share of the plan. `give_backs` questions that are replaced by others (pictures that do not
    load), `undos` answers taken back, `troubles` notes of the page. Who has answered nothing yet is sent
    `first_questions` at once, kept for `first_minutes` each; once these have passed, one at a time.
    """

    complete: float = Field(0.8, gt=0, le=1)
    give_backs: int = Field(12, ge=0, le=10_000)
    undos: int = Field(5, ge=0, le=10_000)
    troubles: int = Field(30, ge=0, le=10_000)
    first_questions: int = Field(5, ge=1, le=100)
    first_minutes: float = Field(3.0, gt=0, le=1440)


class CostSection(Section):
    """For the calculator: pay an hour, the platform's fee as a share of it, seconds a question."""

    pay_per_hour: float = Field(12.0, ge=0)
    fee: float = Field(0.33, ge=0)
    currency: str = "GBP"
    seconds_per_question: float = Field(2.7, gt=0)
    minutes_around: float = Field(3.0, ge=0)
    drop_out: float = Field(0.1, ge=0, lt=1)


class PrivacySection(Section):
    """`retention_days` after which platform IDs are deleted, 0 for never by themselves."""

    retention_days: Count = 90


class ServerSection(Section):
    """The address that people see, who may set forwarding headers, and limits.

    `requests_per_minute` from one address, for what changes something, `entries_per_minute` for entering; a
    class of students may share one. `connections` that are open at the same time.
    """

    public_url: str = ""
    trusted_proxies: Texts = ("127.0.0.1",)
    max_body_kb: int = Field(256, ge=16, le=65_536)
    requests_per_minute: int = Field(6000, ge=1)
    entries_per_minute: int = Field(300, ge=1)
    connections: int = Field(4000, ge=10)


class Codes(Section):
    """Completion codes of the platform for people who do not finish as planned; ``""`` for none.

    `full` nothing was left that they could be asked; `partial` they left out too much; `screened_out` by the
    study's own rules; `no_consent`, `withdrawn` and `closed` (no new people) as they say.
    """

    full: str = ""
    partial: str = ""
    screened_out: str = ""
    no_consent: str = ""
    withdrawn: str = ""
    closed: str = ""


class LinkSection(Section):
    """Plain links: anybody may come, or only who has one of the codes in a file, one a line.

    `signed`: only who has a link that ``mien study links`` signed, as long as it is valid.
    """

    enabled: bool = True
    codes_file: str = ""
    signed: bool = False


class ProlificSection(Section):
    """Prolific: the completion codes of the study there; secrets are read from the environment.

    `keys_file` in the study's folder has the public keys by which Prolific signs links; if it is named, only
    signed links are taken.
    """

    enabled: bool = False
    completion_code: str = ""
    study_id: str = ""
    keys_file: str = ""
    codes: Codes = Codes()


class ConnectSection(Section):
    """CloudResearch Connect: its completion codes and the address to send people back to.

    `signed`: only the project link that ``mien study links --platform connect`` signs is taken.
    """

    enabled: bool = False
    completion_code: str = ""
    redirect_url: str = ""
    project_id: str = ""
    signed: bool = False
    codes: Codes = Codes()


class MTurkSection(Section):
    """Amazon Mechanical Turk: hosts that answers may be submitted to."""

    enabled: bool = False
    submit_hosts: Texts = ("https://www.mturk.com", "https://workersandbox.mturk.com")


class PlatformsSection(Section):
    """Where people come from; each has its own entry address."""

    link: LinkSection = LinkSection()
    prolific: ProlificSection = ProlificSection()
    connect: ConnectSection = ConnectSection()
    mturk: MTurkSection = MTurkSection()


class StudyDesign(Section):
    """All of study.toml."""

    questions: Questions = Questions()
    person: PersonSection = PersonSection()
    tasks: dict[str, dict[str, Any]] = {}
    conditions: dict[str, dict[str, Any]] = {}
    attention: AttentionSection = AttentionSection()
    screening: Annotated[tuple[ScreeningQuestion, ...], Field(strict=False)] = ()
    page: PageSection = PageSection()
    display: DisplaySection = DisplaySection()
    clips: ClipsSection = ClipsSection()
    consent: ConsentSection = ConsentSection()
    lease: LeaseSection = LeaseSection()
    limits: LimitsSection = LimitsSection()
    cost: CostSection = CostSection()
    privacy: PrivacySection = PrivacySection()
    server: ServerSection = ServerSection()
    platforms: PlatformsSection = PlatformsSection()

    @model_validator(mode="after")
    def _fits(self) -> StudyDesign:
        try:
            for name in (*self.tasks, *TASKS):
                self.task(name)
            for name in self.conditions:
                self.person_in(name)
        except ConfigError as error:
            raise ValueError(str(error)) from None
        names = [question.name for question in self.screening]
        if len(set(names)) < len(names):
            raise ValueError("two screening questions have one name")
        for question in self.screening:
            for language in self.page.languages:
                if language not in question.text or language not in question.options:
                    raise ValueError(
                        f"screening question {question.name} has no text or options in {language!r}"
                    )
            sizes = {len(options) for options in question.options.values()}
            if len(sizes) > 1 or not set(question.allowed) <= set(range(1, max(sizes) + 1)):
                raise ValueError(
                    f"screening question {question.name}: options differ in number, or allowed names none"
                )
        return self

    def task(self, name: str) -> Task:
        """A kind of question with its options.

        Raises
        ------
        ConfigError
            If there is no such kind, or an option of it is wrong.
        """
        return make_task(name, self.tasks.get(name))

    def person_in(self, condition: str) -> PersonSection:
        """What a person is asked in a condition; ``""`` is the section [person] itself."""
        changes = self.conditions.get(condition, {})
        return self.person.changed(**changes) if changes else self.person

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds that anybody is asked, in their usual order."""
        people = [self.person_in(name) for name in self.conditions] or [self.person]
        return tuple(kind for kind in TASKS if any(kind in person.counts for person in people))

    @property
    def rules(self) -> Rules:
        """What the store needs to know."""
        return Rules(
            lease_ms=round(self.lease.minutes * 60_000),
            fixed_order=self.questions.order == "fixed",
            repeat_gap=self.person.repeat_gap,
            first=self.limits.first_questions,
            first_ms=round(self.limits.first_minutes * 60_000),
            lapsed=1,
            give_backs=self.limits.give_backs,
            undos=self.limits.undos,
            troubles=self.limits.troubles,
            complete=self.limits.complete,
        )
