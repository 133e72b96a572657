// One file with the figures of many units, made by openpyxl: seen unit by unit, then taken into their drafts, whole or not at all.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { browser, open, press, python, signIn } from "./harness.mjs";
import { PERIOD, installation, upload, words } from "./steps.mjs";

const PAGE = "/bao-cao/nhieu-don-vi";
/** Units × indicators under two header rows, the second with "tử số" and "mẫu số". */
const TABLE = `
import sys
from openpyxl import Workbook
book = Workbook()
sheet = book.active
sheet.append(["Kết quả các xã, phường tháng 10/2026"])
sheet.append([])
sheet.append(["TT", "Đơn vị", "CQS-02", None, "CQS-07", None])
sheet.append([None, None, "Tử số", "Mẫu số", "Tử số", "Mẫu số"])
sheet.merge_cells("C3:D3")
sheet.merge_cells("E3:F3")
rows = [row.split(";") for row in sys.argv[2:]]
for n, (unit, *numbers) in enumerate(rows, 1):
    sheet.append([n, unit] + [int(x) if x.isdigit() else x for x in numbers])
sheet.append([None, "Tổng cộng", 0, 0, 0, 0])
book.save(sys.argv[1])
`;

/** Two sheets, each a list of one row. */
const LISTS = `
import sys
from openpyxl import Workbook
book = Workbook()
for name, row in zip(["Một", "Hai"], sys.argv[2:]):
    sheet = book.create_sheet(name)
    sheet.append(["Đơn vị", "Mã", "Tử số", "Mẫu số"])
    sheet.append([int(x) if x.isdigit() else x for x in row.split(";")])
del book["Sheet"]
book.save(sys.argv[1])
`;

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium?.close());

for (const js of [true, false]) {
  test(`a table of three communes goes into three drafts, JavaScript ${js ? "on" : "off"}`, async (t) => {
    const site = await installation();
    t.after(() => site.remove());
    const clerk = await site.person("kho.tong", "DN", "unit_editor", "unit_approver");
    const { units } = JSON.parse(await site.must("catalogue", "export"));
    const communes = units.filter((u) => u.province === "dong-nai" && u.kind === "commune" && !u.valid_to).slice(0, 3);
    const [wrong, right] = [site.file("sai.xlsx"), site.file("dung.xlsx")];
    // 30/40, 12/16; the second commune's numerator is above its denominator, the third's is words.
    const line = (i, ...numbers) => [communes[i].name, ...numbers].join(";");
    await python(TABLE, wrong, line(0, 30, 40, 12, 16), line(1, 50, 40, 5, 10), line(2, "khoảng 20", 40, 3, 4), "Xã Không Có Ở Đâu;1;2;3;4");
    await python(TABLE, right, line(0, 30, 40, 12, 16), line(1, 35, 40, 5, 10), line(2, 20, 40, 3, 4));
    const { url } = await site.serve();
    const page = await open(chromium, { javaScriptEnabled: js });
    t.after(() => page.context().close());
    await signIn(page, url, clerk);

    // A clerk of the province has no reports of its own; those of the communes are reached by the board too.
    await page.goto(`${url}/bao-cao`);
    await press(page, 'main a[href="/dot"]');
    await page.goto(`${url}/dot?nhom=xa`);
    await press(page, `a[href="/bao-cao/${PERIOD}/${communes[0].code}"]`);
    assert.match(await words(page, "main"), new RegExp(communes[0].name));
    await page.goto(`${url}/bao-cao`);
    await press(page, `a[href="${PAGE}"]`);
    await upload(page, wrong);
    assert.equal(await words(page, "h1"), "Trả lời các câu hỏi dưới đây để đọc tiếp tệp này.");
    const said = await words(page, "main");
    for (const [cell, what] of [["B8", /Xã Không Có Ở Đâu/], ["C6", /lớn hơn/], ["C7", /khoảng 20/]]) {
      assert.match(said, what);
      assert.match(said, new RegExp(`\\b${cell}\\b`), cell);
    }
    assert.equal(await page.locator('form[action$="/dung-tep"]').count(), 0);
    assert.match(await words(page, ".lead"), /sai\.xlsx · tháng 10\/2026/);
    // What is to be put right stands first.
    assert.match(await words(page, "table.t tbody"), new RegExp(`^${communes[2].name}.*${communes[0].name}|^${communes[1].name}.*${communes[0].name}`));

    await press(page, `.btns a[href="${PAGE}"]`);
    await upload(page, right);
    assert.equal(await words(page, "h1"), "Đã đọc được 6 số liệu của 3 báo cáo; không còn ô nào phải sửa.");
    const shown = page.url();
    await press(page, 'form[action$="/dung-tep"] button');
    assert.equal(await words(page, ".banner[role=status]"), "Đã lưu 6 số liệu vào 3 bản nháp. Chưa có gì được nộp.");
    for (const [i, figure] of [[0, "75,0 %"], [1, "87,5 %"], [2, "50,0 %"]]) {
      await page.goto(`${url}/bao-cao/${PERIOD}/${communes[i].code}`);
      assert.match(await words(page, "main"), new RegExp(figure.replace(" ", "\\s")), communes[i].code);
    }
    // The back button leads to a page that says that the file is gone.
    await page.goto(shown);
    assert.match(await words(page, ".banner[role=alert]"), /Tệp xem trước không còn/);
    if (js) assert.deepEqual(page.trouble, []);
  });
}

