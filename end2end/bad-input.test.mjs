// What comes in wrong gets one plain Vietnamese sentence and changes nothing.
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { browser, fill, open, press, python, signIn } from "./harness.mjs";
import { PASSWORD, PERIOD, REPORT, UNIT, filled, installation, plain, upload, values, words } from "./steps.mjs";

let site, server, chromium, page, form;
before(async () => {
  [site, chromium] = await Promise.all([installation(), browser()]);
  const focal = await site.person("gv.loc", UNIT, "unit_editor", "unit_approver");
  await site.must("round", "--period", "2026-08", "--due", "2026-09-10", "--closes", "2026-09-20");
  form = site.file("form.xlsx");
  await site.must("form", "--unit", UNIT, "--period", PERIOD, "--out", form);
  server = await site.serve();
  page = await open(chromium, { javaScriptEnabled: false });
  // Whatever happens below: no answer shows the inside of the program.
  page.on("response", async (answer) => {
    const text = (answer.headers()["content-type"] ?? "").startsWith("text/html") ? await answer.text().catch(() => "") : "";
    const inside = text.match(/panicked|sqlx|sqlite|select .* from |insert into |RUST_BACKTRACE/i);
    if (inside) page.trouble.push(`inside: ${answer.url()} shows ${inside[0]}`);
  });
  await signIn(page, server.url, focal);
});
after(async () => {
  await chromium?.close();
  await site?.remove();
});

const DUMP = `
import hashlib, json, sqlite3, sys
db = sqlite3.connect(f"file:{sys.argv[1]}/tiendo.db?mode=ro", uri=True)
print(json.dumps({t: [repr(r) for r in db.execute(f"select * from {t} order by id")] for t in sys.argv[2:]}))
`;
const EVERYTHING = ["round", "upload", "submission", "observation", "finding", "target", "person"];
/** The rows of the tables, to be compared with what they are later. */
const rows = async (tables = EVERYTHING) => JSON.parse(await python(DUMP, site.data, ...tables));

const report = async (path = REPORT) => {
  await page.goto(server.url + path);
  return page;
};
const token = () => page.getAttribute("input[name=csrf]", "value");
/** Posts a form that the page would not send; follows to the page that answers. */
const post = (path, fields) => page.context().request.post(server.url + path, fields);
const alert = async () => words(page, "[role=alert]");

/** A sentence for people: Vietnamese letters, a full stop, no code. */
function isSentence(text) {
  assert.match(text, /^[A-ZĐÀ-Ỹ][^{}<>]*[à-ỹđ][^{}<>]*\.$/u, text);
  assert.doesNotMatch(text, /!|null|undefined|Error|error|::/);
}

const ZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    office = "application/vnd.openxmlformats-officedocument"
    part = f'<Override PartName="/word/document.xml" ContentType="{office}.wordprocessingml.document.main+xml"/>'
    z.writestr("[Content_Types].xml", f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{part}</Types>')
    z.writestr("word/document.xml", "<w:document/>")
`;
const OLE = Buffer.from("d0cf11e0a1b11ae1", "hex");
const named = (stream) => Buffer.concat([OLE, Buffer.alloc(1016), Buffer.from(stream, "utf16le"), Buffer.alloc(512)]);
const FILES = [
  ["an empty file", (file) => writeFile(file, ""), /^Tệp không có nội dung\./],
  ["a byte over 20 MB", (file) => writeFile(file, Buffer.alloc((20 << 20) + 1, 65)), /^Tệp lớn hơn 20 MB\./],
  ["far over 20 MB", (file) => writeFile(file, Buffer.alloc(40 << 20, 65)), /^Tệp lớn hơn 20 MB\./],
  ["a .docx renamed", (file) => python(ZIP, file), /^Tệp là văn bản Word, không phải bảng tính/],
  ["an encrypted workbook", (file) => writeFile(file, named("EncryptedPackage")), /^Tệp có mật khẩu nên không đọc được\./],
  ["an .xls cut short", (file) => writeFile(file, named("Workbook")), /^Tệp bị hỏng/],
  ["a broken zip", (file) => writeFile(file, "PK\u0003\u0004 không phải zip"), /^Tệp bị hỏng/],
];
for (const [what, make, sentence] of FILES) {
  test(what, async () => {
    const [file, before] = [site.file("bieu-mau.xlsx"), await rows()];
    await make(file);
    await upload(await report(), file);
    assert.equal(new URL(page.url()).pathname, REPORT);
    isSentence(await alert());
    assert.match(await alert(), sentence);
    assert.match(await alert(), /Chưa có gì được lưu\.$/);
    assert.deepEqual(await rows(), before);
  });
}

test("no file chosen", async () => {
  await report();
  const [csrf, before] = [await token(), await rows()];
  // As a browser sends it that does not insist on a file, and a form without the field.
  const part = (name, value) => `--lan\r\nContent-Disposition: form-data; name="${name}"${value}\r\n`;
  for (const file of [part("tep", '; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n'), ""]) {
    const data = `${part("csrf", `\r\n\r\n${csrf}`)}${file}--lan--\r\n`;
    const answer = await post(`${REPORT}/tai-len`, { data, headers: { "content-type": "multipart/form-data; boundary=lan" } });
    assert.match(plain(await answer.text()), /Chưa chọn tệp nào\./);
  }
  assert.deepEqual(await rows(), before);
});

const EDIT = `
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
for at in sys.argv[3:]:
    cell, value = at.split("=")
    book["Biểu báo cáo"][cell] = value
book.save(sys.argv[2])
`;
/** Files that can be read; the page takes those whose fault can be put right in it. */
const CELLS = [
  {
    what: "text where a number belongs",
    content: values({ "XHS-06": { numerator: "rất nhiều" } }),
    sentence: /Ô G16 ghi “rất nhiều”, không phải là số\./,
    usable: true,
  },
  {
    what: "a numerator above its denominator",
    content: values({ "XHS-06": { numerator: 480001 } }),
    sentence: /Ô G16: tử số 480\.001 lớn hơn mẫu số 480\.000\./,
    usable: true,
  },
  {
    what: "an unknown indicator",
    content: values(),
    edits: ["A16=XYZ-99", "C16=Số máy bay không người lái"],
    sentence: /ghi “Số máy bay không người lái”, không có trong danh mục chỉ tiêu\./,
    usable: false,
    asked: true,
  },
  {
    what: "the form of another unit",
    sentence: /ghi tên đơn vị khác \(SYT\), không phải Sở Giáo dục và Đào tạo \(SGDDT\)\./,
    usable: false,
  },
];
for (const { what, content, edits = [], sentence, usable, asked = false } of CELLS) {
  test(what, async () => {
    const [file, before] = [site.file(`${what}.xlsx`), await rows(["submission", "observation", "finding"])];
    if (content) await fill(form, file, content);
    else await copyFile((await filled(site, "SYT", { "DLH-05": { numerator: 1, denominator: 8 } })).file, file);
    if (edits.length > 0) await python(EDIT, file, file, ...edits);
    await upload(await report(), file);
    assert.match(page.url(), /\/xem-truoc\?tep=/);
    const found = (await page.locator("ol.find > li").allTextContents()).map(plain);
    assert.ok(found.some((text) => sentence.test(text)), found.join("\n"));
    assert.equal((await page.locator('form[action$="/dung-tep"]').count()) === 1, usable);
    if (!usable) {
      if (asked) assert.match(await words(page, "#xac-nhan"), /C16 ghi “Số máy bay không người lái”: là chỉ tiêu nào\?/);
      else isSentence(await alert());
      const tep = new URL(page.url()).searchParams.get("tep");
      const form = { csrf: await report().then(token), tep };
      assert.match(plain(await (await post(`${REPORT}/dung-tep`, { form })).text()), /Chưa có gì được lưu\./);
    }
    assert.deepEqual(await rows(["submission", "observation", "finding"]), before);
  });
}

test("a closed round", async () => {
  const path = `/bao-cao/2026-08/${UNIT}`;
  await report(path);
  assert.match(await words(page), /Đợt tháng 8\/2026 đã đóng ngày 20\/0?9\/2026/);
  assert.equal(await page.locator("#tep-tin, #bao-cao").count(), 0, "there is nothing to send with");
  const [{ file }, before] = [await filled(site, UNIT, values(), "closed.xlsx"), await rows()];
  const csrf = await report().then(token);
  const typed = { csrf, version: "", "tu.XHS-06": "1", "mau.XHS-06": "2", "tt.XHS-06": "reported" };
  const answers = [
    await post(`${path}/tai-len`, { multipart: { csrf, tep: createReadStream(file) } }),
    await post(`${path}/luu`, { form: typed }),
  ];
  for (const answer of answers) {
    assert.match(plain(await answer.text()), /Đợt tháng 8\/2026 đã đóng ngày 20\/0?9\/2026\. Liên hệ Sở Khoa học và Công nghệ/);
  }
  assert.deepEqual(await rows(), before);
});

test("a page from an earlier session, and a form from nowhere", async () => {
  const before = await rows();
  const typed = { "tu.XHS-06": "1", "mau.XHS-06": "2", "tt.XHS-06": "reported", version: "" };
  const stale = await report().then(token);
  await press(await report("/tai-khoan"), 'form[action="/dang-xuat"] button');
  await signIn(page, server.url, { username: "gv.loc", password: PASSWORD });
  for (const csrf of [stale, "", "x".repeat(43)]) {
    for (const fields of [{ form: { csrf, ...typed } }, { multipart: { csrf, tep: createReadStream(form) } }]) {
      const answer = await post(`${REPORT}/${fields.form ? "luu" : "tai-len"}`, fields);
      assert.equal(answer.status(), 403);
      assert.match(plain(await answer.text()), /Phiên làm việc đã hết hoặc biểu mẫu đã cũ, chưa có gì được lưu\./);
    }
  }
  const csrf = await report().then(token);
  const foreign = await post(`${REPORT}/luu`, { form: { csrf, ...typed }, headers: { origin: "https://evil.example" } });
  assert.equal(foreign.status(), 403);
  assert.deepEqual(await rows(), before);
});

test("two submissions at once are one, and a page from before it changes nothing", async () => {
  const { file } = await filled(site, UNIT, values(), "good.xlsx");
  await upload(await report(), file);
  await press(page, 'form[action$="/dung-tep"] button');
  const [csrf, version] = [await token(), await page.getAttribute("input[name=version]", "value")];
  const form = { csrf, version };
  const twice = await Promise.all([1, 2].map(() => post(`${REPORT}/nop`, { form, maxRedirects: 0 })));
  // The late one is led back, or shown the page as it is now, if the other was done before it began.
  const told = async (answer) => {
    const cookie = answer.headers()["set-cookie"]?.match(/tiendo-bao=([^;]+)/);
    return cookie ? decodeURIComponent(cookie[1]) : `0${plain(await answer.text()).match(/Báo cáo đã thay đổi sau khi bạn mở trang này.*?quyết định lại\./)[0]}`;
  };
  const kept = await Promise.all(twice.map(told));
  assert.equal(kept.filter((said) => said.startsWith("1Đã nộp báo cáo tháng 10/2026.")).length, 1, kept.join("\n"));
  isSentence(kept.find((said) => said.startsWith("0")).slice(1));
  const after = await rows();
  assert.equal(after.submission.length, 1);
  assert.equal(after.observation.length, 9);

  // The old page is still open in another tab.
  for (const step of ["luu", "nop"]) {
    await page.context().clearCookies({ name: "tiendo-bao" });
    const old = { form: { ...form, "tu.XHS-06": "1", "mau.XHS-06": "2", "tt.XHS-06": "reported" } };
    const answer = await post(`${REPORT}/${step}`, old);
    assert.equal(answer.status(), 409);
    assert.match(plain(await answer.text()), /Báo cáo đã thay đổi sau khi bạn mở trang này: .* nộp báo cáo .*Chưa có gì được lưu/);
  }
  assert.deepEqual(await rows(), after);
});

test("going back after submitting shows what is, not what was", async () => {
  await report();
  await press(page, 'form[action$="/rut"] button');
  await press(page, "#bao-cao #nop button:not(.go)"); // a new revision begins
  await press(page, "#nop button.go");
  assert.match(await words(page, "h1"), /^Đã nộp báo cáo tháng 10\/2026; đang chờ thẩm định\.$/);
  await page.goBack();
  assert.match(await words(page, "h1"), /^Đã nộp báo cáo tháng 10\/2026; đang chờ thẩm định\.$/);
  assert.equal(await page.locator("#bao-cao, #tep-tin").count(), 0);
  const states = JSON.parse(await python(DUMP, site.data, "submission")).submission.join();
  assert.deepEqual(states.match(/'(draft|submitted|withdrawn)'/g).sort(), ["'submitted'", "'withdrawn'"]);
});

test("what breaks inside is logged once with an id, and only the id is shown", async () => {
  await site.sql("alter table finding rename to elsewhere");
  try {
    const answer = await page.goto(server.url + REPORT);
    assert.equal(answer.status(), 500);
    const said = await words(page, "main .lead");
    isSentence(said);
    const [id] = said.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/);
    assert.equal(server.output().split(id).length - 1, 1, "once in the log");
  } finally {
    await site.sql("alter table elsewhere rename to finding");
  }
});

test("nothing of the inside was shown all along", () => {
  assert.deepEqual(page.trouble.filter((line) => line.startsWith("inside: ")), []);
  assert.doesNotMatch(server.output(), /panicked/);
});
