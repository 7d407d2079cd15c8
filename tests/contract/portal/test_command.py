import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

COMMAND = [sys.executable, "-m", "obmen_sandbox"]


@contextmanager
def sandbox(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, and its first line of output."""
    process = subprocess.Popen(
        [*COMMAND, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        process.wait()


def test_the_first_line_is_the_webhook_and_it_works() -> None:
    with sandbox("--fault", "no-auth,count=1", "--secret", "abc") as (_, line):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/rest/1/abc/\n", line)
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(line.strip() + "profile")
        with urllib.request.urlopen(line.strip() + "profile") as answer:
            assert json.load(answer)["result"]["ID"] == "1"
        with urllib.request.urlopen(line.split("/rest/")[0] + "/onec/") as page:
            assert page.status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(number: signal.Signals) -> None:
    with sandbox() as (process, line):
        urllib.request.urlopen(line.strip() + "profile").close()

        process.send_signal(number)

        assert process.wait(timeout=10) == 0


def test_the_end_of_input_stops_it_when_asked() -> None:
    with sandbox("--exit-when-stdin-closes") as (process, line):
        urllib.request.urlopen(line.strip() + "profile").close()
        assert process.stdin is not None

        process.stdin.close()

        assert process.wait(timeout=10) == 0


def test_an_unknown_fault_is_wrong_usage() -> None:
    done = subprocess.run(
        [*COMMAND, "--fault", "nosuch"], capture_output=True, text=True, timeout=30, check=False
    )

    assert done.returncode == 2
    assert "lost-answer" in done.stderr
