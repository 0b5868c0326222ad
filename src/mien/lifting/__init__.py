"""Faces of any layout, with or without depth, to points of another: by fitting the built-in rig."""
