"""An existing Dask cluster as an executor; needs ``pip install collabsim[cluster]``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from collabsim.experiment.errors import FolderError
from collabsim.experiment.pool import MakeExecutor
from collabsim.results import results_version

PATIENCE = "10s"
"""How long a scheduler is waited for."""

RETRIES = 3
"""Times that Dask itself starts a batch again whose worker was lost."""


@contextmanager
def cluster(address: str) -> Iterator[tuple[MakeExecutor, int]]:
    """Give what makes an executor on a cluster, and how many runs the cluster takes at once.

    Raises
    ------
    FolderError : if there is no such cluster, or a worker there has another model.
    """
    if find_spec("distributed") is None:
        raise FolderError("--scheduler needs Dask: pip install 'collabsim[cluster]'.")
    from distributed import Client

    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        said = str(error).splitlines()[0]
        raise FolderError(
            f"--scheduler {address}: no Dask scheduler answers there ({said})."
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        now = results_version()
        others = [worker for worker, it in client.run(results_version).items() if it != now]
        if not threads or others:
            said = f"worker {others[0]} runs another model" if others else "it has no workers"
            raise FolderError(f"--scheduler {address}: {said}.")
        yield lambda _: client.get_executor(pure=False, retries=RETRIES), threads
