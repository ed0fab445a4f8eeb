//! What the island does with the browser: takes hold of an appointment by pointer or by keyboard, shows where
//! it would stand, and posts the move. Runs there alone.
//!
//! Positions are classes, as the server wrote them. What the browser can do and the first bundle does not use
//! yet is asked for by name, so that no page pays for it.

use std::cell::RefCell;

use domain::forms::{Answer, FieldErrors};
use js_sys::{Function, Reflect};
use leptos::prelude::document;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};

use crate::enhance::{go, listen, send, set_hidden};
use crate::routes;

/// Pixels before a press is a drag.
const SLACK: f64 = 5.0;
const DAY: i32 = 24 * 60;

/// A column of the grid, and where it is on the screen.
#[derive(Clone)]
struct Column {
    nth: i32,
    on: String,
    who: String,
    says: String,
    left: f64,
    right: f64,
    height: f64,
}

/// Where something stands: a column, and minutes after midnight.
#[derive(Clone, Copy, PartialEq)]
struct Spot {
    column: i32,
    from: i32,
}

/// What is in somebody's hand.
struct Held {
    event: Element,
    class: String,
    lasts: i32,
    home: Spot,
    at: Spot,
    /// Where the pointer took it, and whether it has left that place.
    pressed: Option<(f64, f64)>,
    dragged: bool,
    columns: Vec<Column>,
}

#[derive(Default)]
struct Grid {
    action: String,
    back: String,
    twelve: bool,
    /// The first quarter that is drawn, and how many are.
    dawn: i32,
    quarters: i32,
    held: Option<Held>,
    /// The click that ends a drag leads nowhere.
    swallow: bool,
}

thread_local! {
    static GRID: RefCell<Grid> = RefCell::default();
}

pub(super) fn attach(action: String, back: String, twelve: bool) {
    let Some(cal) = find(".cal") else { return };
    let (dawn, quarters) = (number(&cal, "data-dawn"), number(&cal, "data-quarters"));
    GRID.set(Grid { action, back, twelve, dawn, quarters, ..Grid::default() });
    for event in all("[data-move]") {
        let _ = event.set_attribute("aria-describedby", "move-help");
    }
    listen("pointerdown", |event| pressed(&event));
    listen("pointermove", |event| moved(&event));
    listen("pointerup", |_| dropped());
    listen("pointercancel", |_| put_back());
    listen("click", |event| clicked(&event));
    listen("keydown", |event| typed(&event));
    // a link is dragged by the browser otherwise
    listen("dragstart", |event| {
        if target(&event, "[data-move]").is_some() {
            event.prevent_default();
        }
    });
}

fn pressed(event: &Event) {
    let touch = text_of(event, "pointerType").as_deref() == Some("touch");
    if touch || number_of(event, "button") != 0.0 {
        return;
    }
    if let Some(link) = target(event, "[data-move]") {
        let place = (number_of(event, "clientX"), number_of(event, "clientY"));
        take(link, Some(place));
    }
}

fn take(link: Element, pressed: Option<(f64, f64)>) {
    put_back();
    let class = link.get_attribute("class").unwrap_or_default();
    let Some(column) = class.split(' ').find_map(|word| word.strip_prefix('x')?.parse().ok())
    else {
        return;
    };
    let (from, until) = (number(&link, "data-from"), number(&link, "data-until"));
    let home = Spot { column, from };
    let held = Held {
        event: link,
        class,
        lasts: until - from,
        home,
        at: home,
        pressed,
        dragged: false,
        columns: columns(),
    };
    GRID.with_borrow_mut(|grid| grid.held = Some(held));
}

fn columns() -> Vec<Column> {
    all(".cal__col")
        .into_iter()
        .filter_map(|column| {
            let say = |name: &str| column.get_attribute(name).unwrap_or_default();
            let rect = rect(&column)?;
            Some(Column {
                nth: number(&column, "data-column"),
                on: say("data-on"),
                who: say("data-who"),
                says: say("data-says"),
                left: rect.0,
                right: rect.0 + rect.2,
                height: rect.3,
            })
        })
        .collect()
}

