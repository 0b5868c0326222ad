"""Models as data, and the parts that they are made of: a new part is one file and one line here.

Nothing here loads PyTorch: parts are imported when a model is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mien.registry import Registry, load

if TYPE_CHECKING:
    from mien.settings import PartSection, Settings

NO_DECODER = "none"
"""What stands for the decoder of a model that has none."""
NEEDS = {"neutral": "y"}
"""What a model may need of every face, and its column; triplets and recordings are no columns."""


@dataclass(frozen=True)
class Model:
    """What a model is made of.

    Attributes
    ----------
    title : for reading.
    colour : name of its colour in the report.
    summary : one line for the documents.
    encoder, posterior, decoder, prior : names in their registries; the decoder is `NO_DECODER` where nothing
        is reconstructed.
    terms : names in `mien.objective.registry.TERMS`.
    needs : of ``neutral``, ``triplets`` and ``recordings`` (frames in their order).
    usual : whether tables have it where nobody names the rows to make.
    rival : whether it is here to be compared with; ``--rivals`` adds these to a table.
    options : term -> options of it that are not the term's own defaults; settings go before them.
    """

    title: str
    colour: str
    summary: str
    encoder: str = "mlp"
    posterior: str = "gaussian"
    decoder: str = "mlp"
    prior: str = "normal"
    terms: tuple[str, ...] = ("elbo",)
    needs: frozenset[str] = frozenset()
    usual: bool = True
    rival: bool = False
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its parts are given."""
        return ("x", *(column for need, column in NEEDS.items() if need in self.needs))


_NEUTRAL, _TRIPLETS = frozenset({"neutral"}), frozenset({"triplets"})
_VAE = Model("VAE", "purple", "a face from z alone")
_M2 = Model(
    "M2",
    "vermilion",
    "M1 with triplets as a prior on z",
    terms=("elbo", "topology"),
    needs=_NEUTRAL | _TRIPLETS,
)


def _kin(base: Model, title: str, colour: str, summary: str, **changed: Any) -> Model:
    """The base but for what is changed; tables have it where it is named."""
    return replace(base, title=title, colour=colour, summary=summary, usual=False, **changed)


