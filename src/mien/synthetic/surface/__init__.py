"""The drawn face: from landmarks to pictures."""
