//! The access matrix, and the workflow as a model that takes any sequence of actions.

use chrono::NaiveDate;
use domain::{
    access::{Action, Actor, Grant, Place, RefusalKind, Role, Say, may, say},
    workflow::{self, ITEM_TRANSITIONS, ItemAction, ItemState, ROUND_TRANSITIONS, RoundAction, RoundState, SubmissionState, TRANSITIONS},
};
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::BTreeSet;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 15).unwrap()
}

/// Sở Y tế (SYT) and its hospital (BV) below the province (DN), which is what every unit stands under.
fn place(unit: &str) -> Place {
    let above = if unit == "BV" { vec!["SYT".to_owned(), "DN".to_owned()] } else { vec!["DN".to_owned()] };
    Place { province: Some("dong-nai".into()), unit: (!unit.is_empty()).then(|| unit.to_owned()), above }
}

fn grant(role: Role, unit: Option<&str>) -> Grant {
    Grant { role, province: "dong-nai".into(), unit: unit.map(str::to_owned), from: None, until: None }
}

fn actor(home: Option<&str>, grants: &[Grant]) -> Actor {
    Actor { person: Some("an".into()), home: home.map(str::to_owned), grants: grants.to_vec() }
}

fn with(role: Role) -> Actor {
    if role.needs_unit() { actor(Some("SYT"), &[grant(role, Some("SYT"))]) } else { actor(Some("SKHCN"), &[grant(role, None)]) }
}

use Action::*;

const ACTIONS: [Action; 19] = [
    ViewProgress,
    ViewUnit,
    ReadApi,
    ViewDraft,
    ViewReport,
    EditReport,
    SubmitReport,
    DecideItem,
    ReviewReport,
    AcceptReport,
    ReopenReport,
    ManageRound,
    ManageTargets,
    ManagePeople,
    ManageUnits,
    ManageStewards,
    UpdateTask,
    UpdateSystem,
    ViewAudit,
];

/// One row a role, one column an action in the order above: y everywhere in the province, o in the own unit and below,
/// n everywhere but in the own unit, - nowhere.
const MATRIX: [(Role, &str); 7] = [
    (Role::UnitEditor, "yyyooo----------oo-"),
    (Role::UnitApprover, "yyyoo-o--------ooo-"),
    (Role::Reviewer, "yyy-y--nn----------"),
    (Role::LineReviewer, "yyy-y--n-----------"),
    (Role::Approver, "yyy-y--nnnyyy----yy"),
    (Role::Leader, "yyy----------------"),
    (Role::Administrator, "yyy---------yyyy-yy"),
];

#[test]
fn matrix() {
    assert_eq!(MATRIX.map(|(role, _)| role), Role::ALL);
    for (role, cells) in MATRIX {
        let who = with(role);
        let home = who.home.clone().unwrap();
        for (action, cell) in ACTIONS.into_iter().zip(cells.chars()) {
            for unit in ["SYT", "BV", "SKHCN", "XA1"] {
                let own = unit == home || (home == "SYT" && unit == "BV");
                let expected = match cell {
                    'y' => true,
                    'o' => own,
                    'n' => !own,
                    _ => false,
                };
                let got = may(&who, action, &place(unit), today());
                assert_eq!(got.is_ok(), expected, "{role:?} {action:?} {unit}: {got:?}");
                // Inside the province a refusal says so, in a sentence; it does not pretend that nothing is there.
                assert!(got.err().is_none_or(|r| r.kind == RefusalKind::Forbidden && r.sentence.ends_with('.')));
            }
        }
    }
}

fn kind(who: &Actor, action: Action, place: &Place) -> Option<RefusalKind> {
    may(who, action, place, today()).err().map(|r| r.kind)
}

#[test]
fn another_province_reads_as_not_there() {
    let elsewhere = [
        Place { province: Some("quang-ngai".into()), ..place("SYT") },
        Place::default(),
        Place { province: Some(String::new()), ..place("SYT") },
    ];
    for role in Role::ALL {
        for action in ACTIONS {
            for there in &elsewhere {
                assert_eq!(kind(&with(*role), action, there), Some(RefusalKind::NotFound), "{role:?} {action:?}");
            }
        }
    }
}

#[test]
fn nobody_without_sign_in_and_nothing_without_grant() {
    for action in ACTIONS {
        let nobody = Actor { person: None, ..with(Role::Approver) };
        assert_eq!(kind(&nobody, action, &place("XA1")), Some(RefusalKind::NotSignedIn));
        assert_eq!(kind(&actor(Some("SYT"), &[]), action, &place("SYT")), Some(RefusalKind::NotFound));
    }
}

