//! The comments of a sheet: ours are put in, those of an earlier marking taken out, everybody else's kept.

use super::look;
use super::plan::{Note, Notes, Place, address, place};
use super::xml::{Edits, Node, Ns, escaped, main, tree};
use super::{AUTHOR, NotMarked};
use std::collections::BTreeSet;

/// Between a comment that was there and ours below it.
pub(crate) const LINE: &str = "──── Tiến Độ ────";

/// For a sheet without comments.
fn empty(strict: bool) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{}\"><authors/><commentList/></comments>",
        main(strict)
    )
}

/// A sheet's comments after marking.
pub(super) struct Patched {
    pub text: String,
    /// No comment is left.
    pub empty: bool,
    /// Cells whose comment an earlier marking wrote.
    pub ours: BTreeSet<Place>,
    /// Cells with a comment that people wrote, or wrote into: its box is not ours to take.
    pub kept: BTreeSet<Place>,
    /// Cells that have a comment now and had none of another author: each needs a box.
    pub added: Vec<Place>,
    /// Cells whose comment grew, with what it says now.
    pub grown: Vec<(Place, String)>,
}

pub(super) fn patch(text: Option<String>, notes: &Notes<'_>, strict: bool) -> Result<Patched, NotMarked> {
    let text = text.unwrap_or_else(|| empty(strict));
    let root = tree(&text)?;
    let p = root.prefix();
    let (authors, list) = (root.child(Ns::Main, "authors"), root.child(Ns::Main, "commentList"));
    let (authors, list) = authors.zip(list).ok_or(NotMarked::Structure)?;
    let names: Vec<String> = authors.all(Ns::Main, "author").map(Node::text).collect();
    let mut edits = Edits::default();
    let (mut ours, mut taken, mut grown) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let mut others = 0;
    for comment in list.all(Ns::Main, "comment") {
        let at = comment.attr("ref").and_then(|r| place(&r));
        let author = comment.attr("authorId").and_then(|id| names.get(id.trim().parse::<usize>().ok()?)).map_or("", |n| n.trim());
        let said = comment.child(Ns::Main, "text").map(Node::text).unwrap_or_default();
        if look::is_ours(author, &said) {
            ours.extend(at);
            let (words, body) = (look::added(&said), comment.child(Ns::Main, "text"));
            let (Some(at), Some(body), false) = (at, body, words.is_empty()) else {
                edits.replace(comment.range.clone(), "");
                continue;
            };
            // What people wrote into ours stays.
            others += 1;
            taken.insert(at);
            let content = kept(words, notes.get(&at), p);
            edits.replace(body.range.clone(), content.xml);
            grown.push((at, content.said));
            continue;
        }
        others += 1;
        taken.extend(at);
        // The text of a threaded comment is a stand-in that Excel writes anew from the thread.
        let threaded = author.starts_with("tc=");
        let (Some(at), Some(body), false) = (at, comment.child(Ns::Main, "text"), threaded) else { continue };
        if let Some(content) = content(body, notes.get(&at), p) {
            if content.cut {
                ours.insert(at);
            }
            if notes.contains_key(&at) {
                grown.push((at, content.said));
            }
            edits.replace(body.range.clone(), content.xml);
        }
    }
    let added: Vec<Place> = notes.keys().filter(|at| !taken.contains(*at)).copied().collect();
    if !added.is_empty() {
        let author = names.iter().position(|n| n.trim() == AUTHOR).unwrap_or(names.len());
        if author == names.len() {
            edits.append(authors, &format!("<{p}author>{AUTHOR}</{p}author>"));
        }
        let comments: String = added.iter().map(|at| comment(*at, &notes[at], author, p)).collect();
        edits.append(list, &comments);
    }
    let empty = others == 0 && added.is_empty();
    Ok(Patched { text: edits.apply(&text)?, empty, ours, kept: taken, added, grown })
}

fn comment(at: Place, note: &Note<'_>, author: usize, p: &str) -> String {
    let runs: String = runs(note, p);
    format!("<{p}comment ref=\"{}\" authorId=\"{author}\"><{p}text>{runs}</{p}text></{p}comment>", address(at))
}

