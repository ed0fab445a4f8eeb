import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import { act, button, complains, leave, visit } from "../support/pages.ts";
import { CODE, LINK, newest } from "../support/portal.ts";
import { expect, test, unique } from "../support/test.ts";

/// Comes to the page of the PIN by a code.
async function enter(page: Page, partner: Page, email: string): Promise<void> {
  await visit(page, "/portal/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await button(page, "Send me a code").click();
  await page.getByLabel("Code").fill(await newest(partner, email, CODE));
  await button(page, "Sign in").click();
  await expect(page).toHaveURL(/\/portal\/pin$/);
}

test("whoever acts for a discreet contact needs a PIN besides, and the office takes it back", async ({ as, guest, office }) => {
  test.slow();
  const [page, other, partner] = [await guest(), await guest(), await as("miriam")];
  const family = unique("Quiet");
  const form = { kind: "person", given_name: "Dee", family_name: family, anyway: "on" };
  const client = (await office.post("miriam", "clients/api/create", form)).split(/[/?]/)[2]!;
  await visit(partner, `/clients/${client}/preferences`);
  await partner.getByLabel("Discreet contact").check();
  await partner.getByLabel("How the client is reached safely").fill("Never call the home number.");
  await leave(partner, button(partner, "Save changes"));
  const email = `dee.${Date.now()}@mail.example`;
  await visit(partner, `/clients/${client}/portal/new`);
  await partner.getByLabel("Email").fill(email);
  await button(partner, "Send the invitation").click();
  await expect(partner.getByText("Make a number below, and tell it to them.")).toBeVisible();
  await act(partner, "Make a number", "The number is made. They choose a PIN with it as they sign in.");
  await expectAccessible(partner);
  const start = (await partner.getByText(/^\d{4} \d{4}$/).textContent())!;

  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, await newest(partner, email, LINK));
  await button(page, "Sign in").click();
  await expect(page).toHaveURL(/\/portal\/pin$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Choose a PIN");
  await expect(page.locator("script")).toHaveCount(0);
  await expectAccessible(page);
  // nothing else is reached
  for (const path of ["/portal", "/portal/messages", "/portal/profile", "/portal/sign-in"]) {
    await visit(page, path);
    await expect(page, path).toHaveURL(/\/portal\/pin$/);
  }
  // and what anybody may read does not say whose page this is
  for (const path of ["/portal/privacy", "/portal/accessibility"]) {
    await visit(page, path);
    await expect(page.locator("body"), path).toContainText("Your private page");
    await expect(page.locator("body"), path).not.toContainText("Pellworth");
  }
  await visit(page, "/portal/pin");
  await page.getByLabel("The number that we told you").fill(start);
  await page.getByLabel("Your new PIN").fill("1234");
  await page.getByLabel("The same PIN once more").fill("1234");
  await button(page, "Keep this PIN").click();
  await complains(page, "pin", /^That one is guessed first/);
  await page.getByLabel("The number that we told you").fill("0000 0000");
  await page.getByLabel("Your new PIN").fill("2749");
  await page.getByLabel("The same PIN once more").fill("2749");
  await button(page, "Keep this PIN").click();
  await complains(page, "start", /^That number does not match/);
  await page.getByLabel("The number that we told you").fill(start);
  await page.getByLabel("Your new PIN").fill("2749");
  await page.getByLabel("The same PIN once more").fill("2749");
  await button(page, "Keep this PIN").click();
  await expect(page).toHaveURL(/\/portal\?done=portal-in$/);

  await enter(other, partner, email);
  await expectAccessible(other);
  await other.getByLabel("PIN", { exact: true }).fill("2748");
  await button(other, "Go on").click();
  await complains(other, "pin", "That PIN does not match.");
  await expect(other.getByLabel("PIN", { exact: true })).toHaveValue("");
  await other.getByLabel("PIN", { exact: true }).fill("2749");
  await button(other, "Go on").click();
  await expect(other).toHaveURL(/\/portal\?done=portal-in$/);

  await visit(partner, `/clients/${client}`);
  await partner.getByRole("row").filter({ hasText: email }).getByRole("link", { name: /^Change/ }).click();
  await act(partner, "Let them choose another PIN", "The number is made. They choose a PIN with it as they sign in.");
  await visit(other, "/portal");
  await expect(other).toHaveURL(/\/portal\/sign-in$/);
});