#[test]
fn grants_hold_on_both_their_days() {
    let day = |d| NaiveDate::from_ymd_opt(2026, 10, d);
    for (from, until, holds) in [(15, 15, true), (1, 14, false), (16, 31, false), (1, 31, true)] {
        let dated = Grant { from: day(from), until: day(until), ..grant(Role::UnitEditor, Some("SYT")) };
        assert_eq!(may(&actor(None, std::slice::from_ref(&dated)), EditReport, &place("SYT"), today()).is_ok(), holds, "{from}–{until}");
        assert_eq!(actor(None, &[dated]).edits_somewhere(today()), holds);
    }
}

#[test]
fn own_figures_are_appraised_by_others() {
    // Focal point of a commune and reviewer at once: reviews the others, not their own.
    let both = actor(None, &[grant(Role::UnitApprover, Some("XA1")), grant(Role::Approver, None)]);
    // Works in Sở KH&CN: not its own figures either, nor those of a unit below one's own.
    let table = [
        (&both, "XA1", false),
        (&both, "SYT", true),
        (&actor(Some("SKHCN"), &[grant(Role::Approver, None)]), "SKHCN", false),
        (&actor(Some("SYT"), &[grant(Role::Approver, None)]), "BV", false),
        (&actor(Some("BV"), &[grant(Role::Approver, None)]), "SYT", true),
        (&actor(None, &[grant(Role::Approver, Some("SYT"))]), "BV", true),
        (&actor(None, &[grant(Role::Approver, Some("SYT"))]), "XA1", false),
    ];
    for (who, unit, allowed) in table {
        for action in [DecideItem, ReviewReport, AcceptReport] {
            assert_eq!(may(who, action, &place(unit), today()).is_ok(), allowed, "{unit} {who:?}");
        }
    }
    // The queue as a whole is no unit's.
    assert!(may(&both, ReviewReport, &place(""), today()).is_ok());
}

/// Who decides an item of XA1's report, of SYT's and of SKHCN's: that of an indicator which SYT appraises, and one that nobody else does.
#[test]
fn an_item_is_decided_by_the_agency_that_appraises_it() {
    use Say::{InPlace as P, None as N, Own as O};
    let line = |unit| grant(Role::LineReviewer, Some(unit));
    let ended = Grant { until: Some(today() - chrono::Days::new(1)), ..line("SYT") };
    let table = [
        // who, then: line item of XA1, SYT, SKHCN; ordinary item of the same.
        ("line agency", actor(Some("SYT"), &[line("SYT")]), [O, N, O, N, N, N]),
        ("works elsewhere", actor(Some("XA1"), &[line("SYT")]), [N, N, O, N, N, N]),
        ("another agency", actor(Some("CAT"), &[line("CAT")]), [N, N, N, N, N, N]),
        ("its right has ended", actor(Some("SYT"), &[ended]), [N, N, N, N, N, N]),
        ("reviewer", actor(Some("SKHCN"), &[grant(Role::Reviewer, None)]), [N, N, N, O, O, N]),
        ("approver", actor(Some("SKHCN"), &[grant(Role::Approver, None)]), [P, P, N, O, O, N]),
        ("approver and line agency", actor(None, &[grant(Role::Approver, None), line("SYT")]), [O, N, O, O, N, O]),
        ("a slip: no unit", actor(None, &[grant(Role::LineReviewer, None)]), [N, N, N, N, N, N]),
        ("editor", actor(Some("XA1"), &[grant(Role::UnitEditor, Some("XA1"))]), [N, N, N, N, N, N]),
        ("leader", actor(None, &[grant(Role::Leader, None)]), [N, N, N, N, N, N]),
        ("nobody", Actor::default(), [N, N, N, N, N, N]),
    ];
    for (name, who, expected) in table {
        let of = |line| ["XA1", "SYT", "SKHCN"].map(|unit| say(&who, line, &place(unit), today()));
        assert_eq!([of(Some("SYT")), of(None)].concat(), expected, "{name}");
    }
    // The same agency's code in another province is another agency.
    let far = Grant { province: "quang-ngai".into(), ..line("SYT") };
    assert_eq!(say(&actor(None, &[far, grant(Role::Reviewer, None)]), Some("SYT"), &place("XA1"), today()), N);
}

