//! Who may do what, where: one function, asked before every route and every step.

use crate::coded::coded;
use chrono::NaiveDate;

coded! {
    pub enum Role {
        /// Fills in and corrects the unit's reports.
        UnitEditor = "unit_editor", "người lập báo cáo", "unit editor";
        /// Hands the unit's reports in.
        UnitApprover = "unit_approver", "người duyệt của đơn vị", "unit approver";
        /// Checks items, returns reports.
        Reviewer = "reviewer", "người thẩm định", "reviewer";
        /// Decides for all units the items of the indicators that the role's unit appraises.
        LineReviewer = "line_reviewer", "người thẩm định chuyên ngành", "line reviewer";
        /// Accepts and reopens reports.
        Approver = "approver", "người chấp nhận", "approver";
        Leader = "leader", "lãnh đạo", "leader";
        Administrator = "administrator", "quản trị", "administrator";
    }
}

impl Role {
    /// Is the role held in a unit, or in the province as a whole?
    pub fn needs_unit(self) -> bool {
        self.reports() || self == Self::LineReviewer
    }

    /// Does it make the reports of the unit it is held in?
    pub fn reports(self) -> bool {
        matches!(self, Self::UnitEditor | Self::UnitApprover)
    }
}

/// A right: role × province or unit with its subtree × dates (both ends included).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    /// Province code.
    pub province: String,
    /// Unit code; none means the whole province.
    pub unit: Option<String>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// User name; none is somebody who has not signed in.
    pub person: Option<String>,
    /// Code of the unit the person works in.
    pub home: Option<String>,
    pub grants: Vec<Grant>,
}

/// What one may want to do. Signing in and what is published to all are not here: nobody is asked there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Accepted figures of the province, and what is computed from them.
    ViewProgress,
    /// One unit's accepted figures.
    ViewUnit,
    /// A unit's report once submitted, and its files.
    ViewReport,
    /// A report that its unit has not handed in yet.
    ViewDraft,
    EditReport,
    SubmitReport,
    /// Deciding those items of a report that are one's own to decide: [`say`].
    DecideItem,
    /// A report as a whole: returning it, and deciding what no line agency decides.
    ReviewReport,
    AcceptReport,
    ReopenReport,
    /// Moving a round on, granting exceptions in it, answering explanations, publishing it.
    ManageRound,
    ManageTargets,
    ManagePeople,
    ManageUnits,
    /// Saying who in a unit looks after which of its indicators.
    ManageStewards,
    /// Saying for a unit how far a task is that it leads or helps with, and what holds it up.
    UpdateTask,
    /// Saying how far an information system is: its owner unit's people, and those who keep the catalogue.
    UpdateSystem,
    ReadApi,
    /// Who did what and when, in the whole province.
    ViewAudit,
}

/// What an action is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub province: Option<String>,
    pub unit: Option<String>,
    /// Units above `unit`, nearest first.
    pub above: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    NotSignedIn,
    Forbidden,
    /// Another province's things read like things that do not exist.
    NotFound,
}

#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{sentence}")]
pub struct Refusal {
    pub kind: RefusalKind,
    pub sentence: &'static str,
}

const fn refusal(kind: RefusalKind, sentence: &'static str) -> Refusal {
    Refusal { kind, sentence }
}

impl Action {
    /// The roles that carry the right, each within its own scope.
    pub fn roles(self) -> &'static [Role] {
        use Role::*;
        match self {
            Self::ViewProgress | Self::ViewUnit | Self::ReadApi => Role::ALL,
            Self::ViewReport => &[UnitEditor, UnitApprover, Reviewer, LineReviewer, Approver],
            Self::ViewDraft => &[UnitEditor, UnitApprover],
            Self::EditReport => &[UnitEditor],
            Self::SubmitReport => &[UnitApprover],
            Self::UpdateTask => &[UnitEditor, UnitApprover],
            Self::DecideItem => &[Reviewer, LineReviewer, Approver],
            Self::ReviewReport => &[Reviewer, Approver],
            Self::AcceptReport | Self::ReopenReport | Self::ManageRound => &[Approver],
            Self::ManageTargets | Self::ViewAudit => &[Approver, Administrator],
            Self::UpdateSystem => &[UnitEditor, UnitApprover, Approver, Administrator],
            Self::ManageStewards => &[UnitApprover, Administrator],
            Self::ManagePeople | Self::ManageUnits => &[Administrator],
        }
    }

    /// Judging figures: never those of one's own unit.
    fn is_appraisal(self) -> bool {
        matches!(self, Self::AcceptReport | Self::ReviewReport | Self::DecideItem)
    }

    /// A right on the province's accepted figures comes with any role in it, even one held in a single unit.
    fn is_province_wide(self) -> bool {
        matches!(self, Self::ViewProgress | Self::ViewUnit | Self::ReadApi)
    }
}

