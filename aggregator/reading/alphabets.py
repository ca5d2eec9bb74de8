"""Which encodings each language was written in before UTF-8, its letters outside ASCII, and its commonest words.

Only encodings that people really used, the usual one first. Letters stand by frequency; of Chinese, Japanese and
Korean the commonest characters suffice, since a wrong guess yields almost none of them. Words serve the languages in
Latin letters, which one sentence may not tell apart by an accent or two.
"""

from typing import Final, NamedTuple


class Alphabet(NamedTuple):
    """One language: the names of its encodings, its small letters by frequency, and common words that are ASCII."""

    encodings: tuple[str, ...]
    letters: str
    words: str = ""


_WESTERN: Final = ("windows-1252", "iso-8859-15", "macintosh", "ibm850")
_CENTRAL: Final = ("windows-1250", "iso-8859-2")
_BALTIC: Final = ("windows-1257",)
_TURKISH: Final = ("windows-1254",)
_CYRILLIC: Final = ("windows-1251", "koi8-r", "iso-8859-5", "ibm866")
_UKRAINIAN: Final = ("windows-1251", "koi8-u", "iso-8859-5")
_GREEK: Final = ("windows-1253", "iso-8859-7")
_HEBREW: Final = ("windows-1255",)
_ARABIC: Final = ("windows-1256", "iso-8859-6")
_THAI: Final = ("cp874",)
_JAPANESE: Final = ("cp932", "euc-jp")
_SIMPLIFIED: Final = ("gb18030",)
_TRADITIONAL: Final = ("big5-hkscs",)
_KOREAN: Final = ("cp949",)

_HIRAGANA: Final = "のにたるとはしをいでてがなれかっらすりさあもこよまんくうきつけめそどおえばわせみだやろじへずべ"
_KATAKANA: Final = "ーンスルトラアイリクシドレジタフロカテマィグバムプオコデニウメサビナブャエュチキズダパミェョハッ"
_KANJI: Final = "日一人年大国本中長出三時行見月分後前生間上東会社者事政新発表地方市"

