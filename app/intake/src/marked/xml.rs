//! XML as a text with places in it: what has to change is cut out and put in, and everything else stays byte for byte.

mod tag;
mod tree;

pub(super) use tag::{Kind, Ns, Scan, Tag, main};
pub(super) use tree::{Node, tree};

use super::NotMarked;
use std::ops::Range;

/// Changes of one text, applied together.
#[derive(Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.0.push((range, with.into()));
    }

    /// Several insertions at one place stand in the order in which they were made.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.replace(at..at, text);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts `text` at the end of an element's content.
    pub fn append(&mut self, node: &Node<'_>, text: &str) {
        if node.empty {
            let open = node.tag().trim_end_matches('>').trim_end().trim_end_matches('/').trim_end();
            self.replace(node.open.clone(), format!("{open}>{text}</{}>", node.name()));
        } else {
            self.insert(node.inner_end, text);
        }
    }

    pub fn apply(mut self, source: &str) -> Result<String, NotMarked> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(source.len() + self.0.iter().map(|(_, text)| text.len()).sum::<usize>());
        let mut at = 0;
        for (range, text) in &self.0 {
            // Two changes of one place would be a mistake of ours or a file made to provoke one.
            out.push_str(source.get(at..range.start).ok_or(NotMarked::Structure)?);
            out.push_str(text);
            at = range.end;
        }
        out.push_str(source.get(at..).ok_or(NotMarked::Structure)?);
        Ok(out)
    }
}

/// An attribute of a tag.
pub(super) struct Attr<'a> {
    pub key: &'a str,
    /// As written, still escaped.
    pub raw: &'a str,
    /// Where the value stands within the tag's text, without its quotes.
    pub at: Range<usize>,
}

impl Attr<'_> {
    pub fn value(&self) -> String {
        unescaped(self.raw)
    }
}

/// The attributes of `<name a="…" b='…'>`; ends at the first that is malformed.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = Attr<'_>> {
    let mut at = 1 + name_of(tag).len();
    std::iter::from_fn(move || {
        let rest = tag.get(at..)?.trim_start();
        at = tag.len() - rest.len();
        let equals = rest.find('=')?;
        let key = rest[..equals].trim_end();
        let from = equals + 1 + (rest[equals + 1..].len() - rest[equals + 1..].trim_start().len());
        let quote = rest[from..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let length = rest[from + 1..].find(quote)?;
        let value = at + from + 1..at + from + 1 + length;
        at = value.end + 1;
        Some(Attr { key, raw: &tag[value.clone()], at: value })
    })
}

pub(super) fn attribute(tag: &str, key: &str) -> Option<String> {
    attributes(tag).find(|a| a.key == key).map(|a| a.value())
}

/// The tag with an attribute set, in its place or as the first.
pub(super) fn with_attribute(tag: &str, key: &str, value: &str) -> String {
    let value = escaped(value);
    if let Some(found) = attributes(tag).find(|a| a.key == key) {
        return format!("{}{value}{}", &tag[..found.at.start], &tag[found.at.end..]);
    }
    let name = 1 + name_of(tag).len();
    format!("{} {key}=\"{value}\"{}", &tag[..name], &tag[name..])
}

/// The tag without an attribute.
pub(super) fn without_attribute(tag: &str, key: &str) -> String {
    let Some(found) = attributes(tag).find(|a| a.key == key) else { return tag.to_owned() };
    let start = tag[..found.at.start].rfind(key).unwrap_or(found.at.start);
    format!("{}{}", tag[..start].trim_end(), &tag[found.at.end + 1..])
}

/// `x:row` of `<x:row r="1">`.
fn name_of(tag: &str) -> &str {
    let name = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<')).unwrap_or_default();
    let end = name.bytes().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
    &name[..end.unwrap_or(name.len())]
}

/// `x:` of `x:row`, empty for `row`: what a name of the same namespace begins with.
pub(super) fn prefix_of(name: &str) -> &str {
    name.find(':').map_or("", |colon| &name[..=colon])
}

/// Text for an element or an attribute: characters that XML has no place for are dropped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => {}
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// What an escaped text says; a reference that XML does not define stays as it is written.
pub(super) fn unescaped(raw: &str) -> String {
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_and_set_where_they_stand() {
        let tag = "<x:c  r = 'A1' s=\"3\"\n t=\"n\"/>";
        let seen: Vec<_> = attributes(tag).map(|a| (a.key, a.raw)).collect();
        assert_eq!(seen, [("r", "A1"), ("s", "3"), ("t", "n")]);
        assert_eq!(with_attribute(tag, "s", "12"), "<x:c  r = 'A1' s=\"12\"\n t=\"n\"/>");
        assert_eq!(with_attribute("<c/>", "s", "<"), "<c s=\"&lt;\"/>");
        assert_eq!(attribute("<a b=\"Tiến &amp; Độ\">", "b").as_deref(), Some("Tiến & Độ"));
        for broken in ["<a b", "<a b=", "<a b=c>", "<a b=\"c>", "", "<"] {
            assert_eq!(attributes(broken).count(), 0, "{broken}");
        }
    }

    #[test]
    fn an_attribute_is_taken_away_cleanly() {
        let tag = "<s:p fo:a=\"1\" fo:background-color=\"#f8c8c8\" fo:b=\"2\"/>";
        assert_eq!(without_attribute(tag, "fo:background-color"), "<s:p fo:a=\"1\" fo:b=\"2\"/>");
        assert_eq!(without_attribute("<s:p fo:background-color='x'/>", "fo:background-color"), "<s:p/>");
        assert_eq!(without_attribute(tag, "fo:c"), tag);
    }

    #[test]
    fn edits_leave_the_rest_alone() {
        let source = "<a><b/> <c >x</c ></a>";
        let root = tree(source).expect("well formed");
        let mut edits = Edits::default();
        edits.append(&root.children[0], "1");
        edits.append(&root.children[1], "2");
        edits.insert(root.inner_end, "<d/>");
        edits.insert(root.inner_end, "<e/>");
        assert_eq!(edits.apply(source).expect("apart"), "<a><b>1</b> <c >x2</c ><d/><e/></a>");
        let mut twice = Edits::default();
        twice.replace(0..5, "");
        twice.replace(3..8, "");
        assert!(twice.apply(source).is_err());
    }
}
