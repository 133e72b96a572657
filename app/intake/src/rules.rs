//! Everything intake can notice, declared in one table: id, severity, sentence.

use crate::form::Form;
use domain::{Finding, Period, Severity};
use std::{borrow::Cow, collections::HashSet};

/// One thing intake can notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable; stored with each finding.
    pub id: &'static str,
    pub severity: Severity,
    /// What is wrong, where, what to do; `{0}`, `{1}` … stand for the particulars, `{0}` always for the place.
    pub sentence: &'static str,
}

/// Where a finding stands; `cell` is empty for what was typed in the page and for what is missing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'a> {
    pub sheet: &'a str,
    pub cell: &'a str,
    pub indicator: Option<&'a str>,
    /// The indicator's name, said when there is no cell to name.
    pub name: &'a str,
}

impl Rule {
    /// The sentence with dots where a finding names its place and particulars.
    pub fn pattern(&self) -> String {
        let mut text = self.sentence.replace("{0}", "Ô …");
        for n in 1..=9 {
            text = text.replace(&format!("{{{n}}}"), "…");
        }
        text
    }

    /// The finding at a place; `particulars` fill `{1}` onwards.
    pub(crate) fn at(&self, place: Place<'_>, particulars: &[&str]) -> Finding {
        let here = match (place.cell, place.name) {
            ("", "") => "Tệp".to_owned(),
            ("", name) => format!("Chỉ tiêu “{name}”"),
            (cell, _) => format!("Ô {cell}"),
        };
        let mut message = self.sentence.replace("{0}", &here);
        for (i, particular) in particulars.iter().enumerate() {
            message = message.replace(&format!("{{{}}}", i + 1), &abbreviated(particular));
        }
        Finding {
            severity: self.severity,
            rule: self.id.to_owned(),
            sheet: place.sheet.to_owned(),
            cell: place.cell.to_owned(),
            indicator: place.indicator.map(str::to_owned),
            message,
        }
    }
}

/// What stands in a cell may be longer than anybody would read.
fn abbreviated(text: &str) -> Cow<'_, str> {
    text.char_indices().nth(MAX_QUOTED).map_or(text.into(), |(end, _)| format!("{}…", text[..end].trim_end()).into())
}

/// In letters.
const MAX_QUOTED: usize = 300;

