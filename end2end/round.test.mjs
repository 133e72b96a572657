// A whole round: twenty units hand in by script, the reviewer works it by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, open, settled, signIn } from "./harness.mjs";
import { PERIOD, filled, installation, words } from "./steps.mjs";

const UNITS = 20;
/** At most, for an item that needs eyes; the letters of a reason are not counted. */
const PRESSES = 3;
/** What every commune's form asks of October. */
const ASKED = ["CQS-02", "CQS-03", "CQS-07", "DLH-04", "DLH-08", "XHS-01", "XHS-08"];
const REASON = "Mẫu số khác báo cáo quý.";

let chromium, site;
before(async () => ([chromium, site] = await Promise.all([browser(), installation()])));
after(async () => {
  await chromium?.close();
  await site?.remove();
});

/** Communes that report in the round. */
async function communes() {
  const { units } = JSON.parse(await site.must("catalogue", "export"));
  return units.filter((u) => u.province === "dong-nai" && u.kind === "commune" && !u.valid_to).map((u) => u.code).slice(0, UNITS);
}

/** Figures for every row of the unit's form; the first `odd` rows say that there is no figure yet, which has to be looked at. */
async function handIn(unit, odd) {
  const none = { state: "Chưa có số liệu", note: "Đang chờ cơ quan ngành dọc." };
  const figure = (i) => (i < odd ? none : { numerator: 3 + i, denominator: 37 });
  const { file } = await filled(site, unit, Object.fromEntries(ASKED.map((code, i) => [code, figure(i)])));
  const of = ["--unit", unit, "--period", PERIOD];
  await site.must("import", file, ...of, "--as", "kho.tong");
  await site.must("submit", ...of, "--as", "kho.tong");
}

test("twenty units hand in; the reviewer works the round by keyboard alone", async (t) => {
  await site.person("kho.tong", "DN", "unit_editor", "unit_approver");
  const reviewer = await site.person("td.mai", "SKHCN", "reviewer", "approver");
  const units = await communes();
  assert.equal(units.length, UNITS);
  // Six reports with one to three items that need eyes; in the others there is nothing to look at.
  const odd = units.map((_, i) => (i < 6 ? 1 + (i % 3) : 0));
  for (const [i, unit] of units.entries()) await handIn(unit, odd[i]);
  const { url } = await site.serve();

  const page = await open(chromium, { viewport: { width: 1440, height: 900 } });
  t.after(() => page.context().close());
  await signIn(page, url, reviewer);
  let presses = 0;
  const press = async (key) => {
    presses += 1;
    await page.keyboard.press(key);
  };
  /** A key that leads to another page. */
  const go = async (key) => {
    await Promise.all([page.waitForNavigation(), press(key)]);
    await settled(page);
  };

  await page.goto(`${url}/tham-dinh?dot=${PERIOD}`);
  await settled(page);
  const needed = odd.reduce((a, b) => a + b, 0);
  assert.equal(await words(page, "h1"), `Còn ${UNITS} báo cáo chờ thẩm định; ${needed} mục trong 6 báo cáo cần xem kỹ.`);

  // The list of the keys is there, goes and comes again.
  assert.ok(await page.isVisible(".keys ul"));
  await page.keyboard.press("?");
  assert.ok(!(await page.isVisible(".keys ul")));
  await page.keyboard.press("?");

  // Everything with nothing to look at in one action: the first press shows the list, the second accepts it.
  await page.keyboard.press("c");
  assert.equal(await page.locator('form[action="/tham-dinh/chap-nhan"] label:visible').count(), UNITS - 6);
  await go("c");
  assert.equal(await words(page, ".banner[role=status]"), `Đã chấp nhận ${UNITS - 6} báo cáo. Số liệu đã có hiệu lực.`);
  assert.equal(await words(page, "h1"), `Còn 6 báo cáo chờ thẩm định; ${needed} mục trong 6 báo cáo cần xem kỹ.`);

  // One report after the other: next, every item that needs eyes, the report. One item is returned with a reason.
  presses = 0;
  let decided = 0;
  for (let report = 0; report < 6; report += 1) {
    await go("n");
    let [returned, fresh] = [false, true];
    while ((await words(page, "h1")).startsWith("Còn ")) {
      const before = presses;
      // After a decision the page comes again with the focus on the next item.
      if (fresh) fresh = false;
      else assert.equal(await page.evaluate(() => document.activeElement.id), "muc");
      if (decided === 3) {
        await press("t");
        await page.keyboard.type(REASON);
        await go("Control+Enter");
        returned = true;
      } else {
        await go("a");
      }
      decided += 1;
      assert.ok(presses - before <= PRESSES, `${presses - before} presses for one item`);
    }
    await go("c");
    assert.match(await words(page, ".banner[role=status]"), returned ? /^Đã trả lại / : /^Đã chấp nhận báo cáo /);
    if (returned) await page.goto(`${url}/tham-dinh?dot=${PERIOD}`);
  }
  assert.equal(decided, needed);
  // With opening and concluding the reports it is no more.
  assert.ok(presses <= PRESSES * needed, `${presses} presses for ${needed} items`);
  assert.match(await words(page, "h1"), /^Không còn báo cáo nào chờ thẩm định; 19\/\d+ đơn vị đã được chấp nhận\.$/);
  assert.deepEqual(page.trouble, []);
  t.diagnostic(`${presses} key presses for ${needed} items that need eyes in 6 reports`);
});
