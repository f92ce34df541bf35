"""Sixteen invented campaigns in many languages, with queries judged by hand: what search is measured on."""

from dataclasses import dataclass

from creative_cli.records import Copy
from creative_cli.search.document import Document, describe


@dataclass(frozen=True, slots=True)
class Words:
    """A campaign's copy in one market."""

    locale: str
    copy: Copy


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a brief says, as far as search reads it; the first words are the source copy."""

    slug: str
    brand: str
    product: str
    description: str
    audience: str
    scene: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and the campaign that answers it; no campaign where nothing should be close."""

    text: str
    campaign: str | None


def said(locale: str, headline: str, body: str = "", cta: str = "") -> Words:
    """Shorten the lists below."""
    return Words(locale, Copy(headline, body or None, cta or None))


CAMPAIGNS = (
    Campaign(
        "summer-drinks-2026",
        "Solara",
        "Solara Iced Tea",
        "cold-brewed black tea with peach in a clear bottle",
        "young adults, 18-30, out with friends",
        "a sunlit poolside table",
        (
            said("en-US", "Summer, poured over ice", "Cold-brewed tea with real peach.", "Taste it today"),
            said("de-DE", "Sommer, auf Eis gegossen", "Kalt gebrühter Tee mit echtem Pfirsich.", "Jetzt probieren"),
            said("ja-JP", "夏を、氷に注ごう", "本物の桃が香る水出しティー。", "今すぐ味わう"),
            said("ar-SA", "الصيف مسكوب على الثلج", "شاي بارد مع خوخ حقيقي.", "تذوّقه اليوم"),
            said("th-TH", "ฤดูร้อน เทลงบนน้ำแข็ง", "ชาสกัดเย็นกับลูกพีชแท้", "ลิ้มลองวันนี้"),
        ),
    ),
    Campaign(
        "glow-serum-launch",
        "Lumea",
        "Lumea Night Serum",
        "a face serum with niacinamide in a dropper bottle",
        "women 25-45 who care for sensitive skin",
        "a marble bathroom shelf at dawn",
        (
            said("en-US", "Wake up to calmer skin", "Niacinamide and oat, while you sleep.", "Meet the serum"),
            said(
                "fr-FR", "Une peau apaisée au réveil", "Niacinamide et avoine, pendant la nuit.", "Découvrir le sérum"
            ),
            said("ja-JP", "目覚めたら、穏やかな肌へ", "ナイアシンアミドとオーツが眠る間に。", "美容液を見る"),
            said("ar-AE", "استيقظي على بشرة أكثر هدوءًا", "نياسيناميد وشوفان أثناء نومك.", "اكتشفي السيروم"),
        ),
    ),
    Campaign(
        "trail-season",
        "Kestrel",
        "Kestrel Ridge 3",
        "trail running shoe with a grippy sole",
        "runners who leave the road",
        "a wet mountain path at sunrise",
        (
            said("en-GB", "Grip the mountain", "New lugs, half the weight.", "Find your pair"),
            said("de-DE", "Halt am Berg", "Neue Stollen, halbes Gewicht.", "Dein Paar finden"),
            said("es-ES", "Agárrate a la montaña", "Nuevos tacos, la mitad de peso.", "Encuentra tu par"),
        ),
    ),
    Campaign(
        "stadtrad-fruehling",
        "Velora",
        "Velora City E",
        "leichtes E-Bike mit Riemenantrieb und Korb",
        "Pendler in der Großstadt",
        "eine ruhige Straße am Kanal",
        (
            said("de-DE", "Vorbei am Stau", "80 Kilometer mit einer Ladung.", "Probefahrt buchen"),
            said("en-GB", "Glide past the traffic", "Fifty miles on one charge.", "Book a test ride"),
            said("nl-NL", "Langs de file", "80 kilometer op één lading.", "Boek een proefrit"),
        ),
    ),
    Campaign(
        "quiet-commute",
        "Auralis",
        "Auralis Hush",
        "wireless over-ear headphones with noise cancelling",
        "commuters and people in open offices",
        "a train seat by the window",
        (
            said("en-US", "The city, on mute", "Noise cancelling for thirty hours.", "Listen in store"),
            said("ko-KR", "도시를 음소거하다", "30시간 노이즈 캔슬링.", "매장에서 들어보기"),
            said("pt-BR", "A cidade no mudo", "Trinta horas de cancelamento de ruído.", "Ouça na loja"),
        ),
    ),
    Campaign(
        "puppy-first-year",
        "Barkwell",
        "Barkwell Puppy",
        "dry food for young dogs, chicken and rice",
        "families with their first dog",
        "a kitchen floor with a chewed slipper",
        (
            said("en-US", "For the year of chewed shoes", "Complete food for growing dogs.", "Fill the bowl"),
            said("es-MX", "Para el año de los zapatos mordidos", "Alimento completo para cachorros.", "Llena el plato"),
            said("hi-IN", "चबाए जूतों वाले साल के लिए", "बढ़ते पिल्लों का पूरा आहार।", "कटोरा भरें"),
        ),
    ),
    Campaign(
        "winter-parka",
        "Nordhaven",
        "Nordhaven Fjell Parka",
        "a warm down coat with a hood",
        "people who walk to work in the snow",
        "a harbour in falling snow",
        (
            said("en-CA", "Minus thirty, no problem", "Recycled down, storm-proof seams.", "Try it on"),
            said("fr-CA", "Moins trente, aucun problème", "Duvet recyclé, coutures étanches.", "Essayez-le"),
            said("ru-KZ", "Минус тридцать? Не беда", "Переработанный пух и защита от ветра.", "Примерить"),
        ),
    ),
    Campaign(
        "first-bank-card",
        "Pennyo",
        "Pennyo Teen Card",
        "a prepaid debit card with an app for parents",
        "parents of teenagers, 12-17",
        "a school canteen",
        (
            said("en-GB", "Their money, your calm", "Pocket money with limits you set.", "Open in five minutes"),
            said(
                "it-IT", "I loro soldi, la tua calma", "Paghetta con i limiti che scegli tu.", "Apri in cinque minuti"
            ),
            said("tr-TR", "Onların parası, senin huzurun", "Limitlerini senin koyduğun harçlık.", "Beş dakikada aç"),
        ),
    ),
    Campaign(
        "sweep-while-away",
        "Dustin",
        "Dustin R2",
        "a robot vacuum cleaner that empties itself",
        "busy households with pets",
        "a living room rug with cat hair",
        (
            said("en-US", "Come home to clean floors", "It vacuums, mops and empties itself.", "See it work"),
            said("zh-Hans-CN", "回家就有干净地板", "自动吸尘、拖地、集尘。", "观看演示"),
            said("pl-PL", "Wróć do czystych podłóg", "Odkurza, mopuje i sam się opróżnia.", "Zobacz, jak działa"),
        ),
    ),
    Campaign(
        "soft-nights",
        "Cloudling",
        "Cloudling Overnight",
        "nappies that stay dry for twelve hours",
        "new parents",
        "a cot with a night light",
        (
            said("en-GB", "Twelve dry hours", "So that everyone sleeps.", "Try a pack"),
            said("id-ID", "Dua belas jam tetap kering", "Supaya semua bisa tidur.", "Coba satu pak"),
            said("he-IL", "שתים עשרה שעות יבשות", "כדי שכולם יישנו.", "לנסות חבילה"),
        ),
    ),
    Campaign(
        "speak-in-spring",
        "Parlo",
        "Parlo Live",
        "an app for learning languages with live tutors",
        "adults planning to move abroad",
        "a café terrace in Lisbon",
        (
            said("en-US", "Order coffee in Portuguese by May", "Ten minutes a day with a real tutor.", "Start free"),
            said(
                "de-DE",
                "Im Mai bestellst du auf Portugiesisch",
                "Zehn Minuten täglich mit echter Lehrerin.",
                "Gratis starten",
            ),
            said("uk-UA", "Замовляй каву португальською до травня", "Десять хвилин на день з викладачем.", "Почати"),
        ),
    ),
    Campaign(
        "espresso-at-home",
        "Mokana",
        "Mokana One",
        "a compact espresso machine with a built-in grinder",
        "coffee lovers in small kitchens",
        "a narrow kitchen counter in morning light",
        (
            said("en-US", "Your barista is the counter", "Freshly ground espresso in a minute.", "Brew yours"),
            said("it-IT", "Il bar è sul tuo piano", "Espresso macinato fresco in un minuto.", "Preparalo"),
            said("vi-VN", "Quầy bếp là quán cà phê", "Espresso xay tươi trong một phút.", "Pha ngay"),
        ),
    ),
    Campaign(
        "island-winter-escape",
        "Isla Verde",
        "Isla Verde All-Inclusive",
        "a week at a beach resort with flights",
        "couples tired of winter",
        "palm trees and a white beach",
        (
            said("en-GB", "Swap the scarf for the sea", "Seven nights, flights included.", "Book by Sunday"),
            said("sv-SE", "Byt halsduken mot havet", "Sju nätter, flyg ingår.", "Boka före söndag"),
            said("ar-EG", "استبدل الوشاح بالبحر", "سبع ليالٍ شاملة الطيران.", "احجز قبل الأحد"),
        ),
    ),
    Campaign(
        "sleep-upgrade",
        "Nimbu",
        "Nimbu Hybrid",
        "a mattress with springs and foam, in a box",
        "people with back pain",
        "an unmade bed in soft light",
        (
            said("en-US", "Your back will write us letters", "A hundred nights to try it.", "Choose a size"),
            said("fr-FR", "Votre dos vous dira merci", "Cent nuits pour l'essayer.", "Choisir la taille"),
            said("ja-JP", "腰が、感謝する。", "100日間お試しできるマットレス。", "サイズを選ぶ"),
        ),
    ),
    Campaign(
        "plant-burger",
        "Greenbite",
        "Greenbite Burger",
        "a vegan burger patty made of peas",
        "meat eaters who want to eat less meat",
        "a smoking grill in a back garden",
        (
            said("en-US", "The grill won't know", "All the char, none of the cow.", "Find it chilled"),
            said(
                "pt-BR",
                "A grelha nem vai notar",
                "Hambúrguer de ervilha, cem por cento vegetal.",
                "Procure na geladeira",
            ),
            said("bn-BD", "গ্রিল টেরই পাবে না", "মটরশুঁটির তৈরি নিরামিষ বার্গার।", "খুঁজে নিন"),
        ),
    ),
    Campaign(
        "balcony-harvest",
        "Sprig",
        "Sprig Tomato Kit",
        "seeds, soil and a pot for growing tomatoes on a balcony",
        "city people without a garden",
        "a small balcony full of pots",
        (
            said("en-GB", "Salad, five floors up", "Everything a tomato needs but rain.", "Plant in March"),
            said("el-GR", "Σαλάτα, στον πέμπτο όροφο", "Ό,τι χρειάζεται μια ντομάτα εκτός από βροχή.", "Φύτεψε"),
            said("ur-PK", "پانچویں منزل پر سلاد", "ٹماٹر کو جو چاہیے، بارش کے سوا۔", "مارچ میں لگائیں"),
        ),
    ),
)


