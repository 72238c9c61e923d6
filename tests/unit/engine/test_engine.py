import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any

import anyio
import pytest

from bizprobe.engine.engine import Engine
from bizprobe.errors import ConfigError, ConfigFault, Reason, UnauthorizedError, UsageError
from bizprobe.reading import Reading
from bizprobe.remote.allowance import Owner
from bizprobe.remote.budget import Budget

pytestmark = pytest.mark.anyio

FILE = """
dealers:
  apteka:
    title: Apteka
    timezone: Europe/Moscow
    channels:
      ozon: {kind: scripted}
      kupi: {kind: scripted}
    probes:
      ozon-orders: {kind: scripted, every: 1h, channel: ozon}
      kupi-orders: {kind: scripted, every: 1h, channel: kupi}
"""
OZON, KUPI = ("apteka", "ozon-orders"), ("apteka", "kupi-orders")
BAD = ConfigError([ConfigFault("bizprobe.yml", 3, 5, "dealers.apteka", "unknown key")])


class Driver:
    """An engine and the file that it would load."""

    def __init__(self, world: Any, grace: float) -> None:
        self.world = world
        self.file: str | ConfigError = FILE
        self.engine = Engine(world.workshop(), world.board, self._load, grace=grace)

    def _load(self) -> Any:
        if isinstance(self.file, ConfigError):
            raise self.file
        return self.world.settings(self.file)

    async def reload(self, file: str) -> None:
        self.file = file
        await self.engine.reload()

    async def run_all(self) -> None:
        for key in self.engine.watches:
            await self.engine.run_now(*key)


@asynccontextmanager
async def started(world: Any, grace: float = 10.0) -> AsyncIterator[Driver]:
    driver = Driver(world, grace)
    async with anyio.create_task_group() as tasks:
        await tasks.start(driver.engine.run, world.settings(FILE))
        yield driver
        driver.engine.stop()


def hang() -> tuple[anyio.Event, Callable[[], Any]]:
    """A script that never answers, and the event that tells that it runs."""
    begun = anyio.Event()

    async def script() -> None:
        begun.set()
        await anyio.sleep_forever()

    return begun, script


async def test_the_engine_is_ready_once_every_probe_had_its_chance(world: Any) -> None:
    _, world.scripts["kupi-orders"] = hang()
    async with started(world, grace=0) as driver:
        assert not driver.engine.ready
        await driver.engine.run_now(*OZON)
        assert not driver.engine.ready
        await driver.reload(FILE.replace("1h, channel: kupi", "1h, timeout: 20ms, channel: kupi"))
        await driver.engine.run_now(*KUPI)
        assert driver.engine.ready
        assert driver.engine.watches[KUPI].errors == {Reason.TIMEOUT: 1}


async def test_the_engine_shows_its_build_its_configuration_and_its_dealers(world: Any) -> None:
    async with started(world):
        shown = world.exposition()

    assert 'bizprobe_dealer_info{dealer="apteka",timezone="Europe/Moscow",title="Apteka"} 1.0' in shown
    assert any(line.startswith('bizprobe_channel_info{channel="ozon",dealer="apteka",') for line in shown)
    assert "bizprobe_config_last_reload_successful 1.0" in shown
    assert "bizprobe_config_last_reload_success_timestamp_seconds 1.795176e+09" in shown
    assert any(line.startswith('bizprobe_build_info{python="3.') for line in shown)


async def test_it_shows_what_must_be_answered_unless_nothing_is_promised(world: Any) -> None:
    async with started(world) as driver:
        await driver.reload(
            FILE.replace("ozon: {", "ozon: {objective: 99.5%, ").replace("kupi: {", "kupi: {objective: off, ")
        )
        shown = world.exposition("bizprobe_api_objective_ratio")

    assert shown == ['bizprobe_api_objective_ratio{dealer="apteka",remote="ozon",side="channel"} 0.995']


async def test_it_shows_how_busy_it_is(world: Any) -> None:
    async with started(world) as driver:
        await driver.run_all()
        shown = world.exposition("bizprobe_event_loop_lag_seconds", "bizprobe_probes_running")

    assert [line.split()[0] for line in shown] == [
        "bizprobe_event_loop_lag_seconds",
        "bizprobe_probes_running",
    ]


