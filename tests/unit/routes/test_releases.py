"""What `--for` takes, and what each release refuses."""

import pytest

from bizprobe.errors import UsageError
from bizprobe.routes.releases import CURRENT, OLDEST, Feature, Release, release_named


@pytest.mark.parametrize(("text", "release"), [("0.25", OLDEST), ("current", CURRENT), ("0.34", Release(34))])
def test_a_release_is_named(text: str, release: Release) -> None:
    assert release_named(text) == release


@pytest.mark.parametrize("text", ["", "0.24", "1.0", "0.3", "newest"])
def test_a_release_that_nobody_compiles_for_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        release_named(text)
    assert str(caught.value) == f"--for takes 0.25, a later release such as 0.34, or current; got '{text}'"


def test_the_oldest_knows_nothing_of_what_came_later() -> None:
    assert not [feature for feature in Feature if OLDEST.knows(feature)]


def test_the_current_one_knows_all_but_the_labels_of_routes() -> None:
    assert [feature for feature in Feature if not CURRENT.knows(feature)] == [Feature.ROUTE_LABELS]
