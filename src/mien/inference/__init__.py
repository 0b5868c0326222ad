"""A trained model applied to files."""
