"""The bot's own words in the three languages. Data only; `speech` puts them together."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "uk", "ru")

Said = Mapping[str, str]

WORDS: Mapping[str, Said] = {
    # measures of a count
    "launched": {"en": "Launched", "uk": "Запущено", "ru": "Запущено"},
    "downed": {"en": "Shot down", "uk": "Збито", "ru": "Сбито"},
    "hit": {"en": "Got through", "uk": "Влучило", "ru": "Попало в цели"},
    "killed": {"en": "Killed", "uk": "Загинуло", "ru": "Погибло"},
    "injured": {"en": "Injured", "uk": "Поранено", "ru": "Ранено"},
    "number": {"en": "Number", "uk": "Кількість", "ru": "Количество"},
    "mixed": {"en": "With missiles", "uk": "Разом із ракетами", "ru": "Вместе с ракетами"},
    # how sure a number is
    "at_least": {"en": "at least {n}", "uk": "щонайменше {n}", "ru": "не менее {n}"},
    "about": {"en": "about {n}", "uk": "близько {n}", "ru": "около {n}"},
    "at_most": {"en": "up to {n}", "uk": "до {n}", "ru": "до {n}"},
    "range": {
        "en": "claims from {low} to {high}",
        "uk": "заяви від {low} до {high}",
        "ru": "заявления от {low} до {high}",
    },
    "was": {"en": "was {n}", "uk": "було {n}", "ru": "было {n}"},
    "corrected": {"en": "Corrected", "uk": "Виправлено", "ru": "Исправлено"},
    "corrected_by": {
        "en": "Corrected by the source: {old} → {new}",
        "uk": "Виправлено джерелом: {old} → {new}",
        "ru": "Исправлено источником: {old} → {new}",
    },
    "claims": {"en": "{who} says {n}", "uk": "{who} називає {n}", "ru": "{who} называет {n}"},
    "other_side": {"en": "The other side", "uk": "Інша сторона", "ru": "Другая сторона"},
    # when and where
    "night": {"en": "Night to {day}", "uk": "Ніч проти {day}", "ru": "Ночь на {day}"},
    "written": {"en": "Written {at}", "uk": "Написано {at}", "ru": "Написано {at}"},
    "since": {"en": "Since {at}", "uk": "Відколи: {at}", "ru": "С какого времени: {at}"},
    "zone": {"en": "{at} ({zone})", "uk": "{at} ({zone})", "ru": "{at} ({zone})"},
    # who says it
    "says": {
        "en": "According to {who}; {outlets}",
        "uk": "За даними: {who}; {outlets}",
        "ru": "По данным: {who}; {outlets}",
    },
    "carried": {"en": "Carried by {outlets}", "uk": "Повідомляють: {outlets}", "ru": "Сообщают: {outlets}"},
    "copies": {"en": "one text", "uk": "один текст", "ru": "один текст"},
    "unconfirmed": {
        "en": "one source, unconfirmed",
        "uk": "одне джерело, не підтверджено",
        "ru": "один источник, не подтверждено",
    },
    "confirmed": {
        "en": "Now told by a second outlet",
        "uk": "Тепер повідомляє і друге видання",
        "ru": "Теперь сообщает и второе издание",
    },
    "sources": {"en": "Sources", "uk": "Джерела", "ru": "Источники"},
    "and_more": {"en": "and {n} more", "uk": "і ще {n}", "ru": "и ещё {n}"},
    "by_both": {"en": "and", "uk": "та", "ru": "и"},
    # states
    "closed": {"en": "closed", "uk": "закрито", "ru": "закрыт"},
    "reopened": {
        "en": "reported open again",
        "uk": "повідомляють, що знову відкрито",
        "ru": "сообщают, что снова открыт",
    },
    "closed_since": {"en": "closed since {at}", "uk": "закрито з {at}", "ru": "закрыт с {at}"},
    "closed_until": {"en": "{start}–{end}", "uk": "{start}–{end}", "ru": "{start}–{end}"},
    "times": {"en": "{n} times", "uk": "закривався {n} р.", "ru": "закрывался {n} р."},
    "board": {"en": "Airports: {where}", "uk": "Аеропорти: {where}", "ru": "Аэропорты: {where}"},
    "elsewhere": {"en": "elsewhere", "uk": "інші", "ru": "прочие"},
    "board_last": {
        "en": "As reported; the last report {at}",
        "uk": "За повідомленнями; останнє {at}",
        "ru": "По сообщениям; последнее {at}",
    },
    "denied": {
        "en": "the closure is denied",
        "uk": "закриття заперечують",
        "ru": "закрытие опровергают",
    },
    "possible": {"en": "possible", "uk": "можливі", "ru": "возможны"},
    "planned": {"en": "planned", "uk": "заплановано", "ru": "запланированы"},
    "ongoing": {"en": "under way", "uk": "тривають", "ru": "идут"},
    "held": {"en": "held", "uk": "відбулися", "ru": "состоялись"},
    "cancelled": {"en": "cancelled", "uk": "скасовано", "ru": "отменены"},
    "state": {"en": "State", "uk": "Стан", "ru": "Состояние"},
    # severities
    "severity_rises": {
        "en": "Now {severity}",
        "uk": "Рівень тепер {severity}",
        "ru": "Уровень теперь {severity}",
    },
    "low": {"en": "low", "uk": "низький", "ru": "низкий"},
    "medium": {"en": "medium", "uk": "середній", "ru": "средний"},
    "high": {"en": "high", "uk": "високий", "ru": "высокий"},
    "critical": {"en": "critical", "uk": "критичний", "ru": "критический"},
    # digests
    "digest": {
        "en": "{alerts} between {start} and {end}",
        "uk": "{alerts} від {start} до {end}",
        "ru": "{alerts} с {start} до {end}",
    },
    "more_alerts": {
        "en": "… and {alerts} more; /history has all of them",
        "uk": "… і ще {alerts}; усі є в /history",
        "ru": "… и ещё {alerts}; все есть в /history",
    },
}

NOUNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    # English: one, many. Ukrainian and Russian: 1, 2-4, 5 and more, and the genitive singular that "about"
    # asks for before 21.
    "drone": {
        "en": ("drone", "drones"),
        "uk": ("дрон", "дрони", "дронів", "дрона"),
        "ru": ("дрон", "дрона", "дронов", "дрона"),
    },
    "missile": {
        "en": ("missile", "missiles"),
        "uk": ("ракета", "ракети", "ракет", "ракети"),
        "ru": ("ракета", "ракеты", "ракет", "ракеты"),
    },
    "mixed": {
        "en": ("drone or missile", "drones and missiles"),
        "uk": ("дрон чи ракета", "дрони й ракети", "дронів і ракет", "дрона чи ракети"),
        "ru": ("дрон или ракета", "дрона и ракеты", "дронов и ракет", "дрона или ракеты"),
    },
    "outlet": {
        "en": ("outlet", "outlets"),
        "uk": ("видання", "видання", "видань", "видання"),
        "ru": ("издание", "издания", "изданий", "издания"),
    },
    "alert": {
        "en": ("alert", "alerts"),
        "uk": ("сповіщення", "сповіщення", "сповіщень", "сповіщення"),
        "ru": ("оповещение", "оповещения", "оповещений", "оповещения"),
    },
    "airport": {
        "en": ("airport", "airports"),
        "uk": ("аеропорт", "аеропорти", "аеропортів", "аеропорту"),
        "ru": ("аэропорт", "аэропорта", "аэропортов", "аэропорта"),
    },
}

GENITIVE_AFTER: Mapping[str, tuple[str, ...]] = {
    "uk": ("about", "at_most"),
    "ru": ("about", "at_most", "at_least"),
}
"""Bounds whose preposition puts the noun into the genitive."""

MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "uk": ("січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
           "листопада", "грудня"),
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
           "ноября", "декабря"),
}  # fmt: skip

NAMES: Mapping[str, Said] = {
    "Ukraine's Air Force": {"uk": "Повітряні сили України", "ru": "Воздушные силы Украины"},
    "Ukraine's military": {"uk": "українські військові", "ru": "украинские военные"},
    "Ukrainian officials": {"uk": "українська влада", "ru": "украинские власти"},
    "Ukraine's president": {"uk": "президент України", "ru": "президент Украины"},
    "Russia's Defence Ministry": {"uk": "Міноборони РФ", "ru": "Минобороны РФ"},
    "Russia's military": {"uk": "російські військові", "ru": "российские военные"},
    "Russian officials": {"uk": "російська влада", "ru": "российские власти"},
    "Kyiv mayor": {"uk": "влада Києва", "ru": "власти Киева"},
    "Moscow mayor": {"uk": "мер Москви", "ru": "мэр Москвы"},
    "Rosaviatsia": {"uk": "Росавіація", "ru": "Росавиация"},
    "Ukraine": {"uk": "Україна", "ru": "Украина"},
    "Russia": {"uk": "Росія", "ru": "Россия"},
    "Kyiv": {"uk": "Київ", "ru": "Киев"},
    "Moscow": {"uk": "Москва", "ru": "Москва"},
    "UTC": {"uk": "UTC", "ru": "UTC"},
}
"""Claimants, and the few places that are wanted even without a gazetteer."""

MARKS: Mapping[str, str] = {"low": "⚪", "medium": "🟡", "high": "🟠", "critical": "🔴"}
"""How loud, at a glance. There is no green: no message says that it is safe."""
