// A round to its end in the browser: appraised, notified, explained, frozen, published, corrected; late entry for who was late.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { browser, open, press, signIn } from "./harness.mjs";
import { PERIOD, REPORT, REVIEW, UNIT, filled, installation, upload, values, words } from "./steps.mjs";

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

const ROUND = `/dot/${PERIOD}`;

for (const js of [true, false]) {
  test(`a round to its end ${js ? "with" : "without"} JavaScript`, async (t) => {
    const site = await installation();
    t.after(() => site.remove());
    const unit = await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
    const judge = await site.person("td.mai", "SKHCN", "reviewer", "approver");
    const leader = await site.person("ld.chau", "", "leader");
    // The round has closed, and Sở Giáo dục và Đào tạo was late.
    await site.must("round", "--period", PERIOD, "--due", "2026-11-10", "--closes", "2026-11-11");
    const { url } = await site.serve();
    const [office, desk, top] = [await open(chromium, { javaScriptEnabled: js }), await open(chromium, { javaScriptEnabled: js }), await open(chromium, { javaScriptEnabled: js })];
    await Promise.all([signIn(office, url, unit), signIn(desk, url, judge), signIn(top, url, leader)]);

    const { file } = await filled(site, UNIT, values());
    await office.goto(url + REPORT);
    assert.match(await words(office), /Đợt tháng 10\/2026 đã đóng ngày 11\/11\/2026/);
    assert.equal(await office.locator("#tep-tin").count(), 0);
    await desk.goto(url + ROUND);
    assert.match(await words(desk, "h1"), /^Đợt tháng 10\/2026 đã đóng: \d+ đơn vị không nộp, 0 báo cáo chờ kết luận\.$/);
    await desk.click("#ngoai-le details > summary");
    await desk.selectOption("#nl-don-vi", UNIT);
    await desk.fill("#nl-den", "2099-01-01");
    await desk.fill("#nl-ly-do", "Mất điện ba ngày.");
    await desk.fill("#nl-van-ban", "12/SKHCN-CĐS");
    await press(desk, "#ngoai-le details button");
    assert.match(await words(desk, "#ngoai-le"), /Sở Giáo dục và Đào tạo.*cho nộp muộn.*Mất điện ba ngày\..*12\/SKHCN-CĐS.*đang có hiệu lực/);

    await office.goto(url + REPORT);
    await upload(office, file);
    await press(office, 'form[action$="/dung-tep"] button');
    await press(office, "#nop button.go");
    await desk.goto(url + ROUND);
    await desk.check("input[name=khong-nop]");
    await press(desk, 'form[action$="/buoc"] button');
    assert.match(await words(desk, "h1"), /đang thẩm định: còn 1 báo cáo chờ kết luận\.$/);
    assert.match(await words(desk), /Còn 1 báo cáo đã nộp mà chưa kết luận/);
    assert.equal(await desk.locator('form[action$="/buoc"] button').count(), 0, "no button for a step that has to wait");
    await desk.goto(url + REVIEW);
    if (!(await desk.isVisible('form[action$="/chap-nhan"] button'))) await desk.click(".submit details > summary");
    await press(desk, 'form[action$="/chap-nhan"] button');
    await desk.goto(url + ROUND);
    await desk.fill("#den", "2099-01-01");
    await press(desk, 'form[action$="/buoc"] button');
    assert.match(await words(desk, "h1"), /đã thông báo kết quả, 0 giải trình chờ trả lời; nhận đến hết 1\/1\/2099\.$|nhận đến hết 01\/01\/2099\.$/);

    // XHS-06 was reported as 300.000/480.000; the unit says 312.000, the answer is 306.000: 306/480 = 63,75 %.
    await office.goto(url + REPORT);
    await office.click("#giai-trinh details > summary");
    const option = await office.locator("#gt-muc option", { hasText: "300.000" }).getAttribute("value");
    await office.selectOption("#gt-muc", option);
    await office.fill("#gt-tu", "312000");
    await office.fill("#gt-mau", "480000");
    await office.fill("#gt-ly-do", "Hai trường gửi số sau ngày chốt.");
    await press(office, "#giai-trinh button");
    assert.match(await words(office, "#giai-trinh"), /62,5.*62,5.*65,0.*–.*Hai trường gửi số sau ngày chốt\./);
    await desk.goto(url + ROUND);
    for (const page of [office, desk]) {
      const size = page.viewportSize();
      await page.setViewportSize({ width: 390, height: 844 });
      const { x, width } = await page.locator("#giai-trinh table").boundingBox();
      assert.ok(x + width <= 390, "the four values fit a phone");
      await page.setViewportSize(size);
    }
    await desk.fill('#giai-trinh input[name="tu"]', "306000");
    await desk.fill('#giai-trinh input[name="tra-loi"]', "Một trường có xác nhận.");
    await press(desk, '#giai-trinh button[value="upheld"]');
    assert.match(await words(desk, "#giai-trinh"), /62,5.*62,5.*65,0.*63,8.*được chấp nhận|được chấp nhận.*62,5.*62,5.*65,0.*63,8/);
    assert.match(await words(desk), /Còn nhận giải trình đến hết/);

    // The last day for explanations passes.
    await site.sql("update round set explain_until = '2026-11-12'");
    await top.goto(url + "/");
    assert.match(await words(top, ".basis"), /^Số liệu tạm tính, chưa đợt nào được công bố$/);
    await desk.goto(url + ROUND);
    await press(desk, 'form[action$="/buoc"] button');
    assert.match(await words(desk, "h1"), /đã chốt, bản số 1; chưa công bố\.$/);
    assert.equal((await top.goto(`${url}/cong-bo/${PERIOD}/1`)).status(), 404, "what is only frozen is not for everybody");
    await desk.fill("#van-ban", "99/TB-SKHCN");
    await press(desk, 'form[action$="/buoc"] button');
    await top.goto(`${url}/cong-bo/${PERIOD}/1`);
    const hash = await words(top, ".hash");
    const raw = await (await top.request.get(`${url}/cong-bo/${PERIOD}/1/so-lieu.json`)).body();
    assert.equal(createHash("sha256").update(raw).digest("hex"), hash);
    const frozen = JSON.parse(raw);
    const of = (s) => s.figures.find((f) => f.indicator === "XHS-06" && f.unit === UNIT);
    assert.deepEqual([of(frozen).numerator, of(frozen).denominator], [306000, 480000]);
    await top.goto(url + "/");
    assert.match(await words(top, ".basis"), /^Số liệu đã công bố: tháng 10\/2026, bản số 1$/);

    // A correction: XHS-08 was 240/300 and is 250/300.
    await desk.goto(url + REVIEW);
    await desk.click('details:has(form[action$="/mo-lai"]) > summary');
    await desk.check('form[action$="/mo-lai"] input[value="XHS-08"]');
    await desk.fill("#ly-do-mo", "Gõ nhầm.");
    await desk.fill("#van-ban-mo", "13/SKHCN-CĐS");
    await desk.fill("#den-mo", "2099-01-01");
    await press(desk, 'form[action$="/mo-lai"] button');
    await site.must("import", (await filled(site, UNIT, values({ "XHS-08": { numerator: 250 } }), "moi.xlsx")).file, "--unit", UNIT, "--period", PERIOD, "--as", "gv.loc");
    await site.must("submit", "--unit", UNIT, "--period", PERIOD, "--as", "gv.loc", "--reason", "Gõ nhầm.");
    await site.must("accept", "--unit", UNIT, "--period", PERIOD, "--as", "td.mai");
    await top.goto(url + "/");
    assert.match(await words(top, ".basis"), /^Số liệu tạm tính; công bố gần nhất: tháng 10\/2026, bản số 1$/);
    await desk.goto(url + ROUND);
    await desk.fill("#van-ban", "100/TB-SKHCN");
    await desk.fill("#ly-do", "Sở Giáo dục và Đào tạo gõ nhầm một số.");
    await press(desk, 'form[action$="/buoc"] button');
    await top.goto(`${url}/cong-bo/${PERIOD}/2`);
    assert.match(await words(top, "#dinh-chinh"), /Thông báo đính chính bản số 1.*gõ nhầm một số\..*80,0.*240\/300.*83,3.*250\/300/);
    await top.goto(`${url}/cong-bo/${PERIOD}/1`);
    assert.match(await words(top), /Bản này đã được đính chính/);
    const again = await (await top.request.get(`${url}/cong-bo/${PERIOD}/1/so-lieu.json`)).body();
    assert.ok(again.equals(raw), "what was published stays as it is");
    assert.equal((await site.run("audit", "verify")).code, 0);
    await top.goto(`${url}/dot`);
    assert.match(await words(top, "h1"), /^Đợt tháng 10\/2026: \d+ trong \d+ đơn vị chưa nộp; 0 nộp đúng hạn\.$/);
  });
}
