//! Reads an upload in a child process with its own memory limit and deadline: a thread cannot have either.

use intake::{Unreadable, Workbook};
use std::{
    io::{Read, Write},
    process::{ExitCode, Stdio},
    time::Duration,
};
use tokio::{io::AsyncWriteExt, process::Command, sync::Semaphore};

const MEMORY: u64 = 1 << 30;
const SECONDS: u64 = 30;

/// Two at a time: the others wait their turn instead of taking the memory of the server.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The child's side: file on standard input, JSON of `Result<Workbook, sentence>` on standard output.
pub fn child(name: &str) -> ExitCode {
    if rlimit::setrlimit(rlimit::Resource::AS, MEMORY, MEMORY).is_err()
        || rlimit::setrlimit(rlimit::Resource::CPU, SECONDS, SECONDS).is_err()
    {
        return ExitCode::FAILURE;
    }
    let mut bytes = vec![];
    if std::io::stdin().lock().take(intake::read::MAX_BYTES as u64 + 1).read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    let outcome = intake::read(&bytes, name).map_err(|e| e.to_string());
    // Written as it is made: the text of a large workbook would take more memory than the workbook.
    let mut out = std::io::BufWriter::with_capacity(64 << 10, std::io::stdout().lock());
    let written = serde_json::to_writer(&mut out, &outcome).is_ok() && out.flush().is_ok();
    if written { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Reads a file that may be hostile. The error is a sentence for the user.
pub async fn read(bytes: &[u8], name: &str) -> Result<Workbook, String> {
    const BROKEN: &str = "Không đọc được tệp này: tệp hỏng hoặc quá lớn khi giải nén. Mở tệp, lưu lại dưới dạng .xlsx rồi tải lên lần nữa. Chưa có gì được lưu.";
    if bytes.is_empty() || bytes.len() > intake::read::MAX_BYTES {
        return intake::read(bytes, name).map_err(|e: Unreadable| e.to_string());
    }
    let _turn = TURNS.acquire().await.map_err(|_| BROKEN.to_owned())?;
    let program = std::env::current_exe().map_err(|_| BROKEN.to_owned())?;
    let mut child = Command::new(program)
        .arg("parse-upload")
        .arg(format!("--name={name}"))
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|_| BROKEN.to_owned())?;
    let mut stdin = child.stdin.take().ok_or(BROKEN)?;
    let work = async {
        // A child that refuses early closes its end; that is no failure of ours.
        let feed = async {
            let _ = stdin.write_all(bytes).await;
            drop(stdin);
        };
        let (_, output) = tokio::join!(feed, child.wait_with_output());
        output
    };
    let output = match tokio::time::timeout(Duration::from_secs(SECONDS), work).await {
        Ok(Ok(output)) if output.status.success() => output.stdout,
        _ => return Err(BROKEN.to_owned()),
    };
    serde_json::from_slice::<Result<Workbook, String>>(&output).map_err(|_| BROKEN.to_owned())?
}
