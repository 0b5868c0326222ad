"""The loss as terms: one file a term."""
