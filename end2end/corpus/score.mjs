// Scores `tiendo check` on the corpus: what came back from each file beside what its expectation says.
//
// An expectation (files/NAME.json; unit and period default to the file's own):
//   readable  false: the program must refuse the file with exit code 2 (`exit` lists other codes that will do)
//   cells     planted cells. With `value`: that number must come back from that cell, for `unit`, `indicator`, `period`, `part`
//             (numerator, denominator, or ratio where a percentage stands alone), or a finding must stand on the cell.
//             With `fault`: a finding must stand on the cell.
//   clean     further cells [sheet, cell] on which a finding is a false alarm, as on every `value` cell without `may_find`;
//             a sound figure refused by a finding elsewhere on its row is one too
//   absent    what must not come back with a number (`or_zero`: 0 will do)
// Flags of a cell: `may_find` – asking about it is fair; `optional` – it need not come back; `also` – cells whose finding counts for
// it too ("" is a finding on the file); `row` – a finding on any cell of its row counts; `anywhere` – any finding at all.
// `line_may_be`: lines of a text may be counted that much further on.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const FILES = fileURLToPath(new URL("files", import.meta.url));

/** A number as canonical text: "18500.00", 18500 and "18500" are one; undefined for what is none. */
export function decimal(value) {
  if (value === null || value === undefined || value === "") return undefined;
  let text = String(value).trim();
  if (/e/i.test(text)) text = Number(text).toFixed(20);
  const [, sign, whole, rest = ""] = text.match(/^(-?)(\d+)(?:\.(\d*))?$/) ?? [];
  if (whole === undefined) return `? ${text}`;
  const digits = whole.replace(/^0+(?=\d)/, "");
  const fraction = rest.replace(/0+$/, "");
  const number = fraction ? `${digits}.${fraction}` : digits;
  return number === "0" ? "0" : sign + number;
}

/** A period by its last month: a quarter's figure may be named by the quarter or by the month of its round. */
export function month(period) {
  const [, year, kind, n] = String(period).match(/^(\d{4})-?([QH]?)(\d*)$/) ?? [];
  if (!year) return String(period);
  const last = kind === "Q" ? n * 3 : kind === "H" ? n * 6 : n === "" ? 12 : Number(n);
  return `${year}-${String(last).padStart(2, "0")}`;
}

const rowOf = (cell) => Number(/\d+$/.exec(cell)?.[0]);
const close = (a, b) => Math.abs(Number(a) - Number(b)) < 0.006;

/** One file's answer { code, values, findings } against its expectation: counts, and a line for each thing that is not as it should be. */
export function judge(expectation, answer) {
  if (!expectation.line_may_be) return judged(expectation, answer);
  const moved = structuredClone(expectation);
  const down = (cell) => cell.replace(/\d+$/, (n) => Number(n) + expectation.line_may_be);
  for (const cell of moved.cells) cell.cell = down(cell.cell);
  moved.clean = moved.clean.map(([sheet, cell]) => [sheet, down(cell)]);
  const [one, other] = [judged(expectation, answer), judged(moved, answer)];
  return bad(other) < bad(one) ? other : one;
}

const bad = (score) => score.wrong.length + score.lost.length + score.unmarked.length + score.alarms.length;

