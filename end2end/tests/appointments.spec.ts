import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import { act, button, complains, leave, said, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

/// Each test has a week of its own, far from the seed's and from every other run's.
let weeks = 0;
function monday(): string {
  const day = new Date(Date.UTC(2032, 0, 5));
  const nth = (Date.now() % 400) * 8 + weeks++;
  day.setUTCDate(day.getUTCDate() + nth * 7);
  return day.toISOString().slice(0, 10);
}

function later(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/// What stands in the grid of the calendar by that name.
const events = (page: Page, title: string) => page.locator(".cal__ev").filter({ hasText: title });

async function fillTime(page: Page, day: string, from: string, to: string): Promise<void> {
  await page.getByLabel("Day", { exact: true }).fill(day);
  await page.getByLabel("From", { exact: true }).fill(from);
  await page.getByLabel("To", { exact: true }).fill(to);
}

test("an appointment is booked from a case, seen in each view, and called off", async ({ as, office, js }) => {
  const day = monday();
  const title = unique("Review");
  const id = await office.openCase(unique("Booked on"), "tomas");
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}`);
  await tomas.getByRole("link", { name: "Book an appointment" }).click();
  await settled(tomas);
  await tomas.getByLabel("Kind").selectOption("Meeting");
  await tomas.getByLabel("What it is about").fill(title);
  await fillTime(tomas, day, "14:00", "13:00");
  await button(tomas, "Book appointment").click();
  await complains(tomas, "ends", "It ends before it begins. Choose a later time, or the day on which it ends.");
  await settled(tomas);
  await expect(tomas.getByLabel("What it is about")).toHaveValue(title);
  await fillTime(tomas, day, "14:00", "15:00");
  await tomas.getByLabel("With", { exact: true }).selectOption("Tomás Ferreira");
  await act(tomas, "Book appointment", "Booked.");
  const path = new URL(tomas.url()).pathname;
  await expect(tomas.getByRole("region", { name: "Appointment", exact: true })).toContainText(title);
  if (js) await expectAccessible(tomas);

  for (const view of ["day", "week"]) {
    await visit(tomas, `/calendar?view=${view}&on=${day}`);
    await expect(events(tomas, title)).toHaveCount(1);
    if (js) await expectAccessible(tomas);
  }
  await visit(tomas, `/calendar?view=agenda&on=${day}`);
  await expect(tomas.getByRole("main")).toContainText("2:00 pm – 3:00 pm");
  await visit(tomas, `/calendar?view=month&on=${day}`);
  await expect(tomas.locator(".month__ev").filter({ hasText: "Whitfield" }).first()).toBeVisible();

  await visit(tomas, path);
  await tomas.getByRole("link", { name: "Cancel appointment" }).click();
  await settled(tomas);
  await expect(tomas.getByRole("link", { name: "Keep appointment" })).toBeFocused();
  await button(tomas, "Cancel appointment").click();
  await complains(tomas, "by", "Choose who called it off.");
  await settled(tomas);
  await tomas.getByLabel("The client").check();
  await tomas.getByLabel("Why").fill("Has the flu.");
  await act(tomas, "Cancel appointment", "Called off.");
  await expect(tomas.getByRole("main")).toContainText("Has the flu.");
  await visit(tomas, `/calendar?view=week&on=${day}`);
  await expect(tomas.locator(".cal__ev--off").filter({ hasText: title })).toHaveCount(1);
});

test("what is out of sight is busy, and says nothing else", async ({ as, office }) => {
  const day = monday();
  const title = unique("Never told");
  const [tomas, nkechi] = await Promise.all([office.staff("tomas"), office.staff("nkechi")]);
  await office.appointment("tomas", { title, date: day, starts: "09:00", ends: "10:00", owner: tomas });
  // two that meet are one block: nobody counts them
  await office.appointment("tomas", { title, date: day, starts: "09:30", ends: "11:00", owner: tomas, anyway: "on" });
  const leila = await as("leila");
  await visit(leila, `/calendar?view=day&on=${day}&who=${tomas}&who=${nkechi}`);
  await expect(leila.locator(".cal__ev")).toHaveCount(1);
  await expect(leila.locator(".cal__ev--private")).toContainText("9:00 am to 11:00 am, Tomás Ferreira, Busy");
  await expect(leila.getByRole("main")).not.toContainText(title);
  await expect(leila.locator("a.cal__ev")).toHaveCount(0);
  // whose it is reads both, side by side, and nothing is drawn as busy as well
  const page = await as("tomas");
  await visit(page, `/calendar?view=day&on=${day}&who=${tomas}`);
  await expect(events(page, title)).toHaveCount(2);
  await expect(page.locator(".cal__ev--private")).toHaveCount(0);
  const boxes = await Promise.all([0, 1].map((nth) => events(page, title).nth(nth).boundingBox()));
  expect(boxes[0]!.x + boxes[0]!.width).toBeLessThanOrEqual(boxes[1]!.x + 1);
});

test("the card is an address of its own, and a move is a small form on it", async ({ as, office, js }) => {
  const day = monday();
  const title = unique("Moved by hand");
  const owner = await office.staff("nkechi");
  const id = await office.appointment("nkechi", { title, date: day, starts: "09:00", ends: "10:00", owner });
  const page = await as("nkechi");
  await visit(page, `/calendar?view=week&on=${day}&who=${owner}`);
  await leave(page, events(page, title));
  await settled(page);
  expect(page.url()).toContain(`appt=${id}`);
  const card = page.getByRole("region", { name: title });
  await expect(card).toContainText("Booked by Nkechi Obiora");
  if (js) await expectAccessible(page);
  await card.getByText("Reschedule").click();
  await card.getByLabel("Day").fill(later(day, 2));
  await card.getByLabel("From", { exact: true }).fill("13:00");
  await card.getByLabel("To", { exact: true }).fill("12:00");
  await button(page, "Move appointment").click();
  await complains(page, "ends", "It ends before it begins. Choose a later time, or the day on which it ends.");
  await settled(page);
  await page.getByLabel("To", { exact: true }).fill("14:00");
  await act(page, "Move appointment", "Moved.");
  await expect(events(page, title)).toContainText("1:00 pm to 2:00 pm");
  // one press takes it back
  await leave(page, page.getByRole("button", { name: /^Put it back to .*, 9:00 am$/ }));
  await said(page, "Moved.");
  await expect(events(page, title)).toContainText("9:00 am to 10:00 am");
  await visit(page, `/appointments/${id}`);
  await expect(page.getByRole("region", { name: "What it said before" }).getByRole("listitem")).toHaveCount(2);
});

test("a clash is said, and decided by a person", async ({ as, office }) => {
  const day = monday();
  const owner = await office.staff("nkechi");
  await office.appointment("nkechi", { title: unique("First"), date: day, starts: "09:00", ends: "10:00", owner });
  const title = unique("Second");
  const page = await as("nkechi");
  await visit(page, `/appointments/new?on=${day}&at=09:30&who=${owner}`);
  await page.getByLabel("Kind").selectOption("Meeting");
  await page.getByLabel("What it is about").fill(title);
  await page.getByLabel("To", { exact: true }).fill("10:30");
  await button(page, "Book appointment").click();
  await complains(page, "owner", /^Nkechi Obiora is taken/);
  await settled(page);
  await expect(page.getByLabel("What it is about")).toHaveValue(title);
  // what can be confirmed is in sight with what speaks against it, with a script and without
  await page.getByLabel("Keep this time anyway").check();
  await act(page, "Book appointment", "Booked.");
});

test("a case is found by its client’s name, and chosen by a person", async ({ as, office }) => {
  const day = monday();
  const id = await office.openCase(unique("Found by words"), "tomas");
  const owner = await office.staff("tomas");
  const page = await as("tomas");
  await visit(page, `/cases/${id}`);
  const number = (await page.locator(".case-head__no").textContent())!.match(/\d{4}-\d+/)![0];
  await visit(page, `/appointments/new?on=${day}&at=09:00&who=${owner}`);
  await page.getByLabel("Case or client").fill(`whitfield ${number}`);
  await button(page, "Book appointment").click();
  await complains(page, "case", "Choose below what is meant by this, then book again.");
  await settled(page);
  await page.getByRole("radio", { name: new RegExp(number) }).check();
  await act(page, "Book appointment", "Booked.");
  await expect(page.getByRole("link", { name: /Found by words/ }).first()).toBeVisible();
});

test("how it went is one press once it has begun", async ({ as, office }) => {
  const owner = await office.staff("nkechi");
  const yesterday = later(new Date().toISOString().slice(0, 10), -2);
  const fields = { title: unique("Gone"), date: yesterday, starts: "03:00", ends: "03:30", owner, anyway: "on" };
  const id = await office.appointment("nkechi", fields);
  const page = await as("nkechi");
  await visit(page, `/appointments/${id}`);
  await act(page, "No-show", "Recorded.");
  await expect(page.getByRole("region", { name: "Appointment", exact: true })).toContainText("No-show");
  await act(page, "Late", "Recorded.");
  await expect(page.getByRole("region", { name: "Appointment", exact: true })).toContainText("Late");
});

test("a deadline is kept by one and confirmed by another", async ({ as, office }) => {
  const [owner, backup, checker] = await Promise.all([office.staff("tomas"), office.staff("priya"), office.staff("nkechi")]);
  const id = await office.appointment("tomas", {
    kind: "deadline", title: unique("Answer due"), date: monday(), starts: "17:00", owner, backup, checker,
  });
  const tomas = await as("tomas");
  await visit(tomas, `/appointments/${id}`);
  await expect(tomas.getByRole("region", { name: "Deadline" })).toContainText("Looks it over");
  await tomas.getByLabel("How it was kept").fill("Filed at the clerk’s window.");
  await act(tomas, "Mark as kept", "Kept.");
  await expect(button(tomas, "Confirm it was kept")).toHaveCount(0);
  const nkechi = await as("nkechi");
  await visit(nkechi, `/appointments/${id}`);
  await expect(nkechi.getByRole("main")).toContainText("Filed at the clerk’s window.");
  await act(nkechi, "Confirm it was kept", "Confirmed.");
});

test("the form shows what its kind has", async ({ as, js }) => {
  const page = await as("nkechi");
  await visit(page, "/appointments/new");
  await expect(page.getByLabel("Looks it over")).toBeHidden();
  await page.getByLabel("Kind").selectOption("Deadline");
  await expect(page.getByLabel("Looks it over")).toBeVisible();
  await expect(page.getByLabel("Repeats")).toBeHidden();
  await page.getByLabel("Kind").selectOption("Personal");
  await expect(page.getByLabel("Case or client")).toBeHidden();
  if (js) await expectAccessible(page);
});

test("whose calendar is shown is a form that works without a script", async ({ as, office, js }) => {
  const page = await as("miriam");
  await visit(page, `/calendar?view=week&on=${monday()}`);
  await page.locator(".pick > summary").click();
  if (js) await expectAccessible(page);
  const ticked = page.locator(".pick__people input:checked");
  while ((await ticked.count()) > 0) await ticked.first().uncheck();
  await page.locator(".pick__people").getByLabel("Priya Raman").check();
  await leave(page, button(page, "Show"));
  await settled(page);
  expect(new URL(page.url()).searchParams.getAll("who")).toEqual([await office.staff("priya")]);
  // a lane a day: the working week, and a weekend day on which something stands
  expect(await page.locator(".cal__lane").count()).toBeGreaterThanOrEqual(5);
  // the head of a column leads to an empty hour of it
  await page.locator(".cal__lane").first().click();
  await settled(page);
  await expect(page.getByLabel("With", { exact: true }).locator("option:checked")).toHaveText("Priya Raman");
});

test("an appointment is moved by the keyboard alone", async ({ as, office, js }) => {
  test.skip(!js, "without a script the card's form moves it");
  const day = monday();
  const title = unique("By keys");
  const owner = await office.staff("nkechi");
  await office.appointment("nkechi", { title, date: day, starts: "10:00", ends: "11:00", owner });
  const page = await as("nkechi");
  await visit(page, `/calendar?view=week&on=${day}&who=${owner}`);
  const event = events(page, title);
  await event.focus();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.locator("#move-said")).toContainText("10:15 am to 11:15 am. Enter keeps it there");
  await page.keyboard.press("Escape");
  await expect(page.locator("#move-said")).toHaveText("It stands where it was.");
  await expect(event).toBeFocused();
  for (let n = 0; n < 4; n += 1) await page.keyboard.press("Shift+ArrowDown");
  await page.evaluate(() => (document.documentElement.dataset.left = ""));
  await page.keyboard.press("Enter");
  await expect(page.locator("html[data-left]")).toHaveCount(0);
  await said(page, "Moved.");
  await expect(events(page, title)).toContainText("11:00 am to 12:00 pm");
});

test("an appointment is dragged to another day, and a clash asks first", async ({ as, office, js }) => {
  test.skip(!js, "nothing is dragged without a script");
  const day = monday();
  const title = unique("Dragged");
  const owner = await office.staff("nkechi");
  await office.appointment("nkechi", { title, date: day, starts: "10:00", ends: "11:00", owner });
  await office.appointment("nkechi", { title: unique("In the way"), date: later(day, 1), starts: "13:00", ends: "14:00", owner });
  const page = await as("nkechi");
  await visit(page, `/calendar?view=week&on=${day}&who=${owner}`);
  const drag = async (columns: number, hours: number) => {
    const from = (await events(page, title).boundingBox())!;
    const width = (await page.locator(".cal__col").nth(1).boundingBox())!.x - (await page.locator(".cal__col").first().boundingBox())!.x;
    await page.mouse.move(from.x + 20, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 20 + columns * width, from.y + 10 + hours * 64, { steps: 8 });
    await page.mouse.up();
  };
  await drag(1, 3);
  await expect(page.getByRole("alert")).toContainText("Nkechi Obiora is taken");
  await button(page, "Leave it where it was").click();
  await expect(events(page, title)).toBeFocused();
  await drag(1, 3);
  await expect(page.getByRole("alert")).toContainText("Nkechi Obiora is taken");
  await leave(page, button(page, "Move anyway"));
  await said(page, "Moved.");
  await expect(events(page, title)).toContainText("1:00 pm to 2:00 pm");
  // an empty hour is a click away from being booked
  const column = (await page.locator(".cal__col").nth(3).boundingBox())!;
  await page.evaluate(() => (document.documentElement.dataset.left = ""));
  await page.mouse.click(column.x + 10, column.y + 64 + 40);
  await expect(page.locator("html[data-left]")).toHaveCount(0);
  await settled(page);
  await expect(page.getByLabel("Day", { exact: true })).toHaveValue(later(day, 3));
  await expect(page.getByLabel("From", { exact: true })).toHaveValue(/:30$/);
});

test("a hearing is dragged only after a question", async ({ as, office, js }) => {
  test.skip(!js, "nothing is dragged without a script");
  const day = monday();
  const title = unique("In court");
  const owner = await office.staff("tomas");
  const opened = await office.openCase(unique("Heard"), "tomas");
  const page = await as("tomas");
  await visit(page, `/cases/${opened}`);
  const number = (await page.locator(".case-head__no").textContent())!.match(/\d{4}-\d+/)![0];
  await office.appointment("tomas", { kind: "hearing", case: number, title, date: day, starts: "10:00", ends: "11:00", owner });
  await visit(page, `/calendar?view=week&on=${day}&who=${owner}`);
  const event = events(page, title);
  await event.focus();
  for (let n = 0; n < 4; n += 1) await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("only the court moves it");
  await button(page, "Leave it where it was").click();
  await expect(event).toContainText("10:00 am to 11:00 am");
  for (let n = 0; n < 4; n += 1) await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Enter");
  await leave(page, button(page, "Move it"));
  await said(page, "Moved.");
  await expect(events(page, title)).toContainText("11:00 am to 12:00 pm");
});

test("a card is in sight as a whole, and Escape closes it", async ({ as, office, js }) => {
  test.skip(!js, "Escape needs a script");
  const day = monday();
  const title = unique("Late in the day");
  const owner = await office.staff("nkechi");
  await office.appointment("nkechi", { title, date: day, starts: "16:00", ends: "17:00", owner });
  const page = await as("nkechi");
  await page.setViewportSize({ width: 1440, height: 900 });
  await visit(page, `/calendar?view=week&on=${day}&who=${owner}`);
  await leave(page, events(page, title));
  await settled(page);
  const card = (await page.getByRole("region", { name: title }).boundingBox())!;
  expect(card.y).toBeGreaterThanOrEqual(0);
  expect(card.y + card.height).toBeLessThanOrEqual(900);
  await page.evaluate(() => (document.documentElement.dataset.left = ""));
  await page.keyboard.press("Escape");
  await expect(page.locator("html[data-left]")).toHaveCount(0);
  await expect(page.locator(".cal__pop")).toHaveCount(0);
});

test("on a phone each view is a list", async ({ as, office, js }) => {
  const day = monday();
  const title = unique("In a list");
  const owner = await office.staff("nkechi");
  await office.appointment("nkechi", { title, date: day, starts: "10:00", ends: "11:00", owner });
  const page = await as("nkechi");
  await page.setViewportSize({ width: 360, height: 780 });
  for (const view of ["day", "week", "month", "agenda"]) {
    await visit(page, `/calendar?view=${view}&on=${day}`);
    await expect(page.locator(".cal")).toBeHidden();
    await expect(page.getByRole("link", { name: title })).toBeVisible();
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth), view).toBeLessThanOrEqual(360);
  }
  if (js) await expectAccessible(page);
  await page.getByRole("link", { name: title }).click();
  await settled(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
});

test("what is over is asked for, and one press records it", async ({ as, office }) => {
  const [owner, client] = await Promise.all([office.staff("miriam"), office.client("Dana Whitfield")]);
  const yesterday = later(new Date().toISOString().slice(0, 10), -2);
  const id = await office.appointment("miriam", {
    date: yesterday,
    starts: "06:10",
    ends: "06:20",
    owner,
    client,
    with_client: "on",
    anyway: "on",
  });
  const page = await as("miriam");
  await visit(page, "/attendance/unrecorded");
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="/appointments/${id}"]`) });
  await expect(row.getByRole("group")).toHaveAccessibleName(/^How it went: Dana Whitfield, /);
  await leave(page, row.getByRole("button", { name: "No-show" }));
  await said(page, "Recorded.");
  expect(new URL(page.url()).pathname).toBe("/attendance/unrecorded");
  await expect(row).toHaveCount(0);
  await visit(page, `/appointments/${id}`);
  await expect(page.getByRole("button", { name: "No-show (recorded)" })).toBeVisible();
});

