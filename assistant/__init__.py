"""The trade: read `domain.py`, then `pipeline.py`."""

import os

# The products of one question are small: threads of the linear algebra library cost it more than
# they give.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
