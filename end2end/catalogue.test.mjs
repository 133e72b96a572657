// The catalogue's life in a browser: two communes become one and a series is read both ways; an event gives a task its date; the
// data files go out and come back the same.
import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { browser, open, press, python, signIn } from "./harness.mjs";
import { PERIOD, filled, installation, sources } from "./steps.mjs";

/** Two communes and what each reports of CQS-02: (30 + 50) of (40 + 120) is 50 %. */
const OLD = { "P-an-loc": [30, 40], "P-bao-vinh": [50, 120] };
const NEW = "P-an-loc-bao-vinh";

let site, server, chromium, administrator, leader;

/** The codes a form asks for, read by openpyxl. */
const asked = async (file) => {
  const code = "import sys, openpyxl\nfor row in openpyxl.load_workbook(sys.argv[1]).worksheets[0].iter_rows(values_only=True):\n  print(*[c for c in row[:2] if c], sep=' ')";
  return [...new Set([...(await python(code, file)).matchAll(/\b[A-Z]{3}-\d+\b/g)].map(([code]) => code))];
};

before(async () => {
  site = await installation();
  await site.person("td.duyet", "SKHCN", "reviewer", "approver");
  for (const [unit, figures] of Object.entries(OLD)) {
    const user = await site.person(`x.${unit.toLowerCase()}`, unit, "unit_editor", "unit_approver");
    const blank = site.file(`blank-${unit}.xlsx`);
    await site.must("form", "--unit", unit, "--period", PERIOD, "--out", blank);
    const codes = await asked(blank);
    assert.ok(codes.includes("CQS-02"), `${unit} is asked ${codes}`);
    const content = Object.fromEntries(codes.map((code) => [code, { numerator: 3, denominator: 4 }]));
    content["CQS-02"] = { numerator: figures[0], denominator: figures[1] };
    const { file } = await filled(site, unit, content);
    const of = ["--unit", unit, "--period", PERIOD];
    await site.must("import", file, ...of, "--as", user.username);
    await site.must("submit", ...of, "--as", user.username, "--reason", "Đúng như sổ theo dõi");
    await site.must("accept", ...of, "--as", "td.duyet");
  }
  administrator = await site.person("qt.hoa", undefined, "administrator");
  leader = await site.person("ld.minh", undefined, "leader");
  server = await site.serve();
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await site?.remove();
});

const as = async (account, options) => {
  const page = await open(chromium, options);
  await signIn(page, server.url, account);
  return page;
};
const main = (page) => page.textContent("main");

test("a merger is entered; the same series is read by the units of then and of now", async () => {
  const options = { javaScriptEnabled: false };
  const page = await as(administrator, options);
  await page.goto(`${server.url}/to-chuc?viec=sap-nhap`);
  const names = page.locator("input[name=tu]");
  for (const [n, unit] of Object.keys(OLD).entries()) await names.nth(n).fill(unit);
  await page.fill("input[name=ten]", "Phường An Lộc Bảo Vinh");
  await page.fill("input[name=ten-ngan]", "An Lộc Bảo Vinh");
  await page.fill("input[name=ma]", NEW);
  await page.fill("input[name=ngay]", "2026-11-01");
  await page.fill("input[name=so]", "99/NQ-HĐND");
  await press(page, "form[action='/to-chuc/xem-truoc'] button.go");
  assert.match(await main(page), /99\/NQ-HĐND/);
  assert.match(await main(page), /Phường An Lộc Bảo Vinh/);
  await press(page, "form[action='/to-chuc'] button.go");
  assert.deepEqual(page.trouble, []);
  await page.context().close();

  const reader = await as(leader, options);
  for (const [lens, word] of [["hien-nay", /hiện nay/], ["luc-do", /lúc báo cáo/]]) {
    await reader.goto(`${server.url}/chi-tieu/CQS-02?don-vi-tinh=${lens}`);
    const text = await main(reader);
    assert.match(text, word, `${lens} is not said`);
    // (30 + 50) ÷ (40 + 120) = 80 ÷ 160 = 50 %, whichever units it is added up by.
    assert.match(text, /50,0\s*%/, lens);
  }
  await reader.goto(`${server.url}/don-vi/${NEW}`);
  assert.match(await main(reader), /Phường An Lộc/);
  await reader.goto(`${server.url}/don-vi/P-an-loc`);
  assert.match(await main(reader), /Phường An Lộc Bảo Vinh/, "a former unit is still found and says what became of it");
  assert.deepEqual(reader.trouble, []);
  const answer = await reader.request.get(`${server.url}/api/v1/progress?indicator=CQS-02&lens=as_now`);
  const [row] = (await answer.json()).filter((r) => r.year === 2025 || r.period === PERIOD);
  assert.deepEqual([row.numerator, row.denominator], [80, 160]);
  await reader.context().close();
});

