import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

import { expect, type Browser, type Page } from "@playwright/test";

import { button, enterPassword, settled, visit } from "./pages.ts";
import { DEMO_TOTP, personas, statePath, type Kept } from "./personas.ts";
import { totp } from "./totp.ts";

/// A factor counts as fresh for ten minutes, and a run takes longer: before that, people sign in again.
const FRESH_MS = 6 * 60_000;

/// Signs somebody in whose session the tests keep, and keeps it.
export async function signInKept(page: Page, who: Kept): Promise<void> {
  await visit(page, "/sign-in");
  await enterPassword(page, personas[who]);
  if (who === "miriam") {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Confirm it is you");
    await settled(page);
    await page.getByLabel("Six-digit code").fill(totp(DEMO_TOTP));
    await button(page, "Sign in").click();
  }
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText(personas[who].name);
  const path = statePath(who);
  await mkdir(dirname(path), { recursive: true });
  await page.context().storageState({ path: `${path}.new` });
  await rename(`${path}.new`, path);
}

/// Signs in again whoever did so a while ago. The session from before holds on: of two tests that ask at the
/// same time one signs in, and where that fails the next one that asks does.
export async function freshen(browser: Browser, baseURL: string, who: Kept): Promise<void> {
  const path = statePath(who);
  if (Date.now() - (await stat(path)).mtimeMs < FRESH_MS) return;
  const lock = await open(`${path}.lock`, "wx").catch(() => undefined);
  if (lock === undefined) return;
  const context = await browser.newContext({ baseURL });
  try {
    await signInKept(await context.newPage(), who);
  } catch {
    // a code that somebody else used up this half minute
  } finally {
    await context.close();
    await lock.close();
    await rm(`${path}.lock`, { force: true });
  }
}
