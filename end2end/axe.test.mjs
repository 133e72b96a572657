// axe finds nothing serious on any page, on a phone and on a desk, light and dark.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, demo, open, settled, signIn } from "./harness.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LOOKS = [390, 1440].flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme })));

/**
 * Every page of the router by who sees most of it. A list is the way to a page whose address is not known before: a page, then the
 * selector of a link on it, and so on.
 */
const PAGES = {
  nobody: ["/dang-nhap", "/kich-hoat", "/cach-tinh", "/cach-tinh/quy-tac", "/quy-trinh"],
  leader: [
    "/", "/chi-tieu", "/chi-tieu/CQS-02", "/chi-tieu/XHS-06", "/don-vi", "/don-vi/SYT", "/tim", "/tim?q=so%20khoa",
    "/nhiem-vu", "/nhiem-vu/lich", ["/nhiem-vu", 'a[href^="/nhiem-vu/"]:not([href="/nhiem-vu/lich"])'], "/su-kien",
    "/danh-muc", "/van-ban", ["/van-ban", 'a[href^="/van-ban/"]'], "/he-thong", ["/he-thong", 'a[href^="/he-thong/"]'],
    "/che-do-bao-cao", "/hai-tinh", "/tai-khoan", "/khong-co-trang-nay",
    ["/chi-tieu/CQS-02", 'a[href^="/so-lieu/"]'], "/dot", "/cong-bo", ["/cong-bo", 'a[href^="/cong-bo/20"]'], "/thong-bao",
  ],
  focal_point: ["/", "/bao-cao", "/bao-cao/nhieu-don-vi", ["/bao-cao", 'a[href^="/bao-cao/"]'], "/nhiem-vu", "/don-vi/SYT", "/don-vi/SYT/phu-trach"],
  reviewer: [
    "/", "/tham-dinh", ["/tham-dinh", ".queue a.row"], ["/tham-dinh", ".queue a.row", 'nav.tabs a[href$="xem=tat-ca"]'],
    ["/tham-dinh", 'details.rest a[href^="/tham-dinh/"]'], "/dot?nhom=xa", ["/dot", 'thead th:nth-child(2) a[href^="/dot/"]'], ["/cong-bo", "main a[href^='/cong-bo/20']"],
    ["/dot", 'thead th:last-child a[href^="/dot/"]'],
  ],
  administrator: [
    "/", "/muc-tieu", "/danh-muc", "/danh-muc/sua/indicators/CQS-02", "/danh-muc/them/indicators", "/danh-muc/tep",
    "/che-do-bao-cao/dot", "/nguoi-dung", "/don-vi/SYT/phu-trach", "/to-chuc", "/nhat-ky", "/su-kien",
  ],
};

let site, chromium;
before(async () => {
  [site, chromium] = await Promise.all([demo(), browser()]);
});
after(async () => {
  await chromium?.close();
  await site?.stop();
});

for (const [role, pages] of Object.entries(PAGES)) {
  test(`pages of ${role}`, async (t) => {
    // A colour on its way from one look to the other is in neither.
    const page = await open(chromium, { reducedMotion: "reduce" });
    t.after(() => page.context().close());
    if (role !== "nobody") await signIn(page, site.url, site.accounts()[role]);
    const faults = [];
    for (const way of pages) {
      const [start, ...links] = [way].flat();
      await page.goto(site.url + start);
      for (const link of links) await page.goto(site.url + (await page.getAttribute(link, "href")));
      await settled(page);
      await page.evaluate(AXE); // past the policy that lets no foreign script into the page
      for (const { width, colorScheme } of LOOKS) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        faults.push(...(await serious(page, `${[way].flat().join(" → ")}, ${width} px, ${colorScheme}`)));
      }
    }
    assert.deepEqual(faults, []);
  });
}

/** What axe calls serious or critical on the page as it stands, a line for each rule. */
async function serious(page, where) {
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  return grave.map((v) => {
    const first = v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")}: ${n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ""}`);
    return `${where}: ${v.id} (${v.nodes.length}): ${first.join(" | ")}`;
  });
}