test("an event gives its tasks their dates", async () => {
  const page = await as(administrator);
  // 002, line 121: within 15 days after the decision takes effect.
  await page.goto(`${server.url}/nhiem-vu/002-2-2`);
  assert.match(await main(page), /chờ sự kiện/i);
  await page.goto(`${server.url}/su-kien`);
  const form = "form:has(input[value='002-to-chuc-lai-dvhc'])";
  await page.locator(`${form} >> xpath=ancestor::details`).evaluateAll((all) => all.forEach((d) => (d.open = true)));
  await page.fill(`${form} input[type=date]`, "2025-07-01");
  await page.fill(`${form} input[placeholder='123/QĐ-UBND']`, "1662/NQ-UBTVQH15");
  await page.fill(`${form} input[maxlength='500']`, "Nghị quyết có hiệu lực");
  await press(page, `${form} button:not([name])`);
  await page.goto(`${server.url}/nhiem-vu/002-2-2`);
  // 1/7/2025 and 15 days.
  assert.match(await main(page), /16\/07\/2025/);
  assert.match(await main(page), /quá hạn/i);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("a table of targets is shown before it counts", async () => {
  const page = await as({ username: "td.duyet", password: administrator.password });
  const blank = site.file("muc-tieu.xlsx");
  const answer = await page.request.get(`${server.url}/muc-tieu/bieu-mau.xlsx`);
  await writeFile(blank, await answer.body());
  const append = async (name, ...row) => {
    const code = "import sys, json, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1])\nbook.worksheets[0].append(json.loads(sys.argv[3]))\nbook.save(sys.argv[2])";
    await python(code, blank, site.file(name), JSON.stringify(row));
    await page.goto(`${server.url}/muc-tieu`);
    await page.setInputFiles("#tep", site.file(name));
    await press(page, "form.drop button");
    return main(page);
  };
  const wrong = await append("wrong.xlsx", "SYTT", "CQS-02", 2027, "≥", 85, "34/KH-UBND");
  assert.match(wrong, /1 chỗ phải sửa/);
  assert.match(wrong, /E\d+/);
  assert.match(wrong, /Không có đơn vị mã “SYTT” trong tỉnh/);
  assert.match(await append("right.xlsx", "SYT", "CQS-02", 2027, "≥", 85, "34/KH-UBND"), /1 mục tiêu của 1 đơn vị sẽ thay đổi/);
  await page.fill("#ly-do", "Theo kế hoạch");
  await press(page, "form[action='/muc-tieu'] button.go");
  await page.goto(`${server.url}/muc-tieu?don-vi=SYT`);
  assert.match(await main(page), /≥\s*85\s*%\s*34\/KH-UBND/);
  await page.context().close();
});

test("the data files that go out load into an empty installation and go out the same", async () => {
  const [one, two] = [site.file("one"), site.file("two")];
  await site.must("catalogue", "export", "--out", one);
  const other = await installation();
  try {
    await other.must("catalogue", "load", "--from", one);
    await other.must("catalogue", "export", "--out", two);
    const names = await readdir(one);
    assert.equal(names.length, 13);
    // The other installation knew the built-in units already; what the browser changed here came along.
    for (const name of names.filter((n) => n !== "assignments.toml")) {
      const [a, b] = await Promise.all([one, two].map((folder) => readFile(`${folder}/${name}`, "utf8")));
      assert.equal(b, a, name);
    }
    await readFile(`${one}/tasks.toml`, "utf8");
    const wrong = (await readFile(`${one}/tasks.toml`, "utf8")).replace('leads = ["SKHCN"]', 'leads = ["SKHCM"]');
    await python("import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])", `${two}/tasks.toml`, wrong);
    const { code, stderr } = await other.run("catalogue", "load", "--from", two);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /tasks\.toml:3: không có cơ quan, đơn vị mã “SKHCM”/);
    if (await sources()) {
      const { code: covered, stdout } = await site.run("catalogue", "coverage");
      assert.equal(covered, 0, stdout);
    }
  } finally {
    await other.remove();
  }
});
