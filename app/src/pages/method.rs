//! How everything is computed, in words: sums, status, pace, forecast, scores.

use crate::{
    frame::{self, Frame},
    pages::rules,
    ui::{Glyph, status_label},
};
use domain::{Status, text};
use leptos::prelude::*;

pub fn page(frame: &Frame) -> String {
    let title = frame.t("Cách tính", "How it is computed");
    frame::page(frame, title, || {
        view! {
            <div class="method">
                <h1>{frame.t(
                    "Mọi tỷ lệ, trạng thái và điểm được tính lại từ số liệu đã chấp nhận, theo một cách cho mọi đơn vị",
                    "Every ratio, status and score is computed from accepted figures, the same way for every unit",
                )}</h1>
                <p class="lead">{frame.t(
                    "Trang này nêu từng bước, kèm ví dụ để tự kiểm tra. Những chỗ văn bản không quy định được ghi là cách hiểu của cơ quan tổng hợp.",
                    "Each step, with examples to check it by. What no document lays down is marked as our reading.",
                )}</p>
                <p><a href=rules::ADDRESS>{frame.t("Quy tắc kiểm tra số liệu gửi lên", "The checks of figures that come in")}</a></p>
                {ratio(frame)}
                {sums(frame)}
                {time(frame)}
                {baseline(frame)}
                {status(frame)}
                {pace(frame)}
                {forecast(frame)}
                {scores(frame)}
            </div>
        }
        .into_any()
    })
}

fn section(heading: &'static str, body: AnyView) -> AnyView {
    view! { <section class="sec"><div class="sec-h"><h2>{heading}</h2></div>{body}</section> }.into_any()
}

/// Not laid down by any document.
fn reading(frame: &Frame) -> AnyView {
    view! { <span class="tag">{frame.t("cách hiểu của cơ quan tổng hợp", "our reading")}</span> }.into_any()
}

fn pct(frame: &Frame, x: f64) -> String {
    text::percent(x, 0, frame.lang)
}

fn ratio(frame: &Frame) -> AnyView {
    let body = view! {
        <p>{frame.t(
            "Đơn vị ghi tử số và mẫu số; hệ thống tính tỷ lệ = tử số ÷ mẫu số. Tỷ lệ ghi tay không khớp thì được báo lại để sửa, không được dùng.",
            "Units report numerator and denominator; the ratio is computed. A typed ratio that disagrees is sent back, never used.",
        )}</p>
        <p>{frame.t(
            "Đạt hay không được xét trên số nguyên, trước khi làm tròn: so 100 × tử số với mục tiêu × mẫu số.",
            "Whether a target is met is decided on whole numbers before any rounding: 100 × numerator against target × denominator.",
        )}</p>
        <p class="sum">{frame.t("Ví dụ: 57 trên 100 với mục tiêu ", "Example: 57 of 100 for a target of ")}{pct(frame, 57.0)}": "
            "100 × 57 = 5700 ≥ 57 × 100 = 5700, "<b>{frame.t("đạt", "met")}</b>"."</p>
        <p>{frame.t(
            "Bằng 0 là một số liệu và được vẽ. Chưa có số liệu là một trạng thái riêng, không bao giờ tính là 0. Mẫu số bằng 0 thì không có tỷ lệ.",
            "Zero is a figure and is drawn. No data is a status of its own, never zero. Over a denominator of zero there is no ratio.",
        )}</p>
    };
    section(frame.t("Tỷ lệ của một đơn vị", "The ratio of one unit"), body.into_any())
}

