"""Commands: parse, call, print; nothing else."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from mien.cli import judgments, options, reports, study_people, study_platforms
from mien.cli.convert import convert
from mien.cli.curve import curve
from mien.cli.explore import explore
from mien.cli.facts import facts_text
from mien.cli.landmarks import landmarks
from mien.cli.neutral import neutral
from mien.cli.reading import Commands, PlainReadingCommand, source
from mien.cli.reproduce import reproducing
from mien.cli.study import study
from mien.models.registry import MODELS
from mien.sources.asked import Asked

app = Commands(
    help="Perceptual facial expression spaces: landmarks in, a space in which distance is what people see.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(reproducing, name="reproduce")
app.add_typer(neutral, name="neutral")
study_people.register(study)
study_platforms.register(study)
app.add_typer(study, name="study")

Model = Annotated[Path, typer.Argument(help="Folder of a trained model.", show_default=False)]


@app.command()
def train(
    out: Annotated[
        Path, typer.Option(help="Run directory; the model lands in its models folder.", show_default=False)
    ],
    data: options.Data = options.BUILTIN,
    model: Annotated[str, options.one_of(MODELS, "Which model; m2 if left out.")] = "m2",
    triplets: Annotated[
        Path | None,
        typer.Option(help="CSV or Parquet: anchor, near, far[, weight]; by rule from labels if left out."),
    ] = None,
    recipe: options.RecipeOption = options.Recipe.fast,
    config: options.ConfigOption = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides split, triplets and weights.")] = 0,
    split: Annotated[
        str, typer.Option(help="People in training, validation and test, as proportions.")
    ] = "80,10,10",
    rivals: options.Rivals = False,
    tasks: options.Tasks = "",
    engine: options.Engine = None,
    device: options.Device = None,
    resume: options.Resume = False,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    on_unknown: options.TripletsUnknown = options.Unusable.error,
    on_crossing: options.Crossing = options.Unusable.error,
    quiet: options.Quiet = False,
) -> None:
    """Train one model, judge it on its test people, and keep it with a report."""
    from mien.experiments import train_model_on
    from mien.runs import RunDirectory

    experiment = "posed" if triplets is None else "spontaneous"
    chosen = options.settings(recipe, config, experiment, engine, device).changed(model={"kind": model})
    with options.progress(quiet) as shown:
        shares, command = options.proportions(split), options.typed()
        folder = train_model_on(
            data, chosen, out, seed, triplets, missing_neutral.value, shares, resume, shown, command,
            on_unknown.value, on_crossing.value, rivals, options.names(tasks),
        )  # fmt: skip
    typer.echo(f"Model: {folder}")
    typer.echo(f"Report: {RunDirectory(out).report}")


@app.command()
def encode(
    model: Model,
    out: Annotated[Path, typer.Option(help="Latents: .parquet or .csv.", show_default=False)],
    data: options.Data = options.BUILTIN,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    smooth: Annotated[
        bool, typer.Option("--smooth", help="Smooth over each recording, and say how sure each latent is.")
    ] = False,
    bridge: Annotated[
        int | None,
        typer.Option(min=1, help="With --smooth: lost frames to fill where at most so many are missing."),
    ] = None,
    device: options.Device = None,
) -> None:
    """Write the latents of faces."""
    from mien.errors import ConfigError
    from mien.inference.encode import encode_source
    from mien.inference.recordings import Smoothing
    from mien.models.trained import load_model

    if bridge is not None and not smooth:
        raise ConfigError("--bridge fills lost frames of recordings that are smoothed; add --smooth")
    smoothing = Smoothing(bridge or 0) if smooth else None
    count = encode_source(load_model(model, device or "auto"), data, out, missing_neutral.value, smoothing)
    typer.echo(f"{count} {'rows' if smooth else 'faces'}: {out}")


@app.command()
def decode(
    model: Model,
    latents: Annotated[Path, typer.Argument(help="Latents as written by encode.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Faces: .parquet.", show_default=False)],
    data: options.Data = options.BUILTIN,
    device: options.Device = None,
) -> None:
    """Write the faces that latents stand for, on their subjects' neutral faces."""
    from mien.inference.decode import decode_file
    from mien.models.trained import load_model

    count = decode_file(load_model(model, device or "auto"), latents, data, out)
    typer.echo(f"{count} faces: {out}")


