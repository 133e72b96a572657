//! The items of a report, each beside what it was.

use crate::{
    report::{Desk, seen::item_mark},
    web::{
        Failure,
        report::{collect, correction, moment, quantity, thread, typed::said},
    },
};
use app::pages::review::{Eyes, Item, Shown, difference};
use charts::{Chart, Size, Spark};
use domain::{
    Finding, Quantity,
    access::Say,
    indicator::Kind,
    status::Tone,
    text::{self, Lang, vi_number},
    workflow::ItemState,
};
use intake::State as Said;
use std::collections::HashMap;
use store::{
    Tx, evidence, figure,
    submission::{self, Observation, Submission},
    upload,
};
use uuid::Uuid;

/// Periods drawn before this one.
const BEFORE: i32 = 12;

type Pair = (Option<Quantity>, Option<Quantity>);

fn own(o: &Observation) -> Pair {
    (quantity(o.numerator), quantity(o.denominator))
}

fn ratio((n, d): Pair) -> Option<f64> {
    Some(100.0 * n?.as_f64() / d.filter(|d| *d != Quantity::ZERO)?.as_f64())
}

fn shown(kind: Kind, measure: &str, pair: Pair, lang: Lang) -> Shown {
    let number = |q: Quantity| text::number(q, lang);
    match (kind, pair.0) {
        (_, None) => Shown::default(),
        (Kind::Ratio, Some(n)) => {
            let small = format!("{} / {}", number(n), pair.1.map(number).unwrap_or_else(|| "–".into()));
            Shown { big: ratio(pair).map_or_else(|| "–".into(), |r| text::percent(r, 1, lang)), small }
        }
        (_, Some(n)) => match app::pages::report::word(kind, n, lang) {
            Some(word) => Shown { big: word.into(), small: String::new() },
            None => Shown { big: number(n), small: measure.to_owned() },
        },
    }
}

/// What the unit says, or the figure it gives.
fn reported(kind: Kind, measure: &str, o: &Observation, lang: Lang) -> Shown {
    match said(&o.answer) {
        Said::Reported => shown(kind, measure, own(o), lang),
        state => Shown { big: state.label().to_owned(), small: String::new() },
    }
}

fn differs(o: &Observation, earlier: &Observation) -> bool {
    (o.numerator, o.denominator, &o.answer) != (earlier.numerator, earlier.denominator, &earlier.answer)
}

/// An item opened in this revision, or accepted in one before it: then nothing is asked of it again.
pub fn carried(s: &Submission, o: &Observation) -> bool {
    s.revision > 1 && o.is_settled() && o.decided_at.is_none_or(|at| at < s.created_at)
}

/// Why an item of a report needs eyes; `earlier` are the items of the revision handed in before, if there is one.
pub fn eyes(s: &Submission, o: &Observation, earlier: Option<&[Observation]>, code: &str, findings: &[Finding]) -> Eyes {
    let carried = carried(s, o);
    let was = |items: &&[Observation]| items.iter().find(|e| e.indicator_id == o.indicator_id).cloned();
    let changed =
        earlier.is_some_and(|items| was(&items).is_none_or(|e| differs(o, &e) || !e.is_settled() || e.decided_at != o.decided_at));
    let about: Vec<Finding> = findings.iter().filter(|f| f.indicator.as_deref() == Some(code)).cloned().collect();
    Eyes::of(&about, changed, carried)
}

