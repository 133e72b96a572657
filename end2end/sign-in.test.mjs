// Who gets in, for how long, and how far.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, open, press, python, signIn } from "./harness.mjs";
import { PASSWORD, PERIOD, REPORT, UNIT, filled, installation, values, words } from "./steps.mjs";

let site, url, chromium;
before(async () => {
  [site, chromium] = await Promise.all([installation(), browser()]);
  await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
  await site.person("gv.cham", UNIT, "unit_editor");
  await site.person("td.mai", "SKHCN", "reviewer", "approver");
  await site.person("qt.phuoc", undefined, "administrator");
  url = (await site.serve()).url;
});
after(async () => {
  await chromium?.close();
  await site?.remove();
});

async function visitor(t, who) {
  const page = await open(chromium, { javaScriptEnabled: false });
  t.after(() => page.context().close());
  if (who) await signIn(page, url, { username: who, password: PASSWORD });
  return page;
}

/** Tries a name and a password; gives the sentence that answers, or undefined when they open. */
async function attempt(page, username, password) {
  await page.goto(`${url}/dang-nhap`);
  await page.fill("#username", username);
  await page.fill("#password", password);
  const answer = await press(page, "form[action='/dang-nhap'] button");
  if (new URL(page.url()).pathname !== "/dang-nhap") return undefined;
  assert.equal(answer.status(), 401);
  return words(page, "[role=alert]");
}

/** Written into the database: the only way to be an hour later at once. */
const PAST = "'2020-01-01 00:00:00+00:00'";
const WRONG = "Tên đăng nhập hoặc mật khẩu không đúng.";
const SIGNED_OUT = (page) => assert.equal(new URL(page.url()).pathname, "/dang-nhap");
const sessions = async (page) => (await page.context().cookies()).filter((cookie) => cookie.name === "tiendo");

test("a wrong password and an unknown name read the same, and keep the name typed", async (t) => {
  const page = await visitor(t);
  assert.equal(await attempt(page, "gv.loc", "không phải mật khẩu"), WRONG);
  assert.equal(await page.inputValue("#username"), "gv.loc");
  assert.equal(await page.inputValue("#password"), "");
  assert.equal(await attempt(page, "khong.co.ai", "không phải mật khẩu"), WRONG);
  assert.deepEqual(await sessions(page), []);
  assert.equal(await attempt(page, " GV.Loc ", PASSWORD), undefined, "capitals and spaces around the name do not matter");
});

test("an account slows down after five failures; others at the same address do not", async (t) => {
  const page = await visitor(t);
  for (let n = 1; n <= 4; n++) assert.equal(await attempt(page, "gv.cham", `sai lần ${n}`), WRONG);
  assert.equal(await attempt(page, "gv.cham", "sai lần 5"), `${WRONG} Thử lại sau 30 giây.`);
  assert.match(await attempt(page, "gv.cham", PASSWORD), /^Tài khoản đã nhập sai nhiều lần\. Thử lại sau (30|2\d) giây\.$/);
  assert.equal(await attempt(await visitor(t), "gv.loc", PASSWORD), undefined);
  await site.sql(`update person set blocked_until = ${PAST} where username = 'gv.cham'`);
  assert.equal(await attempt(page, "gv.cham", "sai lần 6"), `${WRONG} Thử lại sau 60 giây.`);
  await site.sql(`update person set blocked_until = ${PAST} where username = 'gv.cham'`);
  assert.equal(await attempt(page, "gv.cham", PASSWORD), undefined);
  const again = await visitor(t);
  assert.equal(await attempt(again, "gv.cham", "sai lần nữa"), WRONG, "the count starts again after a success");
});

/** Adds somebody without a password; gives the one-time code. */
async function code(username) {
  const printed = await site.must("user", "add", username, "--name", "Lê Văn Mới", "--role", "unit_editor", "--unit", UNIT);
  return printed.split("\t")[1];
}

const NO_CODE = /^Mã không đúng, đã dùng hoặc đã hết hạn\. Xin mã mới từ quản trị viên\.$/;

async function activate(page, code, password, again = password) {
  await page.goto(`${url}/kich-hoat`);
  await page.fill("#code", code);
  await page.fill("#password", password);
  await page.fill("#again", again);
  await press(page, "form[action='/kich-hoat'] button");
  return new URL(page.url()).pathname === "/kich-hoat" ? words(page, "[role=alert]") : undefined;
}

