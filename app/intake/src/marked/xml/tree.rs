//! A small part as a tree of places.

use super::super::NotMarked;
use super::{Kind, Ns, Scan, attribute, attributes, name_of, prefix_of};
use std::ops::Range;

/// Most elements of a part that is held as a tree.
const MAX_NODES: usize = 1_000_000;
/// Deepest nesting; real parts stay below ten.
const MAX_DEPTH: usize = 100;

#[derive(Clone)]
pub(in super::super) struct Node<'a> {
    whole: &'a str,
    pub ns: Ns,
    /// From `<` of the first tag to `>` of the last.
    pub range: Range<usize>,
    pub open: Range<usize>,
    /// Where the content ends.
    pub inner_end: usize,
    /// `<c/>`
    pub empty: bool,
    pub children: Vec<Self>,
}

impl<'a> Node<'a> {
    pub fn source(&self) -> &'a str {
        &self.whole[self.range.clone()]
    }

    /// The first tag.
    pub fn tag(&self) -> &'a str {
        &self.whole[self.open.clone()]
    }

    pub fn name(&self) -> &'a str {
        name_of(self.tag())
    }

    pub fn prefix(&self) -> &'a str {
        prefix_of(self.name())
    }

    pub fn local(&self) -> &'a str {
        let name = self.name();
        &name[prefix_of(name).len()..]
    }

    pub fn is(&self, ns: Ns, local: &str) -> bool {
        self.ns == ns && self.local() == local
    }

    pub fn child(&self, ns: Ns, local: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.is(ns, local))
    }

    /// Children of a name, in order.
    pub fn all<'n>(&'n self, ns: Ns, local: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |c| c.is(ns, local))
    }

    pub fn attr(&self, key: &str) -> Option<String> {
        attribute(self.tag(), key)
    }

    /// As [`super::Tag::prefixed`].
    pub fn prefixed(&self, local: &str) -> Option<String> {
        let found = attributes(self.tag()).find(|a| a.key.split_once(':').is_some_and(|(prefix, name)| prefix != "xmlns" && name == local));
        found.map(|a| a.value())
    }

    /// All text inside, however deep.
    pub fn text(&self) -> String {
        let mut scan = Scan::new(self.source());
        let mut text = String::new();
        // The whole was well formed, so each piece is.
        while let Ok(Some(tag)) = scan.next() {
            if tag.kind == Kind::Text {
                text.push_str(&tag.text());
            }
        }
        text
    }
}

/// The root element of a text.
pub(in super::super) fn tree(source: &str) -> Result<Node<'_>, NotMarked> {
    let mut scan = Scan::new(source);
    let mut open: Vec<Node<'_>> = Vec::new();
    let mut root = None;
    let mut nodes = 0;
    while let Some(tag) = scan.next()? {
        let done = match tag.kind {
            Kind::Text => continue,
            Kind::Open | Kind::Empty => {
                nodes += 1;
                if nodes > MAX_NODES || tag.depth > MAX_DEPTH {
                    return Err(NotMarked::TooLarge);
                }
                let empty = tag.kind == Kind::Empty;
                let (range, end) = (tag.range.clone(), tag.range.end);
                let node =
                    Node { whole: source, ns: tag.ns, range: range.clone(), open: range, inner_end: end, empty, children: Vec::new() };
                if !empty {
                    open.push(node);
                    continue;
                }
                node
            }
            Kind::Close => {
                let mut node = open.pop().ok_or(NotMarked::Structure)?;
                node.inner_end = tag.range.start;
                node.range.end = tag.range.end;
                node
            }
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None if root.is_none() => root = Some(done),
            None => return Err(NotMarked::Structure),
        }
    }
    root.ok_or(NotMarked::Structure)
}
