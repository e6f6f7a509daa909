"""Two requests to a broker by hand, for what others do to our topics: DeleteRecords
version 0 and DeleteTopics version 1 of Kafka's protocol (https://kafka.apache.org/protocol)."""
import socket, struct

DELETE_TOPICS, DELETE_RECORDS = 20, 21
TIMEOUT_MS = 10_000


def text(value):
    return struct.pack('>h', len(value)) + value.encode()


def _ask(port, key, version, body):
    request = struct.pack('>hhi', key, version, 1) + text('escalon-test') + body
    with socket.create_connection(('127.0.0.1', port), timeout=20) as connection:
        connection.sendall(struct.pack('>i', len(request)) + request)
        with connection.makefile('rb') as answers:
            size, = struct.unpack('>i', answers.read(4))
            return answers.read(size)[4:]  # without the correlation id


def delete_records(port, topic, partition, below):
    """Deletes what lies below the offset, as a retention that has passed does; -1 is the end."""
    body = struct.pack('>i', 1) + text(topic) + struct.pack('>iiqi', 1, partition, below,
                                                            TIMEOUT_MS)
    answer = _ask(port, DELETE_RECORDS, 0, body)
    error, = struct.unpack_from('>h', answer, len(answer) - 2)
    if error != 0:
        raise OSError(f'{topic}/{partition} is not cut: error {error} of Kafka')


def delete_topic(port, topic):
    answer = _ask(port, DELETE_TOPICS, 1, struct.pack('>i', 1) + text(topic)
                  + struct.pack('>i', TIMEOUT_MS))
    error, = struct.unpack_from('>h', answer, len(answer) - 2)
    if error != 0:
        raise OSError(f'{topic} is not deleted: error {error} of Kafka')
