"""Child processes for what may hang, swell or crash: at most two, started when needed, ended when idle or unwell.

Why not a ready-made pool: `anyio.to_process` and pebble (over multiprocessing) run the parent's main module again in
each child, which for this program imports everything (measured: 57 MB a child and 0.45 s to start, against 25 MB
and 0.12 s here), and neither limits memory. What is left to do is little: a pipe, a deadline, a kill.

A job is named ("module:function"), so that the parent need not import what only its children use (trafilatura).
"""

from __future__ import annotations

import asyncio
import pickle
import sys
from types import TracebackType
from typing import Any

from monitor.feeds.child import LENGTH
from monitor.model import ParseFailed

# A child finds the modules that its parent finds, and in no other place (-P: not in the working directory).
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from monitor.feeds.child import serve; serve(sys.argv[1])"
_START_SECONDS = 30.0


class Workers:
    """Runs jobs in child processes; an async context manager that leaves none behind."""

    def __init__(self, *, count: int = 2, megabytes: int = 120, idle_seconds: float = 60.0) -> None:
        """At most `count` children; a job may take `megabytes` more address space than it found."""
        self._limit, self._idle_seconds = megabytes, idle_seconds
        self._slots = asyncio.Semaphore(count)
        self._all: set[_Worker] = set()
        self._idle: list[_Worker] = []

    async def __aenter__(self) -> Workers:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in tuple(self._all):
            await self._end(worker)

    async def run(self, job: str, *args: object, seconds: float) -> object:
        """The result of "module:function" called with `args` in a child, or a ParseFailed that says why there is none.

        Arguments and result must be picklable. `seconds` counts from when a child is free; when it is over, or the job
        is cancelled, the child is killed.
        """
        async with self._slots:
            try:
                worker = await self._free_worker(job)
            except (OSError, EOFError) as error:
                return ParseFailed(f"no process to read it in could be started: {error}")
            return await self._ask(worker, job, args, seconds)

    async def _ask(self, worker: _Worker, job: str, args: tuple[object, ...], seconds: float) -> object:
        answer = None
        try:
            async with asyncio.timeout(seconds):
                answer = await worker.ask((job, args, seconds, self._limit * 1_000_000))
        except TimeoutError:
            return ParseFailed(f"took longer than {seconds:g} s to read")
        except (EOFError, ConnectionError):
            return ParseFailed(f"the reader stopped: {await worker.last_words()}")
        finally:
            if answer is None:  # it hangs, or has died, or nobody waits any more
                await self._end(worker)
            elif answer[-1]:  # it leaves by itself
                worker.dismiss()
            else:
                self._rest(worker)
        return answer[1] if answer[0] == "done" else ParseFailed(f"needed more than {self._limit} MB to read")

    async def _free_worker(self, job: str) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            worker.wake()
            if worker.alive:
                return worker
            await self._end(worker)
        worker = await _Worker.start(job)
        self._all = {one for one in self._all if one.alive} | {worker}
        return worker

    def _rest(self, worker: _Worker) -> None:
        self._idle.append(worker)
        worker.sleep(self._idle_seconds, lambda: self._retire(worker))

    def _retire(self, worker: _Worker) -> None:
        """An idle child is told to leave by the end of its input; nobody waits for it."""
        if worker in self._idle:
            self._idle.remove(worker)
            worker.dismiss()

    async def _end(self, worker: _Worker) -> None:
        self._all.discard(worker)
        await worker.end()


class _Worker:
    """One child and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin and process.stdout and process.stderr
        self._process, self._input, self._output = process, process.stdin, process.stdout
        self._errors = process.stderr
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, job: str) -> _Worker:
        """Starts a child and waits until it has imported the job."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-W", "ignore", "-c", _PROGRAM, job, *sys.path),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=1 << 20,
            process_group=0,  # a Ctrl-C at the terminal is for the parent
        )
        worker, ready = cls(process), False
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker.receive()
            ready = True
        except EOFError as error:
            raise EOFError(await worker.last_words()) from error
        finally:
            if not ready:
                await worker.end()
        return worker

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.returncode is None

    async def ask(self, request: tuple[Any, ...]) -> Any:
        """Sends one request and waits for its answer. Raises EOFError or ConnectionError when the child ends."""
        data = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
        self._input.write(LENGTH.pack(len(data)))
        self._input.write(data)
        await self._input.drain()
        return await self.receive()

    async def receive(self) -> Any:
        """The next answer. IncompleteReadError is an EOFError."""
        (size,) = LENGTH.unpack(await self._output.readexactly(LENGTH.size))
        return pickle.loads(await self._output.readexactly(size))

    async def last_words(self) -> str:
        """What an ended child left on standard error, or the signal that ended it."""
        text = (await self._errors.read()).decode(errors="replace").strip()  # at most what a pipe holds
        code = await self._process.wait()
        return text.splitlines()[-1][:200] if text else f"signal {-code}" if code < 0 else f"exit code {code}"

    def sleep(self, seconds: float, then: Any) -> None:
        """Calls `then` after so long, unless woken."""
        self._timer = asyncio.get_running_loop().call_later(seconds, then)

    def wake(self) -> None:
        """Stops the timer of `sleep`."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def dismiss(self) -> None:
        """Ends the child's input, and so, by and by, the child."""
        self.wake()
        self._input.close()

    async def end(self) -> None:
        """Kills the child and waits until it is gone."""
        self.wake()
        if self.alive:
            self._process.kill()
        self._input.close()
        await self._process.wait()
