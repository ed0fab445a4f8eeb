import type { Page } from "@playwright/test";

import { act, button, complains, leave, personRow, rows, said, settled, signIn, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

/// The number of the Okonkwo case, as its team reads it.
async function okonkwo(page: Page, id: string): Promise<string> {
  await visit(page, `/cases/${id}`);
  return (await page.locator(".case-head").innerText()).match(/\d{4}-\d{4}/)![0];
}

/// A day at the office, so many from today.
function day(from: number): string {
  return new Date(Date.now() + from * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "America/New_York" });
}

test("the role table is everybody's to read", async ({ as }) => {
  for (const who of ["greta", "priya", "miriam"] as const) {
    const page = await as(who);
    await visit(page, "/access");
    const table = page.getByRole("table", { name: "What each role may do" });
    const row = table.getByRole("row").filter({ hasText: "Give, change and end access to a case" });
    await expect(row.getByRole("cell")).toHaveText(["Yes", "With manage", "No", "No"]);
  }
});

test("team and access leads to the rules, step by step", async ({ as, office }) => {
  const page = await as("tomas");
  await visit(page, `/cases/${await office.case(OKONKWO)}/team`);
  await personRow(page, "Who can see this case", "Priya Raman").first().getByRole("link", { name: /^Why/ }).click();
  await expect(page.getByRole("heading", { name: "Yes, Priya Raman may" })).toBeVisible();
  const steps = page.getByRole("list").filter({ hasText: "Ethical walls" }).getByRole("listitem");
  await expect(steps.last()).toContainText("Case team: Contribute");
  await expect(steps.last()).toContainText("Given by Miriam Adair");
  await page.getByRole("link", { name: "Close a case, name another responsible attorney" }).click();
  await expect(page.getByRole("heading", { name: "No, Priya Raman may not" })).toBeVisible();
  await expect(page.getByText("This role never does this.")).toBeVisible();
});

test("a wall is named to whoever manages the case, and the case is named to nobody behind it", async ({ as, office }) => {
  const tomas = await as("tomas");
  const number = await okonkwo(tomas, await office.case(OKONKWO));
  const wall = tomas.getByRole("region", { name: "Ethical wall: Jonas Hallberg" });
  await leave(tomas, wall.getByRole("link", { name: /^Why/ }));
  await settled(tomas);
  await expect(tomas.getByRole("heading", { name: "No, Jonas Hallberg may not" })).toBeVisible();
  await expect(tomas.getByText(/Screened from this case since/)).toBeVisible();

  const jonas = await as("jonas");
  const own = `/access?who=${await office.staff("jonas")}&case=`;
  for (const asked of [number, "1999-0001"]) {
    expect((await visit(jonas, own + asked)).status()).toBe(404);
    await complains(jonas, "case", "No case with this number is in your view.");
  }
  const priya = await as("priya");
  expect((await visit(priya, `/access?who=${await office.staff("tomas")}&case=${number}`)).status()).toBe(403);
  await expect(priya.locator('[data-error-for="who"]')).toContainText("Paralegals do not do this.");
});

test("my screens say what, and never why", async ({ as }) => {
  const page = await as("jonas");
  await visit(page, "/screens");
  await expect(rows(page, "My screens").filter({ hasText: OKONKWO })).toContainText("Ramona Okonkwo");
  await expect(page.getByText(/Advised Tideland/)).toHaveCount(0);
  const other = await as("tomas");
  await visit(other, "/screens");
  await expect(other.getByText("You are screened from nothing")).toBeVisible();
});

test("access with an end is listed before it ends, and can be extended from there", async ({ as, office }) => {
  const page = await as("miriam");
  const title = unique("Ending access");
  const id = await office.openCase(title);
  const staff_id = await office.staff("leila");
  await office.post("miriam", "cases/api/give", { id, staff_id, level: "view", until: day(3) });
  await visit(page, "/access/ending?days=7");
  const row = rows(page, "Access that ends soon").filter({ hasText: title });
  await expect(row).toContainText("In 3 days");
  await row.getByRole("link", { name: /^Extend access of Leila Marsh/ }).click();
  await settled(page);
  await page.getByLabel("Last day").fill("");
  await act(page, "Save", "Access changed.");
  await visit(page, "/access/ending?days=7");
  await expect(page.getByText(title)).toHaveCount(0);
});

