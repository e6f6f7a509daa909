"""Runs the commands of a README against the programs that were built, in a scratch folder."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time

from transcript import first_absent

OUTPUT_BYTES_MAX = 1_000_000


class Runner:
    """`./dev up` is started beside the other commands, on ports that are free, and stays on.
    Other commands of ./dev are too long to run here: they only have to be known to it."""

    def __init__(self, root, programs, timeout_seconds, exact=False):
        self._root = root
        self._exact = exact
        self._timeout_seconds = timeout_seconds
        self._scratch = tempfile.TemporaryDirectory()
        self._ports = {"8080": _free_port(), "8081": _free_port()}
        self._environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}",
                             "ESCALON_TO": f"127.0.0.1:{self._ports['8080']}"}
        self._mesh = None
        self._mesh_output = os.path.join(self._scratch.name, "mesh.log")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._mesh and self._mesh.poll() is None:
            self._mesh.send_signal(signal.SIGINT)
            try:
                self._mesh.wait(30)
            except subprocess.TimeoutExpired:
                self._mesh.kill()
                self._mesh.wait()
        self._scratch.cleanup()

    def write(self, path, content):
        """Puts a file that the README shows into the scratch folder."""
        target = os.path.normpath(os.path.join(self._scratch.name, path))
        if not target.startswith(self._scratch.name + os.sep):
            raise ValueError(f"{path} lies outside the scratch folder")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(content)

    def run(self, step):
        """What is wrong with the step; empty if it does what the README says."""
        command = re.sub(r"\b(8080|8081)\b", lambda port: self._ports[port.group()], step.command)
        if re.match(r"\./dev up\b|escalon up\b", command):
            return self._start_mesh(re.sub(r"^(\./dev|escalon) up", "", command), step.shown)
        if command.startswith("./dev "):
            return self._look_up(command.split()[1])
        return self._run_to_end(command.replace("build/release/bin/", ""), step.shown)

    def _start_mesh(self, arguments, shown):
        command = (f"exec escalon up --port {self._ports['8080']} "
                   f"--grpc-port {self._ports['8081']}{arguments}")
        with open(self._mesh_output, "wb") as output:
            self._mesh = subprocess.Popen(["bash", "-c", command], cwd=self._scratch.name,
                                          env=self._environment, stdout=output, stderr=output)
        ends = time.monotonic() + self._timeout_seconds
        while True:
            stopped = self._mesh.poll() is not None
            output = _read(self._mesh_output)
            absent = first_absent(shown, output, self._exact)
            if absent is None:
                return ""
            if stopped or time.monotonic() > ends:
                return f"the output lacks this line: {absent}\n{output[-4000:]}"
            time.sleep(0.2)

    def _look_up(self, command):
        known = subprocess.run([os.path.join(self._root, "dev"), "help"], capture_output=True,
                               text=True, check=True).stdout
        return "" if re.search(rf"^  {re.escape(command)}\b", known, re.MULTILINE) \
            else f"./dev help does not know {command}"

    def _run_to_end(self, command, shown):
        try:
            done = subprocess.run(["bash", "-c", command], cwd=self._scratch.name,
                                  env=self._environment, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=self._timeout_seconds,
                                  check=False)
        except subprocess.TimeoutExpired:
            return "it does not end in time"
        output = done.stdout[:OUTPUT_BYTES_MAX].decode(errors="replace")
        absent = first_absent(shown, output, self._exact)
        if absent is not None:
            return f"the output lacks this line: {absent}\n{output[-4000:]}"
        return "" if done.returncode == 0 else f"exit status {done.returncode}\n{output[-4000:]}"


def _read(path):
    with open(path, "rb") as file:
        return file.read(OUTPUT_BYTES_MAX).decode(errors="replace")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
