//! Why a file as a whole is not taken.

use serde::{Deserialize, Serialize};

/// Why a file cannot be read: one sentence on what is wrong and one on what to do. Nothing was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    #[error("Tệp không có nội dung. Kiểm tra lại tệp rồi tải lên lại. Chưa có gì được lưu.")]
    Empty,
    #[error("Tệp lớn hơn 20 MB. Xoá ảnh và trang tính không dùng đến rồi tải lên lại. Chưa có gì được lưu.")]
    TooLarge,
    #[error("Tệp không phải bảng tính .xlsx, .xls, .ods hoặc .csv. Tải biểu mẫu của đơn vị, điền rồi tải lên lại. Chưa có gì được lưu.")]
    NotASpreadsheet,
    #[error("Tệp là văn bản Word, không phải bảng tính, dù tên có đuôi khác. Chuyển số liệu vào biểu mẫu .xlsx. Chưa có gì được lưu.")]
    Word,
    #[error("Tệp là bản trình chiếu, không phải bảng tính. Chuyển số liệu vào biểu mẫu .xlsx. Chưa có gì được lưu.")]
    Presentation,
    #[error("Tệp là PDF, không phải bảng tính. Tải lên tệp bảng tính gốc; PDF chỉ dùng làm minh chứng. Chưa có gì được lưu.")]
    Pdf,
    #[error("Tệp là ảnh, không phải bảng tính. Nhập số liệu vào biểu mẫu .xlsx; ảnh chỉ dùng làm minh chứng. Chưa có gì được lưu.")]
    Picture,
    #[error("Tệp là trang web (HTML) mang đuôi bảng tính. Mở bằng Excel, hãy lưu lại dưới dạng .xlsx. Chưa có gì được lưu.")]
    Html,
    #[error("Tệp có mật khẩu nên không đọc được. Bỏ mật khẩu rồi lưu lại tệp. Chưa có gì được lưu.")]
    Encrypted,
    #[error("Tệp theo một định dạng bảng tính chưa được hỗ trợ, ví dụ .xlsb. Mở tệp, hãy lưu lại dưới dạng .xlsx. Chưa có gì được lưu.")]
    OtherSpreadsheet,
    #[error("Tệp có chứa macro nên không được nhận. Hãy lưu lại dưới dạng .xlsx không có macro. Chưa có gì được lưu.")]
    Macro,
    #[error("Tệp bị hỏng hoặc tải lên chưa trọn vẹn. Mở lại bằng Excel, lưu lại dưới dạng .xlsx rồi tải lên lại. Chưa có gì được lưu.")]
    Damaged,
    #[error("Tệp giải nén ra quá lớn so với một bảng tính thông thường. Xoá phần không dùng rồi tải lên lại. Chưa có gì được lưu.")]
    Inflates,
    #[error("Tệp có cấu trúc bên trong bất thường nên không được nhận. Chép số liệu sang biểu mẫu mới tải về. Chưa có gì được lưu.")]
    Suspicious,
    #[error("Tệp có hơn 100.000 dòng số liệu. Chia thành nhiều tệp rồi tải lên lại. Chưa có gì được lưu.")]
    TooManyRows,
    #[error(
        "Ở dòng {0} của tệp .csv có dấu ngoặc kép mở mà không đóng, nên các dòng sau bị dính vào một ô. \
         Sửa dòng đó, hoặc lưu lại dưới dạng .xlsx. Chưa có gì được lưu."
    )]
    OpenQuote(u32),
    #[error("Trang tính “{0}” dùng hơn 500 cột. Xoá các cột không phải số liệu rồi tải lên lại. Chưa có gì được lưu.")]
    TooManyColumns(String),
    #[error(
        "Không nhận ra bảng mã tiếng Việt của tệp .csv (có thể là TCVN3, VNI, hoặc chữ có dấu đã mất khi lưu). \
         Trong Excel, lưu lại với kiểu “CSV UTF-8” hoặc .xlsx, phông chữ Unicode. Chưa có gì được lưu."
    )]
    NotUtf8,
}