test("a cover needs an end, tells the lead, and is ended by whoever covers", async ({ as, guest, office }) => {
  const [away, covering] = [await office.hire("associate_attorney"), await office.hire("associate_attorney")];
  const id = await office.openCase(unique("Covered case"));
  await office.post("miriam", "cases/api/give", { id, staff_id: away.id, level: "contribute", until: "" });

  const page = await guest();
  await signIn(page, away);
  await visit(page, "/covers/new");
  await page.getByLabel("Who stands in").selectOption({ label: `${covering.name}, associate attorney` });
  await button(page, "Set the cover").click();
  await complains(page, "until", "Enter the cover’s last day.");
  await settled(page);
  await page.getByLabel("Last day").fill(day(120));
  await button(page, "Set the cover").click();
  await complains(page, "until", /at most 90 days/);
  await settled(page);
  await page.getByLabel("Last day").fill(day(5));
  await act(page, "Set the cover", "The cover is set.");

  const other = await guest();
  await signIn(other, covering);
  expect((await visit(other, `/cases/${id}`)).status()).toBe(200);
  await expect(other.getByText(`set a cover: ${covering.name} for ${away.name}`)).toBeVisible();
  const outbox = await office.page("miriam", "/outbox");
  expect(outbox).toContain(`About ${covering.name} for ${away.name}`);

  await visit(other, "/covers");
  await button(other, `End the cover of ${covering.name} for ${away.name}`).click();
  await said(other, "The cover has ended.");
  expect((await visit(other, `/cases/${id}`)).status()).toBe(404);
});

test("a hand-over does not close before every case has a lead and every appointment somebody", async ({ as, office }) => {
  // a hiring, two cases and a departure from its mark to its end
  test.slow();
  const robin = await office.hire("associate_attorney");
  const [first, second] = [unique("Handed over one"), unique("Handed over two")];
  for (const title of [first, second]) {
    const id = await office.openCase(title);
    await office.post("miriam", "cases/api/change_lead", { id, lead: robin.id });
  }
  const meeting = unique("Handed over meeting");
  await office.appointment("miriam", {
    title: meeting,
    date: day(20),
    starts: "10:00",
    ends: "11:00",
    owner: robin.id,
    anyway: "on",
  });
  const page = await as("miriam");
  await visit(page, `/staff/${robin.id}`);
  await page.getByRole("link", { name: "Departure" }).click();
  await settled(page);
  await page.getByLabel("Last day").fill(day(-1));
  await button(page, "Mark the departure").click();
  await complains(page, "last_day", /Choose today or a later day/);
  await settled(page);
  await page.getByLabel("Last day").fill(day(14));
  await act(page, "Mark the departure", "The departure is marked.");

  await button(page, "Close the hand-over").click();
  await expect(page.getByRole("alert").filter({ hasText: "2 cases need another lead, 1 appointment to come" }).first()).toBeVisible();
  await visit(page, `/staff/${robin.id}/departure`);
  const there = rows(page, "To hand over").filter({ hasText: first }).getByRole("link", { name: first, exact: true });
  expect(await there.getAttribute("href")).toMatch(/^\/cases\//);
  await leave(page, page.getByRole("link", { name: "Tick everything" }));
  await settled(page);
  for (const title of [first, second, meeting]) await expect(page.getByLabel(`Hand over ${title}`)).toBeChecked();
  await page.getByLabel("Hand what is ticked to").selectOption({ label: "Nkechi Obiora" });
  await act(page, "Hand over", "Handed over.");
  const listed = await office.page("miriam", "/staff");
  expect(listed).toContain("Hand-over open");
  await act(page, "Close the hand-over", "The hand-over is closed, and the account suspended.");
  await expect(page.getByRole("region", { name: "Account" })).toContainText("Suspended");
  for (const title of [first, second, meeting]) {
    await expect(rows(page, "Handed over").filter({ hasText: title })).toContainText("Nkechi Obiora");
  }
});