@app.command()
def evaluate(
    model: Model,
    data: options.Data = options.BUILTIN,
    triplets: Annotated[
        Path | None, typer.Option(help="Triplets of test people; by rule if left out.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Labels (face, label), instead of those of the data.")
    ] = None,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    on_unknown: options.TripletsUnknown = options.Unusable.error,
    on_crossing: options.Crossing = options.Unusable.error,
    tasks: options.Tasks = "",
    ratings: Annotated[
        Path | None,
        typer.Option(help="People's ratings (face, a column a scale) or answers (face, rater, label)."),
    ] = None,
    device: options.Device = None,
    json: Annotated[bool, typer.Option("--json", help="Print the row as JSON.")] = False,
) -> None:
    """A trained model's figures on test people: accuracy, satisfied triplets, and more about its space."""
    from mien.cli.row import row_text
    from mien.inference.evaluate import evaluate_source
    from mien.models.trained import load_model

    found = evaluate_source(
        load_model(model, device or "auto"), data, triplets, missing_neutral.value, labels,
        on_unknown.value, on_crossing.value, lambda note: typer.echo(f"Note: {note}", err=True),
        options.names(tasks), ratings,
    )  # fmt: skip
    typer.echo(found.row.model_dump_json(indent=1) if json else row_text(found))


app.command()(convert)
app.command()(curve)


reports.register(app)


app.command()(explore)
app.command(cls=PlainReadingCommand)(landmarks)


@app.command()
def info(
    path: Annotated[
        Asked,
        typer.Argument(
            parser=source, help="Faces (file, folder or source) or a trained model.", show_default=False
        ),
    ],
) -> None:
    """Say what a file of faces, a data folder or a model holds."""
    from mien.sources.convert import describe

    folder = Path(path.spec)
    if (folder / "model.safetensors").exists() or folder.name == "model.safetensors":
        from mien.models.trained import load_model

        facts = load_model(folder).describe()
        subjects, settings = facts.pop("subjects", None) or {}, facts.pop("settings")
        counts = {part: len(names) for part, names in subjects.items()}
        typer.echo(facts_text({**settings, **facts, "subjects": counts}))
        return
    typer.echo(facts_text(describe(path)))


judgments.register(app)


# Later versions of typer bring their own click, earlier ones use the installed one; this is either's.
_INTERRUPTED = 130
_RESUMABLE = ("train", "reproduce", "curve")
_WRONG_WORDS: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns
    -------
    int
        0 well; 2 for bad input, said in one line; 130 interrupted.
    """
    # Waiting threads that spin take the core from the one that works as soon as another program runs; read by
    # OpenMP when torch loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from mien.errors import MienError

    _show_notes()
    words = sys.argv[1:] if arguments is None else list(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        result = app(words, standalone_mode=False)
        # Later versions of typer turn Ctrl-C into this exit status instead of raising.
        if result == _INTERRUPTED:
            return _interrupted(words)
        return result if isinstance(result, int) else 0
    except MienError as error:
        return _fail(" ".join(str(error).split()))
    except _WRONG_WORDS as error:
        return _fail(" ".join(error.format_message().split()))
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(words)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class _Notes(logging.Handler):
    """Prints what the readers tell of, a line each."""

    def emit(self, record: logging.LogRecord) -> None:
        print(f"note: {record.getMessage()}", file=sys.stderr)


def _show_notes() -> None:
    told = logging.getLogger("mien.sources")
    if not any(isinstance(handler, _Notes) for handler in told.handlers):
        told.addHandler(_Notes())


def _interrupted(words: Sequence[str]) -> int:
    line = "mien: interrupted"
    if words and words[0] in _RESUMABLE:
        line += "; the last checkpoint is kept, --resume with the same --out goes on"
    print(line, file=sys.stderr)
    return _INTERRUPTED


def _fail(line: str) -> int:
    print(f"mien: {line}", file=sys.stderr)
    return 2
