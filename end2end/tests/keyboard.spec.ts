import type { Locator, Page } from "@playwright/test";

import { said, settled, visit } from "../support/pages.ts";
import { OKONKWO, personas } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

/// Presses Tab until the focus is where it should be, and that it can be seen there.
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expectFocusSeen(page);
      return;
    }
  }
  throw new Error(`Tab never reached ${target}`);
}

/// The focused element has an outline, itself or by what stands for it.
async function expectFocusSeen(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const outlined = (element: Element | null) => {
      if (element === null) return false;
      const style = getComputedStyle(element);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    };
    const focused = document.activeElement;
    // The button inside a date field is the browser's own, and so is its ring.
    if (focused?.matches('input[type="date"]:not(:focus)')) return true;
    const box = focused?.getBoundingClientRect();
    return (
      focused !== null &&
      box !== undefined &&
      box.width > 0 &&
      (outlined(focused) || outlined(focused.closest("label")) || outlined(focused.parentElement))
    );
  });
  const what = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 160));
  expect(seen, `the focus cannot be seen on ${what}`).toBe(true);
}

/// Chooses an option as a keyboard user does: by typing how it begins.
async function choose(page: Page, label: string, beginning: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await tabTo(page, field);
  await page.keyboard.type(beginning);
  await expect(field.locator("option:checked")).toHaveText(new RegExp(`^${beginning}`));
}

test("signing in takes nothing but the keyboard", async ({ page }) => {
  await visit(page, "/sign-in");
  await expect(page.getByLabel("Work email")).toBeFocused();
  await page.keyboard.type(personas.dario.email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(personas.dario.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Cases" })).toBeVisible();
});

test("opening a case takes nothing but the keyboard", async ({ as }) => {
  const page = await as("nkechi");
  const title = unique("Keyboard tenancy");
  await visit(page, "/cases");
  await tabTo(page, page.getByRole("link", { name: "Open a case" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Open a case");
  await settled(page);
  await choose(page, "Client", "Dana");
  await tabTo(page, page.getByLabel("Title"));
  await page.keyboard.type(title);
  await tabTo(page, page.getByLabel("There is no adverse party"));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByLabel("Or none, because"));
  await page.keyboard.type("Nothing runs out.");
  await page.keyboard.press("Enter");
  // One complaint: the focus goes to its field.
  await expect(page.getByLabel("Practice area")).toBeFocused();
  await expectFocusSeen(page);
  await page.keyboard.type("Housing");
  await tabTo(page, page.getByRole("button", { name: "Open case" }));
  await page.keyboard.press("Space");
  await said(page, "The case is open.");
  await expect(page.getByRole("status").filter({ hasText: "The case is open." })).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
});

test("giving access takes nothing but the keyboard", async ({ as, office }) => {
  const id = await office.openCase(unique("Keyboard annuity"), "nkechi");
  const page = await as("nkechi");
  await visit(page, `/cases/${id}`);
  await tabTo(page, page.getByRole("link", { name: "Give access" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Give access");
  await settled(page);
  await choose(page, "Person", "Leila");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("View")).toBeFocused();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel("Contribute")).toBeChecked();
  await tabTo(page, page.getByRole("button", { name: "Give access" }));
  await page.keyboard.press("Enter");
  await said(page, "Access given.");
});

test("a dialog begins at its safe way out, keeps the focus, and is left by Escape or finished by keys", async ({
  as,
  office,
}) => {
  const title = unique("Keyboard escrow");
  const id = await office.openCase(title, "nkechi");
  const page = await as("nkechi");
  await visit(page, `/cases/${id}`);
  await tabTo(page, page.getByRole("link", { name: "Close case" }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: `Close ${title}?` });
  await expect(dialog).toBeVisible();
  await settled(page);
  await expect(page.getByRole("link", { name: "Keep it open" })).toBeFocused();
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press("Tab");
    const strays = await page.evaluate(
      () => document.activeElement !== document.body && document.activeElement?.closest("dialog") === null,
    );
    expect(strays, "the focus left the dialog").toBe(false);
  }
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(`/cases/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);

  await tabTo(page, page.getByRole("link", { name: "Close case" }));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await settled(page);
  await tabTo(page, page.getByLabel("Why it is closed"));
  await page.keyboard.type("Released.");
  await tabTo(page, page.getByRole("button", { name: "Close case" }));
  await page.keyboard.press("Enter");
  await said(page, "The case is closed.");
});

test("the first stop of a page leads past the navigation", async ({ as, office }) => {
  const page = await as("priya");
  for (const path of ["/cases", `/cases/${await office.case(OKONKWO)}`, "/account"]) {
    await visit(page, path);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to content" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement?.closest("main") !== null);
    expect(inside, `after skipping on ${path} Tab goes on inside the page`).toBe(true);
  }
});

test("the focus can be seen at every stop", async ({ as, office }) => {
  const page = await as("miriam");
  for (const path of [`/cases/${await office.case(OKONKWO)}/team`, "/cases/new"]) {
    await visit(page, path);
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      await expectFocusSeen(page);
    }
  }
});

test("the account's menu opens and closes by keyboard, and signs out", async ({ page }) => {
  await visit(page, "/sign-in");
  await page.keyboard.type(personas.dario.email);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type(personas.dario.password);
  await page.keyboard.press("Enter");
  const menu = page.getByRole("button", { name: "Account, theme and sign out" });
  await expect(menu).toBeVisible();
  await tabTo(page, menu);
  await page.keyboard.press("Enter");
  await expect(page.locator("#me")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("#me")).toBeHidden();
  await page.keyboard.press("Enter");
  await tabTo(page, page.locator("#me").getByRole("button", { name: "Sign out" }));
  await page.keyboard.press("Enter");
  await said(page, "You are signed out.");
});
