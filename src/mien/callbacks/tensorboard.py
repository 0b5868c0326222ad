"""Curves for TensorBoard, written by PyTorch's own writer."""

from __future__ import annotations

from mien.callbacks.interface import Begun, Callback, Ended, Record, figures_of, optional


class TensorBoard(Callback):
    """Writes every figure as a scalar; look with ``tensorboard --logdir runs``.

    Parameters
    ----------
    folder : each training gets a folder of its name in it.
    """

    def __init__(self, folder: str = "runs") -> None:
        self.folder, self.module = folder, optional("torch.utils.tensorboard", "tensorboard")

    def begin(self, begun: Begun) -> None:
        """Open the file, and note the settings."""
        self.writer = self.module.SummaryWriter(f"{self.folder}/{begun.name}")
        lines = (f"    {name} = {value!r}" for name, value in sorted(begun.parameters().items()))
        self.writer.add_text("settings", "\n".join(lines))

    def record(self, record: Record) -> None:
        """The figures at this step."""
        for name, value in figures_of(record).items():
            self.writer.add_scalar(name, value, record["step"])

    def end(self, ended: Ended | None) -> None:
        """Close the file."""
        self.writer.close()
