//! The browser's half: wakes the islands of a page.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // Keeps the islands' entry points in the bundle.
    let _ = app::islands::drawing;
    leptos::mount::hydrate_islands();
}

/// Draws a chart from its JSON, both sizes, exactly as the server does; none when the JSON is not a chart.
#[wasm_bindgen]
pub fn draw(chart: &str) -> Option<String> {
    serde_json::from_str(chart).ok().map(|chart| app::islands::drawing(&chart))
}
