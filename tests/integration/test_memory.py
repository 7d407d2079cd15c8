"""Reading takes the same memory whatever the size of the file."""

import subprocess
import sys
from pathlib import Path

from benchmarks.reading import package_of

ROOT = Path(__file__).parents[2]
READ = """
import re, sys
from pathlib import Path
from obmen.onec.commerceml.readers.package import read_package
with open(sys.argv[1], "rb") as file:
    records = sum(1 for _ in read_package(file))
peak_kib = re.search("VmHWM: *([0-9]+)", Path("/proc/self/status").read_text().replace("\\t", " "))[1]
print(records, int(peak_kib) // 1024)
"""
ROOM_MIB = 8  # what allocators keep levels off within the first 30 MB of a file


def read_apart(path: Path) -> tuple[int, int]:
    """Read in a process of its own; returns the number of records and the peak of memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    records, peak = done.stdout.split()
    return int(records), int(peak)


def test_a_file_three_times_as_large_takes_no_more_memory(tmp_path: Path) -> None:
    small, large = tmp_path / "small.xml", tmp_path / "large.xml"
    for path, offers in ((small, 20_000), (large, 60_000)):
        path.write_text("".join(package_of(offers)), encoding="utf-8")

    records, peak = read_apart(small)
    more_records, higher_peak = read_apart(large)

    assert large.stat().st_size - small.stat().st_size > 60_000_000
    assert (records > 20_000, more_records > 60_000) == (True, True)
    assert higher_peak - peak <= ROOM_MIB
