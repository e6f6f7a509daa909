"""What the log of a data directory holds, read without the product."""
import os, shutil, sqlite3
import mesh_process

OFFSET_BITS = 48  # low bits of `place`, see libs/store_sqlite


def event_ids(data, topic, pattern):
    """The ids of that pattern in the records of a topic. Reads a copy: opening a log mends it."""
    with mesh_process.temporary_copy() as copy:
        for name in ('escalon.db', 'escalon.db-wal'):
            if os.path.exists(os.path.join(data, name)):
                shutil.copy(os.path.join(data, name), copy)
        database = sqlite3.connect(os.path.join(copy, 'escalon.db'))
        try:
            rows = database.execute(
                f'SELECT records FROM log JOIN partitions ON place >> {OFFSET_BITS} = number '
                'WHERE topic = ?', (topic,))
            return {found for row in rows for found in pattern.findall(row[0])}
        finally:
            database.close()
