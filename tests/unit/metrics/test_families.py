import re

import pytest

from bizprobe.metrics.families import BY_NAME, FAMILIES
from bizprobe.metrics.family import Family, Kind

_ENDINGS = {Kind.COUNTER: "_total", Kind.INFO: "_info"}


def test_no_name_is_declared_twice() -> None:
    assert len(BY_NAME) == len(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_is_named_as_its_kind_asks(family: Family) -> None:
    assert re.fullmatch(r"bizprobe_[a-z][a-z0-9_]*", family.name)
    for kind, ending in _ENDINGS.items():
        assert family.name.endswith(ending) == (family.kind is kind)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_says_what_it_means(family: Family) -> None:
    assert family.help.endswith(".")
    assert len(set(family.labels)) == len(family.labels)


# Prometheus and its operator write these labels themselves.
@pytest.mark.parametrize(
    "label", ["job", "instance", "service", "namespace", "pod", "endpoint", "container", "le"]
)
def test_no_label_is_one_that_others_write(label: str) -> None:
    assert not [family.name for family in FAMILIES if label in family.labels]
