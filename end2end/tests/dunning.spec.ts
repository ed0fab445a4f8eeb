import { act, button, complains, rows, settled, visit } from "../support/pages.ts";
import { expect, test } from "../support/test.ts";

test("what goes out soon, what was said and what it saved stand on one page", async ({ as }) => {
  const greta = await as("greta");
  await visit(greta, "/billing/reminders");
  const main = greta.getByRole("main");
  await expect(main).toContainText(/of writing by hand saved: \d+ reminders sent, at \d+ minutes each/);
  await expect(main).toContainText("until they are paid");
  const said = rows(greta, "What was said");
  await expect(said.first()).toContainText(/reminder|notice/);
  // a number leads to its invoice
  await expect(said.first().getByRole("link")).toHaveAttribute("href", /^\/billing\/[0-9a-f-]{36}$/);
  await expect(button(greta, "Settings of reminders")).toHaveCount(0);
});

test("letters are printed as one file, and said when they were mailed", async ({ as }) => {
  const greta = await as("greta");
  await visit(greta, "/billing/reminders");
  const print = greta.getByRole("button", { name: /^Print \d+ letters?$/ });
  const file = greta.getByRole("link", { name: /^\d+ letters?, printed / }).first();
  // the demo has debtors who read paper; whoever comes second finds their letters printed
  await expect(print.or(file).first()).toBeVisible();
  if (await print.isVisible()) {
    const name = await print.innerText();
    await act(greta, name, "The letters are ready. Open the file, print it, and say when they were mailed.");
  }
  const got = await greta.request.get((await file.getAttribute("href"))!);
  expect(got.headers()["content-type"]).toBe("application/pdf");
  expect((await got.body()).subarray(0, 4).toString()).toBe("%PDF");
  await greta.getByLabel("Mailed on").fill("2001-01-01");
  await greta.evaluate(() => document.querySelectorAll("form").forEach((form) => (form.noValidate = true)));
  await button(greta, "Record as mailed").click();
  await complains(greta, "on", "Enter a day from when they were printed until today.");
});

test("whether reminders go is a managing partner's to say", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/billing/reminders/settings");
  await miriam.getByLabel("Minutes for one by hand").fill("six");
  await button(miriam, "Save").click();
  await complains(miriam, "minutes", "Enter minutes from 0 to 240.");
  await settled(miriam);
  await miriam.getByLabel("Minutes for one by hand").fill("7");
  await act(miriam, "Save", "Saved. It holds for the next that are sent.");
  await expect(miriam.getByRole("main")).toContainText("at 7 minutes each");
  expect((await visit(await as("greta"), "/billing/reminders/settings")).status()).toBe(403);
  expect((await visit(await as("priya"), "/billing/reminders")).status()).toBe(403);
});
