"""Made-up names and numbers. Telephone numbers lie in a block that no network assigns."""

from random import Random

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁余叶"
GIVEN = "明芳伟秀英敏静丽强磊洋艳勇军杰娟涛超霞平刚桂文辉力健松云海燕林峰梅玉华宁安康立新春生"

_STEP = 7919  # prime to 10,000, so the numbers look unordered and never repeat


def person_name(rng: Random) -> str:
    """A surname and one or two more characters."""
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))


def phone(number: int) -> str:
    """The fictitious telephone number of the nth person, n below 10,000."""
    return f"1380000{number * _STEP % 10_000:04d}"
