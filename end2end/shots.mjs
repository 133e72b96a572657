// Full-page pictures of pages, on a phone and on a desk, light and dark:
//
//   node end2end/shots.mjs URL FOLDER [--as USER PASSWORD] PATH…
//
// writes FOLDER/<path>-390-light.png and so on; "/" is called "index".
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { browser, open, signIn } from "./harness.mjs";

const [url, into, ...rest] = process.argv.slice(2);
const account = rest[0] === "--as" ? { username: rest[1], password: rest[2] } : undefined;
const paths = account ? rest.slice(3) : rest;
if (!url || !into || paths.length === 0) {
  console.error("shots: usage: node end2end/shots.mjs URL FOLDER [--as USER PASSWORD] PATH…");
  process.exit(2);
}

await mkdir(into, { recursive: true });
const chromium = await browser();
try {
  let storageState;
  if (account) {
    const page = await open(chromium);
    await signIn(page, url, account);
    storageState = await page.context().storageState();
    await page.context().close();
  }
  for (const [width, height] of [[390, 844], [1440, 900]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(chromium, { viewport: { width, height }, colorScheme, storageState });
      for (const path of paths) {
        await page.goto(new URL(path, url).href, { waitUntil: "networkidle" });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const name = path.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "index";
        const file = join(into, `${name}-${width}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
        console.log(file + (wide > 0 ? ` (scrolls sideways by ${wide} px)` : ""));
      }
      for (const line of page.trouble) console.log(line);
      await page.context().close();
    }
  }
} finally {
  await chromium.close();
}
