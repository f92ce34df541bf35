"""Sentences that no advertisement is about, to tell a question from noise.

Random letters lie fairly near to every text. A question counts as answered only if its answer is nearer than these
sentences are on average, by the embedder's `margin`; measured on 58 questions and 127 pieces of nonsense, that takes
wrong answers from 12 % to 3 % at the same floor and loses no right one.
"""

NEUTRAL = (
    "The committee met on Tuesday to discuss the agenda of the assembly.",
    "A short note about nothing in particular.",
    "Der Ausschuss traf sich am Dienstag zur Besprechung der Tagesordnung.",
    "Eine kurze Notiz über nichts Bestimmtes.",
    "委員会は火曜日に議題を話し合いました。",
    "特に何でもない短いメモ。",
    "اجتمعت اللجنة يوم الثلاثاء لمناقشة جدول الأعمال.",
    "ملاحظة قصيرة عن لا شيء.",
    "Le comité s'est réuni mardi pour discuter de l'ordre du jour.",
    "Une courte note sur rien de particulier.",
    "El comité se reunió el martes para debatir la agenda.",
    "Una nota breve sobre nada en particular.",
    "O comitê reuniu-se na terça-feira.",
    "Il comitato si è riunito martedì.",
    "Комитет собрался во вторник для обсуждения повестки.",
    "Комітет зібрався у вівторок.",
    "위원회는 화요일에 안건을 논의했다.",
    "委员会星期二讨论了议程。",
    "समिति की बैठक मंगलवार को हुई।",
    "คณะกรรมการประชุมเมื่อวันอังคาร",
    "Komite Salı günü toplandı.",
    "Komitet zebrał się we wtorek.",
    "Ủy ban họp vào thứ Ba.",
    "Komite bertemu pada hari Selasa.",
    "הוועדה התכנסה ביום שלישי.",
    "Η επιτροπή συνεδρίασε την Τρίτη.",
    "کمیٹی کا اجلاس منگل کو ہوا۔",
    "কমিটির বৈঠক মঙ্গলবার হয়েছে।",
    "De commissie kwam dinsdag bijeen.",
    "Kommittén träffades i tisdags.",
)
