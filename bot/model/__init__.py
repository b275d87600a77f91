"""The nouns that two or more rooms share: frozen values, standard library only."""

from bot.model.articles import Article, Entry, Feed
from bot.model.asks import Ask, File, Membership, Reply
from bot.model.chats import (
    Answer,
    Button,
    Chat,
    Delivery,
    Manner,
    Message,
    Refused,
    RetryLater,
    Sent,
    State,
    Subscription,
)
from bot.model.events import Change, Event, Fate, Figure, Outcome, Report, Revision, Source, Told
from bot.model.facts import (
    Bound,
    Count,
    Fact,
    Phrase,
    Reading,
    Span,
    Standing,
    Statement,
    Status,
    Talks,
    Unread,
)
from bot.model.polling import FeedState
from bot.model.rules import (
    AllOf,
    AnyOf,
    ChangesBy,
    Choice,
    Compare,
    Condition,
    Confirm,
    CountMatch,
    Gap,
    Gazetteer,
    Group,
    Is,
    IsNew,
    Match,
    Matcher,
    NamedPlace,
    Part,
    Pattern,
    PhraseMatch,
    Problem,
    Quantity,
    Quiet,
    Rule,
    RuleSet,
    RuleTest,
    SameEvent,
    Severity,
    SeverityRises,
    Slot,
    StatusMatch,
    TalksMatch,
    TestReport,
    Word,
)

__all__ = [
    "AllOf", "Answer", "AnyOf", "Article", "Ask", "Bound", "Button", "Change", "ChangesBy", "Chat", "Choice",
    "Compare", "Condition", "Confirm", "Count", "CountMatch", "Delivery", "Entry", "Event", "Fact", "Fate",
    "Feed", "FeedState", "Figure", "File", "Gap", "Gazetteer", "Group", "Is", "IsNew", "Manner", "Match",
    "Matcher", "Membership", "Message", "NamedPlace", "Outcome", "Part", "Pattern", "Phrase", "PhraseMatch",
    "Problem", "Quantity", "Quiet", "Reading", "Refused", "Reply", "Report", "RetryLater", "Revision", "Rule",
    "RuleSet", "RuleTest", "SameEvent", "Sent", "Severity", "SeverityRises", "Slot", "Source", "Span",
    "Standing", "State", "Statement", "Status", "StatusMatch", "Subscription", "Talks", "TalksMatch",
    "TestReport", "Told", "Unread", "Word",
]  # fmt: skip
