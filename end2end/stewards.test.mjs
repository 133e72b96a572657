// Who in a unit looks after what: named by its head, seen beside the figure, handed over when somebody leaves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, open, press, signIn } from "./harness.mjs";
import { REPORT, UNIT, installation, words } from "./steps.mjs";

const PAGE = `/don-vi/${UNIT}/phu-trach`;

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

for (const js of [true, false]) {
  test(`a head names stewards, a report shows them, one leaves, JavaScript ${js ? "on" : "off"}`, async (t) => {
    const site = await installation();
    t.after(() => site.remove());
    const head = await site.person("gv.truong", UNIT, "unit_editor", "unit_approver");
    const an = await site.person("gv.an", UNIT, "unit_editor");
    await site.person("gv.binh", UNIT, "unit_editor");
    const admin = await site.person("qt.chau", "", "administrator");
    const { url } = await site.serve();
    const session = async (who) => {
      const page = await open(chromium, { javaScriptEnabled: js });
      t.after(() => page.context().close());
      await signIn(page, url, who);
      return page;
    };
    const page = await session(head);
    await page.goto(url + REPORT);
    await press(page, `.crumb a[href="${PAGE}"]`);
    const [, left, all] = /^(\d+)\/(\d+) chỉ tiêu chưa có người phụ trách\.$/.exec(await words(page, "h1"));
    assert.equal(left, all);
    await page.selectOption('select[name="pt.XHS-06"]', { label: "Nguyễn Thị gv.an" });
    await page.selectOption('select[name="th.XHS-06"]', { label: "Nguyễn Thị gv.binh" });
    await press(page, "form:has(table) button");
    assert.equal(await words(page, ".banner[role=status]"), "Đã lưu người phụ trách của 1 chỉ tiêu.");
    assert.equal(await words(page, "h1"), `${all - 1}/${all} chỉ tiêu chưa có người phụ trách.`);
    await page.goto(url + REPORT);
    assert.match(await words(page, "#r-XHS-06, li:has(#tu-XHS-06)"), /phụ trách Nguyễn Thị gv\.an \(thay: Nguyễn Thị gv\.binh\)/);

    // The rest at once, to the same; who looks after nothing else is not asked about.
    await page.goto(url + PAGE);
    await page.selectOption('select[name="tu"]', "");
    await page.selectOption('select[name="cho"]', { label: "Nguyễn Thị gv.an" });
    await press(page, 'form[action$="/ban-giao"] button');
    assert.equal(await words(page, "h1"), `Cả ${all} chỉ tiêu đã có người phụ trách.`);

    // Somebody who reads but does not decide sees names and nothing to change.
    const reader = await session(an);
    await reader.goto(url + PAGE);
    assert.equal(await reader.locator("main select, main form").count(), 0);
    assert.match(await words(reader, "table.stewards"), /Nguyễn Thị gv\.an/);

    // The right ends: the administrator hears what is left, the head hands it over.
    const desk = await session(admin);
    await desk.goto(`${url}/nguoi-dung?tim=gv.an`);
    await desk.locator('button[name="quyen"], button[name="ngung"]').first().evaluate((b) => b.closest("details")?.setAttribute("open", ""));
    await press(desk, 'button[name="ngung"]');
    assert.match(await words(desk, ".banner[role=status]"), new RegExp(`còn phụ trách hoặc thay ${all} chỉ tiêu`));
    await page.goto(url + PAGE);
    assert.equal(await words(page, "h1"), "1 người phụ trách không còn quyền lập báo cáo; cần bàn giao.");
    await page.selectOption('select[name="cho"]', { label: "Nguyễn Thị gv.binh" });
    await press(page, 'form[action$="/ban-giao"] button');
    assert.equal(await words(page, ".banner[role=status]"), `Đã bàn giao ${all} chỉ tiêu.`);
    assert.equal(await words(page, "h1"), `Cả ${all} chỉ tiêu đã có người phụ trách.`);
    if (js) assert.deepEqual([page.trouble, reader.trouble, desk.trouble], [[], [], []]);
  });
}
