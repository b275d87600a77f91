"""Stored reasons in the reader's language.

Reasons are stored in English, as `tocsin why` prints them: one text for search, exports and tests. Each is made of a
form that stands here; what is not known here is shown as it is stored.
"""

from __future__ import annotations

import functools
import re

from bot.commands.texts import Text

N, ANY = "{n}", "{x}"
"""In a form: a number, and anything (a place, an outlet, a moment)."""

FORMS = (
    Text("a new event", "нова подія", "новое событие"),
    Text("a new event (held: {n})", "нова подія (маємо: {n})", "новое событие (есть: {n})"),
    Text("learned from the backlog", "відомо з архіву стрічки", "известно из архива ленты"),
    Text(
        "learned from the backlog: known, nothing is sent",
        "відомо з архіву стрічки: нічого не надіслано",
        "известно из архива ленты: ничего не отправлено",
    ),
    Text("the rule is a draft", "правило — чернетка", "правило — черновик"),
    Text(
        "the rule is a draft: known, nothing is sent",
        "правило — чернетка: нічого не надіслано",
        "правило — черновик: ничего не отправлено",
    ),
    Text("more outlets carry it", "про це пишуть інші видання", "об этом пишут другие издания"),
    Text("confirmed by a second outlet", "підтвердило друге видання", "подтвердило второе издание"),
    Text("confirmed by a second origin", "підтвердило друге джерело", "подтвердил второй источник"),
    Text(
        "a quiet filter holds it until {x}: {x}",
        "фільтр тиші тримає до {x}: {x}",
        "фильтр тишины держит до {x}: {x}",
    ),
    Text("a share of the total", "частина загального числа", "часть общего числа"),
    Text(
        "an earlier round, told as history",
        "попередній раунд, згаданий як історія",
        "прежний раунд, упомянутый как история",
    ),
    Text(
        "a total over a longer time, not one attack",
        "підсумок за довший час, не одна атака",
        "итог за более долгое время, не одна атака",
    ),
    Text(
        "an earlier stage than {x}", "рання стадія, маємо пізнішу: {x}", "ранняя стадия, есть более поздняя: {x}"
    ),
    Text(
        "tells of a closure on a day before",
        "про закриття в один із попередніх днів",
        "о закрытии в один из предыдущих дней",
    ),
    Text("the text does not assert it: {x}", "текст цього не стверджує: {x}", "текст этого не утверждает: {x}"),
    Text("an earlier stage than held", "рання стадія, маємо пізнішу", "ранняя стадия, есть более поздняя"),
    Text(
        "an old tally: {n} is held, and no correction is told",
        "старий підсумок: маємо {n}, про виправлення не йдеться",
        "старый итог: есть {n}, об исправлении речи нет",
    ),
    Text(
        "another measure of the same event, kept beside",
        "інший показник тієї самої події, записано поряд",
        "другой показатель того же события, записан рядом",
    ),
    Text(
        "does not say whose they were; kept beside",
        "не сказано, чиї вони; записано поряд",
        "не сказано, чьи они; записано рядом",
    ),
    Text(
        "looks like a slip (another night, the other side, out of proportion); nobody else says so; kept beside",
        "схоже на помилку (інша ніч, інша сторона, інший масштаб); більше ніхто так не каже; записано поряд",
        "похоже на ошибку (другая ночь, другая сторона, другой масштаб); больше никто так не говорит; записано рядом",
    ),
    Text(
        "only the attacking side claims it; the tally is the attacked side's; kept beside",
        "так каже лише сторона, що атакує; підсумок веде сторона, яку атакують; записано поряд",
        "так говорит лишь атакующая сторона; итог ведёт атакуемая; записано рядом",
    ),
    Text(
        "only the attacking side claims it; the tally is the attacked side's",
        "так каже лише сторона, що атакує; підсумок веде сторона, яку атакують",
        "так говорит лишь атакующая сторона; итог ведёт атакуемая",
    ),
    Text("equal to the figure held ({n})", "те саме число, що маємо ({n})", "то же число, что есть ({n})"),
    Text(
        "says less exactly what is held ({n})",
        "менш точно каже те, що маємо ({n})",
        "менее точно говорит то, что есть ({n})",
    ),
    Text("says nothing new", "нічого нового", "ничего нового"),
    Text("these {n} are part of the {n} held", "ці {n} входять у {n}, що маємо", "эти {n} входят в {n}, что есть"),
    Text(
        "{n} does not take the place of {n}: it was corrected or is less exact",
        "{n} не замінює {n}: виправлене або менш точне",
        "{n} не заменяет {n}: исправлено или менее точно",
    ),
    Text(
        "the number that the text itself corrects",
        "число, яке текст сам виправляє",
        "число, которое текст сам исправляет",
    ),
    Text(
        "the other side's figure, kept beside the tally",
        "число іншої сторони, записано поряд",
        "число другой стороны, записано рядом",
    ),
    Text(
        "the nation-wide tally, not one place's",
        "підсумок по країні, а не одного місця",
        "итог по стране, а не одного места",
    ),
    Text("event {n} was merged into it by hand", "подію {n} приєднано вручну", "событие {n} присоединено вручную"),
    Text(
        "{n} reports were split off by hand",
        "{n} повідомлень відокремлено вручну",
        "{n} сообщений отделено вручную",
    ),
    Text("held during the cooldown, still true", "чекало паузи, досі правда", "ждало паузы, всё ещё правда"),
    Text("no alert of {x} had told it", "сповіщення {x} про це не було", "оповещения {x} об этом не было"),
    Text(
        "no rule asks for it, and no event that is known has its place and time",
        "жодне правило про це не питає, і немає відомої події з тим місцем і часом",
        "ни одно правило об этом не спрашивает, и нет известного события с тем местом и временем",
    ),
    Text(
        "reached us days after it was written",
        "дійшло до нас через кілька днів",
        "дошло до нас через несколько дней",
    ),
    Text(
        "recalls an attack of {x} days before",
        "згадує атаку від {x}, кількома днями раніше",
        "вспоминает атаку от {x}, несколькими днями раньше",
    ),
    Text(
        "reopened, but nobody had reported it closed",
        "відкрито, але про закриття ніхто не повідомляв",
        "открыт, но о закрытии никто не сообщал",
    ),
    Text(
        "sums up the day and names no hour: the closure that was reported over",
        "підсумок дня без годин: закриття, яке вже скінчилося",
        "итог дня без часов: закрытие, которое уже кончилось",
    ),
    Text(
        "talks in {x} may be any of several that are known there",
        "переговори в {x} можуть бути будь-якими з кількох відомих там",
        "переговоры в {x} могут быть любыми из нескольких известных там",
    ),
    Text(
        "tells the closure and its reopening together",
        "каже про закриття й відкриття разом",
        "говорит о закрытии и открытии вместе",
    ),
    Text("the closure is known", "закриття відоме", "закрытие известно"),
    Text("the denial is known", "заперечення відоме", "опровержение известно"),
    Text("the reopening is known", "відкриття відоме", "открытие известно"),
    Text("the story is known", "новина відома", "новость известна"),
    Text("the talks are known as {x}", "переговори відомі: {x}", "переговоры известны: {x}"),
    Text(
        "the closure it tells of ended at {x}, after this was written or began",
        "це закриття скінчилося {x}, після написання цього тексту",
        "это закрытие кончилось {x}, после написания этого текста",
    ),
    Text(
        "the reopening it mentions came before the closure",
        "згадане відкриття було до закриття",
        "упомянутое открытие было до закрытия",
    ),
    Text(
        "told minutes after the reopening by an outlet that is behind",
        "сказано через хвилини після відкриття виданням, що відстає",
        "сказано через минуты после открытия изданием, которое отстаёт",
    ),
    Text(
        "the text of {x} again, with nothing that it did not say",
        "знову текст {x}, без нічого нового",
        "снова текст {x}, без ничего нового",
    ),
    Text("the wait is over ({x})", "очікування скінчилося ({x})", "ожидание кончилось ({x})"),
    Text(
        "told together with others within {x}",
        "сказано разом з іншими протягом {x}",
        "сказано вместе с другими в течение {x}",
    ),
    Text("under embargo for {x}", "ембарго на {x}", "эмбарго на {x}"),
    Text(
        "written before they were reported cancelled",
        "написано до повідомлення про скасування",
        "написано до сообщения об отмене",
    ),
    Text("{n} of {n} origins within {x}", "{n} з {n} джерел протягом {x}", "{n} из {n} источников в течение {x}"),
    Text(
        "{x} is new for {x} does not hold",
        "не виконано: {x} нове протягом {x}",
        "не выполнено: {x} новое в течение {x}",
    ),
    Text("{x} does not hold (held: {n})", "не виконано: {x} (маємо: {n})", "не выполнено: {x} (есть: {n})"),
    Text("{x} does not hold", "не виконано: {x}", "не выполнено: {x}"),
)
TAILS = (
    Text(", a correction", ", виправлення", ", исправление"),
    Text(
        "; answered aloud when the cooldown of the last message ends, if it is still true",
        "; уголос після паузи, якщо досі правда",
        "; вслух после паузы, если всё ещё правда",
    ),
    Text(
        "; known from the backlog, nothing was sent",
        "; відомо з архіву, нічого не надіслано",
        "; известно из архива, ничего не отправлено",
    ),
)
WORDS = {
    "uk": {
        "historic": "минуле", "hypothetical": "припущення", "produced": "вироблено", "delivered": "передано",
        "exercised": "навчання",
        "launched": "запущено", "downed": "збито", "hit": "влучило", "killed": "загинуло", "injured": "поранено",
        "closed": "закрито", "reopened": "відкрито", "denied": "заперечено", "possible": "можливі",
        "planned": "заплановано", "ongoing": "тривають", "held": "відбулися", "cancelled": "скасовано",
        "severity": "рівень", "low": "низький", "medium": "середній", "high": "високий", "critical": "критичний",
        "hour": "год", "hours": "год", "minutes": "хв", "minute": "хв", "days": "дн.", "day": "дн.",
    },
    "ru": {
        "historic": "прошлое", "hypothetical": "предположение", "produced": "произведено", "delivered": "передано",
        "exercised": "учения",
        "launched": "запущено", "downed": "сбито", "hit": "попало", "killed": "погибло", "injured": "ранено",
        "closed": "закрыт", "reopened": "открыт", "denied": "опровергнуто", "possible": "возможны",
        "planned": "запланированы", "ongoing": "идут", "held": "состоялись", "cancelled": "отменены",
        "severity": "уровень", "low": "низкий", "medium": "средний", "high": "высокий", "critical": "критический",
        "hour": "ч", "hours": "ч", "minutes": "мин", "minute": "мин", "days": "дн.", "day": "дн.",
    },
}  # fmt: skip
CHANGE = re.compile(r"[\w,. ]+ -> [\w,. ]+?(?:, severity \w+ -> \w+)?")


