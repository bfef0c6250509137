"""Pictures keep within their frame and say what their numbers say, whatever the numbers are."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.insights.catalogue import LINE
from leadership.insights.cells import HIDDEN
from leadership.insights.sight import Line, Point
from leadership.web import figurepictures, figuretables, figurewords, plots

share = st.none() | st.floats(0, 1)
days = st.none() | st.floats(0, 4000)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.just("Q1"), share, st.just("")), min_size=1, max_size=12), st.booleans())
def test_columns_of_shares_stand_on_the_floor_and_keep_below_the_top(points, whole):
    drawn = plots.shares(points, whole=whole)
    for (_label, value, _words), column in zip(points, drawn.columns, strict=True):
        assert column.hidden == (value is None)
        assert column.x >= plots.LEFT and column.x + column.width <= plots.WIDTH
        if value is not None:
            assert column.y + column.height == drawn.floor
            assert column.rest_y >= plots.TOP
            assert (column.rest > 0) <= whole


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.just("6/26"), days, days, st.just("")), min_size=1, max_size=12))
def test_columns_of_days_keep_below_the_top(points):
    for column in plots.days(points).columns:
        assert column.hidden or column.rest_y >= plots.TOP - 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
def test_bars_are_as_long_as_their_values_say(values):
    drawn = plots.bars([("", value, "", "") for value in values])
    assert max(bar.width for bar in drawn.bars) <= plots.WIDTH - plots.LABEL
    longer = sorted(zip(values, (bar.width for bar in drawn.bars), strict=True))
    assert [width for _value, width in longer] == sorted(bar.width for bar in drawn.bars)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=6), st.integers(1, 120))
def test_bars_of_shares_are_as_long_as_their_part_of_the_whole_and_the_aim_stands_where_such_a_bar_ends(tens, aim):
    drawn = plots.bars([("", 10.0 * ten, "", "") for ten in tens], whole=100, aim=aim)
    for ten, bar in zip(tens, drawn.bars, strict=True):
        assert abs(bar.width - drawn.track * ten / 10) <= 2
    assert abs(drawn.aim - plots.LABEL - drawn.track * min(aim, 100) / 100) <= 1
    assert plots.bars([("", 1.0, "", "")]).track == plots.bars([("", 1.0, "", "")]).aim == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_words_before_a_bar_fit_there(label):
    [bar] = plots.bars([(label, 1.0, "", "")]).bars
    assert len(bar.label) <= plots.LONGEST and bar.label[: plots.LONGEST - 1] == label[: plots.LONGEST - 1]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.text(), st.floats(1, 500), days, st.text()), max_size=60))
def test_the_tiles_of_a_map_lie_side_by_side_and_fill_it(groups):
    drawn = plots.tiles(groups, (21, 42, 70, 120))
    assert [tile.number for tile in drawn.tiles] == list(range(1, len(groups) + 1))
    assert [tile.step == 0 for tile in drawn.tiles] == [value is None for _l, _s, value, _w in groups]
    for tile in drawn.tiles:
        assert tile.x >= 0 and tile.x + tile.width <= plots.WIDTH + 1
        assert tile.y >= 0 and tile.y + tile.height <= plots.MAP + 1
        if tile.has_name:
            assert tile.height >= plots.TWO_LINES and len(tile.label) * plots.LETTER < tile.width


def test_words_stand_where_nothing_is_drawn_behind_them():
    upper, full = plots.shares([("Q1", 0.9, "90 %"), ("Q2", 1.0, "100 %")], whole=True).columns
    assert upper.y < upper.text_y < upper.y + upper.height
    assert plots.TOP - 6 < full.text_y < full.y


def test_the_number_of_a_low_part_stands_where_that_part_ends_and_not_on_top_of_the_other():
    (low,) = plots.days([("11/26", 18, 150, "18")]).columns
    assert low.height < 20 and low.rest_y < low.text_y - 20 and low.y - 8 < low.text_y < low.y


def line_of(**known):
    """A line of one quarter of which these figures are known."""
    cells = {name: {"value": known[name], "n": 9, "people": 9} if name in known else HIDDEN for name in LINE}
    past = {name: (Point("2026-Q2", date(2026, 10, 5), cell),) for name, cell in cells.items()}
    return Line(past, {"last_heard": (), "last_heard_p90": ()}, None, (), {}, None)


def test_where_the_next_step_rested_is_drawn_where_it_can_be_told_of_one_side_at_least():
    for known, words in (({}, []), ({"silence_coach": 3.0}, ["3 working days", "–"])):
        line = line_of(**known)
        drawn = figurepictures.of_line(line, figuretables.of_line(line))
        assert ("silence" in drawn) == bool(known)
        assert not known or [bar.text for bar in drawn["silence"].drawing.bars] == words
        assert not known or drawn["silence"].drawing.bars[1].css == "plot-none"


def test_cycles_are_called_as_people_say_them():
    said = {"2026-Q1": "Q1 2026", "FY2026-H2": "H2 FY2026", "2026-05": "May 2026", "2026-W03": "week 3, 2026",
            "2026": "2026", "anniversary-2027": "anniversary-2027", "2026-13": "2026-13"}  # fmt: skip
    assert {key: figurewords.cycle(key) for key in said} == said