test("a file that speaks of a unit which is not the sender's comes in nowhere", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const { units } = JSON.parse(await site.must("catalogue", "export"));
  const [mine, other] = units.filter((u) => u.province === "dong-nai" && u.kind === "commune" && !u.valid_to);
  const clerk = await site.person("xa.mot", mine.code, "unit_editor");
  const leader = await site.person("ld.chau", "", "leader");
  const file = site.file("hai-xa.xlsx");
  await python(TABLE, file, `${mine.name};30;40;12;16`, `${other.name};1;2;3;4`);
  // What the other one handed in last and nobody has accepted is no business of the first.
  const neighbour = await site.person("xa.hai", other.code, "unit_editor");
  await site.must("round", "--period", "2026-09", "--due", "2099-10-15", "--closes", "2099-10-25");
  await writeFile(site.file("thang-9.csv"), `Đơn vị;Chỉ tiêu;Kỳ;Tử số;Mẫu số\n${other.name};CQS-02;2026-09;7771;9993\n`);
  await site.must("import", site.file("thang-9.csv"), "--period", "2026-09", "--as", "xa.hai");
  await site.sql("update submission set state = 'submitted'");
  const { url } = await site.serve();
  const page = await open(chromium, { javaScriptEnabled: false });
  t.after(() => page.context().close());
  await signIn(page, url, clerk);
  await page.goto(url + PAGE);
  await upload(page, file);
  assert.equal(await words(page, "h1"), "Chưa dùng được tệp này: 1/2 báo cáo không nhận số liệu.");
  assert.equal(await page.locator('form[action$="/dung-tep"]').count(), 0);
  assert.doesNotMatch(await words(page), /9\.993/);
  const beside = await open(chromium, { javaScriptEnabled: false });
  t.after(() => beside.context().close());
  await signIn(beside, url, neighbour);
  await beside.goto(url + PAGE);
  await upload(beside, file);
  assert.match(await words(beside), /kỳ gần nhất \(tháng 9\/2026, chưa thẩm định: 9\.993\)/);
  // The form that the page does not show, sent by hand.
  const id = new URL(page.url()).searchParams.get("tep");
  await page.goto(url + PAGE);
  const csrf = await page.getAttribute('form.drop input[name="csrf"]', "value");
  const answer = await page.context().request.post(`${url}${PAGE}/dung-tep`, { form: { csrf, tep: id }, headers: { origin: url } });
  assert.equal(answer.status() < 500, true);
  await page.goto(`${url}/bao-cao/${PERIOD}/${mine.code}`);
  assert.doesNotMatch(await words(page, "main"), /75,0\s%/);

  // Somebody else's file is not there, and who reports for nobody has nothing to send.
  const guest = await open(chromium, { javaScriptEnabled: false });
  t.after(() => guest.context().close());
  await signIn(guest, url, leader);
  await guest.goto(`${url}${PAGE}?tep=${id}`);
  assert.match(await words(guest, ".banner[role=alert]"), /Tệp xem trước không còn/);
  assert.match(await words(guest, "main"), /Tài khoản chưa được giao lập báo cáo cho đơn vị nào/);
  assert.equal(await guest.locator("form.drop").count(), 0);
});

