"""Who may see the admin pages: one password, one-time set-up tokens and sessions, kept in one setting.

Everything is one JSON value that is replaced by compare-and-set, so that a token is used once and a reset
ends all sessions, however many processes serve the study.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

from mien.study.store import Store

KEY = "admin.access"
LEAST_PASSWORD, MOST_PASSWORD = 12, 256
LEAST_DIFFERENT = 5
SESSION_MS = 8 * 3_600_000
MOST_SESSIONS = 20


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def digest(secret: str) -> str:
    """What is kept of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Access:
    """What the setting holds.

    Attributes
    ----------
    password : argon2id hash; ``""`` as long as none is set.
    token : `digest` of the set-up token that may be used once; ``""`` for none.
    sessions : end of each session in milliseconds, by the `digest` of its secret.
    """

    password: str = ""
    token: str = ""
    sessions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str | None) -> Access:
        """Read the setting."""
        return cls(**json.loads(text)) if text else cls()

    def text(self) -> str:
        """Write the setting."""
        return json.dumps(asdict(self))

    def opened(self, session: str, now: int) -> Access:
        """With one session more; the ended ones and, beyond `MOST_SESSIONS`, the oldest are dropped."""
        alive = sorted((end, key) for key, end in self.sessions.items() if end > now)
        kept = {key: end for end, key in alive[-(MOST_SESSIONS - 1) :]}
        return replace(self, sessions={**kept, digest(session): now + SESSION_MS})

    def closed(self, session: str) -> Access:
        """Without a session."""
        rest = {key: end for key, end in self.sessions.items() if key != digest(session)}
        return replace(self, sessions=rest)

    def knows(self, session: str, now: int) -> bool:
        """Whether a session is open."""
        return self.sessions.get(digest(session), 0) > now


async def load(store: Store) -> Access:
    """What the store holds now."""
    return Access.of(await store.setting(KEY))


async def change(store: Store, how: Callable[[Access], Access | None]) -> bool:
    """Replace the setting; `how` says by what, and None for "not at all", then the result is False."""
    while True:
        old = await store.setting(KEY)
        new = how(Access.of(old))
        if new is None:
            return False
        if await store.set_setting(KEY, new.text(), old):
            return True


async def first_token(store: Store) -> str | None:
    """A new set-up token if no password is set yet, else None; an earlier token is no longer valid."""
    token = secrets.token_urlsafe(24)
    made = await change(store, lambda held: None if held.password else replace(held, token=digest(token)))
    return token if made else None


async def reset_admin(store: Store) -> str:
    """Forget the password, end all sessions, and return a new set-up token."""
    token = secrets.token_urlsafe(24)
    await change(store, lambda held: Access(token=digest(token)))
    await store.audit("terminal", "password reset", "all sessions ended")
    return token


def password_fault(password: str) -> str:
    """Why a password cannot be taken, in one line; ``""`` if it can."""
    text = unicodedata.normalize("NFC", password)
    if len(text) < LEAST_PASSWORD:
        return f"the password has {len(text)} characters; take {LEAST_PASSWORD} or more"
    if len(text) > MOST_PASSWORD:
        return f"the password has {len(text)} characters; take {MOST_PASSWORD} at most"
    if len(set(text)) < LEAST_DIFFERENT:
        return f"the password repeats itself; take {LEAST_DIFFERENT} different characters or more"
    return ""
