"""Models as data, and the parts that they are made of: a new part is one file and one line here.

Nothing here loads PyTorch: parts are imported when a model is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mien.registry import Registry, load

if TYPE_CHECKING:
    from mien.settings import PartSection, Settings

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
    encoder, posterior, decoder, prior : names in their registries.
    terms : names in `mien.objective.registry.TERMS`.
    needs : of ``neutral``, ``triplets`` and ``recordings`` (frames in their order).
    usual : whether tables have it where nobody names the rows to make.
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

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its parts are given."""
        return ("x", *(column for need, column in NEEDS.items() if need in self.needs))


MODELS = Registry(
    "model",
    {
        "vae": Model("VAE", "purple", "a face from z alone"),
        "vae-t": Model(
            "VAE-T",
            "orange",
            "VAE with triplets as a prior on z; no neutral faces",
            terms=("elbo", "topology"),
            needs=frozenset({"triplets"}),
            usual=False,
        ),
        "m1": Model("M1", "sky", "a face from z and the person's neutral", needs=frozenset({"neutral"})),
        "m2": Model(
            "M2",
            "vermilion",
            "M1 with triplets as a prior on z",
            terms=("elbo", "topology"),
            needs=frozenset({"neutral", "triplets"}),
        ),
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
    },
)
ENCODERS = Registry("encoder", {"mlp": "mien.models.encoders.mlp:MLPEncoder"})
POSTERIORS = Registry(
    "posterior",
    {
        "gaussian": "mien.models.posteriors.gaussian:GaussianPosterior",
        "beta": "mien.models.posteriors.beta:BetaPosterior",
    },
)
DECODERS = Registry("decoder", {"mlp": "mien.models.decoders.mlp:MLPDecoder"})
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
        name, _, options = part_of(what, getattr(section, what), getattr(model, what))
        parts[what] = {"kind": name, **options.model_dump()}
    return settings.changed(model=parts)


def of_inputs(neutral: bool, triplets: bool) -> str:
    """The first model that needs just these inputs: ``vae``, ``vae-t`` (triplets alone), ``m1`` or ``m2``."""
    given = {name for name, there in (("neutral", neutral), ("triplets", triplets)) if there}
    return next(name for name, model in MODELS.items() if model.needs == given)
