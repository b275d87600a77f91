"""/watch, /unwatch: words of a chat's own."""

from __future__ import annotations

import re

from bot.commands.desk import Desk, code, menu, rows_of
from bot.commands.limits import WATCHES
from bot.commands.texts import Html, Text, escape, shortened
from bot.model import Reply, Watch
from bot.rules.watches import watch_rule
from bot.store.chats import add_watch, remove_watch, save_chat, watches_of

MOST_CHARACTERS = 120
FEWEST_LETTERS = 3

WATCHED = Text(
    "👁 You hear of every article with <b>{words}</b>. Take it back: /unwatch",
    "👁 Ви чутимете про кожну статтю зі словами <b>{words}</b>. Скасувати: /unwatch",
    "👁 Вы услышите о каждой статье со словами <b>{words}</b>. Отменить: /unwatch",
)
KNOWN = Text(
    "You watch <b>{words}</b> already.", "Ви вже стежите за <b>{words}</b>.", "Вы уже следите за <b>{words}</b>."
)
HOW = Text(
    "Words of your own, looked for in every article. <code>*</code> stands for any ending, <code>(a|b)</code> for "
    "either, <code>...</code> for a gap: {example}; or a count: {count}",
    "Ваші слова шукаються в кожній статті. <code>*</code> — будь-яке закінчення, <code>(а|б)</code> — одне з "
    "двох, <code>...</code> — пропуск: {example}; або кількість: {count}",
    "Ваши слова ищутся в каждой статье. <code>*</code> — любое окончание, <code>(а|б)</code> — одно из двух, "
    "<code>...</code> — пропуск: {example}; или количество: {count}",
)
TOO_MANY = Text(
    "{most} watches are the most; take one back with /unwatch first.",
    "Не більше {most} слів; спершу приберіть якесь: /unwatch.",
    "Не больше {most} слов; сначала уберите какое-нибудь: /unwatch.",
)
TOO_SHORT = Text(
    "Too little to look for: give at least one word of three letters, up to {most} characters in all.",
    "Замало для пошуку: потрібне слово щонайменше з трьох літер, разом до {most} знаків.",
    "Слишком мало для поиска: нужно слово хотя бы из трёх букв, всего до {most} знаков.",
)
NO_PHRASE = Text(
    "This cannot be looked for: {why}. For example: {example}",
    "Таке не можна шукати: {why}. Наприклад: {example}",
    "Такое нельзя искать: {why}. Например: {example}",
)
NONE = Text(
    "You watch no words. Begin with {example}",
    "Ви не стежите за словами. Почніть так: {example}",
    "Вы не следите за словами. Начните так: {example}",
)
LIST = Text("Tap to take back:", "Торкніться, щоб прибрати:", "Коснитесь, чтобы убрать:")
REMOVED = Text("No longer watched: {words}", "Більше не стежу за: {words}", "Больше не слежу за: {words}")
SPLIT = re.compile(r"[\s()|]+")
COUNT = "/watch Kyiv drones >= 20"
EXAMPLE = "/watch (mobilization|мобілізац*)"


def watch(desk: Desk) -> Reply:
    """`/watch WORDS`."""
    words = " ".join(desk.ask.arguments.split())
    own = watches_of(desk.store, desk.chat.chat_id)
    if not words:
        return desk.say(
            HOW(desk.language, example=code(EXAMPLE), count=code(COUNT)), *(f"👁 {escape(w.words)}" for w in own)
        )
    if problem := problem_of(desk, words):
        return desk.say(problem)
    if any(w.words.casefold() == words.casefold() for w in own):
        return desk.say(KNOWN(desk.language, words=words))
    if len(own) >= WATCHES:
        return desk.say(TOO_MANY(desk.language, most=WATCHES))
    save_chat(desk.store, desk.chat)
    add_watch(desk.store, Watch(chat_id=desk.chat.chat_id, words=words, created_at=desk.now))
    desk.has_changed("watches")
    return desk.say(WATCHED(desk.language, words=words))


def problem_of(desk: Desk, words: str) -> Html | None:
    """Why words cannot be watched, None where they can."""
    letters = max((sum(map(str.isalnum, part)) for part in SPLIT.split(words)), default=0)
    if letters < FEWEST_LETTERS or len(words) > MOST_CHARACTERS:
        return TOO_SHORT(desk.language, most=MOST_CHARACTERS)
    try:
        watch_rule(words, "watch-0", desk.house.places.spelled)
    except ValueError as wrong:
        return NO_PHRASE(desk.language, why=wrong, example=code(EXAMPLE))
    return None


def unwatch(desk: Desk) -> Reply:
    """`/unwatch [WORDS]`; without words a list with buttons."""
    own = watches_of(desk.store, desk.chat.chat_id)
    if not own:
        return desk.say(NONE(desk.language, example=code(EXAMPLE)))
    wanted = " ".join(desk.ask.arguments.split()).casefold()
    found = next((w for w in own if wanted in (w.words.casefold(), f"#{w.watch_id}")), None)
    if found is None:
        buttons = [menu(f"✕ {shortened(w.words, 40)}", f"unwatch #{w.watch_id}") for w in own]
        return desk.say(LIST(desk.language), rows=rows_of(buttons, 1))
    remove_watch(desk.store, desk.chat.chat_id, found.watch_id)
    desk.has_changed("watches")
    return desk.say(REMOVED(desk.language, words=found.words))
