"""Runs a command that ends when its parent ends: `python -m trainingapp.server.tether COMMAND …`.

Without it, web server and worker would stay behind when somebody kills their parent at once. Linux
only; elsewhere the command just runs.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie_to_parent(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent dies; it outlives the change of program."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("the parent has gone already")


def main() -> None:
    """Tie this process to the parent named first, then become the command."""
    tie_to_parent(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - our own command line, without a shell


if __name__ == "__main__":
    main()
