"""The NumPy array types of the model, named once."""

import numpy as np
import numpy.typing as npt

__all__ = ["F32", "F64", "I64", "U64", "Bool"]

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
Bool = npt.NDArray[np.bool_]
