"""The collector of garbage rests while the demonstration is made, and works again afterwards."""

from __future__ import annotations

import gc

import pytest

from trainingapp.server.collector import resting_collector


def test_nothing_is_searched_for_garbage_while_the_demonstration_is_made() -> None:
    assert gc.isenabled()
    with resting_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_works_again_after_a_failure() -> None:
    with pytest.raises(RuntimeError), resting_collector():
        raise RuntimeError
    assert gc.isenabled()


def test_a_collector_that_rested_before_goes_on_resting() -> None:
    gc.disable()
    try:
        with resting_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