/// How far a grant reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    Province(&'a str),
    /// The unit with its subtree.
    Unit(&'a str),
    /// A unit's role without a unit: a slip that must not open every unit of the province.
    Nothing,
}

impl Grant {
    /// In force on `today`?
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.from.is_none_or(|d| d <= today) && self.until.is_none_or(|d| today <= d)
    }

    pub fn scope(&self) -> Scope<'_> {
        match &self.unit {
            // The unit says which indicators, not whose reports.
            Some(_) if self.role == Role::LineReviewer => Scope::Province(&self.province),
            Some(unit) => Scope::Unit(unit),
            None if self.role.needs_unit() => Scope::Nothing,
            None => Scope::Province(&self.province),
        }
    }

    /// Within the province, which is checked first.
    fn covers(&self, action: Action, place: &Place) -> bool {
        match self.scope() {
            Scope::Province(_) => true,
            Scope::Unit(unit) => action.is_province_wide() || place.is_within(unit),
            Scope::Nothing => false,
        }
    }
}

impl Place {
    /// Is it `unit`, or below it?
    fn is_within(&self, unit: &str) -> bool {
        self.unit.as_deref() == Some(unit) || self.above.iter().any(|u| u == unit)
    }
}

impl Actor {
    /// Does the person fill in reports of some unit?
    pub fn edits_somewhere(&self, today: NaiveDate) -> bool {
        self.grants.iter().any(|g| g.role.reports() && g.holds(today))
    }

    /// Does the person decide items in the name of `agency`, a unit of `province`?
    fn speaks_for(&self, agency: &str, province: Option<&str>, today: NaiveDate) -> bool {
        let held = |g: &Grant| g.role == Role::LineReviewer && g.unit.as_deref() == Some(agency) && g.holds(today);
        self.grants.iter().any(|g| held(g) && Some(g.province.as_str()) == province)
    }

    /// Codes of the provinces in which the person may do `action` without naming a unit, each once.
    pub fn provinces(&self, action: Action, today: NaiveDate) -> Vec<String> {
        let mut codes: Vec<String> = self.grants.iter().map(|g| g.province.clone()).collect();
        codes.sort();
        codes.dedup();
        codes.retain(|code| may(self, action, &Place { province: Some(code.clone()), ..Place::default() }, today).is_ok());
        codes
    }
}

/// May `actor` do `action` at `place` on `today`?
///
/// Own figures are those of the unit one works in or answers for by a unit's role, and of units below it; nobody
/// appraises them, whatever else they hold. That the person who submitted a report does not accept it after moving to
/// another unit is known only to the report: its caller compares the two.
pub fn may(actor: &Actor, action: Action, place: &Place, today: NaiveDate) -> Result<(), Refusal> {
    if actor.person.is_none() {
        return Err(refusal(RefusalKind::NotSignedIn, "Cần đăng nhập để xem trang này."));
    }
    let here = |g: &&Grant| place.province.as_ref() == Some(&g.province) && g.holds(today);
    if !actor.grants.iter().any(|g| here(&g)) {
        return Err(refusal(RefusalKind::NotFound, "Không có trang này, hoặc tài khoản không được xem."));
    }
    let granted = actor.grants.iter().filter(here).any(|g| action.roles().contains(&g.role) && g.covers(action, place));
    if !granted {
        return Err(refusal(RefusalKind::Forbidden, "Tài khoản chưa được giao quyền này. Liên hệ quản trị viên nếu cần."));
    }
    let answers_for = actor.grants.iter().filter(here).filter(|g| g.role.needs_unit()).filter_map(|g| g.unit.as_deref());
    if action.is_appraisal() && answers_for.chain(actor.home.as_deref()).any(|own| place.is_within(own)) {
        return Err(refusal(RefusalKind::Forbidden, "Không thẩm định số liệu của chính đơn vị mình. Cần người ở đơn vị khác."));
    }
    Ok(())
}

/// By which right somebody decides an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Say {
    /// It is theirs to decide.
    Own,
    /// In place of the line agency whose it is: whoever accepts reports, and with a reason.
    InPlace,
    None,
}

/// What `actor` has to say of an item of the report of `place`; `line` is the line agency that decides it, none: Sở KH&CN.
pub fn say(actor: &Actor, line: Option<&str>, place: &Place, today: NaiveDate) -> Say {
    let can = |action| may(actor, action, place, today).is_ok();
    match line {
        None if can(Action::ReviewReport) => Say::Own,
        Some(agency) if can(Action::DecideItem) && actor.speaks_for(agency, place.province.as_deref(), today) => Say::Own,
        Some(_) if can(Action::AcceptReport) => Say::InPlace,
        _ => Say::None,
    }
}
