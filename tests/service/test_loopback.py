"""Health and metrics over HTTP, on this machine alone."""

from __future__ import annotations

import http.client
import json
import socket

import pytest

from monitor.errors import BadSettings
from monitor.service.loopback import HOST, Answer, as_json, listening
from tests.servers.feeds import rss
from tests.service.world import World, news


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    """Status and content."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def answers(path: str) -> Answer | None:
    """One path is known."""
    return as_json(200, {"well": True}) if path == "/health" else None


def test_it_answers_this_machine_alone() -> None:
    """Known paths, with a query or without; another host's name is refused: a page in a browser could use one."""
    with listening(0, answers) as port:
        assert ask(port, "/health?now") == (200, b'{"well": true}\n')
        assert ask(port, "/health", Host=f"localhost:{port}")[0] == 200
        assert ask(port, "/etc/passwd")[0] == 404
        assert ask(port, "/health", Host="evil.example")[0] == 403
        assert ask(port, "/health", "HEAD") == (200, b"")
        assert ask(port, "/health", "HEAD", Host="evil.example") == (403, b"")
        with socket.create_connection((HOST, port)) as wire:  # who says nothing holds nobody up for long
            wire.sendall(b"GET ")
            assert ask(port, "/health")[0] == 200


def test_a_port_that_is_taken_is_one_line() -> None:
    """The setting is named."""
    with listening(0, answers) as port, pytest.raises(BadSettings, match="MONITOR_HTTP_PORT"), listening(port, answers):
        pass


def test_a_daemon_listens_only_when_told_to(world: World) -> None:
    """With the setting, health and metrics; a daemon whose operator set nothing opens no port."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    world.feed("/a", rss(news(1)), every="1h")
    with world.daemon() as daemon:
        daemon.until("first poll")
        with pytest.raises(ConnectionRefusedError):
            ask(port, "/health")
        daemon.leave()
    world.more["MONITOR_HTTP_PORT"] = str(port)
    world.show("/a", news(2), news(1))
    with world.daemon() as daemon:
        daemon.until(f"health and metrics: http://{HOST}:{port}/")  # before this line nobody answers yet
        status, content = ask(port, "/health")
        assert status == 200 and json.loads(content)["well"] is True
        status, content = ask(port, "/metrics")
        assert status == 200 and b"monitor_loop_lag_seconds" in content
        assert world.api.token.encode() not in content
        assert daemon.leave()[0] == 0
