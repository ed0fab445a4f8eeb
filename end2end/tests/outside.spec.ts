import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import { act, button, leave, settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { CODE, newest } from "../support/portal.ts";
import { expect, test, unique } from "../support/test.ts";

/// To whom the demo has sent something already.
const EXPERT = "h.aasgaard@harborexperts.example";
const SENT = /(\/sent\/[\w-]+)/;

/// The link that the message to the expert carries: the managing partner reads it in the outbox.
async function linkTo(partner: Page): Promise<string> {
  await visit(partner, "/outbox");
  const row = partner.getByRole("row").filter({ hasText: EXPERT }).filter({ hasText: "Documents for somebody outside" }).first();
  await row.getByRole("button").click();
  const letter = await partner.locator("pre.letter").innerText();
  return letter.match(SENT)![1]!;
}

test("documents are chosen, the client is confirmed, and the send can be withdrawn", async ({ as, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const tomas = await as("tomas");
  const name = `${unique("Survey")}.txt`;
  await visit(tomas, `/cases/${okonkwo}/documents`);
  const file = { name, mimeType: "text/plain", buffer: Buffer.from("The storage of the goods in March.") };
  await tomas.getByLabel("Files").setInputFiles(file);
  await leave(tomas, button(tomas, "Upload"));
  await tomas.getByRole("link", { name: "Sent to people outside" }).click();
  await settled(tomas);
  await expectAccessible(tomas);
  await tomas.getByRole("link", { name: "Send to somebody outside" }).click();
  await settled(tomas);
  const dialog = tomas.getByRole("dialog", { name: "Send to somebody outside" });
  await button(tomas, "Go on").click();
  await expect(dialog).toContainText("Choose at least one document.");
  await settled(tomas);
  await dialog.getByRole("checkbox", { name: `Include ${name}` }).check();
  await leave(tomas, button(tomas, "Go on"));
  await settled(tomas);
  await expect(dialog).toContainText("Nothing of other clients found");
  await expectAccessible(tomas);
  await dialog.getByLabel("Name", { exact: true }).fill(unique("Ada Moss"));
  await dialog.getByLabel("E-mail address").fill("ada@moss.example");
  await dialog.getByLabel("Who this is").selectOption("expert");
  await dialog.getByLabel("Reason, kept on record").fill("Her report.");
  await button(tomas, "Send").click();
  await expect(dialog).toContainText("Type the last name of the client whose documents these are.");
  await settled(tomas);
  await dialog.getByLabel("Type the client’s last name").fill("Okonkwo");
  await act(tomas, "Send", "Saved. The message goes out in two minutes; until then you can withdraw it.");
  const row = tomas.getByRole("listitem").filter({ hasText: name }).first();
  await expect(row).toContainText("Goes out in a moment");
  await row.getByRole("button", { name: "Withdraw" }).click();
  await expect(tomas.getByText("Withdrawn. Nobody could open it.")).toBeVisible();
});

// each has the newest code, and three go out an hour
test.describe.configure({ mode: "serial" });
for (const javaScriptEnabled of [true, false]) {
  test(`a code opens what was sent, ${javaScriptEnabled ? "with" : "without"} a script`, async ({ as, browser, baseURL }) => {
    const partner = await as("miriam");
    const link = await linkTo(partner);
    const context = await browser.newContext({ javaScriptEnabled, baseURL, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Documents for you");
    await expect(page.locator("script")).toHaveCount(0);
    await expect(page.getByRole("main")).not.toContainText("Complaint");
    await expect(page.getByRole("main")).not.toContainText(EXPERT);
    if (javaScriptEnabled) await expectAccessible(page);
    await button(page, "Send me a code").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Enter the code");
    const code = await newest(partner, EXPERT, CODE);
    await page.getByLabel("Code").fill(code);
    await button(page, "Open").click();
    await expect(page.getByRole("main")).toContainText("They can be opened until");
    if (javaScriptEnabled) await expectAccessible(page);
    await page.getByRole("link", { name: /Complaint/ }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toContain("Complaint");
    await context.close();
  });
}

test("a link that leads nowhere is one page, whyever", async ({ guest }) => {
  const page = await guest();
  for (const path of ["/sent/forged", "/sent/forged/documents/0190b5a0-0000-7000-8000-000000000001"]) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing to open at this link");
  }
  await expectAccessible(page);
});
