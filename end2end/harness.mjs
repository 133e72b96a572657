// What every end-to-end test needs: the program on a port of its own, Chromium, a page that remembers what went wrong, and
// a workbook filled by openpyxl. The Makefile says where things are: TIENDO_BIN, TIENDO_SITE, TIENDO_PYTHON, TIENDO_DEMO.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);
const root = new URL("..", import.meta.url).pathname;

/** The path a variable names; the message says how to get it. */
function named(variable) {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set; run the tests with: make test`);
  return value;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A new empty folder and what removes it. */
export async function folder() {
  const path = await mkdtemp(join(tmpdir(), "tiendo-end2end-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** `tiendo` as a command line on the data folder: { code, stdout, stderr }, whatever the exit code is. `input` is what it reads. */
export async function tiendo(data, args, env = {}, input = "") {
  const options = { cwd: root, env: { ...process.env, TIENDO_DATA: data, ...env }, maxBuffer: 64 << 20, timeout: 120_000 };
  try {
    const going = run(named("TIENDO_BIN"), args, options);
    going.child.stdin.on("error", () => {}).end(input); // a command that reads nothing may have closed its end
    return { code: 0, ...(await going) };
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

/**
 * `tiendo serve` on a free port, with a data folder of its own unless `data` names one; resolves when /readyz answers 200.
 *
 * Returns { url, data, output(), accounts(), stop(), kill() }: `output` is all it has printed, `accounts` the demo sign-ins by role
 * ({ reviewer: { username, password } }), `stop` ends it and removes the folder if it was made here, `kill` ends it as a power cut would.
 */
export async function serve({ args = [], env = {}, data, ready = 120_000 } = {}) {
  const own = data ? undefined : await folder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(named("TIENDO_BIN"), ["serve", ...args], {
    cwd: root,
    env: { ...process.env, TIENDO_ADDR: `127.0.0.1:${port}`, TIENDO_DATA: data ?? own.path, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  const ended = new Promise((resolve) => child.once("error", resolve).once("exit", resolve));
  let running = true;
  ended.then((why) => {
    running = false;
    if (why instanceof Error) printed += why.message;
  });

  const stop = async () => {
    if (running) {
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
      if (running) child.kill("SIGKILL");
      await ended;
    }
    await own?.remove();
  };

  const deadline = Date.now() + ready;
  for (;;) {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.status === 200) break;
    if (!running || Date.now() > deadline) {
      const why = running ? `was not ready after ${ready} ms` : "ended";
      await stop();
      throw new Error(`tiendo serve ${why}; it printed:\n${printed}`);
    }
    await sleep(50);
  }
  const accounts = () =>
    Object.fromEntries(
      [...printed.matchAll(/^(focal_point|reviewer|leader|administrator) (\S+) (\S+)$/gm)].map(([, role, username, password]) => [
        role,
        { username, password },
      ]),
    );
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { url, data: data ?? own.path, output: () => printed, accounts, stop, kill };
}

/** `serve` with the illustrative year, on a copy of the one that demo.mjs has made. */
export async function demo() {
  const own = await folder();
  await cp(named("TIENDO_DEMO"), own.path, { recursive: true });
  const server = await serve({ args: ["--demo"], data: own.path });
  const stop = () => server.stop().then(own.remove);
  return { ...server, stop };
}

/** A Chromium with a fresh profile. */
export async function browser() {
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  let executablePath = process.env.TIENDO_CHROMIUM;
  for (const place of places) executablePath ??= await access(place).then(() => place, () => undefined);
  return chromium.launch({
    executablePath,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}

/**
 * A page in a context of its own. `options` are those of Playwright's newContext: javaScriptEnabled, viewport, colorScheme.
 *
 * `page.trouble` lists every console message, uncaught error, failed request and answer of 400 or more, as text;
 * `page.requests` every address asked for; `page.scripted` says whether JavaScript is on. Close with `page.context().close()`.
 */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.trouble = [];
  page.requests = [];
  page.scripted = options.javaScriptEnabled ?? true;
  page.on("console", (message) => page.trouble.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.trouble.push(`error: ${error.message}`));
  page.on("request", (request) => page.requests.push(request.url()));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Chromium calls it aborted when an answer becomes a download.
    if (why !== "net::ERR_ABORTED") page.trouble.push(`failed: ${request.url()} ${why}`);
  });
  page.on("response", (answer) => answer.status() >= 400 && page.trouble.push(`${answer.status()}: ${answer.url()}`));
  return page;
}

/** Waits until the browser's half is alive; without JavaScript the page is complete as it came. */
export async function settled(page) {
  if (!page.scripted) return;
  await page.waitForSelector("html[data-ready]").catch((error) => {
    throw new Error(`${page.url()} did not wake: ${JSON.stringify(page.trouble)}`, { cause: error });
  });
}

/** Presses a button or follows a link that leads to another page; gives that page's answer. */
export async function press(page, selector) {
  await settled(page);
  const [answer] = await Promise.all([page.waitForNavigation(), page.click(selector)]);
  return answer;
}

/** Signs in through the form; throws when the sign-in page is still shown afterwards. */
export async function signIn(page, url, { username, password }) {
  await page.goto(`${url}/dang-nhap`);
  await page.fill("input[name=username]", username);
  await page.fill("input[name=password]", password);
  await Promise.all([page.waitForNavigation(), page.click("form:has(input[name=password]) :is(button:not([type=button]), [type=submit])")]);
  if (new URL(page.url()).pathname === "/dang-nhap") throw new Error(`sign-in as ${username} was refused`);
}

/** Fills a form with openpyxl, as fill.py describes; returns the cells it wrote ("code numerator Sheet!F18"). */
export async function fill(form, out, values) {
  const script = join(root, "end2end/fill.py");
  const { stdout } = await run(named("TIENDO_PYTHON"), [script, form, out, JSON.stringify(values)]);
  return stdout.trim().split("\n");
}

/** Runs Python with openpyxl at hand; returns what it prints. */
export async function python(code, ...args) {
  return (await run(named("TIENDO_PYTHON"), ["-c", code, ...args])).stdout;
}
