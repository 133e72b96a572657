//! People of a province: who may come in, their roles, their one-time codes.

mod slip;

pub use slip::{Slip, codes};

use crate::{
    frame::{self, Frame},
    ui::Csrf,
};
use domain::{access::Role, text::Lang};
use leptos::prelude::*;

/// What state an account is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No password yet.
    Waiting,
    InUse,
    /// Slowed down after wrong passwords.
    Blocked,
    Ended,
}

impl Standing {
    fn word(self, frame: &Frame) -> &'static str {
        match self {
            Self::Waiting => frame.t("chưa kích hoạt", "not activated"),
            Self::InUse => frame.t("đang dùng", "in use"),
            Self::Blocked => frame.t("tạm khoá", "locked for a while"),
            Self::Ended => frame.t("đã ngừng", "deactivated"),
        }
    }
}

/// One person of the list.
pub struct Right {
    pub role: Role,
    pub place: String,
    /// The dates it holds; empty: without end.
    pub dates: String,
    /// Id of the grant where it can be ended: in force, and not the viewer's own.
    pub id: Option<String>,
}

/// One person of the list.
pub struct PersonLine {
    pub id: String,
    pub name: String,
    pub username: String,
    /// Where reminders go; empty: nowhere.
    pub email: String,
    /// The last mail there was given up.
    pub is_lost: bool,
    pub unit: String,
    pub roles: Vec<Right>,
    pub standing: Standing,
    /// Why the viewer cannot act on this account; none when they can.
    pub out_of_reach: Option<&'static str>,
}

/// What the list is narrowed to; both empty for everyone.
#[derive(Clone, Default)]
pub struct Filter {
    pub text: String,
    /// Unit code.
    pub unit: String,
}

/// The add form as it was typed, kept when it is refused.
#[derive(Clone, Default)]
pub struct Typed {
    pub username: String,
    pub name: String,
    pub role: String,
    pub unit: String,
    pub email: String,
    pub problem: Option<String>,
}

pub struct ListPage {
    pub people: Vec<PersonLine>,
    /// Everyone of the province, whatever the filter, and how many of them have no password yet.
    pub total: usize,
    pub waiting: usize,
    /// Code and name.
    pub units: Vec<(String, String)>,
    pub filter: Filter,
    pub typed: Typed,
}

pub fn role_name(role: Role, lang: Lang) -> &'static str {
    if lang == Lang::Vi {
        return role.label();
    }
    match role {
        Role::UnitEditor => "report editor",
        Role::UnitApprover => "unit approver",
        Role::Reviewer => "reviewer",
        Role::LineReviewer => "line reviewer",
        Role::Approver => "approver",
        Role::Leader => "leader",
        Role::Administrator => "administrator",
    }
}

fn unit_options(units: &[(String, String)], chosen: &str, none: &'static str) -> AnyView {
    let options = units.iter().map(|(code, name)| {
        view! { <option value=code.clone() selected=code == chosen>{format!("{name} ({code})")}</option> }
    });
    view! { <option value="">{none}</option>{options.collect_view()} }.into_any()
}

pub fn list(frame: &Frame, page: ListPage) -> String {
    let title = frame.t("Người dùng", "People");
    let headline = match (frame.lang, page.waiting) {
        (Lang::En, 0) => format!("{} people have an account, all of them activated", page.total),
        (Lang::En, n) => format!("{} people have an account, {n} not activated yet", page.total),
        (Lang::Vi, 0) => format!("{} người có tài khoản, tất cả đã kích hoạt", page.total),
        (Lang::Vi, n) => format!("{} người có tài khoản, {n} người chưa kích hoạt", page.total),
    };
    frame::page(frame, title, || {
        view! {
            <h1>{headline}</h1>
            <p class="btns after">
                <a class="btn" href="#them">{frame.t("Thêm một người", "Add a person")}</a>
                <a class="btn" href="#nhap">{frame.t("Nhập danh sách", "Import a list")}</a>
            </p>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Danh sách", "List")}</h2></div>
                {filter_form(frame, &page)}
                {table(frame, &page)}
            </section>
            <div class="cols c-6-6 sec">
                {add_form(frame, &page)}
                {import_form(frame, "")}
            </div>
        }
        .into_any()
    })
}

