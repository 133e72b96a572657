//! The reader's door under random bytes and under fixtures that something broke: it reads or refuses, and never ends the process.
//! `PROPTEST_CASES` raises how many are tried.

use super::common::*;
use proptest::{collection::vec, prelude::*, sample::Index};
use std::io::{Cursor, Read};

/// One of each kind, each by the program that writes most of them.
const FILES: &[&str] = &[
    "clean.xlsx",
    "filled.xlsx",
    "formats.xlsx",
    "office.xlsx",
    "office.xls",
    "office.ods",
    "xlwt.xls",
    "comma.csv",
    "tab.csv",
    "cp1258.csv",
];

#[derive(Clone, Debug)]
enum Harm {
    Flip(Index, u8),
    Cut(Index, Index),
    Double(Index, Index),
    Number(Index, u32),
}

fn harm() -> impl Strategy<Value = Harm> {
    let place = any::<Index>;
    prop_oneof![
        4 => (place(), any::<u8>()).prop_map(|(at, byte)| Harm::Flip(at, byte)),
        1 => (place(), place()).prop_map(|(a, b)| Harm::Cut(a, b)),
        1 => (place(), place()).prop_map(|(a, b)| Harm::Double(a, b)),
        2 => (place(), prop_oneof![Just(0), Just(u32::MAX), Just(0x7FFF_FFFF), Just(0xFFFF), any::<u32>()]).prop_map(|(a, n)| Harm::Number(a, n)),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        let length = bytes.len();
        if length < 8 {
            break;
        }
        // Near each other, so that what is left still looks like the file.
        let range = |a: &Index, b: &Index| {
            let from = a.index(length);
            from..(from + b.index(64)).min(length)
        };
        match harm {
            Harm::Flip(at, byte) => bytes[at.index(length)] ^= byte,
            Harm::Cut(a, b) => drop(bytes.drain(range(a, b))),
            Harm::Double(a, b) => {
                let piece = bytes[range(a, b)].to_vec();
                let at = a.index(bytes.len());
                bytes.splice(at..at, piece);
            }
            Harm::Number(at, number) => {
                let at = at.index(length - 4);
                bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            }
        }
    }
    bytes
}

/// The same package with one of its parts harmed.
fn inner(package: &[u8], which: Index, harms: &[Harm]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(package)).expect("a fixture");
    let which = which.index(zip.len());
    let parts: Vec<(String, Vec<u8>)> = (0..zip.len())
        .map(|i| {
            let mut part = zip.by_index(i).expect("a fixture");
            let mut bytes = vec![];
            part.read_to_end(&mut bytes).expect("a fixture");
            (part.name().expect("a name").to_string(), if i == which { harmed(bytes, harms) } else { bytes })
        })
        .collect();
    zipped(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
}

/// Reads; what can be read is understood and crosses the process boundary as it is.
fn survives(bytes: &[u8], name: &str) {
    timely(bytes, || match intake::read(bytes, name) {
        Ok(book) => {
            let json = serde_json::to_string(&book).expect("plain data");
            assert_eq!(serde_json::from_str::<intake::Workbook>(&json).expect("the same"), book);
            reading(&book, &form());
        }
        Err(why) => assert!(why.to_string().ends_with("Chưa có gì được lưu.")),
    });
}

proptest! {
    #![proptest_config(tried())]

    #[test]
    fn any_bytes(start in prop_oneof![Just(vec![]), Just(b"PK\x03\x04".to_vec()), Just(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec()), Just(b"\xFF\xFE".to_vec())], rest in vec(any::<u8>(), 0..2_000), name in ".{0,12}") {
        survives(&[start, rest].concat(), &name);
    }

    #[test]
    fn any_table(rows in vec(vec("[-0-9.,% xTửsốmẪ]{0,8}", 0..6), 0..12)) {
        let table = rows.iter().map(|r| r.join(";")).collect::<Vec<_>>().join("\n");
        let text = format!("Mã;Chỉ tiêu;Tử số;Mẫu số;Tỷ lệ;Tình trạng\n{table}");
        prop_assert!(intake::read(text.as_bytes(), "a.csv").is_ok());
        survives(text.as_bytes(), "a.csv");
    }

    #[test]
    fn a_harmed_file(which in any::<Index>(), harms in vec(harm(), 1..8)) {
        let name = which.get(FILES);
        survives(&harmed(fixture(name), &harms), name);
    }

    #[test]
    fn a_harmed_part(which in any::<Index>(), part in any::<Index>(), harms in vec(harm(), 1..8)) {
        let packages: Vec<&str> = FILES.iter().copied().filter(|n| n.ends_with("x") || n.ends_with("ods")).collect();
        let name = which.get(&packages);
        survives(&inner(&fixture(name), part, &harms), name);
    }
}

#[test]
#[ignore = "hangs: run by the test below, as the soak would meet it"]
fn a_hang() {
    timely(b"the case", || std::thread::sleep(std::time::Duration::from_secs(60)));
}

/// What the soak relies on: a case that takes too long ends the process at once and leaves its bytes behind.
#[test]
fn a_hang_ends_a_soak() {
    let own = std::env::current_exe().expect("this program");
    let run = |args: [&str; 3]| std::process::Command::new(&own).args(args).env("PROPTEST_CASES", "1").output().expect("started");
    let output = run(["--ignored", "--nocapture", "mutations::a_hang"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("no answer within 5 s"), "{said}");
    let file = said.split_once("the case is in ").and_then(|(_, rest)| rest.split(' ').next()).expect("a file is named");
    assert_eq!(std::fs::read(file).expect("the case was kept"), b"the case");
    std::fs::remove_file(file).expect("removed");
}
