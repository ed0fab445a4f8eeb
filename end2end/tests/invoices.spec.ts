import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import { today, type Office } from "../support/office.ts";
import type { Kept } from "../support/personas.ts";
import { act, button, leave, refusal, rows, said, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

/// A case of Tomás Ferreira's on which an hour was worked today, at 380.00.
async function workedCase(office: Office, page: Page, title: string): Promise<{ id: string; number: string }> {
  const id = await office.openCase(unique(title), "tomas");
  await visit(page, `/cases/${id}`);
  const number = (await page.locator(".case-head__no").innerText()).match(/Case (\S+)/)![1]!;
  const form = { on: today(), case: number, time: "1.0", narrative: "Draft the statement of claim" };
  await office.post("tomas", "time/api/add", form);
  return { id, number };
}

/// A draft of one fee, as an id.
async function drafted(office: Office, caseId: string, amount: string): Promise<string> {
  const path = await office.post("greta", "billing/drafting/write", {
    case: caseId,
    step: "save",
    "lines[l0000][take]": "true",
    "lines[l0000][narrative]": "Opening fee",
    "lines[l0000][amount]": amount,
  });
  return path.match(/[0-9a-f-]{36}/)![0];
}

/// An issued invoice of one fee, as an id.
async function issued(office: Office, caseId: string, amount: string): Promise<string> {
  const id = await drafted(office, caseId, amount);
  const step = (who: Kept, name: string, revision: number) =>
    office.post(who, `billing/acts/${name}`, { id, revision: String(revision), on: today() });
  await step("greta", "submit", 1);
  await step("miriam", "approve", 2);
  await step("greta", "issue", 3);
  return id;
}

/** Leads to the form of an act; what is seldom done stands under More. */
async function open(page: Page, act: string) {
  const link = page.getByRole("link", { name: act, exact: true });
  if (!(await link.isVisible())) await more(page);
  await leave(page, link);
}

const more = (page: Page) => page.getByRole("complementary", { name: "About this invoice" }).locator("details.more > summary").click();

test("time becomes a draft, is approved, issued, sent and handed over as a PDF", async ({ as, js, office }) => {
  test.slow();
  const tomas = await as("tomas");
  const { id } = await workedCase(office, tomas, "Billed");
  const greta = await as("greta");
  await visit(greta, `/billing/new?case=${id}`);
  if (js) await expectAccessible(greta);
  const total = greta.getByRole("region", { name: "What it comes to" });
  await expect(total).toContainText("$380.00");

  // what is wrong stands beside its line, and nothing that was typed is lost
  const line = greta.getByRole("listitem").filter({ hasText: "Draft the statement of claim" });
  await line.getByText("Less, tax, group").click();
  await line.getByLabel("Written down by").fill("400");
  await greta.getByLabel("Subject").fill("Claim against the carrier");
  await button(greta, "Save draft").click();
  await expect(line.locator("[data-error-for$='[less]']")).toHaveText(
    "No more can be written down than the line is worth.",
  );
  await settled(greta);
  await expect(greta.getByLabel("Subject")).toHaveValue("Claim against the carrier");
  await line.getByLabel("Written down by").fill("30");
  await line.getByLabel("Why").fill("Too long.");
  const fee = greta.getByRole("listitem").last();
  await fee.getByLabel("Fee for").fill("Opening fee");
  await fee.getByLabel("Amount").fill("150");
  await greta.getByLabel("Discount on the whole").fill("10 %");
  await leave(greta, button(greta, "Work out the total"));
  await settled(greta);
  await expect(total).toContainText("$450.00");
  await act(greta, "Save draft", "The draft is kept.");
  const page = new URL(greta.url()).pathname;
  await expect(greta.getByRole("heading", { level: 1 })).toHaveText("Draft invoice");
  await expect(greta.getByRole("complementary", { name: "About this invoice" })).toContainText(
    "The responsible attorney has to approve it.",
  );
  if (js) await expectAccessible(greta);

  await act(greta, "Submit for approval", "Handed over.");
  await visit(tomas, page);
  await open(tomas, "Return it");
  await settled(tomas);
  await button(tomas, "Return draft").click();
  await expect(tomas.locator('[data-error-for="reason"]')).toBeVisible();
  await settled(tomas);
  await tomas.getByLabel("Why it is returned").fill("The fee was waived.");
  await act(tomas, "Return draft", "Returned.");
  await visit(greta, page);
  await expect(greta.getByRole("region", { name: "History" })).toContainText("The fee was waived.");
  await open(greta, "Write again");
  await settled(greta);
  await greta.getByRole("checkbox", { name: "Bill: Opening fee" }).uncheck();
  await act(greta, "Save draft", "The draft is kept.");
  await act(greta, "Submit for approval", "Handed over.");
  await visit(tomas, page);
  await act(tomas, "Approve", "Approved.");

  await visit(greta, page);
  await open(greta, "Issue");
  await settled(greta);
  await act(greta, "Issue invoice", "Issued.");
  await expect(greta.getByRole("heading", { level: 1 })).toHaveText(/^Invoice \d+$/);
  await expect(greta.locator(".totals")).toContainText("$315.00");
  const pdf = await greta.request.get(`${page}/pdf`);
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  expect(pdf.headers()["content-disposition"]).toMatch(/filename="invoice-\d+\.pdf"/);
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");

  await open(greta, "Record sending");
  await settled(greta);
  if (js) await expectAccessible(greta);
  await greta.getByLabel("Sent on").fill("2031-01-01");
  await button(greta, "Record that it was sent").click();
  await expect(greta.locator('[data-error-for="on"]')).toHaveText("Enter a day from its issue until today.");
  await settled(greta);
  await greta.getByLabel("Sent on").fill(today());
  await act(greta, "Record that it was sent", "Recorded.");
  await expect(greta.getByRole("region", { name: "Sent", exact: true })).toContainText("By post");

  // whoever is not on the case is told of nothing
  for (const who of ["jonas", "priya"] as const) {
    const other = await as(who);
    expect((await visit(other, page)).status(), who).toBe(404);
    expect((await other.request.get(`${page}/pdf`)).status(), who).toBe(404);
  }
});

test("reminders are held, an amount is disputed, and what is left is taken back and given up", async ({ as, js, office }) => {
  const id = await issued(office, await office.openCase(unique("Disputed"), "tomas"), "100");
  const page = `/billing/${id}`;
  const greta = await as("greta");
  await visit(greta, page);
  await open(greta, "Hold reminders");
  await settled(greta);
  await button(greta, "Hold reminders").click();
  await expect(refusal(greta).first()).toContainText("Some answers need another look.");
  await settled(greta);
  await greta.getByLabel("Until").fill(today());
  await greta.getByLabel("Who sees to it").selectOption("Greta Solheim");
  await greta.getByLabel("Why").fill("They asked for a week.");
  await act(greta, "Hold reminders", "Held.");
  const reminders = greta.getByRole("region", { name: "Reminders" });
  await expect(reminders).toContainText("They asked for a week.");
  if (js) await expectAccessible(greta);
  await leave(greta, button(greta, "End"));
  await said(greta, "The hold is over.");

  await open(greta, "Mark as disputed");
  await settled(greta);
  await greta.getByLabel("Disputed amount").fill("40");
  await greta.getByLabel("What is disputed").fill("The opening fee.");
  await greta.getByLabel("Who sees to it").selectOption("Greta Solheim");
  await act(greta, "Mark as disputed", "Marked.");
  await expect(greta.getByRole("region", { name: "Disputed" })).toContainText("$40.00");
  await open(greta, "Settle the dispute");
  await settled(greta);
  await greta.getByLabel("What came of it").fill("Half of it is credited.");
  await act(greta, "Settle the dispute", "Settled.");

  await open(greta, "Credit note");
  await settled(greta);
  await greta.getByLabel("Amount to take back").fill("100.01");
  await greta.getByLabel("Why, as the credit note says it").fill("Half of the opening fee.");
  await button(greta, "Issue credit note").click();
  await expect(greta.locator('[data-error-for="amount"]')).toHaveText("$100.00 is left to pay on this invoice.");
  await settled(greta);
  await expect(greta.getByLabel("Why, as the credit note says it")).toHaveValue("Half of the opening fee.");
  await greta.getByLabel("Amount to take back").fill("20");
  await act(greta, "Issue credit note", "The credit note is issued.");
  await expect(greta.locator(".totals__due")).toContainText("$80.00");
  // what was credited is not made void any more, and only a partner gives up
  await more(greta);
  await expect(greta.getByRole("link", { name: "Make it void" })).toHaveCount(0);
  await expect(greta.getByRole("link", { name: "Write off" })).toHaveCount(0);
  await leave(greta, greta.getByRole("link", { name: /^Credit note CN-/ }));
  await settled(greta);
  await expect(greta.getByRole("heading", { level: 1 })).toHaveText(/^Credit note CN-/);

  const miriam = await as("miriam");
  await visit(miriam, page);
  await open(miriam, "Write off");
  await settled(miriam);
  await miriam.getByLabel("Why it is given up").fill("Not worth a letter.");
  await act(miriam, "Write off", "Written off.");
  await expect(miriam.locator(".totals__due")).toContainText("$0.00");
});

test("a draft is given up, and what it billed waits to be billed again", async ({ as, office }) => {
  const tomas = await as("tomas");
  const { id } = await workedCase(office, tomas, "Given up");
  const greta = await as("greta");
  await visit(greta, `/billing/new?case=${id}`);
  await act(greta, "Save draft", "The draft is kept.");
  await open(greta, "Make it void");
  await settled(greta);
  await greta.getByLabel("Why it is made void").fill("The wrong period.");
  await act(greta, "Make it void", "Void.");
  await expect(greta.getByRole("note")).toContainText("The wrong period.");
  expect((await greta.request.get(`${new URL(greta.url()).pathname}/pdf`)).status()).toBe(409);
  await visit(greta, `/billing/new?case=${id}`);
  await expect(greta.getByRole("listitem").filter({ hasText: "Draft the statement of claim" })).toBeVisible();
});

test("several cases are drafted together after a look at what they come to", async ({ as, js, office }) => {
  const tomas = await as("tomas");
  const [one, two] = [await workedCase(office, tomas, "One"), await workedCase(office, tomas, "Two")];
  const greta = await as("greta");
  await visit(greta, "/billing/to-bill");
  if (js) await expectAccessible(greta);
  await expect(rows(greta, "Cases to bill").first()).toBeVisible();
  await visit(greta, `/billing/batch?case=${one.id}&case=${two.id}`);
  if (js) await expectAccessible(greta);
  await expect(greta.getByRole("main")).toContainText("2 drafts that come to $760.00.");
  await act(greta, "Write 2 drafts", "The drafts are written.");
  const drafts = rows(greta, "Invoices");
  await expect(drafts.filter({ hasText: one.number })).toContainText("$380.00");
  await expect(drafts.filter({ hasText: two.number })).toContainText("$380.00");
  // nothing is left of them to draft
  await visit(greta, `/billing/batch?case=${one.id}&case=${two.id}`);
  await expect(greta.getByRole("main")).toContainText("Nothing is left to bill.");
});

test("a draft that somebody changed meanwhile is not saved over", async ({ as, office }) => {
  const id = await drafted(office, await office.openCase(unique("Two desks"), "tomas"), "100");
  const [one, two] = [await as("greta"), await as("miriam")];
  await visit(one, `/billing/${id}/edit`);
  await visit(two, `/billing/${id}/edit`);
  await one.getByLabel("Subject").fill("First");
  await act(one, "Save draft", "The draft is kept.");
  await two.getByLabel("Subject").fill("Second");
  await button(two, "Save draft").click();
  await expect(refusal(two).first()).toContainText("Look again.");
  await settled(two);
  await expect(two.getByLabel("Subject")).toHaveValue("Second");
});
