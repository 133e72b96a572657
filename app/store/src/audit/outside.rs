//! Heads of the chain kept outside the database, so that a record whose end was cut off or made anew is found.
//!
//! A text file of lines "number hash time", only ever growing in number. Heads are written after their lines are committed,
//! so the file may be behind the database and is never ahead of it, unless the database has lost lines. It holds the
//! newest heads, and of the older ones the last of each month: twelve lines a year.

use super::Head;
use chrono::{DateTime, Utc};
use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

/// Hashes of the chain that are known from elsewhere, by number. More than one for a number is a fault in itself.
pub type Heads = BTreeMap<i64, Vec<String>>;

/// So many newest heads are kept one by one.
const NEWEST: usize = 500;
/// The file is made shorter when it has so many lines.
const MOST: usize = 1000;

/// A line of the file; none when it is torn or something else.
fn parse(line: &str) -> Option<Head> {
    let mut words = line.split(' ');
    let head = Head { seq: words.next()?.parse().ok()?, hash: words.next()?.to_owned() };
    let is_hash = head.hash.len() == 64 && head.hash.bytes().all(|b| b.is_ascii_hexdigit());
    (head.seq > 0 && is_hash).then_some(head)
}

/// The heads in the file, and how many of its lines could not be read; no file holds none.
pub fn read(file: &Path) -> io::Result<(Heads, usize)> {
    let text = match std::fs::read(file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let (mut heads, mut torn) = (Heads::new(), 0);
    for line in text.lines().filter(|l| !l.is_empty()) {
        match parse(line) {
            Some(head) => heads.entry(head.seq).or_default().push(head.hash),
            None => torn += 1,
        }
    }
    Ok((heads, torn))
}

/// Adds a head that is committed, unless the file holds it or a later one.
pub fn record(file: &Path, head: &Head, now: DateTime<Utc>) -> io::Result<()> {
    if head.seq == 0 {
        return Ok(());
    }
    let mut open = locked(file)?;
    let mut bytes = vec![];
    open.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    if text.lines().rev().find_map(parse).is_some_and(|last| last.seq >= head.seq) {
        return Ok(());
    }
    // What a power cut left of a line stays one line.
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let line = format!("{gap}{} {} {}\n", head.seq, head.hash, now.format("%Y-%m-%dT%H:%M:%SZ"));
    open.write_all(line.as_bytes())?;
    open.sync_data()?;
    let all = format!("{text}{line}");
    if all.lines().count() > MOST { replace(file, &shortened(&all)) } else { Ok(()) }
}

/// The file, open and locked, whoever replaced it while this waited.
fn locked(file: &Path) -> io::Result<File> {
    loop {
        let open = OpenOptions::new().read(true).append(true).create(true).mode(0o640).open(file)?;
        open.lock()?;
        let (mine, there) = (open.metadata()?, std::fs::metadata(file));
        if there.is_ok_and(|there| (there.dev(), there.ino()) == (mine.dev(), mine.ino())) {
            return Ok(open);
        }
    }
}

/// The newest lines, and of the others the last of each month.
fn shortened(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|l| parse(l).is_some()).collect();
    let month = |line: &str| line.split(' ').nth(2).and_then(|time| time.get(..7)).map(str::to_owned);
    let cut = lines.len().saturating_sub(NEWEST);
    let kept = lines.iter().enumerate().filter(|(i, line)| *i + 1 >= cut || month(line) != month(lines[i + 1]));
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

fn replace(file: &Path, text: &str) -> io::Result<()> {
    let beside = file.with_extension("new");
    let mut new = OpenOptions::new().write(true).create(true).truncate(true).mode(0o640).open(&beside)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    std::fs::rename(beside, file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone};

    fn head(seq: i64) -> Head {
        Head { seq, hash: format!("{seq:064x}") }
    }

    fn folder() -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("tiendo-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn the_file_grows_in_number_only_and_survives_a_torn_line() {
        let folder = folder();
        let file = folder.join("audit.head");
        let now = Utc.with_ymd_and_hms(2026, 11, 1, 1, 0, 0).unwrap();
        assert_eq!(read(&file).unwrap(), (Heads::new(), 0));
        for seq in [0, 3, 2, 3, 7] {
            record(&file, &head(seq), now).unwrap();
        }
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text, format!("3 {:064x} 2026-11-01T01:00:00Z\n7 {:064x} 2026-11-01T01:00:00Z\n", 3, 7));
        std::fs::write(&file, format!("{text}8 00ab")).unwrap();
        record(&file, &head(9), now).unwrap();
        let (heads, torn) = read(&file).unwrap();
        assert_eq!((heads.into_keys().collect::<Vec<_>>(), torn), (vec![3, 7, 9], 1));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn of_old_heads_the_last_of_each_month_is_kept() {
        let folder = folder();
        let file = folder.join("audit.head");
        let start = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
        // One a day for three years, from 1 January 2026 on: day 31 is 31 January, day 59 is 28 February.
        for day in 1..=1096 {
            record(&file, &head(day), start + Duration::days(day - 1)).unwrap();
        }
        let kept: Vec<i64> = read(&file).unwrap().0.into_keys().collect();
        // Made shorter at line 1001: days 502 to 1001 are whole, and every month's end before.
        assert_eq!(kept[..3], [31, 59, 90]);
        assert!((502..=1096).all(|day| kept.contains(&day)));
        let ends = kept.iter().filter(|d| **d < 501).count();
        assert_eq!(ends, 16, "January 2026 to April 2027");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn several_processes_write_one_file() {
        let folder = folder();
        let file = folder.join("audit.head");
        let now = Utc.with_ymd_and_hms(2026, 11, 1, 1, 0, 0).unwrap();
        std::thread::scope(|s| {
            for writer in 0..4 {
                let file = &file;
                s.spawn(move || (1..=300).for_each(|n| record(file, &head(n * 4 + writer), now).unwrap()));
            }
        });
        let (heads, torn) = read(&file).unwrap();
        assert_eq!(torn, 0);
        assert!(heads.values().all(|hashes| hashes.len() == 1));
        assert!(heads.contains_key(&1203), "the newest of all");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
