import { expect, type Page } from "@playwright/test";

import { button, visit } from "./pages.ts";

/// One of the clients that the demo's door offers. Tests run beside each other, so each takes another.
export async function somebody(page: Page, which: string | number): Promise<{ name: string; email: string }> {
  await visit(page, "/portal/sign-in");
  // whoever is asked for a PIN besides belongs to a test of its own
  const all = page.locator(".demo dd").filter({ hasNotText: "Quiet" });
  const offered = typeof which === "number" ? all.filter({ hasNotText: "Ramona Okonkwo" }).nth(which) : all.filter({ hasText: which }).first();
  const email = (await offered.locator("code").textContent())!.trim();
  const name = (await offered.textContent())!.replace(email, "").trim();
  return { name, email };
}

/// What the newest message to somebody says of that: the managing partner reads it in the outbox.
export async function newest(partner: Page, email: string, sought: RegExp): Promise<string> {
  let found = "";
  await expect(async () => {
    await visit(partner, "/outbox");
    const row = partner.getByRole("row").filter({ hasText: email }).first();
    await row.getByRole("button").click();
    const letter = await partner.locator("pre.letter").innerText({ timeout: 2_000 });
    const match = letter.replace(/\s+/g, " ").match(sought);
    expect(match, `the newest message to ${email}`).not.toBeNull();
    found = match![1]!;
  }).toPass({ timeout: 15_000 });
  return found;
}

export const CODE = /your code is (\d{3} \d{3})/;
export const LINK = /(\/portal\/enter\/[\w-]+)/;

export async function signIn(page: Page, partner: Page, which: string | number): Promise<{ name: string; email: string }> {
  const person = await somebody(page, which);
  await page.getByLabel("E-mail address").fill(person.email);
  await button(page, "Send me a code").click();
  await expect(page).toHaveURL(/\/portal\/code$/);
  const code = await newest(partner, person.email, CODE);
  await page.getByLabel("Code").fill(code);
  await button(page, "Sign in").click();
  await expect(page).toHaveURL(/\/portal\?done=portal-in$/);
  return person;
}
