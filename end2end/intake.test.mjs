// Files as offices send them: ten faults named and marked, names and numbers confirmed and remembered, a folder taken in at once.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { browser, open, press, signIn } from "./harness.mjs";
import { FIGURES, PERIOD, REPORT, UNIT, filled, installation, plain, upload, values, words } from "./steps.mjs";

const run = promisify(execFile);
let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

/** The unit's focal point, signed in to a server of this site without JavaScript. */
async function focalPoint(t, site) {
  const focal = await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
  const { url } = await site.serve();
  const page = await open(chromium, { javaScriptEnabled: false });
  t.after(() => page.context().close());
  await signIn(page, url, focal);
  return { page, url };
}

/** One fault in each of ten cells, and the rule that finds it. */
const FAULTS = {
  "CQS-02": { numerator: "khoảng 450" },
  "CQS-03": { numerator: 30 },
  "CQS-07": { denominator: 0 },
  "DLH-01": { numerator: -3 },
  "DLH-04": { numerator: "70%" },
  "DLH-05": { denominator: null },
  "DLH-08": { numerator: "#DIV/0!" },
  "XHS-06": { numerator: "300.000" },
  "XHS-08": { state: "Có lẽ", ratio: 95 },
};
const FOUND = {
  "CQS-02 numerator": "text-not-number",
  "CQS-03 numerator": "numerator-above-denominator",
  "CQS-07 denominator": "denominator-zero",
  "DLH-01 numerator": "negative",
  "DLH-04 numerator": "percent-not-count",
  "DLH-05 denominator": "denominator-missing",
  "DLH-08 numerator": "error-cell",
  "XHS-06 numerator": "separator-unclear",
  "XHS-08 state": "state-unknown",
  "XHS-08 ratio": "typed-percentage-disagrees",
};
const LABEL = { blocking: "PHẢI SỬA", justify: "CẦN GIẢI TRÌNH", notice: "LƯU Ý" };

for (const scripted of [true, false]) {
  test(`ten faults are named, marked in the office's own workbook, put right and submitted, JavaScript ${scripted ? "on" : "off"}`, async (t) => {
    const site = await installation();
    t.after(() => site.remove());
    const focal = await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
    const wrong = await filled(site, UNIT, values(FAULTS), "sai.xlsx");
    const cells = Object.fromEntries(Object.entries(FOUND).map(([part, rule]) => [wrong.cells[part], rule]));
    assert.equal(Object.keys(cells).length, 10);
    const { stdout } = await site.run("check", wrong.file, "--unit", UNIT, "--period", PERIOD, "--format", "json");
    const { findings } = JSON.parse(stdout);
    assert.deepEqual(Object.fromEntries(findings.map((f) => [f.cell, f.rule])), cells);

    const { url } = await site.serve();
    const page = await open(chromium, { javaScriptEnabled: scripted });
    t.after(() => page.context().close());
    await signIn(page, url, focal);
    await page.goto(url + REPORT);
    await upload(page, wrong.file);
    const said = (await page.locator("ol.find > li").allTextContents()).map(plain).join("\n");
    for (const cell of Object.keys(cells)) assert.match(said, new RegExp(`Ô ${cell}\\b`), said);

    const [download] = await Promise.all([page.waitForEvent("download"), page.click('a[href*="/tep-danh-dau"]')]);
    const marked = site.file("marked.xlsx");
    await download.saveAs(marked);
    assert.equal(download.suggestedFilename(), "sai_da-danh-dau.xlsx");
    const comments = Object.fromEntries(findings.map((f) => [f.cell, `${LABEL[f.severity]}: ${f.message}`]));
    await writeFile(site.file("expected.json"), JSON.stringify({ "Biểu báo cáo": comments }));
    const script = new URL("same_workbook.py", import.meta.url).pathname;
    await run(process.env.TIENDO_PYTHON, [script, wrong.file, marked, site.file("expected.json")]);

    const right = await filled(site, UNIT, values(), "dung.xlsx");
    await page.goto(url + REPORT);
    await upload(page, right.file);
    await press(page, 'form[action$="/dung-tep"] button');
    await press(page, "#nop button.go");
    assert.match(await words(page, ".banner[role=status]"), /^Đã nộp báo cáo tháng 10\/2026\./);
    assert.deepEqual(page.trouble, []);
  });
}

