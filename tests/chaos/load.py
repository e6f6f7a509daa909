"""A known seeded load: cases whose course the policy fixes, sent to the intake until each event is
durable, whatever happens to the mesh meanwhile."""
import concurrent.futures, heapq, http.client, json, random, threading, time

TARGET_SECONDS = {1: 1, 2: 3, 3: 8, 4: 70}
SILENT, ANSWERED, MANAGER = 'silent', 'answered', 'manager'
SENDERS = 16
ATTEMPT_SECONDS = 20
PAUSE_SECONDS = 0.3


def instant(ms):
    return time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(ms // 1000)) + f'.{ms % 1000:03}Z'


def now_ms():
    return time.time_ns() // 1_000_000


class Case:
    """One case: its kind, its priority, and when the customer spoke."""

    def __init__(self, number, kind, priority):
        self.id, self.kind, self.priority = f'case{number}', kind, priority
        self.said_at = None
        self.answer_known_at = None  # when its answer was durable
        self.sent = set()

    @property
    def due(self):
        return self.said_at + 1000 * TARGET_SECONDS[self.priority]


class Load:
    """Publishes `rate` cases a second until `finish`. `long` has targets beyond the horizon too."""

    def __init__(self, seed, rate, port, long):
        self._chance = random.Random(seed)
        self._rate, self._port, self._long = rate, port, long
        self.cases = {}
        self._due, self._wake, self._sequence = [], threading.Condition(), 0
        self._ending = threading.Event()
        # Apart, so that commands whose outcome is waited for hold no event back.
        self._events = concurrent.futures.ThreadPoolExecutor(SENDERS)
        self._commands = concurrent.futures.ThreadPoolExecutor(SENDERS)
        self._pending = set()
        self.failures = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _next_case(self):
        chance = self._chance
        kind = chance.choices((SILENT, ANSWERED, MANAGER), (55, 25, 20))[0]
        priorities = (1, 2, 3, 4) if self._long else (1, 2, 3)
        weights = (30, 35, 25, 10) if self._long else (30, 40, 30)
        return Case(len(self.cases), kind, chance.choices(priorities, weights)[0])

    def _run(self):
        following = time.monotonic()
        while not self._ending.is_set():
            case = self._next_case()
            self.cases[case.id] = case
            self._submit(self._begin, case)
            following += self._chance.expovariate(self._rate)
            while (wait := following - time.monotonic()) > 0 and not self._ending.wait(
                    min(wait, 0.1)):
                self._send_what_is_due()
            self._send_what_is_due()

    def _send_what_is_due(self):
        while self._due and self._due[0][0] <= time.monotonic():
            _, _, action, case = heapq.heappop(self._due)
            self._submit(action, case)

    def _later(self, seconds, action, case):
        with self._wake:
            self._sequence += 1
            heapq.heappush(self._due, (time.monotonic() + seconds, self._sequence, action, case))

    def _submit(self, action, case):
        pool = self._commands if action == self._settle else self._events
        future = pool.submit(action, case)
        self._pending.add(future)
        future.add_done_callback(self._done)

    def _done(self, future):
        self._pending.discard(future)
        if not future.cancelled() and future.exception():
            self.failures.append(str(future.exception()))

    # --- what is sent ----------------------------------------------------------------------------

    def _begin(self, case):
        case.said_at = now_ms()
        text = 'I want to speak to a manager' if case.kind == MANAGER else 'Where is my parcel?'
        self._event(case, 'said', case.said_at, {'customer_message': {'text': text}})
        if case.kind != SILENT:
            self._answer(case)
        if case.kind == MANAGER:
            self._later(0.5, self._settle, case)

    def _answer(self, case):
        self._event(case, 'answered', case.said_at + 1, {'agent_message': {'text': 'One moment'}})
        case.answer_known_at = now_ms()

    def _event(self, case, name, at, body):
        event = {'event_id': f'{case.id}-{name}', 'contact_id': case.id, 'channel': 'chat',
                 'priority': case.priority, 'occurred_at': instant(at), **body}
        while (status := self._post('/v1/events', event)[0]) != 200:
            if status is not None and 400 <= status < 500 and status != 429:
                raise RuntimeError(f'{event["event_id"]} was refused with {status}')
            time.sleep(PAUSE_SECONDS)
        case.sent.add(name)

    def _settle(self, case):
        """Acknowledges, then resolves. A command keeps its id until its outcome is known; one that
        came before the escalation is refused, and the next bears a new id."""
        for name, body in (('acknowledge', {}), ('resolve', {'outcome': 'solved'})):
            attempt = 0
            while True:
                command = {'command_id': f'{case.id}-{name}-{attempt}', 'case_id': case.id,
                           'actor': 'grace', name: body}
                status, answer = self._post('/v1/commands', command)
                if status is not None and 400 <= status < 500 and status not in (408, 429):
                    raise RuntimeError(f'{command} was refused with {status}: {answer}')
                outcome = json.loads(answer).get('outcome') if status == 200 else None
                if outcome == 'COMMAND_OUTCOME_DONE':
                    break
                if outcome == 'COMMAND_OUTCOME_REFUSED':
                    attempt += 1
                time.sleep(PAUSE_SECONDS)
            case.sent.add(name)

    def _post(self, path, body):
        """Status and answer; None where nobody answered."""
        connection = http.client.HTTPConnection('127.0.0.1', self._port, timeout=ATTEMPT_SECONDS)
        try:
            connection.request('POST', path, json.dumps(body),
                               {'Content-Type': 'application/json'})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors='replace')
        except (OSError, http.client.HTTPException):
            return None, ''
        finally:
            connection.close()

    # --- ending ----------------------------------------------------------------------------------

    def finish(self, seconds):
        """No more cases; waits until all that was begun is durable. What went wrong with
        senders, and how much is still under way after `seconds`."""
        self._ending.set()
        self._thread.join()
        end = time.monotonic() + seconds
        while (self._pending or self._due) and time.monotonic() < end:
            self._send_what_is_due()
            time.sleep(0.05)
        unfinished = len(self._pending) + len(self._due)
        for pool in (self._events, self._commands):
            pool.shutdown(wait=False, cancel_futures=True)
        return self.failures + ([f'{unfinished} cases are not durable'] if unfinished else [])
