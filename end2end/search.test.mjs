// Finding anything: the box in the header with and without JavaScript, the page of results, on a desk and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, demo, open, press, settled, signIn } from "./harness.mjs";
import { plain, words } from "./steps.mjs";

let site, chromium;
before(async () => {
  [site, chromium] = await Promise.all([demo(), browser()]);
});
after(async () => {
  await chromium?.close();
  await site?.stop();
});

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const BOX = "#tim-nhanh";
const OPTIONS = "#tim-nhanh-goi-y [role=option]";

async function enter(t, options = {}) {
  const page = await open(chromium, { viewport: DESK, ...options });
  t.after(() => page.context().close());
  await signIn(page, site.url, site.accounts().leader);
  await settled(page);
  return page;
}

const asked = (page) => page.requests.filter((url) => url.includes("/tim/goi-y"));
const place = (page) => new URL(page.url()).pathname + new URL(page.url()).search;

test("suggestions come while one types; arrow and Enter lead to the page", async (t) => {
  const page = await enter(t);
  assert.deepEqual(asked(page), [], "nothing is asked before a key is pressed");
  assert.equal(await page.getAttribute(BOX, "role"), "combobox");
  assert.equal(await page.getAttribute(BOX, "aria-expanded"), "false");
  await page.click(BOX);
  await page.keyboard.type("thu tuc", { delay: 10 });
  await page.waitForSelector(OPTIONS);
  assert.ok(asked(page).length < "thu tuc".length, "not a question for every key");
  assert.equal(await page.getAttribute(BOX, "aria-expanded"), "true");
  assert.equal(await page.getAttribute(BOX, "aria-controls"), "tim-nhanh-goi-y");
  assert.equal(await page.getAttribute(BOX, "aria-activedescendant"), null);
  const first = page.locator(OPTIONS).first();
  assert.match(plain(await first.textContent()), /^Chỉ tiêu ?Thủ tục/);
  assert.equal(await first.locator("mark").first().textContent(), "Thủ");
  const href = await first.getAttribute("href");
  assert.match(href, /^\/chi-tieu\//);

  // Down to the first, up to the text, up again to the last, which leads to all.
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getAttribute(BOX, "aria-activedescendant"), "tim-nhanh-goi-y-0");
  assert.equal(await first.getAttribute("aria-selected"), "true");
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.getAttribute(BOX, "aria-activedescendant"), null);
  assert.equal(await first.getAttribute("aria-selected"), "false");
  await page.keyboard.press("ArrowUp");
  const last = page.locator(OPTIONS).last();
  assert.equal(await last.getAttribute("aria-selected"), "true");
  assert.match(plain(await last.textContent()), /^Xem cả \d+ kết quả$/);

  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(place(page), href);
  assert.deepEqual(page.trouble, []);
});

test("Enter without an arrow sends the form; Escape closes the list and keeps the text; the mouse works", async (t) => {
  const page = await enter(t);
  await page.click(BOX);
  await page.keyboard.type("cqs 02");
  await page.waitForSelector(OPTIONS);
  await page.keyboard.press("Escape");
  await page.locator(OPTIONS).first().waitFor({ state: "hidden" });
  assert.equal(await page.inputValue(BOX), "cqs 02");
  await page.keyboard.press("ArrowDown");
  await page.waitForSelector(OPTIONS);
  await Promise.all([page.waitForNavigation(), page.locator(OPTIONS).first().click()]);
  assert.equal(place(page), "/chi-tieu/CQS-02");

  await settled(page);
  await page.click(BOX);
  await page.keyboard.type("cqs 02");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(place(page), "/tim?q=cqs+02");
  assert.match(await words(page, "h1"), /^\d+ kết quả cho “cqs 02”\.$/);
  assert.deepEqual(page.trouble, []);
});

