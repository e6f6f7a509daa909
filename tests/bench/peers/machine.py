"""What this machine is, and what its processes have used."""
import os, platform

TICKS = os.sysconf('SC_CLK_TCK')


def cpu_seconds(pid):
    """User and system time of a process and of its children that were waited for; 0 where it is
    gone."""
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as file:
            fields = file.read().rsplit(') ', 1)[1].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11:15]) / TICKS


def resident_bytes(pid):
    """Memory of a process that lies in memory."""
    return 1024 * int(first_of(f'/proc/{pid}/status', 'VmRSS').split()[0])


def load_average():
    return ' '.join(f'{load:.1f}' for load in os.getloadavg())


def first_of(path, start):
    with open(path, encoding='utf-8', errors='replace') as file:
        for line in file:
            if line.startswith(start):
                return line.split(':', 1)[1].strip()
    return 'unknown'


def describe():
    """A line about processor, memory and system."""
    memory = int(first_of('/proc/meminfo', 'MemTotal').split()[0]) / (1 << 20)
    return (f'{os.cpu_count()} cores ({first_of("/proc/cpuinfo", "model name")}), '
            f'{memory:.0f} GiB, Linux {platform.release()}')


class CpuMeter:
    """CPU seconds of processes by name, from its making on."""

    def __init__(self, pids):
        self._pids = {name: pid for name, pid in pids.items() if pid}
        self._began = {name: cpu_seconds(pid) for name, pid in self._pids.items()}

    def used(self):
        return {name: cpu_seconds(pid) - self._began[name] for name, pid in self._pids.items()}
