"""The web application of a study."""