test("the key / leads into the box, but not out of another field", async (t) => {
  const page = await enter(t);
  const focused = () => page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("/");
  assert.equal(await focused(), "tim-nhanh");
  assert.equal(await page.inputValue(BOX), "");
  await page.keyboard.type("a/b");
  assert.equal(await page.inputValue(BOX), "a/b");
  await page.goto(`${site.url}/don-vi`);
  await settled(page);
  await page.click("#tim");
  await page.keyboard.type("1/2");
  assert.equal(await page.inputValue("#tim"), "1/2");
  assert.equal(await focused(), "tim");
});

test("what the server does not answer leaves a plain form", async (t) => {
  const page = await enter(t);
  await page.route("**/tim/goi-y*", (route) => route.fulfill({ status: 500, body: "<a role=option>no</a>" }));
  await page.click(BOX);
  const answer = page.waitForResponse("**/tim/goi-y*");
  await page.keyboard.type("thu tuc");
  await answer;
  assert.equal(await page.locator(OPTIONS).count(), 0);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(place(page), "/tim?q=thu+tuc");
});

test("without JavaScript the form works, and results are by kind", async (t) => {
  const page = await enter(t, { javaScriptEnabled: false });
  assert.equal(await page.getAttribute(BOX, "role"), null, "it does not promise a list");
  await page.fill(BOX, "Sở KH&CN");
  await press(page, `form:has(${BOX}) button`);
  assert.match(await words(page, "h1"), /^\d+ kết quả cho “Sở KH&CN”\.$/);
  const groups = await page.locator("main h2").allTextContents();
  assert.match(groups[0], /^Đơn vị \(\d+\)$/, "the kind of the best result comes first");
  assert.equal(await page.locator("main .finds a").first().getAttribute("href"), "/don-vi/SKHCN");
  const tasks = page.locator("main .filters a", { hasText: "Nhiệm vụ" });
  const count = Number((await tasks.textContent()).match(/\((\d+)\)/)[1]);
  await Promise.all([page.waitForNavigation(), tasks.click()]);
  assert.deepEqual(await page.locator("main h2").allTextContents(), [`Nhiệm vụ (${count})`]);
  assert.equal(await page.locator("main .finds > li").count(), Math.min(count, 200));
  assert.deepEqual(page.trouble, []);
});

test("a query without a result says which word to drop; an empty one gives examples", async (t) => {
  const page = await enter(t, { javaScriptEnabled: false });
  await page.goto(`${site.url}/tim?q=${encodeURIComponent("thủ tục khongcogica")}`);
  assert.equal(await words(page, "h1"), "Không có gì khớp với “thủ tục khongcogica”.");
  const fewer = page.locator("main .try a").first();
  assert.match(plain(await fewer.textContent()), /^bỏ “khongcogica”: \d+ kết quả$/);
  await Promise.all([page.waitForNavigation(), fewer.click()]);
  assert.match(await words(page, "h1"), /^\d+ kết quả cho “thủ tục”\.$/);
  await page.goto(`${site.url}/tim`);
  for (const link of await page.locator("main .try a").all()) {
    const answer = await page.context().request.get(site.url + (await link.getAttribute("href")));
    assert.match(await answer.text(), /kết quả cho “/);
  }
});

test("it fits the header of a desk and the menu of a phone", async (t) => {
  for (const [viewport, javaScriptEnabled] of [[DESK, true], [{ width: 900, height: 800 }, true], [PHONE, true], [PHONE, false]]) {
    const page = await enter(t, { viewport, javaScriptEnabled });
    const wide = viewport.width >= 900;
    assert.equal(await page.locator(BOX).isVisible(), wide);
    if (!wide) await page.click(".menu summary");
    const box = page.locator(wide ? BOX : "#tim-muc-luc");
    await box.fill("thu tuc");
    if (javaScriptEnabled) await page.locator(`${wide ? OPTIONS : "#tim-muc-luc-goi-y [role=option]"}`).first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `${width} px of ${viewport.width}`);
    const { x, width: own } = await box.boundingBox();
    assert.ok(x >= 0 && x + own <= viewport.width && own >= 150, `${x} + ${own}`);
    if (!javaScriptEnabled) {
      await press(page, "form:has(#tim-muc-luc) button");
      assert.equal(place(page), "/tim?q=thu+tuc");
    }
  }
});
