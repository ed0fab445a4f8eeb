import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import { today, type Office } from "../support/office.ts";
import { pdf } from "../support/papers.ts";
import { act, button, complains, leave, rows, said, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

const numberOf = async (office: Office, id: string) =>
  (await office.page("miriam", `/cases/${id}`)).match(/Case (\d{4}-\d{4})/)![1]!;

const receipt = (name: string, buffer: Buffer = pdf(1)) => ({ name, mimeType: "application/pdf", buffer });

/// Saves settings that the other project may be saving too: what was typed is still there then.
async function save(page: Page): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    await leave(page, button(page, "Save settings"));
    await settled(page);
    if (!(await page.getByText("Somebody changed these settings meanwhile.").isVisible())) break;
  }
  await said(page, "Saved.");
}

test("how invoices look is set, and what is wrong stands beside its field", async ({ as, js }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings");
  await miriam.getByRole("main").getByRole("link", { name: "Invoices", exact: true }).click();
  await settled(miriam);
  if (js) await expectAccessible(miriam);
  const phone = `(212) 555-01${js ? "40" : "41"}`;
  await miriam.getByLabel("Days to pay").fill("soon");
  await miriam.getByLabel("IBAN").fill("DE02 1203 0000 0000 2020 52");
  await miriam.getByLabel("Phone for questions").fill(phone);
  await button(miriam, "Save settings").click();
  await complains(miriam, "payment_days", "Enter days from 0 to 180.");
  await complains(miriam, "iban", /This is no whole IBAN/);
  await expect(miriam.getByLabel("Phone for questions")).toHaveValue(phone);
  await settled(miriam);
  await miriam.getByLabel("Days to pay").fill("30");
  await miriam.getByLabel("IBAN").fill("");
  await save(miriam);
  expect((await visit(await as("greta"), "/settings/invoices")).status()).toBe(403);
});

test("a tax is added with its rate and ended", async ({ as, js }) => {
  const name = unique("Levy");
  const miriam = await as("miriam");
  await visit(miriam, "/settings/taxes");
  if (js) await expectAccessible(miriam);
  await miriam.getByLabel("Name").fill(name);
  await miriam.getByLabel("Per cent").fill("8.87505");
  await miriam.getByLabel("From", { exact: true }).fill("2026-01-01");
  await button(miriam, "Add tax").click();
  await complains(miriam, "percent", "Enter a percentage like 8.875, with at most four decimals.");
  await settled(miriam);
  await miriam.getByLabel("Per cent").fill("4.125");
  await act(miriam, "Add tax", "The tax is added.");
  const row = rows(miriam, "Taxes").filter({ hasText: name });
  await expect(row).toContainText("4.125 %");
  await expect(row).toContainText("None; chosen by hand");
  await leave(miriam, row.getByRole("button"));
  await said(miriam, "Ended. Drafts and invoices keep it.");
  await expect(rows(miriam, "Taxes").filter({ hasText: name })).toHaveCount(0);
});

