import { expect, test, type Locator, type Page, type Response } from "@playwright/test";

import type { Persona } from "./personas.ts";

/// Opens an address of ours and waits until the page can be used.
export async function visit(page: Page, path: string): Promise<Response> {
  const response = await page.goto(path);
  await settled(page);
  return response!;
}

/// A page with an island can be used once that has woken: before, forms are plain posts.
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("domcontentloaded");
  if (test.info().project.use.javaScriptEnabled === false) return;
  if ((await page.locator("leptos-island").count()) > 0) {
    await expect(page.locator("html[data-hydrated]")).toBeAttached();
  }
}

export function button(within: Page | Locator, name: string): Locator {
  return within.getByRole("button", { name, exact: true });
}

/// Presses a button that leads on, and waits for the page which says that it is done.
export async function act(page: Page, name: string, words: string): Promise<void> {
  await leave(page, button(page, name));
  await said(page, words);
}

/// Presses what leads to another document, and waits until the one before is gone: the page that
/// comes may look the same.
export async function leave(page: Page, by: Locator): Promise<void> {
  await page.evaluate(() => (document.documentElement.dataset.left = ""));
  await by.click();
  await expect(page.locator("html[data-left]")).toHaveCount(0);
}

/// What the page says was just done.
export async function said(page: Page, words: string): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: words })).toBeVisible();
  await settled(page);
}

/// What a refused form says above its fields. A list of several complaints stands in it too.
export function refusal(page: Page): Locator {
  return page.getByRole("alert");
}

/// The complaint beside a field, by the field's name. The field is marked as well.
export async function complains(page: Page, field: string, words: string | RegExp): Promise<void> {
  await expect(page.locator(`[data-error-for="${field}"]`)).toHaveText(words);
  const marked = page.locator(`#f-${field}[aria-invalid="true"]`);
  const group = page.locator(`[role="radiogroup"][aria-invalid="true"] #f-${field}`);
  await expect(marked.or(group)).toBeVisible();
}

/// Types email and password into the sign-in page that is open.
export async function enterPassword(page: Page, who: Pick<Persona, "email" | "password">): Promise<void> {
  await page.getByLabel("Work email").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await button(page, "Continue").click();
}

/// Signs in somebody without a second factor.
export async function signIn(page: Page, who: Pick<Persona, "email" | "password">): Promise<void> {
  await visit(page, "/sign-in");
  await enterPassword(page, who);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeAttached();
  await settled(page);
}

export async function signOut(page: Page): Promise<void> {
  await button(page, "Account, theme and sign out").click();
  await button(page, "Sign out").click();
  await said(page, "You are signed out.");
}

/// The rows of a table by the name of its region.
export function rows(page: Page, table: string): Locator {
  return page.getByRole("region", { name: table, exact: true }).locator("tbody tr");
}

/// The row of one person in such a table.
export function personRow(page: Page, table: string, name: string): Locator {
  return rows(page, table).filter({ has: page.getByText(name, { exact: true }) });
}

/// What a page says, without the chrome around it.
export async function words(page: Page): Promise<string> {
  return page.locator("body").innerText();
}

/// Says in a new case's form that it is against nobody and that nothing runs out.
export async function noAdverse(page: Page): Promise<void> {
  await page.getByLabel("There is no adverse party").check();
  await page.getByLabel("Or none, because").fill("Nothing runs out.");
}
