// The same month by the command line alone, and the same rights.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { folder, tiendo } from "./harness.mjs";
import { FIGURES, PERIOD, UNIT, filled, installation, sources, values } from "./steps.mjs";

const OF = ["--unit", UNIT, "--period", PERIOD];
let site;

before(async () => {
  site = await installation();
  await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
  await site.person("yt.an", "SYT", "unit_editor", "unit_approver");
  await site.person("td.mai", "SKHCN", "reviewer", "approver");
  // May accept, but works in the unit whose report it is.
  await site.person("gv.tham", UNIT, "reviewer", "approver");
});
after(() => site?.remove());

const check = async (file, ...more) => {
  const { code, stdout, stderr } = await site.run("check", file, ...OF, "--format", "json", ...more);
  return { code, stderr, ...JSON.parse(stdout) };
};
const progress = async (...args) => JSON.parse(await site.must("progress", "--format", "json", ...args));

/** A refusal: exit code 2, one sentence, and no trace of the inside. */
const refused = async (args, sentence) => {
  const { code, stdout, stderr } = await site.run(...args);
  assert.equal(code, 2, `${args.join(" ")} was not refused: ${stdout}`);
  assert.match(stderr, sentence);
  assert.doesNotMatch(stderr, /panicked|sqlx|select |insert /i);
};

test("a month by script: check, import, submit, accept, progress, trace, backup", async () => {
  const wrong = await filled(site, UNIT, values({ "DLH-08": { numerator: "khoảng 120" } }), "wrong.xlsx");
  const bad = await check(wrong.file);
  assert.equal(bad.code, 1);
  const blocking = bad.findings.filter((f) => f.severity === "blocking");
  const where = wrong.cells["DLH-08 numerator"];
  assert.deepEqual(blocking.map((f) => [f.rule, f.sheet, f.cell]), [["text-not-number", "Biểu báo cáo", where]]);
  assert.match(blocking[0].message, new RegExp(`^Ô ${blocking[0].cell} ghi “khoảng 120”, không phải là số\\.`));

  const right = await filled(site, UNIT, values(), "right.xlsx");
  const good = await check(right.file);
  assert.equal(good.code, 0, JSON.stringify(good.findings));
  assert.equal(good.values.length, 9);
  const { state, denominator_cell, ...xhs06 } = good.values.find((v) => v.indicator === "XHS-06");
  // 300 000 of 480 000 learners: 100 × 300 000 / 480 000 = 62,5
  const cell = right.cells["XHS-06 numerator"];
  const [what, figure] = [{ unit: UNIT, indicator: "XHS-06", period: PERIOD }, { numerator: 300000, denominator: 480000, value: 62.5 }];
  assert.deepEqual(xhs06, { ...what, ...figure, sheet: "Biểu báo cáo", cell });
  assert.equal(state, "reported");
  assert.equal(denominator_cell, right.cells["XHS-06 denominator"]);

  const notes = site.file("notes.xlsx");
  await writeFile(notes, "không phải bảng tính\u0000\u0001");
  const unreadable = await check(notes);
  assert.equal(unreadable.code, 2);
  assert.deepEqual(unreadable.values, []);
  assert.equal(unreadable.findings.length, 1);
  assert.equal(unreadable.findings[0].severity, "blocking");
  assert.match(unreadable.stderr, /^Tệp .*\n$/);

  // A file with a wrong cell comes in, is said to be wrong, and cannot be handed in.
  assert.equal((await site.run("import", wrong.file, ...OF, "--as", "gv.loc")).code, 1);
  await refused(["submit", ...OF, "--as", "gv.loc"], /Còn 1 ô phải sửa trước khi nộp\. Ô G15 ghi “khoảng 120”/);
  await site.must("import", right.file, ...OF, "--as", "gv.loc");
  await refused(["accept", ...OF, "--as", "td.mai"], /đang soạn/);
  assert.deepEqual((await progress("--indicator", "XHS-06")).map((p) => p.value), [null]);
  await site.must("submit", ...OF, "--as", "gv.loc");
  await refused(["submit", ...OF, "--as", "gv.loc"], /./);
  await refused(["accept", ...OF, "--as", "gv.loc"], /chưa được giao quyền/);
  await refused(["accept", ...OF, "--as", "gv.tham"], /Không thẩm định số liệu của chính đơn vị mình/);
  assert.deepEqual((await progress("--indicator", "XHS-06")).map((p) => p.value), [null]);
  await site.must("accept", ...OF, "--as", "td.mai");
  await refused(["accept", ...OF, "--as", "td.mai"], /đã chấp nhận/);

  const [line] = await progress("--indicator", "XHS-06");
  // Target: 100 % by 2030; attainment 62,5 / 100.
  assert.deepEqual(
    [line.unit, line.target.value, line.target.year, line.period, line.numerator, line.denominator, line.value, line.attainment],
    ["DN", 100, 2030, PERIOD, 300000, 480000, 62.5, 0.625],
  );
  assert.deepEqual(line.coverage, { reported: 1, expected: 1 });
  assert.equal(line.illustrative, false);
  assert.equal(line.observations.length, 1);

  const trace = JSON.parse(await site.must("trace", line.observations[0], "--format", "json"));
  assert.deepEqual([trace.unit, trace.period, trace.raw_numerator, trace.in_force], [UNIT, PERIOD, "300000", true]);
  const place = [trace.file, trace.sheet, trace.numerator_cell, trace.denominator_cell];
  assert.deepEqual(place, ["right.xlsx", "Biểu báo cáo", cell, right.cells["XHS-06 denominator"]]);
  assert.match(trace.sha256, /^[0-9a-f]{64}$/);
  await refused(["trace", "00000000-0000-0000-0000-000000000000"], /no such observation/);

  // The copy alone is enough for the same answer.
  const copy = await folder();
  try {
    await site.must("backup", `${copy.path}/tiendo.db`);
    const { stdout } = await tiendo(copy.path, ["progress", "--indicator", "XHS-06", "--format", "json"]);
    assert.deepEqual(JSON.parse(stdout), [line]);
  } finally {
    await copy.remove();
  }
});

