"""Maps that bend the space so that neighbours stay together; they take seconds, so only where asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import ConfigError, DataError
from mien.explorer.payload import Payload
from mien.registry import Registry, load

LEAST = 5
SEED = 0


@dataclass(frozen=True)
class Map:
    """A way to put k-dimensional points on a plane.

    Attributes
    ----------
    title : for reading.
    at : a function from (n, k) float32 points and a seed to (n, 2), by its dotted name.
    """

    title: str
    at: str


MAPS = Registry(
    "map",
    {
        "umap": Map("UMAP", "mien.explorer.maps:umap"),
        "tsne": Map("t-SNE", "mien.explorer.maps:tsne"),
    },
)


def with_maps(payload: Payload, names: tuple[str, ...]) -> Payload:
    """The payload with these maps of its faces beside the principal axes.

    Raises
    ------
    ConfigError
        If there is no such map, or what makes it is not installed.
    DataError
        If there are too few faces.
    """
    wanted = [(name, MAPS.find(name)) for name in dict.fromkeys(names)]
    if not wanted:
        return payload
    z = payload.arrays.get("faces.z")
    if z is None or len(z) < LEAST or "space" not in payload.header:
        raise DataError(
            f"a map needs {LEAST} faces, and there are {0 if z is None else len(z)}; leave --map out"
        )
    space, arrays = dict(payload.header["space"]), dict(payload.arrays)
    space["maps"] = [one for one in space["maps"] if one["name"] not in names]
    for name, made in wanted:
        arrays[f"space.map.{name}"] = np.asarray(load(made.at)(z, SEED), dtype=np.float32)
        space["maps"].append({"name": name, "title": made.title, "seed": SEED})
    return Payload({**payload.header, "space": space}, arrays)


def umap(z: np.ndarray, seed: int) -> np.ndarray:
    """(n, 2) by UMAP (McInnes, Healy and Melville 2018), with umap-learn's own settings."""
    try:
        from umap import UMAP
    except ImportError as error:
        raise ConfigError("--map umap needs umap-learn: pip install 'mien[maps]'") from error
    neighbours = min(15, len(z) - 1)
    made = UMAP(n_neighbors=neighbours, init="pca", random_state=seed, n_jobs=1)
    return np.asarray(made.fit_transform(z))


def tsne(z: np.ndarray, seed: int) -> np.ndarray:
    """(n, 2) by t-SNE (van der Maaten and Hinton 2008)."""
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    made = TSNE(perplexity=min(30.0, (len(z) - 1) / 3), init="pca", random_state=seed)
    # Threads that wait for each other at every step cost far more than they do on a machine that is busy.
    with threadpool_limits(1):
        return np.asarray(made.fit_transform(z))
