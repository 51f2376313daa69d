"""Arrow's column functions, which are made when the package is loaded: a type checker cannot see them."""

from __future__ import annotations

from typing import Any

import pyarrow.compute

pc: Any = pyarrow.compute
