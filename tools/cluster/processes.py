"""Programs in processes of their own, each known by a file with its process id."""
import ctypes, os, signal, subprocess, time

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def die_with_parent():
    """In a child: it is killed when whoever started it ends, however that ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start_ticks(pid):
    """When the process was started, in ticks since boot: an id that is used again has another."""
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as file:
            fields = file.read().rsplit(') ', 1)[1].split()
    except OSError:
        return None
    return None if fields[0] == 'Z' else int(fields[19])


class Processes:
    """The programs of one folder. Output goes to NAME.log, the id to NAME.pid. They run on after
    whoever started them, unless they are `bound` to it."""

    def __init__(self, folder, bound=False):
        self.folder = folder
        self.bound = bound
        self._children = {}

    def path(self, name, kind):
        return os.path.join(self.folder, f'{name}.{kind}')

    def start(self, name, command):
        with open(self.path(name, 'log'), 'ab') as log:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                     cwd=self.folder, start_new_session=True,
                                     preexec_fn=die_with_parent if self.bound else None)
        self._children[name] = child
        with open(self.path(name, 'pid'), 'w', encoding='ascii') as file:
            file.write(f'{child.pid} {start_ticks(child.pid)}\n')

    def pid(self, name):
        """The process id, if that very process still runs."""
        self.exit_code(name)  # takes the end of a child in
        try:
            with open(self.path(name, 'pid'), encoding='ascii') as file:
                pid, ticks = file.read().split()
        except (OSError, ValueError):
            return None
        return int(pid) if str(start_ticks(pid)) == ticks else None

    def exit_code(self, name):
        """How a program that this object started has ended; None while it runs."""
        child = self._children.get(name)
        return child.poll() if child else None

    def send(self, name, number):
        pid = self.pid(name)
        if pid is not None:
            os.kill(pid, number)

    def wait_end(self, name, seconds):
        """True when the program is gone within `seconds`."""
        end = time.monotonic() + seconds
        while self.pid(name) is not None:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def stop(self, name, seconds):
        """SIGTERM, and SIGKILL for what does not obey; how long the end took, None where nothing
        ran."""
        if self.pid(name) is None:
            return None
        began = time.monotonic()
        self.send(name, signal.SIGTERM)
        if not self.wait_end(name, seconds):
            self.kill(name)
        return time.monotonic() - began

    def kill(self, name):
        self.send(name, signal.SIGKILL)
        self.wait_end(name, 10)
        if name in self._children:
            self._children[name].wait()

    def tail(self, name, size=3000):
        """The end of what the program has said."""
        try:
            with open(self.path(name, 'log'), 'rb') as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(0, file.tell() - size))
                return file.read().decode(errors='replace')
        except OSError:
            return ''
