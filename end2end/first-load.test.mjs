// What the first look at the overview costs, and when the browser's half comes in.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { browser, demo, open, settled, signIn } from "./harness.mjs";

const MOST_BYTES = 250_000;
const MOST_REQUESTS = 8;

let site, chromium, storageState, assets;
before(async () => {
  [site, chromium] = await Promise.all([demo(), browser()]);
  assets = JSON.parse(await readFile(join(process.env.TIENDO_SITE, "assets.json"), "utf8"));
  const page = await open(chromium, { javaScriptEnabled: false });
  await signIn(page, site.url, site.accounts().leader);
  storageState = await page.context().storageState();
  await page.context().close();
});
after(async () => {
  await chromium?.close();
  await site?.stop();
});

/** A browser that has seen nothing but the sign-in, and every request it makes with what came over the wire. */
async function fresh(t, viewport) {
  const page = await open(chromium, { storageState, viewport });
  t.after(() => page.context().close());
  const wire = await page.context().newCDPSession(page);
  const requests = new Map();
  await wire.send("Network.enable");
  wire.on("Network.requestWillBeSent", ({ requestId, request }) => requests.set(requestId, { url: request.url, bytes: 0 }));
  wire.on("Network.responseReceived", ({ requestId, response }) => {
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
    Object.assign(requests.get(requestId), { encoding: headers["content-encoding"], cached: response.fromDiskCache });
  });
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => (requests.get(requestId).bytes = encodedDataLength));
  // data: addresses never leave the page
  return { page, requests: () => [...requests.values()].filter((r) => !r.url.startsWith("data:")) };
}

test("the overview comes in at most 250 kB and eight requests, none to another host", async (t) => {
  for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
    const { page, requests } = await fresh(t, viewport);
    await page.goto(site.url);
    await settled(page);
    await page.waitForLoadState("networkidle");
    const all = requests();
    const kinds = all.map((r) => new URL(r.url).pathname.match(/\.(\w+)$/)?.[1] ?? "html");
    const total = all.reduce((sum, r) => sum + r.bytes, 0);
    t.diagnostic(`${viewport.width} px: ${total} bytes, ${all.map((r, n) => `${kinds[n]} ${r.bytes}`).join(", ")}`);
    assert.ok(all.length <= MOST_REQUESTS, `${all.length} requests: ${kinds}`);
    assert.deepEqual(all.filter((r) => !r.url.startsWith(`${site.url}/`)), []);
    for (const kind of ["html", "css", "js", "wasm"]) assert.ok(kinds.includes(kind), `no ${kind} was asked for: ${kinds}`);
    assert.deepEqual(all.filter((r) => r.encoding !== "br" || r.cached || r.bytes === 0), [], "brotli, from the wire");
    assert.ok(total <= MOST_BYTES, `${total} bytes: ${JSON.stringify(all)}`);
    assert.deepEqual(page.trouble, []);
  }
});

test("the WASM is asked for when the charts can be seen", async (t) => {
  const { page } = await fresh(t, { width: 1440, height: 900 });
  let seen;
  await page.route("**/*.wasm", async (route) => {
    // Held back meanwhile, so that nothing it does can be part of what is seen.
    seen = await page.evaluate(() => ({
      painted: performance.getEntriesByName("first-contentful-paint").length,
      charts: [...document.querySelectorAll("main svg")].filter((svg) => svg.checkVisibility() && svg.clientWidth > 0).length,
      ready: "ready" in document.documentElement.dataset,
    }));
    await route.continue();
  });
  const answer = await page.goto(site.url);
  assert.match(await answer.text(), /<main.*<svg/s);
  await settled(page);
  assert.equal(seen.ready, false);
  assert.equal(seen.painted, 1);
  assert.ok(seen.charts > 20, `${seen.charts} charts`);
  const [paint, wasm] = await page.evaluate(() => [
    performance.getEntriesByName("first-contentful-paint")[0].startTime,
    performance.getEntriesByType("resource").find((entry) => entry.name.endsWith(".wasm")).startTime,
  ]);
  // A paint is on record when its frame is shown, a moment after what asked for the WASM could run.
  assert.ok(wasm > paint - 100, `WASM at ${wasm} ms, first paint at ${paint} ms`);
});

test("a browser that never calls itself idle wakes all the same", async (t) => {
  const { page } = await fresh(t, { width: 1440, height: 900 });
  await page.addInitScript(() => {
    globalThis.requestIdleCallback = (then, { timeout } = {}) => timeout && setTimeout(then, timeout);
  });
  await page.goto(site.url);
  await settled(page);
});

test("files are compressed beforehand, hashed and kept for a year", async () => {
  for (const [kind, name] of Object.entries(assets)) {
    assert.match(name, new RegExp(`^tiendo\\.[0-9a-f]{16}\\.${kind}$`));
    const path = join(process.env.TIENDO_SITE, "pkg", name);
    assert.deepEqual(brotliDecompressSync(await readFile(`${path}.br`)), await readFile(path), `${name}.br holds something else`);
    const answer = await fetch(`${site.url}/pkg/${name}`, { headers: { "accept-encoding": "br" } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-encoding"), "br");
    assert.match(answer.headers.get("cache-control"), /max-age=31536000.*immutable/);
    assert.equal(Number(answer.headers.get("content-length")), (await readFile(`${path}.br`)).length, "as compressed beforehand");
    const plain = await fetch(`${site.url}/pkg/${name}`, { headers: { "accept-encoding": "identity" } });
    assert.equal(plain.headers.get("content-encoding"), null);
  }
  const gone = await fetch(`${site.url}/pkg/tiendo.0000000000000000.js`);
  assert.equal(gone.status, 404);
  assert.doesNotMatch(gone.headers.get("cache-control") ?? "", /immutable/, "that something is missing must not be kept for a year");
});

test("a second look takes the files from the browser's own store", async (t) => {
  const { page, requests } = await fresh(t, { width: 1440, height: 900 });
  await page.goto(site.url);
  await settled(page);
  const before = requests().length;
  await page.goto(`${site.url}/chi-tieu`);
  await settled(page);
  const later = requests().slice(before).filter((r) => r.url.includes("/pkg/"));
  assert.deepEqual(later.filter((r) => r.bytes > 0), []);
});
