"""What a careful typesetter does not part at the end of a line, as word lists and patterns per language.

`cost` grades a possible break between two words: below 0 it is welcome (after a comma), 0 is plain, up to 1 it is
a pity (after an article), and from `LAST_RESORT` on it is only allowed when the text fits in no other way.
"""

import re

LAST_RESORT = 10.0
"""Breaks that cost this much or more are shut unless nothing else fits."""

_PITY = 0.55
_SAD = 0.85
_CLAUSE = -0.45
_SENTENCE = -0.55
_PHRASE = -0.08

_SENTENCE_END = frozenset(".!?…。！？｡।॥؟۔။።։៕")
_CLAUSE_END = frozenset(",;:—–、，；：،؛፣፤၊៖")
_CLOSERS = "\"'”’»›)]}」』）】》〉］｝"
_OPENERS = "\"'“‘„‚«‹([{「『（【《〈［｛¿¡"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ONE_LETTER = _words("be bg bs cs hr mk pl ru sk sl sr uk")
"""Languages where a one-letter preposition or conjunction never ends a line (ČSN 01 6910, PN-83/P-55366, Мильчин)."""

FORWARD = {
    "af": _words("'n die van in op met en of vir jou ons te"),
    "ar": _words("في من على إلى مع عن أو ثم لا ما يا هو هي كل إن أن قد لن لم"),
    "az": _words("və bir bu o hər ən"),
    "be": _words("на не па да за са ад ні што як гэта"),
    "bg": _words("на за от да се по до не ще при със във към без"),
    "bs": _words("na za od do po iz sa se ne uz bez pri"),
    "ca": _words("a el la els les un una de del i o en amb per al als més tot la seva"),
    "cs": _words("do na od po za ze ve ke ku se si je by to ať než pro při bez pod nad jen"),
    "da": _words("en et den det de i på af til og at for med om fra din dit dine vores er"),
    "de": _words(
        "der die das den dem des ein eine einen einem einer eines im in am an auf zu zum zur mit und oder von vom für "
        "aus bei bis ohne dein deine deinen ihr ihre unser unsere nur so"
    ),
    "el": _words("ο η το οι τα του της των τον την στο στη στην στον στα με για από και σε ένα μια που θα να σου μας"),
    "en": _words("a an the of in on at to by for and or with from your our my its as is no so into over this that"),
    "es": _words("a al de del el la los las un una unos unas en y e o u con por para sin tu su mi más que se lo es"),
    "et": _words("ja on ei et või kui see ka"),
    "eu": _words("eta edo"),
    "fa": _words("از به در با و که برای تا هر این آن یا بی می نمی"),
    "fi": _words("ja on ei se tai kun nyt"),
    "fil": _words("ang ng sa na at mga si ni ay o para ito"),
    "fr": _words(
        "à au aux de du des d' le la les l' un une en et ou sur par pour avec sans dans ton ta tes votre vos nos notre "
        "son sa ses ce cette ces plus très ne pas se que qui y"
    ),
    "ga": _words("an na ar i le do is ag as go ó faoi do"),
    "gl": _words("a o as os un unha de do da en no na e ou con por para sen"),
    "he": _words("של את על עם כל או גם לא כי אל מן בין"),
    "hi": _words("और या एक हर इस उस यह वह बस न"),
    "hr": _words("na za od do po iz sa se ne uz bez pri tvoj svaki"),
    "hu": _words("a az és egy is ha de nem ne s"),
    "id": _words("di ke dari yang dan atau untuk dengan ini para si tak"),
    "is": _words("og í á við með fyrir af er að um til frá úr en"),
    "it": _words(
        "a al allo alla ai agli alle di del dello della dei degli delle da dal dalla in nel nella il lo la i gli le l' "
        "un uno una un' e ed o con su sul sulla per tra fra più che si non tuo tua"
    ),
    "lt": _words("ir ar į iš su be po per prie už nuo apie ant tai"),
    "lv": _words("un vai ar no par bez pie pēc uz ir ik tas"),
    "mk": _words("на за од до по со во се не без при кон"),
    "ms": _words("di ke dari yang dan atau untuk dengan ini itu tak"),
    "mt": _words("u ta' fi il l- ma' bil tal għal"),
    "nb": _words("en et ei den det de i på av til og å for med om fra din ditt dine vår er"),
    "nl": _words("de het een van in op te met en of voor aan bij uit je jouw uw ons onze naar tot om"),
    "nn": _words("ein ei eit den det dei i på av til og å for med om frå din ditt dine vår er"),
    "pl": _words("do na od po za ze we ku bo że by się nie to dla przy bez pod nad czy lub twój"),
    "pt": _words("a à ao às aos o as os de do da dos das em no na nos nas um uma e ou com por pelo pela para sem seu sua que se mais"),
    "ro": _words("a al ai ale de din în și cu un o la pe pentru sau mai cel cea cei cele"),
    "ru": _words("на не но по до за из от об со во ко да же бы ли ни то как что для при без под над или это"),
    "sk": _words("do na od po za zo vo ku so sa si je by to pre pri bez pod nad len"),
    "sl": _words("na za od do po iz se ne ob pri pod nad brez ter in"),
    "sq": _words("e i të së në me për dhe nga një pa"),
    "sr": _words("na za od do po iz sa se ne uz bez pri на за од до по из са се не уз без при"),
    "sv": _words("en ett den det de i på av till och att för med om från din ditt dina vår är"),
    "sw": _words("na ya wa kwa la za cha vya ni kila"),
    "tr": _words("ve bir bu şu o her en çok ya"),
    "uk": _words("на не но по до за із від об зі зо та же би чи ні то як що для при без під над або це"),
    "ur": _words("اور یا ایک ہر اس یہ وہ نہ"),
    "vi": _words("và của cho với trong một là từ những các mọi mỗi ở để"),
}
"""Words that lean on the next one: articles, prepositions, conjunctions."""

