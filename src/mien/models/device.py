"""Where to compute."""

from __future__ import annotations

from mien.errors import ConfigError


def device_of(name: str) -> str:
    """The device that a setting means, of ``auto`` a GPU where there is one; ConfigError if not there."""
    import torch

    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        torch.empty(1, device=name)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).splitlines()[0][:100]
        raise ConfigError(f"device {name!r} cannot be used here ({reason}); take cpu or auto") from None
    return name