test("an activation code opens the account once, and a refused password does not use it up", async (t) => {
  const [page, once] = [await visitor(t), await code("moi.mot")];
  assert.equal(await activate(page, once, PASSWORD, `${PASSWORD}.`), "Hai lần nhập mật khẩu không giống nhau.");
  assert.equal(await activate(page, once, "ngắn"), "Mật khẩu cần ít nhất 10 ký tự.");
  assert.match(await activate(page, "ABCD-EFGH-2345", PASSWORD), NO_CODE);
  assert.equal(await activate(page, once.toLowerCase().replaceAll("-", " "), PASSWORD), undefined, "however it is typed");
  assert.equal(await words(page, ".who"), "Lê Văn Mới · Sở Giáo dục và Đào tạo");
  assert.match(await activate(await visitor(t), once, "mật khẩu khác hẳn"), NO_CODE);
  assert.equal(await attempt(await visitor(t), "moi.mot", PASSWORD), undefined);
});

test("an expired code and one that a newer replaced open nothing", async (t) => {
  const page = await visitor(t);
  const [old, late] = [await code("moi.hai"), await code("moi.hai")];
  assert.match(await activate(page, old, PASSWORD), NO_CODE);
  await site.sql(`update activation set expires_at = ${PAST} where person_id = (select id from person where username = 'moi.hai')`);
  assert.match(await activate(page, late, PASSWORD), NO_CODE);
});

test("a code of an account that was ended since opens nothing, and says so", async (t) => {
  const [page, ended, admin] = [await visitor(t), await code("moi.ba"), await visitor(t, "qt.phuoc")];
  await admin.goto(`${url}/nguoi-dung?tim=moi.ba`);
  await press(admin, 'button[formaction="/nguoi-dung/khoa"][name=ngung]');
  assert.match(await words(admin, ".banner[role=status]"), /^Đã ngừng tài khoản của Lê Văn Mới/);
  const said = await activate(page, ended, PASSWORD);
  await page.goto(url);
  SIGNED_OUT(page);
  assert.match(said ?? "no sentence", NO_CODE);
});

test("the session: its cookie, its change at each sign-in, its end", async (t) => {
  const page = await visitor(t, "gv.loc");
  const [first] = await sessions(page);
  assert.deepEqual([first.httpOnly, first.secure, first.sameSite, first.path], [true, false, "Lax", "/"]);
  const hours = (first.expires - Date.now() / 1000) / 3600;
  assert.ok(hours > 11.9 && hours <= 12, `${hours} hours`);
  assert.ok(first.value.length >= 43, "256 bits");

  // Signing in again in the same browser gives another token and ends the first.
  const before = await page.context().request.get(`${url}/tai-khoan`, { headers: { cookie: `tiendo=${first.value}` } });
  assert.match(await before.text(), /gv\.loc/);
  const csrf = (await before.text()).match(/name="csrf" value="([^"]+)"/)[1];
  const form = new URLSearchParams({ csrf, username: "gv.loc", password: PASSWORD });
  const send = (headers) => fetch(`${url}/dang-nhap`, { method: "POST", body: form, redirect: "manual", headers });
  const answer = await send({ cookie: `tiendo=${first.value}` });
  assert.equal(answer.status, 303);
  const second = answer.headers.get("set-cookie").match(/tiendo=([^;]+)/)[1];
  assert.notEqual(second, first.value);
  const asks = (token) => fetch(`${url}/tai-khoan`, { redirect: "manual", headers: { cookie: `tiendo=${token}` } });
  assert.equal((await asks(first.value)).status, 303);
  assert.equal((await asks(second)).status, 200);

  await site.sql(`update session set expires_at = ${PAST}`);
  assert.equal((await asks(second)).status, 303, "expired");
});