fn sums(frame: &Frame) -> AnyView {
    let body = view! {
        <p>{frame.t(
            "Số của tỉnh là tổng tử số chia tổng mẫu số của các đơn vị, không phải trung bình cộng các tỷ lệ.",
            "The province's figure is the sum of numerators over the sum of denominators, not the mean of ratios.",
        )}</p>
        <p class="sum">{frame.t("Ví dụ: 15/100 và 15/50 cho (15 + 15) / (100 + 50) = 30/150 = ", "Example: 15/100 and 15/50 make 30/150 = ")}
            <b>{pct(frame, 20.0)}</b>{frame.t("; trung bình cộng ", "; the mean of ")}{pct(frame, 15.0)}{frame.t(" và ", " and ")}{pct(frame, 30.0)}
            {frame.t(" sẽ cho ", " would be ")}{text::percent(22.5, 1, frame.lang)}{frame.t(", là sai.", ", which is wrong.")}</p>
        <p>{frame.t(
            "Độ phủ là số đơn vị đã báo cáo trên số đơn vị phải báo cáo. Khi chưa đủ, trạng thái là tạm tính và không bao giờ là “đạt”. \
             Đơn vị được miễn hoặc chưa thành lập không nằm trong số phải báo cáo.",
            "Coverage is the number of units that reported of those that should. Below full coverage a status is provisional and never “met”. \
             Exempt units, and those that did not exist yet, are not expected.",
        )}</p>
        <p>{frame.t(
            "Một kỳ, một chỉ tiêu: hoặc một đầu mối báo cáo cho cả tỉnh, hoặc từng đơn vị báo cáo phần mình; không cộng cả hai.",
            "In a period an indicator is reported either by one agency for the province or by each unit for itself; never both.",
        )}</p>
    };
    section(frame.t("Cộng lên cấp tỉnh", "Sums upwards"), body.into_any())
}

fn time(frame: &Frame) -> AnyView {
    let body = view! {
        <ul>
            <li><b>{frame.t("Thời điểm: ", "Stock: ")}</b>{frame.t(
                "số mới nhất thay số trước. Đơn vị chậm báo cáo thì số cũ được giữ nhiều nhất ba kỳ và ghi là số cũ.",
                "the last figure stands. If a unit is late, its earlier one is carried for at most three periods and marked stale.",
            )}</li>
            <li><b>{frame.t("Trong kỳ: ", "Flow: ")}</b>{frame.t(
                "tổng tử số chia tổng mẫu số từ đầu năm dương lịch; số của kỳ trước không được dùng thay kỳ thiếu.",
                "sum of numerators over sum of denominators since the start of the calendar year; nothing is carried.",
            )}</li>
            <li><b>{frame.t("Luỹ kế: ", "Cumulative: ")}</b>{frame.t(
                "số đã cộng dồn đến kỳ báo cáo; hệ thống không cộng các kỳ với nhau.",
                "a figure to date; periods are never added up.",
            )}</li>
        </ul>
    };
    section(frame.t("Nhiều kỳ báo cáo", "Several periods"), body.into_any())
}

fn baseline(frame: &Frame) -> AnyView {
    let body = view! {
        <p>{frame.t(
            "Mức gốc là giá trị và ngày nêu trong văn bản; văn bản không nêu thì lấy số liệu đầu tiên được chấp nhận. Không bao giờ tự coi mức gốc là 0. ",
            "The baseline is a document's value and date, else the first accepted figure; it is never assumed to be zero. ",
        )}{reading(frame)}</p>
        <p>{frame.t(
            "Đường tiến độ đi thẳng từ mức gốc đến mục tiêu. Năm không có mục tiêu ban hành (2026–2029) chỉ có đường nội suy, ghi “nội suy, chưa ban hành”.",
            "The path runs straight from baseline to target. Years without an issued target (2026–2029) have an interpolated path only, marked as such.",
        )}</p>
    };
    section(frame.t("Mức gốc và đường tiến độ", "Baseline and path"), body.into_any())
}

