"""Who is told. One message a chat, however many rules fired; one message an address, however many chats name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.model import Chat, Match, Reading

OPERATOR = "operator"
DESK = "desk"


def route(reading: Reading, chats: Mapping[str, Chat]) -> tuple[tuple[Chat, tuple[Match, ...]], ...]:
    """The chats to tell, in the order in which the rules name them, each with every match that goes there.

    Two chats with the same address are one reader: the first named is told, of the matches of both. A match whose
    chats are all unknown goes to the operator, for an alert that nobody reads would be lost without a sound.
    """
    told: dict[str, tuple[Chat, list[Match]]] = {}
    for match in reading.matches:
        for chat in _named(match.send_to, chats):
            matches = told.setdefault(chat.address or f"console {chat.id}", (chat, []))[1]
            if match not in matches:
                matches.append(match)
    return tuple((chat, tuple(matches)) for chat, matches in told.values())


def operator(chats: Mapping[str, Chat]) -> Chat:
    """The chat for health and rule problems: `operator`, else `desk`, else the first there is, else the console.

    A chat whose address is empty (a $NAME that is not set) counts as absent as long as another one has an address.
    """
    order = [*(chats[id] for id in (OPERATOR, DESK) if id in chats), *chats.values()]
    return next((chat for chat in order if chat.address), order[0] if order else Chat(OPERATOR))


def _named(ids: Iterable[str], chats: Mapping[str, Chat]) -> list[Chat]:
    return [chats[id] for id in ids if id in chats] or [operator(chats)]
