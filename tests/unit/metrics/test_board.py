import pytest

from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format
from bizprobe.metrics.family import Family, Kind, Sample

ORDERS = Family("bizprobe_orders_total", Kind.COUNTER, "Orders.", ("channel",))
AGE = Family("bizprobe_age_seconds", Kind.HISTOGRAM, "Age.", ())
UP = Family("bizprobe_up", Kind.GAUGE, "Up.", ("channel",))


@pytest.fixture
def board() -> Board:
    return Board([UP, ORDERS, AGE])


def _lines(board: Board, *names: str) -> list[str]:
    return b"".join(board.chunks(Format.TEXT, frozenset(names))).decode().splitlines()


def _samples(board: Board, *names: str) -> list[str]:
    return [line for line in _lines(board, *names) if not line.startswith("#")]


def test_an_empty_board_shows_nothing(board: Board) -> None:
    assert _lines(board) == []


def test_families_stand_in_declared_order_and_in_one_piece_whoever_came_first(board: Board) -> None:
    board.put("kupi", [ORDERS.sample(1, channel="kupi"), UP.sample(1, channel="kupi")])
    board.put("ozon", [UP.sample(0, channel="ozon"), ORDERS.sample(2, channel="ozon")])
    assert _lines(board) == [
        "# HELP bizprobe_up Up.",
        "# TYPE bizprobe_up gauge",
        'bizprobe_up{channel="kupi"} 1.0',
        'bizprobe_up{channel="ozon"} 0.0',
        "# HELP bizprobe_orders_total Orders.",
        "# TYPE bizprobe_orders_total counter",
        'bizprobe_orders_total{channel="kupi"} 1.0',
        'bizprobe_orders_total{channel="ozon"} 2.0',
    ]


def test_a_reading_replaces_all_that_its_owner_showed_before(board: Board) -> None:
    board.put("ozon", [UP.sample(1, channel="ozon"), ORDERS.sample(1, channel="ozon")])
    board.put("ozon", [UP.sample(0, channel="ozon")])
    assert _lines(board)[2:] == ['bizprobe_up{channel="ozon"} 0.0']


def test_an_owner_keeps_its_place_when_its_samples_come_back(board: Board) -> None:
    for owner in ("a", "b"):
        board.put(owner, [UP.sample(1, channel=owner)])
    board.put("a", [])
    board.put("a", [UP.sample(2, channel="a")])
    assert _samples(board) == ['bizprobe_up{channel="a"} 2.0', 'bizprobe_up{channel="b"} 1.0']


def test_a_dropped_owner_leaves_no_series_and_no_empty_family(board: Board) -> None:
    board.put("ozon", [UP.sample(1, channel="ozon"), ORDERS.sample(1, channel="ozon")])
    board.put("kupi", [UP.sample(1, channel="kupi")])
    board.drop("ozon")
    board.drop("never seen")
    assert _lines(board)[1:] == ["# TYPE bizprobe_up gauge", 'bizprobe_up{channel="kupi"} 1.0']


def test_names_choose_families_by_any_of_their_series(board: Board) -> None:
    board.put(
        "ozon",
        [
            UP.sample(1, channel="ozon"),
            ORDERS.sample(1, channel="ozon"),
            Sample(AGE, (), 1, "_bucket", "+Inf"),
            Sample(AGE, (), 1, "_count"),
        ],
    )
    assert _samples(board, "bizprobe_up", "bizprobe_age_seconds_count") == [
        'bizprobe_up{channel="ozon"} 1.0',
        'bizprobe_age_seconds_bucket{le="+Inf"} 1.0',
        "bizprobe_age_seconds_count 1.0",
    ]
    assert _samples(board, "unknown") == []


def test_a_family_that_nobody_declared_stands_after_the_others(board: Board) -> None:
    own = Family("third_party_x", Kind.GAUGE, "Own.")
    board.put("ozon", [own.sample(1), UP.sample(1, channel="ozon")])
    assert _samples(board) == ['bizprobe_up{channel="ozon"} 1.0', "third_party_x 1.0"]


def test_a_scrape_shows_the_moment_when_it_began(board: Board) -> None:
    board.put("ozon", [UP.sample(1, channel="ozon")])
    chunks = board.chunks(Format.TEXT)
    board.put("ozon", [UP.sample(0, channel="ozon")])
    board.put("kupi", [UP.sample(0, channel="kupi")])
    assert b"".join(chunks).decode().splitlines()[2:] == ['bizprobe_up{channel="ozon"} 1.0']


def test_samples_that_cannot_be_rendered_leave_the_board_as_it_was(board: Board) -> None:
    board.put("ozon", [UP.sample(1, channel="ozon")])
    with pytest.raises(ValueError, match="many"):
        board.put("ozon", [UP.sample(0, channel="ozon"), Sample(ORDERS, ("ozon",), "many")])  # type: ignore[arg-type]
    assert _samples(board) == ['bizprobe_up{channel="ozon"} 1.0']


def test_a_new_family_that_cannot_be_rendered_leaves_the_board_readable(board: Board) -> None:
    own = Family("third_party_x", Kind.GAUGE, "Own.")
    with pytest.raises(ValueError, match="many"):
        board.put("ozon", [Sample(own, (), "many")])  # type: ignore[arg-type]
    assert _samples(board) == []


def test_half_a_character_in_a_label_does_not_cost_the_scrape(board: Board) -> None:
    board.put("ozon", [UP.sample(1, channel="oz\ud83don")])
    assert _samples(board) == ['bizprobe_up{channel="oz?on"} 1.0']
