#!/usr/bin/env python3
"""Escalon's topics from Python: confluent-kafka and protobuf, nothing of ours but the schemas.

  subscribe.py publish BROKERS CONTACT TEXT     write one contact event
  subscribe.py escalations BROKERS TOPIC COUNT  read COUNT records of a public topic
  subscribe.py journal BROKERS TOPIC            read a journal from its beginning to its end

Messages come from `protoc --python_out=…`; their folder is in PYTHONPATH. A line of JSON each."""
import json, sys, uuid
from confluent_kafka import Consumer, Producer, TopicPartition, OFFSET_BEGINNING
from escalon.escalation.v1.escalation_pb2 import EscalationEvent
from escalon.journal.v1.journal_pb2 import JournalRecord
from escalon.publication.v1.publication_pb2 import PublishedEscalation

SECONDS_MAX = 30


def show(**what):
    print(json.dumps(what), flush=True)


def publish(brokers, contact, text):
    """A CloudEvent in structured mode: the whole envelope is the value."""
    event_id = str(uuid.uuid4())
    event = {'specversion': '1.0', 'id': event_id, 'source': 'urn:example:python',
             'type': 'com.example.contact.message', 'datacontenttype': 'application/json',
             'data': {'contact_id': contact, 'channel': 'chat',
                      'customer_message': {'text': text}}}
    errors = []
    producer = Producer({'bootstrap.servers': brokers, 'enable.idempotence': True})
    producer.produce('escalon.contact.ingress.v1', key='any key', value=json.dumps(event),
                     headers={'content-type': 'application/cloudevents+json; charset=UTF-8'},
                     on_delivery=lambda error, _: errors.append(error))
    if producer.flush(SECONDS_MAX) or errors != [None]:
        raise SystemExit(f'not published: {errors}')
    show(id=event_id, contact=contact)


def consumer(brokers, group):
    return Consumer({'bootstrap.servers': brokers, 'group.id': group,
                     'auto.offset.reset': 'earliest', 'enable.auto.commit': False,
                     'enable.partition.eof': True})


def records(reader):
    """Messages until nothing has come for a while; None where a partition has been read to its
    end."""
    while True:
        message = reader.poll(SECONDS_MAX)
        if message is None:
            raise SystemExit(f'nothing came for {SECONDS_MAX} s')
        if message.error() is None:
            yield message
        elif message.error().name() == '_PARTITION_EOF':
            yield None
        else:
            raise SystemExit(f'Kafka: {message.error()}')


def escalations(brokers, topic, count):
    """Delivery is at least once: drop what has a ce_id seen before. Keep the ids as long as a
    record may come again: a day is plenty."""
    reader = consumer(brokers, 'example-python')
    reader.subscribe([topic])
    seen = set()
    for message in records(reader):
        if message is None:
            continue
        headers = {name: value.decode() for name, value in message.headers()}
        if headers['ce_id'] not in seen:
            seen.add(headers['ce_id'])
            value = PublishedEscalation.FromString(message.value())
            show(id=headers['ce_id'], type=headers['ce_type'], case=value.case_id,
                 escalation=value.event.escalation_id, src=headers['ce_src'],
                 prev=headers.get('ce_prev', ''))
        reader.commit(message, asynchronous=False)  # after the work is done
        if len(seen) == int(count):
            break
    reader.close()


class Fold:
    """Which records of one partition of a journal are true. Owners that have been replaced may
    still append, and what was appended may come twice: every reader drops that by this rule."""

    def __init__(self):
        self.epoch = self.seq = 0

    def accepts(self, record):
        kind = record.WhichOneof('body')
        body = getattr(record, kind)
        if kind == 'epoch_start':  # a new owner begins
            newer = body.epoch > self.epoch
            self.epoch = max(self.epoch, body.epoch)
            return newer
        if body.epoch > self.epoch:
            raise SystemExit('the journal is damaged: the marker of an epoch is missing')
        if body.epoch < self.epoch or body.seq != self.seq + 1:
            return False
        self.seq = body.seq
        return True


def journal(brokers, topic):
    """All partitions from the beginning. Store the fold together with the offset to go on later."""
    reader = consumer(brokers, 'example-python-journal')
    partitions = reader.list_topics(topic, SECONDS_MAX).topics[topic].partitions
    reader.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
    folds = {number: Fold() for number in partitions}
    open_partitions = len(partitions)
    for message in records(reader):
        if message is None:
            open_partitions -= 1
            if open_partitions == 0:
                break
            continue
        record = JournalRecord.FromString(message.value())
        if not folds[message.partition()].accepts(record):
            continue
        for change in record.decision.changes:
            events = [EscalationEvent.FromString(event) for event in change.events]
            show(partition=message.partition(), offset=message.offset(), key=change.key,
                 events=[event.WhichOneof('body') for event in events])
    reader.close()


if __name__ == '__main__':
    commands = {'publish': (publish, 3), 'escalations': (escalations, 3), 'journal': (journal, 2)}
    command, arguments = commands.get(sys.argv[1] if len(sys.argv) > 1 else '', (None, 0))
    if command is None or len(sys.argv) != arguments + 2:
        raise SystemExit(__doc__)
    command(*sys.argv[2:])
