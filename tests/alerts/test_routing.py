"""Who is told, and how often."""

from __future__ import annotations

from monitor.alerts.routing import operator, route
from monitor.model import Chat, Match, Reading

DESK, OPERATOR, ROOM = Chat("desk", "1001", "ar"), Chat("operator", "1002"), Chat("room", "-5")
CHATS = {chat.id: chat for chat in (DESK, OPERATOR, ROOM)}


def match(rule: str, *send_to: str) -> Match:
    return Match(rule, rule.title(), "normal", send_to, ())


def test_two_rules_are_one_message() -> None:
    """A chat gets one message that names every rule, in the order of the rules."""
    truce, fighters = match("truce", "desk"), match("fighters", "desk", "room")
    assert route(Reading((truce, fighters)), CHATS) == ((DESK, (truce, fighters)), (ROOM, (fighters,)))


def test_one_address_is_one_reader() -> None:
    """Two names for the same chat do not ring twice."""
    chats = {"desk": DESK, "again": Chat("again", "1001")}
    truce, fighters = match("truce", "desk", "again"), match("fighters", "again")
    assert route(Reading((truce, fighters)), chats) == ((DESK, (truce, fighters)),)


def test_consoles_are_told_apart() -> None:
    """Chats without an address are not one reader because of that."""
    chats = {"a": Chat("a"), "b": Chat("b")}
    assert [chat.id for chat, _ in route(Reading((match("truce", "a", "b"),)), chats)] == ["a", "b"]


def test_no_alert_is_sent_to_nobody() -> None:
    """A rule whose chats are unknown, or that names none, reaches the operator."""
    for lost in (match("truce", "gone"), match("truce")):
        assert route(Reading((lost,)), CHATS) == ((OPERATOR, (lost,)),)


def test_no_match_is_no_message() -> None:
    """Nothing to tell, nobody told."""
    assert route(Reading(), CHATS) == ()


def test_the_operator_is_found_or_replaced() -> None:
    """Operator, else desk, else any chat, else the console: there is always somebody to tell."""
    assert operator(CHATS) == OPERATOR
    assert operator({"room": ROOM, "desk": DESK}) == DESK
    assert operator({"room": ROOM}) == ROOM
    assert operator({}).address == ""


def test_an_operator_without_an_address_is_the_desk() -> None:
    """Empty counts as absent while another chat has an address; when none has, the operator's own console it is."""
    empty = Chat("operator"), Chat("desk")
    assert operator({"operator": empty[0], "desk": DESK, "room": ROOM}) == DESK
    assert operator({"operator": empty[0], "desk": empty[1], "room": ROOM}) == ROOM
    assert operator({"desk": empty[1], "operator": empty[0]}) == empty[0]
