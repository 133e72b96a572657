// What the server drew is what the browser draws; every page is complete without the browser's half and quiet with it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, demo, open, settled, signIn } from "./harness.mjs";
import { plain } from "./steps.mjs";

let site, chromium, accounts;
before(async () => {
  [site, chromium] = await Promise.all([demo(), browser()]);
  accounts = site.accounts();
});
after(async () => {
  await chromium?.close();
  await site?.stop();
});

async function enter(t, role, script = true) {
  const page = await open(chromium, { javaScriptEnabled: script, viewport: { width: 1440, height: 900 } });
  t.after(() => page.context().close());
  await signIn(page, site.url, accounts[role]);
  return page;
}

const ISLAND = /<leptos-island data-component="ChartFigure[^"]*" data-props="([^"]*)">.*?<div class="drawing">(.*?)<\/div>/gs;
const MARKS = { "&quot;": '"', "&lt;": "<", "&gt;": ">", "&#x27;": "'", "&#39;": "'", "&amp;": "&" };
const unescaped = (text) => text.replace(/&(quot|lt|gt|#x27|#39|amp);/g, (mark) => MARKS[mark]);

/** The charts of a page as the server sent it: what they show, and their drawings. */
async function sent(page, path) {
  const html = await (await page.context().request.get(site.url + path)).text();
  return [...html.matchAll(ISLAND)].map(([, props, svg]) => ({ chart: JSON.parse(unescaped(props)).chart, json: unescaped(props), svg }));
}

// Pages with charts that can be drawn again. The overview's strip and the small bullets carry no data: they are never redrawn.
const CHARTED = ["/chi-tieu/CQS-02", "/chi-tieu/XHS-06", "/chi-tieu/DLH-05", "/don-vi", "/don-vi/SYT", "/don-vi/SGDDT"];

test("the browser draws eight charts again, byte for byte as they came in the first HTML", async (t) => {
  const page = await enter(t, "leader");
  const { js } = JSON.parse(await readFile(join(process.env.TIENDO_SITE, "assets.json"), "utf8"));
  const kinds = [];
  for (const path of CHARTED) {
    const charts = await sent(page, path);
    assert.ok(charts.length > 0, `${path} has no chart`);
    await page.goto(site.url + path);
    await settled(page);
    for (const { chart, json, svg } of charts) {
      assert.equal(svg.match(/<svg/g).length, 2, "one for a desk, one for a phone");
      // Cut from the text rather than parsed and written again: JavaScript would shorten 80.0 to 80.
      const own = json.slice(json.indexOf(":") + 1, json.lastIndexOf(',"english"'));
      const drawn = await page.evaluate(async ([module, text]) => (await import(module)).draw(text), [`/pkg/${js}`, own]);
      assert.equal(drawn, svg, `${path}, ${chart.kind}`);
      kinds.push(chart.kind);
    }
  }
  assert.deepEqual(kinds.sort(), ["radar", "radar", "ranking", "ranking", "ranking", "trend", "trend", "trend"]);
  assert.equal(await page.evaluate(async (module) => (await import(module)).draw('{"kind":"cake"}'), `/pkg/${js}`), undefined);
  assert.deepEqual(page.trouble, []);
});

test("a switch changes its chart, and pressed again gives the same bytes back", async (t) => {
  const [page, still] = [await enter(t, "leader"), await enter(t, "leader", false)];
  const switches = [
    ["/chi-tieu/XHS-06", "Ẩn dự báo"],
    ["/chi-tieu/CQS-03", "Chỉ đơn vị chưa đạt"],
    ["/don-vi/SYT", "Ẩn trung vị"],
  ];
  for (const [path, label] of switches) {
    const holds = `.chart:has(button:text-is("${label}"))`;
    await Promise.all([page.goto(site.url + path), still.goto(site.url + path)]);
    await settled(page);
    const drawing = page.locator(`${holds} .drawing`);
    const [button, first] = [page.locator(`${holds} button:text-is("${label}")`), await drawing.innerHTML()];
    assert.equal(first, await still.locator(`${holds} .drawing`).innerHTML(), "waking up changes nothing");
    assert.equal(await still.locator(`${holds} .switches`).isVisible(), false, "a switch that cannot work is not shown");
    await button.click();
    await page.waitForSelector(`${holds} button[aria-pressed=true]`);
    assert.notEqual(await drawing.innerHTML(), first, `${path}: ${label} changes nothing`);
    await button.click();
    await page.waitForSelector(`${holds}:not(:has(button[aria-pressed=true]))`);
    assert.equal(await drawing.innerHTML(), first, `${path}: ${label} does not come back`);
  }
  assert.deepEqual(page.trouble, []);
});

/** Pages by who opens them; `rows` names what is counted, `count` how many there must be. */
const PAGES = [
  { role: "leader", path: "/", rows: "table.rows tbody tr", count: (api) => api.targets.length },
  { role: "leader", path: "/chi-tieu", rows: "table.rows tbody tr", count: (api) => api.targets.length },
  { role: "leader", path: "/chi-tieu/CQS-02", rows: 'a[href^="/so-lieu/"]', count: (api) => api.reported },
  { role: "leader", path: "/don-vi", rows: 'tbody a[href^="/don-vi/"]', count: () => 20 }, // every unit of the catalogue that is no commune
  { role: "leader", path: "/don-vi/SYT", rows: "table.rows tbody tr", count: (api) => api.health },
  { role: "focal_point", path: "/bao-cao", rows: `a[href^="/bao-cao/"]`, count: () => 12 }, // one round for each month of the year
  { role: "reviewer", path: "/tham-dinh", rows: "ul.queue li", count: (api, page) => waiting(page) },
  { role: "administrator", path: "/muc-tieu", rows: "tbody tr[id]", count: (api) => new Set(api.targets.map((t) => t.indicator)).size },
  { role: "administrator", path: "/nguoi-dung", rows: "table.people tbody tr", count: () => 6 }, // four accounts, two robots
  { role: "focal_point", path: "/tai-khoan", rows: "table.t tbody tr", count: () => 2 }, // fills in and hands in
];

/** "Còn 18 báo cáo chờ thẩm định" */
const waiting = async (page) => Number(plain(await page.textContent("h1")).match(/^Còn (\d+) báo cáo/)[1]);

test("every page is complete without JavaScript, the same with it, and quiet", async (t) => {
  const pages = {};
  for (const { role } of PAGES) pages[role] ??= { on: await enter(t, role), off: await enter(t, role, false) };
  const get = async (path) => (await pages.leader.on.context().request.get(`${site.url}/api/v1${path}`)).json();
  const newest = (await get("/progress?indicator=CQS-02"))[0];
  const api = { targets: await get("/targets"), health: (await get("/progress?unit=SYT")).length, reported: newest.coverage.reported };
  const trouble = [];
  for (const { role, path, rows, count } of PAGES) {
    const { on, off } = pages[role];
    const [answer] = await Promise.all([on.goto(site.url + path), off.goto(site.url + path)]);
    assert.equal(answer.status(), 200, path);
    await settled(on);
    const heading = plain(await off.textContent("h1"));
    assert.ok(heading.length > 5, `${path} has no heading`);
    assert.match(await off.title(), / · Tiến Độ$/);
    assert.equal(await off.locator("h1").count(), 1, path);
    assert.equal(await off.locator(rows).count(), await count(api, off), `${path}: ${rows}`);
    assert.equal(plain(await on.textContent("main")), plain(await off.textContent("main")), `${path} reads differently with JavaScript`);
    for (const page of [on, off]) trouble.push(...page.trouble.splice(0).map((line) => `${path}: ${line}`));
  }
  assert.deepEqual(trouble, []);
});

test("a figure of the illustrative year says so wherever it is shown", async (t) => {
  const page = await enter(t, "leader", false);
  for (const path of ["/", "/chi-tieu", "/chi-tieu/CQS-02", "/don-vi", "/don-vi/SYT"]) {
    await page.goto(site.url + path);
    assert.match(await page.textContent("body"), /Số liệu minh hoạ/, path);
  }
  await page.goto(`${site.url}/chi-tieu/CQS-02`);
  await page.click('a[href^="/so-lieu/"]');
  assert.match(await page.textContent("main"), /Số liệu minh hoạ/);
});
