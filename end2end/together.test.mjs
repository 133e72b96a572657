// People at work at the same time, and people who click twice, go back, or come back after their session ended: nothing is lost
// and nothing is there twice.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { browser, fill, open, press, settled, signIn } from "./harness.mjs";
import { FIGURES, PASSWORD, PERIOD, REPORT, REVIEW, UNIT, filled, installation, plain, upload, values, words } from "./steps.mjs";

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

/** A server, the unit's report as a draft, two people in the office and two who review. */
async function house(t, script = true) {
  const site = await installation();
  t.after(() => site.remove());
  const people = {};
  for (const name of ["gv.loc", "gv.hoa"]) people[name] = await site.person(name, UNIT, "unit_editor", "unit_approver");
  for (const name of ["td.mai", "td.nam"]) people[name] = await site.person(name, "SKHCN", "reviewer", "approver");
  const { file } = await filled(site, UNIT, values());
  await site.must("import", file, "--unit", UNIT, "--period", PERIOD, "--as", "gv.loc");
  const { url } = await site.serve();
  const enter = async (name) => {
    const page = await open(chromium, { javaScriptEnabled: script });
    t.after(() => page.context().close());
    await signIn(page, url, people[name]);
    return page;
  };
  const submit = () => site.must("submit", "--unit", UNIT, "--period", PERIOD, "--as", "gv.loc");
  return { site, url, enter, submit };
}

