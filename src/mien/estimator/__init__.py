"""The scikit-learn face: `ExpressionSpace`."""

from mien.estimator.space import ExpressionSpace

__all__ = ["ExpressionSpace"]