test("names nearly right and columns that nobody knows are asked about, and remembered for who sent them", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const clerk = await site.person("kho.tong", "DN", "unit_editor");
  const other = await site.person("kho.hai", "DN", "unit_editor");
  const { units } = JSON.parse(await site.must("catalogue", "export"));
  const [one, two] = units.filter((u) => u.province === "dong-nai" && u.kind === "commune" && !u.valid_to);
  // The last letter of the second commune's name is missing; the last two columns have a name of somebody's own.
  const slip = two.name.slice(0, -1);
  const table = (n) => `Đơn vị;CQS-02;;Hồ sơ nộp từ xa;\n;Tử số;Mẫu số;Tử số;Mẫu số\n${one.name};30;40;${n};16\n${slip};35;40;5;10\n`;
  const { url } = await site.serve();
  const page = await open(chromium, { javaScriptEnabled: false });
  t.after(() => page.context().close());
  const send = async (page, name, n) => {
    await writeFile(site.file(name), table(n));
    await page.goto(url + PAGE);
    await upload(page, site.file(name));
  };
  await signIn(page, url, clerk);
  await send(page, "xa.csv", 12);
  assert.equal(await words(page, "h1"), "Trả lời các câu hỏi dưới đây để đọc tiếp tệp này.");
  assert.equal(await page.locator('form[action$="/dung-tep"]').count(), 0);
  const asked = page.locator("#xac-nhan fieldset");
  assert.match(await asked.filter({ hasText: slip }).innerText(), /A4.*giống 9\d %/s);
  assert.match(await asked.filter({ hasText: "Hồ sơ nộp từ xa" }).innerText(), /D1.*12; 16; 5/s);
  await asked.filter({ hasText: slip }).locator(`input[value="${two.code}"]`).check();
  // A name that is none is said; what else was answered counts.
  await asked.filter({ hasText: "Hồ sơ nộp từ xa" }).locator("input[type=text]").fill("Chỉ tiêu không có");
  await press(page, "#xac-nhan button");
  assert.match(await words(page, ".banner[role=alert]"), /Không tìm thấy chỉ tiêu “Chỉ tiêu không có”/);
  assert.match(await words(page, "#xac-nhan"), new RegExp(`Đã xác nhận: “${slip}” là ${two.name}`), "the other answer counts");
  await asked.filter({ hasText: "Hồ sơ nộp từ xa" }).locator("input[type=text]").fill("CQS-07");
  await press(page, "#xac-nhan button");
  assert.equal(await words(page, "h1"), "Đã đọc được 4 số liệu của 2 báo cáo; không còn ô nào phải sửa.");
  assert.match(await words(page, "#xac-nhan"), /Đã xác nhận: “Hồ sơ nộp từ xa”/);
  await press(page, 'form[action$="/dung-tep"] button');
  assert.match(await words(page, ".banner[role=status]"), /Đã lưu 4 số liệu vào 2 bản nháp/);
  // The next file needs no answer, by page and by command line; somebody else is asked.
  await send(page, "xa-2.csv", 13);
  assert.match(await words(page, "h1"), /^Đã đọc được 4 số liệu của 2 báo cáo/);
  await writeFile(site.file("xa-3.csv"), table(14));
  const { values, findings } = JSON.parse(await site.must("import", site.file("xa-3.csv"), "--period", PERIOD, "--as", "kho.tong", "--dry-run", "--format", "json"));
  assert.deepEqual([values.length, findings], [4, []]);
  const stranger = await open(chromium, { javaScriptEnabled: false });
  t.after(() => stranger.context().close());
  await signIn(stranger, url, other);
  await send(stranger, "xa-4.csv", 15);
  assert.equal(await words(stranger, "h1"), "Trả lời các câu hỏi dưới đây để đọc tiếp tệp này.");
  // Passed over, the column is not read, and the page says so.
  await stranger.locator("#xac-nhan fieldset").filter({ hasText: slip }).locator(`input[value="${two.code}"]`).check();
  await stranger.locator("#xac-nhan fieldset").filter({ hasText: "Hồ sơ nộp từ xa" }).locator('input[value="-"]').check();
  await press(stranger, "#xac-nhan button");
  assert.match(await words(stranger, "h1"), /^Đã đọc được 2 số liệu của 2 báo cáo/);
  assert.match(await words(stranger, "#xac-nhan"), /Đã xác nhận bỏ qua: “Hồ sơ nộp từ xa”/);
  assert.match(await words(stranger, "main"), /Cột không đọc: .*“Hồ sơ nộp từ xa”/);
  assert.deepEqual([page.trouble, stranger.trouble], [[], []]);
});