test("a marked workbook that was put right is read as the form it is", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const { file } = await filled(site, UNIT, values({ "DLH-08": { numerator: "khoảng 120" } }), "a.xlsx");
  const { page, url } = await focalPoint(t, site);
  await page.goto(url + REPORT);
  await upload(page, file);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click('a[href*="/tep-danh-dau"]')]);
  await download.saveAs(site.file("marked.xlsx"));
  const fixed = site.file("fixed_da-danh-dau.xlsx");
  await run(process.env.TIENDO_PYTHON, [new URL("fill.py", import.meta.url).pathname, site.file("marked.xlsx"), fixed, JSON.stringify({ "DLH-08": { numerator: 2 } })]);
  const { code, stdout } = await site.run("check", fixed, "--unit", UNIT, "--period", PERIOD, "--format", "json");
  assert.equal(code, 0, stdout);
  assert.equal(JSON.parse(stdout).values.length, Object.keys(FIGURES).length);
  // With nothing left to object to it can be had without its marks.
  await page.goto(url + REPORT);
  await upload(page, fixed);
  const [clean] = await Promise.all([page.waitForEvent("download"), page.click('a:has-text("Tải tệp đã gỡ dấu")')]);
  await clean.saveAs(site.file("clean.xlsx"));
  const count = "import openpyxl, sys; print(sum(c.comment is not None for s in openpyxl.load_workbook(sys.argv[1]) for r in s.iter_rows() for c in r))";
  const commented = async (name) => Number((await run(process.env.TIENDO_PYTHON, ["-c", count, site.file(name)])).stdout);
  assert.deepEqual([await commented("marked.xlsx"), await commented("clean.xlsx")], [1, 0]);
});

test("what need not be explained is shown, too, where nothing else is", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const round = Object.keys(FIGURES).map((code, n) => [code, { numerator: 100 + 10 * n, denominator: 500 }]);
  const { file } = await filled(site, UNIT, values(Object.fromEntries(round)), "tron.xlsx");
  const { page, url } = await focalPoint(t, site);
  await page.goto(url + REPORT);
  await upload(page, file);
  await press(page, 'form[action$="/dung-tep"] button');
  assert.match(await words(page, "h1"), /sẵn sàng để nộp/);
  assert.match(await words(page), /1 điều lưu ý, không phải giải trình/);
  assert.match(await words(page, "ol.find"), /đều tròn chục/);
});

/** The office's own list: no code, a letter mistyped, numbers as text. */
const LIST = (numerator) => `\uFEFFChỉ tiêu;Tử số;Mẫu số
Người học, nhà giáo được hỗ chợ học liệu số trực tuyến;${numerator};480.000
`;

test("a name nearly right and numbers with two readings are asked about, and the name is remembered", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const { page, url } = await focalPoint(t, site);
  const send = async (name, text) => {
    await writeFile(site.file(name), text);
    await page.goto(url + REPORT);
    await upload(page, site.file(name));
  };
  await send("thang-10.csv", LIST("300.000"));
  assert.equal(await page.locator('form[action$="/dung-tep"]').count(), 0, "nothing is taken in before it is sure");
  assert.match(await words(page, "#xac-nhan"), /gần|giống 9\d %/);
  await page.locator('#xac-nhan input[value="XHS-06"]').check();
  for (const column of ["B", "C"]) await page.locator(`#xac-nhan input[name="cot:CSV!${column}"][value="decimal_comma"]`).check();
  await press(page, "#xac-nhan button");
  assert.match(await words(page, "table.figures"), /300\.000 \/ 480\.000 = 62,5 %/);
  await press(page, 'form[action$="/dung-tep"] button');
  // Another file of this unit: the name is known now, how its numbers are written is not.
  await send("thang-10b.csv", LIST("310.000"));
  assert.match(await words(page, "#xac-nhan"), /Đã xác nhận: “Người học/);
  assert.equal(await page.locator('ol.find > li:has-text("gần giống chỉ tiêu")').count(), 0);
  assert.ok((await page.locator('ol.find > li:has-text("có thể là")').count()) > 0);
  // Taken back, it is asked again.
  await page.locator('#xac-nhan input[name^="ten:"][value=""]').check();
  await press(page, "#xac-nhan button");
  assert.match(await words(page, "ol.find"), /gần giống chỉ tiêu/);
  assert.deepEqual(page.trouble, []);
});

