"""The words of charts and maps in the three languages. Data only."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "drones": {"en": "Drones", "uk": "Дрони", "ru": "Дроны"},
    "missiles": {"en": "Missiles", "uk": "Ракети", "ru": "Ракеты"},
    "airports": {"en": "Airports reported closed", "uk": "Аеропорти: повідомлення про закриття",
                 "ru": "Аэропорты: сообщения о закрытии"},
    "alerts": {"en": "Alerts", "uk": "Сповіщення", "ru": "Оповещения"},
    "map": {"en": "As reported", "uk": "За повідомленнями", "ru": "По сообщениям"},
    "on_ukraine": {"en": "Russia’s attacks on Ukraine", "uk": "Атаки Росії на Україну",
                   "ru": "Атаки России на Украину"},
    "on_russia": {"en": "Ukraine’s attacks on Russia", "uk": "Атаки України на Росію",
                  "ru": "Атаки Украины на Россию"},
    "launched": {"en": "launched", "uk": "запущено", "ru": "запущено"},
    "downed": {"en": "shot down", "uk": "збито", "ru": "сбито"},
    "hit": {"en": "got through", "uk": "влучили", "ru": "попали в цели"},
    "range": {"en": "lowest to highest claim", "uk": "від найменшої до найбільшої заяви",
              "ru": "от меньшего до большего заявления"},
    "imported": {"en": "imported: {table}", "uk": "імпортовано: {table}", "ru": "импортировано: {table}"},
    "per_night": {"en": "per night (the day it ends)", "uk": "за ніч (за днем, коли вона скінчилася)",
                  "ru": "за ночь (по дню, когда она кончилась)"},
    "per_week": {"en": "nights added up by week", "uk": "ночі, підсумовані за тижнями",
                 "ru": "ночи, сложенные по неделям"},
    "per_month": {"en": "nights added up by month", "uk": "ночі, підсумовані за місяцями",
                  "ru": "ночи, сложенные по месяцам"},
    "per_day": {"en": "per day", "uk": "за день", "ru": "за день"},
    "per_week_alerts": {"en": "per week", "uk": "за тиждень", "ru": "за неделю"},
    "per_month_alerts": {"en": "per month", "uk": "за місяць", "ru": "за месяц"},
    "nothing": {"en": "Nothing was reported in this period", "uk": "За цей період повідомлень немає",
                "ru": "За этот период сообщений нет"},
    "silence": {"en": "Silence says nothing: news is late and has gaps.",
                "uk": "Тиша нічого не означає: новини запізнюються й мають прогалини.",
                "ru": "Тишина ничего не значит: новости опаздывают и имеют пробелы."},
    "sources": {"en": "Sources: {names}", "uk": "Джерела: {names}", "ru": "Источники: {names}"},
    "outlets": {"en": "{n} outlets", "uk": "видань: {n}", "ru": "изданий: {n}"},
    "more": {"en": "and {n} more", "uk": "і ще {n}", "ru": "и ещё {n}"},
    "clock": {"en": "Times: {zone}. Attack days: Kyiv. As of {at}.", "uk": "Час: {zone}. Дні атак: Київ. Станом на {at}.",
              "ru": "Время: {zone}. Дни атак: Киев. По состоянию на {at}."},
    "closed": {"en": "closed", "uk": "закрито", "ru": "закрыт"},
    "closed_now": {"en": "reported closed", "uk": "повідомлено: закрито", "ru": "сообщалось: закрыт"},
    "no_end": {"en": "no reopening reported", "uk": "про відкриття не повідомляли", "ru": "об открытии не сообщали"},
    "reopened": {"en": "reported open again", "uk": "повідомляли, що відкрито", "ru": "сообщали, что открыт"},
    "counted": {"en": "drones or missiles reported", "uk": "повідомляли про дрони чи ракети",
                "ru": "сообщали о дронах или ракетах"},
    "talks": {"en": "talks", "uk": "переговори", "ru": "переговоры"},
    "other": {"en": "other reports", "uk": "інші повідомлення", "ru": "прочие сообщения"},
    "beyond": {"en": "Beyond this map: {names}", "uk": "Поза картою: {names}", "ru": "За пределами карты: {names}"},
    "borders": {
        "en": "Internationally recognised borders. Marks are cities, regions and airports, not points of impact.",
        "uk": "Міжнародно визнані кордони. Позначки — міста, області й аеропорти, а не місця влучань.",
        "ru": "Международно признанные границы. Отметки — города, области и аэропорты, а не места попаданий.",
    },
    "outlines": {"en": "Outlines: Natural Earth; positions: GeoNames, airportsdata.",
                 "uk": "Контури: Natural Earth; координати: GeoNames, airportsdata.",
                 "ru": "Контуры: Natural Earth; координаты: GeoNames, airportsdata."},
    "rows_more": {"en": "and {n} more airports", "uk": "і ще аеропортів: {n}", "ru": "и ещё аэропортов: {n}"},
    "hours": {"en": "{n} h", "uk": "{n} год", "ru": "{n} ч"},
    "minutes": {"en": "{n} min", "uk": "{n} хв", "ru": "{n} мин"},
    "times": {"en": "{n}×", "uk": "{n}×", "ru": "{n}×"},
    "low": {"en": "low", "uk": "низькі", "ru": "низкие"},
    "medium": {"en": "medium", "uk": "середні", "ru": "средние"},
    "high": {"en": "high", "uk": "високі", "ru": "высокие"},
    "critical": {"en": "critical", "uk": "критичні", "ru": "критические"},
}  # fmt: skip


def say(language: str, key: str, **values: object) -> str:
    """The words of `key`, in English where the language is none of the three."""
    row = WORDS[key]
    return row.get(language, row["en"]).format(**values)