#[test]
fn a_unit_role_without_unit_opens_no_unit() {
    let slip = actor(None, &[grant(Role::UnitEditor, None)]);
    assert_eq!(kind(&slip, EditReport, &place("SYT")), Some(RefusalKind::Forbidden));
    assert_eq!(kind(&slip, ViewProgress, &place("SYT")), Some(RefusalKind::Forbidden));
}

/// The workflow's rows name who the access function lets in.
#[test]
fn the_two_tables_agree() {
    for row in TRANSITIONS {
        let gate = match row.action {
            workflow::Action::Submit | workflow::Action::Withdraw => SubmitReport,
            workflow::Action::Claim => DecideItem,
            workflow::Action::Return => ReviewReport,
            workflow::Action::Accept | workflow::Action::Exempt => AcceptReport,
            workflow::Action::Reopen => ReopenReport,
            workflow::Action::Lock => continue,
        };
        assert_eq!(row.who, gate.roles(), "{:?}", row.action);
        assert!(!row.guard.is_empty() && !row.guard_en.is_empty());
    }
    for row in ITEM_TRANSITIONS {
        let gate = match row.action {
            ItemAction::Correct => EditReport,
            ItemAction::Reopen => ReopenReport,
            ItemAction::Settle => AcceptReport,
            _ => DecideItem,
        };
        assert_eq!(row.who, gate.roles(), "{:?}", row.action);
        assert!(!row.guard.is_empty() && !row.guard_en.is_empty());
    }
}

#[test]
fn the_table_has_each_row_once_and_reaches_every_state() {
    let rows: BTreeSet<_> = TRANSITIONS.iter().map(|t| (t.from, t.action)).collect();
    assert_eq!(rows.len(), TRANSITIONS.len());
    let reached: BTreeSet<_> = TRANSITIONS.iter().map(|t| t.to).chain([SubmissionState::Draft]).collect();
    assert_eq!(reached.into_iter().collect::<Vec<_>>(), SubmissionState::ALL);
    let used: BTreeSet<_> = TRANSITIONS.iter().map(|t| t.action).collect();
    assert_eq!(used.into_iter().collect::<Vec<_>>(), workflow::Action::ALL);
}

#[test]
fn provinces_are_those_one_may_see_today() {
    let far = |until: Option<NaiveDate>| Grant { province: "quang-ngai".into(), until, ..grant(Role::Leader, None) };
    let both = actor(None, &[grant(Role::Leader, None), far(None), grant(Role::Reviewer, None)]);
    assert_eq!(both.provinces(ViewProgress, today()), ["dong-nai", "quang-ngai"]);
    assert!(both.provinces(ManageUnits, today()).is_empty());
    assert_eq!(both.provinces(ReviewReport, today()), ["dong-nai"]);
    let past = actor(None, &[grant(Role::Leader, None), far(Some(today() - chrono::Days::new(1)))]);
    assert_eq!(past.provinces(ViewProgress, today()), ["dong-nai"]);
    let nobody = Actor { person: None, ..both };
    assert!(nobody.provinces(ViewProgress, today()).is_empty());
}

#[test]
fn a_refusal_names_state_and_step() {
    let refused = workflow::next(SubmissionState::Accepted, workflow::Action::Submit).unwrap_err();
    assert_eq!(refused.to_string(), "Báo cáo đang ở trạng thái “đã chấp nhận”, không nộp được. Tải lại trang để xem bước tiếp theo.");
}

#[test]
fn a_round_goes_one_way() {
    let all: Vec<_> = std::iter::successors(Some(RoundState::Planned), |s| s.next()).collect();
    assert_eq!(all, RoundState::ALL);
}