/// The items of revision `s`, with those handed in `before` it, oldest first; and whether one is made up for show.
pub async fn items(tx: &mut Tx, desk: &Desk<'_>, s: &Submission, before: &[&Submission], lang: Lang) -> Result<(Vec<Item>, bool), Failure> {
    let form = desk.form(tx).await?;
    let mut revisions = vec![];
    for s in before.iter().chain([&s]) {
        revisions.push((*s, submission::observations(tx, s.id).await?));
    }
    let (mut names, mut files) = (HashMap::new(), HashMap::<Uuid, String>::new());
    let mut threads = thread::threads(tx, &revisions, &mut names).await?;
    let (_, observations) = revisions.pop().ok_or_else(Failure::not_found)?;
    let earlier = revisions.pop().map(|(_, items)| items);
    let findings = submission::findings(tx, s.id).await?;
    let attached = evidence::of_submission(tx, s.id).await?;
    let history = history(tx, desk).await?;
    let illustrative = observations.iter().any(|o| o.illustrative) || collect::compares_with_illustrative(&form);
    let lines = desk.lines(tx).await?;
    let mut items = vec![];
    for o in &observations {
        let Some(i) = desk.catalogue.indicator(o.indicator_id) else { continue };
        let measure = if i.kind == Kind::Ratio { "%" } else { i.unit_of_measure.as_str() };
        let was = earlier.iter().flatten().find(|e| e.indicator_id == o.indicator_id);
        let asked = form.asked.iter().find(|a| a.code == i.code);
        let last = asked.and_then(|a| a.previous);
        let pair = last.map(|last| (Some(last.figure.0), last.figure.1));
        let source = match o.upload_id {
            Some(id) => {
                if let std::collections::hash_map::Entry::Vacant(slot) = files.entry(id) {
                    slot.insert(upload::get(tx, id).await?.map(|u| u.name).unwrap_or_default());
                }
                Some((id, files[&id].clone()))
            }
            None => None,
        };
        let decided = match o.decided_at {
            Some(at) => format!("{}, {}", collect::name_of(tx, &mut names, o.decided_by).await?, moment(at)),
            None => String::new(),
        };
        let adjusted = shown(i.kind, measure, (quantity(o.adjusted_numerator), quantity(o.adjusted_denominator)), lang);
        let typed = |q: Option<i64>, raw: &str| quantity(q).map_or_else(|| raw.to_owned(), vi_number);
        let line = lines.of(i.id, desk.unit.id);
        let say = desk.say(line);
        items.push(Item {
            id: o.id,
            code: i.code.clone(),
            name: if lang == Lang::En && !i.name_en.is_empty() { i.name_en.clone() } else { i.name.clone() },
            kind: i.kind,
            now: reported(i.kind, measure, o, lang),
            before: last.zip(pair).map(|(last, pair)| (last.when(lang), shown(i.kind, measure, pair, lang))),
            earlier: was.filter(|e| differs(o, e)).map(|e| reported(i.kind, measure, e, lang)),
            difference: pair.and_then(|pair| difference(i.kind, measure, own(o), pair, lang)),
            target: asked.map(|a| a.target_text.clone()).unwrap_or_default(),
            findings: findings.iter().filter(|f| f.indicator.as_deref() == Some(i.code.as_str())).cloned().collect(),
            justification: o.justification.clone(),
            thread: threads.remove(&i.id).unwrap_or_default(),
            note: o.note.clone(),
            evidence: o.evidence.clone(),
            files: attached.iter().filter(|e| e.indicator_id == i.id).cloned().collect(),
            source,
            cells: cells(o, lang),
            correction: correction(i.kind, o, &collect::name_of(tx, &mut names, o.corrected_by).await?, lang),
            state: o.item_state,
            mark: item_mark(o),
            reason: if o.item_state == ItemState::Pending { String::new() } else { o.reason.clone() },
            decided,
            adjusted: [adjusted.big, adjusted.small].join(" ").trim().to_owned(),
            say,
            agency: line.map(|u| u.name.clone()),
            // What somebody else decides asks for no eyes of the viewer's.
            eyes: if say == Say::Own { eyes(s, o, earlier.as_deref(), &i.code, &findings) } else { Eyes::default() },
            carried: carried(s, o),
            spark: spark(i.kind, i.id, own(o), &history),
            numerator: typed(o.adjusted_numerator.or(o.numerator), &o.raw_numerator),
            denominator: typed(o.adjusted_denominator.or(o.denominator), &o.raw_denominator),
        });
    }
    Ok((items, illustrative))
}

/// Accepted figures of the periods before, oldest first.
async fn history(tx: &mut Tx, desk: &Desk<'_>) -> Result<Vec<HashMap<Uuid, Pair>>, Failure> {
    let mut history = vec![];
    for back in (1..=BEFORE).rev() {
        let figures = figure::of_unit(tx, desk.unit.id, desk.period.shift(-back)).await?;
        history.push(figures.into_iter().map(|(id, n, d)| (id, (quantity(Some(n)), quantity(d)))).collect());
    }
    Ok(history)
}

fn spark(kind: Kind, id: Uuid, now: Pair, history: &[HashMap<Uuid, Pair>]) -> Option<String> {
    let value = |pair: Pair| if kind == Kind::Ratio { ratio(pair) } else { pair.0.map(Quantity::as_f64) };
    let values: Vec<Option<f64>> = history.iter().map(|h| h.get(&id).copied().and_then(value)).chain([value(now)]).collect();
    let enough = kind.top().is_none() && values.iter().flatten().count() > 1;
    enough.then(|| charts::draw(&Chart::Spark(Spark { values, tone: Tone::On }), Size::Wide))
}

/// "Biểu báo cáo, ô F27 và G27"
fn cells(o: &Observation, lang: Lang) -> String {
    let (cell, and) = if lang == Lang::En { ("cell", "and") } else { ("ô", "và") };
    match (o.numerator_cell.as_str(), o.denominator_cell.as_str()) {
        ("", "") => String::new(),
        (one, "") | ("", one) => format!("{}, {cell} {one}", o.sheet),
        (one, two) => format!("{}, {cell} {one} {and} {two}", o.sheet),
    }
}