test("what is not asked of a unit, a broken file and several sheets are told apart", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  const clerk = await site.person("kho.tong", "DN", "unit_editor");
  const { units } = JSON.parse(await site.must("catalogue", "export"));
  const [one, two] = units.filter((u) => u.province === "dong-nai" && u.kind === "commune" && !u.valid_to);
  const [lists, broken] = [site.file("hai-trang.xlsx"), site.file("hong.xlsx")];
  // XHS-06 is reported by Sở Giáo dục và Đào tạo alone; the second sheet has words where a number belongs, in the same cell.
  await python(LISTS, lists, `${one.code};XHS-06;3;4`, `${two.code};CQS-02;khoảng 3;4`);
  await writeFile(broken, "PK\u0003\u0004 không phải sổ tính");
  const { url } = await site.serve();
  const page = await open(chromium);
  t.after(() => page.context().close());
  await signIn(page, url, clerk);
  await page.goto(url + PAGE);
  await upload(page, broken);
  assert.match(await words(page, ".banner[role=alert]"), /^Không mở được tệp|^Tệp/);
  await upload(page, lists);
  assert.equal(await words(page, "h1"), "Chưa dùng được tệp này.");
  assert.match(await words(page, ".banner.bad"), /không thuộc phạm vi báo cáo của đơn vị/);
  assert.equal(await page.locator('form[action$="/dung-tep"]').count(), 0);
  assert.match(await words(page, "main"), /Trang tính “Một”.*không thuộc phạm vi.*Trang tính “Hai”.*khoảng 3/s);
  const refused = await site.run("import", lists, "--period", PERIOD, "--as", "kho.tong");
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /không thuộc phạm vi báo cáo của đơn vị/);
});

test("a figure such as 3 of 4 under the header is no line of column numbers", async (t) => {
  const site = await installation();
  t.after(() => site.remove());
  for (const [n, rows] of [["SGDDT;CQS-02;3;4"], ["SGDDT;CQS-02;3;4", "SYT;CQS-02;30;40"]].entries()) {
    const file = site.file(`nho-${n}.csv`);
    await writeFile(file, ["Đơn vị;Mã;Tử số;Mẫu số", ...rows, ""].join("\r\n"));
    const { values, findings } = JSON.parse(await site.must("check", file, "--period", PERIOD, "--format", "json"));
    assert.deepEqual(findings, []);
    assert.deepEqual(values.map((v) => [v.unit, v.indicator, v.numerator, v.denominator].join(";")), rows);
  }
});
