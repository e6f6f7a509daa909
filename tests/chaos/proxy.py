"""A proxy between one service and one server, in which a fault can be laid on a message: the
one that is on its way when the process dies is known exactly, and the product needs no hook
for it."""
import asyncio, threading

ASKED, HALF, ANSWERED = 'asked', 'half', 'answered'


class Trap:
    """Fires once, at message `count` whose command or request holds `words`: before it is passed on
    (ASKED), after half of it (HALF), or when its answer is there and not passed on (ANSWERED).
    `spring` is called at that instant. Afterwards the message goes on only if `pass_on`."""

    def __init__(self, moment, words, count, spring, pass_on=False):
        self.moment, self.words, self.left, self.spring = moment, words, count, spring
        self.pass_on = pass_on
        self.sprung = threading.Event()

    def hit(self, moments, subject):
        if self.sprung.is_set() or subject is None or self.moment not in moments:
            return False
        if self.words not in subject:
            return False
        self.left -= 1
        if self.left > 0:
            return False
        self.spring()
        self.sprung.set()
        return True


class Proxy:
    """Listens on `port` of loopback and passes on to `target`, a port of loopback too."""

    def __init__(self, loop, port, target, stream):
        self.port, self._target, self._stream, self._loop = port, target, stream, loop
        self.trap = None
        self._server = None
        self._writers = set()
        self._open = None
        asyncio.run_coroutine_threadsafe(self._start(), loop).result(10)

    async def _start(self):
        self._open = asyncio.Event()
        self._open.set()
        self._server = await asyncio.start_server(self._serve, '127.0.0.1', self.port)

    def cut(self):
        """From now on nothing passes, and nobody is told: the packets are lost on the way."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def heal(self):
        self._loop.call_soon_threadsafe(self._open.set)

    async def _serve(self, reader, writer):
        try:
            server = await asyncio.open_connection('127.0.0.1', self._target)
        except OSError:
            writer.close()
            return
        stream = self._stream()
        self._writers |= {writer, server[1]}
        await asyncio.gather(self._pump(reader, server[1], stream.asked, (ASKED, HALF)),
                             self._pump(server[0], writer, stream.answered, (ANSWERED,)))
        self._writers -= {writer, server[1]}

    async def _pump(self, reader, writer, messages, moments):
        try:
            while data := await reader.read(1 << 18):
                for message, subject in messages(data):
                    await self._open.wait()
                    if not await self._pass(message, subject, writer, moments):
                        return
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _pass(self, message, subject, writer, moments):
        trap = self.trap
        if trap and trap.moment == HALF and trap.left == 1 and subject and trap.words in subject \
                and HALF in moments and not trap.sprung.is_set():
            writer.write(message[:len(message) // 2])
            await writer.drain()
        if trap and trap.hit(moments, subject) and not trap.pass_on:
            return False
        writer.write(message)
        await writer.drain()
        return True


class Proxies:
    """All proxies of a stand, in one thread that ends with the process."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True, name='proxies').start()

    def add(self, port, target, stream):
        return Proxy(self._loop, port, target, stream)
