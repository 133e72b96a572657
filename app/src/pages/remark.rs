//! What a unit and its reviewers said to each other about one figure, one below the other.

use super::report::item_name;
use crate::frame::Frame;
use domain::remark::Voice;
use leptos::prelude::*;

/// One remark as it is shown.
#[derive(Clone, Debug)]
pub struct Said {
    pub revision: i32,
    pub voice: Voice,
    /// A name.
    pub by: String,
    /// "16:02 ngày 13/11/2026"
    pub at: String,
    pub text: String,
}

/// None where at most one thing was said: the page shows that in its own place.
pub fn thread(frame: &Frame, said: &[Said]) -> Option<AnyView> {
    let line = |r: &Said| {
        let (class, what) = match r.voice {
            Voice::Unit => ("", frame.t("đơn vị giải trình", "the unit explains").to_owned()),
            Voice::Review(state) => ("of-review", format!("{}: {}", frame.t("thẩm định", "review"), item_name(state, frame.lang))),
        };
        let revision = format!("{} {}", frame.t("Lần", "Revision"), r.revision);
        view! {
            <li class=class>
                <p class="small muted"><b>{r.by.clone()}</b>" · "{what}" · "{revision}", "{r.at.clone()}</p>
                <p class="body">{r.text.clone()}</p>
            </li>
        }
    };
    (said.len() > 1).then(|| view! { <ol class="thread">{said.iter().map(line).collect_view()}</ol> }.into_any())
}
