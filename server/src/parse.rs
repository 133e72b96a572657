//! Reads and understands an upload in a child process with its own memory limit and deadline: a thread cannot have either.
//!
//! Into the child: the length of the job (eight bytes, little endian), the job as JSON, the file. Out of it: a line of JSON for every
//! value, if values were asked for, and at the end one line with the outcome; behind it the marked file, if that was asked for.

use domain::Finding;
use intake::{Context, Understanding, Unreadable, Value, Workbook};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    borrow::Cow,
    io::{BufWriter, Read, Write},
    process::{ExitCode, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Take},
    process::{ChildStdout, Command},
    sync::Semaphore,
};

/// What a child says, up to the limit.
type Answer = Take<ChildStdout>;

const MEMORY: u64 = 1 << 30;
const SECONDS: u64 = 30;
/// Bytes from which on the C library gives a piece of memory back to the system as soon as it is free; else it learns from the first
/// large one to keep them all.
const LARGE: &str = "1048576";
/// Most bytes of an answer: a file of few bytes may speak of very many.
const MAX_ANSWER: u64 = 128 << 20;
/// Room for a job: everything that a province knows.
const MAX_JOB: u64 = 16 << 20;

/// Two at a time: the others wait their turn instead of taking the memory of the server.
static TURNS: Semaphore = Semaphore::const_new(2);

