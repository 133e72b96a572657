// What more than one test does: a new installation with a round and people, one office's month, a database in PostgreSQL.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fill, folder, press, python, serve, tiendo } from "./harness.mjs";

const run = promisify(execFile);

export const PERIOD = "2026-10";
export const PASSWORD = "sông Đồng Nai, cầu Ghềnh";
/** Sở Giáo dục và Đào tạo; it alone reports XHS-06. */
export const UNIT = "SGDDT";
export const REPORT = `/bao-cao/${PERIOD}/${UNIT}`;
export const REVIEW = `/tham-dinh/${PERIOD}/${UNIT}`;

/** A number for each indicator the two offices' forms ask: [numerator, denominator]. */
export const FIGURES = {
  "CQS-02": [450, 600],
  "CQS-03": [18, 24],
  "CQS-07": [500, 625],
  "DLH-01": [12, 20],
  "DLH-04": [7, 10],
  "DLH-05": [3, 4],
  "DLH-08": [2, 8],
  "XHS-06": [300000, 480000],
  "XHS-08": [240, 300],
};

/** FIGURES as fill.py takes them, some of them changed: { "DLH-08": { numerator: "khoảng 120" } }. */
export function values(changes = {}, figures = FIGURES) {
  const pairs = Object.entries(figures).map(([code, [numerator, denominator]]) => [code, { numerator, denominator, ...changes[code] }]);
  return Object.fromEntries(pairs);
}

const EXECUTE = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute(sys.argv[2])
db.commit()
`;

/** Where the documents lie on this machine; undefined when they do not. */
export async function sources() {
  const place = process.env.TIENDO_SOURCES ?? new URL("../../shared/sources", import.meta.url).pathname;
  return access(place).then(() => place, () => undefined);
}

/** A new database in the PostgreSQL of the tests; undefined when there is none. */
export async function postgres(name) {
  const admin = process.env.TIENDO_TEST_PG;
  if (!admin) return undefined;
  await run("psql", [admin, "--quiet", "-c", `drop database if exists ${name}`, "-c", `create database ${name}`]);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * A new data folder with the catalogue, the documents where they are at hand, and an open round.
 *
 * `run` is the command line with whatever exit code, `must` the same when it has to succeed (gives its output), `person` adds
 * somebody who can sign in, `serve` starts the server, `file` names a file in a folder of its own, `sql` changes the SQLite
 * database behind the program's back, `remove` ends everything.
 */
export async function installation(env = {}) {
  const [data, files] = [await folder(), await folder()];
  const command = (...args) => tiendo(data.path, args, env);
  const must = async (...args) => {
    const { code, stdout, stderr } = await command(...args);
    assert.equal(code, 0, `tiendo ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout;
  };
  let server;
  const site = {
    data: data.path,
    run: command,
    must,
    file: (name) => join(files.path, name),
    sql: (statement) => python(EXECUTE, join(data.path, "tiendo.db"), statement),
    person: async (username, unit, ...roles) => {
      for (const role of roles) {
        const args = ["user", "add", username, "--name", `Nguyễn Thị ${username}`, "--role", role, ...(unit ? ["--unit", unit] : [])];
        const { code, stderr } = await tiendo(data.path, [...args, "--password-stdin"], env, PASSWORD);
        assert.equal(code, 0, stderr);
      }
      return { username, password: PASSWORD };
    },
    serve: async () => (server = await serve({ data: data.path, env })),
    remove: async () => {
      await server?.stop();
      await Promise.all([data.remove(), files.remove()]);
    },
  };
  await must("catalogue", "load");
  const documents = await sources();
  if (documents) await must("documents", "load", documents);
  // Dates far ahead: what is tested here must not depend on the day it is tested.
  await must("round", "--period", PERIOD, "--due", "2099-11-15", "--closes", "2099-11-25");
  return site;
}

/** The form of a unit, filled by openpyxl: the file and the cells written, as { "XHS-06 numerator": "G16" }. */
export async function filled(site, unit, content, name = `${unit}.xlsx`) {
  const [blank, out] = [site.file(`form-${name}`), site.file(name)];
  await site.must("form", "--unit", unit, "--period", PERIOD, "--out", blank);
  return { file: out, cells: cellsOf(await fill(blank, out, content)) };
}

/** What fill.py says it wrote, by "code part": the cell without its sheet. */
export function cellsOf(lines) {
  return Object.fromEntries(lines.map((line) => [line.split(" ").slice(0, 2).join(" "), line.split("!").at(-1)]));
}

/** Chooses a file on the report's page and sends it; the page that follows says how it was read, or why it was not. */
export async function upload(page, file) {
  await page.setInputFiles("#tep-tin", file);
  return press(page, "form.drop button");
}

/** The text of a page without the difference of a no-break space. */
export async function words(page, selector = "main") {
  return plain(await page.textContent(selector));
}

export function plain(text) {
  return text.replace(/\s+/g, " ").trim();
}
