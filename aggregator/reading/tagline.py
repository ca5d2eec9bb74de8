"""A line that names an article's tags, in many languages: `Tags: harbour, ferries`.

A line that is only nearly one stays text: it begins with one of these words and a colon, and what follows are a few
short words apart by commas.
"""

import re
from typing import Final
from unicodedata import normalize

#: Tags of an article, and characters of one, at most: more of them are a sentence.
MOST, LONGEST = 20, 60

_LABELS: Final = (
    *("tag", "tags", "keyword", "keywords", "topic", "topics", "filed under", "labels", "subjects"),
    *("schlagwort", "schlagwörter", "schlagworte", "stichwort", "stichwörter", "stichworte", "themen"),
    *("mot-clé", "mots-clés", "mot clé", "mots clés", "étiquettes", "thèmes"),
    *("etiqueta", "etiquetas", "palabras clave", "temas", "palavras-chave", "marcadores", "tópicos", "tema"),
    *("parole chiave", "etichette", "argomenti", "paraules clau", "etiquetes", "gako-hitzak"),
    *("trefwoorden", "trefwoord", "onderwerpen", "nyckelord", "taggar", "ämnen", "nøkkelord", "emneord", "emner"),
    *("nøgleord", "avainsanat", "tunnisteet", "asiasanat", "märksõnad", "atslēgvārdi", "raktažodžiai", "žymos"),
    *(
        "tagi",
        "słowa kluczowe",
        "tematy",
        "klíčová slova",
        "štítky",
        "kľúčové slová",
        "ključne riječi",
        "ključne besede",
    ),
    *("címkék", "kulcsszavak", "cuvinte cheie", "etichete", "etiketler", "anahtar kelimeler", "lykilorð"),
    *("теги", "тег", "метки", "ключевые слова", "темы", "теги статті", "ключові слова", "мітки", "теми"),
    *("етикети", "тагове", "ключови думи", "кључне речи", "ознаке", "ετικέτες", "λέξεις-κλειδιά", "λέξεις κλειδιά"),
    *("الوسوم", "وسوم", "الكلمات المفتاحية", "كلمات مفتاحية", "الكلمات الدلالية", "مواضيع"),
    *("برچسب‌ها", "برچسبها", "برچسب", "کلیدواژه‌ها", "کلیدواژه", "ٹیگز", "תגיות", "תגים", "מילות מפתח"),
    *("टैग", "टैग्स", "मुख्य शब्द", "ট্যাগ", "குறிச்சொற்கள்", "แท็ก", "ป้ายกำกับ", "từ khóa", "thẻ", "kata kunci"),
    *("标签", "標籤", "关键词", "關鍵詞", "关键字", "關鍵字", "タグ", "キーワード", "태그", "키워드"),
)

_BETWEEN: Final = re.compile("[,،、，;；]")
_AROUND: Final = " \t#.[](){}\"“”'‘’«»"
_INVISIBLE: Final = dict.fromkeys([0x00AD, 0x200B, 0x200E, 0x200F, 0x061C, 0x2060, 0xFEFF, *range(0x202A, 0x202F)])
_STOPS: Final = tuple("!?…！？؟")


def read_tag_line(line: str) -> tuple[str, ...]:
    """The tags that `line` names, each once, as they are spelt; none where it is no such line.

    A `#` before a tag and what encloses one are not part of it.
    """
    if ":" not in line and "：" not in line:  # running text seldom does, and is spared the rest
        return ()
    label, colon, rest = line.translate(_INVISIBLE).replace("：", ":", 1).partition(":")
    if not colon or _folded(label) not in _FOLDED or rest.strip().endswith(_STOPS):
        return ()
    tags: dict[str, str] = {}
    for part in _BETWEEN.split(rest):
        tag = " ".join(part.strip(_AROUND).split())
        if tag:
            tags.setdefault(_folded(tag), tag)
    if len(tags) > MOST or any(len(tag) > LONGEST or not re.search(r"\w", tag) for tag in tags.values()):
        return ()
    return tuple(tags.values())


def _folded(text: str) -> str:
    return " ".join(normalize("NFKC", normalize("NFKC", text).casefold()).replace("\u200c", "").split())


_FOLDED: Final = frozenset(map(_folded, _LABELS))
