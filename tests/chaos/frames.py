"""What passes between a service and its servers, cut into whole messages: Kafka requests and
answers by their length, Redis commands and answers by RESP. A stream tells of each message
what it is."""
import collections, struct

PRODUCE = 0


class KafkaStream:
    """One connection to a broker. `asked` and `answered` take bytes as they come and give whole
    frames, each with the produce request that it is or answers, or None."""

    def __init__(self):
        self._requests, self._answers = bytearray(), bytearray()
        self._produced = {}

    @staticmethod
    def _frames(buffer, data):
        buffer += data
        while len(buffer) >= 4:
            size = 4 + struct.unpack_from('>i', buffer)[0]
            if len(buffer) < size:
                return
            frame = bytes(buffer[:size])
            del buffer[:size]
            yield frame

    def asked(self, data):
        for frame in self._frames(self._requests, data):
            key, _, correlation = struct.unpack_from('>hhi', frame, 4)
            if key == PRODUCE:
                self._produced[correlation] = frame
            yield frame, frame if key == PRODUCE else None

    def answered(self, data):
        for frame in self._frames(self._answers, data):
            correlation, = struct.unpack_from('>i', frame, 4)
            yield frame, self._produced.pop(correlation, None)


def resp_end(buffer, at=0):
    """Where the RESP value that begins at `at` ends; None while some of it is missing."""
    end = buffer.find(b'\r\n', at)
    if end < 0:
        return None
    kind, after = buffer[at:at + 1], end + 2
    if kind in (b'+', b'-', b':'):
        return after
    length = int(buffer[at + 1:end])
    if kind == b'$':
        after += max(length, -2) + 2 if length >= 0 else 0
        return after if after <= len(buffer) else None
    for _ in range(length):
        after = resp_end(buffer, after)
        if after is None:
            return None
    return after


class RedisStream:
    """One connection to a Redis, as KafkaStream: with each message goes the command that it is or
    answers."""

    def __init__(self):
        self._requests, self._answers = bytearray(), bytearray()
        self._waiting = collections.deque()

    @staticmethod
    def _values(buffer, data):
        buffer += data
        while buffer:
            end = resp_end(buffer)
            if end is None:
                return
            value = bytes(buffer[:end])
            del buffer[:end]
            yield value

    def asked(self, data):
        for command in self._values(self._requests, data):
            self._waiting.append(command[:200])
            yield command, command[:200]

    def answered(self, data):
        for answer in self._values(self._answers, data):
            yield answer, self._waiting.popleft() if self._waiting else None
