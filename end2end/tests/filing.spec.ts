import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { act, button, complains, leave, settled, visit } from "../support/pages.ts";
import { personas, type Kept } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

const scans = () => process.env.PRIVITY_E2E_SCANS;

/// What the scanner does: a file in somebody's folder, or at the top.
function scan(name: string, text: string, who?: Kept): string {
  const folder = who ? join(scans()!, personas[who].email) : scans()!;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/// Opens the queue until a scan is in it: the folder is looked into every few seconds.
async function waits(page: Page, name: string): Promise<void> {
  await expect(async () => {
    await visit(page, "/filing");
    await expect(page.locator(".filing__list").getByRole("link", { name })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
}

async function open(page: Page, name: string): Promise<void> {
  await leave(page, page.locator(".filing__list").getByRole("link", { name }));
  await settled(page);
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
}

test.describe.configure({ timeout: 90_000 });
test.beforeEach(() => test.skip(!scans(), "the server's folder is not at hand"));

test("what lands in a person's folder waits there, is read, and is filed to a case", async ({ as, office }) => {
  const [name, more, title] = [unique("Letter") + ".txt", unique("Annex") + ".txt", unique("Filed here")];
  const id = await office.openCase(title, "nkechi");
  const paths = [scan(name, "Dear Nkechi, this is the letter.", "nkechi"), scan(more, "And this its annex.", "nkechi")];
  const nkechi = await as("nkechi");
  await waits(nkechi, name);
  await waits(nkechi, more);
  for (const path of paths) expect(existsSync(path)).toBe(false);
  // nobody else's: not a colleague's, not the desk's
  for (const who of ["leila", "hollis"] as const) {
    const other = await as(who);
    await visit(other, "/filing");
    await expect(other.getByRole("main")).not.toContainText(name);
  }
  await open(nkechi, name);
  await expect(nkechi.getByRole("region", { name: "Text" })).toContainText("Dear Nkechi, this is the letter.");
  const address = new URL(nkechi.url()).search.match(/item=([0-9a-f-]+)/)![1]!;
  const leila = await as("leila");
  for (const path of [`/filing?item=${address}`, `/filing/${address}/download`, `/filing/${address}/pages/1`]) {
    const answer = await leila.request.get(path, { headers: { accept: "text/html" } });
    expect(answer.status(), path).toBe(404);
  }

  await button(nkechi, "File to this case").click();
  await complains(nkechi, "case", "Enter a case.");
  await settled(nkechi);
  await nkechi.getByLabel("Case", { exact: true }).fill("no case of ours");
  await button(nkechi, "File to this case").click();
  await complains(nkechi, "case", "You may add documents to no open case of this number or title.");
  await settled(nkechi);
  await nkechi.getByRole("checkbox", { name: `File “${more}” too` }).check();
  await nkechi.getByLabel("Case", { exact: true }).fill(title);
  await nkechi.getByLabel("Kind").selectOption("Correspondence");
  await nkechi.getByLabel("Tags").fill("filed");
  await act(nkechi, "File to this case", "Filed. All of them are documents of the case now.");
  await expect(nkechi.getByRole("main")).not.toContainText(name);
  await visit(nkechi, `/cases/${id}/documents`);
  await expect(nkechi.getByRole("main").getByRole("link", { name })).toBeVisible();
  await expect(nkechi.getByRole("main").getByRole("link", { name: more })).toBeVisible();
});

test("a scan is handed over, and then it is in no other tray", async ({ as, js }) => {
  const name = unique("For Tomas") + ".txt";
  scan(name, "Handed over.");
  const hollis = await as("hollis");
  await waits(hollis, name);
  await open(hollis, name);
  if (!js) await expect(hollis.locator("leptos-island")).toHaveCount(1);
  await hollis.getByText("Hand it over to somebody").click();
  await hollis.getByLabel("To", { exact: true }).selectOption("Tomás Ferreira");
  await act(hollis, "Hand over", "Handed over.");
  await expect(hollis.getByRole("main")).not.toContainText(name);
  const tomas = await as("tomas");
  await visit(tomas, "/filing");
  await expect(tomas.locator(".filing__list")).toContainText(name);
});

test("a scan is discarded for a reason and taken back", async ({ as }) => {
  const name = unique("Blank") + ".txt";
  scan(name, "Nothing on it.", "leila");
  const leila = await as("leila");
  await waits(leila, name);
  await open(leila, name);
  await leila.getByText("Discard it").click();
  await leila.getByLabel("Reason").fill("A blank page.");
  await act(leila, "Discard", "Discarded. It can be taken back for thirty days.");
  await visit(leila, "/filing?which=discarded");
  await expect(leila.getByRole("main")).toContainText("A blank page.");
  await open(leila, name);
  await act(leila, "Take it back", "Back in its tray.");
  await expect(leila.locator(".filing__list")).toContainText(name);
});

test("a file that cannot be taken stays, and the queue says why", async ({ as }) => {
  const name = unique("Empty") + ".pdf";
  const path = scan(name, "");
  const hollis = await as("hollis");
  await expect(async () => {
    await visit(hollis, "/filing");
    const trouble = hollis.getByRole("listitem").filter({ hasText: name });
    await expect(trouble).toContainText("0 bytes", { timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
  expect(existsSync(path)).toBe(true);
});
