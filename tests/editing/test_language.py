import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.editing.language import FEWEST_LETTERS, LONGEST_SAMPLE, detect
from tests.reading.sentences import SAMPLES, Sample

TEXTS = {
    "en": "The harbour opens its gates in spring, and the gardeners hope that many visitors will come to see the roses "
    "and the new library by the pond, which was built last year.",
    "de": "Der Hafen öffnet im Frühling seine Tore, und die Gärtner hoffen, dass viele Besucher kommen werden, um die "
    "Rosen und die neue Bücherei am Teich zu sehen.",
    "fr": "Le port ouvre ses portes au printemps, et les jardiniers espèrent que de nombreux visiteurs viendront voir "
    "les roses et la nouvelle bibliothèque au bord de l’étang.",
    "es": "El puerto abre sus puertas en primavera, y los jardineros esperan que muchos visitantes vengan a ver las "
    "rosas y la nueva biblioteca junto al estanque.",
    "sv": "Hamnen öppnar sina portar till våren, och trädgårdsmästarna hoppas att många besökare ska komma för att se "
    "rosorna och det nya biblioteket vid dammen.",
    "ru": "Гавань открывает свои ворота весной, и садовники надеются, что многие посетители придут посмотреть на розы "
    "и новую библиотеку у пруда.",
    "ar": "يفتح الميناء أبوابه في الربيع، ويأمل البستانيون أن يأتي كثير من الزوار لرؤية الورود والمكتبة الجديدة بجانب "
    "البركة التي بنيت العام الماضي.",
    "fa": "بندر در بهار درهای خود را باز می‌کند و باغبانان امیدوارند که بازدیدکنندگان بسیاری برای دیدن گل‌های سرخ و "
    "کتابخانهٔ تازهٔ کنار برکه بیایند.",
    "he": "הנמל פותח את שעריו באביב, והגננים מקווים שמבקרים רבים יבואו לראות את הוורדים ואת הספרייה החדשה שליד הבריכה, "
    "שנבנתה בשנה שעברה.",
    "zh": "港口在春天开放，园丁们希望有很多游客来看玫瑰和池塘边的新图书馆。" * 4,
    "ja": "港は春に門を開き、庭師たちは多くの訪問者がバラと池のほとりの新しい図書館を見に来ることを望んでいます。" * 3,
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_few_sentences_tell_their_language(language: str) -> None:
    assert detect(TEXTS[language]) == language


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_news_tell_their_language_whatever_the_classifier_calls_it(sample: Sample) -> None:
    # The codes of ISO 639 that are in use: Chinese is one language in both of its scripts, and Hebrew no longer `iw`.
    assert detect(f"{sample.short} {sample.long}" * 2) == sample.language.removesuffix("-Hant")


@pytest.mark.parametrize("damage", ["\0", "\x08", "\x7f", "\x93", "\ud800", "\ufdd0", "\uffff", "\U0010fffe"])
def test_what_is_no_text_within_a_text_changes_nothing(damage: str) -> None:
    assert detect(damage + TEXTS["sv"].replace(" ", f" {damage}")) == "sv"


@pytest.mark.parametrize(
    "text",
    [
        "", "The harbour", "12345 " * 100, "— … » " * 100, "x" * (FEWEST_LETTERS - 1), TEXTS["ru"][:60], "😀" * 500,
        f"{TEXTS['en'][:80]} {'1234 ' * 30}", f"{TEXTS['fr'][:80]} {'– 12 ' * 30}",
    ],
)  # fmt: skip
def test_too_few_letters_tell_nothing(text: str) -> None:
    assert detect(text) is None


def test_what_may_be_in_many_languages_is_in_none() -> None:
    names = (
        "Anna Berg, Carlo Rossi, Jan de Vries, Petra Novak, Ole Lund, Ana Costa, Ion Popa, Eva Kis, Tom Hall, Lea Brun"
    )
    assert detect(names) is None
    assert detect("Hafen port puerto harbour haven porto hamn " * 4) is None
    towns = "London Paris Berlin Madrid Roma Lisboa Wien Praha Warszawa Budapest Oslo Stockholm København Helsinki "
    assert detect(towns) is None
    assert detect(f"{TEXTS['en'][:110]} {TEXTS['fr'][:110]}") is None


def test_what_is_in_no_language_at_all_is_in_none() -> None:
    assert detect("bcd fgh jkl mnp qrs tvw xyz " * 6) is None
    assert detect("Oesay onay eaderray ouldway everay akeway upway inhay anay ewnay anguagelay " * 4) is None


def test_only_the_beginning_counts() -> None:
    beginning = (TEXTS["en"] * 4)[:LONGEST_SAMPLE]
    assert detect(beginning + TEXTS["ru"] * 20) == "en"
    assert detect(" " * LONGEST_SAMPLE + TEXTS["en"]) is None


@given(st.text(max_size=500))
def test_no_text_makes_it_raise(text: str) -> None:
    language = detect(text)
    assert language is None or (len(language) in {2, 3} and language.isalpha())
    assert language is None or sum(map(str.isalpha, text[:LONGEST_SAMPLE])) >= FEWEST_LETTERS