BACKWARD = {
    "hi": _words("में से का की के को पर ने है हैं तक भी ही तो"),
    "mr": _words("आहे आहेत का ही च"),
    "ne": _words("छ हो को का की मा ले"),
    "bn": _words("এর কে ও ই না"),
    "ur": _words("میں سے کا کی کے کو پر نے ہے ہیں تک بھی ہی تو"),
    "pa": _words("ਵਿੱਚ ਤੋਂ ਦਾ ਦੀ ਦੇ ਨੂੰ ਤੇ ਨੇ ਹੈ ਹਨ"),
    "gu": _words("માં થી નો ની નું ના ને પર છે"),
    "tr": _words("mı mi mu mü da de ile için"),
    "az": _words("mı mi mu mü da də ilə üçün"),
    "hu": _words("is"),
    "fa": _words("را"),
}
"""Words that lean on the one before: postpositions and question particles."""

UNSPACED_FORWARD = {
    "th": _words("ที่ ซึ่ง อัน ใน ของ และ กับ แก่ ต่อ จาก โดย เพื่อ ให้ ไม่ จะ การ ความ ทุก แต่ หรือ เป็น มี คือ บน ใต้ เมื่อ เพียง แค่ ถึง สู่ ณ อย่าง นัก ผู้ ชาว น้ำ"),
    "lo": _words("ໃນ ຂອງ ແລະ ກັບ ຈາກ ທີ່ ການ ຄວາມ ບໍ່ ຈະ ໃຫ້ ທຸກ ຫຼື ເປັນ ມີ ເພື່ອ ໂດຍ ເທິງ"),
    "km": _words("នៅ ក្នុង របស់ និង ជាមួយ ពី ដែល ការ មិន នឹង ឲ្យ ឱ្យ គ្រប់ ឬ ជា មាន ដើម្បី ដោយ លើ"),
    "my": _words("မ ဒီ ဤ ထို"),
}
"""Words that lean on the next one where there are no spaces."""

UNSPACED_BACKWARD = {
    "th": _words("นี้ นั้น แล้ว เลย กัน อยู่ ไป มา ขึ้น ลง ออก เข้า ได้ ด้วย เท่านั้น ครับ ค่ะ คะ นะ กว่า"),
    "lo": _words("ນີ້ ນັ້ນ ແລ້ວ ເລີຍ ໄດ້ ກັນ"),
    "km": _words("នេះ នោះ ហើយ បាន ទេ ណា"),
    "my": _words("ကို က မှာ မှ တွင် နှင့် နဲ့ ၏ ရဲ့ သည် တယ် ပါ ပြီ များ သော သည့် တဲ့ အတွက် လည်း ပဲ ဖြင့် ထား"),
}
"""Words and particles that lean on the one before."""

_UNSPACED = 0.35

_CHINESE_BACKWARD = frozenset("的了着過过得地吗嗎呢吧啊呀们們上下里裡中内內起")
_CHINESE_FORWARD = frozenset("在把被从從和与與以不很最更每再就只都也第一")

UNITS = _words(
    "g kg mg µg l ml cl dl oz lb lbs fl pt qt gal m cm mm km ft in yd m² m³ km² h min s ms % ‰ ° °c °f k b kb mb gb tb mp w kw kwh "
    "v mah wh hz khz mhz ghz db px dpi kcal kj cal hp ps ch cv rpm u pcs pc stk st pk tk kpl ks szt db "
    "г кг мг л мл м см мм км ч мин сек шт руб р грн тг сум ден kč zł ft лв kr sek nok dkk isk eur usd gbp chf pln czk huf "
    "ron try inr thb vnd idr aed sar qar kwd egp mad zar cad aud mxn brl ars clp cop pen jpy krw cny hkd twd sgd myr php "
    "euro euros dollar dollars dólares reais rupees tl lei dh "
    "مل لتر جم غ غم كجم كغ جنيه ريال درهم دينار ر.س د.إ د.ك ج.م تومان ریال روپے روپے ש\"ח מ\"ל "
    "रु रुपये मि.ली मिली ग्राम किग्रा बाट บาท มล มล. กรัม ลิตร đ ₫"
)
"""Units and currencies written after a number, casefolded."""

