// Who did what: the record in sentences, its chain checked from outside, tampering by the lines, a server that is killed.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { browser, open, press, python, serve, signIn } from "./harness.mjs";
import { PERIOD, UNIT, filled, installation, postgres, values, words } from "./steps.mjs";

const OF = ["--unit", UNIT, "--period", PERIOD];
let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

/** A month by script: saved, submitted, accepted. */
async function month(t, env) {
  const site = await installation(env);
  t.after(() => site.remove());
  await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
  const approver = await site.person("td.mai", "SKHCN", "reviewer", "approver");
  const { file } = await filled(site, UNIT, values());
  await site.must("import", file, ...OF, "--as", "gv.loc");
  await site.must("submit", ...OF, "--as", "gv.loc");
  await site.must("accept", ...OF, "--as", "td.mai");
  return { site, approver };
}

/** The check's exit code and what it said. */
async function verify(site, ...more) {
  const { code, stdout, stderr } = await site.run("audit", "verify", "--format", "json", ...more);
  assert.ok(code === 0 || code === 1, stderr);
  const said = JSON.parse(stdout);
  assert.equal(said.sound, code === 0);
  return { code, ...said, findings: said.findings.map((f) => `${f.kind} ${f.first}-${f.last}`) };
}

test("the month is told in sentences, and its chain is whole", async (t) => {
  const { site, approver } = await month(t);
  assert.equal((await verify(site)).code, 0);
  const { url } = await site.serve();
  for (const javaScriptEnabled of [true, false]) {
    const page = await open(chromium, { javaScriptEnabled, viewport: { width: 390, height: 844 } });
    await signIn(page, url, approver);
    await page.goto(`${url}/bao-cao/${PERIOD}/${UNIT}`);
    await press(page, 'main a[href^="/nhat-ky"]');
    const lines = await page.locator("ol.log .what > p").allTextContents();
    const told = lines.map((l) => l.replace(/\s+/g, " ").trim());
    const report = "báo cáo tháng 10/2026 của Sở Giáo dục và Đào tạo";
    assert.equal(told[0], `Nguyễn Thị td.mai chấp nhận ${report}`);
    assert.equal(told.filter((l) => /^Nguyễn Thị td\.mai chấp nhận mục “.+” trong báo cáo/.test(l)).length, 9);
    assert.equal(told.at(-2), `Nguyễn Thị gv.loc nộp ${report}`);
    assert.ok(told.at(-1).startsWith(`Nguyễn Thị gv.loc lưu bản nháp ${report}: 9 số liệu`), told.at(-1));
    await press(page, 'form[action="/nhat-ky/kiem-tra"] button');
    assert.match(await words(page), /Nhật ký nguyên vẹn\.\s*Kiểm tra lúc/);
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    assert.ok(javaScriptEnabled === false || wide <= 390, `the page is ${wide} px wide on a phone`);
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
});

test("the exported chain can be computed again without the program", async (t) => {
  const { site } = await month(t);
  const out = site.file("audit.jsonl");
  await site.must("audit", "export", "--out", out);
  const lines = (await readFile(out, "utf8")).trim().split("\n").map((l) => JSON.parse(l));
  let prev = "";
  for (const [i, l] of lines.entries()) {
    assert.deepEqual([l.seq, l.prev], [i + 1, prev]);
    const said = [l.seq, l.id, l.at, l.person_id, l.action, l.object_kind, l.object_id, l.detail, l.prev];
    prev = createHash("sha256").update(JSON.stringify(said)).digest("hex");
    assert.equal(l.hash, prev, `line ${l.seq}`);
  }
  assert.equal((await site.must("audit", "head")).trim(), `${lines.length}:${prev}`);
  const table = site.file("audit.csv");
  await site.must("audit", "export", "--out", table, "--person", "gv.loc", "--object", "submission");
  const rows = JSON.parse(await python("import csv, json, sys; print(json.dumps(list(csv.reader(open(sys.argv[1], encoding='utf-8-sig')))))", table));
  assert.deepEqual(rows.slice(1).map((r) => r[4]), ["report.save", "report.submit"]);
  assert.ok(rows.slice(1).every((r) => r[2] === "gv.loc"));
});

test("whoever changes the file is found, by the line", async (t) => {
  const { site } = await month(t);
  const n = (await verify(site)).lines;
  const head = (await site.must("audit", "head")).trim();
  const database = join(site.data, "tiendo.db");
  const kept = await python("import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('vacuum into ?', (sys.argv[2],))", database, site.file("kept.db"));
  assert.equal(kept, "");
  const tamper = async (...statements) => {
    const script = "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\nfor s in sys.argv[2:]: db.execute(s)\ndb.commit()";
    await python(script, database, "drop trigger if exists audit_kept", "drop trigger if exists audit_kept_whole", ...statements);
  };
  const putBack = () =>
    python("import sqlite3, sys\na, b = (sqlite3.connect(p) for p in sys.argv[1:])\na.backup(b)", site.file("kept.db"), database);
  await assert.rejects(site.sql("update audit set detail = '{}' where seq = 5"), /a line of the audit is never changed/);

  const cases = [
    [["update audit set detail = '{}' where seq = 5"], ["altered 5-5"]],
    [["delete from audit where seq = 1"], ["removed 1-1"]],
    [["delete from audit where seq = 7"], ["removed 7-7"]],
    [["update audit set seq = -1 where seq = 4", "update audit set seq = 4 where seq = 9", "update audit set seq = 9 where seq = -1"], ["swapped 4-9"]],
    [[`delete from audit where seq > ${n - 3}`], [`truncated ${n - 2}-${n}`]],
    // The head taken back too: the file beside the database knows better.
    [
      [`delete from audit where seq > ${n - 3}`, `update audit_head set seq = ${n - 3}, hash = (select hash from audit where seq = ${n - 3})`],
      [`truncated ${n - 2}-${n}`],
    ],
  ];
  for (const [statements, expected] of cases) {
    await tamper(...statements);
    const { code, findings } = await verify(site);
    assert.deepEqual([code, findings], [1, expected], statements.join("; "));
    await putBack();
    assert.equal((await verify(site)).code, 0, "put back");
  }
  const text = await (async () => {
    await tamper(...cases[0][0]);
    const { code, stdout } = await site.run("audit", "verify");
    assert.equal(code, 1);
    await putBack();
    return stdout;
  })();
  assert.match(text, /^dòng 5 bị sửa \[altered 5-5, chain\]$/m);

  // The file beside it taken away as well: the head on paper is left.
  await tamper(...cases.at(-1)[0]);
  await writeFile(join(site.data, "audit.head"), "");
  assert.equal((await verify(site)).code, 0, "nothing is left that could tell");
  assert.deepEqual((await verify(site, "--head", head)).findings, [`truncated ${n - 2}-${n}`]);
  const [seq, hash] = head.split(":");
  assert.equal((await verify(site, "--head", `${seq}:${hash.slice(0, 12)}`)).code, 1);
  assert.equal((await site.run("audit", "verify", "--head", "x")).code, 2);
});

for (const on of ["SQLite", "PostgreSQL"]) {
  const skip = on === "PostgreSQL" && !process.env.TIENDO_TEST_PG && "TIENDO_TEST_PG is not set";
  test(`a server killed in the middle leaves a whole chain, on ${on}`, { skip }, async (t) => {
    const env = on === "PostgreSQL" ? { DATABASE_URL: await postgres("tiendo_audit") } : {};
    const site = await installation(env);
    t.after(() => site.remove());
    const who = await site.person("gv.loc", UNIT, "unit_editor");
    let acknowledged = 0;
    for (const wait of [60, 330, 610, 90, 1200]) {
      const server = await serve({ data: site.data, env });
      const enter = async () => {
        for (;;) {
          const form = await fetch(`${server.url}/dang-nhap`);
          const cookie = form.headers.get("set-cookie").split(";")[0];
          const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())[1];
          const body = new URLSearchParams({ csrf, ...who });
          const answer = await fetch(`${server.url}/dang-nhap`, { method: "POST", body, headers: { cookie }, redirect: "manual" });
          if (answer.status === 303 && !answer.headers.get("location").startsWith("/dang-nhap")) acknowledged += 1;
        }
      };
      const going = [enter(), enter(), enter()].map((going) => going.catch(() => {}));
      await sleep(wait);
      await server.kill();
      await Promise.all(going);
      const { code, lines, findings } = await verify(site);
      assert.equal(code, 0, findings.join());
      const out = site.file("sessions.jsonl");
      await site.must("audit", "export", "--out", out, "--person", "gv.loc");
      const sessions = (await readFile(out, "utf8")).match(/"action":"session.start"/g)?.length ?? 0;
      assert.ok(sessions >= acknowledged, `${acknowledged} sign-ins were acknowledged, ${sessions} of ${lines} lines tell of one`);
    }
  });
}
