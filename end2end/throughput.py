"""A list of 100,000 rows into SQLite: throughput.py TIENDO FOLDER

The program reads, checks and stores it as drafts of every commune, 60 figures a month each as a full catalogue asks (the built-in one
asks fewer of communes: the rest is added for this measurement), beside pandas reading the same file with openpyxl and with calamine
and writing it to SQLite with the same durability. Medians of three, each in a process of its own and without the time that Python needs
to start and to load pandas; peak memory is that of the process and its children together, in runs that are not timed: to look at it
holds the program up.
"""

import csv
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

from openpyxl import Workbook

ROWS = 100_000
PANDAS = """
import sqlite3, sys, time
import pandas
file, database, engine = sys.argv[1:]
start = time.perf_counter()
table = pandas.read_excel(file, engine=engine)
connection = sqlite3.connect(database)
connection.execute("pragma journal_mode = wal")
connection.execute("pragma synchronous = full")
table.to_sql("figures", connection, if_exists="replace", index=False)
connection.commit()
print(time.perf_counter() - start)
"""


CATALOGUE = Path(__file__).parent.parent / "server/catalogue"
FIGURES = 60
INDICATOR = """
[[indicator]]
code = "{code}"
province = "dong-nai"
pillar = "chinh-quyen-so"
name = "Tỷ lệ công việc loại {n} làm trên hệ thống"
name_en = "Work of kind {n} done in the system"
kind = "ratio"
accumulation = "flow"
unit_of_measure = "%"
numerator = "Số công việc loại {n} làm trên hệ thống"
denominator = "Tổng số công việc loại {n}"
frequency = "monthly"
mode = "split"
"""
ASSIGNMENT = """
[[assignment]]
indicator = "{code}"
part = "reports"
mode = "split"
basis = "inferred"
confirmed = false
units = ["all_communes"]
"""


def reported():
    """Codes of what every commune reports monthly as a ratio, and of the communes."""
    known = {i["code"]: i for i in tomllib.loads((CATALOGUE / "indicators.toml").read_text())["indicator"]}
    rows = tomllib.loads((CATALOGUE / "assignments.toml").read_text())["assignment"]
    ratio = lambda code: known[code]["kind"] == "ratio" and known[code]["frequency"] == "monthly"
    everywhere = {"all_communes", "all_units"}
    codes = {a["indicator"] for a in rows if a["part"] == "reports" and everywhere & set(a["units"]) and ratio(a["indicator"])}
    units = csv.DictReader((CATALOGUE / "units.csv").open())
    return sorted(codes), [u["code"] for u in units if u["province"] == "dong-nai" and u["kind"] == "commune" and not u["valid_to"]]


def enlarge(folder, codes):
    """The catalogue's files with as many indicators more as make FIGURES for every commune, and the codes of all."""
    shutil.copytree(CATALOGUE, folder)
    more = [f"DO-{n:02}" for n in range(len(codes) + 1, FIGURES + 1)]
    for name, row in (("indicators.toml", INDICATOR), ("assignments.toml", ASSIGNMENT)):
        with (folder / name).open("a") as file:
            file.writelines(row.format(code=code, n=code[3:]) for code in more)
    return codes + more


def periods():
    year, month = 2026, 1
    while True:
        yield f"{year}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def write(file, codes, units):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(["Đơn vị", "Chỉ tiêu", "Kỳ", "Tử số", "Mẫu số"])
    used, count = [], 0
    for period in periods():
        used.append(period)
        for unit in units:
            for code in codes:
                # 37 and 211 are prime, so that no two neighbours are alike and no numerator exceeds its denominator.
                sheet.append([unit, code, period, 100 + count * 37 % 199, 300 + count % 211])
                count += 1
                if count == ROWS:
                    book.save(file)
                    return used


def tree(pid):
    """A process and its children."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid] + [p for child in children for p in tree(int(child))]


def memory(pid):
    """Bytes of a process and its children; what they share, as the program itself, counts once."""
    total = 0
    for p in tree(pid):
        try:
            lines = Path(f"/proc/{p}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
        except OSError:
            pass
    return total


def run(*args, env=None, watched=False):
    """Seconds, what it printed and, if watched, peak bytes; ends the program when the command fails."""
    start = time.perf_counter()
    process = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})})
    peak, going = [0], True

    def watch():
        while going:
            peak[0] = max(peak[0], memory(process.pid))
            time.sleep(0.005)

    watcher = threading.Thread(target=watch) if watched else None
    if watcher:
        watcher.start()
    out, err = process.communicate()
    seconds, going = time.perf_counter() - start, False
    if watcher:
        watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(map(str, args))}\n{out[-2000:]}{err[-2000:]}")
    return seconds, out, peak[0]


def say(name, value):
    print(f"{name:<58} {value}", flush=True)


def main(tiendo, folder):
    folder = Path(folder)
    file, fresh = folder / "list.xlsx", folder / "fresh"
    fresh.mkdir()
    codes, units = reported()
    codes = enlarge(folder / "catalogue", codes)
    used = write(file, codes, units)
    env = {"TIENDO_DATA": str(fresh)}
    run(tiendo, "catalogue", "load", "--from", folder / "catalogue", env=env)
    subprocess.run([tiendo, "user", "add", "kho", "--name", "Kho", "--role", "unit_editor", "--unit", "DN", "--password-stdin"],
                   input="sông Đồng Nai, cầu Ghềnh", text=True, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **env})
    for period in used:
        run(tiendo, "round", "--period", period, "--due", "2099-01-01", "--closes", "2099-01-11", env=env)
    # Rounds open when their period is over; these lie ahead.
    with sqlite3.connect(fresh / "tiendo.db") as database:
        database.execute("update round set opens = '2026-01-01'")
    database.close()

    idle = statistics.median(run(tiendo, "figures", env=env, watched=True)[2] for _ in range(3))
    # Seen from the last of them, none is still to come.
    of = ("--period", used[-1])
    checked, taken, peaks = [], [], []
    for watched in (False, True) * 3:
        data = folder / "data"
        shutil.copytree(fresh, data)
        take = (tiendo, "import", file, "--as", "kho", *of)
        if not watched:
            checked.append(run(*take, "--dry-run", env={"TIENDO_DATA": str(data)})[0])
        seconds, _, peak = run(*take, env={"TIENDO_DATA": str(data)}, watched=watched)
        (peaks if watched else taken).append(peak if watched else seconds)
        with sqlite3.connect(data / "tiendo.db") as database:
            stored = database.execute("select count(*) from observation").fetchone()[0]
        database.close()
        assert stored == ROWS, stored
        shutil.rmtree(data)
    ours = statistics.median(taken)
    say(f"{ROWS:,} rows, {len(units)} units, {len(used)} periods: read and checked", f"{statistics.median(checked):.2f} s")
    say("… and stored, durable", f"{ours:.2f} s; extra memory {(statistics.median(peaks) - idle) / 1e6:.0f} MB")
    for engine in ("openpyxl", "calamine"):
        times = [float(run(sys.executable, "-c", PANDAS, file, folder / f"{engine}.db", engine)[1]) for _ in range(3)]
        theirs = statistics.median(times)
        say(f"pandas + {engine} into SQLite", f"{theirs:.2f} s, ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
