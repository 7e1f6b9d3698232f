"""How loud a screen is at which hour of the week."""

from hypothesis import given
from hypothesis import strategies as st

from shared.hours.sound import EVERY_DAY, SoundSpan, overlap, volume_at

MORNING = SoundSpan((1, 2, 3, 4, 5), 7 * 60, 8 * 60 + 30, 100)
NIGHT = SoundSpan(EVERY_DAY, 17 * 60 + 30, 6 * 60 + 30, 0)
spans = st.builds(
    SoundSpan,
    st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.integers(0, 100),
).filter(lambda span: span.start != span.end)


def test_a_span_counts_over_the_usual_volume_and_silence_over_both() -> None:
    moments = [
        (1, 6 * 60 + 29),
        (1, 6 * 60 + 30),
        (1, 7 * 60),
        (1, 8 * 60 + 29),
        (1, 8 * 60 + 30),
        (6, 7 * 60),
        (1, 17 * 60 + 30),
    ]
    assert [volume_at(80, (NIGHT, MORNING), *moment) for moment in moments] == [0, 80, 100, 100, 80, 80, 0]
    whole_day = SoundSpan((1,), 0, 1440, 40)
    assert [volume_at(80, (whole_day,), 1, minute) for minute in (0, 1439)] == [40, 40]


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    friday = SoundSpan((5,), 22 * 60, 6 * 60, 0)
    found = [friday.covers(day, minute) for day, minute in ((5, 60), (5, 23 * 60), (6, 60), (6, 23 * 60))]
    assert found == [False, True, True, False]
    assert SoundSpan((7,), 22 * 60, 6 * 60, 0).covers(1, 60)


@given(spans, spans)
def test_two_spans_overlap_exactly_where_a_minute_belongs_to_both(one: SoundSpan, other: SoundSpan) -> None:
    shared = [
        day
        for day in EVERY_DAY
        for minute in range(1440)
        if one.covers(day, minute) and other.covers(day, minute)
    ]
    found = overlap(one, other)
    assert (found is None) == (shared == [])
    assert found is None or found in shared
