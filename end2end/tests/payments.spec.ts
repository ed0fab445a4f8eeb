import { expectAccessible } from "../support/a11y.ts";
import { today } from "../support/office.ts";
import { act, button, leave, rows, said, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

const statement = (name: string, lines: string) => ({
  name: `${name}.csv`,
  mimeType: "text/csv",
  buffer: Buffer.from(`Date,Amount,Currency,Name,Description\n${lines}`),
});

test("a payment is recorded for a client, and what is over is given back", async ({ as, office, js }) => {
  const greta = await as("greta");
  await visit(greta, "/billing/payments");
  await leave(greta, greta.getByRole("link", { name: "Record payment" }));
  await settled(greta);
  await greta.getByLabel("Client, or the number of an invoice").fill("Nordhavn");
  await leave(greta, button(greta, "Find"));
  await settled(greta);
  await leave(greta, greta.getByRole("link", { name: /Nordhavn Imports/ }));
  await settled(greta);
  if (js) await expectAccessible(greta);
  const reference = unique("Check 4411");
  await greta.getByLabel("Reference").fill(reference);
  await greta.getByLabel("Paid in advance").check();
  await button(greta, "Record payment").click();
  await expect(greta.locator('[data-error-for="amount"]')).toHaveText("Enter an amount.");
  await settled(greta);
  // nothing that was typed is lost
  await expect(greta.getByLabel("Reference")).toHaveValue(reference);
  await greta.getByLabel("Amount").fill("250");
  await greta.getByLabel("How").selectOption("Check");
  await act(greta, "Record payment", "The payment is recorded.");
  await expect(greta.getByRole("heading", { level: 1 })).toHaveText("Payment of $250.00");
  await expect(greta.getByRole("main")).toContainText("Nothing of it is on an invoice.");
  if (js) await expectAccessible(greta);
  const path = new URL(greta.url()).pathname;

  await greta.getByText("Give back what is over").click();
  const back = greta.locator("details[open]");
  await back.getByLabel("Amount").fill("300");
  await back.getByLabel("Reason").fill("Paid twice.");
  await button(back, "Record as given back").click();
  await expect(back.locator('[data-error-for="amount"]')).toHaveText("No more can be given back than is over.");
  await settled(greta);
  await expect(back.getByLabel("Reason")).toHaveValue("Paid twice.");
  await back.getByLabel("Amount").fill("50");
  await act(greta, "Record as given back", "Recorded as given back.");
  await expect(greta.getByRole("region", { name: "Given back" })).toContainText("$50.00");

  await visit(greta, "/billing/payments?which=credit");
  const row = rows(greta, "Payments").filter({ hasText: reference });
  await expect(row).toContainText("$200.00");
  // an associate reads of payments for cases that are theirs; this is for none
  expect((await visit(await as("tomas"), path)).status()).toBe(404);
  expect((await visit(await as("priya"), "/billing/payments")).status()).toBe(403);
  expect(await office.client("Nordhavn Imports")).toBeTruthy();
});

test("a payment that bounced is reversed, with why", async ({ as, office }) => {
  const client = await office.client("Nordhavn Imports");
  const path = await office.post("greta", "payments/api/take", {
    client,
    currency: "USD",
    amount: "12.50",
    method: "bank_transfer",
    received_on: today(),
    retainer: "true",
  });
  const greta = await as("greta");
  await visit(greta, path);
  await greta.getByText("Reverse this payment").click();
  await greta.locator("details[open]").getByLabel("Reason").fill("The bank sent it back.");
  await act(greta, "Reverse payment", "Reversed. What it paid is open again.");
  await expect(greta.getByRole("main")).toContainText("The bank sent it back.");
  await expect(greta.getByText("Reverse this payment")).toHaveCount(0);
});

test("a bank statement comes in once, and its lines are decided", async ({ as, js }) => {
  const greta = await as("greta");
  await visit(greta, "/billing/statements");
  if (js) await expectAccessible(greta);
  const account = unique("Operating");
  const send = async (file: ReturnType<typeof statement>) => {
    await greta.getByRole("textbox", { name: "Account" }).fill(account);
    await greta.getByLabel("File").setInputFiles(file);
    await leave(greta, button(greta, "Read in"));
    await settled(greta);
  };
  await send(statement("broken", `${today()},12x,USD,A. Payer,Thanks\n`));
  await expect(greta.locator('[data-error-for="file"]')).toContainText("Line 2");
  await expect(greta.getByRole("textbox", { name: "Account" })).toHaveValue(account);
  const named = unique("No invoice of ours");
  const lines = `${today()},12.34,USD,A. Payer,${named}\n${today()},-3.00,USD,Bank,Fee\n`;
  await send(statement("month", lines));
  await said(greta, "Read in. Look at what each line may be for.");
  await expect(greta.getByRole("main")).toContainText("2 lines are new.");
  if (js) await expectAccessible(greta);
  const path = new URL(greta.url()).pathname;
  const line = greta.getByRole("listitem").filter({ hasText: named });
  await expect(line).toContainText("$12.34");
  await leave(greta, line.getByRole("link", { name: "Somebody else’s" }));
  await settled(greta);
  await expect(greta.getByRole("note")).toContainText(named);

  await visit(greta, path);
  await line.getByText("No payment of a client").click();
  await line.getByLabel("What it is").fill("A deposit of our own.");
  await act(greta, "Set aside", "Set aside. The line is done.");
  for (const decided of ["A deposit of our own.", "Went out"]) {
    await expect(rows(greta, "Decided lines").filter({ hasText: decided })).toHaveCount(1);
  }

  await visit(greta, "/billing/statements");
  await send(statement("month", lines));
  await expect(greta.locator('[data-error-for="file"]')).toHaveText(
    "This file was read in before. Nothing of it came in twice.",
  );
  expect((await visit(await as("tomas"), path)).status()).toBe(403);
});
