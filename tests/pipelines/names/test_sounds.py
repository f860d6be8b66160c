from leads_db.records import Indication, NameForm
from pipelines.names.kin import kin, parts
from pipelines.names.sounds import read_spoken, readings


def _indication(name: str, pinyin: str) -> Indication:
    forms = (NameForm(text=name, kind="name"), NameForm(text=pinyin, kind="pinyin", language="zh-Latn"))
    return Indication(slug="x", name=name, scope="local", names=forms)


def test_the_registers_pinyin_puts_the_guess_right() -> None:
    spoken = read_spoken(_indication("桓仁山参", "Huanren Shanshen"))
    assert readings("野山参", spoken) == ("ye", "shan", "shen")


def test_pinyin_that_does_not_fit_says_nothing() -> None:
    assert read_spoken(_indication("桓仁山参", "Huanren Ginseng")) == {}


def test_a_characters_other_readings_bring_no_stand_ins() -> None:
    assert "槐" in kin("怀", "huai")
    assert "福" not in kin("怀", "huai")


def test_characters_of_grammar_never_stand_for_a_name() -> None:
    assert "的" not in kin("地", "di")


def test_parts_as_printed_and_as_typed() -> None:
    assert parts("怀") == ("心不", "忄不")
    assert parts("女") == ()