const BROKEN: &str =
    "Không đọc được tệp này: tệp hỏng hoặc quá lớn khi giải nén. Mở tệp, lưu lại dưới dạng .xlsx rồi tải lên lần nữa. Chưa có gì được lưu.";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Job<'a> {
    /// Only the cells.
    Cells,
    /// The figures of one unit and period, checked.
    Form(Context<'a>),
    /// The figures of every unit and period, one by one.
    Values(Context<'a>),
    /// The file itself with the cells marked: behind the line with the outcome come its bytes.
    Mark(Cow<'a, [Finding]>),
}

/// The child's side.
pub fn child(name: &str) -> ExitCode {
    if rlimit::setrlimit(rlimit::Resource::AS, MEMORY, MEMORY).is_err()
        || rlimit::setrlimit(rlimit::Resource::CPU, SECONDS, SECONDS).is_err()
    {
        return ExitCode::FAILURE;
    }
    if work(name).is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn work(name: &str) -> Option<()> {
    let mut stdin = std::io::stdin().lock();
    let mut length = [0; 8];
    stdin.read_exact(&mut length).ok()?;
    let mut job = vec![];
    stdin.by_ref().take(u64::from_le_bytes(length).min(MAX_JOB)).read_to_end(&mut job).ok()?;
    let job: Job = serde_json::from_slice(&job).ok()?;
    let mut bytes = vec![];
    stdin.take(intake::read::MAX_BYTES as u64 + 1).read_to_end(&mut bytes).ok()?;
    let book = intake::read(&bytes, name).map_err(|e| e.to_string());
    if let Job::Mark(findings) = &job {
        let outcome = book.and_then(|book| intake::marked(&bytes, book.format, name, findings).map_err(|e| e.to_string()));
        let mut out = std::io::stdout().lock();
        serde_json::to_writer(&mut out, &outcome.as_ref().map(|m| &m.file_name)).ok()?;
        out.write_all(b"\n").ok()?;
        return out.write_all(outcome.as_ref().map_or(&[], |m| &m.bytes)).ok();
    }
    drop(bytes);
    let mut out = BufWriter::with_capacity(64 << 10, std::io::stdout().lock());
    match job {
        Job::Cells => serde_json::to_writer(&mut out, &book).ok()?,
        Job::Form(context) => serde_json::to_writer(&mut out, &book.map(|book| intake::understand(&book, &context))).ok()?,
        Job::Values(context) => {
            let (mut sound, mut line) = (true, vec![]);
            let outcome = book.map(|book| {
                intake::understand::read_values(&book, &context, &mut |value| {
                    line.clear();
                    sound = sound && value.write_line(&mut line).is_ok();
                    line.push(b'\n');
                    sound = sound && out.write_all(&line).is_ok();
                })
            });
            if !sound {
                return None;
            }
            serde_json::to_writer(&mut out, &outcome).ok()?;
        }
        Job::Mark(_) => return None,
    }
    out.write_all(b"\n").ok()?;
    out.flush().ok()
}

/// The cells of a file that may be hostile. The error is a sentence for the user.
pub async fn read(bytes: &[u8], name: &str) -> Result<Workbook, String> {
    run(bytes, name, &Job::Cells, |_| {}).await
}

/// The figures of the context's unit and period.
pub async fn understand(bytes: &[u8], name: &str, context: &Context<'_>) -> Result<Understanding, String> {
    run(bytes, name, &Job::Form(context.clone()), |_| {}).await
}

/// The figures of every unit and period, given to `each` as they come.
pub async fn values(bytes: &[u8], name: &str, context: &Context<'_>, each: impl FnMut(Value)) -> Result<Understanding, String> {
    run(bytes, name, &Job::Values(context.clone()), each).await
}

/// The file with the cells of the findings marked, and its new name.
pub async fn marked(bytes: &[u8], name: &str, findings: &[Finding]) -> Result<(String, Vec<u8>), String> {
    within_limits(bytes, name, &Job::Mark(Cow::Borrowed(findings)), async |stdout| {
        let mut answer = vec![];
        BufReader::new(stdout).read_to_end(&mut answer).await.ok()?;
        let end = answer.iter().position(|b| *b == b'\n')?;
        let outcome: Result<String, String> = serde_json::from_slice(&answer[..end]).ok()?;
        Some(outcome.map(|name| (name, answer.split_off(end + 1))))
    })
    .await
}

async fn run<T: DeserializeOwned>(bytes: &[u8], name: &str, job: &Job<'_>, mut each: impl FnMut(Value)) -> Result<T, String> {
    within_limits(bytes, name, job, async |stdout| {
        let mut lines = BufReader::with_capacity(64 << 10, stdout);
        let (mut line, mut last) = (vec![], vec![]);
        while lines.read_until(b'\n', &mut line).await.ok()? > 0 {
            // All but the last line are values.
            if !last.is_empty() {
                each(Value::read_line(&last).ok()?);
            }
            std::mem::swap(&mut line, &mut last);
            line.clear();
        }
        serde_json::from_slice::<Result<T, String>>(&last).ok()
    })
    .await
}

/// Has a child do the job and listens to it, for a limited time.
async fn within_limits<T>(
    bytes: &[u8],
    name: &str,
    job: &Job<'_>,
    listen: impl AsyncFnOnce(Answer) -> Option<Result<T, String>>,
) -> Result<T, String> {
    if bytes.is_empty() || bytes.len() > intake::read::MAX_BYTES {
        return Err(intake::read(bytes, name).err().unwrap_or(Unreadable::Empty).to_string());
    }
    let _turn = TURNS.acquire().await.map_err(|_| BROKEN.to_owned())?;
    match tokio::time::timeout(Duration::from_secs(SECONDS), converse(bytes, name, job, listen)).await {
        Ok(Some(outcome)) => outcome,
        _ => Err(BROKEN.to_owned()),
    }
}

/// `None` when the child broke off.
async fn converse<T>(
    bytes: &[u8],
    name: &str,
    job: &Job<'_>,
    listen: impl AsyncFnOnce(Answer) -> Option<Result<T, String>>,
) -> Option<Result<T, String>> {
    let job = serde_json::to_vec(job).ok()?;
    let mut child = Command::new(std::env::current_exe().ok()?)
        .arg("parse-upload")
        .arg(format!("--name={name}"))
        .env_clear()
        .env("MALLOC_MMAP_THRESHOLD_", LARGE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
    // A child that refuses early closes its end; that is no failure of ours.
    let feed = async {
        let _ = stdin.write_all(&(job.len() as u64).to_le_bytes()).await;
        let _ = stdin.write_all(&job).await;
        let _ = stdin.write_all(bytes).await;
        drop(stdin);
    };
    let ((), outcome) = tokio::join!(feed, listen(stdout.take(MAX_ANSWER)));
    if child.wait().await.ok()?.success() { outcome } else { None }
}
