import type { Page } from "@playwright/test";

import { today, type Office } from "../support/office.ts";
import { act, button, complains, noAdverse, refusal, rows, said, settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique, uniqueName } from "../support/test.ts";

const HOSTILE = `<img src=x onerror="alert(1)"> '); drop table cases; -- &amp; {{7*7}}`;

async function fill(page: Page, fields: { client?: string; title?: string; area?: string; lead?: string }) {
  if (fields.client) await page.getByLabel("Client").selectOption(fields.client);
  if (fields.title !== undefined) {
    await page.getByLabel("Title").fill(fields.title);
    await noAdverse(page);
  }
  if (fields.area) await page.getByLabel("Practice area").selectOption(fields.area);
  if (fields.lead) await page.getByLabel("Responsible attorney").selectOption(fields.lead);
}

test("the list is narrowed by words, practice area, lead and state", async ({ as }) => {
  const page = await as("miriam");
  await visit(page, "/cases");
  await page.getByLabel("Number, title or client").fill("tideland");
  await button(page, "Filter").click();
  await expect(rows(page, "Cases")).toHaveCount(1);
  await expect(rows(page, "Cases")).toContainText(OKONKWO);
  await expect(page.getByLabel("Number, title or client")).toHaveValue("tideland");

  await page.getByRole("navigation", { name: "State of cases" }).getByRole("link", { name: "Closed" }).click();
  await expect(page.getByText("No case matches")).toBeVisible();
  await page.getByRole("link", { name: "Clear the filter" }).click();
  await expect(rows(page, "Cases").first()).toContainText("Closed");
  await expect(rows(page, "Cases").getByText("Open", { exact: true })).toHaveCount(0);

  await page.getByLabel("Practice area").selectOption("Estates");
  await page.getByLabel("Lead").selectOption("I lead");
  await button(page, "Filter").click();
  await expect(page).toHaveURL(/lead=me/);
  expect(await rows(page, "Cases").count()).toBeGreaterThan(0);
  for (const row of await rows(page, "Cases").all()) {
    await expect(row).toContainText("Estates");
    await expect(row).toContainText("Miriam Adair");
    await expect(row).toContainText("Closed");
  }
});

