import { expectAccessible } from "../support/a11y.ts";
import { act, button, complains, settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

test("a text waits for the lead, and the client reads it once it is approved", async ({ as, ramona, office }) => {
  test.slow();
  const [page, priya, tomas] = [await ramona(), await as("priya"), await as("tomas")];
  const [path, step] = [`/cases/${await office.case(OKONKWO)}/status`, unique("Evidence")];
  await visit(priya, path);
  await expectAccessible(priya);
  await priya.getByLabel("Step", { exact: true }).fill("x".repeat(41));
  await button(priya, "Ask the lead").click();
  await complains(priya, "step", /^Use at most 40 characters/);
  await settled(priya);
  await priya.getByLabel("Step", { exact: true }).fill(step);
  await priya.getByLabel("What happens now").fill("We have read what came.\nNothing is needed from you.");
  await priya.getByLabel(/^Steps to come/).fill("Mediation, Nov 12\nTrial, if needed");
  await act(priya, "Ask the lead", "Saved. The lead is asked; clients read it once it is approved.");
  await expect(priya.getByRole("button", { name: "Let clients read it" })).toHaveCount(0);

  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, "/portal");
  await expect(page.getByRole("main")).not.toContainText(step);

  await visit(tomas, path);
  const waits = tomas.getByRole("region", { name: "Waits for the lead" });
  await expect(waits).toContainText(step);
  await expectAccessible(tomas);
  await button(waits, "Let clients read it").click();
  await expect(tomas.getByRole("region", { name: "What clients read" })).toContainText(step);

  await visit(page, "/portal");
  const stands = page.getByRole("region", { name: /^Where your cases? stand/ });
  await expect(stands.locator("[aria-current=step]").filter({ hasText: step })).toBeVisible();
  await expect(stands).toContainText("Nothing is needed from you.");
  await expect(stands).toContainText("Trial, if needed");
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, "it fits a phone").toBe(false);

  // taken back, they read what they read before
  await visit(tomas, path);
  const read = tomas.getByRole("region", { name: "What clients read" });
  await read.getByText("Take back", { exact: true }).click();
  await button(read, "Take back now").click();
  await expect(tomas.getByRole("region", { name: "What clients read" })).not.toContainText(step);
  await visit(page, "/portal");
  await expect(page.getByRole("main")).not.toContainText(step);
});

test("the office words what is said at a stage, and goes back to what came with Privity", async ({ as, office }) => {
  const page = await as("miriam");
  const [id, step] = [await office.openCase(unique("Stage words"), "miriam"), unique("Sorting")];
  await visit(page, "/settings/templates");
  await page.getByRole("link", { name: "What clients read at each stage" }).click();
  await settled(page);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Intake" }).click();
  await settled(page);
  await expectAccessible(page);
  await page.getByLabel("What happens now").fill(" ");
  await button(page, "Save").click();
  await complains(page, "text", "Say in a sentence or two what happens now.");
  await settled(page);
  await page.getByLabel("Step", { exact: true }).fill(step);
  await page.getByLabel("What happens now").fill("We put your papers in order.");
  await act(page, "Save", "Saved. The next text on a case at this stage begins with it.");
  await visit(page, `/cases/${id}/status`);
  await expect(page.getByLabel("Step", { exact: true })).toHaveValue(step);
  await visit(page, "/settings/stages/intake");
  await act(page, "Go back to the words that came with Privity", "Back to the words that came with Privity.");
  await visit(page, `/cases/${id}/status`);
  await expect(page.getByLabel("Step", { exact: true })).toHaveValue("Getting started");
});