function judged(expectation, answer) {
  const score = { planted: 0, right: 0, found: 0, clean: 0, alarms: [], wrong: [], lost: [], unmarked: [], exit: [] };
  const { values = [], findings = [], code } = answer;
  const exits = expectation.exit ?? (expectation.readable ? [0, 1] : [2]);
  if (!exits.includes(code)) score.exit.push(`ends with ${code}, not ${exits.join(" or ")}`);
  if (!expectation.readable) {
    if (values.length > 0) score.wrong.push(`${values.length} values out of a file that cannot be read`);
    return score;
  }
  if (code === 2) score.exit.push(...findings.map((f) => f.message));

  const full = (cell) => ({ unit: expectation.unit, period: expectation.period, part: "numerator", ...cell });
  const key = ({ unit, indicator, period }) => `${unit} ${indicator} ${month(period)}`;
  const cells = expectation.cells.map(full);
  const absent = (expectation.absent ?? []).map((a) => ({ ...full(a), part: a.part }));
  const remarks = (sheet, ...at) => findings.filter((f) => f.sheet === sheet && at.includes(f.cell));
  const inRow = (sheet, row) => findings.some((f) => f.sheet === sheet && f.cell && rowOf(f.cell) === row);
  const onFile = findings.some((f) => !f.cell);

  /** Does a finding count for this planted cell? */
  const found = (c) =>
    remarks(c.sheet, c.cell).length > 0 ||
    (c.anywhere && findings.length > 0) ||
    (c.row && inRow(c.sheet, rowOf(c.cell))) ||
    (c.also?.length && (remarks(c.sheet, ...c.also.filter(Boolean)).length > 0 || (c.also.includes("") && onFile)));

  // Findings on cells that are sound.
  const sound = new Set(expectation.clean.map(([sheet, cell]) => `${sheet}!${cell}`));
  for (const c of cells) if (!c.fault && !c.may_find) sound.add(`${c.sheet}!${c.cell}`);
  for (const c of cells) if (c.fault || c.may_find) sound.delete(`${c.sheet}!${c.cell}`);
  score.clean = sound.size;
  for (const at of sound) {
    const [sheet, cell] = at.split(/!(?=[A-Z]+\d+$)/);
    const [first] = remarks(sheet, cell);
    if (first) score.alarms.push(`${at} is sound, but: [${first.rule}] ${first.message}`);
  }

  // Planted cells.
  const explained = new Set(); // values that a planted cell accounts for
  for (const c of cells) {
    score.planted += 1;
    const place = `${c.sheet}!${c.cell} ${key(c)} ${c.part}`;
    const mine = values.filter((v) => key(v) === key(c));
    mine.forEach((v) => explained.add(v));
    if (c.fault) {
      if (found(c)) score.found += 1;
      else {
        score.unmarked.push(`${place}: no finding, though: ${c.why}`);
        const from = values.filter((v) => v.sheet === c.sheet && [v.cell, v.denominator_cell].includes(c.cell));
        for (const v of from) score.wrong.push(`${place}: ${told(v)} came of it`);
      }
      continue;
    }
    const came = mine.filter((v) => numberOf(v, c.part) !== undefined);
    const wrong = came.filter((v) => !matches(c, v));
    const elsewhere = came.filter((v) => matches(c, v) && !comesFrom(c, v, cells));
    if (came.length > 0 && wrong.length === 0 && elsewhere.length === 0) score.right += 1;
    else if (found(c)) score.found += 1;
    else if (wrong.length > 0) {
      const marked = wrong.every((v) => remarks(v.sheet, v.cell).length > 0);
      if (marked) score.found += 1;
      else score.wrong.push(`${place}: ${wrong.map(told).join("; ")} instead of ${c.value}`);
    } else if (elsewhere.length > 0) score.wrong.push(`${place}: right, but said to come from ${elsewhere.map((v) => `${v.sheet}!${v.cell}`).join()}`);
    else if (c.optional) score.right += 1;
    else if (inRow(c.sheet, rowOf(c.cell))) {
      score.found += 1;
      // A sound row that was refused is as bad as a finding on each of its cells.
      const doubtful = cells.some((o) => (o.fault || o.may_find) && o.sheet === c.sheet && rowOf(o.cell) === rowOf(c.cell));
      if (!c.may_find && !doubtful) score.alarms.push(`${place}: ${c.value} is sound, but was refused by a finding on its row`);
    }
    else score.lost.push(`${place}: ${c.value} did not come back and nothing says so`);
  }

  // Numbers that nobody planted.
  const wholeFile = cells.some((c) => c.anywhere && c.fault && found(c));
  for (const v of values) {
    const numbers = ["numerator", "denominator"].filter((part) => decimal(v[part]) !== undefined);
    if (numbers.length === 0) continue;
    const [at] = remarks(v.sheet, v.cell, v.denominator_cell ?? v.cell);
    if (at || wholeFile) continue;
    const gap = absent.filter((a) => key(a) === key(v));
    for (const a of gap) {
      const told_ = numbers.filter((part) => (a.part ?? part) === part && !(a.or_zero && decimal(v[part]) === "0"));
      if (told_.length > 0) score.wrong.push(`${key(v)}: ${told(v)} where no figure was given`);
    }
    if (gap.length > 0 || explained.has(v)) {
      const planted = cells.filter((c) => key(c) === key(v));
      const parts = planted.map((c) => c.part);
      const extra = numbers.filter((part) => !parts.includes(part) && !parts.includes("ratio") && gap.length === 0);
      if (extra.length > 0 && !planted.some(found)) score.wrong.push(`${key(v)}: ${told(v)}, whose ${extra.join(" and ")} nobody gave`);
      continue;
    }
    score.wrong.push(`${v.sheet}!${v.cell} ${key(v)}: ${told(v)} came back, but nobody reported it`);
  }
  return score;
}

function numberOf(value, part) {
  return part === "ratio" ? decimal(value.value) ?? decimal(value.numerator) : decimal(value[part]);
}

/** A percentage that stands alone is right as the value, never as a number of things. */
function matches(cell, value) {
  if (cell.part !== "ratio") return decimal(value[cell.part]) === decimal(cell.value);
  const [n, d] = [decimal(value.numerator), decimal(value.denominator)];
  if (n === undefined && d === undefined) return close(value.value, cell.value);
  return n !== undefined && d !== undefined && close((100 * n) / d, cell.value);
}

