"""One real ad in 36 languages, and the shortest ways to set it."""

from creative_cli.formats import DEFAULT_FORMATS, Box, Format
from creative_cli.layout import fit, template
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.template import CanvasPlan, RoleStyle
from creative_cli.locale.locales import RTL_SCRIPTS, Direction, Locale
from creative_cli.models import AdCopy, Role, TextZone

ADS = {
    "en-US Latn": (
        "Summer, poured over ice",
        "Cold-brewed tea with real peach.",
        "Taste it today",
        "Contains caffeine. 30 mg per 100 ml.",
    ),
    "de-DE Latn": (
        "Sommer, auf Eis gegossen",
        "Kalt gebrühter Tee mit echtem Pfirsich.",
        "Heute probieren",
        "Koffeinhaltig. 30 mg pro 100 ml.",
    ),
    "fr-CA Latn": (
        "L’été, versé sur glace",
        "Thé infusé à froid avec de vraies pêches.",
        "Goûtez-y dès aujourd’hui",
        "Contient de la caféine. 30 mg par 100 ml.",
    ),
    "pt-BR Latn": (
        "O verão, servido com gelo",
        "Chá gelado com pêssego de verdade.",
        "Prove hoje",
        "Contém cafeína. 30 mg por 100 ml.",
    ),
    "ja-JP Jpan": (
        "夏を、氷にそそごう。",
        "本物のピーチを使った、水出しのアイスティー。",
        "今日、味わう",
        "カフェインを含みます。100 mlあたり30 mg。",
    ),
    "ar-SA Arab": (
        "الصيف، مسكوب فوق الثلج",
        "شاي Solara مُخمَّر على البارد مع خوخ حقيقي.",
        "تذوّقه اليوم",
        "يحتوي على الكافيين. 30 ملغ لكل 100 مل.",
    ),
    "hi-IN Deva": (
        "गर्मियाँ, बर्फ़ पर उड़ेली हुई",
        "असली आड़ू वाली कोल्ड-ब्रू चाय।",
        "आज ही चखें",
        "इसमें कैफ़ीन है। प्रति 100 मिली 30 मिग्रा।",
    ),
    "th-TH Thai": (
        "ฤดูร้อนที่เย็นฉ่ำในทุกแก้ว",
        "ชาสกัดเย็นผสมลูกพีชแท้",
        "ลองเลยวันนี้",
        "มีคาเฟอีน 30 มก. ต่อ 100 มล.",
    ),
    "ko-KR Kore": (
        "얼음 위에 부어낸 여름",
        "진짜 복숭아로 우려낸 콜드브루 티.",
        "오늘 맛보세요",
        "카페인이 들어 있습니다. 100 ml당 30 mg.",
    ),
    "zh-Hans-CN Hans": (
        "把夏天倒在冰块上",
        "真桃入茶，冷萃而成，清爽每一刻。",
        "今天就尝尝",
        "含咖啡因。每100毫升含30毫克。",
    ),
    "zh-Hant-TW Hant": (
        "把夏天倒在冰塊上",
        "真桃入茶，冷萃而成，清爽每一刻。",
        "今天就嚐嚐",
        "含咖啡因。每100毫升含30毫克。",
    ),
    "zh-Hant-HK Hant": (
        "將夏天倒在冰上",
        "真桃冷泡茶，每一口都清新透心涼。",
        "即日品嚐",
        "含咖啡因。每100毫升含30毫克。",
    ),
    "km-KH Khmr": (
        "រដូវក្ដៅ ចាក់លើទឹកកក",
        "តែត្រាំត្រជាក់ជាមួយផ្លែប៉ែសពិតៗ",
        "ភ្លក់ថ្ងៃនេះ",
        "មានជាតិកាហ្វេអ៊ីន 30 mg ក្នុង 100 ml",
    ),
    "lo-LA Laoo": (
        "ລະດູຮ້ອນທີ່ເຢັນສະບາຍໃນທຸກຈອກ",
        "ຊາສະກັດເຢັນປະສົມໝາກຄາຍແທ້",
        "ລອງຊີມມື້ນີ້",
        "ມີຄາເຟອີນ 30 mg ຕໍ່ 100 ml",
    ),
    "my-MM Mymr": (
        "ရေခဲပေါ်လောင်းထားသော နွေရာသီ",
        "မက်မွန်သီးစစ်စစ်ဖြင့် အအေးနှပ်ထားသောလက်ဖက်ရည်",
        "ယနေ့ မြည်းကြည့်ပါ",
        "ကဖိန်းဓာတ်ပါဝင်သည်။ 100 ml လျှင် 30 mg",
    ),
    "he-IL Hebr": (
        "קיץ, מוזג על קרח",
        "תה בחליטה קרה עם אפרסק אמיתי.",
        "טעמו היום",
        "מכיל קפאין. 30 מ״ג ל-100 מ״ל.",
    ),
    "ur-PK Arab": (
        "گرمیاں، برف پر انڈیلی ہوئی",
        "اصلی آڑو کے ساتھ کولڈ بریو چائے۔",
        "آج ہی چکھیں",
        "کیفین پر مشتمل ہے۔ 30 ملی گرام فی 100 ملی لیٹر۔",
    ),
    "fa-IR Arab": (
        "تابستان، ریخته روی یخ",
        "چای سرددم با هلوی واقعی.",
        "همین امروز بچشید",
        "حاوی کافئین. ۳۰ میلی\u200cگرم در ۱۰۰ میلی\u200cلیتر.",
    ),
    "ka-GE Geor": (
        "ზაფხული, ყინულზე დასხმული",
        "ცივად დაყენებული ჩაი ნამდვილი ატმით.",
        "გასინჯე დღეს",
        "შეიცავს კოფეინს. 30 მგ 100 მლ-ზე.",
    ),
    "hy-AM Armn": (
        "Ամառ՝ լցված սառույցի վրա",
        "Սառը թրմված թեյ իսկական դեղձով։",
        "Համտեսիր այսօր",
        "Պարունակում է կոֆեին։ 30 մգ 100 մլ-ում։",
    ),
    "am-ET Ethi": (
        "በጋ፣ በበረዶ ላይ የፈሰሰ",
        "በእውነተኛ ኮክ የተዘጋጀ ቀዝቃዛ ሻይ።",
        "ዛሬ ይቅመሱ",
        "ካፌይን አለው። 30 mg በ100 ml።",
    ),
    "ta-IN Taml": (
        "கோடை, பனிக்கட்டி மீது ஊற்றப்பட்டது",
        "உண்மையான பீச் பழத்துடன் குளிர் தேநீர்.",
        "இன்றே சுவையுங்கள்",
        "காஃபின் உள்ளது. 100 மி.லிக்கு 30 மி.கி.",
    ),
    "te-IN Telu": (
        "వేసవి, మంచు మీద పోసినట్టు",
        "నిజమైన పీచ్\u200cతో చల్లని టీ.",
        "ఈరోజే రుచి చూడండి",
        "కెఫీన్ ఉంటుంది. 100 మి.లీ.కు 30 మి.గ్రా.",
    ),
    "bn-BD Beng": (
        "গ্রীষ্ম, বরফের উপর ঢালা",
        "আসল পীচ দিয়ে তৈরি কোল্ড-ব্রু চা।",
        "আজই চেখে দেখুন",
        "ক্যাফেইন আছে। প্রতি ১০০ মিলিতে ৩০ মিগ্রা।",
    ),
    "si-LK Sinh": (
        "අයිස් මත වත් කළ ගිම්හානය",
        "සැබෑ පීච් සමඟ සීතල තේ.",
        "අදම රස බලන්න",
        "කැෆේන් අඩංගුයි. 100 ml ට 30 mg.",
    ),
    "el-GR Grek": (
        "Το καλοκαίρι, σερβιρισμένο με πάγο",
        "Τσάι κρύας εκχύλισης με αληθινό ροδάκινο.",
        "Δοκίμασέ το σήμερα",
        "Περιέχει καφεΐνη. 30 mg ανά 100 ml.",
    ),
    "ru-RU Cyrl": (
        "Лето, разлитое по льду",
        "Чай холодного заваривания с настоящим персиком.",
        "Попробуйте сегодня",
        "Содержит кофеин. 30 мг на 100 мл.",
    ),
    "vi-VN Latn": (
        "Mùa hè, rót trên đá",
        "Trà ủ lạnh với đào thật.",
        "Nếm thử hôm nay",
        "Có chứa caffeine. 30 mg trên 100 ml.",
    ),
    "tr-TR Latn": (
        "Yaz, buzun üstüne döküldü",
        "Gerçek şeftalili soğuk demleme çay.",
        "Bugün tadına bak",
        "Kafein içerir. 100 ml’de 30 mg.",
    ),
    "pl-PL Latn": (
        "Lato w szklance z lodem i miętą",
        "Herbata parzona na zimno z prawdziwą brzoskwinią.",
        "Spróbuj dziś",
        "Zawiera kofeinę. 30 mg na 100 ml.",
    ),
    "fi-FI Latn": (
        "Kesä, kaadettuna jäille",
        "Kylmäuutettua teetä ja aitoa persikkaa.",
        "Maista tänään",
        "Sisältää kofeiinia. 30 mg / 100 ml.",
    ),
    "ml-IN Mlym": (
        "വേനൽ, ഐസിന് മുകളിൽ പകർന്നത്",
        "യഥാർത്ഥ പീച്ച് ചേർത്ത കോൾഡ് ബ്രൂ ചായ.",
        "ഇന്നുതന്നെ രുചിക്കൂ",
        "കഫീൻ അടങ്ങിയിരിക്കുന്നു. 100 മില്ലിയിൽ 30 മി.ഗ്രാം.",
    ),
    "kn-IN Knda": (
        "ಬೇಸಿಗೆ, ಮಂಜುಗಡ್ಡೆಯ ಮೇಲೆ ಸುರಿದಂತೆ",
        "ನಿಜವಾದ ಪೀಚ್ ಜೊತೆಗೆ ಕೋಲ್ಡ್ ಬ್ರೂ ಚಹಾ.",
        "ಇಂದೇ ಸವಿಯಿರಿ",
        "ಕೆಫೀನ್ ಇದೆ. 100 ಮಿ.ಲೀ.ಗೆ 30 ಮಿ.ಗ್ರಾಂ.",
    ),
    "gu-IN Gujr": (
        "ઉનાળો, બરફ પર રેડાયેલો",
        "અસલી પીચ સાથે કોલ્ડ-બ્રૂ ચા.",
        "આજે જ ચાખો",
        "કેફીન છે. 100 મિલી દીઠ 30 મિગ્રા.",
    ),
    "pa-IN Guru": (
        "ਗਰਮੀਆਂ, ਬਰਫ਼ ਉੱਤੇ ਡੋਲ੍ਹੀਆਂ",
        "ਅਸਲੀ ਆੜੂ ਵਾਲੀ ਕੋਲਡ-ਬਰੂ ਚਾਹ।",
        "ਅੱਜ ਹੀ ਚੱਖੋ",
        "ਕੈਫੀਨ ਹੈ। 100 ਮਿਲੀ ਵਿੱਚ 30 ਮਿਲੀਗ੍ਰਾਮ।",
    ),
    "or-IN Orya": (
        "ଗ୍ରୀଷ୍ମ, ବରଫ ଉପରେ ଢଳା",
        "ପ୍ରକୃତ ପିଚ୍ ସହିତ ଥଣ୍ଡା ଚା।",
        "ଆଜି ଚାଖନ୍ତୁ",
        "କ୍ୟାଫିନ୍ ଅଛି। 100 ମିଲିରେ 30 ମିଗ୍ରା।",
    ),
}
"""Headline, body, call to action and disclaimer by locale tag and script."""