impl Held {
    fn column(&self, nth: i32) -> Option<&Column> {
        self.columns.iter().find(|column| column.nth == nth)
    }

    /// Somebody else's column only where it is theirs whose column it stands in.
    fn may_stand(&self, column: &Column) -> bool {
        let owned = self.event.get_attribute("data-owner").is_some_and(|owner| !owner.is_empty());
        owned || self.column(self.home.column).is_some_and(|home| home.who == column.who)
    }
}

impl Grid {
    fn show(&mut self, at: Spot) {
        let (dawn, quarters) = (self.dawn, self.quarters);
        let Some(held) = &mut self.held else { return };
        let last = (DAY - 1 - held.lasts).min((dawn + quarters) * 15 - held.lasts);
        let from = at.from.clamp(dawn * 15, last.max(dawn * 15));
        held.at = Spot { from, ..at };
        let (column, row) = (held.at.column, from / 15 - dawn);
        let class: Vec<String> = held
            .class
            .split(' ')
            .map(|word| match word.as_bytes() {
                [b'x', b'0'..=b'9', ..] => format!("x{column}"),
                [b'y', b'0'..=b'9', ..] => format!("y{row}"),
                _ => word.to_owned(),
            })
            .chain(["is-moving".to_owned()])
            .collect();
        let _ = held.event.set_attribute("class", &class.join(" "));
    }

    /// "Tuesday, Oct 13, Miriam Adair, 2:15 pm to 3:15 pm".
    fn words(&self) -> String {
        let Some(held) = &self.held else { return String::new() };
        let says =
            held.column(held.at.column).map(|column| column.says.clone()).unwrap_or_default();
        let (from, to) = (held.at.from, held.at.from + held.lasts);
        format!("{says}, {} to {}", self.clock(from), self.clock(to))
    }

    fn clock(&self, minutes: i32) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60);
        match self.twelve {
            true => {
                let half = if hour < 12 { "am" } else { "pm" };
                format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
            }
            false => format!("{hour:02}:{minute:02}"),
        }
    }

    /// What the server function reads; none where it stands where it stood.
    fn fields(&self, anyway: bool) -> Option<String> {
        let held = self.held.as_ref().filter(|held| held.at != held.home)?;
        let (home, now) = (held.column(held.home.column)?, held.column(held.at.column)?);
        let says = |name: &str| held.event.get_attribute(name).unwrap_or_default();
        let ends = |at: Spot| plain(at.from + held.lasts);
        let was = format!("{}T{}/{}", home.on, plain(held.home.from), ends(held.home));
        let owner = if now.who == home.who { String::new() } else { now.who.clone() };
        let pairs = [
            ("id", says("data-id")),
            ("back", self.back.clone()),
            ("was", if home.who == now.who { was } else { String::new() }),
            ("date", now.on.clone()),
            ("starts", plain(held.at.from)),
            ("ends", ends(held.at)),
            ("room", says("data-room")),
            ("owner", owner),
            ("anyway", if anyway { "on".into() } else { String::new() }),
            ("revision", says("data-revision")),
        ];
        let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", routes::encode(value)));
        Some(pairs.collect::<Vec<_>>().join("&"))
    }
}

