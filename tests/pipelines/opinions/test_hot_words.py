"""Hot words are those that rose, not those that are many."""

from pipelines.opinions.hot_words import find_hot_words, load_stopwords, read_words

USUAL = ["桓仁大米煮粥很香", "桓仁大米包装不错", "桓仁大米价格实惠", "孩子爱吃桓仁大米"] * 20


def words(now: list[str], before: list[str] = USUAL) -> list[str]:
    return [one.word for one in find_hot_words(now, before, leave_out=("桓仁大米", "桓仁", "大米"))]


def test_a_word_that_rose_comes_first_and_the_usual_ones_stay_out() -> None:
    now = USUAL[:8] + ["桓仁大米里有虫子，煮粥也不行"] * 6
    assert "虫子" in words(now)[:2]
    assert "包装" not in words(now)
    assert not {"桓仁大米", "桓仁", "大米"} & set(words(now))


def test_a_word_counts_once_a_post() -> None:
    one = find_hot_words(["虫子虫子虫子虫子"] * 3 + USUAL, USUAL)
    assert [(word.posts, word.before) for word in one if word.word == "虫子"] == [(3, 0)]


def test_two_posts_make_no_hot_word() -> None:
    assert "虫子" not in words(["发现虫子", "又是虫子"])


def test_without_posts_there_are_none() -> None:
    assert find_hot_words([], USUAL) == ()
    assert find_hot_words([], []) == ()
    assert words(["发现虫子很多"] * 4, []) != []


def test_stop_words_numbers_and_letters_say_nothing() -> None:
    assert read_words("我们 觉得 12315 abc 转发 微博 = <b> 的 了") == set()
    assert all(" " not in word and word for word in load_stopwords())


def test_disguised_writing_is_read_as_plain() -> None:
    assert "虫子" in read_words("蟲子很多")
