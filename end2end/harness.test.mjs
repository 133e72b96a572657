// The tools of the other tests, tried on their own: a test is worth what its harness is.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, fill, folder, open, python, signIn } from "./harness.mjs";

const MAKE_FORM = `
import openpyxl, sys
book = openpyxl.Workbook()
book.active.title = "Hướng dẫn"
sheet = book.create_sheet("Biểu")
sheet.append(["BÁO CÁO THÁNG 10/2026"])
sheet.append([])
sheet.append(["STT", "Mã", "Tên chỉ tiêu", "Tử số", "Mẫu số", "Ghi chú"])
sheet.append([1, "A-1", "Chỉ tiêu một"])
sheet.append([2, "A-2", "Chỉ tiêu hai", 5, 9])
book.save(sys.argv[1])
`;
const READ_ROW = `
import openpyxl, sys
print([cell.value for cell in openpyxl.load_workbook(sys.argv[1])["Biểu"][int(sys.argv[2])]])
`;

let place, form, chromium, server, url;

before(async () => {
  place = await folder();
  form = join(place.path, "form.xlsx");
  await python(MAKE_FORM, form);
  chromium = await browser();
  const pages = {
    "/": "<!doctype html><title>t</title><p id=p>no script</p><script>p.textContent='script';console.warn('hm')</script><img src=/gone>",
    "/dang-nhap": "<!doctype html><title>t</title><form method=post><input name=username><input name=password><button type=submit>Vào</button></form>",
  };
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => (body += bytes)).on("end", () => {
      if (request.method === "POST" && body === "username=an&password=right") return response.writeHead(303, { location: "/" }).end();
      response.writeHead(pages[request.url] ? 200 : 404, { "content-type": "text/html" }).end(pages[request.url]);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});

after(async () => {
  await chromium?.close();
  server?.close();
  await place?.remove();
});

test("a form is filled by code, under the header, and nothing else changes", async () => {
  const out = join(place.path, "out.xlsx");
  const cells = await fill(form, out, { "A-1": { numerator: 12, denominator: 30 }, "a-2": { numerator: "chưa có", denominator: null } });
  assert.deepEqual(cells, ["A-1 numerator Biểu!D4", "A-1 denominator Biểu!E4", "a-2 numerator Biểu!D5", "a-2 denominator Biểu!E5"]);
  assert.equal((await python(READ_ROW, out, "4")).trim(), "[1, 'A-1', 'Chỉ tiêu một', 12, 30, None]");
  assert.equal((await python(READ_ROW, out, "5")).trim(), "[2, 'A-2', 'Chỉ tiêu hai', 'chưa có', None, None]");
});

test("a code, a column or a header that the form lacks stops the filling", async () => {
  const out = join(place.path, "none.xlsx");
  await assert.rejects(fill(form, out, { "A-9": { numerator: 1 } }), /A-9/);
  await assert.rejects(fill(form, out, { "A-1": { evidence: "x" } }), /evidence/);
  await python("import openpyxl, sys; openpyxl.Workbook().save(sys.argv[1])", out);
  await assert.rejects(fill(out, out, {}), /Tử số/);
});

test("a page reports its console, its failures and its requests, with script and without", async () => {
  const page = await open(chromium);
  await page.goto(url);
  assert.equal(await page.textContent("#p"), "script");
  assert.ok(page.trouble.includes("console warning: hm"), page.trouble.join("\n"));
  assert.ok(page.trouble.includes(`404: ${url}/gone`), page.trouble.join("\n"));
  assert.ok(page.requests.includes(`${url}/`));
  await page.context().close();

  const plain = await open(chromium, { javaScriptEnabled: false });
  await plain.goto(url);
  assert.equal(await plain.textContent("#p"), "no script");
  await plain.context().close();
});

test("signing in follows the form, and a refusal is an error", async () => {
  const page = await open(chromium);
  await signIn(page, url, { username: "an", password: "right" });
  assert.equal(new URL(page.url()).pathname, "/");
  await assert.rejects(signIn(page, url, { username: "an", password: "wrong" }), /refused/);
  await page.context().close();
});