/// "14:05", for a form.
fn plain(minutes: i32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn moved(event: &Event) {
    let (x, y) = (number_of(event, "clientX"), number_of(event, "clientY"));
    GRID.with_borrow_mut(|grid| {
        let quarters = f64::from(grid.quarters.max(1));
        let Some(held) = &mut grid.held else { return };
        let Some((left, top)) = held.pressed else { return };
        if !held.dragged && (x - left).abs() < SLACK && (y - top).abs() < SLACK {
            return;
        }
        held.dragged = true;
        let over = held.columns.iter().find(|column| (column.left..column.right).contains(&x));
        let over = over.filter(|column| held.may_stand(column));
        let column = over.map_or(held.at.column, |column| column.nth);
        let Some(height) = held.columns.first().map(|column| column.height / quarters) else {
            return;
        };
        #[expect(clippy::cast_possible_truncation, reason = "a screen is not that high")]
        let rows = ((y - top) / height).round() as i32;
        let from = held.home.from + rows * 15;
        grid.show(Spot { column, from });
    });
}

fn dropped() {
    let dragged = GRID.with_borrow_mut(|grid| {
        // a press elsewhere, such as on a button, is none of this
        let Some(held) = grid.held.as_mut().filter(|held| held.pressed.is_some()) else {
            return false;
        };
        held.pressed = None;
        let dragged = held.dragged;
        grid.swallow = dragged;
        if !dragged {
            grid.held = None;
        }
        dragged
    });
    if dragged {
        keep();
    }
}

/// Posts the move, after a question where it is none to make lightly.
fn keep() {
    let asks = GRID.with_borrow(|grid| {
        let held = grid.held.as_ref().filter(|held| held.at != held.home)?;
        let why = held.event.get_attribute("data-ask")?;
        Some(format!(
            "{why} Move it to {}? Whoever was told of it hears of the new time.",
            grid.words()
        ))
    });
    match asks {
        Some(words) => ask(&words, &FieldErrors::default(), Some("[data-go]")),
        None => post(false),
    }
}

/// Where it stood before, and nothing is in anybody's hand.
fn put_back() {
    let held = GRID.with_borrow_mut(|grid| grid.held.take());
    if let Some(held) = held {
        let _ = held.event.set_attribute("class", &held.class);
        let _ = held.event.remove_attribute("aria-busy");
    }
    if let Some(ask) = find("#move-ask") {
        set_hidden(&ask, true);
    }
}

fn post(anyway: bool) {
    let fields = GRID.with_borrow(|grid| {
        let held = grid.held.as_ref()?;
        let _ = held.event.set_attribute("aria-busy", "true");
        Some((grid.action.clone(), grid.fields(anyway)?, grid.words()))
    });
    let Some((action, fields, words)) = fields else { return put_back() };
    say(&format!("Moving to {words}."));
    spawn_local(async move {
        let kind = "application/x-www-form-urlencoded";
        match send(&action, &JsValue::from_str(&fields), Some(kind)).await {
            Some(Answer::Go(path)) => go(&path),
            Some(Answer::Refused(refused) | Answer::Prove(refused)) => {
                let decides = refused.status == 422 || refused.status == 409;
                ask(&refused.message, &refused.errors, decides.then_some("[data-anyway]"));
            }
            None => {
                let lost = "This could not be sent. It stands where it was: try again in a moment.";
                ask(lost, &FieldErrors::default(), None);
            }
        }
    });
}

/// Says what speaks against it, and offers the one of the two buttons by which a person may decide it.
fn ask(message: &str, errors: &FieldErrors, offers: Option<&str>) {
    let Some(ask) = find("#move-ask") else { return put_back() };
    let reasons = errors.summary();
    if let Ok(Some(said)) = ask.query_selector("[data-said]") {
        let message = match reasons.as_slice() {
            [] | [_] => message,
            _ => "It cannot stand there like this:",
        };
        said.set_text_content(Some(message));
    }
    if let Ok(Some(list)) = ask.query_selector("[data-reasons]") {
        list.set_text_content(None);
        set_hidden(&list, reasons.len() < 2);
        for reason in reasons {
            if let Ok(item) = document().create_element("li") {
                item.set_text_content(Some(&reason.message));
                let _ = list.append_child(&item);
            }
        }
    }
    for button in ["[data-go]", "[data-anyway]"] {
        if let Ok(Some(found)) = ask.query_selector(button) {
            set_hidden(&found, offers != Some(button));
        }
    }
    set_hidden(&ask, false);
    focus(&ask);
}

fn clicked(event: &Event) {
    if GRID.with_borrow_mut(|grid| std::mem::take(&mut grid.swallow)) {
        event.prevent_default();
        return;
    }
    if target(event, "[data-anyway]").is_some() {
        post(true);
    } else if target(event, "[data-go]").is_some() {
        post(false);
    } else if target(event, "[data-leave]").is_some() {
        leave();
    } else if let Some(column) = target(event, ".cal__col") {
        book(&column, number_of(event, "clientY"));
    }
}

/// An empty place leads to a new appointment there, at the half hour.
fn book(column: &Element, y: f64) {
    let Some((_, top, _, height)) = rect(column) else { return };
    let (dawn, quarters) = GRID.with_borrow(|grid| (grid.dawn, grid.quarters));
    #[expect(clippy::cast_possible_truncation, reason = "a screen is not that high")]
    let row = ((y - top) / height * f64::from(quarters)) as i32;
    let minutes = (dawn + row) * 15 / 30 * 30;
    let say = |name: &str| column.get_attribute(name).unwrap_or_default();
    go(&routes::with_query(
        routes::APPOINTMENT_NEW,
        &[("on", &say("data-on")), ("at", &plain(minutes)), ("who", &say("data-who"))],
    ));
}

fn leave() {
    let event = GRID.with_borrow(|grid| grid.held.as_ref().map(|held| held.event.clone()));
    put_back();
    say("It stands where it was.");
    if let Some(event) = event {
        focus(&event);
    }
}

fn typed(event: &Event) {
    let key = text_of(event, "key").unwrap_or_default();
    if key == "Escape" && GRID.with_borrow(|grid| grid.held.is_some()) {
        event.prevent_default();
        return leave();
    }
    let Some(link) = target(event, "[data-move]") else { return };
    if key == "Enter" && GRID.with_borrow(|grid| grid.held.is_some()) {
        event.prevent_default();
        return keep();
    }
    let (columns, rows) = match key.as_str() {
        "ArrowUp" => (0, -1),
        "ArrowDown" => (0, 1),
        "ArrowLeft" => (-1, 0),
        "ArrowRight" => (1, 0),
        _ => return,
    };
    let shift = Reflect::get(event, &"shiftKey".into()).is_ok_and(|shift| shift.is_truthy());
    if !shift {
        return;
    }
    event.prevent_default();
    let same = GRID.with_borrow(|grid| {
        grid.held.as_ref().is_some_and(|held| held.event == link && held.pressed.is_none())
    });
    if !same {
        take(link, None);
    }
    let words = GRID.with_borrow_mut(|grid| {
        let held = grid.held.as_ref()?;
        // the next column that it may stand in
        let mut nth = held.at.column + columns;
        while columns != 0 && held.column(nth).is_some_and(|column| !held.may_stand(column)) {
            nth += columns;
        }
        let column = held.column(nth).map_or(held.at.column, |column| column.nth);
        let from = held.at.from + rows * 15;
        grid.show(Spot { column, from });
        Some(grid.words())
    });
    if let Some(words) = words {
        say(&format!("{words}. Enter keeps it there, Escape puts it back."));
    }
}

fn say(words: &str) {
    if let Some(said) = find("#move-said") {
        said.set_text_content(Some(words));
    }
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

fn all(selector: &str) -> Vec<Element> {
    let Ok(list) = document().query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|n| list.get(n)?.dyn_into().ok()).collect()
}

fn target(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

fn number(element: &Element, name: &str) -> i32 {
    element.get_attribute(name).and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn number_of(from: &JsValue, name: &str) -> f64 {
    Reflect::get(from, &name.into()).ok().and_then(|value| value.as_f64()).unwrap_or_default()
}

fn text_of(from: &JsValue, name: &str) -> Option<String> {
    Reflect::get(from, &name.into()).ok()?.as_string()
}

/// Left, top, width and height on the screen.
fn rect(element: &Element) -> Option<(f64, f64, f64, f64)> {
    let measure = Reflect::get(element, &"getBoundingClientRect".into()).ok()?;
    let rect = measure.dyn_into::<Function>().ok()?.call0(element).ok()?;
    let [left, top, width, height] =
        ["left", "top", "width", "height"].map(|side| number_of(&rect, side));
    Some((left, top, width, height))
}
