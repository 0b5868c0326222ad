"""People who do not exist: the rig, posed faces, video, raters, the drawn face."""
