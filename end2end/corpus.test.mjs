// Workbooks of other programs, put through `tiendo check`: each planted cell is right or has a finding on that cell, findings on
// sound cells stay under 2 %, nothing is wrong in silence. corpus/make.py made the files and what is expected of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { board, corpus, decimal, judge, month, print, score } from "./corpus/score.mjs";
import { installation } from "./steps.mjs";

test("the corpus is read right, or what is not is said on the cell", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const scores = await score((file, unit, period) => site.run("check", file, "--unit", unit, "--period", period, "--format", "json"));
  const [total, text] = [board(scores), print(scores)];
  t.diagnostic(text);
  assert.ok(total.files >= 60 && total.planted > 2000, `${total.files} files, ${total.planted} cells`);
  assert.equal(total.exit, 0, `a file was let in or refused that should not be\n${text}`);
  assert.equal(total.wrong, 0, `wrong without a finding\n${text}`);
  assert.equal(total.unmarked + total.lost, 0, `a planted cell is neither right nor has a finding\n${text}`);
  assert.ok(total.alarms < 0.02 * total.clean, `${total.alarms} findings on ${total.clean} sound cells\n${text}`);
});

test("every file has its expectation, and every kind of file is there", async () => {
  const files = await corpus();
  for (const kind of ["xlsx", "xls", "ods", "csv"]) assert.ok(files.some((f) => f.name.endsWith(`.${kind}`)), kind);
  for (const { name, expectation } of files) assert.match(expectation.about, /^\S.{10,}\.$/, name);
});

// What the scoreboard must see, on answers made up here.
const AT = { sheet: "B", indicator: "CQS-02", unit: "SYT", period: "2026-10" };
const CELLS = [
  { sheet: "B", cell: "D2", indicator: "CQS-02", value: "1234" },
  { sheet: "B", cell: "E2", indicator: "CQS-02", part: "denominator", value: "2000" },
  { sheet: "B", cell: "D3", indicator: "CQS-03", fault: true, why: "words" },
];
const EXPECTED = { unit: "SYT", period: "2026-10", readable: true, cells: CELLS, clean: [["B", "F2"]], absent: [{ indicator: "CQS-07" }] };
const VALUE = { ...AT, numerator: "1234.00", denominator: 2000, cell: "D2", denominator_cell: "E2" };
const FOUND = { sheet: "B", cell: "D3", rule: "text", message: "…" };
const counts = (answer, expected = EXPECTED) => {
  const { right, found, wrong, lost, unmarked, alarms, exit } = judge(expected, { code: 0, ...answer });
  return { right, found, wrong: wrong.length, lost: lost.length, unmarked: unmarked.length, alarms: alarms.length, exit: exit.length };
};
const GOOD = { right: 2, found: 1, wrong: 0, lost: 0, unmarked: 0, alarms: 0, exit: 0 };

test("the scoreboard sees what is right and what is not", () => {
  const values = [VALUE];
  assert.deepEqual(counts({ values, findings: [FOUND] }), GOOD);
  // A number off by a factor, without a finding and with one on its cell.
  const off = [{ ...VALUE, numerator: 1.234 }];
  assert.deepEqual(counts({ values: off, findings: [FOUND] }), { ...GOOD, right: 1, wrong: 1 });
  assert.deepEqual(counts({ values: off, findings: [FOUND, { ...FOUND, cell: "D2" }] }), { ...GOOD, right: 1, found: 2, alarms: 1 });
  // A right number from another cell; a row that is gone; a row that is refused with a finding.
  assert.deepEqual(counts({ values: [{ ...VALUE, cell: "D9" }], findings: [FOUND] }), { ...GOOD, right: 1, wrong: 1 });
  assert.deepEqual(counts({ values: [], findings: [FOUND] }), { ...GOOD, right: 0, lost: 2 });
  assert.deepEqual(counts({ values: [], findings: [FOUND, { ...FOUND, cell: "B2" }] }), { ...GOOD, right: 0, found: 3, alarms: 2 });
  // A fault without a finding, and a number that came of it.
  assert.deepEqual(counts({ values, findings: [] }), { ...GOOD, found: 0, unmarked: 1 });
  const worded = { ...AT, indicator: "CQS-03", numerator: 12, cell: "D3" };
  assert.deepEqual(counts({ values: [VALUE, worded], findings: [] }), { ...GOOD, found: 0, unmarked: 1, wrong: 1 });
  // Numbers nobody gave: of another indicator, of one that is absent.
  const total = { ...AT, indicator: "CQS-01", numerator: 9, cell: "D9" };
  assert.equal(counts({ values: [VALUE, total], findings: [FOUND] }).wrong, 1);
  const gap = { ...AT, indicator: "CQS-07", numerator: 0, cell: "D4" };
  assert.equal(counts({ values: [VALUE, gap], findings: [FOUND] }).wrong, 1);
  assert.deepEqual(counts({ values: [VALUE, { ...gap, numerator: null }], findings: [FOUND] }), GOOD);
  // A finding on a sound cell, a file refused that can be read, one read that cannot.
  assert.equal(counts({ values, findings: [FOUND, { ...FOUND, cell: "F2" }] }).alarms, 1);
  assert.equal(counts({ values, findings: [FOUND], code: 2 }).exit, 2);
  assert.equal(counts({ values: [VALUE] }, { ...EXPECTED, readable: false }).exit, 1);
  assert.equal(counts({ code: 2 }, { ...EXPECTED, readable: false }).exit, 0);
});

test("numbers and periods are compared by what they mean", () => {
  for (const [a, b] of [["18500.00", 18500], ["007", "7"], [1.5, "1.50"], ["1e3", 1000], ["-0", 0], ["-12.0", -12]]) assert.equal(decimal(a), decimal(b));
  for (const [a, b] of [["1.234", 1234], ["-5", 5], ["1,5", 1.5], ["", 0], [null, 0]]) assert.notEqual(decimal(a), decimal(b));
  assert.deepEqual(["2026-Q3", "2026-09", "2026-H1", "2026", "2026-10"].map(month), ["2026-09", "2026-09", "2026-06", "2026-12", "2026-10"]);
});
