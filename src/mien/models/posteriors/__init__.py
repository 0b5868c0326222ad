"""Posteriors over latents."""
