"""What models are made of: parts, their registries, the trained artefact."""
