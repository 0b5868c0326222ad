"""A run of MLflow."""

from __future__ import annotations

from mien.callbacks.interface import Begun, Callback, Ended, Record, figures_of, optional


class MLflow(Callback):
    """Logs settings and every figure to a run of its own, where ``MLFLOW_TRACKING_URI`` says.

    Parameters
    ----------
    experiment : its name; made where there is none.
    """

    def __init__(self, experiment: str = "mien") -> None:
        self.experiment, self.client = experiment, optional("mlflow", "mlflow").MlflowClient()

    def begin(self, begun: Begun) -> None:
        """Open the run."""
        found = self.client.get_experiment_by_name(self.experiment)
        where = self.client.create_experiment(self.experiment) if found is None else found.experiment_id
        self.run = self.client.create_run(where, run_name=begun.name).info.run_id
        for name, value in begun.parameters().items():
            self.client.log_param(self.run, name, value)

    def record(self, record: Record) -> None:
        """The figures at this step."""
        for name, value in figures_of(record).items():
            self.client.log_metric(self.run, name, value, step=record["step"])

    def end(self, ended: Ended | None) -> None:
        """Close the run, as failed where it did not come to its end."""
        self.client.set_terminated(self.run, "FINISHED" if ended is not None else "FAILED")