async def test_a_reload_without_a_change_touches_nothing(world: Any) -> None:
    async with started(world) as driver:
        await driver.run_all()
        before, shown = dict(driver.engine.watches), world.exposition()
        world.clock.advance(minutes=5)

        await driver.reload(FILE)

        assert all(driver.engine.watches[key] is watch for key, watch in before.items())
        changed = set(world.exposition()) ^ set(shown)
        assert {line.split()[0] for line in changed} <= {
            "bizprobe_config_last_reload_success_timestamp_seconds",
            "bizprobe_event_loop_lag_seconds",
        }
        assert world.closed == []


async def test_a_reload_leaves_an_untouched_run_under_way(world: Any) -> None:
    begun, world.scripts["ozon-orders"] = hang()
    async with started(world, grace=0) as driver, anyio.create_task_group() as asking:
        asking.start_soon(_ask, driver, OZON)
        await begun.wait()
        before = driver.engine.watches[OZON]

        await driver.reload(FILE.replace("channel: kupi", "channel: kupi, limit: 2"))

        assert driver.engine.watches[OZON] is before
        assert before.running
        asking.cancel_scope.cancel()


async def test_a_changed_channel_is_closed_after_its_probes_stopped(world: Any) -> None:
    begun = anyio.Event()

    async def script() -> None:
        begun.set()
        try:
            await anyio.sleep_forever()
        finally:
            world.closed.append("the run")

    world.scripts["kupi-orders"] = script
    async with started(world, grace=0) as driver:
        async with anyio.create_task_group() as asking:
            asking.start_soon(_ask, driver, KUPI)
            await begun.wait()
            untouched = driver.engine.watches[OZON]

            await driver.reload(FILE.replace("kupi: {kind: scripted}", "kupi: {kind: scripted, note: x}"))

        assert world.closed == ["the run", "kupi"]
        assert driver.engine.watches[OZON] is untouched


async def test_a_removed_probe_and_its_channel_leave_no_series(world: Any) -> None:
    async with started(world) as driver:
        await driver.run_all()
        assert any("kupi" in line for line in world.exposition())
        lines = [line for line in FILE.splitlines() if "kupi" not in line]

        await driver.reload("\n".join(lines))

        assert not any("kupi" in line for line in world.exposition())
        assert list(driver.engine.watches) == [OZON]
        assert world.closed == ["kupi"]


async def test_a_reload_shows_anew_what_needs_what(world: Any) -> None:
    needs = 'bizprobe_depends_info{dealer="apteka",dependent="channel:kupi",on="channel:ozon"} 1.0'
    async with started(world) as driver:
        assert needs not in world.exposition("bizprobe_depends_info")
        await driver.reload(
            FILE.replace("kupi: {kind: scripted}", "kupi: {kind: scripted, depends_on: [channels.ozon]}")
        )
        assert needs in world.exposition("bizprobe_depends_info")
        await driver.reload(FILE)
        assert needs not in world.exposition("bizprobe_depends_info")


async def test_a_new_probe_runs_without_making_the_engine_unready(world: Any) -> None:
    begun, world.scripts["site"] = hang()
    async with started(world, grace=0) as driver:
        await driver.run_all()
        await driver.reload(FILE + "      site: {kind: scripted, every: 10ms}\n")
        await begun.wait()

        assert driver.engine.ready
        assert list(driver.engine.watches) == [OZON, KUPI, ("apteka", "site")]


async def test_a_bad_file_keeps_the_last_good_configuration_and_shows_it(world: Any, log: StringIO) -> None:
    async with started(world) as driver:
        before = dict(driver.engine.watches)
        world.clock.advance(minutes=5)
        driver.file = BAD
        with pytest.raises(ConfigError, match="unknown key"):
            await driver.engine.reload()

        assert driver.engine.watches == before
        shown = world.exposition()
        assert "bizprobe_config_last_reload_successful 0.0" in shown
        assert "bizprobe_config_last_reload_success_timestamp_seconds 1.795176e+09" in shown
        assert "bizprobe.yml:3:5: dealers.apteka: unknown key" in log.getvalue()

        await driver.reload(FILE)
        shown = world.exposition()
        assert "bizprobe_config_last_reload_successful 1.0" in shown
        assert "bizprobe_config_last_reload_success_timestamp_seconds 1.7951763e+09" in shown