test("the list sorts by title", async ({ as }) => {
  const page = await as("nkechi");
  await visit(page, "/cases?state=all");
  await page.getByRole("columnheader", { name: "Case" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Case" })).toHaveAttribute("aria-sort", "ascending");
  const titles = await rows(page, "Cases").locator("a.cell-main").allInnerTexts();
  const folded = titles.map((title) => title.toLowerCase());
  expect(folded.length).toBeGreaterThan(5);
  expect(folded).toEqual(folded.toSorted((a, b) => a.localeCompare(b, "en")));
});

test("page after page shows every case once", async ({ as }) => {
  const page = await as("miriam");
  await visit(page, "/cases?state=all");
  const pager = page.getByRole("navigation", { name: "Pages" });
  const total = Number((await pager.innerText()).match(/(\d+) cases/)?.[1]);
  const numbers: string[] = [];
  for (;;) {
    numbers.push(...(await rows(page, "Cases").locator("td:first-child").allInnerTexts()));
    const next = pager.getByRole("link", { name: "Next page" });
    if ((await next.count()) === 0) break;
    await next.click();
    await expect(page.locator("tbody td:first-child").first()).not.toHaveText(numbers.at(-25)!);
  }
  expect(numbers.length).toBe(total);
  expect(new Set(numbers).size).toBe(total);
  await pager.getByRole("link", { name: "First page" }).click();
  await expect(page).toHaveURL("/cases?state=all");
});

test("opening a case says what is missing beside each field, keeps the rest, and then opens it once", async ({ as }) => {
  const page = await as("miriam");
  const title = unique("Hollander easement");
  await visit(page, "/cases/new");
  await fill(page, { title, lead: "Tomás Ferreira" });
  await button(page, "Open case").click();
  await expect(refusal(page)).toContainText("Some answers need another look.");
  await complains(page, "client_id", "Choose a client.");
  await complains(page, "practice_area", "Enter a practice area.");
  await settled(page);
  await refusal(page).getByRole("link", { name: "Choose a client." }).click();
  await expect(page.getByLabel("Client")).toBeFocused();
  await expect(page.getByLabel("Title")).toHaveValue(title);
  await expect(page.getByLabel("Responsible attorney").locator("option:checked")).toHaveText("Tomás Ferreira");

  await fill(page, { client: "Dana Whitfield", area: "Business" });
  await act(page, "Open case", "The case is open.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.getByRole("list").filter({ hasText: "opened the case" })).toContainText("You opened the case");
  await page.reload();
  await page.goBack();
  await visit(page, `/cases?state=all&q=${encodeURIComponent(title)}`);
  await expect(rows(page, "Cases")).toHaveCount(1);
});

test("a date that is none is refused beside its field", async ({ as, js }) => {
  test.skip(js, "with scripts too the browser's own field sends none");
  const page = await as("miriam");
  await visit(page, "/cases/new");
  await page.getByLabel("Opened on").fill("");
  await button(page, "Open case").click();
  await complains(page, "opened_on", "Enter a date like 10/13/2026.");
});

test("a title of ten thousand characters is refused in words and kept", async ({ as }) => {
  const page = await as("miriam");
  const title = "x".repeat(10_000);
  await visit(page, "/cases/new");
  await fill(page, { title, client: "Dana Whitfield", area: "Business", lead: "Tomás Ferreira" });
  await button(page, "Open case").click();
  await complains(page, "title", "Use at most 200 characters; this has 10000.");
  await expect(page.getByLabel("Title")).toHaveValue(title);
});

test("a form of a million characters is refused in words, and nothing is lost", async ({ as, js }) => {
  test.skip(!js, "without scripts the browser shows the refusal as a page");
  const page = await as("miriam");
  await visit(page, "/cases/new");
  await page.getByLabel("Title").evaluate((field) => ((field as HTMLInputElement).value = "x".repeat(1_000_000)));
  await button(page, "Open case").click();
  await expect(refusal(page)).toBeVisible();
  expect((await page.getByLabel("Title").inputValue()).length).toBe(1_000_000);
});

test("markup and SQL in a title are shown as text everywhere", async ({ as, office }) => {
  const title = unique(HOSTILE);
  const id = await office.openCase(title, "tomas");
  const page = await as("tomas");
  for (const path of [`/cases/${id}`, `/cases/${id}/team`]) {
    await visit(page, path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  }
  await visit(page, `/cases?q=${encodeURIComponent(title)}`);
  await expect(rows(page, "Cases")).toContainText(title);
  await expect(page.getByLabel("Number, title or client")).toHaveValue(title);
  await visit(page, `/cases/${id}/edit`);
  await expect(page.getByLabel("Title")).toHaveValue(title);
  for (const path of [`/cases/${id}/team/new`, `/cases/${id}/team/lead`, `/cases/${id}/close`, `/cases/${id}/wall`]) {
    await visit(page, path);
    await expect(page.locator("body")).toContainText(title);
  }
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
});

test("whoever saves on top of somebody else's change is told, loses nothing, and may save again", async ({
  as,
  office,
}) => {
  const title = unique("Lindqvist boundary");
  const id = await office.openCase(title);
  const first = await as("tomas");
  const second = await as("miriam");
  await visit(first, `/cases/${id}/edit`);
  await visit(second, `/cases/${id}/edit`);
  await first.getByLabel("Stage").selectOption("Discovery");
  await act(first, "Save changes", "Saved.");

  await second.getByLabel("Title").fill(`${title}, second thoughts`);
  await button(second, "Save changes").click();
  await expect(refusal(second)).toContainText("Tomás Ferreira changed this case at");
  await settled(second);
  await expect(second.getByLabel("Title")).toHaveValue(`${title}, second thoughts`);
  await visit(first, `/cases/${id}`);
  await expect(first.getByRole("heading", { level: 1 })).toHaveText(title);

  await act(second, "Save changes", "Saved.");
  await expect(second.getByRole("heading", { level: 1 })).toHaveText(`${title}, second thoughts`);
});

test("a case is closed with a reason, reads as before, refuses changes, and is reopened", async ({ as, office }) => {
  const title = unique("Nakamura lien");
  const id = await office.openCase(title);
  const page = await as("tomas");
  await visit(page, `/cases/${id}`);
  await page.getByRole("link", { name: "Close case" }).click();
  await settled(page);
  await expect(page.getByRole("dialog", { name: `Close ${title}?` })).toBeVisible();
  await button(page, "Close case").click();
  await complains(page, "reason", /^Enter /);
  await settled(page);
  await page.getByLabel("Why it is closed").fill("Settled out of court.\nPaid in full.");
  await act(page, "Close case", "The case is closed.");
  await expect(page.getByText("This case was closed on")).toHaveCount(0);
  await visit(page, `/cases/${id}`);
  await expect(page.getByText("This case was closed on")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Settled out of court.");
  await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);

  const edit = await visit(page, `/cases/${id}/edit`);
  expect(edit.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This case is closed");
  await expect(page.getByRole("main")).toContainText("The case is closed. Reopen it first");

  await visit(page, `/cases?q=${encodeURIComponent(title)}`);
  await expect(rows(page, "Cases")).toHaveCount(0);
  await visit(page, `/cases?state=closed&q=${encodeURIComponent(title)}`);
  await rows(page, "Cases").getByRole("link", { name: title }).click();
  await page.getByRole("link", { name: "Reopen" }).click();
  await settled(page);
  await page.getByLabel("Why it is reopened").fill("New evidence.");
  await act(page, "Reopen case", "The case is open again.");
  await expect(page.getByRole("main")).toContainText("New evidence.");
  await expect(page.getByRole("link", { name: "Edit" })).toBeVisible();
});

test("a case that a paralegal prepared opens when its attorney approves", async ({ as, office }) => {
  const title = unique("Vasquez severance");
  // A client whom nobody but Priya and the partners has met.
  const client = uniqueName().split(" ")[0]!;
  await office.post("priya", "clients/api/create", { kind: "person", given_name: "Elena", family_name: client, anyway: "on" });
  const priya = await as("priya");
  await visit(priya, "/cases");
  await priya.getByRole("link", { name: "Prepare a case" }).click();
  await settled(priya);
  await fill(priya, { client: `Elena ${client}`, title, area: "Employment", lead: "Tomás Ferreira" });
  await act(priya, "Send for approval", "The case waits for the attorney’s approval.");
  const prepared = priya.getByRole("region", { name: "Prepared cases" }).getByRole("listitem");
  await expect(prepared.filter({ hasText: title })).toContainText("Waits for Tomás Ferreira");

  const tomas = await as("tomas");
  await visit(tomas, "/cases");
  const waiting = tomas.getByRole("region", { name: "Prepared cases" }).getByRole("listitem");
  await expect(waiting.filter({ hasText: title })).toContainText("prepared by Priya Raman");
  await waiting.filter({ hasText: title }).getByRole("button", { name: "Approve" }).click();
  await said(tomas, "Approved. The case is open.");
  await expect(tomas.getByRole("heading", { level: 1 })).toHaveText(title);
  await visit(tomas, "/cases");
  await expect(tomas.getByRole("main").getByRole("listitem").filter({ hasText: title })).toHaveCount(0);
});

test("the case that the demo has prepared for Tomás is approved", async ({ as, js }) => {
  test.skip(!js, "there is one of it");
  const tomas = await as("tomas");
  await visit(tomas, "/cases");
  const strand = tomas.getByRole("listitem").filter({ hasText: "Strand severance" });
  await strand.getByRole("button", { name: "Approve" }).click();
  await said(tomas, "Approved. The case is open.");
  await expect(tomas.getByRole("heading", { level: 1 })).toHaveText("Strand severance");
});

/// A case that Priya prepared for Tomás.
async function prepare(office: Office, title: string): Promise<void> {
  await office.post("priya", "cases/api/prepare", {
    client_id: await office.client("Hal Galloway"),
    title,
    practice_area: "Business",
    stage: "intake",
    lead: await office.staff("tomas"),
    opened_on: today(),
    no_adverse: "on",
    limitation_none: "Nothing runs out.",
    revision: "",
  });
}

test("a prepared case is declined with a reason", async ({ as, office }) => {
  const title = unique("Abbott license");
  await prepare(office, title);
  const tomas = await as("tomas");
  await visit(tomas, "/cases");
  const row = tomas.getByRole("listitem").filter({ hasText: title });
  await row.getByRole("link", { name: "Decline" }).click();
  await settled(tomas);
  await button(tomas, "Decline").click();
  await complains(tomas, "reason", /^Enter a reason/);
  await settled(tomas);
  await tomas.getByLabel("Why it is declined").fill("Conflict with an earlier client.");
  await act(tomas, "Decline", "Declined.");
  await expect(row).toHaveCount(0);
});

test("whoever prepared a declined case can read why", async ({ as, office }) => {
  const title = unique("Abbott royalties");
  await prepare(office, title);
  const page = await office.page("tomas", "/cases");
  const row = page.split("<li").find((row) => row.includes(title))!;
  const id = row.match(/name="id" value="([^"]+)"/)![1]!;
  await office.post("tomas", "cases/api/decline", { id, reason: "We act for the other side.", revision: "" });
  const priya = await as("priya");
  await visit(priya, "/cases");
  await expect(priya.getByRole("main")).toContainText("We act for the other side.");
});

test("a prepared case can be read in full, and is taken back by whoever prepared it", async ({ as, office }) => {
  const title = unique("Farrow annex");
  await prepare(office, title);
  const tomas = await as("tomas");
  await visit(tomas, "/cases");
  await tomas.getByRole("link", { name: title }).click();
  await settled(tomas);
  await expect(tomas.getByRole("main")).toContainText("Hal Galloway");
  await expect(tomas.getByRole("main")).toContainText("Nothing runs out.");
  await expect(button(tomas, "Approve")).toBeVisible();
  await expect(button(tomas, "Withdraw")).toHaveCount(0);
  const priya = await as("priya");
  await visit(priya, new URL(tomas.url()).pathname);
  await expect(button(priya, "Approve")).toHaveCount(0);
  await act(priya, "Withdraw", "Withdrawn.");
  expect((await visit(tomas, new URL(tomas.url()).pathname)).status()).toBe(404);
});