fn filter_form(frame: &Frame, page: &ListPage) -> AnyView {
    view! {
        <form class="narrow" method="get" action="/nguoi-dung" role="search">
            <div class="field">
                <label for="tim">{frame.t("Họ tên hoặc tên đăng nhập", "Name or user name")}</label>
                <input class="in s" id="tim" name="tim" type="search" maxlength="100" value=page.filter.text.clone()/>
            </div>
            <div class="field">
                <label for="loc-don-vi">{frame.t("Đơn vị", "Unit")}</label>
                <select class="in s" id="loc-don-vi" name="don-vi">
                    {unit_options(&page.units, &page.filter.unit, frame.t("Tất cả đơn vị", "All units"))}
                </select>
            </div>
            <button class="btn">{frame.t("Lọc", "Filter")}</button>
        </form>
    }
    .into_any()
}

fn table(frame: &Frame, page: &ListPage) -> AnyView {
    if page.people.is_empty() {
        return view! {
            <div class="empty after">
                <b>{frame.t("Không có ai khớp với điều kiện lọc.", "Nobody matches the filter.")}</b>
                <p>{frame.t("Bỏ bớt điều kiện, hoặc thêm người mới ở dưới.", "Remove a condition, or add the person below.")}</p>
                <a class="btn" href="/nguoi-dung">{frame.t("Xem tất cả", "Show everyone")}</a>
            </div>
        }
        .into_any();
    }
    let waiting = page.people.iter().filter(|p| p.standing == Standing::Waiting && p.out_of_reach.is_none()).count();
    let all = if frame.lang == Lang::En {
        format!("Print codes for the {waiting} not activated")
    } else {
        format!("Cấp và in mã cho {waiting} người chưa kích hoạt")
    };
    let rows = page.people.iter().map(|p| row(frame, p)).collect_view();
    view! {
        <form id="viec" class="after" method="post" action="/nguoi-dung/ma">
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="tim" value=page.filter.text.clone()/>
            <input type="hidden" name="don-vi" value=page.filter.unit.clone()/>
            {(waiting > 1).then(|| view! { <button class="btn" name="tat-ca" value="1">{all}</button> })}
        </form>
        <div class="scroll-x after"><table class="t people listed">
            <thead><tr>
                <th scope="col">{frame.t("Họ tên, tên đăng nhập", "Name, user name")}</th>
                <th scope="col">{frame.t("Đơn vị", "Unit")}</th>
                <th scope="col">{frame.t("Vai trò", "Roles")}</th>
                <th scope="col">{frame.t("Tình trạng", "State")}</th>
                <th scope="col">{frame.t("Việc", "Actions")}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(frame: &Frame, p: &PersonLine) -> AnyView {
    let roles = p.roles.iter().map(|right| {
        let dates = (!right.dates.is_empty()).then(|| view! { <span class="muted nb">{format!(", {}", right.dates)}</span> });
        let name = role_name(right.role, frame.lang);
        let end = right.id.clone().map(|id| {
            view! {
                " "<button class="btn quiet" form="viec" formaction="/nguoi-dung/quyen" name="quyen" value=id>
                    {frame.t("Kết thúc", "End")}<span class="vh">{format!(" {name}, {}", p.name)}</span>
                </button>
            }
        });
        view! { <li>{name}<span class="muted">{format!(" · {}", right.place)}</span>{dates}{end}</li> }
    });
    let hot = if p.standing == Standing::Blocked { "tag hot" } else { "tag" };
    let ended = p.standing == Standing::Ended;
    let own = frame.viewer.as_ref().is_some_and(|v| v.actor.person.as_ref() == Some(&p.username));
    let act = match p.out_of_reach {
        Some(why) => view! { <span class="small muted">{why}</span> }.into_any(),
        None if ended => view! {
            <button class="btn quiet" form="viec" formaction="/nguoi-dung/khoa" name="mo" value=p.id.clone()>
                {frame.t("Mở lại", "Reactivate")}<span class="vh">{format!(" {}", p.name)}</span>
            </button>
        }
        .into_any(),
        None => view! {
            <button class="btn quiet" form="viec" formaction="/nguoi-dung/ma" name="nguoi" value=p.id.clone()>
                {frame.t("Cấp mã mới", "New code")}<span class="vh">{format!(" {}", p.name)}</span>
            </button>
            {(!own).then(|| view! {
                <button class="btn quiet" form="viec" formaction="/nguoi-dung/khoa" name="ngung" value=p.id.clone()>
                    {frame.t("Ngừng", "Deactivate")}<span class="vh">{format!(" {}", p.name)}</span>
                </button>
            })}
        }
        .into_any(),
    };
    view! {
        <tr class=ended.then_some("ended")>
            <th scope="row"><b>{p.name.clone()}</b><span class="sub mono">{p.username.clone()}</span>
                {(!p.email.is_empty()).then(|| view! { <span class="sub">{p.email.clone()}</span> })}
                {p.is_lost.then(|| view! { <span class="tag hot">{frame.t("thư không đến", "mail does not arrive")}</span> })}</th>
            <td>{p.unit.clone()}</td>
            <td><ul>{roles.collect_view()}</ul></td>
            <td><span class=hot>{p.standing.word(frame)}</span></td>
            <td class="nb">{act}</td>
        </tr>
    }
    .into_any()
}

fn add_form(frame: &Frame, page: &ListPage) -> AnyView {
    let typed = &page.typed;
    let roles = Role::ALL.iter().map(|role| {
        view! { <option value=role.code() selected=role.code() == typed.role>{role_name(*role, frame.lang)}</option> }
    });
    view! {
        <section class="sec" id="them">
            <div class="sec-h"><h2>{frame.t("Thêm một người", "Add a person")}</h2></div>
            {typed.problem.clone().map(|s| view! {
                <div class="banner bad" role="alert"><b>{s}</b><p>{frame.t("Chưa có gì được lưu.", "Nothing was stored.")}</p></div>
            })}
            <form class="stack" method="post" action="/nguoi-dung">
                <Csrf token=frame.csrf.clone()/>
                <div class="field">
                    <label for="name">{frame.t("Họ tên", "Full name")}</label>
                    <input class="in" id="name" name="name" required maxlength="200" autocomplete="off" value=typed.name.clone()/>
                </div>
                <div class="field">
                    <label for="username">{frame.t("Tên đăng nhập", "User name")}</label>
                    <input class="in" id="username" name="username" required minlength="3" maxlength="100" autocapitalize="none"
                        autocomplete="off" spellcheck="false" value=typed.username.clone()/>
                    <span class="hint">{frame.t("Chữ thường không dấu, số, dấu chấm. Ví dụ: an.nguyen", "Lower case, digits, dots.")}</span>
                </div>
                <div class="field">
                    <label for="role">{frame.t("Vai trò", "Role")}</label>
                    <select class="in" id="role" name="role">{roles.collect_view()}</select>
                </div>
                <div class="field">
                    <label for="unit">{frame.t("Đơn vị công tác", "Unit")}</label>
                    <select class="in" id="unit" name="unit">{unit_options(&page.units, &typed.unit, frame.t("Không chọn", "None"))}</select>
                    <span class="hint">{frame.t(
                        "Bắt buộc với người lập báo cáo, người duyệt của đơn vị và người thẩm định chuyên ngành (cơ quan thẩm định chỉ tiêu); các vai trò khác có hiệu lực trong toàn tỉnh.",
                        "Required for report editors, unit approvers and line reviewers (the agency that appraises); other roles hold in the whole province.",
                    )}</span>
                </div>
                <div class="field">
                    <label for="email">{frame.t("Địa chỉ thư (không bắt buộc)", "Mail address (optional)")}</label>
                    <input class="in" id="email" name="email" type="email" maxlength="254" autocomplete="off" value=typed.email.clone()/>
                    <span class="hint">{frame.t("Nơi nhận thư nhắc; người dùng tự đổi được ở trang Thông báo.", "Where reminders go; people can change it themselves.")}</span>
                </div>
                <div><button class="btn go">{frame.t("Thêm và in mã một lần", "Add and print the one-time code")}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// `text`: the list as it was sent, to be corrected.
fn import_form(frame: &Frame, text: &str) -> AnyView {
    let roles = Role::ALL.iter().map(|r| format!("{} ({})", r.code(), role_name(*r, frame.lang))).collect::<Vec<_>>().join(", ");
    let example = "username,name,role,unit\nan.nguyen,Nguyễn Văn An,unit_editor,SYT";
    view! {
        <section class="sec" id="nhap">
            <div class="sec-h"><h2>{frame.t("Nhập danh sách", "Import a list")}</h2></div>
            <form class="stack" method="post" action="/nguoi-dung/nhap" enctype="multipart/form-data">
                <Csrf token=frame.csrf.clone()/>
                <div class="field wide">
                    <label for="text">{frame.t("Dán danh sách", "Paste the list")}</label>
                    <textarea class="in mono" id="text" name="text" rows="8" spellcheck="false" placeholder=example>{text.to_owned()}</textarea>
                    <span class="hint">{frame.t(
                        "Dòng đầu là tên cột: username, name, role, unit (hoặc: tên đăng nhập, họ tên, vai trò, mã đơn vị); thêm cột email (thư điện tử) nếu có. Dán được từ Excel.",
                        "The first line names the columns: username, name, role, unit, and email if you like. Cells copied from Excel will do.",
                    )}</span>
                    <span class="hint">{format!("role: {roles}")}</span>
                </div>
                <div class="field">
                    <label for="file">{frame.t("hoặc chọn tệp .csv, .xlsx, .xls, .ods", "or choose a .csv, .xlsx, .xls or .ods file")}</label>
                    <input id="file" name="file" type="file" accept=".csv,.xlsx,.xls,.ods"/>
                </div>
                <div><button class="btn">{frame.t("Kiểm tra danh sách", "Check the list")}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// A row of an imported list: its line, its cells (user name, name, role, unit, mail address), and what to know about it.
pub struct ImportRow {
    pub line: usize,
    pub cells: [String; 5],
    pub problem: Option<String>,
    /// The account exists; the row adds a role to it.
    pub known: bool,
}

/// The list as understood, before anything is stored. `text` is the same list as CSV.
pub fn preview(frame: &Frame, rows: &[ImportRow], text: &str) -> String {
    let title = frame.t("Nhập danh sách người dùng", "Import people");
    let wrong = rows.iter().filter(|r| r.problem.is_some()).count();
    let headline = match (frame.lang, wrong) {
        (Lang::En, 0) => format!("{} rows can be added", rows.len()),
        (Lang::En, n) => format!("{n} of {} rows need correcting", rows.len()),
        (Lang::Vi, 0) => format!("{} dòng đều thêm được", rows.len()),
        (Lang::Vi, n) => format!("{n} trong {} dòng cần sửa", rows.len()),
    };
    let lines = rows.iter().map(|r| {
        let note = match &r.problem {
            Some(sentence) => view! { <b class="wrong">{sentence.clone()}</b> }.into_any(),
            None if r.known => {
                frame.t("đã có tài khoản, thêm vai trò và cấp mã mới", "has an account; adds the role and a new code").into_any()
            }
            None => frame.t("thêm mới", "new").into_any(),
        };
        let cells = r.cells.iter().map(|c| view! { <td>{c.clone()}</td> }).collect_view();
        view! { <tr><td class="n">{r.line}</td>{cells}<td>{note}</td></tr> }
    });
    let next = if wrong == 0 {
        view! {
            <form class="after btns" method="post" action="/nguoi-dung/nhap" enctype="multipart/form-data">
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="xac-nhan" value="1"/>
                <textarea name="text" hidden>{text.to_owned()}</textarea>
                <button class="btn go">{frame.t("Thêm và in mã một lần", "Add and print the one-time codes")}</button>
                <a class="btn" href="/nguoi-dung">{frame.t("Không thêm", "Cancel")}</a>
            </form>
        }
        .into_any()
    } else {
        import_form(frame, text)
    };
    frame::page(frame, title, || {
        view! {
            <h1>{headline}</h1>
            <p class="lead">{frame.t("Chưa có gì được lưu.", "Nothing has been stored yet.")}</p>
            <div class="scroll-x after"><table class="t">
                <thead><tr>
                    <th scope="col" class="n">{frame.t("Dòng", "Line")}</th>
                    <th scope="col">{frame.t("Tên đăng nhập", "User name")}</th>
                    <th scope="col">{frame.t("Họ tên", "Name")}</th>
                    <th scope="col">{frame.t("Vai trò", "Role")}</th>
                    <th scope="col">{frame.t("Mã đơn vị", "Unit")}</th>
                    <th scope="col">{frame.t("Địa chỉ thư", "Mail address")}</th>
                    <th scope="col">{frame.t("Kết quả kiểm tra", "Result")}</th>
                </tr></thead>
                <tbody>{lines.collect_view()}</tbody>
            </table></div>
            {next}
        }
        .into_any()
    })
}