test("over TLS the cookie is the host's own and secure", async () => {
  const tls = { "x-forwarded-proto": "https" };
  const asked = await fetch(`${url}/dang-nhap`, { headers: tls });
  const csrf = (await asked.text()).match(/name="csrf" value="([^"]+)"/)[1];
  const cookie = asked.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  const body = new URLSearchParams({ csrf, username: "gv.loc", password: PASSWORD });
  const answer = await fetch(`${url}/dang-nhap`, { method: "POST", body, redirect: "manual", headers: { ...tls, cookie } });
  const given = answer.headers.getSetCookie().find((line) => line.startsWith("__Host-tiendo="));
  for (const part of [/; Secure/, /; HttpOnly/, /; SameSite=Lax/, /; Path=\//]) assert.match(given, part);
  assert.doesNotMatch(given, /Domain=/i);
});

test("signing out ends the session on the server too", async (t) => {
  const page = await visitor(t, "gv.loc");
  const [{ value }] = await sessions(page);
  await page.goto(`${url}/tai-khoan`);
  await press(page, "form[action='/dang-xuat'] button");
  SIGNED_OUT(page);
  assert.deepEqual(await sessions(page), []);
  assert.equal((await fetch(`${url}/tai-khoan`, { redirect: "manual", headers: { cookie: `tiendo=${value}` } })).status, 303);
  await page.goBack();
  SIGNED_OUT(page);
});

test("after signing in one comes back, but never to another host", async (t) => {
  const ways = { "/chi-tieu?tim=hồ sơ": "/chi-tieu", "//evil.example/x": "/", "/\\evil.example": "/", "https://evil.example": "/" };
  for (const [back, to] of Object.entries(ways)) {
    const page = await visitor(t);
    await page.goto(`${url}/dang-nhap?ve=${encodeURIComponent(back)}`);
    await page.fill("#username", "gv.loc");
    await page.fill("#password", PASSWORD);
    await press(page, "form[action='/dang-nhap'] button");
    assert.equal(new URL(page.url()).origin, url, back);
    assert.equal(new URL(page.url()).pathname, to, back);
  }
  const page = await visitor(t);
  await page.goto(url + REPORT);
  assert.equal(page.url(), `${url}/dang-nhap?ve=${REPORT}`);
});

test("no address given from outside leads away, whatever a browser makes of it", async () => {
  // Browsers drop tabs and line ends and take a backslash for a slash: each of these is //evil.example to them.
  for (const between of ["/", "\\", "\t/", "\t\\", "\n/", "\r\n/"]) {
    const back = `/${between}evil.example`;
    const answer = await fetch(`${url}/ngon-ngu/vi?ve=${encodeURIComponent(back)}`, { redirect: "manual" });
    const to = answer.headers.get("location") ?? "/";
    assert.equal(new URL(to, url).origin, url, JSON.stringify(back));
  }
});

test("another province reads as if it did not exist", async (t) => {
  const page = await visitor(t, "gv.loc");
  const unknown = {
    "/don-vi/QN-SKHCN": "/don-vi/KHONG-CO",
    [`/bao-cao/${PERIOD}/QN-SKHCN`]: `/bao-cao/${PERIOD}/KHONG-CO`,
    "/?tinh=quang-ngai": "/?tinh=khong-co",
  };
  for (const [there, nowhere] of Object.entries(unknown)) {
    assert.equal((await page.goto(url + there)).status(), 404, there);
    const said = await words(page);
    assert.match(said, /Không có trang này, hoặc tài khoản không được xem\./);
    assert.equal((await page.goto(url + nowhere)).status(), 404, nowhere);
    assert.equal(await words(page), said);
  }
  const api = await page.context().request.get(`${url}/api/v1/progress?unit=QN-SKHCN`);
  assert.equal(api.status(), 404);
});

const IDS = `
import sqlite3, sys, uuid
db = sqlite3.connect(sys.argv[1])
for table in ("upload", "observation"):
    print(uuid.UUID(bytes=db.execute(f"select id from {table} limit 1").fetchone()[0]))
`;

test("another unit's report, the review and the administration are refused", async (t) => {
  await site.person("yt.an", "SYT", "unit_editor", "unit_approver");
  const { file } = await filled(site, "SYT", { "DLH-05": { numerator: 1, denominator: 8 } });
  await site.run("import", file, "--unit", "SYT", "--period", PERIOD, "--as", "yt.an");
  const [upload, observation] = (await python(IDS, `${site.data}/tiendo.db`)).trim().split("\n");
  const page = await visitor(t, "gv.loc");
  const other = `/bao-cao/${PERIOD}/SYT`;
  const files = [`${other}/bieu-mau.xlsx`, `/dot/${PERIOD}/tong-hop.xlsx`, `/tep/${upload}`];
  for (const path of [other, `/tham-dinh/${PERIOD}/${UNIT}`, "/tham-dinh", "/muc-tieu", "/nguoi-dung", ...files]) {
    const answer = await page.context().request.get(url + path);
    assert.equal(answer.status(), 403, path);
    assert.match(await answer.text(), /Tài khoản chưa được giao quyền này\./, path);
  }
  // What is not accepted yet is nobody else's business.
  assert.equal((await page.context().request.get(`${url}/so-lieu/${observation}`)).status(), 404);
  // The reviewer may come to the report, but a draft is not shown.
  const reviewer = await visitor(t, "td.mai");
  await reviewer.goto(`${url}/tham-dinh/${PERIOD}/SYT`);
  assert.match(await words(reviewer, "[role=alert]"), /^Sở Y tế chưa nộp báo cáo/);
  assert.equal((await reviewer.context().request.get(`${url}/tep/${upload}`)).status(), 404);
});
