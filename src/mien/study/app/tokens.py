"""Bearer tokens: who a request is from, without a look into the store."""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

MAX_AGE_SECONDS = 14 * 24 * 3600
MOST_CHARACTERS = 200


class TokenError(Exception):
    """A token that is not accepted; `code` is what the page is told."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Tokens:
    """Makes and reads signed tokens that carry a person's number.

    Parameters
    ----------
    key : the study's key for tokens (``directory.key("token")``).
    """

    def __init__(self, key: bytes) -> None:
        self._signer = TimestampSigner(
            key, salt=b"mien.study.token", key_derivation="hmac", digest_method=hashlib.sha256
        )

    def issue(self, person: int) -> str:
        """A token for a person, good for 14 days."""
        return self._signer.sign(str(person)).decode("ascii")

    def read(self, authorization: str | None) -> int:
        """The person's number, from an ``Authorization: Bearer …`` header.

        Raises
        ------
        TokenError
            With code ``token_missing``, ``token_expired`` or ``token_invalid``.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenError("token_missing", "this needs the token of a person who has entered the study")
        try:
            if len(token) > MOST_CHARACTERS:
                raise BadSignature("too long")
            return int(self._signer.unsign(token, max_age=MAX_AGE_SECONDS))
        except SignatureExpired as error:
            raise TokenError("token_expired", "the token is too old; enter the study again") from error
        except (BadSignature, ValueError) as error:
            raise TokenError("token_invalid", "the token is not one of this study") from error
