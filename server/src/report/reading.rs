//! What a unit's people confirmed about the way its files are read.

use super::{Desk, Result, refuse};
use domain::access::Action;
use intake::Choices;
use store::{Tx, reading, upload};
use uuid::Uuid;

impl Desk<'_> {
    /// The same, and what was confirmed for one file.
    pub(super) async fn chosen(&self, tx: &mut Tx, upload_id: Uuid) -> Result<Choices> {
        let mut choices = confirmed(tx, self.unit.id).await?;
        let own: Choices = serde_json::from_str(&upload::choices(tx, upload_id).await?).unwrap_or_default();
        choices.separators = own.separators;
        choices.percent = own.percent;
        choices.names.extend(own.names);
        choices.sheets.extend(own.sheets);
        Ok(choices)
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
        let mut own: Choices = serde_json::from_str(&upload::choices(&mut tx, upload_id).await?).unwrap_or_default();
        drop(tx);
        own.separators.extend(new.separators.clone());
        own.percent.extend(new.percent.clone());
        let text = |e: serde_json::Error| store::Error::Corrupt(format!("choices: {e}"));
        let own = serde_json::to_string(&own).map_err(text)?;
        let mut lasting = vec![];
        for (key, code) in &new.names {
            lasting.push((key.clone(), serde_json::to_string(code).map_err(text)?));
        }
        for (key, columns) in &new.sheets {
            lasting.push((format!("{SHEET}{key}"), serde_json::to_string(columns).map_err(text)?));
        }
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
    let mut choices = Choices::default();
    for (key, answer) in reading::of_unit(tx, unit_id).await? {
        // An answer that this version no longer understands is asked for again.
        if let Some(sheet) = key.strip_prefix(SHEET) {
            if let Ok(columns) = serde_json::from_str(&answer) {
                choices.sheets.insert(sheet.to_owned(), columns);
            }
        } else if let Ok(code) = serde_json::from_str(&answer) {
            choices.names.insert(key, code);
        }
    }
    Ok(choices)
}

/// Before the key of a sheet.
const SHEET: &str = "sheet:";