/// Every step of a round, from DESIGN's sentence: one way, and nothing else.
#[test]
fn the_edges_of_a_round() {
    use RoundState as S;
    let edges = [
        (S::Planned, "open", S::Open),
        (S::Open, "close", S::Closed),
        (S::Closed, "appraise", S::InAppraisal),
        (S::InAppraisal, "notify", S::Notified),
        (S::Notified, "finalise", S::Finalised),
        (S::Finalised, "finalise", S::Finalised),
        (S::Finalised, "publish", S::Published),
        (S::Published, "supersede", S::Superseded),
        (S::Superseded, "supersede", S::Superseded),
    ];
    assert_eq!(ROUND_TRANSITIONS.len(), edges.len());
    for from in S::ALL {
        for action in RoundAction::ALL {
            let edge = edges.iter().find(|e| (e.0, e.1) == (*from, action.code()));
            let refused = workflow::RoundRefused { from: *from, action: *action };
            assert_eq!(workflow::next_round(*from, *action), edge.map(|e| e.2).ok_or(refused), "{from:?} {action:?}");
        }
    }
    for row in ROUND_TRANSITIONS {
        // The calendar opens and closes; everything after that somebody answers for.
        let by_itself = matches!(row.action, RoundAction::Open | RoundAction::Close);
        assert_eq!(row.who, if by_itself { &[][..] } else { &[Role::Approver] }, "{:?}", row.action);
        assert!(!row.guard.is_empty() && !row.guard_en.is_empty());
    }
    let refused = workflow::next_round(S::Published, RoundAction::Open).unwrap_err();
    assert_eq!(refused.to_string(), "Đợt báo cáo đã công bố, không mở đợt được. Tải lại trang để xem bước tiếp theo.");
}

/// One row an action, one column a state in the order of the enum: the first letter of where it leads, - nowhere.
#[test]
fn the_edges_of_an_item() {
    let edges = [
        (ItemAction::Accept, "aaaaa"),
        (ItemAction::Adjust, "ddddd"),
        (ItemAction::Ask, "ccccc"),
        (ItemAction::Reject, "rrrrr"),
        (ItemAction::Correct, "---pp"),
        (ItemAction::Reopen, "-pp--"),
        (ItemAction::Settle, "-dd--"),
    ];
    let letter = |state: ItemState| match state {
        ItemState::Pending => 'p',
        ItemState::Accepted => 'a',
        ItemState::Adjusted => 'd',
        ItemState::Clarification => 'c',
        ItemState::Rejected => 'r',
    };
    assert_eq!(edges.map(|e| e.0), ItemAction::ALL);
    for (action, cells) in edges {
        for (from, cell) in ItemState::ALL.iter().zip(cells.chars()) {
            match workflow::next_item(*from, action) {
                Ok(to) => assert_eq!(letter(to), cell, "{from:?} {action:?}"),
                Err(refused) => assert_eq!((refused.from, refused.action, cell), (*from, action, '-')),
            }
        }
    }
    assert_eq!(ITEM_TRANSITIONS.len(), edges.iter().map(|e| e.1.matches(|c| c != '-').count()).sum::<usize>(), "no row twice");
    for state in ItemState::ALL {
        let decided = ItemAction::deciding(*state).map(|action| workflow::next_item(ItemState::Pending, action));
        assert_eq!(decided, (*state != ItemState::Pending).then_some(Ok(*state)));
    }
    let refused = workflow::next_item(ItemState::Pending, ItemAction::Reopen).unwrap_err();
    assert_eq!(refused.to_string(), "Mục này chưa quyết định, không mở lại mục được. Tải lại trang để xem bước tiếp theo.");
}

/// What has happened to one revision, told without the table.
#[derive(Default)]
struct History {
    submitted: bool,
    claimed: bool,
    accepted: bool,
    exempt: bool,
    closed: bool,
}

impl History {
    /// The rules in words of DESIGN's table: gives whether the action may be, and notes it.
    fn take(&mut self, action: workflow::Action) -> bool {
        use workflow::Action as A;
        let allowed = match action {
            A::Submit | A::Exempt => !self.submitted && !self.closed,
            A::Withdraw | A::Claim => self.submitted && !self.claimed && !self.closed,
            A::Return | A::Accept => self.claimed && !self.accepted && !self.closed,
            A::Lock => self.accepted && !self.closed,
            A::Reopen => self.accepted || self.exempt,
        };
        if allowed {
            self.submitted |= action == A::Submit;
            self.claimed |= action == A::Claim;
            self.accepted |= action == A::Accept;
            self.exempt |= action == A::Exempt;
            self.closed |= matches!(action, A::Withdraw | A::Return | A::Lock | A::Exempt);
        }
        allowed
    }
}

proptest! {
    #[test]
    fn workflow_follows_its_model(actions in vec(select(workflow::Action::ALL), 0..12)) {
        let (mut state, mut history) = (SubmissionState::Draft, History::default());
        for action in actions {
            let next = workflow::next(state, action);
            prop_assert_eq!(next.is_ok(), history.take(action), "{:?} {:?}", state, action);
            state = next.unwrap_or(state);
        }
    }
}