/** What is on record of the report, oldest first: "gv.loc report.save". */
async function record(site, ...actions) {
  const out = site.file("record.jsonl");
  await site.must("audit", "export", "--out", out, "--object", "submission");
  const lines = (await readFile(out, "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  return lines.filter((l) => actions.length === 0 || actions.includes(l.action)).map((l) => `${l.username} ${l.action}`);
}

/** The accepted figures of an indicator, by the API. */
async function observed(page, url, code) {
  const answer = await page.context().request.get(`${url}/api/v1/observations?indicator=${code}&from=${PERIOD}&to=${PERIOD}`);
  return (await answer.json()).map((o) => [o.numerator, o.denominator]);
}

test("two reviewers on one submission: the second sees what the first decided, and keeps what was typed", async (t) => {
  const { site, url, enter, submit } = await house(t);
  await submit();
  const [mai, nam] = [await enter("td.mai"), await enter("td.nam")];
  const item = (code) => `${url}${REVIEW}?xem=tat-ca&muc=${code}`;
  for (const page of [mai, nam]) await page.goto(item("XHS-06"));
  await mai.fill("#ly-do", "Tính trùng học viên.");
  await nam.fill("#ly-do", "Số này lấy ở đâu?");
  await press(mai, 'button[value="rejected"]');
  await press(nam, 'button[value="clarification"]');
  assert.match(await words(nam, ".banner[role=alert]"), /^Mục này đã thay đổi sau khi bạn mở trang này: Nguyễn Thị td\.mai trả lại mục “.+” trong báo cáo: “Tính trùng học viên\.” \(\d\d:\d\d ngày/);
  assert.equal(await nam.inputValue("#ly-do"), "Số này lấy ở đâu?");
  assert.deepEqual(await record(site, "report.decide"), ["td.mai report.decide"]);
  // Having seen it, Nam decides all the same.
  await press(nam, 'button[value="accepted"]');

  // Different items at the same moment: both count.
  await mai.goto(item("DLH-05"));
  await nam.goto(item("DLH-08"));
  await Promise.all([press(mai, 'button[value="accepted"]'), press(nam, 'button[value="accepted"]')]);
  assert.deepEqual((await record(site, "report.decide")).slice(2).sort(), ["td.mai report.decide", "td.nam report.decide"]);

  // Mai would accept the whole by a page from before Nam's last word.
  for (const page of [mai, nam]) await page.goto(item("CQS-02"));
  await nam.fill("#ly-do", "Chưa rõ kỳ.");
  await press(nam, 'button[value="clarification"]');
  await press(mai, 'form[action$="/chap-nhan"] button');
  assert.match(await words(mai, ".banner[role=alert]"), /^Báo cáo đã thay đổi sau khi bạn mở trang này: Nguyễn Thị td\.nam hỏi lại mục/);
  assert.deepEqual(await record(site, "report.accept"), []);

  // Both conclude at once: one does, the other is told.
  for (const page of [mai, nam]) await page.goto(item("CQS-02"));
  await press(nam, 'button[value="accepted"]');
  for (const page of [mai, nam]) await page.goto(url + REVIEW);
  await Promise.all([mai, nam].map((page) => press(page, 'form[action$="/chap-nhan"] button')));
  assert.equal((await record(site, "report.accept")).length, 1);
  const told = await Promise.all([mai, nam].map((page) => words(page, ".banner")));
  assert.equal(told.filter((text) => text.startsWith("Đã chấp nhận báo cáo")).length, 1, told.join("\n"));
  assert.equal(told.filter((text) => /Báo cáo đã thay đổi .* chấp nhận báo cáo/.test(text)).length, 1, told.join("\n"));
  assert.deepEqual(await observed(mai, url, "XHS-06"), [FIGURES["XHS-06"]]);
});

test("two uploads at once: both files are there, and the second is taken in knowingly", async (t) => {
  const { site, url, enter } = await house(t);
  const [loc, hoa] = [await enter("gv.loc"), await enter("gv.hoa")];
  const form = site.file("form.xlsx");
  await site.must("form", "--unit", UNIT, "--period", PERIOD, "--out", form);
  const [one, two] = [site.file("loc.xlsx"), site.file("hoa.xlsx")];
  await fill(form, one, { "XHS-06": { numerator: 301000, denominator: 480000 } });
  await fill(form, two, { "XHS-06": { numerator: 302000, denominator: 480000 }, "DLH-05": { numerator: 2, denominator: 4 } });
  for (const page of [loc, hoa]) await page.goto(url + REPORT);
  await Promise.all([upload(loc, one), upload(hoa, two)]);
  for (const page of [loc, hoa]) assert.match(page.url(), /\/xem-truoc\?tep=/);
  await press(loc, 'form[action$="/dung-tep"] button');
  assert.match(await words(loc, ".banner[role=status]"), /vào bản nháp/);
  await press(hoa, 'form[action$="/dung-tep"] button');
  assert.match(await words(hoa, ".banner[role=alert]"), /^Báo cáo đã thay đổi sau khi bạn mở trang này: Nguyễn Thị gv\.loc lưu bản nháp báo cáo/);
  assert.match(hoa.url(), /\/xem-truoc\?tep=/, "her file is still there to be taken");
  await loc.goto(url + REPORT);
  assert.equal(await loc.inputValue("#tu-XHS-06"), "301.000");
  await press(hoa, 'form[action$="/dung-tep"] button');
  await loc.goto(url + REPORT);
  assert.deepEqual([await loc.inputValue("#tu-XHS-06"), await loc.inputValue("#tu-DLH-05")], ["302.000", "2"]);
  assert.deepEqual(await record(site), ["gv.loc report.save", "gv.loc report.save", "gv.hoa report.save"]);
});

for (const script of [true, false]) {
  test(`a double click on submit and on accept ${script ? "with" : "without"} JavaScript`, async (t) => {
    const { site, url, enter } = await house(t, script);
    const [office, desk] = [await enter("gv.loc"), await enter("td.mai")];
    await office.goto(url + REPORT);
    const posts = [];
    for (const page of [office, desk]) page.on("request", (r) => r.method() === "POST" && posts.push(new URL(r.url()).pathname));
    await twice(office, "#nop button.go");
    assert.match(await words(office, ".banner[role=status]"), /^Đã nộp báo cáo tháng 10\/2026\./);
    assert.deepEqual(await record(site, "report.submit"), ["gv.loc report.submit"]);
    await desk.goto(url + REVIEW);
    await twice(desk, 'form[action$="/chap-nhan"] button');
    assert.match(await words(desk, ".banner[role=status]"), /^Đã chấp nhận báo cáo tháng 10\/2026/);
    assert.deepEqual(await record(site, "report.accept"), ["td.mai report.accept"]);
    assert.deepEqual(await observed(desk, url, "XHS-06"), [FIGURES["XHS-06"]]);
    t.diagnostic(`sent: ${posts.join(", ")}`);
  });
}

/** Two clicks, the second before the first is answered. */
async function twice(page, button) {
  await settled(page);
  await page.dblclick(button);
  await page.waitForSelector(".banner");
  await page.waitForLoadState();
}

test("a form sent twice over a bad line is answered twice the same", async (t) => {
  const { site, url, enter } = await house(t);
  const page = await enter("gv.loc");
  await page.goto(url + REPORT);
  const form = Object.fromEntries(await page.$$eval("#bao-cao input[type=hidden]", (all) => all.map((i) => [i.name, i.value])));
  const post = () => page.context().request.post(`${url}${REPORT}/nop`, { form, maxRedirects: 0 });
  const answers = [...(await Promise.all([post(), post()])), await post()];
  const told = answers.map((a) => `${a.status()} ${a.headers().location} ${decodeURIComponent(a.headers()["set-cookie"])}`);
  assert.equal(new Set(told).size, 1, told.join("\n"));
  assert.match(told[0], /^303 \/bao-cao\/2026-10\/SGDDT tiendo-bao=1Đã nộp báo cáo/);
  assert.deepEqual(await record(site, "report.submit"), ["gv.loc report.submit"]);
});

test("the back button after submit shows what is, and its old form does nothing", async (t) => {
  const { site, url, enter } = await house(t, false);
  const page = await enter("gv.loc");
  await page.goto(url + REPORT);
  const old = Object.fromEntries(await page.$$eval("#bao-cao input[type=hidden]", (all) => all.map((i) => [i.name, i.value])));
  await press(page, "#nop button.go");
  await page.goBack();
  assert.match(await words(page, "h1"), /^Đã nộp báo cáo tháng 10\/2026; đang chờ thẩm định\.$/);
  assert.equal(await page.locator("#bao-cao").count(), 0);
  // A browser that kept the page sends its form once more, with another number in it.
  const form = { ...old, "tt.XHS-06": "reported", "tu.XHS-06": "1", "mau.XHS-06": "2" };
  const answer = await page.context().request.post(`${url}${REPORT}/nop`, { form });
  assert.equal(answer.status(), 409);
  const said = plain(await answer.text());
  assert.match(said, /Nguyễn Thị gv\.loc nộp báo cáo/);
  assert.deepEqual(await record(site), ["gv.loc report.save", "gv.loc report.submit"]);
});

test("two people type in one report: the second is shown both numbers", async (t) => {
  const { site, url, enter } = await house(t);
  const [loc, hoa] = [await enter("gv.loc"), await enter("gv.hoa")];
  for (const page of [loc, hoa]) {
    await page.goto(url + REPORT);
    await page.evaluate(() => document.querySelectorAll("details.rest").forEach((d) => (d.open = true)));
  }
  await loc.fill("#tu-XHS-06", "301.000");
  await hoa.fill("#tu-XHS-06", "302.000");
  await hoa.fill("#ghi-DLH-05", "Theo biên bản.");
  await press(loc, "#nop button:not(.go)");
  await press(hoa, "#nop button:not(.go)");
  assert.match(await words(hoa, ".banner[role=alert]"), /Nguyễn Thị gv\.loc lưu bản nháp báo cáo: 1 số liệu/);
  const rows = (await hoa.locator("#chua-luu tbody tr").allTextContents()).map(plain);
  assert.equal(rows.length, 2, rows.join("\n"));
  assert.ok(rows.some((r) => r.endsWith("Tử số hoặc số lượng302.000301.000")), rows.join("\n"));
  assert.ok(rows.some((r) => r.endsWith("Ghi chúTheo biên bản.(trống)")), rows.join("\n"));
  assert.equal(await hoa.inputValue("#tu-XHS-06"), "302.000");
  await loc.goto(url + REPORT);
  assert.equal(await loc.inputValue("#tu-XHS-06"), "301.000", "nothing was written over");
  await press(hoa, "#nop button:not(.go)");
  await loc.goto(url + REPORT);
  assert.deepEqual([await loc.inputValue("#tu-XHS-06"), await loc.inputValue("#ghi-DLH-05")], ["302.000", "Theo biên bản."]);
  assert.deepEqual(await record(site), ["gv.loc report.save", "gv.loc report.save", "gv.hoa report.save"]);
});

for (const script of [true, false]) {
  test(`a session that ends in the middle of a form ${script ? "with" : "without"} JavaScript`, async (t) => {
    const { site, url, enter } = await house(t, script);
    const office = await enter("gv.loc");
    await office.goto(url + REPORT);
    await office.locator("details.rest > summary").first().click();
    await office.fill("#tu-XHS-06", "305.000");
    await office.fill("#ghi-XHS-06", "Đã đối chiếu với phòng “Giáo dục & Đào tạo” <mới>.");
    await site.sql("delete from session");
    await press(office, "#nop button:not(.go)");
    assert.match(await words(office), /Phiên làm việc đã hết\. Những gì bạn vừa gõ còn nguyên\./);
    await again(office, "gv.loc", "sai mật khẩu rồi");
    assert.match(await words(office, "[role=alert]"), /mật khẩu không đúng/);
    await again(office, "gv.loc", PASSWORD);
    assert.match(await words(office, "h1"), /^Đã đăng nhập lại; biểu mẫu chưa được gửi$/);
    assert.deepEqual(await record(site), ["gv.loc report.save"], "nothing is done before the button is pressed");
    await press(office, "main form button");
    assert.match(await words(office, ".banner[role=status]"), /^Đã lưu nháp\./);
    assert.equal(await office.inputValue("#tu-XHS-06"), "305.000");
    assert.equal(await office.inputValue("#ghi-XHS-06"), "Đã đối chiếu với phòng “Giáo dục & Đào tạo” <mới>.");
    assert.deepEqual(await record(site), ["gv.loc report.save", "gv.loc report.save"]);

    // A reviewer whose cookie is gone.
    await site.must("submit", "--unit", UNIT, "--period", PERIOD, "--as", "gv.loc");
    const desk = await enter("td.mai");
    await desk.goto(`${url}${REVIEW}?xem=tat-ca&muc=XHS-06`);
    await desk.fill("#ly-do", "Lý do dài mà người thẩm định đã nghĩ kỹ.");
    await desk.context().clearCookies();
    await press(desk, 'button[value="rejected"]');
    await again(desk, "td.mai", PASSWORD);
    await press(desk, "main form button");
    assert.deepEqual(await record(site, "report.decide"), ["td.mai report.decide"]);
    await desk.goto(`${url}${REVIEW}?xem=tat-ca&muc=XHS-06`);
    assert.equal(await desk.inputValue("#ly-do"), "Lý do dài mà người thẩm định đã nghĩ kỹ.");
  });
}

async function again(page, username, password) {
  await page.fill("input[name=username]", username);
  await page.fill("input[name=password]", password);
  await press(page, "main form button");
}

test("leaving a report with figures that were typed and not saved: the browser asks first", async (t) => {
  const { url, enter } = await house(t);
  const page = await enter("gv.loc");
  let asked = 0;
  page.on("dialog", async (dialog) => {
    asked += dialog.type() === "beforeunload";
    await dialog.accept();
  });
  const leave = async () => {
    await page.goto(`${url}/bao-cao`);
    return asked;
  };
  const type = async () => {
    await page.goto(url + REPORT);
    await page.evaluate(() => document.querySelectorAll("#bao-cao details").forEach((d) => (d.open = true)));
    await page.locator("#bao-cao input.in:visible").first().fill("7");
  };
  await page.goto(url + REPORT);
  assert.equal(await leave(), 0);
  await type();
  assert.equal(await leave(), 1);
  await type();
  await press(page, "#bao-cao button");
  assert.equal(await leave(), 1);
});
