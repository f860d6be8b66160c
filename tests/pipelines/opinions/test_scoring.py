"""The packed sums say what plain sums of the file's numbers say."""

import math

import pytest

from leads_db.errors import RegisterFileBroken
from pipelines.opinions.scoring import chances, likelihoods, load_model, read_model

ROWS = (
    "# version 7",
    "feature\tsquare\ttopic:a\ttopic:b",
    "bias\t0\t100\t-100",
    "假\t4000\t-2000\t3000",
    "假货\t1000\t500\t-500",
    "@x=1\t4000\t7\t0",
    "¶真\t1000\t9\t9",
)
FILE = "\n".join(ROWS) + "\n"


def test_a_score_is_bias_and_weights_over_the_length() -> None:
    model = read_model(FILE)
    told = model.score(model.read("是假货", ("@x=1", "@unknown=1")))
    length = math.sqrt(4 + 1 + 4)
    assert told["topic:a"] == pytest.approx(0.1 + (-2 + 0.5 + 0.007) / length)
    assert told["topic:b"] == pytest.approx(-0.1 + (3 - 0.5) / length)


def test_a_text_may_be_shortened_less_than_to_one() -> None:
    model = read_model(FILE.replace("# version 7\n", "# version 7\n# shortening 0.5\n"))
    told = model.score(model.read("是假货", ("@x=1",)))
    assert told["topic:b"] == pytest.approx(-0.1 + (3 - 0.5) / math.sqrt(math.sqrt(4 + 1 + 4)))


def test_classes_of_which_a_text_may_have_several_are_told_each_for_itself() -> None:
    assert likelihoods({"act:a": 0.0, "act:b": math.log(3), "verdict:c": 9.0}, "act") == {
        "a": 0.5,
        "b": pytest.approx(0.75),
    }


def test_a_feature_counts_once_however_often_it_stands() -> None:
    model = read_model(FILE)
    assert model.score(model.read("假" * 6_000, ())) == model.score(model.read("假", ()))


def test_nothing_known_gives_the_bias_and_a_line_break_is_read() -> None:
    model = read_model(FILE)
    assert model.score(model.read("无", ())) == {"topic:a": 0.1, "topic:b": -0.1}
    assert [(start, end) for start, end, _ in model.read("题\n真", ())] == [(1, 3)]


def test_a_mark_cannot_be_written_into_a_text() -> None:
    model = read_model(FILE)
    assert model.read("@x=1", ()) == []


@pytest.mark.parametrize("text", ["", "# version 1\n", FILE.replace("-2000", "x"), FILE.replace("\t3000", "")])
def test_a_broken_file_is_named(text: str) -> None:
    with pytest.raises(RegisterFileBroken):
        read_model(text)


def test_the_shipped_weights_have_every_class_and_small_numbers() -> None:
    model = load_model()
    assert {name.partition(":")[0] for name in model.classes} == {"topic", "sentiment", "alert"}
    assert max(abs(weight) for name in model.classes for weight in model.says(name)) < 2**20


def test_chances_add_up() -> None:
    told = chances({"topic:a": 2.0, "topic:b": 0.0, "alert:True": 9.0}, "topic")
    assert set(told) == {"a", "b"}
    assert sum(told.values()) == pytest.approx(1.0)


def test_great_weights_are_packed_wide_and_say_the_same() -> None:
    model = read_model(FILE.replace("-2000", str(-(2**32))))
    told = model.score(model.read("假", ()))
    assert told["topic:a"] == pytest.approx(0.1 - 2**32 / 1_000 / 2)


def test_gains_are_a_character_s_share_and_leave_out_single_characters() -> None:
    model = read_model(FILE)
    assert sorted(model.gains("topic:a"))[-1] == 250.0
    assert sorted(model.gains("topic:a"))[:-1] == [0.0] * 3
