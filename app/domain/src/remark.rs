//! What a unit and its reviewers said to each other about one figure, over all revisions of a report.

use crate::workflow::ItemState;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The unit explains.
    Unit,
    /// The reviewer decides, and says why.
    Review(ItemState),
}

/// One revision's words about a figure, as the revision keeps them; `W` is who and when.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a, W> {
    pub revision: i32,
    pub justification: &'a str,
    /// None: not handed in, so nobody but the unit has read it.
    pub handed_in: Option<W>,
    pub state: ItemState,
    pub reason: &'a str,
    /// None: undecided; a reason that is there belongs to the revision before.
    pub decided: Option<W>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark<'a, W> {
    pub revision: i32,
    pub voice: Voice,
    pub by: W,
    pub text: &'a str,
}

/// The thread about a figure, revision by revision; `revisions` in their order. What one revision only carries over from the one
/// before is said once.
pub fn thread<'a, W: Copy + PartialEq>(revisions: &[Words<'a, W>]) -> Vec<Remark<'a, W>> {
    let mut thread: Vec<Remark<'a, W>> = vec![];
    for words in revisions {
        let Some(handed_in) = words.handed_in else { continue };
        let explained = thread.iter().rfind(|r| r.voice == Voice::Unit).map(|r| r.text);
        let text = words.justification.trim();
        if !text.is_empty() && explained != Some(text) {
            thread.push(Remark { revision: words.revision, voice: Voice::Unit, by: handed_in, text });
        }
        let (text, voice) = (words.reason.trim(), Voice::Review(words.state));
        if let Some(by) = words.decided.filter(|_| !text.is_empty())
            && !thread.iter().any(|r| r.voice == voice && r.by == by && r.text == text)
        {
            thread.push(Remark { revision: words.revision, voice, by, text });
        }
    }
    thread
}

#[cfg(test)]
mod tests {
    use super::{Voice, Words, thread};
    use crate::workflow::ItemState::{self, Accepted, Adjusted, Clarification, Pending, Rejected};

    /// Who and when, as one letter; justification, handed in, state, reason, decided.
    type Case = (&'static str, Option<char>, ItemState, &'static str, Option<char>);

    fn said(revisions: &[Case]) -> Vec<String> {
        let words = revisions.iter().zip(1..).map(|(&(justification, handed_in, state, reason, decided), revision)| Words {
            revision,
            justification,
            handed_in,
            state,
            reason,
            decided,
        });
        let line = |r: super::Remark<'_, char>| match r.voice {
            Voice::Unit => format!("{}{} unit: {}", r.revision, r.by, r.text),
            Voice::Review(state) => format!("{}{} {}: {}", r.revision, r.by, state.code(), r.text),
        };
        thread(&words.collect::<Vec<_>>()).into_iter().map(line).collect()
    }

    #[test]
    fn by_hand() {
        // Nothing said, nothing decided.
        assert!(said(&[]).is_empty());
        assert!(said(&[(" ", Some('a'), Pending, "", None)]).is_empty());
        // Accepted without a word is no word.
        assert!(said(&[("", Some('a'), Accepted, "", Some('m'))]).is_empty());
        // An explanation nobody has handed in is the unit's own.
        assert!(said(&[("nháp", None, Pending, "", None)]).is_empty());
        // Explained, returned; the draft carries the reason of the return, which is not said again.
        let returned = ("đã trừ", Some('a'), Rejected, "tính trùng", Some('m'));
        let expected = ["1a unit: đã trừ", "1m rejected: tính trùng"];
        assert_eq!(said(&[returned, ("đã trừ thêm", None, Pending, "tính trùng", None)]), expected);
        // Answered with the same words: said once. With others: twice.
        assert_eq!(said(&[returned, ("đã trừ", Some('b'), Pending, "tính trùng", None)]), expected);
        let answered = [returned, ("đã trừ thêm", Some('b'), Adjusted, "theo sổ", Some('n'))];
        let whole = [expected[0], expected[1], "2b unit: đã trừ thêm", "2n adjusted: theo sổ"];
        assert_eq!(said(&answered), whole);
        // A decision that later revisions carry over is that of its own revision.
        let carried = [answered[0], answered[1], ("đã trừ thêm", Some('c'), Adjusted, "theo sổ", Some('n'))];
        assert_eq!(said(&carried), whole);
        // The same question asked again on another day is asked twice.
        let asked = [("", Some('a'), Clarification, "vì sao?", Some('m')), ("", Some('b'), Clarification, "vì sao?", Some('n'))];
        assert_eq!(said(&asked), ["1m clarification: vì sao?", "2n clarification: vì sao?"]);
    }
}
