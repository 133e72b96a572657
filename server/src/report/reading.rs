//! What a unit's people, or who sends files of many units, confirmed about the way such files are read.

use super::{Desk, Result, refuse};
use crate::site::Site;
use domain::access::Action;
use intake::Choices;
use store::{Tx, batch, reading, upload};
use uuid::Uuid;

impl Desk<'_> {
    /// The same, and what was confirmed for one file.
    pub(super) async fn chosen(&self, tx: &mut Tx, upload_id: Uuid) -> Result<Choices> {
        let lasting = confirmed(tx, self.unit.id).await?;
        Ok(joined(lasting, &upload::choices(tx, upload_id).await?))
    }

    /// Keeps answers: how numbers are written for this file alone, since next month's may be written otherwise; names and columns
    /// for the unit's next files too.
    pub async fn confirm(&self, upload_id: Uuid, new: &Choices) -> Result<()> {
        self.may(Action::EditReport)?;
        let mut tx = self.site.db.read().await?;
        let mine = upload::get(&mut tx, upload_id).await?.is_some_and(|u| u.unit_id == self.unit.id && u.round_id == self.round.id);
        if !mine {
            return refuse("Tệp xem trước không còn. Tải tệp lên lần nữa.");
        }
        let (own, lasting) = divided(new, &upload::choices(&mut tx, upload_id).await?)?;
        drop(tx);
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            upload::choose(tx, upload_id, &own).await?;
            for (key, answer) in &lasting {
                reading::put(tx, self.unit.id, key, answer, person, now).await?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// What holds for every file of a unit: names, and the columns of sheets.
pub async fn confirmed(tx: &mut Tx, unit_id: Uuid) -> Result<Choices> {
    Ok(understood(reading::of_unit(tx, unit_id).await?))
}

/// The same for every file of many units that somebody sends.
pub async fn confirmed_by(tx: &mut Tx, person_id: Uuid) -> Result<Choices> {
    Ok(understood(reading::of_sender(tx, person_id).await?))
}

/// The same, and what was confirmed for the file put aside.
pub async fn of_batch(tx: &mut Tx, aside: &batch::Batch) -> Result<Choices> {
    Ok(joined(confirmed_by(tx, aside.person_id).await?, &aside.choices))
}

/// As [`Desk::confirm`], for a file of many units that was put aside.
pub async fn confirm_batch(site: &Site, aside: &batch::Batch, new: &Choices) -> Result<()> {
    let (own, lasting) = divided(new, &aside.choices)?;
    store::in_tx!(site.db, |tx| {
        batch::choose(tx, aside.id, &own).await?;
        for (key, answer) in &lasting {
            reading::put_of_sender(tx, aside.person_id, key, answer, site.now()).await?;
        }
        Ok(())
    })?;
    Ok(())
}

/// What lasts, with what holds for one file alone (JSON).
fn joined(lasting: Choices, own: &str) -> Choices {
    let own: Choices = serde_json::from_str(own).unwrap_or_default();
    Choices { separators: own.separators, percent: own.percent, ..lasting }
}

/// New answers added to the file's own (JSON), and those that last: key and JSON.
fn divided(new: &Choices, own: &str) -> Result<(String, Vec<(String, String)>)> {
    let text = |e: serde_json::Error| store::Error::Corrupt(format!("choices: {e}"));
    let mut own: Choices = serde_json::from_str(own).unwrap_or_default();
    own.separators.extend(new.separators.clone());
    own.percent.extend(new.percent.clone());
    let mut lasting = vec![];
    for (key, code) in &new.names {
        lasting.push((key.clone(), serde_json::to_string(code).map_err(text)?));
    }
    for (key, columns) in &new.sheets {
        lasting.push((format!("{SHEET}{key}"), serde_json::to_string(columns).map_err(text)?));
    }
    Ok((serde_json::to_string(&own).map_err(text)?, lasting))
}

fn understood(answers: Vec<(String, String)>) -> Choices {
    let mut choices = Choices::default();
    for (key, answer) in answers {
        // An answer that this version no longer understands is asked for again.
        if let Some(sheet) = key.strip_prefix(SHEET) {
            if let Ok(columns) = serde_json::from_str(&answer) {
                choices.sheets.insert(sheet.to_owned(), columns);
            }
        } else if let Ok(code) = serde_json::from_str(&answer) {
            choices.names.insert(key, code);
        }
    }
    choices
}

/// Before the key of a sheet.
const SHEET: &str = "sheet:";
