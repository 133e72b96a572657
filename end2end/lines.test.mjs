// A line agency decides its items beside Sở KH&CN: the report waits for it, or somebody decides in its place and says why.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, open, press, signIn } from "./harness.mjs";
import { PERIOD, REVIEW, UNIT, filled, installation, values, words } from "./steps.mjs";

/** What the police appraises of Sở GD&ĐT's nine figures, by assignments.toml. */
const POLICE = ["DLH-01", "DLH-08", "XHS-08"];

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

for (const js of [true, false]) {
  test(`the police decides its items, Sở KH&CN the rest and the report, JavaScript ${js ? "on" : "off"}`, async (t) => {
    const site = await installation();
    t.after(() => site.remove());
    await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
    const judge = await site.person("td.mai", "SKHCN", "reviewer", "approver");
    const officer = await site.person("ca.tuan", "CAT", "line_reviewer");
    const of = ["--unit", UNIT, "--period", PERIOD];
    const { file } = await filled(site, UNIT, values());
    await site.must("import", file, ...of, "--as", "gv.loc");
    await site.must("submit", ...of, "--as", "gv.loc");
    const { url } = await site.serve();
    const [desk, police] = [await open(chromium, { javaScriptEnabled: js }), await open(chromium, { javaScriptEnabled: js })];
    t.after(() => Promise.all([desk.context().close(), police.context().close()]));
    await Promise.all([signIn(desk, url, judge), signIn(police, url, officer)]);

    // Sở KH&CN sees that the report waits, and for whom; it cannot be accepted yet, by page or by command.
    await desk.goto(`${url}/tham-dinh?dot=${PERIOD}`);
    assert.match(await words(desk, ".queue"), /Sở Giáo dục và Đào tạo.*3 mục chờ cơ quan chuyên ngành/);
    assert.equal(await desk.locator('form[action="/tham-dinh/chap-nhan"]').count(), 0);
    await desk.goto(url + REVIEW);
    assert.match(await words(desk, ".submit"), /Còn 3 mục chờ Công an tỉnh.* thẩm định\./);
    assert.equal(await desk.locator('form[action$="/chap-nhan"]').count(), 0);
    const refused = await site.run("accept", ...of, "--as", "td.mai");
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /còn chờ Công an tỉnh/);

    // The agency decides one by itself, and sees that the others are not its own.
    await police.goto(`${url}${REVIEW}?xem=tat-ca&muc=XHS-06`);
    assert.match(await words(police, "#muc"), /Sở Khoa học và Công nghệ/);
    assert.equal(await police.locator("#muc form").count(), 0);
    assert.equal(await police.locator('form[action$="/tra-lai"], form[action$="/mo-lai"]').count(), 0);
    await police.goto(`${url}${REVIEW}?xem=tat-ca&muc=DLH-01`);
    assert.match(await words(police, "#muc"), /Cơ quan thẩm định.*Công an tỉnh/);
    await press(police, '#muc button[value="accepted"]');
    await police.goto(url + REVIEW);
    assert.match(await words(police, ".submit"), /Mục của cơ quan/);
    if (!(await police.isVisible('form[action$="/chap-nhan"] button'))) await police.click(".submit details > summary");
    await press(police, 'form[action$="/chap-nhan"] button');
    assert.match(await words(police, ".banner[role=status]"), /^Đã chấp nhận các mục của cơ quan trong báo cáo/);
    assert.match(await words(police, "main"), /Không còn mục nào chờ cơ quan quyết định\..*Không còn mục nào của cơ quan/);

    await desk.goto(`${url}${REVIEW}?xem=tat-ca`);
    for (const code of POLICE) assert.match(await words(desk, "table.figures"), new RegExp(`${code}.*chấp nhận`));
    assert.doesNotMatch(await words(desk, ".submit"), /chờ Công an/);
    if (!(await desk.isVisible('form[action$="/chap-nhan"] button'))) await desk.click(".submit details > summary");
    await press(desk, 'form[action$="/chap-nhan"] button');
    assert.match(await words(desk, ".banner[role=status]"), /^Đã chấp nhận báo cáo/);
    if (js) assert.deepEqual([...desk.trouble, ...police.trouble], []);
  });
}

test("who accepts reports decides in the agency's place, with a reason", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
  const judge = await site.person("td.mai", "SKHCN", "approver");
  await site.person("ca.tuan", "CAT", "line_reviewer");
  const of = ["--unit", UNIT, "--period", PERIOD];
  const { file } = await filled(site, UNIT, values());
  await site.must("import", file, ...of, "--as", "gv.loc");
  await site.must("submit", ...of, "--as", "gv.loc");
  const { url } = await site.serve();
  // Without JavaScript or a browser that minds the field: the sentence comes from the server.
  const page = await open(chromium, { javaScriptEnabled: false });
  t.after(() => page.context().close());
  await signIn(page, url, judge);
  for (const code of POLICE) {
    await page.goto(`${url}${REVIEW}?xem=tat-ca&muc=${code}`);
    assert.match(await words(page, "#muc label[for=ly-do]"), /^Lý do quyết định thay Công an tỉnh/);
    await page.fill("#ly-do", "  ");
    await press(page, '#muc button[value="accepted"]');
    assert.match(await words(page, ".banner[role=alert]"), /do Công an tỉnh.* thẩm định\. Quyết định thay thì nêu lý do\./);
    await page.goto(`${url}${REVIEW}?xem=tat-ca&muc=${code}`);
    await page.fill("#ly-do", "Công an tỉnh đồng ý qua điện thoại.");
    await press(page, '#muc button[value="accepted"]');
    await page.goto(`${url}${REVIEW}?xem=tat-ca&muc=${code}`);
    assert.match(await words(page, "#muc"), /chấp nhận; Công an tỉnh đồng ý qua điện thoại\./);
  }
  await site.must("accept", ...of, "--as", "td.mai");
});
