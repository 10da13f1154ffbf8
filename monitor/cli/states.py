"""The state folder for commands that only look: what is stored, or that nothing is yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from monitor.cli.options import Options
from monitor.model import Feed, FeedState
from monitor.service.feedhealth import DaemonSeen
from monitor.service.lock import Holder
from monitor.store.store import Store
from monitor.store.trouble import DATABASE, SEAL


@contextmanager
def reading(options: Options) -> Iterator[Store]:
    """The store, for reading. Raises BadSettings when nothing is stored yet, DamagedState when it cannot be trusted."""
    store = Store.open(options.state, read_only=True)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def writing(options: Options) -> Iterator[Store]:
    """The store, for writing beside a running daemon; created where there is none."""
    store = Store.open(options.state)
    try:
        yield store
    finally:
        store.close()


def seen(daemon: Holder | None) -> DaemonSeen:
    """The daemon as health judges it."""
    return DaemonSeen(daemon is not None, daemon.since if daemon else None)


def is_new(options: Options) -> bool:
    """Whether nothing was ever stored in the state folder."""
    return not any((options.state / name).exists() for name in (DATABASE, SEAL))


def feed_states(options: Options) -> Mapping[str, FeedState]:
    """What is remembered of the feeds, by URL; nothing before the first run."""
    if is_new(options):
        return {}
    with reading(options) as store:
        return store.feed_states()


def state_of(feed: Feed, states: Mapping[str, FeedState]) -> FeedState:
    """What is remembered of a feed: by its URL, else by its name."""
    named = next((state for state in states.values() if state.name == feed.name), None)
    return states.get(feed.url) or named or FeedState(feed.url, feed.name)