test("a sheet without a known header is read by the columns somebody names, now and the next time", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const { page, url } = await focalPoint(t, site);
  const send = async (name, text) => {
    await writeFile(site.file(name), text);
    await page.goto(url + REPORT);
    await upload(page, site.file(name));
  };
  const own = (n) => `alpha;beta;gamma\nXHS-06;${n};480000\nXHS-08;240;300\n`;
  await send("a.csv", own(300000));
  assert.match(await words(page, "#xac-nhan"), /mỗi cột ghi gì\?/);
  for (const [column, role] of [["A", "code"], ["B", "numerator"], ["C", "denominator"]]) {
    await page.selectOption(`select[name="vai:0:${column}"]`, role);
  }
  await press(page, "#xac-nhan button");
  assert.match(await words(page, "table.figures"), /300\.000 \/ 480\.000 = 62,5 %/);
  await send("b.csv", own(310000));
  assert.match(await words(page, "table.figures"), /310\.000 \/ 480\.000 = 64,6 %/);
  assert.deepEqual(page.trouble, []);
});

test("a table of units whose columns nobody knows is read by the indicators that somebody names", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const { page, url } = await focalPoint(t, site);
  const send = async (name, text) => {
    await writeFile(site.file(name), text);
    await page.goto(url + REPORT);
    await upload(page, site.file(name));
  };
  const own = (n) => `alpha;beta;gamma;delta;epsilon\n${UNIT};${n};480000;240;300\n`;
  await send("bang.csv", own(300000));
  const say = async (column, role, indicator) => {
    await page.selectOption(`select[name="vai:0:${column}"]`, role);
    if (indicator) await page.fill(`input[name="ct:0:${column}"]`, indicator);
  };
  // Figures without an indicator are not enough, and a code that there is not is named.
  await say("A", "unit");
  await say("B", "numerator");
  await press(page, "#xac-nhan button");
  assert.match(await words(page, ".banner[role=alert]"), /ghi chỉ tiêu của từng cột số liệu/);
  await say("B", "numerator", "XHS-99");
  await press(page, "#xac-nhan button");
  assert.match(await words(page, ".banner[role=alert]"), /Không tìm thấy chỉ tiêu “XHS-99”/);
  await say("A", "unit");
  for (const [column, role, code] of [["B", "numerator", "XHS-06"], ["C", "denominator", "xhs-06"], ["D", "numerator", "XHS-08"], ["E", "denominator", "XHS-08"]]) {
    const option = await page.locator(`#ds-chi-tieu option[value^="${code.toUpperCase()} "]`).getAttribute("value");
    await say(column, role, code === "XHS-08" ? option : code);
  }
  await press(page, "#xac-nhan button");
  assert.match(await words(page, "table.figures"), /300\.000 \/ 480\.000 = 62,5 %.*240 \/ 300 = 80,0 %/s);
  await send("bang-2.csv", own(310000));
  assert.match(await words(page, "table.figures"), /310\.000 \/ 480\.000 = 64,6 %/);
  assert.deepEqual(page.trouble, []);
});

