"""What a prior in time and smoothing do on the built-in video, by the models of a run.

    mien reproduce spontaneous --only m2,m2-time --out RUN
    python benchmarks/dynamics.py RUN

On all frames of the test people's recordings: how rough the trajectories are (mean square of the change from
one frame to the next over the variance), how well faces are decoded from them, and how gaps are bridged: 10
frames of every 40 are hidden, and compared with what they say themselves, beside a straight line between the
frames around the gap; over the dimensions that the model uses, whose variance over faces is above .05.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from mien.faces.neutrals import choose_neutrals, set_neutrals
from mien.inference.smoothing import Evidence, Movement, movement_of, smoothed
from mien.models.trained import ExpressionModel, load_model
from mien.synthetic.spontaneous import builtin_video

HIDDEN, EVERY, LIVE = 10, 40, 0.05


def main(folder: Path) -> None:
    """Print a table of the run's models."""
    video, _ = builtin_video()
    aligned = None
    print("model     latents    roughness  decoded    gap error  of a line  within 95 %")
    for path in sorted((folder / "models").iterdir()):
        model = load_model(path)
        if aligned is None:
            aligned = model.prepare(video.landmarks.points, video.rotation, video.face)
            faces = set_neutrals(video, choose_neutrals(video, "coded", aligned.reshape(len(video), -1, 3)))
        assert model.about.people is not None
        test = (model.about.people.among(faces.subject) or {})["test"]
        report(model, path.name, faces, np.isin(video.subject, test))


def report(model: ExpressionModel, name: str, faces, chosen: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    """Two lines: latents frame by frame, and smoothed."""
    x = model.prepare(faces.landmarks.points, faces.rotation, faces.face)
    y = x[faces.neutral_rows] if model.needs_neutral else None
    mean, variance = model.posterior_prepared(x, y)
    names = np.unique(faces.sequence[chosen])
    films = [np.flatnonzero(chosen & (faces.sequence == one)) for one in names]
    films = [rows[np.argsort(faces.frame[rows])] for rows in films]
    evidence = [Evidence.of_posterior(faces.frame[film], mean[film], variance[film]) for film in films]
    movement = movement_of(evidence)
    slow = [smoothed(one, movement)[0].astype(np.float32) for one in evidence]
    live = mean[chosen].var(axis=0) > LIVE
    gaps = [gap(one, movement, live) for one in evidence]
    bridged, line, inside = (np.mean([one[i] for one in gaps]) for i in range(3))
    for what, latents in (("as they are", [mean[film] for film in films]), ("smoothed", slow)):
        change = np.mean([np.square(np.diff(z, axis=0)).mean() for z in latents])
        rough = change / np.mean([z.var(axis=0).mean() for z in latents])
        rows = np.concatenate(films)
        decoded = model.network_output(np.concatenate(latents), None if y is None else y[rows])
        error = np.sqrt(np.square(decoded - x[rows]).mean())
        tail = f"{bridged:9.3f}  {line:9.3f}  {inside:9.3f}" if what == "smoothed" else ""
        print(f"{name:16} {what:12} {rough:6.3f}  {error:9.4f}  {tail}")


def gap(evidence: Evidence, movement: Movement, live: np.ndarray) -> tuple[float, float, float]:
    """Root mean square error in hidden frames, that of a straight line, and the share within 95 %."""
    place = np.arange(len(evidence.frame))
    hidden = (place % EVERY >= EVERY - HIDDEN) & (place < len(place) - EVERY)
    frame, said = evidence.frame, evidence.mean
    middle, deviation = smoothed(
        Evidence(frame[~hidden], said[~hidden], evidence.precision[~hidden]), movement, frame
    )
    lines = [np.interp(frame[hidden], frame[~hidden], said[~hidden][:, k]) for k in np.flatnonzero(live)]
    truth = said[hidden][:, live]
    own = 1 / np.maximum(evidence.precision[hidden][:, live], 1e-6)
    spread = np.sqrt(deviation[hidden][:, live] ** 2 + movement.fast[live] + own)
    away = middle[hidden][:, live] - truth
    line = np.sqrt(np.square(np.stack(lines, axis=1) - truth).mean())
    inside = (np.abs(away) < 1.96 * spread).mean()
    return float(np.sqrt(np.square(away).mean())), float(line), float(inside)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