/// In the order in which they are tried.
const RULES: [(Status, &str, &str); 11] = [
    (Status::NoData, "Chưa có số liệu nào được chấp nhận.", "No accepted figure."),
    (
        Status::Missed,
        "Đã qua hạn và số liệu cuối cùng tính đến hạn không thoả mục tiêu.",
        "The deadline has passed and the last figure by then did not satisfy the target.",
    ),
    (Status::MetLate, "Không thoả khi đến hạn, nhưng số liệu sau đó đã thoả.", "Not satisfied by the deadline, but since."),
    (
        Status::Kept,
        "Mức gốc đã thoả mục tiêu hoặc văn bản yêu cầu duy trì, và nay vẫn thoả.",
        "The baseline already satisfied the target, or the document says to keep it up; it still does.",
    ),
    (Status::Broken, "Như trên, nhưng nay không còn thoả.", "As above, but it no longer does."),
    (Status::Met, "Thoả mục tiêu, mọi đơn vị phải báo cáo đã báo cáo.", "The target is satisfied, with full coverage."),
    (
        Status::TooEarly,
        "Chưa có mức gốc, hoặc chưa đủ hai kỳ số liệu, hoặc mới qua chưa đến 5 % thời gian.",
        "No baseline, fewer than two periods, or under 5 % of the time gone.",
    ),
    (
        Status::OnTrack,
        "Nhịp từ 0,95 trở lên; hoặc đã thoả mục tiêu khi còn đơn vị chưa báo cáo.",
        "Pace of 0.95 or more; or the target is satisfied while some units have not reported.",
    ),
    (Status::AtRisk, "Nhịp từ 0,60 đến dưới 0,95.", "Pace from 0.60 to under 0.95."),
    (Status::FarBehind, "Nhịp từ 0 đến dưới 0,60.", "Pace from 0 to under 0.60."),
    (Status::Backwards, "Nhịp dưới 0: kém hơn mức gốc.", "Pace below 0: worse than the baseline."),
];

fn status(frame: &Frame) -> AnyView {
    let rows = RULES.map(|(status, vi, en)| {
        let tone = status.tone();
        view! {
            <tr>
                <th scope="row"><span class=format!("st st-{}", tone.class())><Glyph tone/>{status_label(status, frame.lang)}</span></th>
                <td>{frame.t(vi, en)}</td>
            </tr>
        }
    });
    let body = view! {
        <p>{frame.t(
            "Các điều kiện được xét từ trên xuống, điều kiện đầu tiên đúng thì dừng. Trạng thái luôn có hình và chữ, màu chỉ để nhận nhanh.",
            "Tried from the top; the first that applies counts. A status is always a shape and a word; colour comes third.",
        )}</p>
        <table class="t">
            <thead><tr><th scope="col">{frame.t("Trạng thái", "Status")}</th><th scope="col">{frame.t("Khi nào", "When")}</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <p>{frame.t("Các ngưỡng 0,95, 0,60 và 5 % chưa được văn bản nào quy định. ", "No document lays down 0.95, 0.60 and 5 %. ")}{reading(frame)}</p>
        <p>{frame.t(
            "Mục tiêu ghi “=” được hiện đúng như văn bản và xét như “≥”. ",
            "A target written with “=” is shown as written and judged as “≥”. ",
        )}{reading(frame)}</p>
    };
    section(frame.t("Trạng thái", "Status"), body.into_any())
}

fn pace(frame: &Frame) -> AnyView {
    let body = view! {
        <p>{frame.t(
            "Nhịp so phần đường đã đi với phần thời gian đã qua, tính đến ngày cuối của kỳ số liệu chứ không phải hôm nay:",
            "Pace compares the share of the way with the share of the time, at the end of the data's period and not today:",
        )}</p>
        <p class="sum">{frame.t(
            "nhịp = [(giá trị − mức gốc) ÷ (mục tiêu − mức gốc)] ÷ [(thời gian đã qua) ÷ (thời gian từ mức gốc đến hạn)]",
            "pace = [(value − baseline) ÷ (target − baseline)] ÷ [(time gone) ÷ (time from baseline to deadline)]",
        )}</p>
        <p>{frame.t("Ví dụ: mức gốc ", "Example: baseline ")}{pct(frame, 1.0)}{frame.t(", nay ", ", now ")}{pct(frame, 5.0)}
            {frame.t(", mục tiêu ", ", target ")}{pct(frame, 80.0)}{frame.t(", đã qua một phần ba thời gian: ", ", a third of the time gone: ")}
            "(5 − 1) ÷ (80 − 1) ÷ ⅓ = "<b>{text::decimal(12.0 / 79.0, 2, frame.lang)}</b>", "{status_label(Status::FarBehind, frame.lang)}"."</p>
        <p>{frame.t(
            "Cách tính theo tốc độ tăng, dùng trong theo dõi các mục tiêu phát triển bền vững, cho cùng ví dụ này kết quả “đúng tiến độ” vì \
             xuất phát rất thấp. Chỗ nào hai cách cho kết luận khác nhau thì hiện cả hai.",
            "The growth-rate method used for the sustainable development goals calls the same example “on track”, because it starts so low. \
             Where the two disagree, both are shown.",
        )}</p>
        <p>{frame.t(
            "Mức hoàn thành = giá trị ÷ mục tiêu, chỉ dùng cho mục tiêu “ít nhất” lớn hơn 0. Mục tiêu “nhiều nhất” hiện giá trị và khoảng cách.",
            "Attainment = value ÷ target, only for “at least” above zero. For “at most” the value and its distance are shown.",
        )}</p>
    };
    section(frame.t("Nhịp", "Pace"), body.into_any())
}

