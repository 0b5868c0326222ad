"""Aligning as nodes of an ONNX graph: what `mien.landmarks.alignment` does, in double precision."""

from __future__ import annotations

import numpy as np

from mien.exporting.graph import Graph
from mien.landmarks.alignment import LEAST_APART, Alignment, Scaling
from mien.landmarks.procrustes import MOST_STEPS, SURE

_SQUARE = np.arange(9).reshape(3, 3)
_TURNED = _SQUARE.T.reshape(-1)


def aligned(graph: Graph, preparation: Alignment | Scaling, faces: str) -> str:
    """Faces (n, p, d) or features (n, d) as they come to prepared rows (n, p·d), float32."""
    shape = preparation.mean.shape
    points = graph.node("Cast", faces, to=graph.onnx.TensorProto.DOUBLE)
    if isinstance(preparation, Alignment):
        points = _placed(graph, preparation, points)
    else:
        points = graph.node(
            "Div", graph.node("Sub", points, preparation.mean[None]), np.float64(preparation.scale)
        )
    flat = graph.shaped(points, (int(np.prod(shape)),))
    return graph.node("Cast", flat, to=graph.onnx.TensorProto.FLOAT)


def _placed(graph: Graph, alignment: Alignment, points: str) -> str:
    """Rotated, centred, scaled and without the mean: (n, p, d)."""
    d = alignment.dims
    found = graph.node("MatMul", graph.shaped(points, (alignment.mean.size,)), alignment.measures)
    middle, across, products = (
        graph.slice(found, start, end) for start, end in ((0, d), (d, 2 * d), (2 * d, 2 * d + d * d))
    )
    apart = graph.node("Sqrt", _total(graph, graph.node("Mul", across, across)))
    apart = graph.node(
        "Where", graph.node("Greater", apart, np.float64(LEAST_APART)), apart, np.float64(np.nan)
    )
    points = graph.node("Sub", points, graph.shaped(middle, (1, d)))
    if alignment.rotation != "none":
        if alignment.rotation == "eyes":
            turns = _turn(graph, across, [1.0, -1.0, 1.0, 1.0])
        elif d == 2:
            way = graph.node("MatMul", products, np.array([[1.0, 0], [0, 1], [0, -1], [1, 0]]))
            turns = _turn(graph, way, [1.0, 1.0, -1.0, 1.0])
        else:
            turns = _rotation(graph, products)
        points = graph.node("MatMul", points, graph.shaped(turns, (d, d)))
    points = graph.node("Div", points, graph.shaped(apart, (1, 1)))
    return graph.node("Sub", points, alignment.mean[None])


def _total(graph: Graph, value: str) -> str:
    return graph.node("ReduceSum", value, np.array([-1]), keepdims=1)


def _turn(graph: Graph, way: str, signs: list[float]) -> str:
    """Transposed rotations (n, 4) in the plane, by the way (n, 2) that goes to or from the first axis."""
    length = graph.node("Sqrt", _total(graph, graph.node("Mul", way, way)))
    unit = graph.node("Div", way, length)
    return graph.node("Mul", graph.node("Gather", unit, np.array([0, 1, 1, 0]), axis=1), np.array([signs]))


def _rotation(graph: Graph, products: str) -> str:
    """Transposed rotations (n, 9) by sums of point × reference, as `mien.landmarks.procrustes` finds them.

    NaN where that takes a singular value decomposition, which ONNX does not have: of points on a line.
    """

    def node(kind: str, *inputs: str | float) -> str:
        return graph.node(kind, *(one if isinstance(one, str) else np.float64(one) for one in inputs))

    def picked(value: str, rows: int, columns: int) -> str:
        """The matrices' entries from other places, counted round."""
        places = np.roll(_SQUARE, (-rows, -columns), axis=(0, 1)).reshape(-1)
        return graph.node("Gather", value, places, axis=1)

    matrix = graph.node("Gather", products, _TURNED, axis=1)
    matrix = node("Div", matrix, node("Sqrt", _total(graph, node("Mul", matrix, matrix))))
    cofactors = node(
        "Sub",
        node("Mul", picked(matrix, 1, 1), picked(matrix, 2, 2)),
        node("Mul", picked(matrix, 1, 2), picked(matrix, 2, 1)),
    )
    det = node("Div", _total(graph, node("Mul", matrix, cofactors)), 3)
    det8, last = node("Mul", det, 8), node("Mul", _total(graph, node("Mul", cofactors, cofactors)), 4)
    root = node("Add", node("Mul", det, 0), 3**0.5)
    for _ in range(MOST_STEPS):
        apart = node("Sub", node("Mul", root, root), 1)
        value = node("Sub", node("Sub", node("Mul", apart, apart), node("Mul", det8, root)), last)
        slope = node("Sub", node("Mul", node("Mul", root, apart), 4), det8)
        root = node("Sub", root, node("Div", value, slope))
    half = node("Div", node("Sub", node("Mul", root, root), 1), 2)
    sure = node("Sub", node("Mul", half, root), det)
    sure = node("Where", node("Greater", sure, SURE), sure, np.nan)
    square = graph.shaped(matrix, (3, 3))
    cubed = graph.node(
        "MatMul", graph.node("MatMul", square, graph.node("Transpose", square, perm=[0, 2, 1])), square
    )
    turned = node("Add", node("Mul", node("Add", half, 1), matrix), node("Mul", root, cofactors))
    turned = node("Div", node("Sub", turned, graph.shaped(cubed, (9,))), sure)
    return graph.node("Gather", turned, _TURNED, axis=1)