test("a case is paid for by a fixed fee, and its draft asks for that", async ({ as, js, office }) => {
  const id = await office.openCase(unique("Fixed"), "tomas");
  const number = await numberOf(office, id);
  await office.post("tomas", "time/api/add", { on: today(), case: number, time: "1.0", narrative: "Draft the will" });
  const greta = await as("greta");
  await visit(greta, `/cases/${id}`);
  await expect(greta.getByRole("region", { name: "Fees and expenses" })).toContainText("By the hour, in USD");
  await leave(greta, greta.getByRole("link", { name: "Fee terms" }));
  await settled(greta);
  if (js) await expectAccessible(greta);
  await greta.getByLabel("For a fixed fee").check();
  await greta.getByLabel("Days to pay").fill("14");
  await button(greta, "Save terms").click();
  await complains(greta, "fixed_fee", "Enter an amount.");
  await settled(greta);
  await expect(greta.getByLabel("Days to pay")).toHaveValue("14");
  await greta.getByLabel("Fixed fee", { exact: false }).last().fill("3,500");
  await greta.getByLabel("Currency").selectOption("EUR");
  await button(greta, "Save terms").click();
  await complains(greta, "currency", /of this case are in USD/);
  await settled(greta);
  await greta.getByLabel("Currency").selectOption("USD");
  await act(greta, "Save terms", "Saved.");
  await visit(greta, `/billing/new?case=${id}`);
  await expect(greta.getByRole("region", { name: "What it comes to" })).toContainText("$3,500.00");
  await expect(greta.getByRole("link", { name: "Fee terms" })).toBeVisible();

  // the lead reads it on the page of the case and changes nothing
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}`);
  const fees = tomas.getByRole("region", { name: "Fees and expenses" });
  await expect(fees).toContainText("For a fixed fee of $3,500.00, paid by the client within 14 days");
  await leave(tomas, fees.getByRole("link", { name: "Fee terms" }));
  await settled(tomas);
  await expect(button(tomas, "Save terms")).toHaveCount(0);
  expect((await visit(await as("jonas"), `/cases/${id}/terms`)).status()).toBe(404);
});

test("an expense of the day comes with its receipt, is written down and withdrawn", async ({ as, js, office }) => {
  const id = await office.openCase(unique("Laid out"), "nkechi");
  const number = await numberOf(office, id);
  const nkechi = await as("nkechi");
  await visit(nkechi, "/time");
  await nkechi.getByText("Add an expense").click();
  const form = nkechi.locator("form[action='/time/expenses/upload']");
  await form.getByLabel("Amount").fill("-45");
  await form.getByLabel("Case", { exact: true }).fill(number);
  await form.getByLabel("What for").fill("Process server");
  await form.getByLabel("Receipt").setInputFiles(receipt("note.pdf", Buffer.from("no receipt")));
  await leave(nkechi, button(form, "Add expense"));
  await settled(nkechi);
  await expect(form.locator('[data-error-for="amount"]')).toHaveText("An amount cannot be below zero.");
  await expect(form.locator('[data-error-for="file"]')).toContainText("A receipt is a PDF or a picture.");
  await expect(form.getByLabel("What for")).toHaveValue("Process server");
  if (js) await expectAccessible(nkechi);
  await form.getByLabel("Amount").fill("45");
  await form.getByLabel("Receipt").setInputFiles(receipt("Server.pdf"));
  await leave(nkechi, button(form, "Add expense"));
  await said(nkechi, "The expense is recorded.");
  const row = rows(nkechi, "What was laid out").filter({ hasText: number });
  await expect(row).toContainText("45.00");
  await leave(nkechi, row.getByRole("link", { name: "Receipt", exact: true }));
  await settled(nkechi);
  await expect(nkechi.getByRole("heading", { name: "Server.pdf" })).toBeVisible();

  await visit(nkechi, `/cases/${id}/expenses`);
  if (js) await expectAccessible(nkechi);
  await leave(nkechi, rows(nkechi, "What was laid out").getByRole("link", { name: /Look at the expense/ }));
  await settled(nkechi);
  if (js) await expectAccessible(nkechi);
  const path = new URL(nkechi.url()).pathname;
  await nkechi.getByLabel("Less by").fill("5");
  await button(nkechi, "Save expense").click();
  await complains(nkechi, "write_down_reason", "Say why it is written down.");
  await settled(nkechi);
  await nkechi.getByLabel("Why less").fill("Agreed with the client.");
  await act(nkechi, "Save expense", "Saved.");
  // whoever is not on the case is told of nothing
  expect((await visit(await as("jonas"), path)).status()).toBe(404);
  await nkechi.getByText("Withdraw this expense").click();
  await act(nkechi, "Withdraw expense", "Withdrawn. It is not billed.");
  expect((await visit(nkechi, path)).status()).toBe(404);
});

test("Billing lays out with a receipt, adds no other document, and is locked out once it is billed", async ({ as, office }) => {
  const id = await office.openCase(unique("Outlay"), "tomas");
  const greta = await as("greta");
  await visit(greta, `/cases/${id}/expenses`);
  await greta.getByLabel("Amount").fill("210");
  await greta.getByLabel("What for").fill("Court filing fee");
  await greta.getByLabel("Receipt", { exact: false }).last().setInputFiles(receipt("Fee.pdf"));
  await leave(greta, button(greta, "Add expense"));
  await said(greta, "The expense is recorded.");
  await expect(greta.getByRole("region", { name: "Laid out", exact: true })).toContainText("$210.00 not yet billed");
  await visit(greta, `/cases/${id}/documents`);
  await expect(greta.getByRole("main")).toContainText("Fee.pdf");
  await expect(button(greta, "Upload")).toHaveCount(0);

  await visit(greta, `/cases/${id}/expenses`);
  await leave(greta, rows(greta, "What was laid out").getByRole("link", { name: /Look at the expense/ }));
  const page = new URL(greta.url()).pathname;
  await settled(greta);
  await greta.getByLabel("Another receipt").setInputFiles(receipt("Fee, again.pdf"));
  await leave(greta, button(greta, "Replace receipt"));
  await said(greta, "The receipt is kept with it.");
  await visit(greta, `/billing/new?case=${id}`);
  await leave(greta, button(greta, "Save draft"));
  await visit(greta, page);
  await expect(greta.getByRole("main")).toContainText("It stands on an invoice, and changes no more");
  await expect(button(greta, "Save expense")).toHaveCount(0);
});

test("a rate is set for every case of a client", async ({ as, js, office }) => {
  const year = js ? "2033" : "2034";
  const client = "Dana Whitfield";
  await office.client(client);
  const miriam = await as("miriam");
  await visit(miriam, "/settings/rates");
  await miriam.getByLabel("On every case of a client").selectOption(client);
  await miriam.getByLabel("An hour").fill("295");
  await miriam.getByLabel("From", { exact: true }).fill(`${year}-01-01`);
  await act(miriam, "Set rate", "The rate is set.");
  const row = rows(miriam, "Rates").filter({ hasText: `Every case of ${client}` }).filter({ hasText: year });
  await expect(row).toContainText("$295.00");
  await leave(miriam, row.getByRole("button"));
  await said(miriam, "Ended. What was recorded at it keeps its price.");
});
