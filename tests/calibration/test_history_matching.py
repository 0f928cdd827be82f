"""History matching: an emulator finds what matters, and rules out only what it can."""

from __future__ import annotations

import numpy as np
import pytest

from collabsim.calibration.history_matching import fit_emulator


def test_an_emulator_finds_the_input_that_matters_and_its_own_error() -> None:
    rng = np.random.default_rng(2)
    inputs = rng.random((80, 150))
    output = 3.0 * inputs[:, 40] + 0.2 * rng.normal(size=80)
    found = fit_emulator(inputs, output)
    assert found.used[0] == 40
    assert found.slopes[0] == pytest.approx(3.0, abs=0.4)
    assert found.error == pytest.approx(0.2, rel=0.4)


def test_a_guess_rules_a_set_out_only_if_it_is_three_of_its_own_errors_away() -> None:
    rng = np.random.default_rng(4)
    inputs = rng.random((400, 5))
    output = 10.0 * inputs[:, 2] + rng.normal(scale=0.5, size=400)
    at = np.array([[0.5, 0.5, u, 0.5, 0.5] for u in (0.4, 0.6, 0.64, 0.66)])
    far = fit_emulator(inputs, output).implausibility(at, 0.0, 5.0)  # reached at 0.5
    assert far == pytest.approx([0.0, 2.0, 2.8, 3.2], abs=0.3)


def test_noise_teaches_an_emulator_little_and_rules_nothing_out() -> None:
    rng = np.random.default_rng(4)
    inputs, output = rng.random((80, 150)), rng.normal(size=80)
    assert len(fit_emulator(inputs, output).used) <= 3