KEEP = ("Solara", "Solara Iced Tea")
SLENDER = 0.4
"""Width / height of a can."""

STYLES = template.load_template("poster").styles
INKS = dict.fromkeys(Role, (255, 255, 255))
PLATE = (255, 209, 102)


def locale(tag: str, script: str) -> Locale:
    """Return the locale of a tag like `ja-JP` in a script like `Jpan`."""
    direction = Direction.RTL if script in RTL_SCRIPTS else Direction.LTR
    return Locale(tag, tag.split("-", maxsplit=1)[0], script, tag.rsplit("-", maxsplit=1)[-1], direction)


LOCALES = {key.split()[0]: locale(*key.split()) for key in ADS}
COPIES = {key.split()[0]: AdCopy(*words) for key, words in ADS.items()}


def plan_for(tag: str, ratio: str) -> CanvasPlan:
    """Return the poster's plan for a slender product in a market."""
    return template.load_template("poster").arrange(DEFAULT_FORMATS[ratio], LOCALES[tag].direction, SLENDER)


def plan_of(zones: tuple[TextZone, ...], short_side: int, where: Locale) -> CanvasPlan:
    """Return a plan with nothing but zones for type on a square canvas."""
    form = Format("square", "square", short_side, short_side)
    return CanvasPlan(form, where.direction, 0.0, form.bounds, form.bounds, form.bounds, 0.0, zones, STYLES)


def set_ad(copy: AdCopy, where: Locale, plan: CanvasPlan) -> tuple[PlacedBlock, ...]:
    """Measure, fit and settle the words of an ad by themselves."""
    texts = fit.measure_copy(copy, where, KEEP, plan)
    sizes = fit.fit_sizes(plan.zones, texts, plan.styles, plan.format.short_side)
    return place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)


def headline_lines(text: str, tag: str, width: float, size: float = 60.0, lines: int = 9) -> tuple[str, ...]:
    """Return the lines of a headline of one size in a column *width* px wide and high enough."""
    where = LOCALES[tag]
    style = RoleStyle(Role.HEADLINE, 700, lines, size / 1000, size / 1000)
    zone = TextZone(Box(0, 0, width, 10_000), (Role.HEADLINE,), "top")
    form = Format("square", "square", 1000, 1000)
    plan = CanvasPlan(form, where.direction, 0.0, form.bounds, form.bounds, form.bounds, 0.0, (zone,), (style,))
    (block,) = set_ad(AdCopy(text), where, plan)
    return block.words
