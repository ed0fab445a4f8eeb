import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import { act, button, leave, settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

const text = (name: string, says: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(says) });

/// A document of the Okonkwo case of its own, its page open.
const add = async (page: Page, id: string, name: string, says: string): Promise<void> => {
  await visit(page, `/cases/${id}/documents`);
  await page.getByLabel("Files").setInputFiles(text(name, says));
  await leave(page, button(page, "Upload"));
  await page.getByRole("main").getByRole("link", { name, exact: true }).click();
  await settled(page);
};

const ask = async (page: Page): Promise<void> => {
  await page.getByRole("main").getByRole("link", { name: "Share", exact: true }).click();
  await settled(page);
};

test("the client is chosen, the share can be withdrawn, and the case tells of both", async ({ as, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const tomas = await as("tomas");
  const name = `${unique("Clause four")}.txt`;
  await add(tomas, okonkwo, name, "Please read clause four of the lease.");
  await ask(tomas);
  const dialog = tomas.getByRole("dialog", { name: "Share with client" });
  await expect(dialog).toContainText("Nothing of other clients found");
  await expect(dialog).toContainText("Ramona Okonkwo");
  await expectAccessible(tomas);

  await button(tomas, "Share").click();
  await expect(dialog).toContainText("Choose the client it goes to.");
  await settled(tomas);
  await dialog.getByRole("radio", { name: /^Ramona Okonkwo/ }).check();
  await dialog.getByRole("checkbox", { name: "Include Ramona Okonkwo" }).check();
  await act(tomas, "Share", "Shared. It opens in two minutes; until then you can withdraw it.");
  const shared = tomas.getByRole("region", { name: "Shared with the client" });
  await expect(shared).toContainText("Goes out in a moment");
  await expect(shared).toContainText("Ramona Okonkwo: not opened");
  await act(tomas, "Withdraw", "Withdrawn. Nobody could open it.");
  await expect(shared).toContainText("Withdrawn");
  await visit(tomas, `/cases/${okonkwo}`);
  await expect(tomas.getByRole("main")).toContainText(`withdrew, before Ramona Okonkwo could open it: ${name}`);
});

test("what names another client is stopped, and the safe button has the focus", async ({ as, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const miriam = await as("miriam");
  await visit(miriam, `/cases/${okonkwo}/documents`);
  await miriam.getByRole("main").getByRole("link", { name: "Letter to Nordhavn Imports.pdf" }).click();
  await settled(miriam);
  await ask(miriam);
  const dialog = miriam.getByRole("dialog", { name: "Share with client" });
  await expect(dialog.getByRole("heading", { name: "This document appears to belong to another client" })).toBeVisible();
  await expect(dialog).toContainText("Nordhavn Imports");
  await expect(dialog.getByRole("link", { name: "Don’t share" })).toBeFocused();
  await expectAccessible(miriam);

  await dialog.getByRole("radio", { name: /^Ramona Okonkwo/ }).check();
  await dialog.getByRole("checkbox", { name: "Include Ramona Okonkwo" }).check();
  await dialog.getByLabel("Type the recipient’s last name to share anyway").fill("Nordhavn");
  await button(miriam, "Share anyway").click();
  await expect(dialog).toContainText("Type the last name of somebody this goes to.");
  await expect(dialog).toContainText("Enter a reason.");
  await dialog.getByRole("link", { name: "Don’t share" }).click();
  await expect(miriam.getByRole("region", { name: "Shared with the client" })).toHaveCount(0);
});

test("somebody who may not see the other client is told no name and shares nothing", async ({ as, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const priya = await as("priya");
  await add(priya, okonkwo, `${unique("Wrong paper")}.txt`, "Dear Nordhavn Imports, your customs bond.");
  await ask(priya);
  const dialog = priya.getByRole("dialog");
  await expect(dialog.getByText("Another client of the office").first()).toBeVisible();
  await expect(dialog).not.toContainText("Nordhavn");
  await expect(dialog.getByRole("button", { name: /Share/ })).toHaveCount(0);
});

test("a proposal waits on the case, and is declined with a reason", async ({ as, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${okonkwo}/documents`);
  const waiting = tomas.getByRole("region", { name: "Waits to be shared with the client" });
  await expect(waiting).toContainText("Exhibit list.docx");
  await waiting.getByRole("link", { name: /^Decide on what/ }).first().click();
  await settled(tomas);
  const dialog = tomas.getByRole("dialog", { name: "Approve sharing with client" });
  await expect(dialog).toContainText("Proposed by");
  await dialog.getByRole("link", { name: "Decline" }).click();
  await settled(tomas);
  await expect(tomas.getByRole("link", { name: "Back" })).toBeFocused();
  await button(tomas, "Decline").click();
  await expect(tomas.getByRole("dialog")).toContainText("Enter a reason.");
});

test("whoever only reads the case shares nothing, and billing has no part in it", async ({ as, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const greta = await as("greta");
  await visit(greta, `/cases/${okonkwo}/documents`);
  await expect(greta.getByRole("link", { name: /^Shared with client/ })).toHaveCount(0);
  await greta.getByRole("main").getByRole("link", { name: "Fee agreement, Okonkwo.pdf" }).click();
  await settled(greta);
  await expect(greta.getByRole("link", { name: "Share", exact: true })).toHaveCount(0);
  expect((await greta.request.get(`${new URL(greta.url()).pathname}/share`)).status()).toBe(403);
});
