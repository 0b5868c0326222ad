"""The one table of faces, whose neutral is whose, splits, the file, which faces to ask about."""