# Without free bits what is below z takes all, and z nothing.
_LADDER: dict[str, Any] = {
    "encoder": "ladder",
    "posterior": "ladder",
    "decoder": "ladder",
    "options": {"elbo": {"free": 1.0}},
}
_BETA = {"elbo": {"beta": 4.0}}
# The adversary is in place of the divergence.
_ADVERSARIAL = {"elbo": {"beta": 0.0}}
# Distances are all that these learn: they have no decoder, and nothing of a face but its place.
_EMBEDDING: dict[str, Any] = {
    "posterior": "point",
    "decoder": NO_DECODER,
    "needs": frozenset({"neutral", "triplets"}),
    "usual": False,
    "rival": True,
}
MODELS = Registry(
    "model",
    {
        "vae": _VAE,
        "vae-t": Model(
            "VAE-T",
            "orange",
            "VAE with triplets as a prior on z; no neutral faces",
            terms=("elbo", "topology"),
            needs=_TRIPLETS,
            usual=False,
        ),
        "m1": Model("M1", "sky", "a face from z and the person's neutral", needs=_NEUTRAL),
        "m2": _M2,
        "m2-beta": Model(
            "M2, 0 to 1",
            "green",
            "M2 whose latents are from 0 to 1, like activations",
            posterior="beta",
            prior="beta",
            terms=("elbo", "topology"),
            needs=frozenset({"neutral", "triplets"}),
            usual=False,
        ),
        "m2-time": Model(
            "M2 in time",
            "orange",
            "M2 whose latents move smoothly over a recording",
            prior="in-time",
            terms=("elbo", "topology", "dynamics"),
            needs=frozenset({"neutral", "triplets", "recordings"}),
            usual=False,
        ),
        "beta-vae": _kin(_VAE, "β-VAE", "orange", "VAE whose KL counts fourfold", options=_BETA),
        "iwae": _kin(_VAE, "IWAE", "blue", "VAE by the importance-weighted bound", terms=("importance",)),
        "aae": _kin(
            _VAE,
            "AAE",
            "green",
            "VAE with an adversary for the KL",
            terms=("elbo", "adversary"),
            options=_ADVERSARIAL,
        ),
        "ladder": _kin(_VAE, "Ladder VAE", "brown", "VAE with a second layer of latents below z", **_LADDER),
        "planar": _kin(
            _VAE, "VAE, planar flow", "grey", "VAE, its posterior bent by planar flows", posterior="planar"
        ),
        "iaf": _kin(
            _VAE, "VAE, IAF", "sky", "VAE, its posterior an inverse autoregressive flow", posterior="iaf"
        ),
        "m2-beta-kl": _kin(_M2, "M2, β · KL", "orange", "M2 whose KL counts fourfold", options=_BETA),
        "m2-iw": _kin(
            _M2,
            "M2, importance",
            "blue",
            "M2 by the importance-weighted bound",
            terms=("importance", "topology"),
        ),
        "m2-adversarial": _kin(
            _M2,
            "M2, adversarial",
            "green",
            "M2 with an adversary for the KL",
            terms=("elbo", "adversary", "topology"),
            options=_ADVERSARIAL,
        ),
        "m2-ladder": _kin(_M2, "M2, ladder", "brown", "M2 with a second layer of latents below z", **_LADDER),
        "m2-planar": _kin(
            _M2, "M2, planar flow", "grey", "M2, its posterior bent by planar flows", posterior="planar"
        ),
        "m2-iaf": _kin(
            _M2, "M2, IAF", "sky", "M2, its posterior an inverse autoregressive flow", posterior="iaf"
        ),
        "triplet": Model(
            "Triplet network",
            "blue",
            "an embedding of a face and the person's neutral, by triplets alone",
            **_EMBEDDING,
            terms=("triplet",),
        ),
        "triplet-linear": Model(
            "Linear triplets",
            "sky",
            "a linear map of the change from neutral, by triplets alone",
            **{**_EMBEDDING, "encoder": "change"},
            terms=("triplet",),
        ),
        "fec": Model(
            "FEC-like",
            "green",
            "a point on the unit sphere, by the odd one of three faces",
            **{**_EMBEDDING, "posterior": "sphere"},
            terms=("odd_one_out",),
        ),
        "fec-x": Model(
            "FEC-like, x alone",
            "brown",
            "the same without neutral faces, as Google's is",
            **{**_EMBEDDING, "posterior": "sphere", "needs": frozenset({"triplets"}), "rival": False},
            terms=("odd_one_out",),
        ),
        "contrastive": Model(
            "Contrastive",
            "purple",
            "a point on the unit sphere, by near faces found among far ones",
            **{**_EMBEDDING, "posterior": "sphere"},
            terms=("contrastive",),
        ),
    },
)
ENCODERS = Registry(
    "encoder",
    {
        "mlp": "mien.models.encoders.mlp:MLPEncoder",
        "change": "mien.models.encoders.change:ChangeEncoder",
        "ladder": "mien.models.encoders.ladder:LadderEncoder",
    },
)
POSTERIORS = Registry(
    "posterior",
    {
        "gaussian": "mien.models.posteriors.gaussian:GaussianPosterior",
        "planar": "mien.models.posteriors.planar:PlanarPosterior",
        "iaf": "mien.models.posteriors.iaf:IAFPosterior",
        "ladder": "mien.models.posteriors.ladder:LadderPosterior",
        "beta": "mien.models.posteriors.beta:BetaPosterior",
        "point": "mien.models.posteriors.point:PointPosterior",
        "sphere": "mien.models.posteriors.point:SpherePosterior",
    },
)
DECODERS = Registry(
    "decoder",
    {"mlp": "mien.models.decoders.mlp:MLPDecoder", "ladder": "mien.models.decoders.ladder:LadderDecoder"},
)
PRIORS = Registry(
    "prior",
    {
        "normal": "mien.models.priors.normal:NormalPrior",
        "beta": "mien.models.priors.beta:BetaPrior",
        "in-time": "mien.models.priors.in_time:InTimePrior",
    },
)
PARTS = {"encoder": ENCODERS, "posterior": POSTERIORS, "decoder": DECODERS, "prior": PRIORS}


def part_of(what: str, section: PartSection, own: str) -> tuple[str, Any, Any]:
    """Name, class and options of a part (a key of `PARTS`): those of the settings, else the model's `own`.

    Raises
    ------
    ConfigError
        If there is no such part, or it does not take an option, or not this value.
    """
    name = section.kind or own
    found = load(PARTS[what].find(name))
    return name, found, found.Options.of(section.options, f"model.{what}")


def completed(settings: Settings) -> Settings:
    """The settings with every part and option of the model written out, so that they mean the same later.

    Raises
    ------
    ConfigError
        If the model, a part or one of its options is not known.
    """
    section = settings.model
    model = MODELS.find(section.kind)
    parts = {}
    for what in PARTS:
        chosen, own = getattr(section, what), getattr(model, what)
        if own == NO_DECODER:
            # One file of settings serves all models; what it says of a decoder is for the others.
            parts[what] = {"kind": NO_DECODER}
            continue
        name, _, options = part_of(what, chosen, own)
        parts[what] = {"kind": name, **options.model_dump()}
    return settings.changed(model=parts)


def of_inputs(neutral: bool, triplets: bool) -> str:
    """The first model that needs just these inputs: ``vae``, ``vae-t`` (triplets alone), ``m1`` or ``m2``."""
    given = {name for name, there in (("neutral", neutral), ("triplets", triplets)) if there}
    return next(name for name, model in MODELS.items() if model.needs == given)