/// The severity in bold, the message plain.
fn runs(note: &Note<'_>, p: &str) -> String {
    let run = |bold: &str, text: &str| {
        format!(
            "<{p}r><{p}rPr>{bold}<{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"Tahoma\"/><{p}family val=\"2\"/></{p}rPr>\
             <{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
            escaped(text)
        )
    };
    let bold = format!("<{p}b/>");
    let paragraphs = note.paragraphs();
    let last = paragraphs.len().saturating_sub(1);
    let both = |(i, (label, message)): (usize, &(&str, String))| {
        let end = if i == last { "" } else { "\n" };
        format!("{}{}", run(&bold, &format!("{label}:")), run("", &format!(" {message}{end}")))
    };
    paragraphs.iter().enumerate().map(both).collect()
}

struct Content {
    xml: String,
    said: String,
    /// An earlier marking stood in it.
    cut: bool,
}

impl Content {
    /// Adds ours to somebody's words, under a line.
    fn under_line(&mut self, note: &Note<'_>, p: &str) {
        self.xml.push_str(&format!("<{p}r><{p}t xml:space=\"preserve\">\n{LINE}\n</{p}t></{p}r>{}", runs(note, p)));
        self.said.push_str(&format!("\n{LINE}\n{}", note.text()));
    }
}

/// What stays of a comment of ours into which somebody wrote.
fn kept(words: String, note: Option<&Note<'_>>, p: &str) -> Content {
    let xml = format!("<{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>", escaped(&words));
    let mut content = Content { xml, said: words, cut: true };
    note.into_iter().for_each(|note| content.under_line(note, p));
    Content { xml: format!("<{p}text>{}</{p}text>", content.xml), ..content }
}

/// What another author's comment is to hold: its own text, and ours under a line; nothing when it stays as it is.
fn content(body: &Node<'_>, note: Option<&Note<'_>>, p: &str) -> Option<Content> {
    let is_text = |n: &&Node<'_>| n.is(Ns::Main, "t") || n.is(Ns::Main, "r");
    let cut = body.children.iter().filter(is_text).position(|n| n.text().contains(LINE));
    if note.is_none() && cut.is_none() {
        return None;
    }
    let (mut theirs, mut said) = (String::new(), String::new());
    for (i, piece) in body.children.iter().filter(is_text).enumerate() {
        let inner = if piece.is(Ns::Main, "t") { Some(piece) } else { piece.child(Ns::Main, "t") };
        let Some(inner) = inner else { continue };
        let text = inner.text();
        if cut == Some(i) {
            let before = text.split(LINE).next().unwrap_or_default().trim_end();
            if !before.is_empty() {
                let format = piece.child(Ns::Main, "rPr").map_or("", Node::source);
                theirs.push_str(&format!("<{p}r>{format}<{p}t xml:space=\"preserve\">{}</{p}t></{p}r>", escaped(before)));
                said.push_str(before);
            }
            break;
        }
        said.push_str(&text);
        // A bare text and runs do not mix in every program.
        theirs.push_str(&if piece.is(Ns::Main, "t") { format!("<{p}r>{}</{p}r>", piece.source()) } else { piece.source().to_owned() });
    }
    // What they wrote below the line comes above it.
    let whole: String = body.children.iter().filter(is_text).map(Node::text).collect();
    let below = whole.split_once(LINE).map(|(_, ours)| look::added(ours)).filter(|words| !words.is_empty() && cut.is_some());
    if let Some(below) = below {
        theirs.push_str(&format!("<{p}r><{p}t xml:space=\"preserve\">\n{}</{p}t></{p}r>", escaped(&below)));
        said.push_str(&format!("\n{below}"));
    }
    let mut content = Content { xml: theirs, said, cut: cut.is_some() };
    note.into_iter().for_each(|note| content.under_line(note, p));
    let rest: String = body.children.iter().filter(|n| !is_text(n)).map(Node::source).collect();
    Some(Content { xml: format!("<{p}text>{}{rest}</{p}text>", content.xml), ..content })
}