test("a deadline that was not kept says what is missing, until it is said again", async ({ as, office }) => {
  const [owner, backup, checker] = await Promise.all([
    office.staff("nkechi"),
    office.staff("tomas"),
    office.staff("miriam"),
  ]);
  const title = unique("Answer");
  const id = await office.appointment("nkechi", {
    kind: "deadline",
    title,
    date: monday(),
    starts: "17:00",
    owner,
    backup,
    checker,
    warn_days: "7, 1",
    anyway: "on",
  });
  await office.post("nkechi", "appointments/api/finish", { id, note: "Filed by courier." });
  const miriam = await as("miriam");
  await visit(miriam, `/appointments/${id}`);
  await miriam.getByText("It was not kept").click();
  await miriam.getByLabel("What is missing").fill("The stamp of the court.");
  await act(miriam, "Open it again", "Open again. Whoever answers for it is told.");
  const nkechi = await as("nkechi");
  await visit(nkechi, `/appointments/${id}`);
  const shown = nkechi.getByRole("region", { name: "Deadline" });
  await expect(shown).toContainText(/Not kept, says Miriam Adair, .*The stamp of the court\./);
  await act(nkechi, "Mark as kept", "Kept. Whoever looks it over is asked to confirm.");
  await expect(shown).not.toContainText("Not kept");
});