fn forecast(frame: &Frame) -> AnyView {
    let body = view! {
        <p>{frame.t(
            "Dự báo kéo dài xu thế của sáu kỳ được chấp nhận gần nhất, ít nhất ba kỳ. Độ dốc là trung vị các độ dốc giữa từng cặp kỳ \
             (phương pháp Theil–Sen), nên một kỳ bất thường không làm lệch. Khoảng dự báo lấy từ phân vị 10 đến 90 của các độ dốc ấy.",
            "The forecast extends the last six accepted periods, at least three. The slope is the median of the slopes between all pairs \
             (Theil–Sen), so that one odd period does not bend it. The range runs from the 10th to the 90th percentile of those slopes.",
        )}</p>
        <p>{frame.t(
            "Tỷ lệ dự báo không vượt ra ngoài 0–100 %, trừ khi số liệu đã vượt. Chỉ tiêu tính trong kỳ được dự báo cho cả năm. Bên cạnh là mức cần tăng mỗi kỳ từ nay đến hạn.",
            "A forecast ratio stays within 0–100 % unless figures have already left it. A flow is forecast for its whole year. Beside it stands the change needed in each period to come.",
        )}</p>
    };
    section(frame.t("Dự báo", "Forecast"), body.into_any())
}

fn scores(frame: &Frame) -> AnyView {
    let body = view! {
        <p>{frame.t(
            "Bộ chỉ số gồm các chỉ số chính, mỗi chỉ số chính gồm các thành phần có điểm tối đa, tổng 1000 điểm. Cấu trúc theo mẫu Quyết định \
             3136/QĐ-BKHCN năm 2025; điểm tối đa từng thành phần là đề xuất, chưa ban hành. ",
            "The set has main indices made of components with maxima, 1000 points in all, on the pattern of Decision 3136/QĐ-BKHCN (2025); \
             the maxima of components are a proposal. ",
        )}{reading(frame)}</p>
        <p>{frame.t(
            "Điểm thành phần theo quy tắc ghi ở thành phần đó: tỷ lệ × điểm tối đa, theo mức, có hoặc không, theo khoảng, hoặc tuyến tính giữa hai mốc. \
             Thành phần nhiều chỉ tiêu lấy trung bình các phần đạt được; thiếu một chỉ tiêu thì ghi “chưa có số liệu”, không tự cho 0 điểm.",
            "A component's points follow its own rule: ratio × maximum, tiers, yes or no, bands, or a line between two marks. With several \
             indicators it takes the mean of their shares; if one is missing it says “no data” and is never given zero in silence.",
        )}</p>
        <p>{frame.t(
            "Tổng được cộng khi chưa làm tròn, rồi làm tròn đến bốn chữ số thập phân và xếp hạng trên số đã làm tròn. Bằng điểm thì cùng hạng, \
             hạng kế tiếp bỏ qua: 1, 2, 2, 4. Sở, ngành và xã, phường, đặc khu xếp riêng.",
            "Totals are summed unrounded, rounded to four decimals and ranked as rounded. Equal totals share a rank and the next is skipped: \
             1, 2, 2, 4. Departments and communes are ranked apart.",
        )}</p>
    };
    section(frame.t("Điểm và xếp hạng", "Scores and ranks"), body.into_any())
}
