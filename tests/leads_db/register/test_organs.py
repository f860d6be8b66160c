"""Organs and the articles of procedure: settings that an installation may replace."""

from datetime import date
from pathlib import Path

import pytest

from leads_db.errors import RegisterFileBroken, UnknownReference
from leads_db.records.paper import PaperKind
from leads_db.register import load_register
from leads_db.register.organs import blank_number, load_organs, number_word, organ_of_bureau, organ_of_city
from leads_db.register.procedure import load_procedure

OWN = "organs:\n- {city: benxi, bureau: benxi-city, name: 某局, code: 某市监, is_authority: true, confirmed: true}\n"


def test_every_city_has_an_authority_that_is_a_bureau_of_the_register() -> None:
    register, organs = load_register(), load_organs()
    assert set(organs) <= set(register.bureaus)
    for city in register.cities:
        organ = organ_of_city(organs, city)
        assert (organ.city, organ.confirmed, bool(organ.source)) == (city, False, True)


def test_a_number_has_the_organ_s_words_and_square_brackets() -> None:
    organ = load_organs()["benxi-city"]
    assert number_word(organ, PaperKind.TRANSFER_LETTER) == "本市监线移"
    assert blank_number(organ, PaperKind.URGING, 2026) == "本市监线催\u30142026\u3015\u3000号"


def test_a_bureau_without_settings_signs_with_its_name() -> None:
    organ = organ_of_bureau(load_organs(), load_register().bureaus["huanren"])
    assert (organ.name, organ.code, organ.confirmed) == ("桓仁满族自治县市场监督管理局", "", False)


def test_the_installation_s_file_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "organs.yml").write_text(OWN, "utf-8")
    organs = load_organs(tmp_path)
    assert [organ.name for organ in organs.values()] == ["某局"]
    with pytest.raises(RegisterFileBroken, match="jiaozuo"):
        organ_of_city(organs, "jiaozuo")


@pytest.mark.parametrize(
    "text", [OWN + OWN.partition("\n")[2], OWN.replace("code:", "words: {letter: 函}, code:"), "organs: 3", "x: 1"]
)
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "organs.yml").write_text(text, "utf-8")
    with pytest.raises(RegisterFileBroken, match=r"organs\.yml"):
        load_organs(tmp_path)


def test_an_article_is_confirmed_only_while_it_is_in_force() -> None:
    procedure = load_procedure()
    assert procedure.ref("TRANSFER:6", date(2026, 11, 24)).confirmed
    assert not procedure.ref("TRANSFER:6", date(2019, 1, 1)).confirmed
    assert not procedure.ref("EDATA:all", date(2026, 11, 24)).confirmed
    with pytest.raises(UnknownReference, match="PROC:999"):
        procedure.ref("PROC:999", date(2026, 11, 24))


def test_every_article_has_text_and_every_ground_a_source() -> None:
    for ground in load_procedure().grounds.values():
        assert ground.source
        assert all(act.text for act in ground.acts)
