// The program is killed with SIGKILL at random points of reopen, upload, taking a file in, submit, decide, accept and publish (a
// correction of a round that is published); after each start the database is whole, the record verifies, nothing acknowledged is
// missing, and the form that was on its way, sent again, is done exactly once. TIENDO_CRASH_RUNS says how often (20), TIENDO_CRASH_SEED which points.
import assert from "node:assert/strict";
import { execFile as execFileCallback } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { python, serve } from "./harness.mjs";
import { PERIOD, REPORT, REVIEW, UNIT, filled, installation, postgres, values } from "./steps.mjs";

const RUNS = Number(process.env.TIENDO_CRASH_RUNS ?? 20);
const SEED = Number(process.env.TIENDO_CRASH_SEED ?? 1);
const ITEM = "XHS-06";
const ROUND = `/dot/${PERIOD}`;
const execFile = promisify(execFileCallback);

/** Mulberry32: the same points for the same seed on every machine. */
function dice(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

for (const on of ["SQLite", "PostgreSQL"]) {
  const skip = on === "PostgreSQL" && !process.env.TIENDO_TEST_PG && "TIENDO_TEST_PG is not set";
  const runs = on === "SQLite" ? Math.ceil(RUNS / 2) : Math.floor(RUNS / 2);
  test(`a server killed ${runs} times loses nothing and does nothing twice, on ${on}`, { skip }, async (t) => {
    const env = on === "PostgreSQL" ? { DATABASE_URL: await postgres("tiendo_crash") } : {};
    const site = await installation(env);
    t.after(() => site.remove());
    const office = await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
    const reviewer = await site.person("td.mai", "SKHCN", "reviewer", "approver");
    const { file } = await filled(site, UNIT, values());
    await published(site, env, file);

    const random = dice(SEED + (on === "SQLite" ? 0 : 1000));
    let server = await serve({ data: site.data, env });
    t.after(() => server.kill());
    const people = { office: await enter(server.url, office), reviewer: await enter(server.url, reviewer) };
    const counts = new Counts(await lines(site));
    const cycle = new Cycle();
    const [ready, where] = [[], {}];
    for (let run = 1; run <= runs; run += 1) {
      for (let before = Math.floor(random() * 6); before > 0; before -= 1) {
        const sent = await cycle.prepare(server.url, people);
        const answer = await sent.post(server.url);
        sent.check(answer);
        counts.did(cycle.done(answer));
      }
      // The next one meets the end of the program somewhere between its first and its last moment.
      const sent = await cycle.prepare(server.url, people);
      const moment = random() * 1.2 * cycle.usual();
      const going = sent.post(server.url).catch(() => undefined);
      await sleep(moment);
      await server.kill();
      const answer = await going;
      const step = cycle.name();
      where[step] = (where[step] ?? 0) + 1;

      const start = performance.now();
      server = await serve({ data: site.data, env });
      ready.push(performance.now() - start);
      const told = `run ${run}, killed ${moment.toFixed(1)} ms into ${step}`;
      await whole(site, on, told);
      counts.check(await lines(site), cycle.action(), answer ? "acknowledged" : "unknown", told);
      // The browser sends it again: it is done now if it was not, and never a second time.
      const again = await sent.post(server.url);
      sent.check(again, told);
      counts.did(cycle.done(again));
      counts.check(await lines(site), undefined, "acknowledged", `${told}, sent again`);
    }
    const median = ready.toSorted((a, b) => a - b)[Math.floor(ready.length / 2)];
    t.diagnostic(`${on}: killed in ${JSON.stringify(where)}; ready again after ${median.toFixed(0)} ms (median), ${Math.max(...ready).toFixed(0)} ms at most`);
  });
}

/** A round at its end: one report accepted, everything published. */
async function published(site, env, file) {
  const of = ["--unit", UNIT, "--period", PERIOD];
  const step = (name, ...args) => site.must("round", "step", name, "--period", PERIOD, "--as", "td.mai", ...args);
  await site.must("import", file, ...of, "--as", "gv.loc");
  await site.must("submit", ...of, "--as", "gv.loc");
  await site.must("accept", ...of, "--as", "td.mai");
  await site.must("round", "--period", PERIOD, "--due", "2026-11-10", "--closes", "2026-11-11");
  await step("appraise", "--note-missing");
  await step("notify", "--explain-until", "2099-01-01");
  const passed = "update round set explain_until = '2026-11-12'";
  if (env.DATABASE_URL) await execFile("psql", [env.DATABASE_URL, "--quiet", "-c", passed]);
  else await site.sql(passed);
  await step("finalise");
  await step("publish", "--document", "99/TB-SKHCN");
}

/** A session, as a cookie. */
async function enter(url, who) {
  const form = await fetch(`${url}/dang-nhap`);
  const cookie = form.headers.get("set-cookie").split(";")[0];
  const body = new URLSearchParams({ ...hidden(await form.text(), "/dang-nhap"), ...who });
  const answer = await fetch(`${url}/dang-nhap`, { method: "POST", body, headers: { cookie }, redirect: "manual" });
  assert.equal(answer.status, 303);
  return answer.headers.get("set-cookie").split(";")[0];
}

/** The hidden fields of the form that is sent to `action`. */
function hidden(html, action) {
  const form = html.split("<form").find((part) => part.includes(`action="${action}"`));
  assert.ok(form, `no form leads to ${action}`);
  const inputs = form.split("</form>")[0].matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, value]));
}