macro_rules! rules {
    ($($name:ident $severity:ident $id:literal $sentence:literal)*) => {
        $(pub(crate) const $name: Rule = Rule { id: $id, severity: Severity::$severity, sentence: $sentence };)*
        /// All of them.
        pub const RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    // the file
    NO_HEADER Blocking "header-not-found" "{0} của trang tính “{1}”: không nhận ra dòng tiêu đề của số này. Cần một dòng có cột “Chỉ tiêu” (hoặc “Mã”, hoặc tên từng chỉ tiêu) và cột “Tử số”. Sửa dòng tiêu đề, hoặc chép số vào biểu mẫu tải từ hệ thống."
    NO_FIGURES Blocking "no-figures" "Tệp không có bảng số liệu nào. Điền số vào biểu mẫu tải từ hệ thống rồi tải lên lại."
    OTHER_UNIT Blocking "other-unit" "{0} ghi tên đơn vị khác ({1}), không phải {2}. Tải đúng biểu mẫu của đơn vị rồi nhập lại."
    OTHER_PERIOD Blocking "other-period" "{0} ghi kỳ khác ({1}), không phải {2}. Tải biểu mẫu của đúng kỳ rồi nhập lại."
    FILE_OF_PERIOD Justify "file-name-period" "Tên tệp “{1}” ghi {2}, trong tệp không ghi kỳ nào, và số liệu đang được đọc là của {3}. Nếu chọn nhầm tệp, chọn lại; nếu đúng, nêu lý do."
    OLD_FORM Notice "old-form" "Biểu mẫu là phiên bản cũ ({1}); bản hiện nay là {2}. Số liệu vẫn được đọc; kỳ sau hãy tải biểu mẫu mới."
    HIDDEN_SHEET Notice "hidden-sheet" "Trang tính “{1}” bị ẩn nên không được đọc. Nếu trang này có số liệu cần báo cáo, hãy bỏ ẩn rồi tải lên lại."
    ONLY_SHEET Notice "only-sheet" "Trang tính “{1}” bị ẩn hoặc có tên của bản nháp, bản cũ, nhưng vẫn được đọc vì không có trang nào khác. Nếu đây không phải số báo cáo, chọn tệp khác."
    HIDDEN_ROW Notice "hidden-row" "{0} nằm ở dòng bị ẩn hoặc bị lọc nhưng vẫn được đọc. Nếu không báo cáo số này, hãy xoá dòng rồi tải lên lại."
    HIDDEN_COLUMN Notice "hidden-column" "{0} nằm ở cột bị ẩn nhưng vẫn được đọc. Nếu không báo cáo số ở cột này, hãy xoá cột rồi tải lên lại."
    DOUBLE_COLUMN Blocking "double-column" "{0}: cột này có cùng ý nghĩa với cột {1}, không rõ phải lấy cột nào. Xoá một cột hoặc sửa tiêu đề cho rõ."
    UNREAD_SHEET Justify "sheet-not-understood" "Trang tính “{1}” có số liệu nhưng không nhận ra dòng tiêu đề nên không được đọc. Nếu cần báo cáo, sửa tiêu đề theo biểu mẫu; nếu không, nêu lý do."
    PLAN_TABLE Notice "plan-table" "{0}: bảng này ghi số kế hoạch hoặc số của kỳ khác nên không được đọc."
    PLAN_SHEET Notice "plan-sheet" "Trang tính “{1}” ghi số kế hoạch hoặc số của kỳ khác nên không được đọc."
    TOTAL_DIFFERS Notice "total-differs" "{0}: dòng tổng ghi {1}, các dòng được đọc cộng lại là {2}. Dòng tổng không được lấy vào báo cáo; xem lại từng số trong cột."
    TARGET_CHANGED Notice "target-changed" "{0} ghi mục tiêu “{1}”, khác mục tiêu đã giao “{2}”. Mục tiêu trong biểu không được dùng; nếu có quyết định mới, báo cho Sở KH&CN."

    TRUNCATED Blocking "more-findings" "Còn {1} phát hiện khác chưa liệt kê. Sửa các ô đã nêu rồi tải lên lại để xem tiếp."

    // the row
    UNKNOWN Blocking "unknown-indicator" "{0} ghi “{1}”, không có trong danh mục chỉ tiêu. Sửa lại tên hoặc mã theo biểu mẫu, hoặc xoá dòng này."
    PART_UNCLEAR Blocking "part-unclear" "{0} ghi “{1}”, không rõ là phần nào của chỉ tiêu nào trong kỳ này. Ghi “Tử số”, “Mẫu số” ngay dưới dòng chỉ tiêu, hoặc xoá dòng này."
    LEVELS Blocking "levels-only" "{0} ghi “{1}”: chỉ tiêu chỉ có số của từng phần, dòng của chính chỉ tiêu để trống. Cộng lại và ghi vào dòng của chỉ tiêu."
    TOO_WIDE Blocking "line-too-wide" "{0} nằm ở dòng có nhiều ô hơn dòng tiêu đề, có thể vì dấu phân cách trong một số hoặc một câu. Đặt số hoặc câu đó trong ngoặc kép, hoặc lưu lại dưới dạng .xlsx."
    ONE_FIELD Blocking "line-in-one-cell" "{0} chứa cả một dòng, vì dòng này dùng dấu phân cách khác hoặc nằm trong ngoặc kép. Sửa lại dòng, hoặc lưu lại dưới dạng .xlsx."
    ASIDE_ROW Notice "row-not-a-result" "{0} thuộc dòng hoặc phần ghi “{1}”, không phải số thực hiện trong kỳ nên không được đọc."
    UNKNOWN_COLUMN Blocking "unknown-column" "{0} ghi “{1}”, không phải chỉ tiêu nào trong danh mục, nhưng bên dưới có số liệu. Xác nhận cột này là chỉ tiêu nào hoặc bỏ qua; nếu sai tên thì sửa trong tệp."
    NEAR_INDICATOR Blocking "name-to-confirm" "{0} ghi “{1}”, gần giống chỉ tiêu “{2}” ({3} %). Xác nhận nếu đúng là chỉ tiêu này, hoặc sửa tên theo biểu mẫu."
    UNKNOWN_UNIT Blocking "unknown-unit" "{0} ghi đơn vị “{1}”, không có trong danh mục của tỉnh vào kỳ này. Sửa lại tên hoặc ghi mã đơn vị."
    NEAR_UNIT Blocking "unit-to-confirm" "{0} ghi đơn vị “{1}”, gần giống “{2}” ({3} %). Xác nhận nếu đúng là đơn vị này, hoặc sửa lại tên."
    FORMER_UNIT Notice "former-unit" "{0} ghi tên đơn vị trước khi sắp xếp (“{1}”); số liệu được tính cho “{2}”."
    UNITS_DIFFER Blocking "units-differ" "{0} ghi đơn vị “{1}”, khác đơn vị ghi ở cột khác của cùng dòng. Sửa cho khớp."
    UNREAD_PERIOD Blocking "period-unread" "{0} ghi “{1}” ở cột không rõ là kỳ báo cáo; số liệu đang được đọc là của {2}. Ghi tiêu đề cột là “Kỳ báo cáo” hoặc xoá cột."
    UNREAD_UNIT Blocking "unit-unread" "{0} ghi “{1}” ở cột không rõ là đơn vị báo cáo; số liệu đang được đọc là của “{2}”. Ghi tiêu đề cột là “Đơn vị báo cáo” hoặc xoá cột."
    ROW_OBJECTS Justify "row-objects" "{0}: dòng này ghi “{1}”. Nếu số chưa đúng, ghi lại số; nếu không dùng, xoá dòng; nếu đúng, nêu lý do."
    OLD_SHEET Notice "old-sheet" "Trang tính “{1}” có tên của bản nháp hoặc bản cũ nên không được đọc. Nếu cần báo cáo, đổi tên trang rồi tải lên lại."
    UNIT_MISSING Blocking "unit-missing" "{0}: dòng “{1}” có số liệu nhưng không ghi đơn vị. Ghi tên hoặc mã đơn vị."
    OF_OTHER_UNIT Notice "other-unit-row" "{0}: số ở dòng này được đọc là của “{1}”, không phải của {2}, vì dòng này hoặc tiêu đề phía trên ghi tên đó. Nếu không phải, đổi tên dòng rồi tải lên lại."
    NAME_UNLIKE Justify "name-unlike-code" "{0} ghi “{1}” bên cạnh mã {2}, khác tên chỉ tiêu “{3}”; số được đọc theo mã. Sửa tên hoặc mã cho khớp; nếu vẫn là chỉ tiêu này, nêu lý do."
    RATIO_UNREAD Justify "ratio-unread" "{0} ghi “{1}” ở cột tỷ lệ của chỉ tiêu “{2}”, không phải một tỷ lệ nên chưa so được với tử số và mẫu số. Ghi lại tỷ lệ hoặc xoá ô này; nếu cố ý ghi như vậy, nêu lý do."
    CODE_UNKNOWN Justify "unknown-code" "{0} ghi mã “{1}”, không có trong danh mục; số được đọc theo tên là của “{2}” (mã {3}). Sửa mã cho khớp; nếu đúng là chỉ tiêu này, nêu lý do."
    TORN Blocking "parts-torn" "{0} không được đọc: tử số và mẫu số cạnh nhau ở cột {1} và {2} nằm dưới hai tiêu đề khác nhau. Ghi tiêu đề dòng trên ngay trên tử số, hoặc gộp ô cho cả hai cột."
    HALF_TIMED Blocking "part-of-another-month" "{0} không được đọc: chỉ một trong hai cột {1} và {2} (tử số, mẫu số) ghi kỳ, và kỳ đó không phải kỳ ghi trên biểu. Ghi cùng một kỳ ở tiêu đề của cả hai cột, hoặc bỏ ở cả hai."
    NO_UNIT Blocking "unit-unknown" "{0}: không rõ số liệu của đơn vị nào. Dùng biểu mẫu của đơn vị, hoặc thêm cột Đơn vị."
    PERIOD_UNKNOWN Blocking "period-unknown" "{0} ghi kỳ “{1}”, không rõ là kỳ nào. Ghi theo mẫu: 10/2026, Quý III/2026 hoặc 2026."
    NO_PERIOD Blocking "not-a-period" "{0} ghi “{1}”: số liệu không phải của đúng một kỳ báo cáo. Nếu đã là số liệu của cả kỳ, sửa lại dòng này; nếu không, nhập số liệu của cả kỳ."
    PERIODS_DIFFER Blocking "title-periods-differ" "{0} ghi {1}, trong khi số liệu được đọc là của {2}. Sửa cho khớp."
    NOT_THIS_REPORT Blocking "not-this-report" "Tệp không có số liệu nào của {1}, {2}; số liệu trong tệp là của {3}. Chọn đúng đơn vị và kỳ, hoặc sửa lại tệp."
    TABLE_OBJECTS Justify "footnote-objects" "{0} ghi “{1}” về số liệu của bảng. Nếu số chưa đúng hoặc là số ước, ghi lại; nếu đúng, nêu lý do."
    OTHER_INDICATOR Blocking "section-of-another" "{0} ghi “{1}” trong bảng của chỉ tiêu “{2}”; các dòng bên dưới đang được đọc là của “{2}”. Tách thành bảng riêng, hoặc thêm cột Chỉ tiêu."
    UNREAD_TITLE Justify "title-unread" "{0} ở phía trên bảng không đọc được ({1}). Nếu ô này ghi kỳ, đơn vị báo cáo hoặc đơn vị tính thì gõ lại nội dung rồi tải lên; nếu không, nêu lý do."
    TAB_PERIOD Blocking "tab-period-differs" "{0} ghi {1}, trong khi tên trang tính là “{2}”. Sửa cho khớp."
    TO_COME Blocking "period-to-come" "{0} ghi số của {1} cho chỉ tiêu “{2}”, sau kỳ đang nhập là {3}. Sửa lại kỳ trong tệp, hoặc nhập tệp vào đúng kỳ."
    PERIOD_LENGTH Blocking "period-length" "{0}: chỉ tiêu “{1}” báo cáo {2}, không báo cáo theo kỳ “{3}”. Ghi số liệu theo đúng kỳ."
    NOT_ASKED Blocking "not-asked" "{0} ghi chỉ tiêu “{1}”, không thuộc phạm vi báo cáo của đơn vị trong kỳ này. Xoá số này khỏi tệp."
    CODE_AND_NAME Blocking "code-name-differ" "{0} ghi mã “{1}” nhưng tên ở dòng này là của chỉ tiêu “{2}”. Sửa mã hoặc tên cho khớp với biểu mẫu."
    DUPLICATE Blocking "duplicate-row" "{0} lặp lại chỉ tiêu “{1}”, đã có ở {2}. Giữ lại một chỗ."
    FETCHED Notice "same-figure" "{0} là công thức cho cùng số của chỉ tiêu “{1}” như ở {2}; chỉ tính một lần."
    MISSING Blocking "missing-item" "Chưa có số liệu của chỉ tiêu “{1}”. Nhập số, hoặc chọn “Chưa có số liệu” và ghi lý do ở cột Ghi chú."
    NO_REASON Blocking "no-reason" "{0}: chỉ tiêu “{1}” được hiểu là chưa có số liệu nhưng chưa nêu lý do. Ghi lý do ở cột Ghi chú; nếu không phát sinh, ghi “Không phát sinh”."
    NO_DATA Justify "no-data" "{0}: chỉ tiêu “{1}” báo chưa có số liệu. Lý do đơn vị nêu: “{2}”."
    STATE_UNKNOWN Blocking "state-unknown" "{0} ghi tình trạng “{1}”. Chọn một trong ba: Có số liệu, Chưa có số liệu, Không phát sinh."
    STATE_CONTRADICTS Blocking "state-contradicts" "{0} có số {1} nhưng cùng dòng lại báo “{2}”. Xoá số, hoặc bỏ chữ báo không có số."

    // the cell
    TEXT Blocking "text-not-number" "{0} ghi “{1}”, không phải là số. Ghi một số, hoặc chọn “Chưa có số liệu” và nêu lý do."
    SHOWN_DIFFERS Blocking "shown-differs" "{0} lưu {1}, không rõ số nào đúng. Đặt lại định dạng ô là Số và ghi số đầy đủ."
    WORDS Blocking "not-one-of-the-words" "{0} ghi “{1}”. Chỉ ghi một trong: “{2}”."
    DATE Blocking "date-not-number" "{0} là ngày {1}, không phải là số. Đổi định dạng ô thành Số rồi nhập lại."
    UNCLEAR Blocking "separator-unclear" "{0} ghi “{1}”: có thể là số nguyên {2} hoặc số thập phân {3}. Xác nhận cách viết số một lần cho cả cột, hoặc nhập lại số không có dấu ngăn cách nghìn."
    OTHER_SEPARATOR Blocking "separator-differs" "{0} ghi “{1}”, khác cách viết số của các ô khác trong cột. Viết lại theo cùng một cách."
    DECIMALS Blocking "decimals-too-many" "{0} ghi {1}, có quá bốn chữ số thập phân. Làm tròn đến bốn chữ số."
    TOO_LARGE Blocking "number-too-large" "{0} ghi {1}, lớn quá mức hệ thống nhận. Kiểm tra lại số và đơn vị tính."
    PERCENT Blocking "percent-not-count" "{0} ghi tỷ lệ phần trăm ({1}) ở cột số đếm. Ghi số lượng: tử số và mẫu số riêng, tỷ lệ do hệ thống tính."
    COUNTED_IN Blocking "counted-in" "{0}: tiêu đề hoặc đơn vị tính ghi theo “{1}”. Ghi số đầy đủ (không theo “{1}”) và sửa lại đơn vị tính."
    MERGED Blocking "merged-figure" "{0} ({1}) được gộp qua nhiều dòng, không rõ là số của dòng nào. Bỏ gộp ô và ghi số của từng dòng."
    ERROR Blocking "error-cell" "{0} báo lỗi {1}. Sửa công thức hoặc gõ thẳng số vào ô."
    NO_RESULT Blocking "formula-without-value" "{0} là công thức chưa có kết quả. Mở tệp bằng Excel, lưu lại rồi tải lên, hoặc gõ thẳng số vào ô."
    THOUSAND_OR_DECIMAL Justify "three-decimals" "{0} là {1}, có đúng ba chữ số thập phân. Nếu ý là {2}, nhập lại số không có dấu ngăn cách nghìn; nếu đúng, nêu lý do."
    THOUSANDS_LOST Justify "thousands-lost" "{0} là {1}, trong cột có số mang đúng ba chữ số thập phân, như khi dấu ngăn cách nghìn bị đọc thành dấu thập phân. Nếu ý là {2}, nhập lại; nếu đúng, nêu lý do."

    // the figure
    TO_DATE Blocking "only-to-date" "{0} là số luỹ kế, trong khi chỉ tiêu “{1}” báo cáo số phát sinh trong kỳ. Ghi số của riêng kỳ này vào cột không có chữ “luỹ kế”."
    NO_RESULT_OF_PERIOD Blocking "not-a-result" "{0} đứng dưới tiêu đề kế hoạch, số ước, số của một phần, kỳ khác hoặc không trọn một kỳ, không phải số thực hiện trong kỳ của chỉ tiêu “{1}”. Ghi số thực hiện; nếu đã là số thực hiện, sửa tiêu đề."
    OF_PERIOD Blocking "only-of-period" "{0} là số phát sinh trong kỳ, trong khi chỉ tiêu “{1}” báo cáo số luỹ kế. Ghi số luỹ kế đến cuối kỳ vào cột không có chữ “trong kỳ”."
    TWO_BASES Blocking "period-or-to-date" "{0}: biểu có cả số trong kỳ và số luỹ kế của chỉ tiêu “{1}”, vốn tính đến cuối kỳ. Chỉ để lại cột là số có đến cuối kỳ."
    NOTE_OBJECTS Justify "note-objects" "{0}: cột Ghi chú của dòng này ghi “{1}”. Nếu không phải số của đúng kỳ, ghi lại số; nếu đúng, nêu lý do."
    COMMENT_OBJECTS Justify "comment-objects" "{0}: chú thích hoặc định dạng của ô cho biết “{1}”. Nếu số chưa đúng, ghi lại số; nếu đúng, nêu lý do."
    NO_SUCH_PART Notice "denominator-unused" "{0} ghi mẫu số {1}, trong khi chỉ tiêu “{2}” chỉ có một số đếm. Số này không được dùng."
    ONLY_RATIO Blocking "only-ratio" "{0} chỉ có một số ({1}), trong khi chỉ tiêu này cần cả tử số và mẫu số, mỗi số một cột. Tỷ lệ do hệ thống tính."
    OF_ANOTHER Notice "table-of-another" "{0} ghi {1}: số liệu dưới tiêu đề này được đọc là của {1}, không phải của {2}. Nếu là số của {2}, sửa tiêu đề rồi tải lên lại."
    NO_NUMERATOR Blocking "numerator-missing" "{0}: có mẫu số {1} nhưng không đọc được tử số nào. Nhập tử số; nếu tử số nằm ở cột khác, ghi “Tử số” vào tiêu đề cột đó; nếu không phát sinh thì ghi 0."
    NO_DENOMINATOR Blocking "denominator-missing" "{0}: có tử số {1} nhưng thiếu mẫu số. Nhập mẫu số."
    NEGATIVE Blocking "negative" "{0} là {1}, nhỏ hơn 0. Số đếm không thể âm; kiểm tra lại ô."
    ABOVE Blocking "numerator-above-denominator" "{0}: tử số {1} lớn hơn mẫu số {2}. Tử số là một phần của mẫu số: xem hai số có bị ghi nhầm cột hoặc thừa, thiếu chữ số không."
    ZERO Blocking "denominator-zero" "{0}: mẫu số bằng 0 nên không tính được tỷ lệ. Nhập mẫu số, hoặc chọn “Không phát sinh”."
    LOCKED Blocking "locked-denominator-changed" "{0} ghi mẫu số {1}, khác mẫu số {2} do tỉnh cung cấp và đã khoá. Khôi phục số cũ; nếu số của tỉnh sai, báo cho Sở KH&CN."
    DISAGREES Justify "typed-percentage-disagrees" "{0} ghi tỷ lệ {1}, tính từ tử số và mẫu số là {2}. Hệ thống dùng {2}; nếu tỷ lệ ghi mới đúng, sửa tử số hoặc mẫu số."
    PERCENT_UNLIKE Notice "percentage-unlike-column" "{0} ghi tỷ lệ “{1}” theo cách khác với các ô cùng cột (0,8; 80 hoặc 80 %). Tỷ lệ do hệ thống tính; ghi lại cho thống nhất."
    VERY_LARGE Justify "very-large" "{0} là {1}, lớn bất thường với một số đếm của đơn vị. Kiểm tra lại; nếu đúng, nêu lý do."
    SCALE Justify "unit-of-measure" "{0} là {1}, gấp khoảng {3} lần kỳ gần nhất ({2}). Xem có thừa, thiếu chữ số 0 hoặc sai đơn vị tính không; nếu đúng, nêu lý do."
    SCALE_DOWN Justify "unit-of-measure-down" "{0} là {1}, chỉ bằng khoảng 1/{3} kỳ gần nhất ({2}). Xem có thừa, thiếu chữ số 0 hoặc sai đơn vị tính không; nếu đúng, nêu lý do."
    FALLS Justify "to-date-falls" "{0} là {1}, thấp hơn kỳ gần nhất ({2}) dù là số luỹ kế. Kiểm tra lại; nếu đúng, nêu lý do."
    BIG_CHANGE Justify "big-change" "{0} là {1}, thay đổi lớn so với kỳ gần nhất – {2}. Kiểm tra lại; nếu đúng, nêu lý do."
    DENOMINATOR_CHANGED Justify "denominator-changed" "{0}: mẫu số {1} {4} so với kỳ gần nhất ({2}), quá mức {3} %. Kiểm tra lại; nếu đúng, nêu lý do."
    OUTLIER_HISTORY Justify "outlier-history" "{0} là {1}, {2} so với kỳ trước{6}; {3} lần thay đổi trước đó thường {4}, {5}. Kiểm tra lại; nếu đúng, nêu lý do."
    OUTLIER_PEERS Notice "outlier-peers" "{0} là {1}, khác xa các đơn vị cùng loại: mức giữa (trung vị) của {2} đơn vị {3} là {4}, {5}. Xem lại tử số, mẫu số và cách tính."
    FRACTION Justify "fractional-count" "{0} là {1}, có phần lẻ, trong khi “{2}” phải là số nguyên. Kiểm tra lại ô; nếu đúng, nêu lý do."
    PERCENT_AS_COUNT Justify "percent-as-count" "{0} là {1}, mẫu số là {2}; không tử số nào trong biểu quá 100, giống như tỷ lệ % bị ghi vào cột tử số. Nếu là tỷ lệ, thay bằng số lượng; nếu đúng là số lượng, nêu lý do."
    ALL_ROUND Notice "all-round" "{0}: cả {1} số đếm khác 0 trong biểu đều tròn chục. Nếu là số ước lượng, thay bằng số đếm thực tế."
    COPY Notice "copy-of-last-period" "{0}: số liệu giống hệt kỳ gần nhất – {1}. Xem lại xem đã cập nhật chưa."
    NO_EVIDENCE Justify "missing-evidence" "{0}: chỉ tiêu “{1}” cần minh chứng nhưng cột Minh chứng còn trống. Ghi số, ngày văn bản hoặc đính kèm tệp; nếu chưa có, nêu lý do."

    REGISTER Justify "register-differs" "{0} là {1}, khác sổ hệ thống của đơn vị: {2}. Cập nhật sổ hệ thống hoặc sửa số; nếu số báo cáo đúng, nêu lý do."

    // the target grid
    TARGET_HEADER Blocking "target-header" "Không tìm thấy dòng tiêu đề có các cột Mã đơn vị, Mã chỉ tiêu, Năm, Dấu, Giá trị, Văn bản. Dùng bảng mẫu tải từ hệ thống."
    TARGET_FIELD Blocking "target-field" "{0} ghi “{1}”, không phải {2}. Sửa lại ô này."
    TARGET_EMPTY Blocking "target-empty" "{0} còn trống. Ghi {1}."
    TARGET_TWICE Blocking "target-twice" "{0} lặp lại mục tiêu của cùng đơn vị, chỉ tiêu và năm đã có ở dòng {1}. Giữ lại một dòng."
}

/// Rules about the figure reported last: what they say changes when that is decided, corrected or handed in.
pub const OF_THE_LAST: [&str; 7] = [SCALE.id, SCALE_DOWN.id, FALLS.id, BIG_CHANGE.id, DENOMINATOR_CHANGED.id, OUTLIER_HISTORY.id, COPY.id];

/// Where three decimals may be thousands, that they are decimals is not said besides.
pub fn drop_echoes(findings: &mut Vec<Finding>) {
    let asked: HashSet<(String, String)> =
        findings.iter().filter(|f| f.rule == THOUSAND_OR_DECIMAL.id).map(|f| (f.sheet.clone(), f.cell.clone())).collect();
    if !asked.is_empty() {
        findings.retain(|f| f.rule != FRACTION.id || !asked.contains(&(f.sheet.clone(), f.cell.clone())));
    }
}

/// A file sent for one report that holds those of others (unit's name, period) alone, unless something else is wrong that explains it.
pub fn not_this_report(form: &Form, others: &[(String, Period)], found: &[Finding]) -> Option<Finding> {
    let ((unit, period), more) = others.split_first()?;
    let explained = found.iter().any(|f| f.severity == Severity::Blocking && f.rule != MISSING.id);
    let more = if more.is_empty() { String::new() } else { format!(" và {} báo cáo khác", more.len()) };
    let of = format!("{unit}, {}{more}", period.label());
    let finding = || NOT_THIS_REPORT.at(Place::default(), &[&form.unit_name, &form.period.label(), &of]);
    (!explained && !form.unit_code.is_empty()).then(finding)
}

/// What is wrong with a figure of which neither file nor sender says whose it is.
pub fn whose(value: &crate::Value) -> Finding {
    NO_UNIT.at(Place { sheet: &value.sheet, cell: &value.cell, ..Place::default() }, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_sentences_end() {
        let mut ids: Vec<_> = RULES.iter().map(|r| r.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
        for rule in RULES {
            assert!(rule.sentence.ends_with('.') && !rule.sentence.contains('!'), "{}", rule.id);
        }
    }

    #[test]
    fn a_place_without_a_cell_names_the_indicator() {
        let place = Place { name: "Hồ sơ trực tuyến", ..Place::default() };
        assert!(NEGATIVE.at(place, &["-5"]).message.starts_with("Chỉ tiêu “Hồ sơ trực tuyến” là -5"));
        let place = Place { cell: "G12", ..place };
        assert!(NEGATIVE.at(place, &["-5"]).message.starts_with("Ô G12 là -5"));
    }
}