def documents() -> tuple[Document, ...]:
    """Return one document for each campaign and market, as the store stage makes them."""
    return tuple(
        describe(
            campaign=campaign.slug,
            brand=campaign.brand,
            product=campaign.product.lower().replace(" ", "-"),
            product_name=campaign.product,
            description=campaign.description,
            audience=campaign.audience,
            scene=campaign.scene,
            source=campaign.words[0].copy,
            copy=words.copy,
            locale=words.locale,
            country=words.locale[-2:],
            direction="rtl" if words.locale[:2] in {"ar", "he", "ur"} else "ltr",
        )
        for campaign in CAMPAIGNS
        for words in campaign.words
    )


ENGLISH = (
    Judged("cold tea for summer", "summer-drinks-2026"),
    Judged("refreshing drink for the pool", "summer-drinks-2026"),
    Judged("peach", "summer-drinks-2026"),
    Judged("skincare for sensitive skin", "glow-serum-launch"),
    Judged("beauty product for the night", "glow-serum-launch"),
    Judged("shoes for running off road", "trail-season"),
    Judged("electric bicycle", "stadtrad-fruehling"),
    Judged("how to get to work without traffic jams", "stadtrad-fruehling"),
    Judged("noise cancelling headphones", "quiet-commute"),
    Judged("dog food", "puppy-first-year"),
    Judged("warm jacket for the snow", "winter-parka"),
    Judged("debit card for kids", "first-bank-card"),
    Judged("pocket money", "first-bank-card"),
    Judged("vacuum cleaner", "sweep-while-away"),
    Judged("diapers for babies", "soft-nights"),
    Judged("learn a foreign language", "speak-in-spring"),
    Judged("coffee machine", "espresso-at-home"),
    Judged("beach holiday", "island-winter-escape"),
    Judged("bed for people with back pain", "sleep-upgrade"),
    Judged("vegetarian food", "plant-burger"),
    Judged("gardening on a balcony", "balcony-harvest"),
    Judged("Solara", "summer-drinks-2026"),
    Judged("nordhaven", "winter-parka"),
    Judged("Kestrel Ridge 3", "trail-season"),
)

