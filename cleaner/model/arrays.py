"""The NumPy array types of the model, named once, and the step that all its layers end with."""

import numpy as np
import numpy.typing as npt

__all__ = ["F32", "F64", "I64", "U64", "Bool", "rectified"]

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
Bool = npt.NDArray[np.bool_]


def rectified(sums: F32, bias: F32) -> F32:
    """The sums with a bias each, and nothing below 0; in place, as a page's arrays cost as much to get as to fill."""
    sums += bias
    return np.maximum(sums, 0, out=sums)