/** The trail leads to the planted cell, or to another one planted for the same figure (a line that comes twice). */
function comesFrom(cell, value, cells) {
  if (cell.part === "ratio") return value.sheet === cell.sheet && rowOf(value.cell) === rowOf(cell.cell);
  const at = cell.part === "denominator" ? value.denominator_cell : value.cell;
  if (at === undefined || at === null || at === "") return true;
  const same = (c) => c.part === cell.part && c.indicator === cell.indicator && c.unit === cell.unit && month(c.period) === month(cell.period);
  const places = cells.filter(same).flatMap((c) => [c.cell, ...(c.also ?? [])].map((a) => `${c.sheet}!${a}`));
  return places.includes(`${value.sheet}!${at}`);
}

const told = (v) => `${v.numerator ?? "–"}/${v.denominator ?? "–"} from ${v.cell}`;

/** The corpus: [{ name, file, expectation }], by name. */
export async function corpus(folder = FILES) {
  const names = await readdir(folder);
  const files = names.filter((n) => n !== "README.md" && !n.endsWith(".json")).sort();
  return Promise.all(
    files.map(async (name) => {
      const json = join(folder, `${name.slice(0, name.lastIndexOf("."))}.json`);
      return { name, file: join(folder, name), expectation: JSON.parse(await readFile(json, "utf8")) };
    }),
  );
}

/** Runs `check(file, unit, period)` → { code, stdout, stderr } over the corpus, `lanes` at a time; gives each file's score. */
export async function score(check, folder = FILES, lanes = 4) {
  const waiting = (await corpus(folder)).reverse();
  const scores = {};
  const lane = async () => {
    for (let next; (next = waiting.pop()); ) {
      const { name, file, expectation } = next;
      const { code, stdout, stderr } = await check(file, expectation.unit, expectation.period);
      let answer = { values: [], findings: [] };
      try {
        answer = JSON.parse(stdout);
      } catch {
        // a refusal may print nothing; any other silence shows in the exit code
      }
      scores[name] = { about: expectation.about, ...judge(expectation, { code, ...answer }) };
      if (scores[name].exit.length > 0) scores[name].exit.push(stderr.trim().slice(0, 300));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return Object.fromEntries(Object.entries(scores).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const LISTS = ["exit", "wrong", "unmarked", "lost", "alarms"];

/** The scoreboard: totals over all files. */
export function board(scores) {
  const total = { files: Object.keys(scores).length, planted: 0, right: 0, found: 0, clean: 0, alarms: 0, wrong: 0, unmarked: 0, lost: 0, exit: 0 };
  for (const s of Object.values(scores)) {
    for (const key of ["planted", "right", "found", "clean"]) total[key] += s[key];
    for (const key of LISTS) total[key] += s[key].length;
  }
  return total;
}

/** The scoreboard as text, then each file that is not as it should be, at most `most` lines of each kind. */
export function print(scores, most = 3) {
  const t = board(scores);
  const share = (n, of) => (of === 0 ? "0" : ((100 * n) / of).toFixed(2));
  const lines = [
    `files                     ${t.files}`,
    `planted cells             ${t.planted}`,
    `  right                   ${t.right}`,
    `  finding on the cell     ${t.found}`,
    `  wrong without finding   ${t.wrong}`,
    `  fault without finding   ${t.unmarked}`,
    `  lost without finding    ${t.lost}`,
    `false alarms              ${t.alarms} of ${t.clean} sound cells, ${share(t.alarms, t.clean)} %`,
    `refused or let in wrongly ${t.exit}`,
  ];
  for (const [name, s] of Object.entries(scores)) {
    const counts = LISTS.filter((k) => s[k].length > 0).map((k) => `${k} ${s[k].length}`);
    if (counts.length === 0) continue;
    lines.push("", `${name}: ${counts.join(", ")}`, `  (${s.about})`);
    for (const k of LISTS) lines.push(...s[k].slice(0, most).map((text) => `  ${k}: ${text}`));
  }
  return lines.join("\n");
}

// node score.mjs [FOLDER] [--all]: scores TIENDO_BIN on a new installation.
if (process.argv[1] && basename(process.argv[1]) === "score.mjs") {
  const { installation } = await import("../steps.mjs");
  const site = await installation();
  try {
    const folder = process.argv.slice(2).find((a) => !a.startsWith("--"));
    const scores = await score((file, unit, period) => site.run("check", file, "--unit", unit, "--period", period, "--format", "json"), folder);
    console.log(print(scores, process.argv.includes("--all") ? 1000 : 3));
  } finally {
    await site.remove();
  }
}