JAPANESE = (
    Judged("夏の冷たいお茶", "summer-drinks-2026"),
    Judged("敏感肌のスキンケア", "glow-serum-launch"),
    Judged("登山用のランニングシューズ", "trail-season"),
    Judged("ノイズキャンセリングヘッドホン", "quiet-commute"),
    Judged("子犬のドッグフード", "puppy-first-year"),
    Judged("ロボット掃除機", "sweep-while-away"),
    Judged("腰痛にいいマットレス", "sleep-upgrade"),
    Judged("コーヒーメーカー", "espresso-at-home"),
)

ARABIC = (
    Judged("شاي بارد للصيف", "summer-drinks-2026"),
    Judged("العناية بالبشرة الحساسة", "glow-serum-launch"),
    Judged("دراجة كهربائية للمدينة", "stadtrad-fruehling"),
    Judged("سماعات عازلة للضوضاء", "quiet-commute"),
    Judged("معطف دافئ للشتاء", "winter-parka"),
    Judged("تعلم اللغات", "speak-in-spring"),
    Judged("حفاضات للأطفال", "soft-nights"),
    Judged("عطلة على الشاطئ", "island-winter-escape"),
)

GERMAN = (
    Judged("kalter Tee für den Sommer", "summer-drinks-2026"),
    Judged("Pflege für empfindliche Haut", "glow-serum-launch"),
    Judged("Elektrofahrrad für die Stadt", "stadtrad-fruehling"),
    Judged("Laufschuhe fürs Gelände", "trail-season"),
    Judged("Staubsaugerroboter", "sweep-while-away"),
    Judged("warme Winterjacke", "winter-parka"),
    Judged("vegane Grillparty", "plant-burger"),
    Judged("Tomaten auf dem Balkon", "balcony-harvest"),
    Judged("Taschengeld für Jugendliche", "first-bank-card"),
)

