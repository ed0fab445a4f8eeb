import { expectAccessible } from "../support/a11y.ts";
import { act, button, leave, settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

import type { Page } from "@playwright/test";

const text = (name: string, says: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(says) });

/// Asks the client of the Okonkwo case for something of its own.
async function ask(page: Page, id: string, title: string): Promise<void> {
  await visit(page, `/cases/${id}/requests/new`);
  await page.getByLabel("What do you need?").fill(title);
  await page.getByLabel("Explanation").fill("Both sides, please.");
  await act(page, "Ask the client", "Asked. The client’s people are told by e-mail.");
}

test("the office asks, the client sends, and what is accepted is a document", async ({ as, ramona, office }) => {
  test.slow();
  const okonkwo = await office.case(OKONKWO);
  const [tomas, page] = [await as("tomas"), await ramona()];
  const title = unique("Your residence permit");
  await ask(tomas, okonkwo, title);
  await expect(tomas.getByRole("region", { name: "Asked for" })).toContainText(title);
  await expectAccessible(tomas);

  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, "/portal");
  await page.getByRole("region", { name: "We need from you" }).getByRole("link", { name: title }).click();
  await expect(page).toHaveURL(/\/portal\/requests#request-/);
  await expectAccessible(page);
  await expect(page.locator("script")).toHaveCount(0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, "it fits a phone").toBe(false);
  const one = page.getByRole("region", { name: title });
  await expect(one).toContainText("Both sides, please.");
  await expect(one).toContainText(/Up to .* each/);
  // with the keyboard alone
  const name = `${unique("Permit")} 📎.txt`;
  await one.getByLabel("Files").setInputFiles(text(name, "Residence permit."));
  await one.getByLabel("Files").focus();
  await page.keyboard.press("Tab");
  await expect(one.getByRole("button", { name: "Send" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Thank you. It arrived, and we look at it.")).toBeVisible();
  await expect(one).toContainText(name);
  await expect(one).toContainText("Arrived");

  await visit(tomas, "/requests");
  await tomas.getByRole("region", { name: "Waiting to be looked at" }).getByRole("link", { name }).click();
  await settled(tomas);
  await expect(tomas.getByRole("main")).toContainText("Residence permit.");
  await expectAccessible(tomas);
  await visit(tomas, `/cases/${okonkwo}/documents?q=${encodeURIComponent(name)}`);
  await expect(tomas.getByRole("main").getByRole("link", { name, exact: true })).toHaveCount(0);
  await tomas.goBack();
  await act(tomas, "Accept", "Accepted. It is a document of the case now.");
  await expect(tomas.getByRole("main")).toContainText("Sent by Ramona Okonkwo through the portal");

  await visit(page, "/portal/requests");
  await expect(page.getByRole("region", { name: "Done" })).toContainText(title);
  await visit(tomas, `/cases/${okonkwo}`);
  await expect(tomas.getByRole("main")).toContainText(`accepted from Ramona Okonkwo: ${name}`);
});

test("a refused file is gone, and the client reads why", async ({ as, ramona, office }) => {
  test.slow();
  const okonkwo = await office.case(OKONKWO);
  const [tomas, page] = [await as("tomas"), await ramona()];
  const title = unique("Your lease");
  await ask(tomas, okonkwo, title);
  await visit(page, "/portal");
  await visit(page, "/portal/requests");
  const one = page.getByRole("region", { name: title });
  const name = `${unique("Blurred")}.txt`;
  await one.getByLabel("Files").setInputFiles(text(name, "Nothing can be read."));
  await leave(page, one.getByRole("button", { name: "Send" }));
  await visit(tomas, `/cases/${okonkwo}/requests`);
  await tomas.getByRole("region", { name: "Waiting to be looked at" }).getByRole("link", { name }).click();
  await settled(tomas);
  await tomas.getByText("Refuse it").click();
  await button(tomas, "Refuse").click();
  await expect(tomas.getByRole("main")).toContainText("Enter a reason.");
  await settled(tomas);
  await tomas.getByLabel("Reason").fill("It is too blurred to be read.");
  await act(tomas, "Refuse", "Refused. The client reads why.");
  await visit(page, "/portal/requests");
  await expect(one).toContainText("It is too blurred to be read.");
  await expectAccessible(page);
});

test("what is withdrawn is asked for no more, and what came by letter is done", async ({ as, ramona, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const [tomas, page] = [await as("tomas"), await ramona()];
  const [one, other] = [unique("Your passport"), unique("Your birth certificate")];
  for (const title of [one, other]) await ask(tomas, okonkwo, title);
  const row = (title: string) => tomas.getByRole("region", { name: "Asked for" }).getByRole("listitem").filter({ hasText: title });
  await row(one).getByText("Withdraw", { exact: true }).first().click();
  await leave(tomas, row(one).getByRole("button", { name: "Withdraw" }));
  await row(other).getByText("Received otherwise").click();
  await leave(tomas, row(other).getByRole("button", { name: "Mark as received" }));
  await visit(page, "/portal");
  await visit(page, "/portal/requests");
  await expect(page.getByRole("main")).not.toContainText(one);
  await expect(page.getByRole("region", { name: "Done" })).toContainText(other);
});

test("a reader of the case asks for nothing, and billing sees nothing of it", async ({ as, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const greta = await as("greta");
  const answer = await visit(greta, `/cases/${okonkwo}/requests`);
  expect(answer.status()).toBe(403);
});
