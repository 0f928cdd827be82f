"""Series held out, structural variants and null models: what is assessed, and what is said of it."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pandas as pd
from assessed import found, made
from handmade import TWO_REGIONS

from collabsim.calibration import measured
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.prior import prior
from collabsim.calibration.replicates import Purpose
from studies.england import alternatives, held_out, page_models
from studies.england.alternatives import AS_IT_IS, VARIANTS
from studies.england.folder import Effort
from studies.england.page_failures import _draws
from studies.england.page_search import ruled_out_by, still_plausible
from studies.england.search import (
    CONFIRM,
    REPORT,
    Job,
    Plan,
    assess_job,
    assessment_of,
    columns,
    row_of,
)
from studies.england.tables import tables_of

SERIES = {series.name: series for series in measured()}
EVERY = tuple(PATTERNS)


def test_a_series_held_out_is_compared_with_what_the_others_chose(tmp_path: Path) -> None:
    wave = [made(), made(far="doac"), made(far="ppci"), made(patterns=())]
    with found(tmp_path, Plan(waves=(4,), replicates=2), wave_1=wave) as search:
        table = held_out.table(search)
    by_series = table.set_index("series")
    assert by_series.loc["doac", "sets"] == 2, (
        "one that all leave in and the one only doac rules out"
    )
    assert by_series.loc["doac", "within"] == 0.5
    assert by_series.loc["tetracycline", "sets"] == 1, "and so none that another series rules out"
    assert by_series.loc["tetracycline", ["within", "inside"]].tolist() == [1.0, 1.0]
    assert "of 7 series held out in turn" in page_models.held_out_failure({"held_out": table})
    assert "| Direct oral anticoagulants | 2 | 50 % |" in page_models.held_out({"held_out": table})


def test_plausible_sets_are_tried_in_every_structural_variant(tmp_path: Path) -> None:
    config = tmp_path / "short.toml"
    config.write_text('extends = "uptake_series.toml"\nname = "Short"\n', "utf-8")
    plan = Plan((1,), 2, screening=1, config=str(config))
    stages = {"wave_1": [made()], CONFIRM: [made(patterns=EVERY)], REPORT: [made(far="doac")]}
    with found(tmp_path / "out", plan, **stages) as search:
        alternatives.run_variants(search, Effort())
        table = alternatives.variants_table(search)
        again: list[str] = []
        alternatives.run_variants(search, Effort(1, lambda stage, *_: again.append(stage)))
    assert again == [], "what was assessed is not assessed again"
    assert table["structure"].tolist() == [AS_IT_IS, *VARIANTS]
    assert table["ruled_out_by"][0] == "doac", "as the model is, on held-out draws"
    assert table["accepted"].eq(table["ruled_out_by"].eq("")).all()
    assert table.set_index("structure").loc["additive", "hazard.pull"] == -2.0
    words = page_models.structural_variants({"structural_variants": table})
    plausible = [int(row.split("|")[3]) for row in words.splitlines()[-len(VARIANTS) - 1 :]]
    assert plausible == [int(yes) for yes in table["accepted"]]


def test_what_defaults_were_set_with_is_no_loss_of_a_null() -> None:
    """Losing P8 or P22 tells nothing; losing a series or a check does."""
    series = {f"{name} within": True for name in SERIES}
    rungs = pd.DataFrame(
        [
            {"rung": "full model", "kind": "model", "missed": "P12", **series},
            {"rung": "no budget", "kind": "null", "missed": "P12 P8a P8b", **series},
            {"rung": "no gates", "kind": "null", "missed": "P3", **series},
            {"rung": "no trust", "kind": "null", "missed": None, **series, "doac within": False},
        ]
    )
    said = page_models.verdict(rungs)
    assert "As good as the full model on series and checks: *no budget*." in said
    assert "*no gates* loses P3." in said
    assert "*no trust* loses doac." in said
    assert said.endswith("which is no test, are missed: *no budget* P8a, P8b.")


def test_a_sets_assessment_depends_on_its_number_and_on_no_other_set(tmp_path: Path) -> None:
    """Assessed alone it comes out as among others, in whichever wave."""
    config = tmp_path / "two.toml"
    config.write_text(TWO_REGIONS, "utf-8")
    plan = Plan((2, 1), 2, screening=1, seed=3, config=str(config))
    with found(tmp_path / "out", plan) as search:
        search.run(Effort(workers=2))
        for wave, n, number in ((0, 1, 1), (1, 0, 2)):
            settings = prior().settings(prior().values(search.design(wave))[n])
            alone = assessment_of(assess_job(plan, Job(number, settings, Purpose.SEARCH)))
            for name, curves in search.of(f"wave-{wave + 1}", n).curves.items():
                assert np.array_equal(curves, alone.curves[name]), name


def test_an_assessment_is_kept_whole() -> None:
    """What was read as not a number stays apart from what was not read."""
    before = made(far="doac", patterns=("P1", "P9"))
    before = dataclasses.replace(before, readings={**before.readings, "P9": math.nan})
    row = row_of(before)
    after = assessment_of(row)
    assert len(row) == len(columns(2))
    assert after.readings.keys() == {"P1", "P9"}
    assert math.isnan(after.readings["P9"])
    assert (after.attributes, after.scores) == (before.attributes, before.scores)
    assert after.implausibility == before.implausibility
    assert after.ruled_out_by == ["doac"]
    for name, curves in before.curves.items():
        assert np.array_equal(after.curves[name], np.round(curves, 5))


def test_tables_report_the_draws_that_chose_nothing(tmp_path: Path) -> None:
    plan = Plan(waves=(3,), replicates=2)
    stages = {
        "wave_1": [made()] * 3,
        CONFIRM: [made(far="ppci" if n == 2 else "", patterns=EVERY) for n in range(3)],
        REPORT: [made(wide=0.05, patterns=EVERY), made(far="doac", patterns=EVERY)],
    }
    with found(tmp_path, plan, **stages) as search:
        tables = tables_of(search)
    assert tables["plausible_sets"]["set"].tolist() == [0, 1]
    within = tables["scores"].set_index(["set", "series"])["within"]
    assert within[0].all()
    assert not within[1, "doac"]
    assert still_plausible(tables) == 1
    assert ruled_out_by(tables) == [("doac", 1)]
    assert "another would keep 50 % (95 % interval 1 to 99 %)" in _draws(tables)
