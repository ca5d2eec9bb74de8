"""One short and one longer piece of news in each language, with the legacy encodings that it was really written in."""

from typing import NamedTuple


class Sample(NamedTuple):
    language: str
    encodings: tuple[str, ...]
    short: str
    long: str


_WESTERN = ("cp1252", "iso8859_15")
_CENTRAL = ("cp1250", "iso8859_2")
_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866")

SAMPLES = (
    Sample(
        "en",
        ("cp1252",),
        "The mayor’s office said the café would reopen on Monday.",
        "“We didn’t expect that,” the harbour master said – and the ferry left without him.\n\n"
        "The crew’s £40 cheque, found in a café, was returned… The company’s spokesman didn’t comment.",
    ),
    Sample(
        "fr",
        (*_WESTERN, "mac_roman"),
        "Le port a rouvert après la tempête, a annoncé la mairie.",
        "Après trois jours de grève, les écoles ont rouvert lundi à Orléans. « C'est un soulagement », déclare une mère"
        " d'élève.\n\nLe préfet a indiqué qu'aucun blessé n'était à déplorer ; les dégâts coûtent déjà deux millions.",
    ),
    Sample(
        "de",
        (*_WESTERN, "mac_roman"),
        "Der Hafen öffnet nach dem Sturm wieder.",
        "Die Brücke über die Elbe bleibt bis März gesperrt. Das teilte die Behörde für Straßenbau mit.\n\n"
        "Für Fußgänger gibt es einen Übergang, sagte der Bürgermeister. Die Kosten trägt größtenteils das Land.",
    ),
    Sample(
        "es",
        _WESTERN,
        "El puerto reabrió después de la tormenta, según el alcalde.",
        "¿Cuándo volverá el tren? La compañía aseguró que mañana habrá más información.\n\n"
        "El año pasado la línea transportó a dos millones de viajeros. «Estamos muy contentos», señaló la ministra.",
    ),
    Sample(
        "pt",
        _WESTERN,
        "A população não foi avisada, diz a câmara.",
        "O ministro da Saúde afirmou que a vacinação começará em março. A decisão saiu após reunião com médicos.\n\n"
        "Três cidades já receberam as doses; as restantes serão distribuídas até ao próximo mês.",
    ),
    Sample(
        "it",
        _WESTERN,
        "La città è rimasta senza luce per un'ora.",
        "Il sindaco ha detto che la metropolitana aprirà lunedì. «Non è più possibile aspettare», ha aggiunto.\n\n"
        "Perché i lavori siano durati così a lungo, però, nessuno lo sa. La società non ha risposto.",
    ),
    Sample(
        "nl",
        _WESTERN,
        "België en Oekraïne tekenen één verdrag.",
        "De coördinatie van de hulp is verbeterd, zegt de minister. Er zijn drieëntwintig scholen geopend.\n\n"
        "Volgens de Zeeuwse ruiters is er geen crème over; het café blijft dicht en de financiële zorgen groeien.",
    ),
    Sample(
        "sv",
        _WESTERN,
        "Hamnen öppnar igen på måndag.",
        "Regeringen föreslår högre skatt på bensin. Förslaget får stöd av två partier.\n\n"
        "Många väljare är kritiska, visar en undersökning från i går. Även näringslivet säger nej.",
    ),
    Sample(
        "da",
        _WESTERN,
        "Havnen åbner igen, siger rådhuset på Fyn.",
        "Regeringen foreslår højere afgifter på cigaretter. Det sker efter længere tids forhandlinger.\n\n"
        "Forslaget får støtte fra to partier, men møder også modstand. Først næste år træder loven i kraft.",
    ),
    Sample(
        "fi",
        _WESTERN,
        "Satama avataan myrskyn jälkeen.",
        "Hallitus esittää korkeampaa veroa. Päätös tehdään ensi viikolla, kertoo pääministeri.\n\n"
        "Lämpötila nousee tänään yli kymmenen asteen, mutta yöllä on yhä pakkasta.",
    ),
    Sample(
        "is",
        ("cp1252",),
        "Höfnin opnar aftur á mánudag, segir bæjarstjórinn.",
        "Veðrið verður gott í dag að sögn Veðurstofunnar. Þó má búast við rigningu síðdegis.\n\n"
        "Ríkisstjórnin ræddi málið á fundi í gær og það verður lagt fyrir þingið á næstu dögum.",
    ),
    Sample(
        "pl",
        _CENTRAL,
        "Port został ponownie otwarty, podał urząd.",
        "Rząd przyjął ustawę o pomocy dla rolników. Wejdzie ona w życie w przyszłym miesiącu.\n\n"
        "Zdaniem ekspertów środki będą niewystarczające. Część gmin już złożyła wnioski, a następne są w drodze.",
    ),
    Sample(
        "cs",
        _CENTRAL,
        "Přístav byl po bouři znovu otevřen.",
        "Vláda schválila nový zákon o dopravě. Řidiči budou muset od ledna platit vyšší pokuty.\n\n"
        "Podle ministra jde o důležitý krok. Opozice naopak tvrdí, že změna nic nevyřeší a lidé budou zmatení.",
    ),
    Sample(
        "hu",
        _CENTRAL,
        "A kikötő a vihar után újra megnyílt.",
        "A kormány elfogadta az új törvényt, amely jövő héten lép életbe. A miniszter szerint ez fontos lépés.\n\n"
        "Az ellenzék úgy véli, hogy a döntés elhibázott, és több ezer család kerülhet bajba. Erről később írunk.",
    ),
    Sample(
        "ro",
        ("cp1250",),
        "Portul a fost redeschis după furtună.",
        "Guvernul a aprobat legea care va intra în vigoare luna viitoare. Măsura îi vizează pe agricultori.\n\n"
        "Primăria anunţă că şcolile vor fi închise două zile. Părinţii sunt nemulţumiţi de hotărâre.",
    ),
    Sample(
        "hr",
        _CENTRAL,
        "Luka je ponovno otvorena, kažu iz općine.",
        "Vlada je prihvatila novi zakon koji će stupiti na snagu sljedeći mjesec. Riječ je o važnoj promjeni.\n\n"
        "Oporba tvrdi da rješenje ništa neće promijeniti. Građani će čekati još najmanje godinu dana.",
    ),
    Sample(
        "tr",
        ("cp1254",),
        "Fırtınadan sonra liman yeniden açıldı.",
        "Hükümet yeni yasayı kabul etti. Bakan, düzenlemenin gelecek ay yürürlüğe gireceğini söyledi.\n\n"
        "Muhalefet ise değişikliğin hiçbir işe yaramayacağını savunuyor. İstanbul’da yağış bekleniyor.",
    ),
    Sample(
        "lt",
        ("cp1257",),
        "Po audros uostas vėl atidarytas.",
        "Vyriausybė pritarė naujam įstatymui. Jis įsigalios kitą mėnesį, pranešė ministras.\n\n"
        "Opozicija teigia, kad pokyčiai nieko neišspręs. Žmonės dar turės palaukti bent metus.",
    ),
    Sample(
        "lv",
        ("cp1257",),
        "Pēc vētras osta atkal ir atvērta.",
        "Valdība apstiprināja jauno likumu, kas stāsies spēkā nākamajā mēnesī. Ministrs to sauc par svarīgu soli.\n\n"
        "Opozīcija apgalvo, ka izmaiņas neko neatrisinās. Cilvēkiem būs jāgaida vēl vismaz gads.",
    ),
    Sample(
        "et",
        ("cp1257",),
        "Sadam avati pärast tormi, ütles linnapea õhtul.",
        "Valitsus kiitis heaks uue seaduse, mis jõustub järgmisel kuul. Ministri sõnul on see tähtis samm.\n\n"
        "Opositsioon väidab, et muudatus ei lahenda midagi. Täna õhtul sajab mitmel pool vihma.",
    ),
    Sample(
        "ru",
        _CYRILLIC,
        "Порт снова открыт после шторма.",
        "Правительство одобрило новый закон, который вступит в силу в следующем месяце. Министр назвал это важным."
        "\n\nОппозиция утверждает, что изменения ничего не решат. Жителям придётся ждать ещё не менее года.",
    ),
    Sample(
        "uk",
        ("cp1251", "koi8_u"),
        "Порт знову відкрили після шторму.",
        "Уряд схвалив новий закон, який набуде чинності наступного місяця. Міністр назвав це важливим кроком.\n\n"
        "Опозиція стверджує, що зміни нічого не вирішать. Її лідери зберуться у Києві вже завтра.",
    ),
    Sample(
        "bg",
        ("cp1251",),
        "Пристанището отново работи след бурята.",
        "Правителството одобри новия закон, който влиза в сила следващия месец. Министърът го нарече важна стъпка.\n\n"
        "Опозицията твърди, че промените няма да решат нищо. Хората ще чакат още най-малко година.",
    ),
    Sample(
        "sr",
        ("cp1251",),
        "Лука је поново отворена после олује.",
        "Влада је прихватила нови закон који ће ступити на снагу следећег месеца. Министар каже да је то важно.\n\n"
        "Опозиција тврди да промене неће решити ништа. Грађани ће чекати још најмање годину дана.",
    ),
    Sample(
        "el",
        ("cp1253", "iso8859_7"),
        "Το λιμάνι άνοιξε ξανά μετά την καταιγίδα.",
        "Η κυβέρνηση ενέκρινε τον νέο νόμο, που θα ισχύσει από τον επόμενο μήνα. Ο υπουργός μίλησε για σημαντικό βήμα."
        "\n\nΗ αντιπολίτευση υποστηρίζει ότι οι αλλαγές δεν λύνουν τίποτα. Αύριο αναμένονται βροχές στην Αθήνα.",
    ),
    Sample(
        "he",
        ("cp1255",),
        "הנמל נפתח מחדש אחרי הסופה.",
        "הממשלה אישרה את החוק החדש, שייכנס לתוקף בחודש הבא. השר אמר כי זהו צעד חשוב.\n\n"
        "באופוזיציה טוענים שהשינויים לא יפתרו דבר. מחר צפוי גשם בירושלים ובצפון הארץ.",
    ),
    Sample(
        "ar",
        ("cp1256", "iso8859_6"),
        "أعيد فتح الميناء بعد العاصفة.",
        "وافقت الحكومة على القانون الجديد الذي يدخل حيز التنفيذ في الشهر المقبل. وقال الوزير إنها خطوة مهمة.\n\n"
        "وتقول المعارضة إن هذه التغييرات لن تحل شيئا. ومن المتوقع هطول الأمطار غدا في بيروت.",
    ),
    Sample(
        "fa",
        ("cp1256",),
        "بندر پس از طوفان دوباره باز شد.",
        "دولت قانون تازه را تصويب کرد که از ماه آينده اجرا مي‌شود. وزير آن را گامي مهم خواند.\n\n"
        "مخالفان مي‌گويند که اين تغييرات چيزي را حل نمي‌کند. فردا در تهران باران پيش‌بيني شده است.",
    ),
    Sample(
        "th",
        ("cp874",),
        "ท่าเรือเปิดอีกครั้งหลังพายุ",
        "รัฐบาลอนุมัติกฎหมายใหม่ซึ่งจะมีผลบังคับใช้ในเดือนหน้า รัฐมนตรีกล่าวว่าเป็นก้าวสำคัญ\n\n"
        "ฝ่ายค้านระบุว่าการเปลี่ยนแปลงนี้ไม่ได้แก้ปัญหาอะไร พรุ่งนี้คาดว่าจะมีฝนตกในกรุงเทพ",
    ),
    Sample(
        "ja",
        ("cp932", "euc_jp", "iso2022_jp"),
        "台風のあと港が再開した。",
        "政府は来月から施行される新しい法律を承認した。大臣は「重要な一歩だ」と述べた。\n\n"
        "野党は、この変更では何も解決しないと主張している。明日は東京で雨が降る見込みだ。",
    ),
    Sample(
        "zh",
        ("gb18030",),
        "台风过后港口重新开放。",
        "政府批准了新的法律，将于下个月生效。部长说，这是重要的一步。\n\n"
        "反对党认为这些变化不能解决任何问题。预计明天北京有雨，气温将下降。",
    ),
    Sample(
        "zh-Hant",
        ("big5",),
        "颱風過後港口重新開放。",
        "政府批准了新的法律，將於下個月生效。部長說，這是重要的一步。\n\n"
        "反對黨認為這些變化不能解決任何問題。預計明天臺北有雨，氣溫將下降。",
    ),
    Sample(
        "ko",
        ("euc_kr",),
        "태풍이 지나간 뒤 항구가 다시 열렸다.",
        "정부는 다음 달부터 시행되는 새 법률을 승인했다. 장관은 중요한 첫걸음이라고 말했다.\n\n"
        "야당은 이번 변화가 아무것도 해결하지 못한다고 주장한다. 내일 서울에는 비가 올 것으로 보인다.",
    ),
)
