"""An ONNX graph that grows by one node after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_OPSET, _IR = 17, 8
ROWS = "n"


class Graph:
    """Nodes, and the constants that they read.

    Parameters
    ----------
    onnx : the package.
    """

    def __init__(self, onnx: Any) -> None:
        self.onnx, self.helper = onnx, onnx.helper
        self.nodes: list[Any] = []
        self.inputs: list[Any] = []
        self.outputs: list[Any] = []
        self.constants: dict[tuple[Any, ...], Any] = {}

    def input(self, name: str, shape: Sequence[int]) -> str:
        """An input of float32 rows (n, *shape)."""
        self.inputs.append(self._told(name, shape))
        return name

    def output(self, name: str, value: str, shape: Sequence[int]) -> None:
        """What the graph gives by that name: float32 rows (n, *shape)."""
        self.nodes.append(self.helper.make_node("Identity", [value], [name]))
        self.outputs.append(self._told(name, shape))

    def node(self, kind: str, *inputs: str | np.ndarray | np.generic, **attributes: Any) -> str:
        """The name of a node's output; of the inputs, arrays are constants."""
        read = [one if isinstance(one, str) else self._constant(np.asarray(one)) for one in inputs]
        name = f"v{len(self.nodes)}"
        self.nodes.append(self.helper.make_node(kind, read, [name], **attributes))
        return name

    def slice(self, value: str, start: int, end: int) -> str:
        """Some of the last axis."""
        return self.node("Slice", value, *(np.array([one]) for one in (start, end, -1)))

    def shaped(self, value: str, shape: Sequence[int]) -> str:
        """Rows (n, …) as (n, *shape)."""
        return self.node("Reshape", value, np.array([-1, *shape]))

    def model(self, told: Mapping[str, str]) -> Any:
        """The whole, checked, with metadata."""
        graph = self.helper.make_graph(
            self.nodes, "mien", self.inputs, self.outputs, initializer=[*self.constants.values()]
        )
        made = self.helper.make_model(
            graph,
            producer_name="mien",
            producer_version=told.get("mien", ""),
            opset_imports=[self.helper.make_opsetid("", _OPSET)],
            ir_version=_IR,
        )
        self.helper.set_model_props(made, dict(told))
        self.onnx.checker.check_model(made, full_check=True)
        return made

    def _constant(self, value: np.ndarray) -> str:
        key = (value.dtype.str, value.shape, value.tobytes())
        if key not in self.constants:
            self.constants[key] = self.onnx.numpy_helper.from_array(value, f"c{len(self.constants)}")
        name: str = self.constants[key].name
        return name

    def _told(self, name: str, shape: Sequence[int]) -> Any:
        return self.helper.make_tensor_value_info(name, self.onnx.TensorProto.FLOAT, [ROWS, *shape])
