// Evidence in Chromium: a PDF printed by Chromium and a picture attached to figures, opened by the reviewer at the page, told by
// the figure's story; with JavaScript and without.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { browser, open, press, signIn } from "./harness.mjs";
import { PERIOD, REPORT, REVIEW, UNIT, filled, installation, values, words } from "./steps.mjs";

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

test("evidence with JavaScript", (t) => evidence(t, true));
test("evidence without JavaScript", (t) => evidence(t, false));

async function evidence(t, script) {
  const site = await installation();
  t.after(() => site.remove());
  const focal = await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
  const reviewer = await site.person("td.mai", "SKHCN", "reviewer", "approver");
  const { file } = await filled(site, UNIT, values());
  await site.must("import", file, "--unit", UNIT, "--period", PERIOD, "--as", "gv.loc");
  const { url } = await site.serve();
  const enter = async (who) => {
    const page = await open(chromium, { javaScriptEnabled: script });
    t.after(() => page.context().close());
    await signIn(page, url, who);
    return page;
  };
  const { pdf, picture, fake } = await made(site);
  const [office, desk] = [await enter(focal), await enter(reviewer)];

  // Attached beside a number that was typed and not saved: both are kept.
  await office.goto(url + REPORT);
  await row(office, "XHS-06");
  await office.fill("#ghi-XHS-06", "Theo biên bản rà soát.");
  const kept = await attach(office, "XHS-06", pdf.path, "2");
  assert.equal(kept, "Đã đính kèm “Biên bản rà soát.pdf”. Những gì vừa gõ đã được lưu nháp.");
  assert.equal(await office.inputValue("#ghi-XHS-06"), "Theo biên bản rà soát.");
  assert.match(await words(office, "#r-XHS-06 .files"), /^Biên bản rà soát\.pdf PDF, trang 2 Bỏ$/);
  const link = await office.getAttribute("#r-XHS-06 .files a", "href");
  assert.match(link, /^\/minh-chung\/[0-9a-f-]{36}#page=2$/);

  // A picture comes and goes; what only pretends never comes.
  assert.equal(await attach(office, "XHS-06", picture), "Đã đính kèm “ảnh chụp.png”.");
  assert.match(await attach(office, "XHS-06", fake), /^“quyết định\.pdf”: Tệp là trang web hoặc ảnh vẽ SVG, .* Tệp chưa được đính kèm\.$/);
  assert.equal(await attach(office, "DLH-08", picture), "Đã đính kèm “ảnh chụp.png”.");
  await row(office, "XHS-06");
  await press(office, '#r-XHS-06 li:has-text("ảnh chụp.png") button');
  assert.equal(await words(office, ".banner[role=status]"), "Đã bỏ “ảnh chụp.png” khỏi minh chứng.");
  assert.match(await words(office, "#r-XHS-06 .files"), /^Biên bản rà soát\.pdf PDF, trang 2 Bỏ$/);
  assert.match(await words(office, "#r-DLH-08 .files"), /^ảnh chụp\.png ảnh PNG Bỏ$/);

  // A draft's evidence is the unit's own.
  assert.equal((await desk.context().request.get(url + link.split("#")[0])).status(), 404);

  // Chosen, and the other button pressed: told, not lost in silence.
  await row(office, "DLH-08");
  await office.setInputFiles("#tep-DLH-08", picture);
  await press(office, "#nop button.go");
  assert.match(await words(office, ".banner[role=alert]"), /tệp “ảnh chụp\.png” chưa được đính kèm\. Chọn lại tệp rồi bấm “Đính kèm”\.$/);
  await press(office, "#nop button.go");
  assert.match(await words(office, ".banner[role=status]"), /^Đã nộp báo cáo tháng 10\/2026\./);
  assert.equal(await office.locator('button[formaction*="/minh-chung/"]').count(), 0, "nothing is attached to what was handed in");
  assert.equal(await office.locator(".files a").count(), 2);

  await judged(desk, url, link, pdf);
  await office.goto(`${url}/chi-tieu/XHS-06`);
  await press(office, 'a[href^="/so-lieu/"]:has-text("Sở Giáo dục và Đào tạo")');
  assert.match(await words(office, ".chain"), /Biên bản rà soát\.pdf PDF, trang 2 SHA-256 [0-9a-f]{8}…[0-9a-f]{8}/);
  const trace = JSON.parse(await site.must("trace", office.url().split("/").at(-1), "--format", "json"));
  const { id, ...behind } = trace.evidence[0];
  assert.deepEqual(behind, { name: "Biên bản rà soát.pdf", kind: "pdf", sha256: pdf.sha256, page: 2 });
  assert.equal(link, `/minh-chung/${id}#page=2`);
  for (const page of [office, desk]) assert.deepEqual(page.trouble, []);
}

/** Two pages printed by Chromium, a picture of them, and a web page that is called a PDF. */
async function made(site) {
  const page = await open(chromium);
  await page.setContent(`<meta charset="utf-8"><h1>Biên bản rà soát</h1><p style="break-before: page">300.000 trên 480.000 học viên.</p>`);
  const path = site.file("Biên bản rà soát.pdf");
  const bytes = await page.pdf({ path, format: "A4" });
  const [picture, fake] = [site.file("ảnh chụp.png"), site.file("quyết định.pdf")];
  await page.screenshot({ path: picture });
  await writeFile(fake, "<!DOCTYPE html><script>alert(document.cookie)</script>");
  await page.context().close();
  return { pdf: { path, bytes, sha256: createHash("sha256").update(bytes).digest("hex") }, picture, fake };
}

/** Opens the row of an indicator as far as its inputs. */
async function row(page, code) {
  const [rest, form] = [page.locator(`details:has(#r-${code})`), page.locator(`#r-${code} .proof > details`)];
  if ((await rest.count()) && !(await rest.evaluate((d) => d.open))) await rest.locator("> summary").click();
  if (!(await form.evaluate((d) => d.open))) await form.locator("> summary").click();
}

/** Attaches a file to a figure; what the page says then. */
async function attach(page, code, file, at = "") {
  await row(page, code);
  await page.setInputFiles(`#tep-${code}`, file);
  await page.fill(`#trang-${code}`, at);
  await press(page, `#r-${code} button[formaction$="/minh-chung/tai-len"]`);
  assert.equal(new URL(page.url()).hash, `#r-${code}`);
  return words(page, "main > .banner");
}

/** The reviewer opens the file in one step, at its page, and accepts. */
async function judged(page, url, link, pdf) {
  await page.goto(`${url}${REVIEW}?xem=tat-ca&muc=XHS-06`);
  const evidence = page.locator(`#muc a[href="${link}"]`);
  assert.equal(await evidence.textContent(), "Biên bản rà soát.pdf");
  const [opened] = await Promise.all([page.waitForEvent("popup"), page.scripted ? page.keyboard.press("m") : evidence.click()]);
  await opened.waitForURL(url + link, { waitUntil: "commit" });
  assert.ok(!opened.isClosed(), "shown, not kept as a download");
  await opened.close();
  const answer = await page.context().request.get(url + link.split("#")[0]);
  assert.equal(answer.status(), 200);
  assert.ok(pdf.bytes.equals(await answer.body()), "byte for byte");
  const { "content-type": type, "content-disposition": disposition, "content-security-policy": policy, ...headers } = answer.headers();
  assert.equal(type, "application/pdf");
  assert.match(disposition, /^inline; filename="[\w.-]+"; filename\*=UTF-8''Bi%C3%AAn/);
  assert.match(policy, /default-src 'none'/);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["cross-origin-resource-policy"], "same-origin");
  assert.equal(headers["cache-control"], "private, no-store");

  await page.goto(`${url}${REVIEW}?xem=tat-ca&muc=DLH-08`);
  const [picture] = await Promise.all([page.waitForEvent("popup"), page.click("#muc .files a")]);
  await picture.waitForLoadState();
  assert.ok(await picture.evaluate(() => document.images[0].naturalWidth > 0), "the picture is shown");
  await picture.close();
  await page.goto(url + REVIEW);
  // What still asks for eyes is accepted only after its list has been opened.
  if (!(await page.isVisible('form[action$="/chap-nhan"] button'))) await page.click(".submit details > summary");
  await press(page, 'form[action$="/chap-nhan"] button');
  assert.match(await words(page, ".banner[role=status]"), /^Đã chấp nhận báo cáo/);
}
