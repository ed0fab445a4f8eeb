//! The browser's side: wakes islands, and nothing else.

#![cfg(target_arch = "wasm32")]

pub use app::*;

/// Called by the page once the bundle is there; the page wakes each island afterwards.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