def say_reason(reason: str, language: str) -> str:
    """A stored reason in a language; in English, and where its form is not known, as it is stored."""
    if language not in WORDS:
        return reason
    said, tails = reason, ""
    for tail in TAILS:
        if tail.en in said:
            said, tails = said.replace(tail.en, "", 1), tails + tail.template(language)
    if CHANGE.fullmatch(said):
        return in_words(said, language).replace("->", "→") + tails
    for pattern, form in patterns(language):
        found = pattern.fullmatch(said)
        if found:
            return fill(form, [in_words(part, language) for part in found.groups()]) + tails
    return reason


@functools.cache
def patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    made = []
    for form in FORMS:
        pattern = re.escape(form.en).replace(re.escape(N), r"([\d,.]+)").replace(re.escape(ANY), "(.+?)")
        made.append((re.compile(pattern), form.template(language)))
    return tuple(made)


def fill(form: str, parts: list[str]) -> str:
    """The form with its gaps filled in their order."""
    for part in parts:
        gap = min((i, mark) for mark in (N, ANY) if (i := form.find(mark)) >= 0)[1]
        form = form.replace(gap, part, 1)
    return form


def in_words(text: str, language: str) -> str:
    return re.sub(r"[A-Za-z]+", lambda m: WORDS[language].get(m.group(), m.group()), text)
