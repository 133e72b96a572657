//! The reference: one unit's report in one round, as the workflow's table describes it, without database or files.

use domain::workflow::{ItemState, SubmissionState as S};

/// What somebody tries.
#[derive(Clone, Debug)]
pub enum Step {
    /// A file with these numerators; none is an empty row.
    Upload([Option<i64>; 3]),
    Type(usize, i64),
    Submit,
    Withdraw,
    Decide(usize, ItemState, i64),
    GiveBack,
    Accept(bool),
    Reopen(usize),
}

/// Somebody at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Fills in and hands in.
    Focal,
    /// Fills in only.
    Editor,
    Reviewer,
    Approver,
    /// An approver who works in the unit itself.
    OwnApprover,
    /// The focal point after moving to Sở KH&CN, as the same person.
    Moved,
    /// The other province's focal point.
    Stranger,
}

impl Who {
    pub const ALL: [Self; 7] = [Self::Focal, Self::Editor, Self::Reviewer, Self::Approver, Self::OwnApprover, Self::Moved, Self::Stranger];

    fn may(self, step: &Step) -> bool {
        use Who::*;
        let those: &[Self] = match step {
            Step::Upload(_) | Step::Type(..) => &[Focal, Editor],
            Step::Submit | Step::Withdraw => &[Focal],
            Step::Decide(..) | Step::GiveBack => &[Reviewer, Approver, Moved],
            Step::Accept(_) => &[Approver, Moved],
            Step::Reopen(_) => &[Approver, OwnApprover, Moved],
        };
        those.contains(&self)
    }

    /// The same person may sit at the desk as two.
    pub fn person(self) -> usize {
        Self::ALL.iter().position(|w| *w == if self == Self::Moved { Self::Focal } else { self }).unwrap()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub number: i64,
    pub state: ItemState,
    pub adjusted: Option<i64>,
}

impl Item {
    fn is_settled(self) -> bool {
        matches!(self.state, ItemState::Accepted | ItemState::Adjusted)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub state: S,
    pub items: [Option<Item>; 3],
    pub submitter: Option<usize>,
}

impl Revision {
    /// What was accepted stays, whatever comes in for it.
    fn put(&mut self, i: usize, number: Option<i64>) {
        if let Some(number) = number.filter(|_| !self.items[i].is_some_and(Item::is_settled)) {
            self.items[i] = Some(Item { number, state: ItemState::Pending, adjusted: None });
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub revisions: Vec<Revision>,
    pub in_force: [Option<i64>; 3],
    /// Lines on record about all revisions.
    pub audit: usize,
    pub accepted: usize,
    pub refused: usize,
}

impl Model {
    /// Takes the step if the rules allow it.
    pub fn take(&mut self, who: Who, step: &Step) -> bool {
        let done = who.may(step).then(|| self.clone().after(who, step)).flatten();
        let went_well = done.is_some();
        if let Some(next) = done {
            *self = next;
        } else {
            self.refused += 1;
        }
        went_well
    }

    fn after(mut self, who: Who, step: &Step) -> Option<Self> {
        match *step {
            Step::Upload(numbers) => {
                let draft = self.editable()?;
                // A row left empty says nothing of what the draft holds.
                for (i, number) in numbers.iter().enumerate() {
                    draft.put(i, *number);
                }
                self.audit += 1;
            }
            Step::Type(i, number) => {
                self.editable()?.put(i, Some(number));
                self.audit += 1;
            }
            Step::Submit => {
                let draft = self.revisions.last_mut().filter(|r| r.state == S::Draft)?;
                if draft.items.contains(&None) {
                    return None;
                }
                (draft.state, draft.submitter) = (S::Submitted, Some(who.person()));
                self.audit += 1;
            }
            Step::Withdraw => {
                self.revisions.last_mut().filter(|r| r.state == S::Submitted)?.state = S::Withdrawn;
                self.audit += 1;
            }
            Step::Decide(i, state, number) => {
                let s = self.in_review(who)?;
                let item = s.items[i].as_mut()?;
                (item.state, item.adjusted) = (state, (state == ItemState::Adjusted).then_some(number));
                self.audit += 1;
            }
            Step::GiveBack => {
                let s = self.in_review(who)?;
                if !s.items.iter().flatten().any(|o| matches!(o.state, ItemState::Rejected | ItemState::Clarification)) {
                    return None;
                }
                s.state = S::Returned;
                self.audit += 1 + self.settle();
            }
            Step::Accept(the_rest) => {
                let s = self.in_review(who)?;
                let decided = |o: &Item| o.is_settled() || (the_rest && o.state == ItemState::Pending);
                if !s.items.iter().flatten().all(decided) {
                    return None;
                }
                s.state = S::Accepted;
                self.audit += 1 + self.settle();
                self.in_force = self.revisions.last()?.items.map(|o| o.map(|o| o.adjusted.unwrap_or(o.number)));
                self.accepted += 1;
            }
            Step::Reopen(i) => {
                let s = self.revisions.last().filter(|r| r.state == S::Accepted)?.clone();
                self.next(s, |n, _| n == i);
                self.audit += 1;
            }
        }
        Some(self)
    }

    /// Items nobody looked at are accepted; how many those were.
    fn settle(&mut self) -> usize {
        let open =
            self.revisions.last_mut().into_iter().flat_map(|s| s.items.iter_mut().flatten()).filter(|o| o.state == ItemState::Pending);
        open.map(|o| o.state = ItemState::Accepted).count()
    }

    fn editable(&mut self) -> Option<&mut Revision> {
        match self.revisions.last().cloned() {
            None => self.revisions.push(Revision { state: S::Draft, items: [None; 3], submitter: None }),
            Some(s) if s.state == S::Draft => {}
            Some(s) if matches!(s.state, S::Returned | S::Withdrawn) => self.next(s, |_, o| !o.is_settled()),
            Some(_) => return None,
        }
        self.revisions.last_mut()
    }

    fn next(&mut self, before: Revision, open: impl Fn(usize, Item) -> bool) {
        let mut items = before.items;
        for (i, item) in items.iter_mut().enumerate() {
            if let Some(o) = item.as_mut().filter(|o| open(i, **o)) {
                (o.state, o.adjusted) = (ItemState::Pending, None);
            }
        }
        self.revisions.push(Revision { state: S::Draft, items, submitter: None });
    }

    /// The newest revision, claimed with the first thing a reviewer does; never by whoever handed it in.
    fn in_review(&mut self, who: Who) -> Option<&mut Revision> {
        let s = self.revisions.last_mut().filter(|s| s.submitter != Some(who.person()))?;
        match s.state {
            S::InReview => {}
            S::Submitted => {
                s.state = S::InReview;
                self.audit += 1;
            }
            _ => return None,
        }
        Some(s)
    }
}
