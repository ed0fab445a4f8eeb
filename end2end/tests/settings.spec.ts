import type { Page } from "@playwright/test";

import { act, button, complains, leave, refusal, rows, said, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

const MEANWHILE = "Somebody changed the hours meanwhile.";

/// Saves the hours, again where another test was first: what was typed is still there then.
async function saveHours(page: Page): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    await leave(page, button(page, "Save hours"));
    await settled(page);
    if (!(await page.getByText(MEANWHILE).isVisible())) break;
  }
  await said(page, "Saved.");
}

test("settings hold at once, and a bad value is refused beside its field with the rest kept", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings");
  await expect(miriam.getByLabel("Time zone")).toHaveValue("America/New_York");
  await expect(miriam.getByLabel("Dates and times")).toHaveValue("en-US");
  await miriam.getByLabel("Currency").selectOption("US dollar (USD)");
  await miriam.getByLabel("Address").fill("14 Harbor Street\nCalder, NY 10001");
  const pattern = await miriam.getByLabel("Case numbers").inputValue();
  await miriam.getByLabel("Case numbers").fill("{seq}");
  await button(miriam, "Save settings").click();
  await complains(miriam, "case_number_pattern", "Write {year} once: numbers must not come twice.");
  await expect(miriam.getByLabel("Address")).toHaveValue("14 Harbor Street\nCalder, NY 10001");
  await settled(miriam);
  await miriam.getByLabel("Case numbers").fill(pattern);
  await act(miriam, "Save settings", "Saved.");
  await expect(miriam.getByLabel("Address")).toHaveValue("14 Harbor Street\nCalder, NY 10001");
});

test("settings are for managing partners", async ({ as }) => {
  const nkechi = await as("nkechi");
  expect((await visit(nkechi, "/settings")).status()).toBe(403);
  await expect(nkechi.getByRole("link", { name: "Settings" })).toHaveCount(0);
});

test("hours are set by the day", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings");
  await miriam.getByRole("link", { name: "Office hours" }).click();
  await settled(miriam);
  await miriam.getByLabel("Saturday, opens").fill("10:00");
  await miriam.getByLabel("Saturday, closes").fill("");
  await button(miriam, "Save hours").click();
  await complains(miriam, "sat_closes", "Enter when the office closes on Saturday, or leave both empty.");
  await expect(miriam.getByLabel("Saturday, opens")).toHaveValue("10:00");
  await settled(miriam);
  await miriam.getByLabel("Saturday, closes").fill("09:00");
  await button(miriam, "Save hours").click();
  await complains(miriam, "sat_closes", "Closing time must be after opening time on Saturday.");
  await settled(miriam);
  await miriam.getByLabel("Saturday, closes").fill("12:00");
  await saveHours(miriam);
  await expect(miriam.getByLabel("Saturday, closes")).toHaveValue("12:00");
});

test("hours that somebody else set meanwhile are not overwritten unseen, and what was typed stays", async ({ as }) => {
  const [one, other] = [await as("miriam"), await as("miriam")];
  await visit(one, "/settings/hours");
  await visit(other, "/settings/hours");
  await other.getByLabel("Sunday, opens").fill("10:00");
  await other.getByLabel("Sunday, closes").fill("11:00");
  await saveHours(other);
  await one.getByLabel("Sunday, opens").fill("13:00");
  await one.getByLabel("Sunday, closes").fill("14:00");
  await leave(one, button(one, "Save hours"));
  await expect(refusal(one)).toContainText(MEANWHILE);
  await settled(one);
  await expect(one.getByLabel("Sunday, opens")).toHaveValue("13:00");
  await one.getByLabel("Sunday, opens").fill("");
  await one.getByLabel("Sunday, closes").fill("");
  await saveHours(one);
});

test("a holiday is added once and taken back, on a page of its own", async ({ as, office }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings");
  await miriam.getByRole("link", { name: "Holidays" }).click();
  await settled(miriam);
  const name = unique("Harbor day");
  const year = new Date().getUTCFullYear() + 1;
  // a day of its own for each project and try
  const on = `${year}-03-${String((Date.now() % 28) + 1).padStart(2, "0")}`;
  const owner = await office.staff("miriam");
  await office.appointment("miriam", { date: on, starts: "06:00", ends: "06:10", owner, anyway: "on" });
  await miriam.getByLabel("Day", { exact: true }).fill(on);
  await button(miriam, "Add holiday").click();
  await complains(miriam, "name", "Enter what it is called.");
  await settled(miriam);
  await miriam.getByLabel("Called").fill(name);
  await act(miriam, "Add holiday", "The holiday is added.");
  await expect(miriam.getByRole("main")).toContainText(/\d+ appointments? stands? on /);
  await expect(miriam.getByRole("link", { name: "Look at that day" })).toHaveAttribute("href", new RegExp(`on=${on}`));
  await miriam.getByLabel("Day", { exact: true }).fill(on);
  await miriam.getByLabel("Called").fill("Again");
  await button(miriam, "Add holiday").click();
  await complains(miriam, "on", "This day is a holiday already. Choose another.");
  // what the page said of the act before is gone
  await expect(miriam.getByText("The holiday is added.")).toBeHidden();
  await expect(miriam.getByLabel("Called")).toHaveValue("Again");
  await settled(miriam);
  const row = rows(miriam, "Holidays to come").filter({ hasText: name });
  await row.getByRole("button", { name: /^Take back/ }).click();
  await said(miriam, "The holiday is taken back.");
  await expect(row).toHaveCount(0);
});

test("a room is added once and ended, and can be booked meanwhile", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings");
  await miriam.getByRole("link", { name: "Rooms" }).click();
  await settled(miriam);
  const name = unique("Harbor room");
  await button(miriam, "Add room").click();
  await complains(miriam, "name", "Enter the room’s name.");
  await settled(miriam);
  await miriam.getByLabel("Room", { exact: true }).fill(name);
  await act(miriam, "Add room", "The room is added.");
  await miriam.getByLabel("Room", { exact: true }).fill(name.toUpperCase());
  await button(miriam, "Add room").click();
  await complains(miriam, "name", "There is a room of this name already. Choose another name.");
  const offered = () => miriam.getByLabel("Room", { exact: true }).getByRole("option", { name });
  await visit(miriam, "/appointments/new");
  await expect(offered()).toHaveCount(1);
  await visit(miriam, "/settings/rooms");
  await settled(miriam);
  const row = rows(miriam, "Rooms").filter({ hasText: name });
  await row.getByRole("button", { name: /^End/ }).click();
  await said(miriam, "The room is ended. What is booked there stays.");
  await expect(row).toHaveCount(0);
  await visit(miriam, "/appointments/new");
  await expect(offered()).toHaveCount(0);
});