OTHER = (
    Judged("chaussures de course en montagne", "trail-season"),
    Judged("nourriture pour chiot", "puppy-first-year"),
    Judged("自动扫地机器人", "sweep-while-away"),
    Judged("여름 음료", "summer-drinks-2026"),
    Judged("साइकिल", "stadtrad-fruehling"),
    Judged("бургер без мяса", "plant-burger"),
    Judged("vacaciones en la playa", "island-winter-escape"),
    Judged("macchina per il caffè", "espresso-at-home"),
    Judged("ชาเย็น", "summer-drinks-2026"),
)

NOTHING = tuple(
    Judged(text, None)
    for text in (
        "qwzx vbnm plok",
        "asdfgh",
        "kubernetes pod eviction policy",
        "quantum chromodynamics lattice simulation",
        "tax return deadline for self-employed lawyers",
        "heavy crane rental for bridge construction",
        "life insurance for pensioners",
        "used tractor spare parts",
        "dental implants",
        "wedding photographer",
        "chess opening theory",
        "Steuererklärung für Rentner",
        "Zahnarzt in Hamburg",
        "Gebrauchtwagen verkaufen",
        "確定申告の締め切り",
        "中古車の査定",
        "弁護士に相談",
        "تأمين على السيارات",
        "محامي شركات",
        "فلسفة أرسطو",
        "ремонт холодильников",
        "assurance habitation",
        "電気工事",
        "1234567890",
        "?!?!",
    )
)
