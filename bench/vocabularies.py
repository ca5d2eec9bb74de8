"""Words and patterns of seven languages, of which `bench.articles` makes titles and texts.

Patterns are words apart by spaces, in Chinese and Japanese too, where they are joined without; `{noun}` and its like
stand for a word of that list, `{number}` for any number.
"""

from typing import NamedTuple


class Vocabulary(NamedTuple):
    """One language: how words are joined, how sentences and articles end, and what they are made of."""

    name: str
    joint: str
    stop: str
    marker: str
    headlines: tuple[str, ...]
    sentences: tuple[str, ...]
    columns: tuple[str, ...]
    words: dict[str, tuple[str, ...]]


def _vocabulary(
    name: str, joint: str, ends: tuple[str, str], patterns: dict[str, str], words: dict[str, str]
) -> Vocabulary:
    listed = {kind: tuple(map(str.strip, line.split("|"))) for kind, line in patterns.items()}
    return Vocabulary(
        name,
        joint,
        *ends,
        headlines=listed["headlines"],
        sentences=listed["sentences"],
        columns=listed["columns"],
        words={kind: tuple(line.split()) for kind, line in words.items()},
    )


VOCABULARIES = (
    _vocabulary(
        "english",
        " ",
        (".", "Read more"),
        {
            "headlines": "{name} {verb} the {adjective} {noun} in {place} | Council {verb} {number} {noun} plans "
            "for {place} | {place} {noun} {verb} after {number} days | Why the {noun} of {place} was {verb} again | "
            "{adjective} {noun}: what {name} said about {place}",
            "sentences": "the {adjective} {noun} of {place} was {verb} by {name} on {day} | {name} told the {noun} "
            "that {number} of its {noun} had been {verb} since {day} | nobody in {place} remembers a {adjective} "
            "{noun} like this | about {number} people {verb} the {noun} and asked for a {adjective} {noun} | "
            "according to {name} every {noun} near {place} will be {verb} before {day} | critics call it "
            "{adjective} and want {number} more {noun} instead | on {day} the {noun} {verb} its {noun} with {name} "
            "as the only witness | it costs {number} pounds to keep one {noun} {adjective} | {place} has {verb} "
            "what {name} once called a {noun}",
            "columns": "Weather | In brief | Letters to the editor",
        },
        {
            "noun": "harbour ferry garden library river council bridge market school museum orchard railway theatre "
            "station lighthouse bakery hospital stadium cathedral tunnel festival budget strike election concert "
            "flood storm harvest brewery airport prison kitchen choir archive vineyard pavement reservoir gallery "
            "workshop playground laboratory convoy referendum glacier",
            "verb": "opened closed repaired counted welcomed announced celebrated found painted moved visited "
            "rejected delayed approved rebuilt sold searched defended inspected cancelled flooded praised "
            "photographed renamed",
            "adjective": "old new narrow famous quiet expensive green wooden empty crowded temporary forgotten "
            "northern electric shabby cheerful disputed medieval unsafe historic rural modest",
            "place": "Norwich Leeds Dundee Cardiff Whitby Bristol Exeter Derry Oxford Truro Durham Perth Swansea Ely",
            "name": "Hughes Patel Morrison O'Neill Whitaker Osei Lindqvist Barnes Achterberg Doyle Kowalska Fraser "
            "Singh",
            "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        },
    ),
    _vocabulary(
        "deutsch",
        " ",
        (".", "Weiterlesen"),
        {
            "headlines": "{name} hat {noun} in {place} {verb} | Stadtrat will {number} Mal {noun} für {place} | "
            "{place}: {noun} nach {number} Tagen {verb} | Warum {noun} in {place} wieder {verb} wurde | {noun} so "
            "{adjective} wie nie, meint {name}",
            "sentences": "am {day} wurde in {place} von {name} der Plan für {noun} {verb} | {name} sagte, dass "
            "{number} Leute {adjective} auf {noun} warten | niemand in {place} hält {noun} noch für {adjective} | "
            "seit {day} haben etwa {number} Helfer {noun} und {noun} {verb} | nach Angaben von {name} bleibt {noun} "
            "bis {day} {adjective} | Kritiker nennen das {adjective} und fordern {noun} statt {noun} | bis {day} "
            "wird bei {place} alles {verb}, was {name} einst {adjective} fand | {number} Euro kostet es, {noun} "
            "{adjective} zu halten | auch {place} hat zusammen mit {name} {noun} {verb}",
            "columns": "Das Wetter | Kurz notiert | Leserbriefe",
        },
        {
            "noun": "Hafen Fähre Garten Bibliothek Fluss Brücke Markt Schule Museum Eisenbahn Theater Bahnhof "
            "Leuchtturm Bäckerei Krankenhaus Stadion Dom Tunnel Volksfest Haushalt Streik Wahl Konzert Hochwasser "
            "Sturm Ernte Brauerei Flughafen Gefängnis Küche Chor Archiv Weinberg Gehweg Stausee Galerie Werkstatt "
            "Spielplatz Labor",
            "verb": "eröffnet geschlossen repariert gezählt begrüßt angekündigt gefeiert gefunden gestrichen "
            "verlegt besucht abgelehnt verschoben genehmigt verkauft durchsucht verteidigt geprüft abgesagt gelobt "
            "umbenannt",
            "adjective": "alt neu eng berühmt ruhig teuer grün hölzern leer überfüllt vorläufig vergessen nördlich "
            "elektrisch schäbig fröhlich umstritten mittelalterlich unsicher ländlich bescheiden",
            "place": "Lübeck Leipzig Passau Trier Husum Bremen Jena Kassel Ulm Görlitz Bamberg Emden Aachen",
            "name": "Schröder Yılmaz Brandt Krüger Nowak Petersen Hofmann Wagenknecht Lorenz Böhm Seidel Arslan",
            "day": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        },
    ),
    _vocabulary(
        "français",
        " ",
        (".", "Lire la suite"),
        {
            "headlines": "{name} a {verb} le {noun} {adjective} de {place} | Le conseil a {verb} {number} projets "
            "de {noun} à {place} | {place} : un {noun} {verb} après {number} jours | Pourquoi le {noun} de {place} "
            "est encore {verb} | Un {noun} {adjective}, selon {name}",
            "sentences": "le {noun} {adjective} de {place} a été {verb} par {name} | {day} matin, {name} a dit que "
            "{number} habitants avaient {verb} leur {noun} | personne à {place} ne se souvient d'un {noun} aussi "
            "{adjective} | près de {number} voisins ont {verb} le {noun} et demandent un {noun} {adjective} | "
            "d'après {name}, chaque {noun} proche de {place} sera {verb} avant {day} | ses adversaires le trouvent "
            "{adjective} et veulent {number} {noun} de plus | il faut {number} euros pour qu'un {noun} reste "
            "{adjective} | depuis {day}, {place} a {verb} ce que {name} appelait un {noun}",
            "columns": "La météo | En bref | Courrier des lecteurs",
        },
        {
            "noun": "port bateau jardin fleuve conseil pont marché collège musée verger chemin théâtre quai phare "
            "four hôpital stade clocher tunnel festival budget scrutin concert barrage orage moulin aéroport "
            "atelier chœur vignoble trottoir réservoir laboratoire glacier château lavoir entrepôt carrefour "
            "tramway refuge",
            "verb": "ouvert fermé réparé compté accueilli annoncé fêté trouvé repeint déplacé visité refusé retardé "
            "approuvé vendu fouillé défendu inspecté annulé inondé salué photographié rebaptisé",
            "adjective": "ancien neuf étroit célèbre calme coûteux vert vide bondé provisoire oublié électrique "
            "joyeux contesté médiéval dangereux historique rural modeste",
            "place": "Nantes Rennes Dijon Arles Dieppe Lorient Nancy Tulle Angers Béziers Annecy Calais Quimper",
            "name": "Lefèvre Diallo Moreau Garnier Benali Chevalier Roussel Le-Goff Marchand Perrin Nguyen Fabre",
            "day": "lundi mardi mercredi jeudi vendredi samedi dimanche",
        },
    ),
    _vocabulary(
        "русский",
        " ",
        (".", "Читать далее"),
        {
            "headlines": "{name}: {noun} в городе {place} {verb} | Совет {verb} {number} планов про {noun} и "
            "{place} | {place}: {noun} {verb} через {number} дней | Почему {noun} в городе {place} снова {verb} | "
            "{adjective} {noun}: что говорит {name}",
            "sentences": "{adjective} {noun} в городе {place} снова {verb}, сообщает {name} | {name} утверждает, "
            "что {number} жителей видели {noun} в {day} | никто в городе {place} не помнит такой {adjective} {noun} "
            "| около {number} соседей знают, что {noun} {verb}, и просят {noun} | по словам {name} каждый {noun} "
            "близ {place} будет {verb} до конца недели | критики считают, что это {adjective} {noun}, и хотят "
            "{number} таких | в {day} {noun} был {verb}, и только {name} видел {noun} | содержать {adjective} "
            "{noun} стоит {number} рублей | {place} давно {verb} то, что {name} называл словом {noun}",
            "columns": "Погода | Коротко | Письма читателей",
        },
        {
            "noun": "порт паром сад река мост рынок школа музей театр вокзал маяк пекарня больница стадион собор "
            "тоннель праздник бюджет забастовка концерт наводнение ураган урожай пивоварня аэропорт кухня хор архив "
            "виноградник тротуар водохранилище галерея мастерская лаборатория ледник завод усадьба трамвай",
            "verb": "открыт закрыт починен посчитан принят объявлен найден покрашен перенесён отклонён отложен "
            "одобрен продан обыскан защищён проверен отменён затоплен переименован построен",
            "adjective": "старый новый узкий знаменитый тихий дорогой зелёный пустой временный забытый северный "
            "электрический весёлый спорный средневековый опасный сельский скромный",
            "place": "Псков Тверь Омск Казань Выборг Калуга Пермь Самара Углич Вологда Суздаль Чита",
            "name": "Соколова Иванов Ахметов Гринберг Лебедев Орлова Мельник Тарасова Ким Волков Зуева",
            "day": "понедельник вторник среду четверг пятницу субботу воскресенье",
        },
    ),
    _vocabulary(
        "عربي",
        " ",
        (".", "اقرأ المزيد"),
        {
            "headlines": "{name} {verb} {noun} في {place} | المجلس {verb} {number} خطة من أجل {noun} في {place} | "
            "{place} {noun} بعد {number} أيام | لماذا {verb} {noun} في {place} مرة أخرى | {noun} {adjective} كما "
            "يقول {name}",
            "sentences": "{verb} {name} يوم {day} {noun} {adjective} في مدينة {place} | قال {name} إن {number} من "
            "السكان رأوا {noun} قرب {place} | لا أحد في {place} يتذكر مثل هذا {noun} | نحو {number} شخص {verb} "
            "{noun} وطلبوا {noun} {adjective} | حسب {name} فإن كل {noun} سيكون {adjective} قبل {day} | يرى النقاد "
            "أنه {adjective} ويريدون {number} مثل {noun} | يكلف الحفاظ على {noun} {adjective} نحو {number} دينار | "
            "منذ {day} {verb} سكان {place} ما سماه {name} {noun}",
            "columns": "الطقس | باختصار | رسائل القراء",
        },
        {
            "noun": "الميناء العبارة الحديقة المكتبة النهر الجسر السوق المدرسة المتحف المسرح المحطة المنارة المخبز "
            "المستشفى الملعب النفق المهرجان الميزانية الإضراب الانتخابات الفيضان العاصفة الحصاد المطار المطبخ "
            "الأرشيف الرصيف السد المعرض الورشة المختبر القلعة القصر الترام المصنع البستان",
            "verb": "افتتح أغلق أصلح رحب أعلن وجد نقل زار رفض أجل وافق باع فتش دافع فحص ألغى مدح صور بنى أعاد",
            "adjective": "قديم جديد ضيق مشهور هادئ مكلف أخضر فارغ مزدحم مؤقت منسي شمالي كهربائي مرح تاريخي ريفي متواضع",
            "place": "القاهرة بيروت دمشق عمان تونس الرباط بغداد صنعاء الخرطوم طرابلس حلب فاس",
            "name": "الخوري حداد منصور العلي بنسالم قاسم الشامي درويش الزهراني عباس ناصر",
            "day": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
        },
    ),
    _vocabulary(
        "中文",
        "",
        ("。", "阅读更多"),
        {
            "headlines": "{name} {verb} 了 {place} 的 {noun} | 市议会 {verb} {place} {number} 项 {noun} 计划 | "
            "{place} {noun} 在 {number} 天 后 {verb} | 为什么 {place} 的 {noun} 又 {verb} 了 | {name} 谈 "
            "{adjective} 的 {noun}",
            "sentences": "{place} {adjective} 的 {noun} 在 {day} 由 {name} {verb} | {name} 表示 有 {number} 名 居民 "
            "{verb} 了 {noun} | 在 {place} 没有 人 记得 这样 {adjective} 的 {noun} | 大约 {number} 人 {verb} {noun} "
            "并 要求 新的 {noun} | 据 {name} 说 {place} 附近 的 {noun} 将 在 {day} 之前 {verb} | 批评者 认为 它 "
            "过于 {adjective} 希望 再 有 {number} 座 {noun} | 维持 一座 {adjective} 的 {noun} 需要 {number} 元 | "
            "自从 {day} 以来 {place} {verb} 了 {name} 所说 的 {noun}",
            "columns": "天气 | 简讯 | 读者来信",
        },
        {
            "noun": "港口 渡轮 花园 图书馆 河流 大桥 市场 学校 博物馆 铁路 剧院 车站 灯塔 面包店 医院 体育场 教堂 "
            "隧道 节日 预算 罢工 选举 音乐会 洪水 风暴 收成 啤酒厂 机场 厨房 合唱团 档案馆 葡萄园 人行道 水库 画廊 "
            "工坊 实验室 冰川",
            "verb": "开放 关闭 修复 清点 欢迎 宣布 庆祝 发现 粉刷 搬迁 参观 否决 推迟 批准 重建 出售 搜查 辩护 检查 "
            "取消",
            "adjective": "古老 崭新 狭窄 著名 安静 昂贵 绿色 空旷 拥挤 临时 北方 电动 破旧 欢乐 危险 乡村 朴素 历史性",
            "place": "上海 成都 杭州 苏州 大连 青岛 昆明 武汉 厦门 哈尔滨 敦煌 桂林",
            "name": "王建国 李小梅 陈志强 赵雪 欧阳明 林秀英 黄海涛 周文 吴桂兰 徐鹏",
            "day": "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
        },
    ),
    _vocabulary(
        "日本語",
        "",
        ("。", "続きを読む"),
        {
            "headlines": "{name} さん 、 {place} の {noun} を {verb} | 市議会 が {place} の {noun} {number} 件 を "
            "{verb} | {place} の {noun} 、 {number} 日 ぶり に {verb} | なぜ {place} の {noun} は また {verb} "
            "された のか | {adjective} {noun} に ついて {name} さん が 語る",
            "sentences": "{day} に {place} の {adjective} {noun} が {name} さん に より {verb} された | {name} さん "
            "に よると {number} 人 の 住民 が {noun} を {verb} した | {place} では こんなに {adjective} {noun} を "
            "誰も 覚えて いない | 約 {number} 人 が {noun} を 見守り 、 {adjective} {noun} を 求めた | {place} 近く "
            "の {noun} は {day} まで に {verb} される 見込み だ | 批判 する 人 は {adjective} {noun} より {noun} が "
            "必要 だ と 話す | {noun} の 維持 には {number} 円 が かかる と {name} さん は 言う | {day} から "
            "{place} の 人々 は {noun} の 前 で 待って いる",
            "columns": "天気 | 短信 | 読者の声",
        },
        {
            "noun": "港 フェリー 庭園 図書館 川 橋 市場 学校 博物館 鉄道 劇場 駅 灯台 パン屋 病院 スタジアム 大聖堂 "
            "トンネル 祭り 予算 ストライキ 選挙 コンサート 洪水 嵐 収穫 醸造所 空港 台所 合唱団 資料館 ぶどう園 "
            "歩道 貯水池 画廊 工房 実験室 氷河",
            "verb": "開設 閉鎖 修理 集計 歓迎 発表 祝福 発見 塗装 移転 訪問 否決 延期 承認 再建 売却 捜索 擁護 点検 "
            "中止",
            "adjective": "古い 新しい 狭い 有名な 静かな 高価な 緑の 空っぽの 混んだ 仮設の 北の 電動の "
            "みすぼらしい 陽気な 危険な 素朴な",
            "place": "札幌 仙台 金沢 京都 神戸 広島 松山 長崎 那覇 函館 奈良 高知",
            "name": "佐藤 鈴木 高橋 田中 渡辺 伊藤 小林 山口 森本 石川",
            "day": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
        },
    ),
)