test("a row that nobody knows is said to be an indicator, or passed over", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const { page, url } = await focalPoint(t, site);
  await writeFile(site.file("la.csv"), "Chỉ tiêu;Tử số;Mẫu số\nXHS-08;240;300\nHọc liệu của sở;300000;480000\nMáy in mua mới;4;8\n");
  await page.goto(url + REPORT);
  await upload(page, site.file("la.csv"));
  assert.equal(await page.locator('form[action$="/dung-tep"]').count(), 0);
  const asked = page.locator("#xac-nhan fieldset");
  assert.equal(await asked.count(), 2);
  assert.match(await asked.filter({ hasText: "Máy in mua mới" }).innerText(), /A4.*4; 8/s);
  await asked.filter({ hasText: "Máy in mua mới" }).locator('input[value="-"]').check();
  await asked.filter({ hasText: "Học liệu của sở" }).locator("input[type=text]").fill("XHS-06");
  await press(page, "#xac-nhan button");
  assert.match(await words(page, "table.figures"), /300\.000 \/ 480\.000 = 62,5 %/);
  assert.match(await words(page, "main"), /Dòng 4 “Máy in mua mới”: đã xác nhận/);
  await press(page, 'form[action$="/dung-tep"] button');
  assert.match(await words(page, ".banner[role=status]"), /Đã lưu 2 số liệu/);
  assert.deepEqual(page.trouble, []);
});

test("a folder is taken in at once: forms, a table of units, a list; a dry run first", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  await site.person("tong.hop", "DN", "unit_editor");
  await site.person("yt.an", "SYT", "unit_editor");
  const folder = site.file("kho");
  await mkdir(join(folder, "con"), { recursive: true });
  const form = await filled(site, UNIT, values());
  await copyFile(form.file, join(folder, "1 sgddt.xlsx"));
  await writeFile(join(folder, "con/2 danh sach.csv"), "Đơn vị,Chỉ tiêu,Kỳ,Tử số,Mẫu số\nXã An Phước,CQS-02,10/2026,30,40\nX-nhon-trach,CQS-02,2026-10,50,120\n");
  await writeFile(join(folder, "3 hong.xlsx"), "không phải bảng tính\u0000\u0001");
  await writeFile(join(folder, "4 la.csv"), "Đơn vị,Chỉ tiêu,Kỳ,Tử số,Mẫu số\nXã Không Có,CQS-02,10/2026,30,40\nXã Đại Phước,CQS-02,10/2026,1,2\n");
  const take = async (...more) => {
    const { code, stdout } = await site.run("import", folder, "--period", PERIOD, "--as", "tong.hop", "--format", "json", ...more);
    return { code, files: Object.fromEntries(JSON.parse(stdout).map((f) => [f.file, f])) };
  };
  const dry = await take("--dry-run");
  assert.equal(dry.code, 1, "something could not be taken");
  assert.deepEqual(Object.values(dry.files).map((f) => f.taken), [false, false, false, false]);
  assert.deepEqual(dry.files["con/2 danh sach.csv"].reports.map((r) => [r.unit, r.period, r.values]), [["X-an-phuoc", PERIOD, 1], ["X-nhon-trach", PERIOD, 1]]);
  const { files } = await take();
  assert.deepEqual(Object.entries(files).filter(([, f]) => f.taken).map(([name]) => name), ["1 sgddt.xlsx", "con/2 danh sach.csv"]);
  assert.match(files["3 hong.xlsx"].reason, /không phải bảng tính/);
  assert.match(files["4 la.csv"].reason, /Ô A2 ghi đơn vị “Xã Không Có”/);
  // A second time nothing changes, and who has no right takes nothing in.
  const again = await take();
  assert.match(again.files["1 sgddt.xlsx"].reason, /Tệp này đã được dùng cho đợt này/);
  const other = await site.run("import", folder, "--period", PERIOD, "--as", "yt.an", "--format", "json");
  assert.deepEqual(JSON.parse(other.stdout).map((f) => f.taken), [false, false, false, false]);
});
