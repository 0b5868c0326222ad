"""Kinds of questions: one file each, and a line in the registry."""