_BEFORE_NUMBER = _words("no nº n° nr № num chf eur usd gbp us$ ca$ au$ r$ rs rs. kr aed sar inr rp rm php try egp lei ca. approx. ab from vanaf à")
_CURRENCY = "$€£¥￥₩₹₺₽₴₱₪₦₸₼₾฿៛֏৳₫₡₲₵﷼"
_ENDS_IN_NUMBER = re.compile(r"[\d٠-٩۰-۹०-९๐-๙½¼¾⅓⅔][+×]?$")
_IS_NUMBER = re.compile(r"^[+\-–−~≈<>≤≥]?[" + re.escape(_CURRENCY) + r"]?\d[\d.,'’  /–-]*[+×x]?$")
_STARTS_WITH_NUMBER = re.compile(r"^[+\-–−~]?\d")
_THREE_DIGITS = re.compile(r"^\d{3}\b")
_ABBREVIATION = re.compile(
    r"^(dr|mr|mrs|ms|prof|st|ste|sr|sra|jr|nr|no|art|vol|fig|inc|ltd|co|z|b|bzw|ca|inkl|max|min|mme|mlle|m|d|dott|sig|ing|mgr|ul|ve|г|ул|им|тов|т|д|и|e|g)\.$"
)
_MARKS_ONLY = re.compile(r"^[?!:;%‰»›”’…)\]}°™®©ๆฯໆៗ၊။。、，．！？；：]+$")
_OPENERS_ONLY = re.compile(r"^[«‹“„‘¿¡(\[{#№]+$")
_DASHES = frozenset("–—-−―")


def cost(before: str, after: str, language: str) -> float:
    """Grade a break at the space between two words of *language*."""
    if _inseparable(before, after, language):
        return LAST_RESORT
    bare = before.rstrip(_CLOSERS)
    word = before.lstrip(_OPENERS).casefold()
    grade = 0.0
    if _ABBREVIATION.match(word):
        grade = _SAD
    elif bare and bare[-1] in _SENTENCE_END:
        grade = _SENTENCE
    elif bare and bare[-1] in _CLAUSE_END:
        grade = _CLAUSE
    elif word in FORWARD.get(language, ()) or after.rstrip(".,!?…؟،।").casefold() in BACKWARD.get(language, ()):
        grade = _PITY
    elif _ENDS_IN_NUMBER.search(before) or _STARTS_WITH_NUMBER.match(after):
        grade = _PITY
    elif before in {"&", "+"} or after in {"&", "+"}:
        grade = _PITY
    elif after.casefold() in FORWARD.get(language, ()):
        grade = _PHRASE
    return grade


def _inseparable(before: str, after: str, language: str) -> bool:
    word, following = before.lstrip(_OPENERS).casefold(), after.rstrip(_CLOSERS + ".,!?;:…*").casefold()
    if _MARKS_ONLY.match(after) or _OPENERS_ONLY.match(before):
        return True
    if after in _DASHES and language != "ja":
        return True
    if _ENDS_IN_NUMBER.search(before) and (following in UNITS or after[0] in _CURRENCY or bool(_THREE_DIGITS.match(after))):
        return True
    if _STARTS_WITH_NUMBER.match(after) and (word in _BEFORE_NUMBER or before[-1] in _CURRENCY):
        return True
    if word in {"x", "×"} and _STARTS_WITH_NUMBER.match(after):
        return True
    return language in _ONE_LETTER and len(word) == 1 and word.isalpha()


def unspaced_cost(before: str, after: str, language: str) -> float:
    """Grade a break between two words of a language that writes them without spaces (Thai, Lao, Khmer, Burmese).

    Dictionaries know words but not phrases: a phrase surely begins where a preposition does, and ends after a particle.
    """
    forward = UNSPACED_FORWARD.get(language, frozenset())
    backward = UNSPACED_BACKWARD.get(language, frozenset())
    if before in forward or after in backward:
        return _PITY
    return 0.0 if after in forward or before in backward else _UNSPACED


def chinese_cost(before: str, after: str) -> float:
    """Grade a break between two Chinese phrases: particles do not start a line, prepositions do not end one."""
    if before[-1] in _SENTENCE_END:
        return _SENTENCE
    if before[-1] in _CLAUSE_END:
        return _CLAUSE
    if after[0] in _CHINESE_BACKWARD or (len(before) == 1 and before in _CHINESE_FORWARD):
        return _PITY
    return 0.0


def japanese_cost(before: str) -> float:
    """Grade a break between two Japanese phrases."""
    last = before.rstrip(_CLOSERS)[-1:]
    if last in _SENTENCE_END:
        return _SENTENCE
    return _CLAUSE if last in _CLAUSE_END else 0.0
