"""Preview pages of public channels. The markup follows t.me's; the words are ours."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.feeds.telegram import preview_url
from bot.model import Feed
from tests.feeds.makers import NOW, only, parse

CHANNEL = Feed(
    feed_id="oblast", name="Oblast", url="https://t.me/s/oblast", language="uk", kind="official", side="UA"
)


def message(
    number: int,
    text: str | None = "Вночі збито 12 дронів.",
    *,
    before: str = "",
    time: str = "2026-01-15T08:00:00+00:00",
    edited: bool = False,
    views: str = "1.2K",
    classes: str = "",
) -> str:
    body = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>' if text else ""
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message text_not_supported_wrap js-widget_message {classes}" data-post="oblast/{number}"
 data-view="token{views}"><div class="tgme_widget_message_bubble">
<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="https://t.me/oblast">
<span dir="auto">Область</span></a></div>{before}{body}
<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info">
<span class="tgme_widget_message_views">{views}</span>
<span class="tgme_widget_message_meta">{"edited" if edited else ""}
<a class="tgme_widget_message_date" href="https://t.me/oblast/{number}">
<time datetime="{time}" class="time">08:00</time></a></span></div></div></div></div></div>"""


def page(*messages: str) -> bytes:
    return f"""<!DOCTYPE html><html><head><title>Область</title></head><body class="widget_frame_base">
<div class="tgme_channel_info"><div class="tgme_channel_info_header_title">
<span dir="auto">Область</span></div></div>
<section class="tgme_channel_history js-message_history">{"".join(messages)}</section></body></html>""".encode()


def test_a_post_is_read_with_its_time_address_and_outlet() -> None:
    parsed = parse(
        page(message(7, "Вночі збито 12 дронів.<br/><br/>Пошкоджено дах &laquo;школи&raquo;.")), CHANNEL
    )
    article = only(parsed)
    assert (parsed.format, parsed.title) == ("telegram", "Область")
    assert article.text == "Вночі збито 12 дронів.\n\nПошкоджено дах «школи»."
    assert (article.title, article.url) == ("Вночі збито 12 дронів.", "https://t.me/oblast/7")
    assert article.published_at == dt.datetime(2026, 1, 15, 8, 0, tzinfo=dt.UTC)
    assert (article.outlet, article.kind, article.side, article.language) == ("Oblast", "official", "UA", "uk")


def test_posts_come_oldest_first() -> None:
    parsed = parse(page(message(7, "Перше"), message(8, "Друге"), message(9, "Третє")), CHANNEL)
    assert [a.url[-1] for a in parsed.articles] == ["7", "8", "9"]


def test_more_views_are_no_news_and_an_edit_is() -> None:
    first = parse(page(message(7)), CHANNEL)
    assert parse(page(message(7, views="99K")), CHANNEL, known=first.item_digests).articles == ()
    edited = only(
        parse(page(message(7, "Вночі збито 14 дронів.", edited=True)), CHANNEL, known=first.item_digests)
    )
    assert edited.keys[0] == only(first).keys[0]
    assert edited.digest != only(first).digest
    assert edited.notes == ("edited",)


def test_whom_a_post_was_forwarded_from_is_its_credit() -> None:
    forwarded = """<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;
<{0} class="tgme_widget_message_forwarded_from_name" href="https://t.me/other">
<span dir="auto">Сусідня область</span></{0}>
</div>"""
    for tag in ("a", "span"):
        assert only(parse(page(message(7, before=forwarded.format(tag))), CHANNEL)).credit == "Сусідня область"


def test_captions_polls_and_file_names_are_text_and_a_quoted_reply_is_not() -> None:
    photo = '<a class="tgme_widget_message_photo_wrap" href="https://t.me/oblast/7"></a>'
    assert only(parse(page(message(7, before=photo)), CHANNEL)).text == "Вночі збито 12 дронів."
    reply = (
        '<a class="tgme_widget_message_reply" href="https://t.me/oblast/1"><div class="tgme_widget_message_text">'
        "Збито 99 дронів</div></a>"
    )
    assert "99" not in only(parse(page(message(8, before=reply)), CHANNEL)).text
    poll = '<div class="tgme_widget_message_poll_question">Чи є світло?</div>'
    assert only(parse(page(message(9, None, before=poll)), CHANNEL)).text == "Чи є світло?"


def test_a_text_in_a_text_as_telegram_writes_it_is_read_once() -> None:
    nested = '<div class="tgme_widget_message_text" dir="auto"><i class="emoji"><b>🔴</b></i> Збито 9</div>'
    assert only(parse(page(message(7, nested)), CHANNEL)).text == "🔴 Збито 9"


def test_pictures_without_words_and_service_messages_are_passed_over() -> None:
    assert parse(page(message(7, None), message(8, "pinned", classes="service_message")), CHANNEL).articles == ()


def test_the_length_of_a_video_is_not_taken_for_the_time() -> None:
    video = '<time class="message_video_duration js-message_video_duration">0:37</time>'
    assert only(parse(page(message(7, before=video)), CHANNEL)).published_at.hour == 8


def test_a_channel_without_preview_and_a_refusal_are_named() -> None:
    closed = b'<!DOCTYPE html><html><body><div class="tgme_page"><div class="tgme_page_title">X</div></div>'
    assert "no public preview" in (parse(closed, CHANNEL).problem or "")
    assert "not a feed" in (parse(b"<html>Too Many Requests</html>", CHANNEL).problem or "")


def test_an_empty_channel_is_well() -> None:
    parsed = parse(page(), CHANNEL)
    assert (parsed.problem, parsed.articles) == (None, ())


def test_a_page_that_is_cut_is_read_as_far_as_it_goes() -> None:
    assert only(parse(page(message(7))[:-200], CHANNEL)).url.endswith("/7")


def test_a_date_in_the_future_is_corrected_here_too() -> None:
    assert only(parse(page(message(7, time="2027-01-01T00:00:00+00:00")), CHANNEL)).published_at == NOW


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("@kpszsu", "https://t.me/s/kpszsu"),
        ("t.me/kpszsu", "https://t.me/s/kpszsu"),
        ("https://t.me/s/kpszsu", "https://t.me/s/kpszsu"),
        ("https://telegram.me/kpszsu/", "https://t.me/s/kpszsu"),
        ("https://t.me/kpszsu/512", None),
        ("https://t.me/+AbCdEf123", None),
        ("https://outlet.example/t.me/x", None),
        ("@ab", None),
    ],
)
def test_how_a_channel_may_be_named(given: str, url: str | None) -> None:
    assert preview_url(given) == url
