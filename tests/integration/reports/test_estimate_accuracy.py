"""What people are told about their wait, on a day that is played by the server's own deeds; more days: bench estimates."""

from pathlib import Path

from bench.waiting_days import play


def test_a_told_range_holds_and_beats_people_ahead_times_mean_by_counters(tmp_path: Path) -> None:
    """One day of one centre scatters more than the target over many days (85–95 %, 40 % lower): hence the wider bounds."""
    found = play(tmp_path, seed=7, days=1, warm_up=1, load=1.15, refresh=4.0)
    assert len(found.waits) > 300
    assert 0.8 <= found.within() <= 0.98
    assert found.error() < 0.7 * found.plain_error()
