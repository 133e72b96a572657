//! One XML part, event by event, from a package that nobody trusts: what is inflated is counted, no event and no nesting grows without end.

use super::Unreadable;
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event, attributes::Attribute},
};
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

/// Deeper than any spreadsheet nests its elements.
const MAX_DEPTH: usize = 200;
/// Most bytes of one text, or of one tag with all it says.
pub(super) const MAX_TEXT: usize = 8 << 20;

/// Most events of one part: a tag of three letters takes as long to read as a full one.
const MAX_EVENTS: u32 = 40_000_000;

/// Pulls events; an empty element comes as its start and its end.
pub(super) struct Xml<'a, R: Read> {
    reader: Reader<Bounded<'a, R>>,
    buffer: Vec<u8>,
    depth: usize,
    events: u32,
}

impl<'a, R: Read> Xml<'a, R> {
    /// `left` is how many bytes the whole package may still inflate to.
    pub(super) fn new(part: R, left: &'a mut u64) -> Self {
        let inner = BufReader::with_capacity(64 << 10, part);
        let mut reader = Reader::from_reader(Bounded { inner, left, event: 0, refusal: None });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0, events: 0 }
    }

    pub(super) fn next(&mut self) -> Result<Event<'_>, Unreadable> {
        self.buffer.clear();
        self.reader.get_mut().event = 0;
        // The event borrows the reader's buffer; a refusal must be fetched from the source beneath it.
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(_) => return Err(self.reader.get_mut().refusal.take().unwrap_or(Unreadable::Damaged)),
        };
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            // A document type brings entities, and entities that double themselves fill any memory.
            Event::DocType(_) => return Err(Unreadable::Suspicious),
            Event::Eof if self.depth > 0 => return Err(Unreadable::Damaged),
            _ => {}
        }
        self.events += 1;
        if self.events > MAX_EVENTS {
            return Err(Unreadable::Inflates);
        }
        if self.depth > MAX_DEPTH { Err(Unreadable::Suspicious) } else { Ok(event) }
    }

    /// Passes over the rest of the element that has just started.
    pub(super) fn skip(&mut self) -> Result<(), Unreadable> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// Appends the text of the element that has just started, without that of elements inside it.
    pub(super) fn text(&mut self, into: &mut String) -> Result<(), Unreadable> {
        let inside = self.depth;
        while self.depth >= inside {
            let at = self.depth;
            let event = self.next()?;
            if at == inside {
                append(&event, into)?;
            }
        }
        Ok(())
    }
}

/// Appends what an event says as text.
pub(super) fn append(event: &Event<'_>, into: &mut String) -> Result<(), Unreadable> {
    match event {
        Event::Text(text) => into.push_str(&text.xml10_content()),
        Event::CData(text) => into.push_str(&text.xml10_content()),
        Event::GeneralRef(name) => match name.resolve_char_ref().map_err(|_| Unreadable::Damaged)? {
            Some(c) => into.push(c),
            None => into.push_str(resolve_predefined_entity(name).ok_or(Unreadable::Suspicious)?),
        },
        _ => {}
    }
    if into.len() > MAX_TEXT { Err(Unreadable::Inflates) } else { Ok(()) }
}

/// The attributes of a tag; one that breaks the syntax ends them.
pub(super) fn attributes<'a>(tag: &'a BytesStart<'_>) -> impl Iterator<Item = Attribute<'a>> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    attributes.map_while(Result::ok)
}

/// The attribute with this local name, with entities resolved.
pub(super) fn attribute<'a>(tag: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let found = attributes(tag).find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).unwrap_or(found.value))
}

/// Is this attribute written as true?
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

struct Bounded<'a, R> {
    inner: BufReader<R>,
    left: &'a mut u64,
    /// Bytes of the current event.
    event: usize,
    refusal: Option<Unreadable>,
}

impl<R: Read> Bounded<'_, R> {
    fn refuse(&mut self, why: Unreadable) -> io::Error {
        self.refusal = Some(why);
        io::ErrorKind::FileTooLarge.into()
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Bounded<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if *self.left == 0 {
            return Err(self.refuse(Unreadable::Inflates));
        }
        if self.event > MAX_TEXT {
            return Err(self.refuse(Unreadable::Inflates));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        *self.left = self.left.saturating_sub(n as u64);
        self.event += n;
        self.inner.consume(n);
    }
}
