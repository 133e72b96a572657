// Reminders by mail, to a real SMTP server: once each though it refuses the first two tries, one a day and person, and the
// inbox that says the same.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { browser, folder, open, press, signIn } from "./harness.mjs";
import { PERIOD, UNIT, filled, installation, values, words } from "./steps.mjs";

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

/** The SMTP server of smtp.py: what it took and what it refused so far. */
async function smtp(t, refusals) {
  const place = await folder();
  const script = new URL("smtp.py", import.meta.url).pathname;
  const child = spawn(process.env.TIENDO_PYTHON, [script, place.path, String(refusals)], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(async () => {
    child.stdin.end();
    await once(child, "exit");
    await place.remove();
  });
  const [port] = await once(child.stdout.setEncoding("utf8"), "data");
  const lines = async (name) => {
    const text = await readFile(join(place.path, name), "utf8");
    return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  };
  return { url: `smtp://127.0.0.1:${port.trim()}`, mails: () => lines("mails.jsonl"), refused: () => lines("refused.jsonl") };
}

/** An installation that sends mails there. */
async function office(t, refusals) {
  const server = await smtp(t, refusals);
  const site = await installation({
    TIENDO_SMTP: server.url,
    TIENDO_MAIL_FROM: "Tiến Độ <tiendo@mail.example>",
    TIENDO_URL: "https://tiendo.example/",
  });
  t.after(() => site.remove());
  const person = async (username, unit, roles, email) => {
    const account = await site.person(username, unit, ...roles);
    if (email) await site.must("user", "add", username, "--name", `Nguyễn Thị ${username}`, "--role", roles[0], "--unit", unit, "--email", email);
    return account;
  };
  return { server, site, person };
}

/** Waits for the server's own clockwork. */
async function until(what, done) {
  const deadline = Date.now() + 60_000;
  while (!(await done())) {
    assert.ok(Date.now() < deadline, `${what}: not within a minute`);
    await sleep(100);
  }
}

const sorted = (mails) => mails.map((m) => m.to).sort();

test("each mail arrives once though the first two tries fail", async (t) => {
  const { server, site, person } = await office(t, 2);
  await person("gv.loc", UNIT, ["unit_editor"], "loc@sgddt.example");
  await person("gv.duyet", UNIT, ["unit_approver"], "duyet@sgddt.example");
  await person("yt.binh", "SYT", ["unit_editor"]);
  await person("hai.an", "SYT", ["unit_editor"], "an@hai.example");
  await person("hai.an", "SNV", ["unit_editor"]);
  // Due on 15 November 2099; not open before, so that the day of the test does not count.
  await site.sql("update round set opens = '2099-11-01'");
  const remind = (at) => site.must("remind", "--at", `2099-11-${at}+07:00`);

  assert.match(await remind("12T08:00:00"), /^thông báo mới: 4\nthư mới: 2, đã gửi: 0, gửi chưa được: 2, còn chờ: 2, đã bỏ: 0$/m);
  assert.match(await remind("12T08:00:59"), /^thông báo mới: 0\nthư mới: 0, đã gửi: 0, gửi chưa được: 0, còn chờ: 2/m, "a minute has not passed");
  assert.match(await remind("12T08:01:00"), /gửi chưa được: 2, còn chờ: 2/);
  assert.match(await remind("12T08:05:59"), /đã gửi: 0, gửi chưa được: 0/, "nor five more");
  assert.deepEqual([(await server.refused()).length, (await server.mails()).length], [4, 0]);
  assert.match(await remind("12T08:06:00"), /đã gửi: 2, gửi chưa được: 0, còn chờ: 0/);

  const mails = await server.mails();
  assert.deepEqual(sorted(mails), ["an@hai.example", "loc@sgddt.example"], "who answers for the unit is not told yet");
  const ids = new Set([...mails, ...(await server.refused())].map((m) => m.id));
  assert.equal(ids.size, 2, "every try of a mail has the same Message-ID");
  for (const m of mails) {
    assert.deepEqual(
      [m.from, m.envelope, m.automatic, m.type],
      ["Tiến Độ <tiendo@mail.example>", ["tiendo@mail.example", m.to], "auto-generated", "text/plain utf-8"],
    );
  }
  const [loc, an] = ["loc@sgddt.example", "an@hai.example"].map((to) => mails.find((m) => m.to === to));
  assert.equal(loc.subject, "Sắp đến hạn 15/11/2099: báo cáo tháng 10/2026 – Sở Giáo dục và Đào tạo");
  assert.equal(
    loc.text.trimEnd(), // the line that ends a mail may be there twice
    "Kính gửi Nguyễn Thị gv.loc,\n\n" +
      "Báo cáo tháng 10/2026 của Sở Giáo dục và Đào tạo chưa nộp, còn 3 ngày: hạn nộp 15/11/2099.\n" +
      `   https://tiendo.example/bao-cao/${PERIOD}/${UNIT}\n\n` +
      "Mọi thông báo: https://tiendo.example/thong-bao\n\n" +
      "Thư này do hệ thống Tiến Độ tự động gửi, xin không trả lời. Đổi địa chỉ nhận thư hoặc ngừng nhận tại trang Thông báo.",
  );
  assert.equal(an.subject, "Nhắc việc báo cáo ngày 12/11/2099: 2 việc, hạn gần nhất 15/11/2099", "one mail for two units");
  for (const unit of ["SYT", "SNV"]) assert.ok(an.text.includes(`https://tiendo.example/bao-cao/${PERIOD}/${unit}\n`), an.text);

  // Nothing twice: the same day, the next one, and after the server was started and stopped.
  await remind("12T08:06:00");
  await remind("12T23:00:00");
  assert.match(await site.must("remind", "--date", "2099-11-13"), /^thông báo mới: 0\nthư mới: 0, /);
  const running = await site.serve();
  await running.stop();
  await remind("14T08:00:00");
  assert.equal((await server.mails()).length, 2);
  assert.equal((await server.refused()).length, 4);

  // Five days after the due day those who answer for the unit hear of it too.
  for (const at of ["20T08:00:00", "20T08:01:00", "20T08:06:00"]) await remind(at);
  const late = (await server.mails()).slice(2);
  assert.deepEqual(sorted(late), ["an@hai.example", "duyet@sgddt.example", "loc@sgddt.example"]);
  const subjects = late.map((m) => m.subject).sort();
  assert.deepEqual(subjects, [
    "Nhắc việc báo cáo ngày 20/11/2099: 2 việc",
    "Quá hạn 15/11/2099: báo cáo tháng 10/2026 – Sở Giáo dục và Đào tạo",
    "Đề nghị đôn đốc, quá hạn 15/11/2099: báo cáo tháng 10/2026 – Sở Giáo dục và Đào tạo",
  ].sort());
});

test("a server that never takes it: the mail is given up after two days, and said so", async (t) => {
  const { server, site, person } = await office(t, 1000);
  const account = await person("gv.loc", UNIT, ["unit_editor"], "loc@sgddt.example");
  await site.sql("update round set opens = '2099-11-01'");
  const remind = (at) => site.must("remind", "--at", `2099-11-${at}+07:00`);
  assert.match(await remind("12T08:00:00"), /còn chờ: 1, đã bỏ: 0/);
  assert.match(await remind("14T02:00:00"), /gửi chưa được: 1, còn chờ: 1, đã bỏ: 0/, "in its 42nd hour, with five more minutes to wait");
  assert.match(await remind("14T08:00:00"), /gửi chưa được: 1, còn chờ: 0, đã bỏ: 1/);
  assert.match(await remind("14T20:00:00"), /gửi chưa được: 0, còn chờ: 0, đã bỏ: 1/);
  assert.deepEqual([(await server.refused()).length, (await server.mails()).length], [3, 0]);
  const { url } = await site.serve();
  const page = await open(chromium);
  await signIn(page, url, account);
  await page.goto(`${url}/thong-bao`);
  assert.match(await words(page), /Thư ngày 12\/11\/2099 không đến được loc@sgddt\.example\./);
  await page.context().close();
});

test("the server reminds and sends by itself, and the inbox says the same", async (t) => {
  const { server, site, person } = await office(t, 0);
  const account = await person("gv.loc", UNIT, ["unit_editor", "unit_approver"], "loc@sgddt.example");
  const health = await person("yt.an", "SYT", ["unit_editor", "unit_approver"]);
  await site.person("td.mai", "SKHCN", "reviewer", "approver");
  const { url, kill } = await site.serve();
  await until("the mail about the open round", async () => (await server.mails()).length === 1);
  assert.equal((await server.mails())[0].subject, "Giao báo cáo tháng 10/2026, hạn nộp 15/11/2099 – Sở Giáo dục và Đào tạo");

  const accept = async (unit, user) => {
    const { "XHS-06": _, ...shared } = values();
    const figures = unit === UNIT ? values() : { ...shared, "XHS-07": { numerator: 40, denominator: 50 } };
    const { file } = await filled(site, unit, figures);
    const of = ["--unit", unit, "--period", PERIOD];
    await site.must("import", file, ...of, "--as", user);
    await site.must("submit", ...of, "--as", user);
    await site.must("accept", ...of, "--as", "td.mai");
  };
  const page = await open(chromium, { viewport: { width: 390, height: 844 } });
  await signIn(page, url, account);
  assert.equal(await page.textContent(".menu summary .unread"), "1 chưa đọc");
  await accept(UNIT, "gv.loc");
  await until("the mail about the decision", async () => (await server.mails()).length === 2);
  assert.equal((await server.mails())[1].subject, "Đã được chấp nhận: báo cáo tháng 10/2026 – Sở Giáo dục và Đào tạo");
  await page.goto(`${url}/thong-bao`);
  assert.equal(await page.textContent("h1"), "1 thông báo chưa đọc", "handing in has settled that the round is open");
  assert.match(await words(page), /được chấp nhận Báo cáo tháng 10\/2026 của Sở Giáo dục và Đào tạo đã được chấp nhận\./);
  assert.ok((await page.evaluate("document.documentElement.scrollWidth")) <= 390);
  await press(page, ".inbox form button");
  assert.equal(await page.textContent("h1"), "Không có thông báo chưa đọc");
  assert.equal(await page.locator(".unread").count(), 0);
  await press(page, '.inbox a[href^="/bao-cao/"]');
  assert.equal(new URL(page.url()).pathname, `/bao-cao/${PERIOD}/${UNIT}`);
  assert.deepEqual(page.trouble, []);
  await page.context().close();

  // Without JavaScript: an address of one's own, taken and refused; another's notices stay another's.
  const plain = await open(chromium, { javaScriptEnabled: false });
  await signIn(plain, url, health);
  await plain.goto(`${url}/thong-bao`);
  await plain.$eval("#email", (field) => field.setAttribute("type", "text"));
  await plain.fill("#email", "không phải địa chỉ");
  await press(plain, 'form[action="/thong-bao/dia-chi"] button');
  assert.match(await words(plain), /“không phải địa chỉ” không phải là địa chỉ thư\./);
  await plain.fill("#email", "an@syt.example");
  await press(plain, 'form[action="/thong-bao/dia-chi"] button');
  assert.match(await words(plain), /Thư từ nay gửi đến an@syt\.example\./);
  await plain.context().close();

  // A power cut; the next start sends what is new and nothing again.
  await kill();
  const next = await site.serve();
  await until("the mail that had no address yesterday", async () => (await server.mails()).length === 3);
  await accept("SYT", "yt.an");
  await until("the mail about the other decision", async () => (await server.mails()).length === 4);
  const all = await server.mails();
  assert.deepEqual(all.slice(2).map((m) => m.to), ["an@syt.example", "an@syt.example"]);
  assert.equal(new Set(all.map((m) => m.id)).size, 4);
  assert.deepEqual(await server.refused(), []);
  await next.stop();
});

test("whoever answers for all units reads the same of them once, and marks it as read once", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const clerk = await site.person("kho.tong", "DN", "unit_editor");
  const { url } = await site.serve();
  const page = await open(chromium, { javaScriptEnabled: false });
  await signIn(page, url, clerk);
  // Reminders are made beside the start of the server.
  await until("reminders", async () => {
    await page.goto(`${url}/thong-bao`);
    return (await page.locator(".inbox > li").count()) > 0;
  });
  assert.equal(await page.locator(".inbox > li").count(), 1);
  const units = await page.locator(".inbox .which li").count();
  assert.ok(units > 100, `${units} units`);
  const sentence = new RegExp(`Đợt báo cáo tháng 10/2026 đã mở; ${units} đơn vị được giao báo cáo, hạn nộp 15/11/2099\\.`);
  assert.match(await words(page, ".inbox > li > p"), sentence);
  assert.equal(await words(page, "h1"), `${units} thông báo chưa đọc`);
  await press(page, ".inbox .do button");
  assert.equal(await words(page, "h1"), "Không có thông báo chưa đọc");
  assert.match(await words(page, ".banner[role=status]"), new RegExp(`^Đã đánh dấu ${units} thông báo là đã đọc\\.$`));
  assert.deepEqual(page.trouble, []);
});
