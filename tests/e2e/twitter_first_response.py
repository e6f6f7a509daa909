"""First responses on Twitter, worked out apart from the product:
python3 twitter_first_response.py FILE [FROM TO].

Prints a row a thread (thread, first customer tweet, first company tweet after it, verdict at the
last instant of the file), then the counts. With FROM and TO only threads that lie wholly between
them, and the verdict at TO.
"""
import collections, csv, datetime, gzip, sys

LIMIT = datetime.timedelta(minutes=15)
instant = datetime.datetime.fromisoformat
threads = collections.defaultdict(list)
with gzip.open(sys.argv[1], 'rt', encoding='utf-8', newline='') as file:
    for row in csv.DictReader(file):
        threads[row['thread_id']].append((instant(row['created_at']), row['inbound'] == 'True'))
until = max(tweet[0] for tweets in threads.values() for tweet in tweets)
if len(sys.argv) > 3:
    begin, until = map(instant, sys.argv[2:4])
    threads = {name: tweets for name, tweets in threads.items()
               if begin <= min(tweets)[0] and max(tweets)[0] < until}
counts = collections.Counter()
for name, tweets in sorted(threads.items()):
    tweets.sort(key=lambda tweet: tweet[0])
    asked = next((i for i, tweet in enumerate(tweets) if tweet[1]), None)
    if asked is None:
        counts['without_customer'] += 1
        continue
    start = tweets[asked][0]
    answer = next((at for at, inbound in tweets[asked:] if not inbound), None)
    if answer is not None:
        verdict = 'met' if answer - start <= LIMIT else 'breached'
    else:
        verdict = 'overdue' if start + LIMIT <= until else 'running'
    counts[verdict] += 1
    print(name, start.isoformat(), answer.isoformat() if answer else '-', verdict)
KEYS = ('met', 'breached', 'overdue', 'running', 'without_customer')
print('threads', len(threads), *(f'{key} {counts[key]}' for key in KEYS))
