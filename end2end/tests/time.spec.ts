import type { Page } from "@playwright/test";

import { act, button, leave, rows, said, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

const numberOf = async (page: Page, id: string) => {
  await visit(page, `/cases/${id}`);
  return (await page.locator(".case-head__no").innerText()).match(/Case (\S+)/)![1]!;
};

test("an entry is recorded, priced, changed and withdrawn", async ({ as, office }) => {
  const [id, other] = [
    await office.openCase(unique("Worked on"), "nkechi"),
    await office.openCase(unique("Worked on too"), "nkechi"),
  ];
  const nkechi = await as("nkechi");
  const [number, second] = [await numberOf(nkechi, id), await numberOf(nkechi, other)];
  await visit(nkechi, "/time");
  const form = nkechi.locator("form.quickadd");
  await button(form, "Add entry").click();
  await expect(form.locator("[data-form-message]").or(form.locator('[data-error-for="time"]')).first()).toBeVisible();
  await expect(form.locator('[data-error-for="time"]')).toHaveText("Enter how long it took.");
  await settled(nkechi);

  // of words that fit two cases it is asked which
  await form.getByLabel("Hours").fill("20 min");
  await form.getByLabel("Case", { exact: true }).fill("Worked on");
  await form.getByLabel("Work done").fill("Call with the client");
  await button(form, "Add entry").click();
  await expect(form.locator('[data-error-for="case"]')).toHaveText("Choose which case is meant, then add it again.");
  await form.getByRole("radio", { name: number }).check();
  await act(nkechi, "Add entry", "Recorded.");
  const row = rows(nkechi, "Entries").filter({ hasText: number });
  await expect(row).toContainText("Call with the client");
  await expect(row).toContainText("0.33");
  await expect(row).toContainText("billed 0.4");
  // 0.4 of an hour at 360
  await expect(row).toContainText("144.00");

  await leave(nkechi, row.getByRole("link", { name: `Change the entry on ${number}` }));
  await settled(nkechi);
  await expect(nkechi.getByRole("main")).toContainText("0.4 h at $360.00 an hour, $144.00");
  await nkechi.getByLabel("Case", { exact: true }).fill(second);
  await nkechi.getByLabel("Hours").fill("1:30");
  await nkechi.getByLabel("Less by").fill("40");
  await button(nkechi, "Save entry").click();
  await expect(nkechi.locator('[data-error-for="write_down_reason"]')).toHaveText("Say why it is written down.");
  await settled(nkechi);
  await nkechi.getByLabel("Why less").fill("Agreed with the client.");
  await act(nkechi, "Save entry", "Saved.");
  const moved = rows(nkechi, "Entries").filter({ hasText: second });
  await expect(moved).toContainText("500.00");
  await expect(rows(nkechi, "Entries").filter({ hasText: number })).toHaveCount(0);

  await leave(nkechi, moved.getByRole("link", { name: `Change the entry on ${second}` }));
  await settled(nkechi);
  const path = new URL(nkechi.url()).pathname;
  // whoever is not on the case is told of nothing
  expect((await visit(await as("jonas"), path)).status()).toBe(404);
  await nkechi.getByText("Withdraw this entry").click();
  await act(nkechi, "Withdraw entry", "Withdrawn. It is not billed.");
  await expect(rows(nkechi, "Entries").filter({ hasText: second })).toHaveCount(0);
  expect((await visit(nkechi, path)).status()).toBe(404);
});

test("a line that begins with the time is enough", async ({ as, office }) => {
  const number = await numberOf(await as("miriam"), await office.openCase(unique("In a line"), "miriam"));
  const miriam = await as("miriam");
  await visit(miriam, "/time");
  const form = miriam.locator("form.quickadd");
  await form.getByLabel("Case", { exact: true }).fill(number);
  await form.getByLabel("Work done").fill("0.5 review of the file");
  await act(miriam, "Add entry", "Recorded.");
  const row = rows(miriam, "Entries").filter({ hasText: number });
  await expect(row).toContainText("Review of the file");
  await expect(row).toContainText("210.00");
});

test("a timer runs on every device until it is stopped, and becomes an entry once", async ({ as, js, office }) => {
  const who = js ? "tomas" : "jonas";
  const id = await office.openCase(unique("Timed"), who);
  const one = await as(who);
  const number = await numberOf(one, id);
  await visit(one, "/time");
  const timer = one.getByRole("region", { name: "Timer", exact: true });
  await timer.getByLabel("Case", { exact: true }).fill(number);
  await act(one, "Start timer", "The timer runs, here and on every device of yours.");
  const running = one.getByRole("region", { name: "Running timer" });
  await expect(running.getByLabel("Case", { exact: true })).toHaveValue(number);

  const two = await as(who);
  await visit(two, "/time");
  await expect(two.getByRole("region", { name: "Running timer" })).toBeVisible();
  await two.getByLabel("What you are doing").fill("Draft the reply");
  await act(two, "Save", "Saved.");
  await visit(one, "/time");
  await expect(one.getByLabel("What you are doing")).toHaveValue("Draft the reply");
  if (js) {
    const clock = one.locator("#timer-clock");
    const first = await clock.innerText();
    await expect(clock).not.toHaveText(first, { timeout: 4_000 });
  }
  await act(one, "Stop and record", "Recorded.");
  await expect(rows(one, "Entries").filter({ hasText: number })).toContainText("Draft the reply");
  // the other device still shows it running
  await button(two, "Stop and record").click();
  await expect(two.getByRole("alert").first()).toContainText("stopped meanwhile");

  await visit(one, "/time");
  await act(one, "Start timer", "The timer runs");
  await one.getByText("Discard it").click();
  await leave(one, button(one, "Discard this time"));
  await said(one, "Discarded. Nothing was recorded.");
});

test("rates are set from a day on and ended", async ({ as, js }) => {
  // the two projects run side by side
  const year = js ? "2031" : "2032";
  const miriam = await as("miriam");
  await visit(miriam, "/settings/rates");
  await miriam.getByLabel("Whose time").selectOption("Leila Marsh");
  await miriam.getByLabel("An hour").fill("-5");
  await miriam.getByLabel("From", { exact: true }).fill(`${year}-01-01`);
  await button(miriam, "Set rate").click();
  await expect(miriam.locator('[data-error-for="an_hour"]')).toBeVisible();
  await settled(miriam);
  await miriam.getByLabel("An hour").fill("195");
  await act(miriam, "Set rate", "The rate is set.");
  const row = rows(miriam, "Rates").filter({ hasText: "Leila Marsh" }).filter({ hasText: year });
  await expect(row).toContainText("$195.00");
  await expect(row).toContainText("to come");
  await leave(miriam, row.getByRole("button"));
  await said(miriam, "Ended. What was recorded at it keeps its price.");
});
