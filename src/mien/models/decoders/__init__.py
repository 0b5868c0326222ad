"""Decoders: from latents, and what else is given, to faces."""
