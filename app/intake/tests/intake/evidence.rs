//! What can be evidence and what cannot: files by other programs, files that pretend, files that were cut off.

use domain::evidence::EvidenceKind::*;
use intake::evidence::{
    MAX_BYTES,
    Unfit::{self, *},
    examine,
};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

fn fixture(name: &str) -> Vec<u8> {
    super::common::fixture(&format!("evidence/{name}"))
}

/// A file of each kind, as other programs write it.
const KINDS: [(&str, domain::evidence::EvidenceKind); 12] = [
    ("letter.pdf", Pdf),
    ("photo.png", Png),
    ("photo.jpg", Jpeg),
    ("photo.webp", Webp),
    ("scan.tif", Tiff),
    ("letter.docx", Docx),
    ("book.xlsx", Xlsx),
    ("slides.pptx", Pptx),
    ("letter.odt", Odt),
    ("book.ods", Ods),
    ("slides.odp", Odp),
    ("empty_library.odt", Odt),
];

#[test]
fn a_file_is_what_its_content_is() {
    for (name, kind) in KINDS {
        assert_eq!(examine(&fixture(name)), Ok(kind), "{name}");
    }
}

#[test]
fn what_cannot_be_shown_or_could_run_is_refused() {
    for (name, why) in [
        ("locked.pdf", Encrypted),
        ("restricted.pdf", Encrypted),
        ("locked.xlsx", Encrypted),
        ("locked.odt", Encrypted),
        ("macro.xlsx", Macro),
        ("renamed_macro.xlsx", Macro),
        ("macro.odt", Macro),
        ("archive.zip", Archive),
        ("picture.gif", OtherPicture),
        ("picture.bmp", OtherPicture),
    ] {
        assert_eq!(examine(&fixture(name)), Err(why), "{name}");
    }
    let texts: [(&[u8], Unfit); 18] = [
        (b"", Empty),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", Active),
        (b"\xef\xbb\xbf<?xml version=\"1.0\"?><svg/>", Active),
        (b"<!DOCTYPE html><html><body>x</body></html>", Active),
        (b"<!-- x --><HTML>", Active),
        (b"MZ\x90\0\x03", Program),
        (b"\x7fELF\x02\x01", Program),
        (b"#!/bin/sh\nrm", Program),
        (b"Rar!\x1a\x07\x01\0", Archive),
        (b"7z\xbc\xaf\x27\x1c", Archive),
        (b"\x1f\x8b\x08\0", Archive),
        (b"PK\x05\x06\0\0\0\0", Archive),
        (b"{\\rtf1 x}", OldOffice),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", OldOffice),
        (b"\0\0\0\x18ftypheic\0\0\0\0", OtherPicture),
        ("Mã,Số\nHS,412\n".as_bytes(), Unknown),
        (b"\0\x01\x02", Unknown),
        (b" %PDF-1.7", Unknown),
    ];
    for (bytes, why) in texts {
        assert_eq!(examine(bytes), Err(why), "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn twenty_megabytes_is_the_most() {
    let mut pdf = fixture("letter.pdf");
    let head = pdf.split_off(8);
    pdf.extend(vec![b'\n'; MAX_BYTES - head.len() - 8]);
    pdf.extend(head);
    assert_eq!((pdf.len(), examine(&pdf)), (20 * 1024 * 1024, Ok(Pdf)));
    pdf.insert(8, b'\n');
    assert_eq!(examine(&pdf), Err(TooLarge));
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

#[test]
fn packages_with_tricks_are_refused() {
    let types: &[u8] = br#"<Types><Override ContentType="x/vnd.wordprocessingml.document.main+xml"/></Types>"#;
    let with =
        |name: &str, content: &[u8]| examine(&package(&[("[Content_Types].xml", types), ("word/document.xml", b"x"), (name, content)]));
    assert_eq!(with("word/other.xml", b"x"), Ok(Docx));
    assert_eq!(with("../word/evil.xml", b"x"), Err(Suspicious));
    assert_eq!(with("/etc/passwd", b"x"), Err(Suspicious));
    assert_eq!(with("C:\\evil.xml", b"x"), Err(Suspicious));
    assert_eq!(with("WORD/document.xml", b"y"), Err(Suspicious), "two parts that Word takes for one");
    assert_eq!(with("word/bomb.xml", &vec![b' '; 201 << 20]), Err(Suspicious));
    assert_eq!(examine(&package(&[("[Content_Types].xml", types), ("xl/workbook.xml", b"x")])), Err(Unknown));
    let many: Vec<String> = (0..5_001).map(|n| format!("{n}.txt")).collect();
    assert_eq!(examine(&package(&many.iter().map(|n| (n.as_str(), &b""[..])).collect::<Vec<_>>())), Err(Suspicious));
}

#[test]
fn the_word_encrypt_in_a_name_locks_nothing() {
    let pdf = |key: &str| [&b"%PDF-1.7\n"[..], key.as_bytes(), b"\ntrailer <<>>\nstartxref\n9\n%%EOF\n"].concat();
    assert_eq!(examine(&pdf("/EncryptionNote (x)")), Ok(Pdf));
    for key in ["/Encrypt 5 0 R", "/Encrypt<</V 4>>", "/Encrypt\n5 0 R"] {
        assert_eq!(examine(&pdf(key)), Err(Encrypted), "{key}");
    }
}

#[test]
fn a_picture_that_lists_its_strips_again_and_again_is_refused_at_once() {
    // Twice the strips' places, then their sizes; each list is one strip of four bytes at place 0.
    let entry = |tag: u16, value: u32| [&tag.to_le_bytes()[..], &4_u16.to_le_bytes(), &1_u32.to_le_bytes(), &value.to_le_bytes()].concat();
    let tiff = |tags: &[(u16, u32)]| {
        let entries: Vec<u8> = tags.iter().flat_map(|(tag, value)| entry(*tag, *value)).collect();
        [&b"II*\0"[..], &8_u32.to_le_bytes(), &(tags.len() as u16).to_le_bytes(), &entries].concat()
    };
    assert_eq!(examine(&tiff(&[(273, 0), (279, 4)])), Ok(Tiff));
    assert_eq!(examine(&tiff(&[(273, 0), (273, 0), (279, 4)])), Err(Damaged));
}

#[test]
fn every_refusal_says_what_to_do_and_that_nothing_was_attached() {
    let all = [Empty, TooLarge, Encrypted, Macro, OldOffice, OtherPicture, Active, Program, Archive, Damaged, Suspicious, Unknown];
    for unfit in all {
        let sentence = unfit.to_string();
        assert!(sentence.ends_with("Tệp chưa được đính kèm.") && sentence.matches(". ").count() >= 2, "{sentence}");
    }
}

proptest! {
    /// A file that was cut off is told so, or was whole before its last bytes; never a panic, never another kind.
    #[test]
    fn a_file_cut_off_is_no_evidence(which in 0..KINDS.len(), at: prop::sample::Index) {
        let (name, kind) = KINDS[which];
        let bytes = fixture(name);
        let cut = &bytes[..at.index(bytes.len())];
        if let Ok(found) = examine(cut) {
            prop_assert_eq!(found, kind);
            // What may be missing is what follows the end of the picture, or its pixels.
            prop_assert!(matches!(kind, Jpeg | Tiff | Png | Pdf) && cut.len() * 2 > bytes.len(), "{} cut at {}", name, cut.len());
        }
    }

    #[test]
    fn a_damaged_file_never_panics(which in 0..KINDS.len(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = fixture(KINDS[which].0);
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = examine(&bytes);
    }
}
