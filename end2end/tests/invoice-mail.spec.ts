import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import { today, type Office } from "../support/office.ts";
import type { Kept } from "../support/personas.ts";
import { act, button, leave, rows, said, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

/// An issued invoice of one fee for a client, as an id.
async function issued(office: Office, client: string, amount: string): Promise<string> {
  const caseId = await office.openCase(unique("Mailed"), "tomas", client);
  const path = await office.post("greta", "billing/drafting/write", {
    case: caseId,
    step: "save",
    "lines[l0000][take]": "true",
    "lines[l0000][narrative]": "Opening fee",
    "lines[l0000][amount]": amount,
  });
  const id = path.match(/[0-9a-f-]{36}/)![0];
  const step = (who: Kept, name: string, revision: number) =>
    office.post(who, `billing/acts/${name}`, { id, revision: String(revision), on: today() });
  await step("greta", "submit", 1);
  await step("miriam", "approve", 2);
  await step("greta", "issue", 3);
  return id;
}

/// Until the server has sent what waits.
async function sent(page: Page, id: string): Promise<void> {
  await expect(async () => {
    await visit(page, `/billing/${id}`);
    await expect(page.getByRole("region", { name: "E-mails" })).toContainText("Kept here", { timeout: 500 });
  }).toPass({ timeout: 30_000 });
}

test("an invoice is looked over, goes once, and what it said can be read", async ({ as, js, office }) => {
  const id = await issued(office, "Nordhavn Imports", "412.50");
  const greta = await as("greta");
  await visit(greta, `/billing/${id}`);
  await leave(greta, greta.getByRole("link", { name: "Send by e-mail", exact: true }));
  await settled(greta);
  await expect(greta.getByRole("heading", { level: 1 })).toHaveText("Send by e-mail");
  await expect(rows(greta, "Where they go")).toContainText(["Nordhavn Imports"]);
  const text = greta.getByRole("region", { name: "What it says" });
  await expect(text).toContainText("$412.50");
  await expect(text).not.toContainText("Opening fee");
  await expect(text.getByRole("link", { name: /^invoice-.+\.pdf$/ })).toHaveAttribute("href", `/billing/${id}/pdf`);
  if (js) await expectAccessible(greta);
  const looked = greta.url();
  await act(greta, "Send 1 e-mail", "On its way.");
  // the form from before sends nothing more
  const keys = `${id}~1`;
  await office.post("greta", "billing/mailing/dispatch", { invoices: keys });
  await sent(greta, id);
  const mails = greta.getByRole("region", { name: "E-mails" });
  await expect(mails.getByRole("listitem")).toHaveCount(1);
  await expect(greta.getByRole("region", { name: "Sent", exact: true })).toContainText("By e-mail");
  await expect(greta.getByRole("region", { name: "History" })).toContainText("Sent by e-mail");
  if (js) await expectAccessible(greta);
  await leave(greta, mails.getByRole("link"));
  await settled(greta);
  await expect(greta.getByRole("region", { name: "What it said" })).toContainText("$412.50");
  const mail = new URL(greta.url()).pathname;
  if (js) await expectAccessible(greta);

  // the responsible attorney reads it too, and has none sent; a paralegal sees nothing of it
  const tomas = await as("tomas");
  expect((await visit(tomas, mail)).status()).toBe(200);
  expect((await visit(tomas, looked)).status()).toBe(403);
  expect((await visit(await as("priya"), mail)).status()).toBe(404);
});

test("several are sent at once from the list of what is to be sent", async ({ as, js, office }) => {
  const [one, other] = [await issued(office, "Nordhavn Imports", "10"), await issued(office, "Nordhavn Imports", "20")];
  const greta = await as("greta");
  await visit(greta, "/billing?which=unsent");
  if (js) await expectAccessible(greta);
  for (const id of [one, other]) {
    await greta.locator(`input[name="invoice"][value="${id}"]`).check();
  }
  await leave(greta, button(greta, "Send the chosen by e-mail"));
  await settled(greta);
  await expect(rows(greta, "Where they go")).toHaveCount(2);
  await leave(greta, button(greta, "Send 2 e-mails"));
  await said(greta, "They are on their way.");
  for (const id of [one, other]) await sent(greta, id);
  await visit(greta, "/billing?which=unsent");
  await expect(greta.locator(`input[name="invoice"][value="${one}"]`)).toHaveCount(0);
});

test("somebody who must not learn who writes gets no paper, and that is said before and after", async ({ as, office }) => {
  const id = await issued(office, "Dana Whitfield", "30");
  const greta = await as("greta");
  await visit(greta, `/billing/send?invoice=${id}`);
  await expect(rows(greta, "Where they go")).toContainText(["without the paper"]);
  const text = greta.getByRole("region", { name: "What it says" });
  await expect(text).toContainText("Nothing is attached.");
  await expect(text).not.toContainText("Pellworth");
  await act(greta, "Send 1 e-mail", "On its way.");
  await sent(greta, id);
  await expect(greta.getByRole("region", { name: "E-mails" })).toContainText("Told without the paper");
  await expect(greta.getByRole("region", { name: "Sent", exact: true })).toHaveCount(0);
});