/** One report's way round and round. */
class Cycle {
  steps = ["reopen", "upload", "take in", "submit", "decide", "accept", "publish"];
  actions = {
    reopen: "report.reopen", "take in": "report.save", submit: "report.submit", decide: "report.decide", accept: "report.accept",
    publish: "round.supersede",
  };
  at = 0;
  number = 300_000;
  preview = "";
  took = {};

  name = () => this.steps[this.at];
  action = () => this.actions[this.name()];
  usual = () => this.took[this.name()] ?? 60;

  /** Gets the page of the next step and makes the form ready to be sent, as often as one likes. */
  async prepare(url, people) {
    const [step, cookie] = [this.name(), this.at > 0 && this.at < 4 ? people.office : people.reviewer];
    const pages = { "take in": this.preview, decide: `${REVIEW}?xem=tat-ca&muc=${ITEM}`, accept: REVIEW, reopen: REVIEW, publish: ROUND };
    const page = await fetch(url + (pages[step] ?? REPORT), { headers: { cookie } });
    assert.equal(page.status, 200, step);
    const html = await page.text();
    const of = {
      upload: [`${REPORT}/tai-len`],
      "take in": [`${REPORT}/dung-tep`],
      submit: [`${REPORT}/luu`, {}, `${REPORT}/nop`],
      decide: [`${REVIEW}/muc`, { "quyet-dinh": "accepted" }],
      accept: [`${REVIEW}/chap-nhan`],
      reopen: [`${REVIEW}/mo-lai`, { muc: ITEM, "ly-do": "Đơn vị đề nghị sửa.", "van-ban": "12/SKHCN", den: "2099-12-01" }],
      publish: [`${ROUND}/buoc`, { "van-ban": "100/TB-SKHCN", "ly-do": "Đơn vị gõ nhầm." }],
    };
    const [action, typed = {}, to = action] = of[step];
    const fields = { ...hidden(html, action), ...typed };
    if (step === "upload") this.number += 1;
    const number = this.number;
    const body = () => {
      if (step !== "upload") return new URLSearchParams(fields);
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("tep", new Blob([`Mã;Chỉ tiêu;Tử số;Mẫu số\r\n${ITEM};;${number};480000\r\n`]), `lan-${number}.csv`);
      return form;
    };
    return {
      post: async (at) => {
        const start = performance.now();
        const answer = await fetch(at + to, { method: "POST", body: body(), headers: { cookie }, redirect: "manual" });
        await answer.arrayBuffer();
        this.took[step] = performance.now() - start;
        return answer;
      },
      check: (answer, told = step) => {
        assert.equal(answer.status, 303, `${told}: answered with ${answer.status}`);
        const said = decodeURIComponent(/tiendo-bao=([^;]*)/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? "1");
        assert.ok(said.startsWith("1"), `${told}: ${said}`);
      },
    };
  }

  /** On to the next step; gives the lines that this one leaves on record. */
  done(answer) {
    const step = this.name();
    const left = { [this.action()]: 1 };
    if (step === "upload") {
      const to = answer.headers.get("location");
      if (to === "/") {
        // Killed when the file was stored and the answer not noted yet: it is said to have come, and another is sent.
        const said = decodeURIComponent(answer.headers.get("set-cookie") ?? "");
        assert.match(said, /Biểu mẫu này đã được nhận/);
        return left;
      }
      assert.match(to, /\/xem-truoc\?tep=/, "a file that was uploaded is shown");
      this.preview = to;
    }
    this.at = (this.at + 1) % this.steps.length;
    return left;
  }
}

/** How often each action must be on record. */
class Counts {
  constructor(now) {
    this.expected = now;
  }

  did(left) {
    for (const [action, count] of Object.entries(left)) {
      if (action !== "undefined") this.expected[action] = (this.expected[action] ?? 0) + count;
    }
  }

  /** `open` is the action that was on its way: there or not, unless it was acknowledged; everything else exactly as often as it was done. */
  check(now, open, fate, told) {
    for (const action of Object.values(new Cycle().actions)) {
      const [there, wanted] = [now[action] ?? 0, this.expected[action] ?? 0];
      const most = action === open ? wanted + 1 : wanted;
      const least = action === open && fate === "acknowledged" ? wanted + 1 : wanted;
      assert.ok(least <= there && there <= most, `${told}: ${there} lines of ${action}, expected ${least} to ${most}`);
    }
  }
}

/** The lines on record by action. */
async function lines(site) {
  const out = site.file("lines.jsonl");
  await site.must("audit", "export", "--out", out);
  const counts = {};
  for (const line of (await readFile(out, "utf8")).trim().split("\n")) {
    const { action } = JSON.parse(line);
    counts[action] = (counts[action] ?? 0) + 1;
  }
  return counts;
}

const CHECK = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("pragma integrity_check").fetchall(), db.execute("pragma foreign_key_check").fetchall())
`;

/** The database is consistent and the chain of the record is unbroken. */
async function whole(site, on, told) {
  if (on === "SQLite") assert.equal((await python(CHECK, join(site.data, "tiendo.db"))).trim(), "[('ok',)] []", told);
  const { code, stdout } = await site.run("audit", "verify", "--format", "json");
  assert.equal(code, 0, `${told}: ${stdout}`);
}