test("two units add up as sums, not as a mean of ratios", async () => {
  // Sở Y tế is asked the same, but XHS-07 in place of XHS-06.
  const { "XHS-06": _, ...shared } = FIGURES;
  const { file } = await filled(site, "SYT", values({}, { ...shared, "DLH-05": [1, 8], "XHS-07": [40, 50] }));
  const of = ["--unit", "SYT", "--period", PERIOD];
  await site.must("import", file, ...of, "--as", "yt.an");
  await site.must("submit", ...of, "--as", "yt.an");
  await site.must("accept", ...of, "--as", "td.mai");
  const [line] = await progress("--indicator", "DLH-05");
  // (3 + 1) / (4 + 8) = 4/12 = 33,33 %, while the mean of 75 % and 12,5 % would be 43,75 %; two of nineteen owe and gave it.
  assert.deepEqual([line.numerator, line.denominator], [4, 12]);
  assert.ok(Math.abs(line.value - 100 / 3) < 1e-9, String(line.value));
  assert.deepEqual(line.coverage, { reported: 2, expected: 19 });
  assert.equal(line.observations.length, 2);
  const [own] = await progress("--indicator", "DLH-05", "--unit", "SYT");
  assert.deepEqual([own.unit, own.numerator, own.denominator, own.value], ["SYT", 1, 8, 12.5]);
});

test("what the pages refuse, the command line refuses", async () => {
  const { file } = await filled(site, "SYT", { "DLH-05": { numerator: 1, denominator: 9 } }, "other.xlsx");
  const health = ["--unit", "SYT", "--period", PERIOD];
  await refused(["import", file, ...health, "--as", "gv.loc"], /chưa được giao quyền/);
  await refused(["submit", ...health, "--as", "gv.loc"], /chưa được giao quyền/);
  await refused(["import", file, ...OF, "--as", "td.mai"], /chưa được giao quyền/);
  await refused(["import", file, ...OF, "--as", "khong.ai"], /khong\.ai/);
  await refused(["import", file, "--unit", "QN-SKHCN", "--period", PERIOD, "--as", "gv.loc"], /./);
  await refused(["form", "--unit", "KHONG", "--period", PERIOD, "--out", site.file("x.xlsx")], /KHONG/);
  // The form of another unit says whose it is.
  const mixed = await check(file);
  assert.equal(mixed.code, 1);
  const other = mixed.findings.find((f) => f.rule === "other-unit");
  assert.equal(other?.severity, "blocking");
  assert.match(other.message, /SYT/);
});

test("every command has its help, and the export has the promised fields", async () => {
  const listed = await site.must("--help");
  const commands = [
    ["serve"], ["migrate"], ["form"], ["check"], ["import"], ["submit"], ["accept"], ["progress"], ["trace"], ["catalogue", "export"],
    ["documents", "load"], ["round"], ["user", "add"], ["user", "import"], ["token", "add"], ["backup"],
  ];
  for (const command of commands) {
    assert.match(listed, new RegExp(`^ +${command[0]}\\b`, "m"));
    assert.match(await site.must(...command, "--help"), /Usage: tiendo/);
  }
  const all = JSON.parse(await site.must("catalogue", "export"));
  // Line 100 of document 001: by the end of 2025, at least 80 % of dossiers are handled online.
  const target = all.targets.find((t) => t.code === "CQS-02" && t.year === 2025);
  assert.deepEqual(
    [target.province, target.operator, target.value, target.owner_basis, target.source_lines, target.deadline_written],
    ["dong-nai", "≥", 80, "inferred", "100", "Đến hết năm 2025"],
  );
  for (const field of ["numerator", "denominator", "owner", "source_file"]) assert.ok(target[field], field);
  assert.ok(all.units.some((u) => u.code === UNIT));
  if (await sources()) assert.match(target.source_file, /^001_/);
});
