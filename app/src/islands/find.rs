//! The search box: a plain form, which suggests while one types once the browser's half is alive.

use leptos::{ev, html, prelude::*};
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, js_sys, spawn_local};
use web_sys::{Element, HtmlElement, KeyboardEvent, Response};

/// Without a key for so long, the server is asked.
const PAUSE: Duration = Duration::from_millis(120);

/// One box and its list of suggestions. The list is the server's own HTML: options that lead to what they name.
#[derive(Clone, Copy)]
struct Finder {
    input: NodeRef<html::Input>,
    list: NodeRef<html::Div>,
    /// Without the browser's half the box does not call itself more than an input.
    is_alive: RwSignal<bool>,
    is_open: RwSignal<bool>,
    count: RwSignal<u32>,
    /// The suggestion that the arrows are on; none: the text itself.
    at: RwSignal<Option<u32>>,
    /// Moves with every key, so that an answer that comes too late is let go.
    turn: StoredValue<u32>,
}

impl Finder {
    fn new() -> Self {
        Self {
            input: NodeRef::new(),
            list: NodeRef::new(),
            is_alive: RwSignal::new(false),
            is_open: RwSignal::new(false),
            count: RwSignal::new(0),
            at: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// In the browser: says what it is, and listens for the key "/" of the whole page.
    fn wake(self) {
        self.is_alive.set(true);
        window_event_listener(ev::keydown, move |ev| self.come(&ev));
    }

    fn come(self, ev: &KeyboardEvent) {
        let writes = |target: Element| target.matches("input,textarea,select,[contenteditable]").unwrap_or(false);
        let busy = ev.target().and_then(|t| t.dyn_into::<Element>().ok()).is_some_and(writes);
        if ev.key() != "/" || ev.ctrl_key() || ev.meta_key() || ev.alt_key() || busy {
            return;
        }
        if let Some(input) = self.input.get_untracked() {
            ev.prevent_default();
            // A box that is not shown (in the closed menu) does not take the focus.
            let _ = input.focus();
            input.select();
        }
    }

    fn next_turn(self) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        turn
    }

    fn typed(self, text: String) {
        let turn = self.next_turn();
        if text.trim().is_empty() {
            return self.close();
        }
        let is_last = move || self.turn.get_value() == turn;
        let ask = move || {
            if is_last() {
                spawn_local(async move {
                    let found = suggestions(&text).await;
                    if is_last() {
                        self.show(&found.unwrap_or_default());
                    }
                });
            }
        };
        set_timeout(ask, PAUSE);
    }

    fn show(self, found: &str) {
        let Some(list) = self.list.get_untracked() else { return };
        list.set_inner_html(found);
        let mut count = 0;
        let mut next = list.first_element_child();
        while let Some(option) = next {
            option.set_id(&option_id(&list.id(), count));
            count += 1;
            next = option.next_element_sibling();
        }
        self.at.set(None);
        self.count.set(count);
        self.is_open.set(count > 0);
    }

    fn close(self) {
        self.next_turn();
        self.move_to(None);
        self.is_open.set(false);
    }

    fn option(self, n: u32) -> Option<Element> {
        let list = self.list.get_untracked()?;
        document().get_element_by_id(&option_id(&list.id(), n))
    }

    fn move_to(self, at: Option<u32>) {
        let mark = |n: Option<u32>, chosen: &str| {
            if let Some(option) = n.and_then(|n| self.option(n)) {
                let _ = option.set_attribute("aria-selected", chosen);
            }
        };
        mark(self.at.get_untracked(), "false");
        mark(at, "true");
        self.at.set(at);
    }

    fn key(self, ev: &KeyboardEvent) {
        // The keys of an input method are its own.
        if ev.is_composing() {
            return;
        }
        let (is_open, count, at) = (self.is_open.get_untracked(), self.count.get_untracked(), self.at.get_untracked());
        match (ev.key().as_str(), is_open) {
            ("ArrowDown", true) => self.move_to(at.map_or(Some(0), |n| Some(n + 1).filter(|n| *n < count))),
            ("ArrowUp", true) => self.move_to(at.map_or(count.checked_sub(1), |n| n.checked_sub(1))),
            ("ArrowDown", false) => self.typed(event_target_value(ev)),
            ("Escape", true) => self.close(),
            ("Enter", true) => match at.and_then(|n| self.option(n)).and_then(|o| o.dyn_into::<HtmlElement>().ok()) {
                Some(link) => link.click(),
                None => return,
            },
            _ => return,
        }
        ev.prevent_default();
    }
}

fn option_id(list: &str, n: u32) -> String {
    format!("{list}-{n}")
}

/// What the server suggests for a text; none when it cannot be asked: the form still works.
async fn suggestions(text: &str) -> Option<String> {
    let path = format!("/tim/goi-y?q={}", String::from(js_sys::encode_uri_component(text)));
    let answer: Response = JsFuture::from(window().fetch_with_str(&path)).await.ok()?.dyn_into().ok()?;
    // A session that has ended leads to the sign-in page, which is no suggestion.
    if !answer.ok() || answer.redirected() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// The form that leads to the page of results. `id` tells the boxes of a page apart.
#[island]
pub fn FindBox(id: String, english: bool) -> impl IntoView {
    let finder = Finder::new();
    Effect::new(move |_| finder.wake());
    let t = |vi: &'static str, en: &'static str| if english { en } else { vi };
    let list = format!("{id}-goi-y");
    let (controls, active) = (list.clone(), list.clone());
    let count = move |n: u32| if english { format!("{n} suggestions") } else { format!("{n} gợi ý") };
    view! {
        <form class="seek" role="search" method="get" action="/tim" autocomplete="off">
            <label class="vh" for=id.clone()>{t("Tìm trong toàn bộ dữ liệu của tỉnh", "Search everything of the province")}</label>
            <input class="in s" id=id name="q" type="search" maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false"
                placeholder=t("Tìm chỉ tiêu, nhiệm vụ, đơn vị, văn bản", "Find indicators, tasks, units, documents") aria-keyshortcuts="/"
                role=move || finder.is_alive.get().then_some("combobox")
                aria-autocomplete=move || finder.is_alive.get().then_some("list")
                aria-expanded=move || finder.is_alive.get().then(|| finder.is_open.get().to_string())
                aria-controls=move || finder.is_alive.get().then(|| controls.clone())
                aria-activedescendant=move || finder.at.get().map(|n| option_id(&active, n))
                node_ref=finder.input
                on:input=move |ev| finder.typed(event_target_value(&ev))
                on:keydown=move |ev| finder.key(&ev)
                on:blur=move |_| finder.close()/>
            <button class="btn">{t("Tìm", "Find")}<kbd class="js-only" aria-hidden="true">"/"</kbd></button>
            // The mouse does not take the focus from the text, so that the list stays for the click.
            <div class="hits" id=list role="listbox" aria-label=t("Gợi ý", "Suggestions") node_ref=finder.list
                hidden=move || !finder.is_open.get() on:mousedown=move |ev| ev.prevent_default()></div>
            <span class="vh" role="status">{move || if finder.is_open.get() { count(finder.count.get()) } else { String::new() }}</span>
        </form>
    }
}
