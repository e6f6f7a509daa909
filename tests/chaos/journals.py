"""What the raw logs say. The fold rule stands here a second time, in its own few lines, so that
a fault of the product's fold does not hide itself."""
import collections, json, subprocess, time

EPOCH_START = 1
READER_TRIES, READER_SECONDS = 10, 300  # a broker that has just come back knows little
ACCEPTED, ZOMBIE, DUPLICATE, GAP, NO_MARKER = 'accepted', 'zombie', 'duplicate', 'gap', 'no marker'
LOOKED_AT = ('case_id', 'opened', 'nobody_available', 'notification_id')
PLAIN = ('contact.events', 'commands')


def judge(records):
    """The verdict of the fold on each record of one journal partition, in order."""
    epoch, seq = 0, 0
    for record in records:
        if record['kind'] == EPOCH_START:
            verdict = ACCEPTED if record['epoch'] > epoch else ZOMBIE
            epoch = max(epoch, record['epoch'])
        elif record['epoch'] < epoch:
            verdict = ZOMBIE
        elif record['epoch'] > epoch:
            verdict = NO_MARKER
        elif record['seq'] == seq + 1:
            verdict, seq = ACCEPTED, record['seq']
        else:
            verdict = DUPLICATE if record['seq'] <= seq else GAP
        yield verdict


def slim(record):
    """Without what nobody looks at: half an hour has hundreds of thousands of records."""
    for event in record.get('events', ()):
        body = event['event'] or {}
        event['event'] = {name: body[name] for name in LOOKED_AT if name in body}
        if 'opened' in event['event']:
            event['event']['opened'] = {'rule': body['opened'].get('rule', '')}
    return record


class Journals:
    """All records of all topics, each with its verdict under `verdict`."""

    def __init__(self, lines):
        self.partitions = collections.defaultdict(list)
        for line in lines:
            record = slim(json.loads(line))
            self.partitions[record['topic'], record['partition']].append(record)
        for (topic, _), records in self.partitions.items():
            if topic in PLAIN:
                continue
            for record, verdict in zip(records, judge(records)):
                record['verdict'] = verdict

    def raw(self, topic):
        return [record for (name, _), records in self.partitions.items() if name == topic
                for record in records]

    def journal_partitions(self):
        return {place: records for place, records in self.partitions.items()
                if place[0] not in PLAIN}

    def accepted(self, topic):
        return [record for record in self.raw(topic) if record['verdict'] == ACCEPTED]

    def decisions(self):
        return [record for records in self.journal_partitions().values() for record in records
                if record['verdict'] == ACCEPTED and 'decision' in record]

    def count(self, verdict):
        return sum(record['verdict'] == verdict for records in self.journal_partitions().values()
                   for record in records)

    def standing_gaps(self):
        """Dropped records that no newer owner has made good, and records without a marker."""
        found = []
        for (topic, partition), records in self.journal_partitions().items():
            last = max((record['epoch'] for record in records), default=0)
            found += [f'{topic}/{partition} offset {record["offset"]}' for record in records
                      if record['verdict'] == NO_MARKER
                      or (record['verdict'] == GAP and record['epoch'] == last)]
        return found


def reader(stand, *more):
    command = [stand.programs + '/escalon_chaos_journals', '--brokers',
               f'127.0.0.1:{stand.ports["kafka"]}', *more]
    for _ in range(READER_TRIES):
        done = subprocess.run(command, capture_output=True, text=True, timeout=READER_SECONDS)
        if done.returncode == 0:
            return done.stdout
        time.sleep(1)
    raise RuntimeError(done.stderr)


def read_journals(stand, keep):
    """Reads everything, and keeps the lines in the file `keep`."""
    text = reader(stand, '--records')
    with open(keep, 'w', encoding='utf-8') as file:
        file.write(text)
    return Journals(text.splitlines())


def read_views(stand):
    """Each view beside the fold of its journal, as escalon_chaos_journals says."""
    return [json.loads(line) for line in reader(
        stand, '--redis-host', '127.0.0.1', '--redis-port',
        str(stand.ports['redis'])).splitlines()]