async def test_a_probe_that_cannot_be_built_shows_as_failing_in_itself(world: Any, log: StringIO) -> None:
    world.broken = {"kupi"}
    async with started(world) as driver:
        await driver.run_all()

        assert driver.engine.watches[KUPI].errors == {Reason.INTERNAL: 1}
        assert driver.engine.watches[OZON].errors == {}
        assert 'bizprobe_thing{probe="ozon-orders"} 1.0' in world.exposition()


async def test_requests_are_shown_when_the_run_that_made_them_has_ended(world: Any) -> None:
    counted = 'bizprobe_api_requests_total{code="200",dealer="apteka",remote="ozon",side="channel"}'
    async with started(world) as driver:
        assert f"{counted} 0.0" in world.exposition()
        await driver.engine.run_now(*OZON)
        assert f"{counted} 1.0" in world.exposition()


async def test_a_reading_too_old_is_withdrawn_while_the_probe_hangs(world: Any) -> None:
    async with started(world, grace=0) as driver:
        await driver.engine.run_now(*OZON)
        begun, world.scripts["ozon-orders"] = hang()
        async with anyio.create_task_group() as asking:
            asking.start_soon(_ask, driver, OZON)
            await begun.wait()
            world.clock.advance(hours=4)
            while world.exposition("bizprobe_thing"):  # noqa: ASYNC110 - the board tells nobody
                await anyio.sleep(0.01)
            asking.cancel_scope.cancel()


async def test_the_log_tells_how_a_run_ended_when_that_changes(
    world: Any, log: StringIO, answer: Callable[..., Reading]
) -> None:
    async def fails() -> None:
        raise UnauthorizedError("the key has expired")

    async def says_no() -> Reading:
        return answer("ozon-orders", success=False)

    async with started(world) as driver:
        for script in (None, None, fails, fails, says_no, None):
            world.scripts["ozon-orders"] = script
            await driver.engine.run_now(*OZON)

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = [line["event"] for line in lines if line.get("probe") == "ozon-orders"]
    assert told == [
        "the answer is yes",
        "could not ask: unauthorized",
        "the answer is no",
        "the answer is yes",
    ]


async def test_asking_an_unknown_probe_is_refused(world: Any) -> None:
    async with started(world) as driver:
        with pytest.raises(UsageError, match="no probe apteka/nobody"):
            await driver.engine.run_now("apteka", "nobody")


async def test_shutdown_is_unready_first_then_lets_runs_end_then_closes(
    world: Any, answer: Callable[..., Reading]
) -> None:
    begun, go_on = anyio.Event(), anyio.Event()

    async def script() -> Reading:
        begun.set()
        await go_on.wait()
        world.closed.append("the run")
        return answer("ozon-orders")

    world.scripts["ozon-orders"] = script
    async with started(world) as driver:
        await driver.engine.run_now(*KUPI)
        async with anyio.create_task_group() as asking:
            asking.start_soon(_ask, driver, OZON)
            await begun.wait()
            driver.engine.stop()
            assert not driver.engine.ready
            go_on.set()

    assert world.closed[0] == "the run"
    assert sorted(world.closed[1:]) == ["kupi", "ozon"]
    assert driver.engine.watches[OZON].runs == 1


async def test_shutdown_cancels_what_does_not_end_in_time(world: Any) -> None:
    cancelled: list[str] = []
    begun = anyio.Event()

    async def script() -> None:
        begun.set()
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.append("ozon-orders")

    world.scripts["ozon-orders"] = script
    async with anyio.create_task_group() as asking, started(world, grace=0.05) as driver:
        asking.start_soon(_ask, driver, OZON)
        await begun.wait()

    assert cancelled == ["ozon-orders"]
    assert sorted(world.closed) == ["kupi", "ozon"]


async def _ask(driver: Driver, key: tuple[str, str]) -> None:
    try:
        await driver.engine.run_now(*key)
    except UsageError:
        return


async def test_what_is_left_of_the_budgets_is_on_the_board(world: Any) -> None:
    world.accounts.opened.append((Owner("apteka", "ozon", "channel"), [Budget("prices", 1, 5)]))
    async with started(world):
        await anyio.wait_all_tasks_blocked()
        assert world.exposition("bizprobe_api_budget_burst") == [
            'bizprobe_api_budget_burst{dealer="apteka",group="prices",remote="ozon",side="channel"} 5.0'
        ]
