import { today } from "../support/office.ts";
import { button, rows, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

test("what was just viewed and changed is in the log, by whom, when and from where", async ({ as, office }) => {
  const id = await office.openCase(unique("Delacroix estate"), "nkechi");
  const nkechi = await as("nkechi");
  await visit(nkechi, `/cases/${id}`);
  const number = (await nkechi.locator(".case-head__no").innerText()).match(/Case (\S+)/)![1]!;

  const miriam = await as("miriam");
  await visit(miriam, "/audit");
  await miriam.getByLabel("Person").selectOption("Nkechi Obiora");
  await miriam.getByLabel("Action").selectOption("Looked at the case");
  await miriam.getByLabel("From", { exact: true }).fill(today());
  await button(miriam, "Show entries").click();
  await expect(miriam.getByLabel("Person").locator("option:checked")).toHaveText("Nkechi Obiora");
  const entry = rows(miriam, "Audit entries").filter({ hasText: number }).first();
  await expect(entry).toContainText("Nkechi Obiora");
  await expect(entry).toContainText("Looked at the case");
  await expect(entry).toContainText("Done");
  await expect(entry).toContainText(/Chrome on \w+/);
  await expect(entry.getByRole("link", { name: `Case ${number}` })).toHaveAttribute("href", `/cases/${id}`);
  for (const row of await rows(miriam, "Audit entries").filter({ has: miriam.locator("td") }).all()) {
    await expect(row).toContainText("Looked at the case");
  }
});

test("an attempt at an unseen case is in the log without its name", async ({ as, office }) => {
  const id = await office.case(OKONKWO);
  const jonas = await as("jonas");
  expect((await visit(jonas, `/cases/${id}`)).status()).toBe(404);
  const miriam = await as("miriam");
  await visit(miriam, "/audit");
  await miriam.getByLabel("Person").selectOption("Jonas Hallberg");
  await miriam.getByLabel("Outcome").selectOption("Refused or unseen");
  await button(miriam, "Show entries").click();
  const first = rows(miriam, "Audit entries").filter({ has: miriam.locator("td") }).first();
  await expect(first).toContainText("Jonas Hallberg");
  await expect(first).toContainText("Unseen");
});

test("reading the log is in the log", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/audit");
  await visit(miriam, "/audit?action=read-audit");
  await expect(rows(miriam, "Audit entries").filter({ hasText: "Read the audit log" }).first()).toContainText("Miriam Adair");
});

test("older entries follow page after page, and a filter that matches nothing says so", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/audit?action=open-case");
  const first = await rows(miriam, "Audit entries").filter({ has: miriam.locator("td") }).allInnerTexts();
  expect(first.length).toBe(25);
  await miriam.getByRole("link", { name: "Next page" }).click();
  await expect(miriam).toHaveURL(/after=/);
  const second = await rows(miriam, "Audit entries").filter({ has: miriam.locator("td") }).allInnerTexts();
  expect(second.filter((row) => first.includes(row))).toEqual([]);
  await visit(miriam, "/audit?to=2001-01-01");
  await expect(miriam.getByText("No entry matches")).toBeVisible();
});