# Languages that share an encoding stand apart where their letters differ: what is likely in one is odd in the other.
ALPHABETS: Final = (
    Alphabet(
        _WESTERN, "éèàêçôîùâëïûœüöñáóæ", "le la les et de des du en un une que dans pour par sur est pas au"
    ),  # French
    Alphabet(_WESTERN, "éèïçñ", "the of and to in a is that for on was with by said"),  # English
    Alphabet(_WESTERN, "ëçé", "e dhe me nga se i u ka ne do"),  # Albanian
    Alphabet(_WESTERN, "üäößéà", "der die das und in den von zu mit ist nicht auf dem ein eine im wieder"),  # German
    Alphabet(_WESTERN, "óíáéñúü¿¡ºª", "el la los las de que en y un una por con para del se no su"),  # Spanish
    Alphabet(_WESTERN, "ãçáéóíêõâúàôºª", "o a os as de que do da em um uma para com no na se por"),  # Portuguese
    Alphabet(_WESTERN, "àèòùìé", "il la di che e in un una per del della con non si le i"),  # Italian
    Alphabet(_WESTERN, "àéóèíòçúïü", "el la els les de que i en un una per amb del no es"),  # Catalan
    Alphabet(_WESTERN, "ëéïöèóüê", "de het een en van in is dat op te voor met niet zijn"),  # Dutch
    Alphabet(
        _WESTERN, "äöåé", "och att det som en i av till med den ja on ei se oli mutta kun igen"
    ),  # Swedish, Finnish
    Alphabet(_WESTERN, "åøæéòô", "og at det som en i af til med den av er ikke igen"),  # Danish, Norwegian
    Alphabet(_WESTERN, "íáðöúæýþóé", "og er sem til um var ekki fyrir en segir"),  # Icelandic
    Alphabet(_CENTRAL, "łąęóżśćńź", "w z na do nie to jest po od za przez oraz jak o"),  # Polish
    Alphabet(_CENTRAL, "íáěéřčšýžůúóňťď", "a v na se je do po podle pro by ale byl od k"),  # Czech
    Alphabet(_CENTRAL, "áíčéžýúšťľňôďóäŕĺ", "a v na sa je do po pre od bol aj ale k"),  # Slovak
    Alphabet(_CENTRAL, "áéöóőüíúű", "a az hogy nem is egy volt meg szerint de mint"),  # Hungarian
    Alphabet(
        _CENTRAL, "ăţîşâ", "a de la cu pe din pentru care nu fost este un o au va"
    ),  # Romanian, with the cedillas that stood for commas
    Alphabet(_CENTRAL, "čšžćđ", "je u i na se da su za od iz po ali nije"),  # Croatian, Bosnian, Serbian, Slovene
    Alphabet(_TURKISH, "ıüşğç\u0307öâî", "ve bir bu da de sonra ise olan ile yeni daha"),
    Alphabet(_BALTIC, "ėšųžįąčūę", "ir kad su po tai bet yra nuo dar per prie jo ar"),  # Lithuanian
    Alphabet(_BALTIC, "āīēšūļņžčģķ", "un ir ar no ka uz par kas pie bet pec atkal tas"),  # Latvian
    Alphabet(_BALTIC, "äõüöšž", "ja on ei et see kui oma ning ka ta aga"),  # Estonian
    Alphabet(_CYRILLIC, "оеаинтсрвлкмдпуяызьбгчйхжюшцщэфъё"),  # Russian
    Alphabet(_UKRAINIAN, "оаинівертслкудмпяьзбгйчхжцїюєшщфґ"),
    Alphabet(_CYRILLIC, "аиоентрсвлкдпмзгяъубчцйжщхшюфьѝ"),  # Bulgarian
    Alphabet(_CYRILLIC, "аиоенрсутјкпвмдлгзбчшцћжњхђљфџѓќѕ"),  # Serbian, Macedonian
    Alphabet(_CYRILLIC, "анісеортклядмпыугвбўьйзчцхжшэёюф"),  # Belarusian
    Alphabet(_GREEK, "αοιετσνηυρπκμλςωίδγόάέθήχβύφώξζψϊΐϋΰ"),
    Alphabet(_HEBREW, "יוהלרבתמאשנעםדקחפסכגטצןזךףץְִֵֶַָֹּׁ"),
    Alphabet(_ARABIC, "اليمونرتبةعدسفهكقأحجشطصىخإذثزضءغئظآؤ،؟؛ًآ"),
    Alphabet(_ARABIC, "ايردنهوتمبسلشکكزفگعخقيجآپحطصچذغضثژظئأء\u200c،؟؛"),  # Persian, with Arabic letters for its own
    Alphabet(_ARABIC, "اےيیروكکنہهمتسلبپدگجقعشہھخٹزحڑچفںڈآغطصضئثظؤ،؟؛"),  # Urdu
    Alphabet(_THAI, "านรอกเ่งม้ยลวดัทีสิะแตปบคหุจพไชซข์โ็ใศถู๊ธำณผึืษญภฐฟฉฝฎฏฒฤๆฯ"),
    Alphabet(_JAPANESE, "、。" + _HIRAGANA + _KATAKANA + _KANJI + "「」・（）"),
    Alphabet(_JAPANESE, _KATAKANA + "・" + _KANJI + _HIRAGANA),  # headlines and names
    Alphabet(
        _SIMPLIFIED,
        "，的。一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
        "事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日月新民市报政府将、；：？！（）《》",
    ),
    Alphabet(
        _TRADITIONAL,
        "，的。一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種"
        "事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日月新民市報政府將、「」；：？！（）",
    ),
    Alphabet(
        _KOREAN,
        "이다에의는로하을가고지서한은기으년대사시를리도인스일자어나과해그정부수라있전만제여들원성주장보상구동게",
    ),
)
